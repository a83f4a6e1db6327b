#!/usr/bin/env python3
"""Uses `meter serve` with other people's clients, and checks what they get.

    interop.py --meter .build/release/meter

The OpenTelemetry SDK of Python: batches as protobuf, plain and by gzip, with baggage on every span; a server that starts late, that
is stopped and started again, that is killed; batches that arrive twice; metrics. After each, both
reports must show exactly what was sent. Then the AWS command line and boto3 put log lines and query
them (Scripts/interop_logs.py). Where the clients cannot be installed, says so and is skipped.
"""
import argparse
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time

import peers
import rig

PACKAGES = ["opentelemetry-sdk", "opentelemetry-exporter-otlp-proto-http",
            "opentelemetry-processor-baggage", "boto3", "awscli"]
CHECK = ("import opentelemetry.processor.baggage, "
         "opentelemetry.exporter.otlp.proto.http.trace_exporter, boto3, awscli")
CLIENT = os.path.join(rig.REPOSITORY, "Scripts", "interop_client.py")
LOGS_CLIENT = os.path.join(rig.REPOSITORY, "Scripts", "interop_logs.py")


class Server:
    """`meter serve` on one port and one ledger, through stops and starts."""

    def __init__(self, meter, ledger, *arguments):
        self.meter, self.ledger, self.process = meter, ledger, None
        self.arguments = arguments
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.endpoint = f"http://127.0.0.1:{self.port}"

    def start(self):
        self.process = subprocess.Popen(
            [self.meter, "serve", "--listen", f"127.0.0.1:{self.port}", "--ledger", self.ledger,
             *self.arguments],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        if not re.search(r"http://", self.process.stdout.readline()):
            rig.fail("the server did not start")

    def stop(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        status = self.process.wait(timeout=60)
        if number == signal.SIGTERM and status != 0:
            rig.fail(f"the server ended with {status}")
        self.process = None


class Interop:
    def __init__(self, python, server):
        self.python, self.server = python, server
        self.tenants, self.cells = {}, {}
        self.differences = []

    def begin(self, prefix, *flags):
        return subprocess.Popen(
            [self.python, CLIENT, "--endpoint", self.server.endpoint, "--prefix", prefix, *flags],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def finish(self, name, client):
        output, errors = client.communicate(timeout=240)
        if client.returncode != 0:
            rig.fail(f"{name}: the SDK failed:\n{errors[-2000:]}")
        sent = json.loads(output)
        for groups, added in ((self.tenants, sent["tenants"]), (self.cells, sent["cells"])):
            for key, figures in added.items():
                group = groups.setdefault(key, {})
                for figure, value in figures.items():
                    group[figure] = group.get(figure, 0) + value
        self.compare(name)

    def run(self, name, prefix, *flags):
        self.finish(name, self.begin(prefix, *flags))

    def run_readme(self):
        """The example of the read-me, as it stands there."""
        with open(os.path.join(rig.REPOSITORY, "README.md"), encoding="utf-8") as file:
            code = re.search(r"```python\n(.*?)```", file.read(), re.DOTALL).group(1)
        done = subprocess.run(
            [self.python, "-c", code], capture_output=True, text=True, timeout=240,
            env={**os.environ, "OTEL_EXPORTER_OTLP_ENDPOINT": self.server.endpoint,
                 "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf"})
        if done.returncode != 0:
            rig.fail(f"the example of README.md failed:\n{done.stderr[-2000:]}")
        figures = {"metered_requests": 1, "input_tokens": 1842, "output_tokens": 231,
                   "cost": "0.0004149"}
        self.tenants["hospital-a"], self.cells["triage|premium"] = figures, dict(figures)
        self.compare("the example of README.md")
        # What follows adds to the same feature and tier, whose cost nobody then states.
        del self.cells["triage|premium"]["cost"]

    def compare(self, name):
        before = len(self.differences)
        for report, expected, key in (
                ("cost-per-tenant", self.tenants, lambda row: row["tenant"]),
                ("feature-cost-per-tier", self.cells,
                 lambda row: f'{row["feature"]}|{row["tier"]}')):
            text = rig.run(self.server.meter, "report", report, "--last", "2d", "--format", "json",
                           "--ledger", self.server.ledger)
            rows = {key(row): row for row in json.loads(text)["rows"]}
            for group in sorted(set(rows) | set(expected), key=str):
                self.compare_group(f"{name}: {group}", rows.get(group), expected.get(group))
        print(f"{name:34} {'exact' if len(self.differences) == before else 'DIFFERENT'}",
              flush=True)

    def compare_group(self, name, row, expected):
        if row is None or expected is None:
            self.differences.append(
                f"{name} is only in " + ("what was sent" if row is None else "the report"))
            return
        for figure, value in expected.items():
            if row.get(figure, 0) != value:
                self.differences.append(f"{name}: {figure} is {row.get(figure)}, sent was {value}")


def check_traces(interop, server):
    server.start()
    interop.run_readme()
    server.stop()
    late = interop.begin("late", "--conversations", "150", "--pause", "0.005")
    time.sleep(2)
    server.start()
    interop.finish("a server that starts late", late)
    interop.run("protobuf", "plain")
    interop.run("protobuf, gzip", "gzip", "--gzip")
    interop.run("every batch twice", "twice", "--twice")
    for name, number in (("stopped", signal.SIGTERM), ("killed", signal.SIGKILL)):
        client = interop.begin(name, "--conversations", "300", "--pause", "0.01", "--gzip")
        time.sleep(2)
        server.stop(number)
        time.sleep(1)
        server.start()
        interop.finish(f"a server {name} and started again", client)


def check_metrics(interop):
    interop.run("metrics, cumulative", "cumulative", "--metrics", "--pause", "0.01")
    interop.run("metrics, delta, gzip", "delta", "--metrics", "--delta", "--gzip",
                "--pause", "0.01")
    interop.run("metrics beside spans", "beside", "--metrics", "--beside")


def access_key(meter, tokens, *arguments):
    """Makes an access key; returns it as the environment that AWS' tools read."""
    made = subprocess.run([meter, "token", "create", "--aws", "--tokens", tokens, *arguments],
                          capture_output=True, text=True, check=True)
    return dict(line.split("=", 1) for line in made.stdout.split())


def check_logs(python, meter, folder):
    """The AWS command line and boto3 against the CloudWatch Logs API, with signatures checked."""
    tokens = os.path.join(folder, "tokens.json5")
    keys = {role: access_key(meter, tokens, "--role", *role.split())
            for role in ("admin", "ingest", "finance", "tenant --tenant clearpay")}
    server = Server(meter, os.path.join(folder, "logs.db"), "--tokens", tokens,
                    "--raw-log-group", "/raw/lines")
    server.start()
    try:
        client = subprocess.run(
            [python, LOGS_CLIENT, "--endpoint", server.endpoint,
             "--aws", os.path.join(os.path.dirname(python), "aws")],
            input=json.dumps(keys), text=True, timeout=600)
        if client.returncode != 0:
            rig.fail("the CloudWatch Logs API does not answer as AWS' clients expect")
        server.stop()
    finally:
        if server.process is not None:
            server.process.kill()
            server.process.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--meter", required=True)
    options = parser.parse_args()
    # For an older Python there are only SDKs that give a batch up while the server is away.
    python = peers.python_with("interop", PACKAGES, CHECK, version=(3, 11))
    with tempfile.TemporaryDirectory(prefix="meter-interop-") as folder:
        server = Server(os.path.abspath(options.meter), os.path.join(folder, "meter.db"))
        interop = Interop(python, server)
        try:
            check_traces(interop, server)
            check_metrics(interop)
        finally:
            if server.process is not None:
                server.process.kill()
                server.process.wait()
        check_logs(python, server.meter, folder)
    for difference in interop.differences[:20]:
        print(difference, file=sys.stderr)
    if interop.differences:
        rig.fail(f"{len(interop.differences)} differences")
    print("interop: the reports show exactly what the SDK sent; AWS' clients work as with AWS")


if __name__ == "__main__":
    main()

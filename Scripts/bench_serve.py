#!/usr/bin/env python3
"""Measures the receiver: spans a second acknowledged as durable, latency of a request, memory.

    bench_serve.py --meter .build/release/meter --seconds 5

The client runs on the same machine; requests of 100 spans have distinct bodies.
"""
import argparse
import json
import os
import re
import signal
import subprocess
import tempfile
import time
import urllib.request

import rig

HERE = os.path.dirname(os.path.abspath(__file__))


def compile_client(folder):
    program = os.path.join(folder, "load_client")
    subprocess.run(["cc", "-O2", "-o", program, os.path.join(HERE, "load_client.c")], check=True)
    return program


class Server:
    def __init__(self, meter, folder):
        self.ledger = os.path.join(folder, "bench.db")
        for suffix in ("", "-wal", "-shm", ".lock"):
            if os.path.exists(self.ledger + suffix):
                os.remove(self.ledger + suffix)
        self.process = subprocess.Popen(
            [meter, "serve", "--listen", "127.0.0.1:0", "--ledger", self.ledger],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        line = self.process.stdout.readline().decode()
        found = re.search(r"http://127\.0\.0\.1:(\d+)", line)
        if not found:
            rig.fail(f"the server did not start: {line}")
        self.port = found.group(1)

    def metrics(self):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/metrics") as answer:
            lines = answer.read().decode().splitlines()
        return {name: float(value) for name, _, value in
                (line.rpartition(" ") for line in lines if not line.startswith("#"))}

    def peak_megabytes(self):
        with open(f"/proc/{self.process.pid}/status") as file:
            return int(re.search(r"VmHWM:\s+(\d+)", file.read()).group(1)) / 1024

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        if self.process.wait(60) != 0:
            rig.fail(f"the server ended with {self.process.returncode}")


def measure(meter, client, folder, path, connections, seconds, rate):
    """One run on an empty ledger: its figures."""
    server = Server(meter, folder)
    try:
        command = [client, server.port, path, str(connections), str(seconds), str(rate)]
        figures = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
        metrics = server.metrics()
        figures["megabytes"] = server.peak_megabytes()
    finally:
        server.stop()
    spans = sum(metrics[f'meter_spans_total{{fate="{fate}"}}'] for fate in ("accepted", "duplicate"))
    figures["spans_per_second"] = spans / figures["seconds"]
    commits = max(metrics["meter_commit_requests_count"], 1)
    figures["group"] = metrics["meter_commit_requests_sum"] / commits
    figures["commit_ms"] = metrics["meter_commit_seconds_sum"] / commits * 1000
    if figures["failed"]:
        rig.fail(f"{figures['failed']} requests failed")
    return figures


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--meter", required=True)
    parser.add_argument("--seed", default="7")
    parser.add_argument("--spans", type=int, default=600_000)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--connections", default="1,4,16,64")
    parser.add_argument("--rate", type=int, default=100_000, help="spans/s of the open loop")
    options = parser.parse_args()
    meter = os.path.abspath(options.meter)
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before, client on the same machine")
    print(f"{'':26}{'spans/s':>10}{'p50 ms':>9}{'p99 ms':>9}{'max ms':>9}"
          f"{'group':>7}{'commit ms':>11}{'MB':>6}")
    with tempfile.TemporaryDirectory(prefix="meter-bench-") as folder:
        rig.generate(folder, options.spans, options.seed, parts=1, batch=100)
        client = compile_client(folder)
        bodies = {"JSON": "part-0000.ndjson", "protobuf": "part-0000.pb"}
        for label, name in bodies.items():
            path = os.path.join(folder, name)
            runs = [(int(count), 0) for count in options.connections.split(",")]
            for connections, rate in runs + [(4, options.rate / 100)]:
                figures = measure(
                    meter, client, folder, path, connections, options.seconds, rate)
                what = f"{label} {connections}" + (", open loop" if rate else "")
                print(f"{what:26}{figures['spans_per_second']:10,.0f}{figures['p50_ms']:9.2f}"
                      f"{figures['p99_ms']:9.2f}{figures['max_ms']:9.1f}{figures['group']:7.1f}"
                      f"{figures['commit_ms']:11.2f}{figures['megabytes']:6.0f}", flush=True)
                time.sleep(0.2)
    print(f"load {os.getloadavg()[0]:.1f} after")


if __name__ == "__main__":
    main()

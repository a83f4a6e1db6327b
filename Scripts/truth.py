#!/usr/bin/env python3
"""Compares meter's reports with the exact answer of the telemetry generator.

    truth.py --meter .build/release/meter --seed 7 --spans 200000

The same telemetry is read in several ways, each into a ledger of its own: as it is, twice, with the
requests in another order, as protobuf, and (--http) over HTTP in both encodings. Every one must give
the generator's answer to the last digit, and the same report as the others, byte for byte.
"""
import argparse
import http.client
import json
import os
import random
import re
import signal
import struct
import subprocess
import sys
import tempfile
from decimal import Decimal

import rig



class Check:
    def __init__(self, meter, folder, book):
        self.meter, self.folder, self.book = meter, folder, book
        with open(os.path.join(folder, "truth.json")) as file:
            self.truth = json.load(file)
        self.differences = []
        self.first = None

    def ledger(self, name):
        return os.path.join(self.folder, name + ".db")

    def reports(self, name):
        return {report: rig.run(self.meter, "report", report, *rig.PERIOD, "--prices", self.book,
                                "--format", "json", "--ledger", self.ledger(name))
                for report in ("cost-per-tenant", "feature-cost-per-tier")}

    def compare(self, name, is_repeated=False):
        """Compares one ledger with the truth, and with the first ledger."""
        reports = self.reports(name)
        before = len(self.differences)
        tenants = rig.sums_by_tenant(reports["cost-per-tenant"])
        cells = rig.sums_by_cell(reports["feature-cost-per-tier"])
        self.compare_groups(name, tenants, self.truth["by_tenant"])
        self.compare_groups(name, cells, self.truth["by_feature_tier"])
        for report, text in reports.items():
            total = rig.figures(json.loads(text)["totals"])
            self.compare_groups(name, {f"total of {report}": total},
                                {f"total of {report}": self.truth["total"]})
        if self.first is None:
            self.first = reports
        for report, text in reports.items():
            expected = self.first[report]
            if is_repeated:  # what came twice is counted as duplicate, and only that may differ
                text, expected = without_duplicates(text), without_duplicates(expected)
            if text != expected:
                self.differences.append(f"{name}: {report} is not byte-identical to the first")
        print(f"{name:14} {'equal' if len(self.differences) == before else 'DIFFERENT'}")

    def compare_groups(self, name, found, expected):
        for key in sorted(set(found) | set(expected)):
            left, right = found.get(key), expected.get(key)
            if left is None or right is None:
                self.differences.append(f"{name}: {key} is only in "
                                        + ("the truth" if left is None else "the report"))
                continue
            for figure, value in left.items():
                if Decimal(value) != Decimal(right[figure]):
                    self.differences.append(
                        f"{name}: {key}: {figure} is {value}, the truth is {right[figure]}")


def without_duplicates(report):
    return re.sub(rb'"duplicate_spans": ?\d+', b"", report)


def shuffle(folder, seed):
    """Writes all requests into one file, in another order."""
    lines = []
    for path in rig.inputs(folder, ".ndjson"):
        with open(path, "rb") as file:
            lines += file.readlines()
    random.Random(seed).shuffle(lines)
    path = os.path.join(folder, "shuffled.ndjson")
    with open(path, "wb") as file:
        file.writelines(lines)
    return path


def requests(folder, extension):
    """The bodies of a generator's files."""
    for path in rig.inputs(folder, extension):
        with open(path, "rb") as file:
            if extension == ".ndjson":
                yield from file
                continue
            while head := file.read(4):
                yield file.read(struct.unpack(">I", head)[0])


def serve(meter, ledger, folder, extension, content_type):
    """Sends all requests to a server of its own, and stops it."""
    server = subprocess.Popen([meter, "serve", "--listen", "127.0.0.1:0", "--ledger", ledger],
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        line = server.stdout.readline()
        port = int(re.search(r"http://127\.0\.0\.1:(\d+)", line).group(1))
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for body in requests(folder, extension):
            client.request("POST", "/v1/traces", body, {"Content-Type": content_type})
            answer = client.getresponse()
            text = answer.read()
            if answer.status != 200:
                rig.fail(f"the server answered {answer.status}: {text[:300]}")
        client.close()
        server.send_signal(signal.SIGTERM)
        if server.wait(timeout=60) != 0:
            rig.fail(f"the server ended with {server.returncode}")
    finally:
        if server.poll() is None:
            server.kill()
            server.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--meter", required=True)
    parser.add_argument("--seed", default="7")
    parser.add_argument("--spans", type=int, default=200_000)
    parser.add_argument("--http", action="store_true", help="send everything by HTTP, too")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="meter-truth-") as folder:
        book = rig.generate(folder, options.spans, options.seed)
        check = Check(os.path.abspath(options.meter), folder, book)

        def ingest(name, *paths):
            rig.run(check.meter, "ingest", *paths, "--ledger", check.ledger(name))

        ingest("json", *rig.inputs(folder, ".ndjson"))
        check.compare("json")
        ingest("json", *rig.inputs(folder, ".ndjson"))
        check.compare("json", is_repeated=True)
        ingest("shuffled", shuffle(folder, options.seed))
        check.compare("shuffled")
        ingest("protobuf", *rig.inputs(folder, ".pb"))
        check.compare("protobuf")
        if options.http:
            serve(check.meter, check.ledger("http-json"), folder, ".ndjson", "application/json")
            check.compare("http-json")
            serve(check.meter, check.ledger("http-protobuf"), folder, ".pb",
                  "application/x-protobuf")
            check.compare("http-protobuf")
    for difference in check.differences[:20]:
        print(difference, file=sys.stderr)
    if check.differences:
        rig.fail(f"{len(check.differences)} differences (seed {options.seed}, "
                 f"{options.spans} spans)")
    print(f"exact: seed {options.seed}, {options.spans} spans, "
          f"{len(check.truth['by_tenant'])} tenants, cost {check.truth['total']['cost']}")


if __name__ == "__main__":
    main()

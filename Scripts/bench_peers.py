#!/usr/bin/env python3
"""Times meter beside others that answer the same question, pair by pair, each answer checked.

    bench_peers.py --meter .build/release/meter --spans 900000

The question: cost per tenant, and per feature and tier, of one folder of telemetry. meter makes a
durable ledger of it and reports from that; chdb and DuckDB read the files once; the floor is C++
written by hand for this one question, and keeps nothing. Commands take turns, so that ratios hold
when the machine's speed drifts.
"""
import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile

import peers
import rig

BENCH = os.path.join(rig.SHARED, "rig", "bench.py")
BATCH = os.path.join(rig.SHARED, "rig", "batch")
FLOOR = os.path.join(rig.SHARED, "rig", "limits", "fastjob.cpp")
UNITS = 10**10  # of a dollar: what peers count in


def answer(meter, folder, extension):
    """Prints what the peers print: tokens and cost by tenant, and by feature and tier."""
    book = os.path.join(folder, "prices.json5")
    with tempfile.TemporaryDirectory(prefix="meter-peer-") as scratch:
        ledger = os.path.join(scratch, "peer.db")
        rig.run(meter, "ingest", "--quiet", *rig.inputs(folder, extension), "--ledger", ledger)
        tenants, cells = (
            rig.run(meter, "report", report, *rig.PERIOD, "--prices", book, "--format", "json",
                    "--ledger", ledger)
            for report in ("cost-per-tenant", "feature-cost-per-tier"))

    def figures(groups):
        return {key: [row["input"], row["output"], int(row["cost"] * UNITS)]
                for key, row in groups.items()}

    print(json.dumps({"by_tenant": figures(rig.sums_by_tenant(tenants)),
                      "by_feature_tier": figures(rig.sums_by_cell(cells))}))


def floor(scratch):
    """The program made of the floor's source; none where it cannot be made."""
    program = os.path.join(scratch, "floor")
    command = ["g++", "-O3", "-march=native", "-std=c++17", "-o", program, FLOOR, "-lsimdjson",
               "-lpthread"]
    if shutil.which("g++") and subprocess.run(command, capture_output=True).returncode == 0:
        return program
    print("the floor is left out: it needs g++ and libsimdjson-dev")
    return None


def pairs(python, folder, program):
    """Each peer's name, the files that it reads, and its command."""
    def batch(name, *words):
        return [python, os.path.join(BATCH, name), *words]

    yield "chdb", ".ndjson", batch("chdb_peer.py", folder, "2", "extract")
    yield "DuckDB", ".ndjson", batch("duckdb_peer.py", folder, "2", "filter", "prefilter")
    if program:
        yield "floor, JSON", ".ndjson", batch("job_peer.py", program, "json", folder, "2")
        yield "floor, protobuf", ".pb", batch("job_peer.py", program, "pb", folder, "2")


def compare(meter, runs, name, folder, extension, command):
    own = [sys.executable, os.path.abspath(__file__), "--meter", meter, "--answer", folder,
           "--extension", extension]
    result = subprocess.run(
        [sys.executable, BENCH, folder, "--runs", str(runs), "--suffix", extension[1:], "--",
         *own, "--vs", *command], capture_output=True, text=True)
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    wrong = [line["answer"] for line in lines if line.get("answer", "exact") != "exact"]
    if result.returncode != 0 or wrong:
        rig.fail(f"{name}: {(wrong or [result.stderr.strip()])[0]}")
    meters, others, ratio = lines
    least, middle, most = ratio["wall"]
    print(f"{name:18} {meters['spans_s']:>11,} {others['spans_s']:>11,}    "
          f"{least:5.2f} / {middle:.2f} / {most:.2f}    "
          f"{meters['peak_MiB']:6.0f} {others['peak_MiB']:6.0f}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--meter", required=True)
    parser.add_argument("--seed", default="7")
    parser.add_argument("--spans", type=int, default=400_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--answer", metavar="FOLDER", help="only print meter's answer")
    parser.add_argument("--extension", default=".ndjson")
    options = parser.parse_args()
    meter = os.path.abspath(options.meter)
    if options.answer:
        return answer(meter, options.answer, options.extension)
    python = peers.python_with("peers", ["duckdb", "chdb"], "import duckdb, chdb", version=(3, 11))
    with tempfile.TemporaryDirectory(prefix="meter-peers-") as folder:
        rig.generate(folder, options.spans, options.seed)
        print(f"{options.spans:,} spans, {os.cpu_count()} cores, {options.runs} pairs each; "
              "every answer exact")
        print(f"{'peer':18} {'meter':>11} {'peer':>11}    {'time, meter / peer':20}  MiB peak")
        for name, extension, command in pairs(python, folder, floor(folder)):
            compare(meter, options.runs, name, folder, extension, command)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Measures meter as a whole process: decoding, ingest to a durable ledger, reports, memory.

    bench.py --meter .build/release/meter --spans 400000
"""
import argparse
import json
import os
import subprocess
import tempfile
import time

import rig


def measure(command):
    """Seconds and peak memory in MB of one run."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        rig.fail(f"{' '.join(command[:4])} … ended with {process.returncode}:\n"
                 + errors.decode(errors="replace"))
    return seconds, usage.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--meter", required=True)
    parser.add_argument("--seed", default="7")
    parser.add_argument("--spans", type=int, default=400_000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    meter = os.path.abspath(options.meter)
    print(f"{options.spans} spans, {os.cpu_count()} cores, best of {options.runs} runs")
    with tempfile.TemporaryDirectory(prefix="meter-bench-") as folder:
        book = rig.generate(folder, options.spans, options.seed)
        with open(os.path.join(folder, "manifest.json")) as file:
            spans = json.load(file)["spans_written"]
        ledger = os.path.join(folder, "bench.db")

        def show(name, runs, megabytes):
            seconds = min(seconds for seconds, _ in runs)
            memory = max(memory for _, memory in runs)
            print(f"{name:24} {seconds:8.3f} s {megabytes / seconds:8.0f} MB/s "
                  f"{spans / seconds:11,.0f} spans/s {memory:6.0f} MB peak")

        def show_size(name):
            size = os.path.getsize(ledger)
            print(f"{name:24} {size / 1e6:8.1f} MB {size / spans:8.1f} bytes a span")

        for label, extension in (("JSON", ".ndjson"), ("protobuf", ".pb")):
            paths = rig.inputs(folder, extension)
            megabytes = sum(map(os.path.getsize, paths)) / 1e6
            decode = [measure([meter, "ingest", "--decode-only", "--ledger", ledger, *paths])
                      for _ in range(options.runs)]
            show(f"decode {label}", decode, megabytes)
            runs = []
            for _ in range(options.runs):
                for suffix in ("", "-wal", "-shm", ".lock"):
                    if os.path.exists(ledger + suffix):
                        os.remove(ledger + suffix)
                runs.append(measure([meter, "ingest", "--ledger", ledger, *paths]))
            show(f"ingest {label}", runs, megabytes)
            show_size("ledger")
            subprocess.run([meter, "ledger", "compact", "--ledger", ledger], check=True,
                           stdout=subprocess.DEVNULL)
            show_size("ledger, compacted")
        for report in ("cost-per-tenant", "feature-cost-per-tier"):
            command = [meter, "report", report, "--month", "2025-06", "--prices", book,
                       "--format", "json", "--ledger", ledger]
            runs = [measure(command) for _ in range(max(options.runs, 5))]
            print(f"report {report:24} {min(runs)[0] * 1000:6.1f} ms "
                  f"{max(memory for _, memory in runs):6.0f} MB peak")


if __name__ == "__main__":
    main()

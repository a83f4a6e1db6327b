#!/usr/bin/env python3
"""Makes a large ledger by the ledger's own writer, and times what reading it takes.

    bench_ledger.py --meter .build/release/meter --entries 2000000 --tenants 10000 --ledger bench.db

The ledger is kept and used again when it has the size that is asked for.
"""
import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time

# What an entry takes, with its sums and what is written twice on the way.
BYTES_PER_ENTRY = 120

OTHER_BOOK = """{
  extends: "built-in", name: "other prices", as_of: "2026-11-01", currency: "USD",
  lines: [{provider: "openai", model: "gpt-4o-mini", unit: "per_1m_tokens",
    prices: {input: "0.2", output: "0.8"}, source: "test", date: "2025-01-01"}],
}
"""


def run(command):
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(f"{' '.join(command[:4])} … ended with {result.returncode}:\n{result.stderr}")
    return result.stdout


def best(name, command, runs):
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        run(command)
        times.append(time.perf_counter() - start)
    print(f"{name:34} {min(times) * 1000:9.0f} ms")


def reprice_year(meter, ledger, runs):
    """The year's sums under another book: the built-in one with one price changed."""
    with tempfile.TemporaryDirectory() as folder:
        book = os.path.join(folder, "other.json5")
        with open(book, "w") as file:
            file.write(OTHER_BOOK)
        best("re-rating a year, another book",
             [meter, "reprice", "--prices", book, "--ledger", ledger, "--from", "2025-12-01",
              "--to", "2026-12-01", "--format", "csv"], runs)


def queries(meter, ledger, runs):
    """A sum from the rollups and from entries, one tenant's dearest calls, percentiles of a day."""
    month = ["--ledger", ledger, "--month", "2026-11"]
    sums = "stats sum(cost) by tenant"
    best("query: sums by tenant", [meter, "query", sums, *month], runs)
    best("query: the same from entries", [meter, "query", sums, *month, "--entries"], runs)
    best("query: one tenant's dearest calls",
         [meter, "query", 'filter tenant = "tenant-77" | sort cost desc | limit 20', *month], runs)
    best("query: percentiles of a day",
         [meter, "query", "stats pct(@duration, 99) by model, bin(1h)", "--ledger", ledger,
          "--from", "2026-11-10", "--to", "2026-11-11"], runs)


def serve_start(meter, ledger, runs):
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        server = subprocess.Popen(
            [meter, "serve", "--listen", "127.0.0.1:0", "--ledger", ledger],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        server.stdout.readline()
        times.append(time.perf_counter() - start)
        server.terminate()
        server.wait(timeout=60)
    print(f"{'start of meter serve':34} {min(times) * 1000:9.0f} ms")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--meter", required=True)
    parser.add_argument("--entries", type=int, default=2_000_000)
    parser.add_argument("--tenants", type=int, default=10_000)
    parser.add_argument("--seed", default="7")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--ledger", required=True)
    options = parser.parse_args()
    meter = os.path.abspath(options.meter)
    maker = os.path.join(os.path.dirname(meter), "meter-bench-ledger")
    ledger = options.ledger
    kind = f"{options.entries} {options.tenants} {options.seed}"
    note = ledger + ".made"
    made = open(note).read() if os.path.exists(note) and os.path.exists(ledger) else ""
    if made != kind:
        need = options.entries * BYTES_PER_ENTRY
        free = shutil.disk_usage(os.path.dirname(os.path.abspath(ledger))).free
        if free < need:
            sys.exit(f"{ledger}: needs up to {need / 1e9:.1f} GB, {free / 1e9:.1f} GB are free")
        for suffix in ("", "-wal", "-shm", ".lock"):
            if os.path.exists(ledger + suffix):
                os.remove(ledger + suffix)
        print(run([maker, "make", ledger, str(options.entries), str(options.tenants),
                   options.seed]), end="")
        with open(note, "w") as file:
            file.write(kind)
    size = os.path.getsize(ledger)
    print(f"{options.entries:,} entries, {options.tenants:,} tenants, {size / 1e9:.2f} GB, "
          f"{size / options.entries:.1f} bytes an entry; {os.cpu_count()} cores, "
          f"best of {options.runs}")
    month = ["--ledger", ledger, "--month", "2026-11"]
    best("report cost-per-tenant, a month", [meter, "report", *month, "--format", "csv"],
         options.runs)
    best("report feature-cost-per-tier", [meter, "report", "feature-cost-per-tier", *month,
                                          "--format", "csv"], options.runs)
    best("one tenant's report", [meter, "report", *month, "--tenant", "tenant-77"], options.runs)
    print(run([maker, "scan", ledger]), end="")
    queries(meter, ledger, options.runs)
    reprice_year(meter, ledger, options.runs)
    serve_start(meter, ledger, options.runs)


if __name__ == "__main__":
    main()

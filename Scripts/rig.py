"""What truth.py and the bench scripts share: generator, price book, running meter, its sums."""
import json
import os
import subprocess
import sys
from decimal import Decimal

REPOSITORY = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SHARED = os.environ.get("METER_SHARED", os.path.join(REPOSITORY, "..", "shared"))
GENERATOR = os.path.join(SHARED, "rig", "gen.py")
PERIOD = ["--month", "2025-06"]  # where the generator's data lie
CLASSES = ("input", "cache_read", "cache_write", "output", "reasoning")


def fail(message):
    print(f"meter: {message}", file=sys.stderr)
    sys.exit(1)


def generate(folder, spans, seed, parts=4, formats="json,pb", batch=None):
    """Writes telemetry and its exact answer into a folder."""
    if not os.path.exists(GENERATOR):
        fail(f"the telemetry generator is missing: expected it at {os.path.normpath(GENERATOR)}, "
             "or set METER_SHARED to the folder that holds rig/gen.py")
    command = [sys.executable, GENERATOR, folder, "--spans", str(spans), "--seed", str(seed),
               "--parts", str(parts), "--formats", formats]
    if batch is not None:
        command += ["--batch", str(batch)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    with open(os.path.join(folder, "prices.json")) as file:
        prices = json.load(file)
    book = os.path.join(folder, "prices.json5")
    with open(book, "w") as file:
        json.dump(price_book(prices), file, indent=1)
    return book


def price_book(prices):
    """The generator's prices as a book: the tier "(none)" is a line without a tier."""
    lines = []
    for row in prices:
        line = {"model": row["model"], "unit": "per_1m_tokens", "prices": {
            name: row[name] for name in ("input", "output", "cache_read", "cache_write")}}
        if row["tier"] != "(none)":
            line["tenant_tier"] = row["tier"]
        lines.append(line)
    return {"name": "generator", "as_of": "2025-06-01", "currency": "USD", "lines": lines}


def inputs(folder, extension):
    return sorted(os.path.join(folder, name) for name in os.listdir(folder)
                  if name.startswith("part-") and name.endswith(extension))


def run(meter, *arguments):
    """Runs meter to its end and returns what it printed."""
    result = subprocess.run([meter, *arguments], capture_output=True)
    if result.returncode != 0:
        fail(f"meter {' '.join(arguments)}\nended with {result.returncode}:\n"
             + result.stderr.decode(errors="replace"))
    return result.stdout


def figures(row):
    """A row's figures under the truth's names: input includes the caches, output the reasoning."""
    tokens = {name: row[name + "_tokens"] for name in CLASSES}
    return {
        "calls": row["metered_requests"],
        "input": tokens["input"] + tokens["cache_read"] + tokens["cache_write"],
        "output": tokens["output"] + tokens["reasoning"],
        "cache_read": tokens["cache_read"], "cache_write": tokens["cache_write"],
        "reasoning": tokens["reasoning"], "unpriced_tokens": row["unpriced_tokens"],
        "cost": Decimal(row["cost"])}


def sums(report, key):
    """Adds rows up by a key. Rows without metered calls are no part of the truth."""
    groups = {}
    for row in json.loads(report)["rows"]:
        values = figures(row)
        if values["calls"] == 0:
            continue
        group = groups.setdefault(key(row), dict.fromkeys(values, 0))
        for name, value in values.items():
            group[name] += value
    return groups


def sums_by_tenant(report):
    return sums(report, lambda row: row["tenant"] or "(none)")


def sums_by_cell(report):
    return sums(report, lambda row: f'{row["feature"] or "(none)"}|{row["tier"] or "(none)"}')

#!/usr/bin/env python3
"""Checks what reports are written as with readers of others: FOCUS and XLSX.

    interop_reports.py --meter .build/release/meter

The official validator of FOCUS (focus-validator from PyPI, which needs Python 3.12) reads charges;
openpyxl, and LibreOffice if it is there, open workbooks, whose figures must be those of the CSV.
Where a reader cannot be installed, says so and is skipped.
"""
import argparse
import csv
import datetime
import json
import os
import re
import shutil
import subprocess
import tempfile
from fractions import Fraction

import browser_data
import peers
import rig

# The validator asks for numpy 1, which newer releases of pyarrow do not load with.
PACKAGES = ["focus-validator", "pyarrow<21", "openpyxl"]
# What meter states of each call; the rules that depend on it are checked, too.
CRITERIA = ["ACCOUNT_NAMING", "MULTIPLE_PRICING_CATEGORIES", "MULTIPLE_SUB_ACCOUNT_TYPES",
            "MULTIPLE_BILLING_ACCOUNT_TYPES", "NEGOTIATED_PRICING", "PUBLIC_PRICE_LIST",
            "USAGE_MEASUREMENT", "UNIT_PRICING", "SUB_ACCOUNT", "RESOURCE_TYPE_ASSIGNMENT",
            "REGION", "TAGGING"]
# One of two rules of which a charge can meet one only; the rule that holds both passes.
IMPOSSIBLE = {"InvoiceId-C-005-C"}


def check_focus(python, path):
    """Runs the validator, which finds its own files only from the folder it is installed in."""
    where = subprocess.run(
        [python, "-c", "import focus_validator, os; "
         "print(os.path.dirname(os.path.dirname(focus_validator.__file__)))"],
        capture_output=True, text=True, check=True).stdout.strip()
    rules = os.listdir(os.path.join(where, "focus_validator", "rules"))
    version = max(re.findall(r"model-(1\.2[0-9.]*)\.json", " ".join(rules)), default=None)
    if version is None:
        rig.fail("the validator brings no rules for FOCUS 1.2")
    run = subprocess.run(
        [os.path.join(os.path.dirname(python), "focus-validator"), "--data-file", path,
         "--validate-version", version, "--block-download", "--focus-dataset", "CostAndUsage",
         "--applicability-criteria", ",".join(f"{name}_SUPPORTED" for name in CRITERIA)],
        capture_output=True, text=True, cwd=where, timeout=900)
    summary = re.search(r"Total: (\d+) \| Pass: (\d+)", run.stdout)
    if not summary:
        rig.fail("the validator failed:\n" + run.stdout[-1500:] + run.stderr[-1500:])
    failed = set(re.findall(r"(\S+): FAIL", run.stdout))
    if failed - IMPOSSIBLE:
        rig.fail("FOCUS: " + ", ".join(sorted(failed - IMPOSSIBLE)))
    print(f"{'FOCUS 1.2, ' + summary[2] + ' rules':34} valid", flush=True)


CELLS = """
import datetime, json, sys
import openpyxl
book = openpyxl.load_workbook(sys.argv[1])
for sheet in book:
    rows = [[c.isoformat() if isinstance(c, datetime.datetime) else c for c in row]
            for row in sheet.iter_rows(values_only=True)]
    formulas = sum(c.data_type == "f" for row in sheet.iter_rows() for c in row)
    print(json.dumps([sheet.title, sheet.freeze_panes, formulas, rows]))
"""


def check_workbook(python, workbook, records, name):
    """The first sheet's figures are those of the CSV; its header stays, nothing is a formula."""
    output = subprocess.run([python, "-c", CELLS, workbook], capture_output=True, text=True,
                            check=True).stdout
    sheets = [json.loads(line) for line in output.splitlines()]
    title, frozen, formulas, rows = sheets[0]
    if frozen != "A2" or any(sheet[2] for sheet in sheets):
        rig.fail(f"{name}: header not frozen, or formulas")
    compare(rows, records, name)
    print(f"{'XLSX: ' + name:34} {len(sheets)} sheets, exact", flush=True)


# Every sheet as CSV in UTF-8, as it is and not as it is shown.
OFFICE_CSV = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"


def check_office(workbooks, folder):
    """LibreOffice, if it is there, reads the same figures."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        print(f"{'LibreOffice':34} skipped: not installed")
        return
    subprocess.run([office, "--headless", f"-env:UserInstallation=file://{folder}/office",
                    "--convert-to", OFFICE_CSV, "--outdir", os.path.join(folder, "read"),
                    *workbooks], capture_output=True, timeout=300, check=True)
    for workbook, records in workbooks.items():
        name = os.path.basename(workbook).removesuffix(".xlsx")
        sheets = [sheet for sheet in os.listdir(os.path.join(folder, "read"))
                  if sheet.startswith(name + "-")]
        wanted = [sheet for sheet in sheets if not sheet.endswith("-About.csv")]
        found = [read(os.path.join(folder, "read", sheet)) for sheet in wanted]
        first = [rows for rows in found if len(rows[0]) == len(shown(records)[0])
                 and len(rows) - len(records) in (0, 1)]
        if not first:
            rig.fail(f"{name}: LibreOffice finds no sheet of {len(records)} rows: {wanted}")
        compare(first[0], records, f"{name} in LibreOffice")
        print(f"{'LibreOffice: ' + name:34} {len(sheets)} sheets, exact", flush=True)


def read(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def shown(records):
    """A CSV's columns without those that say of every row what the report is about."""
    count = records[0].index("currency") if "currency" in records[0] else len(records[0])
    return [record[:count] for record in records]


def compare(rows, records, name):
    records = shown(records)
    if len(rows) - len(records) not in (0, 1):
        rig.fail(f"{name}: {len(rows)} rows in the workbook, {len(records)} in the CSV")
    for row, record in zip(rows[1:], records[1:]):
        for cell, text in zip(row, record):
            if not same("" if cell is None else str(cell), text):
                rig.fail(f"{name}: the workbook says {cell!r}, the CSV {text!r}")


def same(cell, text):
    """Whether a cell, as its reader writes it, is what the CSV says."""
    if re.fullmatch(r"\d{4}-\d\d-\d\dT.*Z", text):
        written = datetime.datetime.fromisoformat(text[:19])
        return abs((written - datetime.datetime.fromisoformat(cell)).total_seconds()) <= 1
    if text in ("true", "false"):
        return cell.lower() == text
    if re.fullmatch(r"-?\d+(\.\d+)?", text):
        exact, scale = Fraction(text), 100 if cell.endswith("%") else 1
        return abs(Fraction(cell.removesuffix("%")) / scale - exact) <= abs(exact) / 10**12
    # Names that could be formulas have a mark before them in CSV only.
    return cell in (text, re.sub(r"^'(?=[=+@\t\r-])", "", text))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--meter", required=True)
    meter = os.path.abspath(parser.parse_args().meter)
    python = peers.python_with("interop-reports", PACKAGES, "import focus_validator, openpyxl",
                               version=(3, 12))
    with tempfile.TemporaryDirectory(prefix="meter-reports-") as folder:
        ledger, telemetry, demo = (os.path.join(folder, name) for name in
                                   ("odd.db", "usage.jsonl", "demo"))
        # The validator takes names beyond ASCII for faults: it gets those of the demo.
        rig.run(meter, "demo", "--folder", demo)
        tomorrow = datetime.datetime.now(datetime.timezone.utc).date() + datetime.timedelta(days=1)
        browser_data.write(telemetry, browser_data.parser().parse_args(
            ["--days", "40", "--until", str(tomorrow)]))
        rig.run(meter, "ingest", "--quiet", telemetry, "--ledger", ledger)

        def report(name, form, *options, ledger=ledger):
            path = os.path.join(folder, f"{name}.csv" if form == "focus" else f"{name}.{form}")
            rig.run(meter, "report", name, "--last", "30d", "--ledger", ledger, "--format", form,
                    "--output", path, *options)
            return path

        focus = report("cost-per-tenant", "focus", ledger=os.path.join(demo, "meter.db"))
        check_focus(python, focus)
        workbooks = {}
        for name, options in (("cost-per-tenant", ["--by", "day"]), ("token-classes", []),
                              ("statement", ["--tenant", "hospital-1"]), ("cost-per-session", []),
                              ("tenant-health", []), ("compare", []), ("anomalies", [])):
            workbook, records = report(name, "xlsx", *options), read(report(name, "csv", *options))
            check_workbook(python, workbook, records, name)
            workbooks[workbook] = records
        check_office(workbooks, folder)
    print("interop: reports read as they were written")


if __name__ == "__main__":
    main()

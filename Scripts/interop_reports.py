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
import os
import re
import shutil
import subprocess
import tempfile
from fractions import Fraction

import rig

ENVIRONMENT = os.path.join(rig.REPOSITORY, ".build", "interop-reports")
# The validator asks for numpy 1, which newer releases of pyarrow do not load with.
PACKAGES = ["focus-validator", "pyarrow<21", "openpyxl"]
# What meter states of each call; the rules that depend on it are checked, too.
CRITERIA = ["ACCOUNT_NAMING", "MULTIPLE_PRICING_CATEGORIES", "MULTIPLE_SUB_ACCOUNT_TYPES",
            "MULTIPLE_BILLING_ACCOUNT_TYPES", "NEGOTIATED_PRICING", "PUBLIC_PRICE_LIST",
            "USAGE_MEASUREMENT", "UNIT_PRICING", "SUB_ACCOUNT", "RESOURCE_TYPE_ASSIGNMENT",
            "REGION", "TAGGING"]
# One of two rules of which a charge can meet one only; the rule that holds both passes.
IMPOSSIBLE = {"InvoiceId-C-005-C"}


def new_python():
    """A Python of at least 3.12; None if there is none."""
    names = ["python3"] + [f"python3.{minor}" for minor in range(12, 20)]
    roots = [os.path.expanduser("~/.pyenv/versions")]
    paths = [shutil.which(name) for name in names]
    for root in roots:
        if os.path.isdir(root):
            paths += [os.path.join(root, name, "bin", "python3") for name in os.listdir(root)]
    for path in filter(None, paths):
        probe = [path, "-c", "import sys; sys.exit(sys.version_info < (3, 12))"]
        if os.path.exists(path) and subprocess.run(probe, capture_output=True).returncode == 0:
            return path
    return None


def environment():
    """The interpreter of an environment with the readers; None where it cannot be had."""
    python = os.path.join(ENVIRONMENT, "bin", "python")
    check = [python, "-c", "import focus_validator, openpyxl"]
    if os.path.exists(python) and subprocess.run(check, capture_output=True).returncode == 0:
        return python
    base = new_python()
    if base is None:
        print("interop of reports: skipped: focus-validator needs Python 3.12")
        return None
    made = subprocess.run([base, "-m", "venv", "--clear", ENVIRONMENT], capture_output=True)
    if made.returncode == 0:
        made = subprocess.run(
            [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
             "--retries", "1", "--timeout", "20", *PACKAGES], capture_output=True, timeout=600)
    if made.returncode != 0:
        print("interop of reports: skipped: the readers cannot be installed")
        return None
    return python


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
        [os.path.join(ENVIRONMENT, "bin", "focus-validator"), "--data-file", path,
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
for path in sys.argv[1:]:
    book = openpyxl.load_workbook(path)
    for sheet in book:
        rows = [[c.isoformat() if isinstance(c, datetime.datetime) else c for c in row]
                for row in sheet.iter_rows(values_only=True)]
        formulas = sum(c.data_type == "f" for row in sheet.iter_rows() for c in row)
        print(json.dumps([path, sheet.title, sheet.freeze_panes, formulas, rows]))
"""


def check_workbook(python, workbook, table, name):
    """The first sheet's figures are those of the CSV; its header stays, nothing is a formula."""
    import json
    output = subprocess.run([python, "-c", CELLS, workbook], capture_output=True, text=True,
                            check=True).stdout
    sheets = [json.loads(line) for line in output.splitlines()]
    path, title, frozen, formulas, rows = sheets[0]
    if frozen != "A2" or any(sheet[3] for sheet in sheets):
        rig.fail(f"{name}: header not frozen, or formulas")
    with open(table, newline="") as file:
        records = list(csv.reader(file))
    if len(rows) - len(records) not in (0, 1):
        rig.fail(f"{name}: {len(rows)} rows in the workbook, {len(records)} in the CSV")
    for row, record in zip(rows[1:], records[1:]):
        for cell, text in zip(row, record):
            if isinstance(cell, bool):
                same = text == str(cell).lower()
            elif isinstance(cell, (int, float)):
                exact = Fraction(text)
                same = abs(Fraction(cell) - exact) <= abs(exact) / 10**12
            elif re.fullmatch(r"\d{4}-\d\d-\d\dT.*", text):
                written = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
                found = datetime.datetime.fromisoformat(cell).replace(tzinfo=datetime.timezone.utc)
                same = abs((written - found).total_seconds()) < 1
            else:
                same = (cell or "") == text
            if not same:
                rig.fail(f"{name}: the workbook says {cell!r}, the CSV {text!r}")
    print(f"{'XLSX: ' + name:34} {len(sheets)} sheets, exact", flush=True)


def check_office(workbook):
    """LibreOffice reads the workbook without a complaint, if it is there."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        print(f"{'LibreOffice':34} skipped: not installed")
        return
    folder = os.path.dirname(workbook)
    subprocess.run([office, "--headless", "--convert-to", "csv", "--outdir", folder, workbook],
                   capture_output=True, timeout=300, check=True)
    print(f"{'LibreOffice':34} opens it")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--meter", required=True)
    meter = os.path.abspath(parser.parse_args().meter)
    python = environment()
    if python is None:
        return
    with tempfile.TemporaryDirectory(prefix="meter-reports-") as folder:
        rig.run(meter, "demo", "--folder", folder)
        ledger = os.path.join(folder, "meter.db")

        def report(name, form, *options):
            path = os.path.join(folder, f"{name}.csv" if form == "focus" else f"{name}.{form}")
            rig.run(meter, "report", name, "--last", "30d", "--ledger", ledger, "--format", form,
                    "--output", path, *options)
            return path

        check_focus(python, report("cost-per-tenant", "focus"))
        for name, options in (("cost-per-tenant", ["--by", "day"]), ("token-classes", []),
                              ("statement", ["--tenant", "hospital-a"]), ("cost-per-session", []),
                              ("tenant-health", [])):
            workbook = report(name, "xlsx", *options)
            check_workbook(python, workbook, report(name, "csv", *options), name)
        check_office(workbook)
    print("interop: reports read as they were written")


if __name__ == "__main__":
    main()

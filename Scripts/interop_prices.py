#!/usr/bin/env python3
"""Compares prices with those of LiteLLM and genai-prices, model by model.

    interop_prices.py --meter .build/release/meter

Both packages are installed from PyPI into an environment of their own. Their price lists are
imported as price books, and every model is priced for calls of random tokens: in each service tier,
one token below, at and above each context step, around each change of price, in each region with a
multiplier, and within and outside of off-peak hours. The cost must be theirs to within their
floating-point error. Where a cost differs, a reason in the oracle's tables must hold. The built-in
book is compared in the same way. Where the packages cannot be installed, says so and is skipped.
"""
import argparse
import os
import subprocess
import sys
import tempfile

import rig

PACKAGES = ["litellm==1.109.1", "genai-prices==0.2.3"]
ENVIRONMENT = os.path.join(rig.REPOSITORY, ".build", "interop-prices")
ORACLE = os.path.join(rig.REPOSITORY, "Scripts", "interop_prices_oracle.py")


def skip(reason):
    print(f"interop: skipped: {reason}")
    sys.exit(0)


def last_line(text):
    lines = [line for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "no reason given"


def python_with_packages():
    """The interpreter of an environment that has both packages; makes it the first time."""
    python = os.path.join(ENVIRONMENT, "bin", "python")
    check = [python, "-c", "import importlib.metadata as m; "
             + "; ".join(f"assert m.version({name!r}) == {version!r}"
                         for name, version in (package.split("==") for package in PACKAGES))]
    if os.path.exists(python) and subprocess.run(check, capture_output=True).returncode == 0:
        return python
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", ENVIRONMENT],
                          capture_output=True, text=True)
    if made.returncode != 0:
        skip("no Python environment can be made here: " + last_line(made.stdout + made.stderr))
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
           "--retries", "1", "--timeout", "20"]
    try:
        # Any version brings what these need; then the versions of the built-in book's sources.
        names = [package.split("==")[0] for package in PACKAGES]
        installed = subprocess.run([*pip, *names], capture_output=True, text=True, timeout=600)
        if installed.returncode == 0:
            installed = subprocess.run([*pip, "--no-deps", *PACKAGES], capture_output=True,
                                       text=True, timeout=600)
    except subprocess.TimeoutExpired:
        skip("LiteLLM and genai-prices could not be installed within ten minutes")
    if installed.returncode != 0:
        skip("LiteLLM and genai-prices cannot be installed: " + last_line(installed.stderr))
    return python


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--meter", required=True)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    python = os.environ.get("METER_PRICE_ORACLES") or python_with_packages()
    with tempfile.TemporaryDirectory(prefix="meter-prices-") as folder:
        result = subprocess.run(
            [python, ORACLE, "--meter", os.path.abspath(options.meter), "--folder", folder,
             "--seed", str(options.seed), "--built-in",
             os.path.join(rig.REPOSITORY, "PriceBooks", "built-in.json5")])
    sys.exit(result.returncode)


if __name__ == "__main__":
    main()

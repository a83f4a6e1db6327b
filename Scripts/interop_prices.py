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

import peers
import rig

PACKAGES = ["litellm", "genai-prices"]
# Any version brings what these need; then the versions of the built-in book's sources.
PINNED = ["litellm==1.109.1", "genai-prices==0.2.3"]
CHECK = "import importlib.metadata as m; " + "; ".join(
    f"assert m.version({name!r}) == {version!r}"
    for name, version in (package.split("==") for package in PINNED))
ORACLE = os.path.join(rig.REPOSITORY, "Scripts", "interop_prices_oracle.py")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--meter", required=True)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    python = os.environ.get("METER_PRICE_ORACLES") or peers.python_with(
        "interop-prices", PACKAGES, CHECK, PINNED)
    with tempfile.TemporaryDirectory(prefix="meter-prices-") as folder:
        result = subprocess.run(
            [python, ORACLE, "--meter", os.path.abspath(options.meter), "--folder", folder,
             "--seed", str(options.seed), "--built-in",
             os.path.join(rig.REPOSITORY, "PriceBooks", "built-in.json5")])
    sys.exit(result.returncode)


if __name__ == "__main__":
    main()

"""Writes a simulated company's inbox, in its vendors' formats, and beside it truth.json: what was planted in it.

scripts/simulate --out INBOX --customers 2000 --days 120 --seed 1
scripts/run --inbox INBOX
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import time
from pathlib import Path

from easemart.errors import EasemartError
from easemart.simulation.truth import write_truth
from easemart.simulation.world.company import Order, simulate
from easemart.simulation.world.parameters import scenarios
from easemart.simulation.world.vendors import INSTEAD_OF


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/simulate", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, required=True, metavar="INBOX", help="an empty folder, or one to make")
    parser.add_argument("--customers", type=int, default=2000)
    parser.add_argument("--days", type=int, default=365, help="from 1 January 2024 on; gates refuse the future")
    parser.add_argument("--seed", type=int, default=1)
    listed = "; ".join(f"{name}: {one.meaning}" for name, one in scenarios(365).items())
    parser.add_argument("--scenario", default="default", help=listed)
    parser.add_argument("--deliveries", type=int, help="files of each kind, fewer load faster; else as systems deliver")
    parser.add_argument("--dirt", type=float, default=0.0, help="share of rows spoilt so that gates refuse them")
    usual = ", ".join(f"{one} (instead of {system})" for one, system in INSTEAD_OF.items())
    parser.add_argument("--systems", default="", metavar="A,B", help=f"systems that the company has: {usual}")
    return parser.parse_args()


def main() -> int:
    options = arguments()
    started = time.monotonic()
    systems = tuple(one.strip() for one in options.systems.split(",") if one.strip())
    order = Order(
        options.customers, options.days, options.seed, options.scenario, options.dirt, options.deliveries, systems
    )
    try:
        files = simulate(options.out, order)
        write_truth(options.out, order)
    except EasemartError as error:
        print(error, file=sys.stderr)
        return 1
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{files} files in {options.out}; {time.monotonic() - started:.0f} s, at most {peak} MB of memory")
    return 0


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    # The interpreter's own end makes DuckDB's binding print dozens of lines about itself.
    os._exit(code)

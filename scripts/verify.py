"""Simulates worlds, runs the whole pipeline on each, and compares the marts with the truth.

scripts/verify --seeds 100    prints a row a parameter; --write also writes docs/verification.md

Each scenario of which something is declared has its worlds, of its own size (WORLDS in declared/kinds.py).
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from easemart import home as homes
from easemart import settings
from easemart.home import Home
from easemart.simulation.declared import WORLDS
from easemart.simulation.judging import as_document, judge
from easemart.simulation.verifying import World, live_through
from easemart.simulation.world.company import Order

# Seeds below are for developing with: what was tuned on a world is not proved on it.
FIRST_SEED = 20_001
# Then a new one begins, so that what libraries do not give back is given back.
WORLDS_A_PROCESS = 20
DOCUMENT = homes.REPOSITORY / "docs" / "verification.md"


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/verify", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seeds", type=int, default=20, help="how many worlds of each scenario")
    parser.add_argument("--scenario", help="worlds of this scenario alone")
    parser.add_argument("--customers", type=int, help="of the default scenario, or the one named: instead of its own")
    parser.add_argument("--days", type=int, help="likewise")
    parser.add_argument("--jobs", type=int, default=2, help="worlds at a time")
    parser.add_argument("--write", action="store_true", help=f"write {DOCUMENT.relative_to(homes.REPOSITORY)}")
    return parser.parse_args()


def commit() -> str:
    done = subprocess.run(
        ["git", "-C", str(homes.REPOSITORY), "rev-parse", "--short", "HEAD"],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip() or "unknown"


def silence() -> None:
    """What libraries of a world's own process print is nobody's."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


def orders_of(options: argparse.Namespace) -> list[Order]:
    """The worlds asked for: of each seed one of each scenario."""
    sizes = WORLDS if options.scenario is None else {options.scenario: WORLDS.get(options.scenario, WORLDS["default"])}
    found = []
    for seed in range(FIRST_SEED, FIRST_SEED + options.seeds):
        for scenario, (customers, days) in sizes.items():
            if scenario == (options.scenario or "default"):
                customers, days = options.customers or customers, options.days or days
            found.append(Order(customers, days, seed, scenario, deliveries=1))
    return found


def one_world(order: Order, below: Path) -> tuple[World, float]:
    """One world, and the seconds it took: in this process's own folder below `below`, emptied before.

    Libraries take seconds to import and dbt to parse the project, so a process makes many worlds.
    """
    began = time.monotonic()
    folder = below / str(os.getpid())
    shutil.rmtree(folder, ignore_errors=True)
    home = Home(folder / "home")
    home.dbt.mkdir(parents=True)
    settings.apply(home)
    return live_through(order, folder), time.monotonic() - began


def main() -> int:
    options = arguments()
    started = time.monotonic()
    worlds: list[World] = []
    orders = orders_of(options)
    with (
        tempfile.TemporaryDirectory(prefix="easemart-worlds-") as below,
        get_context("spawn").Pool(options.jobs, silence, maxtasksperchild=WORLDS_A_PROCESS) as processes,
    ):
        try:
            for world, took in processes.imap_unordered(partial(one_world, below=Path(below)), orders):
                worlds.append(world)
                print(f"world {len(worlds)} of {len(orders)} ({world.scenario}, seed {world.seed}): {took:.0f} s; "
                      f"{time.monotonic() - started:.0f} s since the start", flush=True)  # fmt: skip
        except KeyboardInterrupt:
            print(f"Stopped after {len(worlds)} of {len(orders)} worlds, which are judged.", flush=True)
    if not worlds:
        return 130
    worlds.sort(key=lambda world: (world.seed, world.scenario))
    findings = judge(worlds)
    for one in findings:
        print(f"{one.verdict:24} {one.kind} {one.name}: {one.detail}")
    if options.write:
        command = " ".join(["scripts/verify", *sys.argv[1:]])
        counts = dict(Counter(world.scenario for world in worlds))
        DOCUMENT.write_text(as_document(findings, command, commit(), counts), encoding="utf-8")
    return 1 if any(one.verdict == "fails" for one in findings) else 0


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    # The interpreter's own end makes DuckDB's binding print dozens of lines about itself.
    os._exit(code)

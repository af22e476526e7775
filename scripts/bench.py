"""Measures ingest and build at a million contacts, as ratios in one run, and peak memory.

Writes a year of calls in the bank's format, loads and builds it, then one more day. Each step is a
process of its own, so that its memory is its own. Prints a table in Markdown (docs/benchmarks.md).
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict
from pathlib import Path

import duckdb

from easemart import settings, warehouses
from easemart.home import Home
from easemart.warehouses import server

WRITE = """
copy (
    select
        'AA' || lpad((i % 65)::varchar, 4, '0') as "vru+line", i as call_id,
        case when hash(i, 1) % 2 = 0 then (hash(i, 2) % {customers})::varchar else '0' end as customer_id,
        hash(i, 3) % 3 as priority, ['PS', 'NW', 'NE', 'IN', 'PE'][1 + (hash(i, 4) % 5)::int] as type,
        strftime(day, '%y%m%d') as date, time_of(start) as vru_entry, time_of(start + 10) as vru_exit, 10 as vru_time,
        time_of(start + 10) as q_start, time_of(start + 10 + wait) as q_exit, wait as q_time,
        case when answered then 'AGENT' else 'HANG' end as outcome,
        case when answered then time_of(start + 10 + wait) else '0:00:00' end as ser_start,
        case when answered then time_of(start + 10 + wait + talk) else '0:00:00' end as ser_exit,
        case when answered then talk else 0 end as ser_time,
        case when answered then 'AGENT' || (hash(i, 8) % 50) else 'NO_SERVER' end as server
    from (
        select
            i, date '{first}' + ((i - {start}) * {days} // {rows})::int as day,
            25200 + (hash(i, 5) % 50000)::bigint as start,
            (hash(i, 6) % 200)::bigint as wait, (hash(i, 7) % 600)::bigint as talk, hash(i, 9) % 5 > 0 as answered
        from range({start}, {start} + {rows}) as r(i)
    )
    order by day, start
) to '{path}' (header)
"""
TIME_OF = (
    "create macro time_of(s) as (s // 3600)::varchar || ':' || lpad((s // 60 % 60)::varchar, 2, '0') "
    "|| ':' || lpad((s % 60)::varchar, 2, '0')"
)


def write(path: Path, rows: int, days: int, first: str, start: int, customers: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    con = duckdb.connect()
    con.execute(TIME_OF)
    con.execute(WRITE.format(path=path, rows=rows, days=days, first=first, start=start, customers=customers))
    con.close()


def step(name: str, home: Home, inbox: Path) -> float:
    """Runs one step and returns the seconds it took, without starting the interpreter."""
    settings.apply(home)
    if name == "bare":
        files = sorted(inbox.rglob("*.csv"))
        con = duckdb.connect(str(home.root / "bare.duckdb"))
        started = time.perf_counter()
        con.execute(f"create table bare as from read_csv('{files[0]}')")
        con.close()
        return time.perf_counter() - started
    from easemart import building, gating, ingesting, marts

    if name == "ingest":
        gating._library()  # an import of seconds, paid once a process, is not what a load costs
        files_ = ingesting.land_new("telephony", str(inbox))
        started = time.perf_counter()
        for file in files_:
            ingesting.load_landed(file)
        return time.perf_counter() - started
    started = time.perf_counter()
    begun = building.begin(warehouses.of(home), full_refresh=name == "full")
    building.build_layers(home, begun)
    building.analyse(home, warehouses.of(home))
    building.conclude(home, begun)
    seconds = time.perf_counter() - started
    marts.publish(asdict(begun))
    return seconds


def measured(name: str, home: Home, inbox: Path) -> tuple[float, float]:
    """(seconds, peak memory in MB) of a step in a process of its own."""
    outcome = subprocess.run(
        [sys.executable, __file__, "--step", name, "--home", str(home.root), "--inbox", str(inbox)],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        env=os.environ,
    )
    found = json.loads(outcome.stdout.strip().splitlines()[-1])
    return found["seconds"], found["memory_mb"]


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("--contacts", type=int, default=1_000_000)
    parser.add_argument("--warehouse", choices=("duckdb", "postgres"), default="duckdb")
    parser.add_argument("--step", help=argparse.SUPPRESS)
    parser.add_argument("--home", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--inbox", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        seconds = step(options.step, Home(options.home), options.inbox)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"seconds": seconds, "memory_mb": peak}))
        return 0
    rows = options.contacts
    os.environ["EASEMART_WAREHOUSE"] = options.warehouse
    with tempfile.TemporaryDirectory(dir=os.environ["EASEMART_HOME"]) as folder:
        home, inbox = Home(Path(folder) / "home"), Path(folder) / "inbox"
        home.root.mkdir()
        place = inbox / "telephony" / "bank_acd"
        print(f"Writing {rows} contacts", file=sys.stderr)
        write(place / "year.csv", rows, 365, "2001-01-01", 0, max(1, rows // 8))
        bare, bare_mb = measured("bare", home, inbox)
        ingest, ingest_mb = measured("ingest", home, inbox)
        full, full_mb = measured("full", home, inbox)
        write(place / "day.csv", rows // 365, 1, "2002-01-01", rows, max(1, rows // 8))
        day_ingest, _ = measured("ingest", home, inbox)
        day, day_mb = measured("incremental", home, inbox)
        again, again_mb = measured("full", home, inbox)
        server.stop(home)
    print(f"`scripts/bench --contacts {rows} --warehouse {options.warehouse}`, one run; ratios are of that run.\n")
    lines = [
        (f"gated ingest of {rows} contacts", "`create table as` of the same file", ingest / bare, ingest_mb),
        ("`create table as` of it", "", 1, bare_mb),
        (
            f"gated ingest of one more day, {rows // 365} contacts",
            "`create table as` of the year",
            day_ingest / bare,
            None,
        ),
        ("full build of the year", "full build with one more day", full / again, full_mb),
        ("incremental build of one more day", "full build with one more day", day / again, day_mb),
        ("full build with one more day", "", 1, again_mb),
    ]
    print("| step | against | ratio | peak memory, MB |\n|---|---|---:|---:|")
    for what, against, ratio, memory in lines:
        print(f"| {what} | {against} | {ratio:.2f} | {'' if memory is None else round(memory)} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Measures how long the page takes to draw and to open with many contacts behind it.

Takes what this home has published on the embedded warehouse, multiplies it to so many contacts (other customers, three
years, four times the queues), draws both pages and opens each in Debian's chromium, five times. Prints a table in
Markdown (docs/benchmarks.md). Opening counts from asking for the file until the first screen is drawn.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from easemart import home as homes
from easemart import settings, warehouses
from easemart.drawing import page
from easemart.errors import EasemartError
from easemart.home import Home
from easemart.reading import literal, quoted

YEARS, QUEUES, OPENINGS = 3, 4, 5
# Whose ids stay, since a larger company's dimension has no more of them; and those that are multiplied with queues.
KEPT_IDS = {"agent_id", "person_id", "seller_id", "fact_id", "published_id"}
QUEUE_IDS = {"queue_id", "pool_id"}


def multiply(source: Path, target: Path, contacts: int) -> int:
    """Writes `source`'s marts to `target`, multiplied to `contacts`; returns how many contacts came of it."""
    con = duckdb.connect(str(target))
    con.execute("set preserve_insertion_order = false")
    con.execute(f"attach {literal(str(source))} as small (read_only)")
    there = con.execute("select count(*) from small.core.contacts").fetchone()
    assert there is not None
    times = -(-contacts // there[0])
    tables = con.execute(
        "select schema_name, table_name from duckdb_tables() where database_name = 'small' order by all"
    ).fetchall()
    for schema, name in tables:
        con.execute(f"create schema if not exists {quoted(schema)}")
        con.execute(f"create table {quoted(schema)}.{quoted(name)} as {multiplied(con, schema, name, times)}")
    counted = con.execute("select count(*) from core.contacts").fetchone()
    con.close()
    assert counted is not None
    return int(counted[0])


def multiplied(con: duckdb.DuckDBPyConnection, schema: str, name: str, times: int) -> str:
    """A select of the table's rows so many times: rows of customers and events `times`, of queues and months less."""
    columns = con.execute(
        "select column_name, data_type from duckdb_columns() where database_name = 'small' and schema_name = $1"
        " and table_name = $2",
        [schema, name],
    ).fetchall()
    ids = [column for column, kind in columns if column.endswith("_id") and kind == "VARCHAR"]
    own = [column for column in ids if column not in QUEUE_IDS | KEPT_IDS]
    queues = [column for column in ids if column in QUEUE_IDS]
    moments = {column: kind for column, kind in columns if kind in ("DATE", "TIMESTAMP")}
    years = YEARS if moments else 1
    place = f"small.{quoted(schema)}.{quoted(name)}"
    if schema == "audit" or name == "agents" or not (ids or moments):
        return f"select * from {place}"
    copies = times if own else QUEUES * years if queues else years
    replaced = [f"{quoted(column)} || '~' || copy as {quoted(column)}" for column in own]
    replaced += [f"{quoted(column)} || '~' || (copy // {years} % {QUEUES}) as {quoted(column)}" for column in queues]
    ranks = [column for column, _ in columns if column in ("place", "due_rank")]
    replaced += [f"({column} - 1) * {copies} + copy + 1 as {column}" for column in ranks]
    replaced += [
        f"cast({quoted(column)} - to_years(cast(copy % {YEARS} as integer)) as {kind}) as {quoted(column)}"
        for column, kind in moments.items()
    ]
    chosen = f"* replace ({', '.join(replaced)})" if replaced else "*"
    return f"select {chosen} from (select * from {place}) cross join (select unnest(range({copies})) as copy)".replace(
        "select * replace", "select * exclude (copy) replace"
    )


def opened(path: Path) -> list[float]:
    """Seconds until the first screen of the page is drawn, of each opening."""
    from playwright.sync_api import sync_playwright

    seconds = []
    with sync_playwright() as playwright:
        for _ in range(OPENINGS):
            browser = playwright.chromium.launch(
                executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
            )
            shown = browser.new_page(viewport={"width": 1280, "height": 800})
            begun = time.monotonic()
            shown.goto(path.as_uri())
            shown.wait_for_selector(".tile .value", state="visible")
            seconds.append(time.monotonic() - begun)
            browser.close()
    return seconds


def measure(home: Home) -> tuple[float, float, list[float]]:
    """Seconds to draw, megabytes, seconds to open."""
    begun = time.monotonic()
    drawn = page.draw(home, warehouses.of(home))
    return time.monotonic() - begun, drawn.stat().st_size / 1e6, opened(drawn)


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="scripts/bench_page", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--contacts", type=int, default=10_000_000)
    options = parser.parse_args()
    home = homes.current()
    settings.apply(home)
    try:
        small = measure(home)
        with tempfile.TemporaryDirectory(dir=home.root, prefix="bench_page_") as folder:
            large_home = Home(Path(folder))
            large_home.published.parent.mkdir(parents=True)
            contacts = multiply(home.published, large_home.published, options.contacts)
            settings.apply(large_home)
            warehouses.of(large_home).prepare()
            large = measure(large_home)
    except EasemartError as error:
        print(error, file=sys.stderr)
        return 1
    print("| contacts | drawing, ratio | page, MB | opening, median s | slowest s |")
    print("|---:|---:|---:|---:|---:|")
    for count, (drawing, megabytes, opening) in (("the home's own", small), (f"{contacts:,}", large)):
        print(
            f"| {count} | {drawing / small[0]:.1f} | {megabytes:.1f} | {statistics.median(opening):.2f} "
            f"| {max(opening):.2f} |"
        )
    return 0


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    # The interpreter's own end makes DuckDB's binding print dozens of lines about itself.
    os._exit(code)

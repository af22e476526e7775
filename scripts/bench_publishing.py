"""Measures what publishing on PostgreSQL costs when little changes, as ratios in one run.

Makes marts of contacts, customers, months and half hours on a server of its own, as dbt leaves them,
and publishes them: the first time, after 1 in 100 customers were touched, and once more in full.
Prints a table in Markdown (docs/benchmarks.md).
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import psycopg

from easemart.home import Home
from easemart.publishing.postgres import publish
from easemart.publishing.published import Published
from easemart.warehouses import server
from easemart.warehouses.postgres import Postgres

BUILT = """
create schema build_intermediate; create schema build_core; create schema build_loyalty;
create schema build_operations;
create table build_intermediate.touched_customers (owner_id text);
create table build_intermediate.touched_days (queue_id text, day date);
create table build_core.customers as
    select 'customer ' || i as customer_id, 'region ' || i % 7 as region, i % 90 as age
    from generate_series(1, {n} / 10) as i;
create table build_core.contacts as
    select
        md5(i::text) as contact_id, 'customer ' || 1 + i * 7919::bigint % ({n} / 10) as owner_id,
        'customer ' || 1 + i * 7919::bigint % ({n} / 10) as customer_id, 'queue ' || i % 10 as queue_id,
        'issue ' || i % 20 as issue, 'channel ' || i % 4 as channel, 'agent ' || i % 300 as agent_id,
        timestamp '2025-01-01' + i * interval '50 seconds' as entered_at, i % 400 as wait_seconds,
        i % 900 as talk_seconds, i % 60 as hold_seconds, i % 100 as wrap_seconds, i % 11 > 0 as is_answered,
        i % 3 = 0 as is_repeat, i % 5 = 0 as is_resolved, (i % 97)::float8 / 7 as effort
    from generate_series(1, {n}) as i;
create table build_loyalty.customers_monthly as
    select
        customer_id, (date '2025-01-01' + month * interval '1 month')::date as month_start, age * month as revenue,
        region as code, age::float8 / (month + 1) as score
    from build_core.customers cross join generate_series(0, 5) as month;
create table build_operations.intervals as
    select
        'queue ' || q as queue_id, day::date as interval_date, day + slot * interval '30 minutes' as interval_start_at,
        'A' as customer_code, slot * q as offered, slot as answered
    from generate_series(0, 9) as q
    cross join generate_series(timestamp '2025-01-01', timestamp '2025-12-31', interval '1 day') as day
    cross join generate_series(0, 47) as slot
"""
TOUCH = """
insert into build_intermediate.touched_customers
    select customer_id from build_core.customers order by md5(customer_id || {seed}) limit {touched};
insert into build_intermediate.touched_days
    select 'queue ' || q, date '2025-12-01' + {seed} from generate_series(0, 9) as q;
update build_core.contacts set wait_seconds = wait_seconds + 1
    where owner_id in (select owner_id from build_intermediate.touched_customers);
update build_loyalty.customers_monthly set score = score + 1
    where customer_id in (select owner_id from build_intermediate.touched_customers) and month_start > '2025-04-01';
update build_operations.intervals set offered = offered + 1
    where (queue_id, interval_date) in (select queue_id, day from build_intermediate.touched_days)
"""
FORGET = "delete from build_intermediate.touched_customers; delete from build_intermediate.touched_days"
TO_CUSTOMERS = {"columns": ["customer_id"], "to": "core.customers", "to_columns": ["customer_id"]}


def model(name: str, primary_key: list[str], hook: str = "", foreign_keys: tuple[Any, ...] = ()) -> dict[str, Any]:
    mart, table = name.split(".")
    return {
        "unique_id": f"model.easemart.{mart}__{table}", "resource_type": "model", "name": f"{mart}__{table}",
        "alias": table, "schema": f"build_{mart}", "description": f"Made {table}.", "columns": {}, "depends_on": {},
        "config": {
            "materialized": "incremental" if hook else "table", "pre-hook": [{"sql": hook}] if hook else [],
            "meta": {"primary_key": primary_key, "foreign_keys": list(foreign_keys)},
        },
    }  # fmt: skip


MODELS = (
    model("core.customers", ["customer_id"]),
    model("core.contacts", ["contact_id"], "{{ delete_touched() }}", (TO_CUSTOMERS,)),
    model(
        "loyalty.customers_monthly", ["customer_id", "month_start"], "{{ delete_touched_months() }}", (TO_CUSTOMERS,)
    ),
    model("operations.intervals", ["queue_id", "interval_start_at", "customer_code"], "{{ delete_touched_days() }}"),
)
MANIFEST = {"nodes": {one["unique_id"]: one for one in MODELS}, "sources": {}}


class Made:
    """Made marts of `contacts` contacts in a database of their own."""

    def __init__(self, at: server.Server, contacts: int) -> None:
        name = f"made_{contacts}"
        with psycopg.connect(at.address(), autocommit=True) as connection:
            connection.execute(f"create database {name}".encode())
        self.warehouse = Postgres(at.home, at.address(database=name))
        self.warehouse.prepare()
        self.contacts, self.builds = contacts, 0
        self.execute(BUILT.format(n=contacts))

    def execute(self, statements: str) -> None:
        with self.warehouse.connected("builder") as connection:
            for statement in statements.split(";"):
                connection.execute(statement.encode())

    def touch(self, touched: int) -> None:
        self.execute(TOUCH.format(seed=self.builds, touched=touched))

    def publish(self, full: bool) -> tuple[float, Published]:
        self.builds += 1
        with self.warehouse.connected("builder") as connection:
            started = time.perf_counter()
            published = publish(connection, MANIFEST, self.builds, full)
            seconds = time.perf_counter() - started
        self.execute(FORGET)
        return seconds, published


def median_of(made: Made, touched: int, full: bool) -> tuple[float, int]:
    """Median seconds of some publications, and the rows that the last of them wrote."""
    found = []
    for _ in range(5):
        made.touch(touched)
        seconds, published = made.publish(full)
        found.append(seconds)
    return sorted(found)[2], sum(table.written for table in published.tables)


def main() -> int:
    parser = argparse.ArgumentParser(prog="scripts/bench_publishing", description=__doc__)
    parser.add_argument("--contacts", type=int, default=600_000)
    rows = parser.parse_args().contacts
    touched = rows // 1000
    with tempfile.TemporaryDirectory(dir=os.environ["EASEMART_HOME"]) as folder:
        home = Home(Path(folder))
        at = server.start(home)
        try:
            made = Made(at, rows)
            first, published = made.publish(full=True)
            all_rows = sum(table.rows for table in published.tables)
            some, some_rows = median_of(made, touched, full=False)
            in_full, full_rows = median_of(made, touched, full=True)
            smaller = Made(at, rows // 4)
            smaller.publish(full=True)
            of_smaller, smaller_rows = median_of(smaller, touched, full=False)
        finally:
            server.stop(home)
    print(f"`scripts/bench_publishing --contacts {rows}`, one run; ratios are of that run, medians of five.\n")
    print("| publication | rows written | ratio to the first |\n|---|---:|---:|")
    for what, written, seconds in (
        (f"the first, of {all_rows} rows", all_rows, first),
        ("full, 1 in 100 customers touched", full_rows, in_full),
        ("incremental, 1 in 100 customers touched", some_rows, some),
        (f"incremental, as many customers touched of {rows // 4} contacts", smaller_rows, of_smaller),
    ):
        print(f"| {what} | {written} | {seconds / first:.3f} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())

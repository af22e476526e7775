"""The embedded warehouse: opening it, and the tables that stand in it before dbt builds anything."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import duckdb

from easemart.contracts import tables
from easemart.errors import EasemartError
from easemart.home import Home
from easemart.reading import quoted

AUDIT = {
    "deliveries": (
        "delivery_id bigint primary key, feed text, source_system text, file_hash text, file_name text, "
        "landed_at timestamp"
    ),
    "loads": (
        "load_id bigint primary key, feed text, source_system text, table_name text, file_name text, file_hash text, "
        "rows_read bigint, rows_accepted bigint, rows_refused bigint, rows_superseded bigint, verdict text, "
        "reason text, notes text, started_at timestamp, finished_at timestamp"
    ),
    "gate_results": (
        "load_id bigint, build_id bigint, gate text, table_name text, expectation_id text, expectation_type text, "
        "refuses text, success boolean, unexpected_count bigint, detail text, evaluated_at timestamp"
    ),
    "quarantine": "load_id bigint, source_system text, table_name text, line bigint, rule text, record text",
    "systems": "source_system text primary key, feed text, time_zone text, description text",
    "builds": (
        "build_id bigint primary key, built_load_id bigint, code_hash text, full_refresh boolean, "
        "started_at timestamp, finished_at timestamp, verdict text"
    ),
    "published": (
        "mart text, table_name text, rows bigint, since timestamp, published_at timestamp, build_id bigint, "
        "loads text, note text"
    ),
    "restatements": (
        "build_id bigint, metric text, month date, value_before double, value_after double, moved double, "
        "numerator_before double, numerator_after double, denominator_before double, denominator_after double, "
        "first_load_id bigint, last_load_id bigint, restated_at timestamp"
    ),
}


def make_tables(con: duckdb.DuckDBPyConnection, catalog: str) -> None:
    """Makes what is missing of schemas raw and audit; a contract that has grown adds its columns."""
    con.execute(f"create schema if not exists {catalog}.raw")
    con.execute(f"create schema if not exists {catalog}.audit")
    for name, columns in AUDIT.items():
        con.execute(f"create table if not exists {catalog}.audit.{name} ({columns})")
    rows = con.execute(
        "select table_name, column_name from duckdb_columns() where database_name = ? and schema_name = 'raw'",
        [catalog],
    ).fetchall()
    there = set(rows)
    for table in tables().values():
        columns = ", ".join(f"{quoted(column)} {type_}" for column, type_ in table.raw_columns.items())
        con.execute(f"create table if not exists {catalog}.raw.{table.name} ({columns})")
        if any(name == table.name for name, _ in there):
            for column, type_ in table.raw_columns.items():
                if (table.name, column) not in there:
                    con.execute(f"alter table {catalog}.raw.{table.name} add column {quoted(column)} {type_}")


@contextlib.contextmanager
def opened(home: Home, read_only: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse's one connection; whoever opens it closes it. Raises EasemartError when in use."""
    try:
        con = duckdb.connect(str(home.warehouse), read_only=read_only)
    except duckdb.IOException as error:
        raise EasemartError(
            f"{home.warehouse} cannot be opened: {str(error).splitlines()[0]} "
            f"Close the program that has it open; to query, open {home.published} instead."
        ) from None
    try:
        con.execute("set timezone = 'UTC'")
        if not read_only:
            make_tables(con, home.warehouse.stem)
        yield con
    finally:
        con.close()

"""Whether two publications say the same, row for row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import duckdb
import psycopg

from easemart.drawing.charts import read_page
from easemart.drawing.payload import Columns, rows_of
from easemart.warehouses.interface import Warehouse

# Sums of floats depend on their order in the last digits: so many count, and none beyond as many decimals.
DIGITS = 9


# When something was done is no part of what was done.
MOMENTS = ("started_at", "finished_at", "evaluated_at", "published_at", "since", "restated_at")


def tables(con: duckdb.DuckDBPyConnection, catalog: str) -> list[tuple[str, str]]:
    """The marts' tables; the audit is about one home's own history."""
    rows = con.execute(
        "select schema_name, table_name from duckdb_tables() where database_name = ? and schema_name <> 'audit' "
        "order by schema_name, table_name",
        [catalog],
    ).fetchall()
    return [(str(schema), str(table)) for schema, table in rows]


def differences(left: Path, right: Path, audit: Sequence[str] = ()) -> dict[str, tuple[int, int]]:
    """By table: rows that only `left` has, and rows that only `right` has. Empty when they are equal.

    `audit` names tables of the audit to compare as well, but for the moments in them.
    """
    con = duckdb.connect()
    con.execute(f"attach '{left}' as a (read_only)")
    con.execute(f"attach '{right}' as b (read_only)")
    assert tables(con, "a") == tables(con, "b") != []
    found = {}
    for schema, table in [*tables(con, "a"), *(("audit", name) for name in audit)]:
        columns = con.execute(f"describe a.{schema}.{table}").fetchall()
        listed = ", ".join(
            f"format('{{:.{DIGITS}g}}', round(\"{name}\", {DIGITS}) + 0.0)" if kind == "DOUBLE" else f'"{name}"'
            for name, kind, *_ in columns
            if schema != "audit" or name not in MOMENTS
        )
        only = [
            con.execute(
                f"select count(*) from (select {listed} from {one}.{schema}.{table} "
                f"except all select {listed} from {other}.{schema}.{table})"
            ).fetchone()
            for one, other in (("a", "b"), ("b", "a"))
        ]
        counts = tuple(int(row[0]) if row else 0 for row in only)
        if any(counts):
            found[f"{schema}.{table}"] = (counts[0], counts[1])
    con.close()
    return found


def differing_charts(left: Warehouse, right: Warehouse) -> list[str]:
    """The charts that do not yield the same rows of both; of loads, whose moments differ, the same columns."""
    differ = []
    with (
        left.published() as a,
        right.published() as b,
        left.opened("builder") as own_a,
        right.opened("builder") as own_b,
    ):
        for section in read_page().sections:
            of_readers = section.reads_from == "published"
            for chart in section.charts:
                is_published = section.source_of(chart) == "published"
                one, other = rows_of(chart, a if is_published else own_a), rows_of(chart, b if is_published else own_b)
                if list(one) != list(other) or (of_readers and _rounded(one) != _rounded(other)):
                    differ.append(chart.place)
    return differ


def _rounded(columns: Columns) -> Counter[tuple[str, ...]]:
    """Rows and how often each is there, numbers to as many digits as count."""

    def shown(value: object) -> str:
        if isinstance(value, (int, float)):
            return f"{round(value, DIGITS) + 0.0:.{DIGITS}g}"
        return str(value)

    return Counter(zip(*(map(shown, values) for values in columns.values()), strict=True))


def fetched(address: str, like: Path, target: Path) -> Path:
    """What PostgreSQL has published, as the file `target` with the tables and types of the file `like`."""
    con = duckdb.connect(str(target))
    con.execute(f"attach '{like}' as twin (read_only)")
    with psycopg.connect(address) as postgres:
        there = postgres.execute(
            "select table_schema, table_name from information_schema.tables where table_schema = any(%s)",
            [sorted({schema for schema, _ in tables(con, "twin")})],
        ).fetchall()
        assert sorted(there) == tables(con, "twin")
        audit = con.execute(
            "select 'audit', table_name from duckdb_tables() where database_name = 'twin' and schema_name = 'audit'"
        ).fetchall()
        csv = target.with_suffix(".csv")
        for schema, table in [*there, *audit]:
            con.execute(f"create schema if not exists {schema}")
            con.execute(f"create table {schema}.{table} as from twin.{schema}.{table} limit 0")
            listed = ", ".join(f'"{row[0]}"' for row in con.execute(f"describe {schema}.{table}").fetchall())
            statement = f"copy (select {listed} from {schema}.{table}) to stdout (format csv)"
            with csv.open("wb") as handle, postgres.cursor() as cursor, cursor.copy(statement.encode()) as copy:
                handle.writelines(copy)
            con.execute(
                f"copy {schema}.{table} from '{csv}' (format csv, header false, auto_detect false, delim ',', "
                "quote '\"', escape '\"', nullstr '', allow_quoted_nulls false)"
            )
    csv.unlink()
    con.close()
    return target


def row_counts(path: Path) -> dict[str, int]:
    con = duckdb.connect(str(path), read_only=True)
    name = path.stem
    counts = {}
    for schema, table in tables(con, name):
        row = con.execute(f"select count(*) from {schema}.{table}").fetchone()
        counts[f"{schema}.{table}"] = int(row[0]) if row else 0
    con.close()
    return counts

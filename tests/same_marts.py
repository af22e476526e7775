"""Whether two published files say the same, row for row."""

from __future__ import annotations

from pathlib import Path

import duckdb

# Sums of floats depend on their order in the last digits.
DIGITS = 9


def tables(con: duckdb.DuckDBPyConnection, catalog: str) -> list[tuple[str, str]]:
    rows = con.execute(
        "select schema_name, table_name from duckdb_tables() where database_name = ? and schema_name <> 'audit' "
        "order by schema_name, table_name",
        [catalog],
    ).fetchall()
    return [(str(schema), str(table)) for schema, table in rows]


def differences(left: Path, right: Path) -> dict[str, tuple[int, int]]:
    """By table: rows that only `left` has, and rows that only `right` has. Empty when they are equal."""
    con = duckdb.connect()
    con.execute(f"attach '{left}' as a (read_only)")
    con.execute(f"attach '{right}' as b (read_only)")
    assert tables(con, "a") == tables(con, "b") != []
    found = {}
    for schema, table in tables(con, "a"):
        columns = con.execute(f"describe a.{schema}.{table}").fetchall()
        listed = ", ".join(
            f'round("{name}", {DIGITS}) as "{name}"' if kind == "DOUBLE" else f'"{name}"' for name, kind, *_ in columns
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


def row_counts(path: Path) -> dict[str, int]:
    con = duckdb.connect(str(path), read_only=True)
    name = path.stem
    counts = {}
    for schema, table in tables(con, name):
        row = con.execute(f"select count(*) from {schema}.{table}").fetchone()
        counts[f"{schema}.{table}"] = int(row[0]) if row else 0
    con.close()
    return counts

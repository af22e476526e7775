"""Makes a DuckDB file as small as what is in it: a copy takes its place in one stroke."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb

from easemart.errors import EasemartError
from easemart.reading import literal

# The share of empty blocks from which a copy is worth its time.
WORTH_A_COPY = 0.25


def empty_share(con: duckdb.DuckDBPyConnection) -> float:
    """The share of a checkpointed file's blocks that hold nothing."""
    found = con.execute("select total_blocks, free_blocks from pragma_database_size()").fetchone()
    assert found is not None
    return found[1] / found[0] if found[0] else 0.0


def copy_in_one_stroke(path: Path) -> tuple[int, int]:
    """Replaces the file, which nobody has open, by a copy of its content; returns its size before and after, in bytes.

    Killed at any point, the file is the old one or the new one, and the next call clears away what was left. Raises
    EasemartError, leaving the file as it was, when the copy does not hold as many rows of the same tables.
    """
    new = path.with_name(path.name + ".compacted")
    _discard(new)
    before = path.stat().st_size
    with duckdb.connect() as con:
        con.execute(f"attach {literal(path)} as old")
        con.execute(f"attach {literal(new)} as new")
        con.execute("copy from database old to new")
        con.execute("checkpoint new")
        if (was := _inventory(con, "old")) != (is_now := _inventory(con, "new")):
            differing = sorted(name for name, _ in was ^ is_now)
            raise EasemartError(f"{path} is left as it was: its copy differs in {', '.join(differing[:5])}.")
        con.execute("detach old")
        con.execute("detach new")
    with new.open("rb") as handle:
        os.fsync(handle.fileno())
    new.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return before, path.stat().st_size


def _inventory(con: duckdb.DuckDBPyConnection, database: str) -> set[tuple[str, str]]:
    """Each table, its columns, keys and number of rows; each view and its text; each comment."""
    tables = con.execute(
        "select schema_name, table_name from duckdb_tables() where database_name = ? and not internal", [database]
    ).fetchall()
    rows = {
        (f"{schema}.{table}", str(con.execute(f'select count(*) from {database}."{schema}"."{table}"').fetchone()))
        for schema, table in tables
    }
    described = con.execute(
        "select schema_name || '.' || table_name, sql || coalesce(comment, '') from duckdb_tables() "
        "where database_name = $1 and not internal "
        "union all select schema_name || '.' || view_name, sql || coalesce(comment, '') from duckdb_views() "
        "where database_name = $1 and not internal "
        "union all select schema_name || '.' || table_name || '.' || column_name, coalesce(comment, '') "
        "from duckdb_columns() where database_name = $1 and not internal "
        "union all select schema_name || '.' || index_name, sql from duckdb_indexes() where database_name = $1",
        [database],
    ).fetchall()
    return rows | set(described)


def _discard(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.with_name(path.name + ".wal").unlink(missing_ok=True)

"""What the audit says of a publication: which marts, from which loads, what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import duckdb

from easemart.publishing.catalog import columns, current
from easemart.publishing.meanings import MEANINGS
from easemart.publishing.restating import add_restatements
from easemart.publishing.tables import Manifest, MartTable, RawTable, raw_tables
from easemart.reading import literal, quoted
from easemart.warehouse import AUDIT

# What readers see of the audit. What a refused record said may be personal, and stays behind.
_AUDIT = {
    "loads": "One row per load of a file: rows read = accepted + refused + superseded.",
    "gate_results": "One row per expectation evaluated, on a load or on a mart.",
    "quarantine": "One row per refused record and the rule that refused it.",
    "systems": "One row per source system.",
    "builds": "One row per build of the marts.",
    "published": "One row per published table: from which loads, since when, no feed where so.",
    "restatements": "One row per figure published as complete that a later build has moved.",
}
_SHOWN = {"quarantine": "* exclude (record)"}
_OWN = ("published", "restatements")
_TEMP = "temp.main"


def note_tables(
    connection: duckdb.DuckDBPyConnection,
    manifest: Manifest,
    tables: Sequence[MartTable],
    copied: Mapping[str, tuple[int, float]],
    before: str | None,
    build_id: int,
    published_at: datetime,
) -> dict[str, str | None]:
    """Prepares `audit.published`: a row per table. Returns the note of each table.

    A note names the feeds that the table reads and that have no row at all; for an empty table also
    the single raw tables without rows. `since` is when the table was published first, as the file
    published before has it; `loads` names the newest load of each feed.
    """
    connection.execute(f"create temp table published ({AUDIT['published']})")
    since = _since(connection, before)
    filled = {raw for raw in raw_tables(manifest) if _has_rows(connection, raw)}
    loads = _newest_loads(connection)
    notes: dict[str, str | None] = {}
    for table in tables:
        rows = copied[table.full_name][0]
        missing = _missing(table, filled, rows)
        notes[table.full_name] = f"no feed: {', '.join(missing)}" if missing else None
        connection.execute(
            f"insert into {_TEMP}.published values (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                table.mart,
                table.name,
                rows,
                since.get(table.full_name, published_at),
                published_at,
                build_id,
                ", ".join(f"{feed} {loads[feed]}" for feed in table.feeds if feed in loads) or None,
                notes[table.full_name],
            ],
        )
    return notes


def _missing(table: MartTable, filled: set[RawTable], rows: int) -> list[str]:
    fed = {raw.feed for raw in filled}
    missing = [feed for feed in table.feeds if feed not in fed]
    if rows == 0:
        empty = {raw for raw in table.raw_tables if raw.feed in fed and raw not in filled}
        missing += sorted(f"{raw.feed}.{raw.name}" for raw in empty)
    return missing


def _since(connection: duckdb.DuckDBPyConnection, before: str | None) -> dict[str, datetime]:
    if before is None or not columns(connection, before, "audit", "published"):
        return {}
    rows = connection.execute(f"select mart, table_name, since from {before}.audit.published")
    return {f"{mart}.{table}": since for mart, table, since in rows.fetchall()}


def _has_rows(connection: duckdb.DuckDBPyConnection, raw: RawTable) -> bool:
    if not columns(connection, current(connection), raw.schema, raw.name):
        return False
    found = connection.execute(f"select 1 from {quoted(raw.schema)}.{quoted(raw.name)} limit 1")
    return found.fetchone() is not None


def _newest_loads(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """The last accepted load of each feed."""
    rows = connection.execute("select feed, max(load_id) from audit.loads where verdict = 'accepted' group by feed")
    return dict(rows.fetchall())


def note_restatements(
    connection: duckdb.DuckDBPyConnection,
    before: str | None,
    build_id: int,
    restated_at: datetime,
) -> int:
    """Prepares `audit.restatements`: what moved before, and what moves now; returns how many do.

    The history is that of the file published before, because it is what readers were told; the
    warehouse's where there is no file.
    """
    connection.execute(f"create temp table restatements ({AUDIT['restatements']})")
    history = f"{before}." if before and columns(connection, before, "audit", "restatements") else ""
    connection.execute(f"insert into {_TEMP}.restatements by name from {history}audit.restatements")
    if before is None:
        return 0
    return add_restatements(connection, before, build_id, restated_at, into=f"{_TEMP}.restatements")


def copy_audit(connection: duckdb.DuckDBPyConnection, target: str, build_id: int, published_at: datetime) -> None:
    """Copies the audit into schema `audit` of catalog `target`, without what is withheld.

    Whoever reads there that the build was published may take it that it succeeded.
    """
    connection.execute(f"create schema {target}.audit")
    for table, meaning in _AUDIT.items():
        source = f"{_TEMP}.{table}" if table in _OWN else f"audit.{table}"
        shown = _SHOWN.get(table, "*")
        connection.execute(f"create table {target}.audit.{table} as select {shown} from {source}")
        connection.execute(f"comment on table {target}.audit.{table} is {literal(meaning)}")
        described = connection.execute(f"describe {target}.audit.{table}").fetchall()
        for column in (row[0] for row in described):
            connection.execute(
                f"comment on column {target}.audit.{table}.{quoted(column)} is {literal(MEANINGS[column])}"
            )
    connection.execute(
        f"update {target}.audit.builds set verdict = 'succeeded', finished_at = ? where build_id = ?",
        [published_at, build_id],
    )


def update_warehouse(connection: duckdb.DuckDBPyConnection) -> None:
    """Makes the warehouse's own audit say what the published file says."""
    connection.execute("begin")
    for table in _OWN:
        connection.execute(f"delete from audit.{table}")
        connection.execute(f"insert into audit.{table} by name from {_TEMP}.{table}")
    connection.execute("commit")

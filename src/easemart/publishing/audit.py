"""What the audit says of a publication: which marts, from which loads, what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from easemart.publishing.catalog import columns, current
from easemart.publishing.tables import Manifest, MartTable, RawTable, raw_tables
from easemart.reading import quoted
from easemart.warehouses.interface import Connection

# What readers see of the audit.
AUDIT = {
    "loads": "One row per load of a file: rows read = accepted + refused + superseded.",
    "gate_results": "One row per expectation evaluated, on a load or on a mart.",
    "quarantine": "One row per refused record and the rule that refused it.",
    "systems": "One row per source system.",
    "builds": "One row per build of the marts.",
    "published": "One row per published table: from which loads, since when, no feed where so.",
    "restatements": "One row per figure published as complete that a later build has moved.",
}


def note_tables(
    connection: Connection,
    manifest: Manifest,
    tables: Sequence[MartTable],
    rows: Mapping[str, int],
    since: Mapping[str, datetime],
    build_id: int,
    published_at: datetime,
    into: str,
) -> dict[str, str | None]:
    """Adds a row for each table to `into`, a table like audit.published. Returns the note of each.

    A note names the feeds that the table reads and that have no row at all; for an empty table also
    the single raw tables without rows. `since` says when a table was published first, this one
    where it was not; the newest load of each feed stands in `loads`.
    """
    filled = {raw for raw in raw_tables(manifest) if _has_rows(connection, raw)}
    loads = _newest_loads(connection, build_id)
    notes: dict[str, str | None] = {}
    for table in tables:
        missing = _missing(table, filled, rows[table.full_name])
        notes[table.full_name] = f"no feed: {', '.join(missing)}" if missing else None
        connection.execute(
            f"insert into {into} (mart, table_name, rows, since, published_at, build_id, loads, note)"
            " values ($1, $2, $3, $4, $5, $6, $7, $8)",
            [
                table.mart,
                table.name,
                rows[table.full_name],
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


def published_since(connection: Connection, catalog: str) -> dict[str, datetime]:
    """When each table of a catalog was published first, as its own audit says."""
    if not columns(connection, catalog, "audit", "published"):
        return {}
    rows = connection.execute(f"select mart, table_name, since from {quoted(catalog)}.audit.published")
    return {f"{mart}.{table}": since for mart, table, since in rows.fetchall()}


def _has_rows(connection: Connection, raw: RawTable) -> bool:
    if not columns(connection, current(connection), raw.schema, raw.name):
        return False
    found = connection.execute(f"select 1 from {quoted(raw.schema)}.{quoted(raw.name)} limit 1")
    return found.fetchone() is not None


def _newest_loads(connection: Connection, build_id: int) -> dict[str, int]:
    """The last accepted load of each feed that the build took in; others may have come since."""
    rows = connection.execute(
        "select feed, max(load_id) from audit.loads where verdict = 'accepted' and load_id <= coalesce("
        "(select built_load_id from audit.builds where build_id = $1), load_id) group by feed",
        [build_id],
    )
    return dict(rows.fetchall())

"""The audit of the published file: written into it beside the marts, and then into the warehouse."""

from __future__ import annotations

from datetime import datetime

from easemart.publishing.audit import AUDIT
from easemart.publishing.catalog import columns, current
from easemart.publishing.meanings import MEANINGS
from easemart.publishing.restating import add_restatements
from easemart.reading import literal, quoted
from easemart.warehouses.interface import Connection

# What publishing itself adds to the audit stands in temporary tables until the file is in place.
PUBLISHED, _RESTATEMENTS = "temp.main.published", "temp.main.restatements"
_OWN = {"published": PUBLISHED, "restatements": _RESTATEMENTS}


def prepare(connection: Connection) -> None:
    """Makes the tables that hold what publishing adds to the audit."""
    for name, table in _OWN.items():
        connection.execute(f"create temporary table {table} as select * from audit.{name} limit 0")


def note_restatements(connection: Connection, before: str | None, build_id: int, restated_at: datetime) -> int:
    """Prepares `audit.restatements`: what moved before, and what moves now; returns how many do.

    The history is that of the file published before, because it is what readers were told; the
    warehouse's where there is no file.
    """
    history = before if before and columns(connection, before, "audit", "restatements") else current(connection)
    connection.execute(f"insert into {_RESTATEMENTS} by name select * from {quoted(history)}.audit.restatements")
    if before is None:
        return 0
    told = _newest_load(connection, before)
    return add_restatements(connection, before, told, build_id, restated_at, into=_RESTATEMENTS)


def _newest_load(connection: Connection, before: str) -> int | None:
    """The newest load that the file published before knows of."""
    if not columns(connection, before, "audit", "loads"):
        return None
    found = connection.execute(f"select coalesce(max(load_id), 0) from {quoted(before)}.audit.loads").fetchone()
    return int(found[0]) if found else None


def copy_audit(connection: Connection, target: str, build_id: int, published_at: datetime) -> None:
    """Copies the audit into schema `audit` of catalog `target`.

    Whoever reads there that the build was published may take it that it succeeded.
    """
    connection.execute(f"create schema {target}.audit")
    for table, meaning in AUDIT.items():
        source = _OWN.get(table, f"audit.{table}")
        connection.execute(f"create table {target}.audit.{table} as select * from {source}")
        connection.execute(f"comment on table {target}.audit.{table} is {literal(meaning)}")
        for column in columns(connection, target, "audit", table):
            connection.execute(
                f"comment on column {target}.audit.{table}.{quoted(column.name)} is {literal(MEANINGS[column.name])}"
            )
    connection.execute(
        f"update {target}.audit.builds set verdict = 'succeeded', finished_at = $1 where build_id = $2",
        [published_at, build_id],
    )


def update_warehouse(connection: Connection) -> None:
    """Makes the warehouse's own audit say what the published file says."""
    connection.execute("begin")
    for name, table in _OWN.items():
        connection.execute(f"delete from audit.{name}")
        connection.execute(f"insert into audit.{name} by name select * from {table}")
    connection.execute("commit")

"""Gated marts become the file that readers open: the old one or the new one, never a mixture."""

from __future__ import annotations

import contextlib
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import duckdb

from easemart.errors import EasemartError
from easemart.placing import put_in_place
from easemart.publishing.audit import note_tables, published_since
from easemart.publishing.catalog import columns, current
from easemart.publishing.file_audit import PUBLISHED, copy_audit, note_restatements, prepare, update_warehouse
from easemart.publishing.keys import comment, constraints
from easemart.publishing.published import Published, PublishedTable
from easemart.publishing.tables import Manifest, MartTable, mart_tables
from easemart.reading import literal, quoted
from easemart.warehouses.interface import Connection

# The oldest DuckDB that is promised to read the file.
STORAGE_VERSION = "v1.2.0"
_NEW, _BEFORE = "published_new", "published_before"


def publish(warehouse: duckdb.DuckDBPyConnection, target: Path, manifest: Manifest, build_id: int) -> Published:
    """Writes the marts of `warehouse` to `target` in one stroke, and says so in its audit schema.

    `warehouse` is a connection on the warehouse's file, with no transaction open; `manifest` is
    dbt's manifest.json of the build. Everything is written beside `target`, which it replaces at
    the very end; the warehouse's `audit.published` and `audit.restatements` follow. The published
    file is the truth of what readers were told: after a death between the two, the next call
    starts from it. Raises EasemartError when a table is missing or breaks its keys; then, as on
    any error, readers keep the old file and the warehouse's audit stays as it was.
    """
    tables = mart_tables(manifest)
    new = target.with_name(target.name + ".new")
    target.parent.mkdir(parents=True, exist_ok=True)
    published_at = datetime.now(UTC).replace(tzinfo=None)
    cursor = warehouse.cursor()
    connection = cast(Connection, cursor)
    try:
        with _published_before(connection, target) as before, _new_file(connection, new):
            copied = _write_marts(connection, tables)
            prepare(connection)
            rows = {name: count for name, (count, _) in copied.items()}
            since = published_since(connection, before) if before else {}
            notes = note_tables(connection, manifest, tables, rows, since, build_id, published_at, into=PUBLISHED)
            restated = note_restatements(connection, before, build_id, published_at)
            copy_audit(connection, _NEW, build_id, published_at)
            connection.execute(f"checkpoint {_NEW}")
        # Left by somebody who opened the old file for writing, and of no meaning to the new one.
        target.with_name(target.name + ".wal").unlink(missing_ok=True)
        put_in_place(new, target)
        update_warehouse(connection)
    except duckdb.ConstraintException as error:
        raise EasemartError(f"Nothing is published: a table breaks its key. {error}") from error
    finally:
        cursor.close()
        _discard(new)
    told = tuple(_published_table(table, copied, notes) for table in tables)
    return Published(build_id, published_at, told, restated)


def _published_table(
    table: MartTable, copied: Mapping[str, tuple[int, float]], notes: Mapping[str, str | None]
) -> PublishedTable:
    rows, seconds = copied[table.full_name]
    return PublishedTable(table.mart, table.name, rows, rows, seconds, notes[table.full_name])


@contextlib.contextmanager
def _published_before(connection: Connection, target: Path) -> Iterator[str | None]:
    """The catalog of the file published until now; None when there is none."""
    if not target.exists():
        yield None
        return
    copy = target.with_name(target.name + ".before")
    try:
        try:
            connection.execute(f"attach {literal(target)} as {_BEFORE} (read_only)")
        except duckdb.IOException:
            # Somebody may have it open for writing and hold its lock; a copy tells the same.
            shutil.copyfile(target, copy)
            connection.execute(f"attach {literal(copy)} as {_BEFORE} (read_only)")
    except duckdb.IOException as error:
        _discard(copy)
        raise EasemartError(
            f"{target} cannot be read, so nothing is published: {error}. Move it away and publish again."
        ) from error
    try:
        yield _BEFORE
    finally:
        connection.execute(f"detach {_BEFORE}")
        _discard(copy)


@contextlib.contextmanager
def _new_file(connection: Connection, new: Path) -> Iterator[None]:
    """The file to be, attached; what a killed run left is thrown away."""
    _discard(new)
    connection.execute(f"attach {literal(str(new))} as {_NEW} (storage_version '{STORAGE_VERSION}')")
    try:
        yield
    finally:
        with contextlib.suppress(duckdb.TransactionException):
            connection.execute("rollback")
        connection.execute(f"detach {_NEW}")


def _write_marts(connection: Connection, tables: Sequence[MartTable]) -> dict[str, tuple[int, float]]:
    """Copies the tables in one transaction. Returns the rows and seconds of each."""
    connection.execute("begin")
    counts = {table.full_name: _count(connection, table) for table in tables}
    for mart in sorted({table.mart for table in tables}):
        connection.execute(f"create schema {_NEW}.{quoted(mart)}")
    created: dict[str, MartTable] = {}
    copied = {}
    for table in tables:
        started = time.monotonic()
        _copy_table(connection, table, constraints(connection, table, counts, created))
        created[table.full_name] = table
        copied[table.full_name] = (counts[table.full_name], time.monotonic() - started)
    connection.execute("commit")
    return copied


def _count(connection: Connection, table: MartTable) -> int:
    try:
        found = connection.execute(f"select count(*) from {table.built}").fetchone()
    except duckdb.CatalogException as error:
        raise EasemartError(
            f"Nothing is published: {table.full_name} is not in the warehouse. Build all marts, then publish."
        ) from error
    return int(found[0]) if found else 0


def _copy_table(connection: Connection, table: MartTable, keys: Sequence[str]) -> None:
    found = columns(connection, current(connection), table.schema, table.name)
    lines = [f"{quoted(column.name)} {column.data_type}{'' if column.nullable else ' not null'}" for column in found]
    target = f"{_NEW}.{quoted(table.mart)}.{quoted(table.name)}"
    connection.execute(f"create table {target} ({', '.join([*lines, *keys])})")
    connection.execute(f"comment on table {target} is {literal(comment(table))}")
    for column in found:
        meaning = table.columns.get(column.name)
        if meaning:
            connection.execute(f"comment on column {target}.{quoted(column.name)} is {literal(meaning)}")
    listed = ", ".join(quoted(column.name) for column in found)
    connection.execute(f"insert into {target} ({listed}) select {listed} from {table.built}")


def _discard(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.with_name(path.name + ".wal").unlink(missing_ok=True)

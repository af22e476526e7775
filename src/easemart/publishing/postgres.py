"""Gated marts become what readers of PostgreSQL see: in one transaction, row by row what has changed.

Nothing is swapped, emptied or made anew, so readers are never made to wait, and their grants, views
and prepared statements live on. Any statement, and any REPEATABLE READ transaction, sees one
published state over all schemas.

A model with other columns or keys is the exception, because PostgreSQL shows a table's columns as
they are now to transactions that see its rows as they were. All marts are locked then until the
publication ends, so that no transaction has read one as it was and finds another as it is; the
lock is waited for briefly and again rather than once and long.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, cast

import psycopg
from psycopg.errors import DependentObjectsStillExist, LockNotAvailable

from easemart.errors import EasemartError
from easemart.progress import say
from easemart.publishing import shapes
from easemart.publishing.audit import AUDIT, note_tables, published_since
from easemart.publishing.catalog import current
from easemart.publishing.keys import listed, prove_foreign_key
from easemart.publishing.meanings import MEANINGS
from easemart.publishing.published import Published, PublishedTable
from easemart.publishing.restating import add_restatements
from easemart.publishing.rows import EVERY_ROW, Change, Written, alter, changes_of, prepare_built, write
from easemart.publishing.shapes import Shape
from easemart.publishing.tables import Manifest, MartTable, incremental_tables, mart_tables
from easemart.reading import quoted
from easemart.warehouses.interface import Connection
from easemart.warehouses.roles import READERS

# Beside a reader's lock we wait less than a server takes to look for a deadlock, so that of two who
# wait for each other it is never the reader who is told to stop.
BRIEFLY_S, ATTEMPTS, PAUSE_S = 0.4, 6, 1.0
# Nobody but an administrator can hold what the rest waits for.
PATIENTLY_S = 30
# Of a table's rows, how many may have changed before it is vacuumed; so what that costs in the long
# run is in proportion to what changes, not to what stands there.
VACUUMED_AFTER, VACUUMED_AT_LEAST = 0.05, 50


def publish(connection: psycopg.Connection[Any], manifest: Manifest, build_id: int, full: bool) -> Published:
    """Makes the published schemas hold what the build_* schemas hold, and says so in the audit.

    `connection` commits each statement unless a transaction has begun, takes `$1` for a parameter,
    and acts as the owner of the build_* and the published schemas; `manifest` is dbt's manifest.json
    of the build. Unless `full`, tables that were rebuilt for the touched alone are compared for the
    touched alone. Raises EasemartError when a table is missing, breaks its keys, or cannot be given
    the columns its model has; then, as on any error or death, readers keep what they had, and the
    next call brings everything up to date.
    """
    con = cast(Connection, connection)
    tables = mart_tables(manifest)
    published_at = datetime.now(UTC).replace(tzinfo=None)
    try:
        prepare_built(con, tables)
        con.execute("begin")
        published = _publish(con, manifest, tables, build_id, full, published_at)
        con.execute("commit")
    except BaseException as error:
        with contextlib.suppress(psycopg.Error):
            connection.rollback()
        if isinstance(error, psycopg.Error):
            raise EasemartError(_explained(con, tables, error)) from error
        raise
    _vacuum(con, manifest, tables)
    return published


def describe_audit(connection: psycopg.Connection[Any]) -> None:
    """Brings the comments of the audit's tables up to date; `connection` acts as their owner."""
    con = cast(Connection, connection)
    for name, shape in shapes.read(con, ["audit"]).items():
        table = name.removeprefix("audit.")
        if table in AUDIT:
            for statement in shapes.comments(f"audit.{table}", shape, AUDIT[table], MEANINGS):
                con.execute(statement)


def _publish(
    con: Connection,
    manifest: Manifest,
    tables: Sequence[MartTable],
    build_id: int,
    full: bool,
    published_at: datetime,
) -> Published:
    """The publication within its transaction."""
    _wait_at_most(con, PATIENTLY_S)
    con.execute("set local work_mem = '64MB'")
    # A touched customer's rows are found by index; at the default price of a page the planner would
    # rather read the whole history.
    con.execute("set local random_page_cost = 1.1")
    # No two publications at once.
    con.execute("lock table audit.published in share row exclusive mode")
    catalog = current(con)
    since, told_load_id = published_since(con, catalog), _told_load(con)
    restated = add_restatements(con, catalog, told_load_id, build_id, published_at, into="audit.restatements")
    changes = changes_of(con, tables, full)
    by_name = {table.full_name: table for table in tables}
    _create(con, changes)
    written = {change.table.full_name: write(con, change) for change in changes if not change.reshaping}
    reshaped = [change for change in changes if change.reshaping]
    _reshape(con, [*_undeclared(changes, by_name), *_alterations(reshaped)], [c.table for c in changes if c.told])
    for change in reshaped:
        written[change.table.full_name] = write(con, change)
        alter(con, change.table, change.reshaping.then)
        _show_keys(con, change)
    _prove_references(con, changes, written)
    told = shapes.read(con, {table.mart for table in tables})
    for table in tables:
        _declare(con, table, told[table.full_name], by_name)
    kept = _drop_vanished(con, set(since) - by_name.keys())
    con.execute("delete from audit.published where mart || '.' || table_name <> all($1)", [list(kept)])
    rows = {name: table.rows for name, table in written.items()}
    notes = note_tables(con, manifest, tables, rows, since, build_id, published_at, into="audit.published")
    return Published(
        build_id,
        published_at,
        tuple(_published_table(table, written[table.full_name], notes[table.full_name]) for table in tables),
        restated,
    )


def _published_table(table: MartTable, written: Written, note: str | None) -> PublishedTable:
    return PublishedTable(table.mart, table.name, written.rows, written.changed, written.seconds, note)


def _told_load(con: Connection) -> int | None:
    """The newest load in what is published until now."""
    found = con.execute(
        "select built_load_id from audit.builds where build_id = (select max(build_id) from audit.published)"
    ).fetchone()
    return None if found is None else found[0]


def _create(con: Connection, changes: Sequence[Change]) -> None:
    """Makes schemas and tables that are new, and lets readers in."""
    roles = _readers(con)
    schemas = {row[0] for row in con.execute("select nspname from pg_namespace").fetchall()}
    for mart in sorted({change.table.mart for change in changes} - schemas):
        con.execute(f"create schema {quoted(mart)}")
        if roles:
            con.execute(f"grant usage on schema {quoted(mart)} to {', '.join(roles)}")
    for change in changes:
        if change.told is None:
            con.execute(shapes.creation(change.table, change.built))
            if roles:
                con.execute(f"grant select on {change.table.published} to {', '.join(roles)}")
            _show_keys(con, change)


def _readers(con: Connection) -> list[str]:
    """Those of the readers' roles that there are."""
    found = con.execute("select rolname from pg_roles where rolname = any($1)", [list(READERS)]).fetchall()
    return [row[0] for row in found]


def _show_keys(con: Connection, change: Change) -> None:
    """Has information_schema show readers the table's keys.

    It shows them to those alone who may do more than select, and BI tools look for them there. What
    readers may do more is to refer to a column that is no key, and so to nothing at all.
    """
    others = [name for name in change.built.columns if (name,) != change.table.primary_key]
    if others and (roles := _readers(con)):
        con.execute(f"grant references ({quoted(others[0])}) on {change.table.published} to {', '.join(roles)}")


def _undeclared(changes: Sequence[Change], tables: Mapping[str, MartTable]) -> Iterator[tuple[MartTable, str]]:
    """What drops foreign keys that no model declares any more, or that name a key about to be another."""
    rekeyed = {change.table.full_name for change in changes if change.reshaping.is_emptied}
    for change in changes:
        wanted = shapes.declared(change.table, tables)
        for name, key in change.told.foreign_keys.items() if change.told else ():
            if key not in wanted or key.to in rekeyed or change.table.full_name in rekeyed:
                yield change.table, f"drop constraint {quoted(name)}"


def _alterations(reshaped: Sequence[Change]) -> Iterator[tuple[MartTable, str]]:
    for change in reshaped:
        # Also where nothing is to be done yet: what is done afterwards must not wait.
        yield change.table, ", ".join(change.reshaping.first)


def _reshape(con: Connection, alterations: Sequence[tuple[MartTable, str]], told: Sequence[MartTable]) -> None:
    """Alters tables all together, as soon as nobody reads a mart for a moment; the last thing that waits.

    `told` are the tables that readers have. Raises EasemartError, naming who is in the way, when it
    does not come to that, or when something of the readers' depends on a column that is to go.
    """
    if not alterations:
        return
    for attempt in range(ATTEMPTS):
        if attempt:
            time.sleep(PAUSE_S)
        con.execute("savepoint reshaping")
        try:
            _wait_at_most(con, BRIEFLY_S)
            con.execute(f"lock table {', '.join(one.published for one in told)} in access exclusive mode")
            for table, clauses in alterations:
                if clauses:
                    con.execute(f"alter table {table.published} {clauses}")
            _wait_at_most(con, PATIENTLY_S)
            con.execute("release savepoint reshaping")
            return
        except LockNotAvailable:
            con.execute("rollback to savepoint reshaping")
            holders = _holders(con, [one.published for one in told])
        except DependentObjectsStillExist as error:
            raise EasemartError(
                f"Nothing is published: the columns of {table.full_name} change, and a reader's own object needs them:"
                f" {error.diag.message_detail}. Have its owner change or drop it, then publish again."
            ) from error
    raise EasemartError(
        f"Nothing is published: the columns or keys of {alterations[0][0].full_name} change, and the marts are never "
        f"free: {holders or 'others'} in a transaction that has read one. Have it end (or select "
        "pg_terminate_backend(pid)), then publish again."
    )


def _prove_references(con: Connection, changes: Sequence[Change], written: Mapping[str, Written]) -> None:
    """Every foreign key holds in what is published now; looks where it could have been broken."""
    for change in changes:
        table = change.table
        known = list(change.told.foreign_keys.values()) if change.told else []
        for key in table.foreign_keys:
            has_lost = written[key.to].deleted > 0
            if key in known and not has_lost and not written[table.full_name].changed:
                continue
            scopes = change.scopes if key in known and not has_lost else EVERY_ROW
            for scope in scopes:
                rows = f"(select {listed(key.columns)} from {table.published} where {scope})"
                prove_foreign_key(con, table, key, rows, key.published)


def _declare(con: Connection, table: MartTable, told: Shape, tables: Mapping[str, MartTable]) -> None:
    """Declares foreign keys that are new, and brings the comments up to date."""
    for key in shapes.declared(table, tables):
        if key not in told.foreign_keys.values():
            con.execute(shapes.declaration(table, key))
    for statement in shapes.descriptions(table, told):
        con.execute(statement)


def _drop_vanished(con: Connection, names: Iterable[str]) -> set[str]:
    """Drops tables published before that no model builds any more. Returns those that had to stay."""
    kept = set()
    for full_name in sorted(names):
        mart, name = full_name.split(".")
        con.execute("savepoint dropping")
        try:
            _wait_at_most(con, BRIEFLY_S)
            con.execute(f"drop table if exists {quoted(mart)}.{quoted(name)}")
            _wait_at_most(con, PATIENTLY_S)
            con.execute("release savepoint dropping")
        except (DependentObjectsStillExist, LockNotAvailable) as error:
            con.execute("rollback to savepoint dropping")
            reason = error.diag.message_detail or "it is being read"
            note = f"no longer built, kept because {reason}"
            con.execute("update audit.published set note = $3 where mart = $1 and table_name = $2", [mart, name, note])
            say(f"  {full_name}: {note}")
            kept.add(full_name)
    return kept


def _vacuum(con: Connection, manifest: Manifest, tables: Sequence[MartTable]) -> None:
    """Frees the room of old rows in what has changed by much; never an error, it can be done later."""
    names = [f"{table.mart}.{table.name}" for table in tables]
    names += [f"{schema}.{name}" for schema, name in incremental_tables(manifest)]
    try:
        con.execute("select pg_stat_force_next_flush()")
        changed = con.execute(
            "select format('%I.%I', schemaname, relname) from pg_stat_user_tables"
            " where schemaname || '.' || relname = any($1)"
            " and greatest(n_dead_tup, n_ins_since_vacuum, n_mod_since_analyze) > $2 + $3 * n_live_tup",
            [names, VACUUMED_AT_LEAST, VACUUMED_AFTER],
        ).fetchall()
        if changed:
            con.execute(f"vacuum (skip_locked, truncate false, analyze) {', '.join(row[0] for row in changed)}")
    except psycopg.Error as error:
        say(f"  published, but not vacuumed: {error}")


def _explained(con: Connection, tables: Sequence[MartTable], error: psycopg.Error) -> str:
    """What a person is told of an error of the server's."""
    said = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    if isinstance(error, psycopg.OperationalError) and (error.sqlstate or "57P").startswith("57P"):
        return f"The connection to the warehouse has ended ({said}): readers keep what they had. Publish again."
    if isinstance(error, LockNotAvailable):
        holders = _holders(con, [*(table.published for table in tables), "audit.published"])
        return f"Nothing is published: {holders or 'somebody'} keeps tables locked. Publish again afterwards."
    return f"Nothing is published: {said}"


def _holders(con: Connection, relations: Sequence[str]) -> str:
    """Who holds a lock on one of the relations, in words."""
    found = con.execute(
        "select distinct a.pid, a.usename, coalesce(a.application_name, '') from pg_locks as l"
        " inner join pg_stat_activity as a on l.pid = a.pid"
        " where l.granted and l.pid <> pg_backend_pid() and l.relation = any(select to_regclass(name)"
        " from unnest($1::text[]) as names (name)) order by a.pid",
        [list(relations)],
    ).fetchall()
    return ", ".join(f"{user} (pid {pid}{f', {program}' if program else ''})" for pid, user, program in found)


def _wait_at_most(con: Connection, seconds: float) -> None:
    con.execute(f"set local lock_timeout = {int(seconds * 1000)}")

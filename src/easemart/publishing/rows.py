"""The rows of PostgreSQL's published tables: which may have changed, and how they are brought up to date."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from easemart.errors import EasemartError
from easemart.publishing import shapes
from easemart.publishing.keys import listed, prove_primary_key
from easemart.publishing.shapes import Reshaping, Shape
from easemart.publishing.tables import MartTable, RebuiltBy
from easemart.reading import literal, quoted
from easemart.warehouses.interface import Connection

_OWNERS = '"build_intermediate"."touched_customers"'
_DAYS = '"build_intermediate"."touched_days"'
_TOUCHED = {"build_intermediate.touched_customers": _OWNERS, "build_intermediate.touched_days": _DAYS}
# By what the rows that may have changed are found, on either side.
_FOUND_BY: Mapping[RebuiltBy, tuple[tuple[str, ...], ...]] = {
    "owners": (("owner_id",),),
    "owners_and_months": (("customer_id",), ("month_start",)),
    "days": (("queue_id", "interval_date"),),
}
EVERY_ROW = ("true",)


@dataclass(frozen=True)
class Before:
    """What readers have been told until now: an `audit.published` row of a table."""

    rows: int
    build_id: int


@dataclass(frozen=True)
class Change:
    """What a publication does to one table.

    Each of `scopes` is a condition on a row, on either side: rows that fulfil none are the same.
    """

    table: MartTable
    built: Shape
    told: Shape | None
    before: Before | None
    reshaping: Reshaping
    scopes: tuple[str, ...]


@dataclass(frozen=True)
class Written:
    """What has been done to one table's rows."""

    inserted: int
    updated: int
    deleted: int
    rows: int
    seconds: float

    @property
    def changed(self) -> int:
        return self.inserted + self.updated + self.deleted


def prepare_built(con: Connection, tables: Sequence[MartTable]) -> None:
    """Makes the touched rows of what was built cheap to find, for this and for the next build."""
    built = shapes.read(con, [*{table.schema for table in tables}, "build_intermediate"])
    for name, relation in _TOUCHED.items():
        if name in built:
            con.execute(f"analyze {relation}")
    for table in tables:
        if table.rebuilt_by and f"{table.schema}.{table.name}" in built:
            for columns in _FOUND_BY[table.rebuilt_by]:
                name = quoted(f"{table.name}_{'_'.join(columns)}")
                con.execute(f"create index if not exists {name} on {table.built} ({listed(columns)})")


def changes_of(con: Connection, tables: Sequence[MartTable], full: bool) -> list[Change]:
    """What there is to do, from what was built and what is published."""
    built = shapes.read(con, {*(table.schema for table in tables), "build_intermediate"})
    told = shapes.read(con, {table.mart for table in tables})
    before = {
        name: Before(rows, build_id)
        for name, rows, build_id in con.execute(
            "select mart || '.' || table_name, rows, build_id from audit.published"
        ).fetchall()
    }
    succeeded = con.execute(
        "select coalesce(max(build_id), 0) from audit.builds where verdict = 'succeeded'"
    ).fetchone()
    assert succeeded is not None
    changes = []
    for table in tables:
        of_model = built.get(f"{table.schema}.{table.name}")
        if of_model is None:
            raise EasemartError(
                f"Nothing is published: {table.full_name} is not in the warehouse. Build all marts, then publish."
            )
        of_readers, was = told.get(table.full_name), before.get(table.full_name)
        altering = Reshaping((), (), False)
        if of_readers is not None:
            altering = shapes.reshaping(table, of_model, of_readers)
        # What is published of an older build than the last good one (a backup brought back) may
        # differ in rows that nothing has touched since.
        is_partial = not full and was is not None and was.build_id >= succeeded[0]
        has_touched = is_partial and of_readers is not None and not altering and _TOUCHED.keys() <= built.keys()
        scopes = _scopes(con, table) if has_touched else EVERY_ROW
        changes.append(Change(table, of_model, of_readers, was, altering, scopes))
    return changes


def _scopes(con: Connection, table: MartTable) -> tuple[str, ...]:
    """Conditions of which each row that may have changed fulfils one; see macros/touched."""
    if table.rebuilt_by == "owners":
        return (f"owner_id in (select owner_id from {_OWNERS})",)
    if table.rebuilt_by == "days":
        return (f"(queue_id, interval_date) in (select queue_id, day from {_DAYS})",)
    if table.rebuilt_by == "owners_and_months":
        # Everybody gets the months that have begun since. Those of the touched are no measure of
        # which: they may have been built anew up to a month that the others have yet to reach.
        found = con.execute(
            f"""
            select least(
                (
                    select coalesce(max(month_start), '-infinity')
                    from {table.published}
                    where customer_id not in (select owner_id from {_OWNERS})
                ),
                (select coalesce(max(month_start), '-infinity') from {table.built})
            )::text
            """
        ).fetchone()
        assert found is not None
        return (f"customer_id in (select owner_id from {_OWNERS})", f"month_start > date {literal(found[0])}")
    return EVERY_ROW


def write(con: Connection, change: Change) -> Written:
    """Brings the rows of one table up to date."""
    started = time.monotonic()
    table = change.table
    for scope in change.scopes if table.primary_key else ():
        keys = f"(select {listed(table.primary_key)} from {table.built} where {scope})"
        prove_primary_key(con, table, keys)
    if change.told is None or change.reshaping.is_emptied or not table.primary_key:
        inserted, updated, deleted = _write_anew(con, change)
    else:
        inserted, updated, deleted = (
            sum(counts) for counts in zip(*(_merge(con, change, scope) for scope in change.scopes), strict=True)
        )
    if change.told is None and table.primary_key:
        alter(con, table, (f"add primary key ({listed(table.primary_key)})",))
    if table.rebuilt_by and (change.told is None or change.scopes == EVERY_ROW):
        for columns in _FOUND_BY[table.rebuilt_by]:
            if table.primary_key[: len(columns)] != columns:
                name = quoted(f"{table.name}_{'_'.join(columns)}")
                con.execute(f"create index if not exists {name} on {table.published} ({listed(columns)})")
    if change.scopes == EVERY_ROW or change.before is None:
        rows = count(con, f"select count(*) from {table.built}")
    else:
        rows = change.before.rows + inserted - deleted
    return Written(inserted, updated, deleted, rows, time.monotonic() - started)


def _write_anew(con: Connection, change: Change) -> tuple[int, int, int]:
    """Rows inserted, updated and deleted where nothing tells which row is which."""
    table = change.table
    columns = listed(change.built.columns)
    deleted = count(con, f"with gone as (delete from {table.published} returning 1) select count(*) from gone")
    inserted = count(
        con,
        f"with added as (insert into {table.published} ({columns}) select {columns} from {table.built} returning 1)"
        " select count(*) from added",
    )
    return inserted, 0, deleted


def _delete_gone(con: Connection, table: MartTable, scope: str) -> int:
    """Deletes published rows whose keys were not built again.

    The keys are told apart as sets: an anti join under the scope's own join is expected to leave one
    row, and the scope is then searched anew for each of them.
    """
    key = listed(table.primary_key)
    same = " and ".join(f"told.{quoted(name)} = gone.{quoted(name)}" for name in table.primary_key)
    con.execute(
        f"create temporary table gone as select {key} from {table.published} where {scope}"
        f" except select {key} from {table.built} where {scope}"
    )
    rows = count(con, "select count(*) from gone")
    if rows:
        # Few, as a rule, and then found by the key's index.
        con.execute("analyze gone")
        con.execute(f"delete from {table.published} as told using gone where {same}")
    con.execute("drop table gone")
    return rows


def _merge(con: Connection, change: Change, scope: str) -> tuple[int, int, int]:
    """Inserts rows that are new, updates those that differ, deletes those that are gone, touches no other.

    Returns how many of each. Raises EasemartError where a row takes the place of one that cannot
    have changed: the key stands in what was built twice.
    """
    table = change.table
    columns = listed(change.built.columns)
    same = " and ".join(f"told.{quoted(name)} = built.{quoted(name)}" for name in table.primary_key)
    others = [quoted(name) for name in change.built.columns if name not in table.primary_key]
    values = ", ".join(f"built.{quoted(name)}" for name in change.built.columns)
    clauses = [f"when not matched then insert ({columns}) values ({values})"]
    if others:
        told, built = (", ".join(f"{side}.{name}" for name in others) for side in ("told", "built"))
        assigned = ", ".join(f"{name} = built.{name}" for name in others)
        clauses.append(f"when matched and ({told}) is distinct from ({built}) then update set {assigned}")
    gone = 0
    if (scope,) == EVERY_ROW:
        clauses.append("when not matched by source then delete")
    else:
        # The clause above would have each published row looked at, for whatever scope.
        gone = _delete_gone(con, table, scope)
    found = con.execute(
        f"""
        with merged as (
            merge into {table.published} as told
            using (select {columns} from {table.built} where {scope}) as built on {same}
            {" ".join(clauses)}
            returning merge_action() as did, old.*
        )
        select
            count(*) filter (where did = 'INSERT'),
            count(*) filter (where did = 'UPDATE'),
            count(*) filter (where did = 'DELETE'),
            count(*) filter (where did = 'UPDATE' and not ({scope}))
        from merged
        """
    ).fetchone()
    assert found is not None
    inserted, updated, deleted, misplaced = found
    if misplaced:
        raise EasemartError(
            f"Nothing is published: {misplaced} rows of {table.full_name} were built for the touched with keys of"
            f" others' rows ({', '.join(table.primary_key)}). Build everything anew (full refresh)."
        )
    return inserted, updated, deleted + gone


def alter(con: Connection, table: MartTable, clauses: Sequence[str]) -> None:
    if clauses:
        con.execute(f"alter table {table.published} {', '.join(clauses)}")


def count(con: Connection, query: str) -> int:
    found = con.execute(query).fetchone()
    return int(found[0]) if found else 0

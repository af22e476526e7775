"""Schemas raw and audit as this version wants them, made on an empty warehouse or on an older one.

What stands in `migrations/` runs once, in the order of its numbers, and is kept in
`audit.migrations`. The raw tables follow the feeds' contracts: a table or column that is new is
added; a column whose type has changed needs a migration that says what becomes of its values.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from easemart.contracts import Table, tables
from easemart.errors import EasemartError
from easemart.reading import quoted
from easemart.warehouses.interface import Connection

MIGRATIONS = Path(__file__).with_name("migrations")
# The names that information_schema gives the contracts' types, where they are others.
TYPE_NAMES = {
    "varchar": "text", "double": "double precision", "timestamp without time zone": "timestamp",
}  # fmt: skip


def migrate(con: Connection, keep_keys_indexed: bool, salt: str) -> list[str]:
    """Brings raw and audit up to this version in one transaction; returns what was done, in words.

    `keep_keys_indexed` makes an index on each raw table's key, for a warehouse that finds the rows
    a delivery replaces by it; `salt` is what identifiers are hashed with where the warehouse has
    none yet. Raises EasemartError when the warehouse is of a newer version, or a
    column's type is not the contract's; then nothing has changed.
    """
    con.execute("begin")
    try:
        done = _run_migrations(con)
        con.execute(
            "insert into raw.identifier_salt select $1 where not exists (select 1 from raw.identifier_salt)", [salt]
        )
        done += _follow_contracts(con, keep_keys_indexed)
        con.execute("commit")
    except BaseException:
        con.execute("rollback")
        raise
    return done


def _run_migrations(con: Connection) -> list[str]:
    found = con.execute(
        "select schema_name from information_schema.schemata where catalog_name = current_database()"
    ).fetchall()
    # Even where a schema is there, asking for it takes the right to make one, and a loader has none.
    for schema in ("raw", "audit"):
        if (schema,) not in found:
            con.execute(f"create schema {schema}")
    if "migrations" not in _there(con, "audit"):
        con.execute("create table audit.migrations (name text primary key, applied_at timestamp)")
    applied = {str(row[0]) for row in con.execute("select name from audit.migrations").fetchall()}
    known = {path.stem: path for path in sorted(MIGRATIONS.glob("*.sql"))}
    if unknown := sorted(applied - known.keys()):
        raise EasemartError(
            f"The warehouse is of a newer version: {', '.join(unknown)} is not known here. "
            "Run the version that made it, or restore a backup made before."
        )
    waiting = [name for name in known if name not in applied]
    for name in waiting:
        con.execute(known[name].read_text(encoding="utf-8"))
        now = dt.datetime.now(dt.UTC).replace(tzinfo=None)
        con.execute("insert into audit.migrations values ($1, $2)", [name, now])
    return waiting


def _there(con: Connection, schema: str) -> dict[str, dict[str, str]]:
    """The types of the columns of each table of a schema."""
    found: dict[str, dict[str, str]] = {}
    for table, column, type_ in con.execute(
        "select table_name, column_name, lower(data_type) from information_schema.columns "
        "where table_schema = $1 and table_catalog = current_database()",
        [schema],
    ).fetchall():
        found.setdefault(table, {})[column] = TYPE_NAMES.get(type_, type_)
    return found


def _follow_contracts(con: Connection, keep_keys_indexed: bool) -> list[str]:
    there = _there(con, "raw")
    done = []
    for table in tables().values():
        columns = there.get(table.name)
        if columns is None:
            listed = ", ".join(f"{quoted(name)} {type_}" for name, type_ in table.raw_columns.items())
            con.execute(f"create table raw.{table.name} ({listed})")
            if keep_keys_indexed:
                key = ", ".join(map(quoted, table.full_key))
                con.execute(f"create index {table.name}_key on raw.{table.name} ({key})")
            done.append(f"raw.{table.name}")
            continue
        for name, type_ in table.raw_columns.items():
            if name not in columns:
                con.execute(f"alter table raw.{table.name} add column {quoted(name)} {type_}")
                _fill(con, table, name)
                done.append(f"raw.{table.name}.{name}")
            elif columns[name] != type_:
                raise EasemartError(
                    f"raw.{table.name}.{name} is {columns[name]} and the contract says {type_}: "
                    "a migration in src/easemart/warehouses/migrations has to say what becomes of its values."
                )
    return done


def _fill(con: Connection, table: Table, name: str) -> None:
    """Keys of identifiers follow from what stands there already."""
    if name in table.keys_made:
        con.execute(f"update raw.{table.name} set {quoted(name)} = {table.keys_made[name]}")

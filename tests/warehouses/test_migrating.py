"""A warehouse that an older version left is brought up to this one, and nothing in it is lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import duckdb
import pytest

from easemart.contracts import tables
from easemart.errors import EasemartError
from easemart.home import Home
from easemart.warehouses import migrating
from easemart.warehouses.embedded import Embedded
from easemart.warehouses.interface import Connection
from easemart.warehouses.postgres import Postgres
from postgres import Database

# As version 0.1.0 made them, without the columns that this is not about.
OLD = """
create table raw.contacts (
    source_system text, contact_id text, customer_ref text, customer_ref_kind text, customer_ref_issued_by text,
    _load_id bigint
);
insert into raw.contacts values
    ('acd', '1', '+31 20 123', 'phone', null, 1),
    ('acd', '2', 'A@Example.com', 'email', null, 1),
    ('acd', '3', 'k7', null, 'shop', 1),
    ('acd', '4', null, 'phone', null, 1);
create table audit.loads (
    load_id bigint primary key, feed text, source_system text, table_name text, file_name text, file_hash text,
    rows_read bigint, rows_accepted bigint, rows_refused bigint, rows_superseded bigint, verdict text, reason text,
    notes text, started_at timestamp, finished_at timestamp
);
insert into audit.loads (load_id, table_name, rows_read) values (1, 'contacts', 5);
create table audit.quarantine (
    load_id bigint, source_system text, table_name text, line bigint, rule text, record text
);
insert into audit.quarantine values (1, 'acd', 'contacts', 7, 'cast:entered_at', 'what it said');
"""


class Old:
    """A warehouse of version 0.1.0: made, brought up to date, asked."""

    def __init__(self, warehouse: Embedded | Postgres, home: Home, database: Database) -> None:
        self.warehouse, self.home, self.database = warehouse, home, database

    @contextmanager
    def owned(self) -> Iterator[Connection]:
        """A connection that may do anything, and migrates nothing."""
        if isinstance(self.warehouse, Postgres):
            with self.database.connect() as con:
                yield cast(Connection, con)
        else:
            with duckdb.connect(str(self.home.warehouse)) as con:
                yield cast(Connection, con)

    def make(self) -> None:
        with self.owned() as con:
            if isinstance(self.warehouse, Postgres):
                con.execute("drop schema raw, audit cascade")
                con.execute("create schema raw authorization loader; create schema audit authorization loader")
                con.execute("set role loader")
            else:
                con.execute("create schema raw; create schema audit")
            con.execute(OLD)

    def ask(self, query: str) -> list[tuple[Any, ...]]:
        with self.owned() as con:
            return con.execute(query).fetchall()


@pytest.fixture(params=["duckdb", "postgres"])
def old(request: pytest.FixtureRequest, tmp_path: Path, database: Database) -> Old:
    home = Home(tmp_path)
    warehouse = Embedded(home) if request.param == "duckdb" else Postgres(home, database.address)
    made = Old(warehouse, home, database)
    made.make()
    return made


def test_an_old_warehouse_keeps_its_rows_and_gains_what_is_new(old: Old) -> None:
    done = old.warehouse.prepare()
    assert done[:4] == ["0001_audit", "0002_refused_records", "0003_identifier_salt", "0004_failed_builds"]
    assert "raw.contacts.identifier_key" in done and "raw.tickets" in done
    keys = old.ask(
        "select contact_id, identifier_key = case contact_id when '1' then md5(salt || 'phone||3120123') "
        "when '2' then md5(salt || 'email||a@example.com') when '3' then md5('account|shop|k7') end, "
        "identifier_key is null "
        "from raw.contacts cross join raw.identifier_salt order by contact_id"
    )
    assert keys == [("1", True, False), ("2", True, False), ("3", True, False), ("4", None, True)]
    assert old.ask("select load_id, line, record from raw.refused_records") == [(1, 7, "what it said")]
    assert old.ask("select * from audit.quarantine") == [(1, "acd", "contacts", 7, "cast:entered_at")]
    assert old.ask("select rows_read from audit.loads") == [(5,)]
    names = old.ask("select name from audit.migrations order by name")
    assert [name for (name,) in names] == sorted(path.stem for path in migrating.MIGRATIONS.glob("*.sql"))


def test_the_second_time_there_is_nothing_to_do(old: Old) -> None:
    assert old.warehouse.prepare() != []
    assert old.warehouse.prepare() == []


def test_every_column_of_every_contract_is_there_with_its_type(old: Old) -> None:
    old.warehouse.prepare()
    found = {
        (table, column): migrating.TYPE_NAMES.get(type_.lower(), type_.lower())
        for table, column, type_ in old.ask(
            "select table_name, column_name, data_type from information_schema.columns where table_schema = 'raw'"
        )
    }
    for table in tables().values():
        for column, type_ in table.raw_columns.items():
            assert found[table.name, column] == type_


def test_a_column_of_another_type_changes_nothing_and_says_what_to_do(old: Old) -> None:
    with old.owned() as con:
        con.execute("create table raw.orders (source_system text, quantity text)")
        if isinstance(old.warehouse, Postgres):
            con.execute("alter table raw.orders owner to loader")
    with pytest.raises(EasemartError, match=r"raw.orders.quantity is text and the contract says .* a migration"):
        old.warehouse.prepare()
    assert old.ask("select count(*) from information_schema.tables where table_name = 'migrations'") == [(0,)]
    assert old.ask("select record from audit.quarantine") == [("what it said",)]


def test_a_warehouse_of_a_newer_version_is_left_alone(old: Old) -> None:
    old.warehouse.prepare()
    with old.owned() as con:
        con.execute("insert into audit.migrations values ('9999_later', null)")
    with pytest.raises(EasemartError, match="9999_later is not known here"):
        old.warehouse.prepare()


def test_a_migration_that_fails_leaves_the_warehouse_as_it_was(
    old: Old, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "migrations"
    folder.mkdir()
    for path in migrating.MIGRATIONS.glob("*.sql"):
        (folder / path.name).write_text(path.read_text())
    (folder / "9998_wrong.sql").write_text("create table audit.half (a int); select nonsense from nowhere;")
    monkeypatch.setattr(migrating, "MIGRATIONS", folder)
    with pytest.raises(Exception, match="nowhere"):
        old.warehouse.prepare()
    new = "select table_name from information_schema.tables where table_name in ('half', 'migrations')"
    assert old.ask(new) == []
    assert old.ask("select record from audit.quarantine") == [("what it said",)]

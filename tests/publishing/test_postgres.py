"""Publishing on PostgreSQL: only what changed is written, nothing of the readers' own is lost."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from typing import Any

import psycopg
import pytest

from easemart.errors import EasemartError
from easemart.publishing import postgres
from easemart.publishing.postgres import describe_audit, publish
from easemart.publishing.published import Published
from postgres import Database
from publishing.made_company import BUILT, build, company_manifest, rebuilt, run
from publishing.made_marts import WAREHOUSE, made_manifest, model
from publishing.test_keys import BROKEN

Connection = psycopg.Connection[tuple[Any, ...]]
CONTACTS = "model.easemart.core__contacts"
TOUCHED = """
create schema build_intermediate;
create table build_intermediate.touched_customers (owner_id text);
create table build_intermediate.touched_days (queue_id text, day date);
alter table build_core.contacts add column owner_id text;
update build_core.contacts set owner_id = coalesce(customer_id, contact_id)
"""


@pytest.fixture
def manifest() -> dict[str, Any]:
    """The made build's, with contacts that are rebuilt for the touched alone."""
    manifest = made_manifest()
    rebuilt(manifest["nodes"][CONTACTS], "delete_touched()")
    return manifest


@pytest.fixture
def built(database: Database) -> Database:
    """The made build, as the loader and dbt would have left it."""
    statements = [part.strip() for part in f"{WAREHOUSE};{TOUCHED}".split(";") if part.strip()]
    for role, is_insert in (("loader", True), ("builder", False)):
        with database.connect(role) as connection:
            for statement in statements:
                if statement.startswith("insert into") == is_insert:
                    connection.execute(statement.encode())
    return database


@pytest.fixture
def builder(built: Database) -> Iterator[Connection]:
    with built.connect("builder") as connection:
        yield connection


def written(published: Published) -> dict[str, int]:
    """Rows written by table, of those that had any."""
    return {f"{table.mart}.{table.name}": table.written for table in published.tables if table.written}


def touch(builder: Connection, *owners: str) -> None:
    builder.execute(b"delete from build_intermediate.touched_customers")
    builder.execute(b"insert into build_intermediate.touched_customers select unnest($1::text[])", [list(owners)])


def contacts(built: Database) -> list[tuple[Any, ...]]:
    return built.ask("select contact_id, wait_seconds from core.contacts order by contact_id")


# What is published.


def test_all_marts_are_published_with_types_and_required_columns(
    built: Database, builder: Connection, manifest: dict[str, Any]
) -> None:
    builder.execute(b"alter table build_core.contacts alter column entered_at set not null")
    published = publish(builder, manifest, 1, full=True)
    assert written(published) == {"core.contacts": 3, "core.customers": 2, "scorecard.monthly": 3}
    tables = built.ask(
        "select schemaname || '.' || tablename from pg_tables where schemaname in ('core', 'scorecard') order by 1"
    )
    assert [row[0] for row in tables] == ["core.contacts", "core.customers", "core.orders", "scorecard.monthly"]
    everything = (
        "select contact_id, parent_contact_id, customer_id, entered_at, wait_seconds from {}.contacts order by 1"
    )
    assert built.ask(everything.format("core")) == built.ask(everything.format("build_core"))
    columns = (
        "select column_name, data_type, is_nullable from information_schema.columns"
        " where table_schema = 'core' and table_name = 'contacts' order by ordinal_position"
    )
    assert built.ask(columns) == [
        ("contact_id", "text", "NO"),
        ("parent_contact_id", "text", "YES"),
        ("customer_id", "text", "YES"),
        ("entered_at", "timestamp without time zone", "NO"),
        ("wait_seconds", "numeric", "YES"),
        ("owner_id", "text", "YES"),
    ]


def test_the_keys_are_declared_where_clients_look(
    built: Database, builder: Connection, manifest: dict[str, Any]
) -> None:
    for build_id in (1, 2):
        publish(builder, manifest, build_id, full=True)
    declared = "select conrelid::regclass::text, pg_get_constraintdef(oid) from pg_constraint where contype = '{}'"
    of_marts = " and connamespace::regnamespace::text in ('core', 'scorecard') order by 1, 2"
    assert built.ask(declared.format("p") + of_marts) == [
        ("core.contacts", "PRIMARY KEY (contact_id)"),
        ("core.customers", "PRIMARY KEY (customer_id)"),
        ("scorecard.monthly", "PRIMARY KEY (metric, month_start)"),
    ]
    assert built.ask(declared.format("f") + of_marts, role="bi") == [
        ("core.contacts", "FOREIGN KEY (customer_id) REFERENCES core.customers(customer_id) NOT ENFORCED"),
        ("core.contacts", "FOREIGN KEY (parent_contact_id) REFERENCES core.contacts(contact_id) NOT ENFORCED"),
    ]


def test_comments_are_dbts_and_are_written_when_they_change(
    built: Database, builder: Connection, manifest: dict[str, Any]
) -> None:
    publish(builder, manifest, 1, full=True)
    told = (
        "select coalesce(a.attname::text, ''), d.description, d.xmin::text from pg_description as d"
        " left join pg_attribute as a on a.attrelid = d.objoid and a.attnum = d.objsubid and a.attnum > 0"
        " where d.objoid = 'core.contacts'::regclass order by 1"
    )
    before = built.ask(told)
    assert [row[:2] for row in before] == [
        (
            "",
            "One row per thing in contacts.\nPrimary key: contact_id.\n"
            "customer_id refers to core.customers (customer_id).\n"
            "parent_contact_id refers to core.contacts (contact_id).",
        ),
        ("contact_id", "Contact's own id."),
        ("customer_id", "Who it was."),
    ]
    manifest["nodes"][CONTACTS]["columns"]["customer_id"]["description"] = "Whose it's."
    publish(builder, manifest, 2, full=False)
    after = built.ask(told)
    assert after[:2] == before[:2]
    assert after[2][1] == "Whose it's."


def test_the_audit_is_described(built: Database, builder: Connection, manifest: dict[str, Any]) -> None:
    for _ in range(2):
        with built.connect("loader") as loader:
            describe_audit(loader)
    silent = (
        "select c.relname, a.attname from pg_class as c inner join pg_attribute as a on a.attrelid = c.oid"
        " where c.relnamespace = 'audit'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped"
        " and c.relname not in ('deliveries', 'migrations', 'maintenance', 'removed_files')"
        " and (obj_description(c.oid) is null or col_description(c.oid, a.attnum) is null)"
    )
    assert built.ask(silent) == []


def test_the_audit_says_from_which_loads_since_when_and_what_is_missing(
    built: Database, builder: Connection, manifest: dict[str, Any]
) -> None:
    first = publish(builder, manifest, 1, full=True)
    second = publish(builder, manifest, 2, full=False)
    times = (first.published_at, second.published_at, 2, "telephony 2")
    assert built.ask("select * from audit.published where mart = 'core' order by table_name") == [
        ("core", "contacts", 3, *times, "no feed: crm"),
        ("core", "customers", 2, *times, None),
        ("core", "orders", 0, *times, "no feed: telephony.orders"),
    ]


def test_a_complete_figure_that_moves_is_a_restatement(
    built: Database, builder: Connection, manifest: dict[str, Any]
) -> None:
    builder.execute(b"insert into audit.builds (build_id, built_load_id, verdict) values (1, 2, 'running')")
    assert publish(builder, manifest, 1, full=True).restated == 0
    assert publish(builder, manifest, 1, full=False).restated == 0
    with built.connect("loader") as loader:
        loader.execute(
            b"insert into audit.loads (load_id, feed, verdict) values"
            b" (4, 'telephony', 'accepted'), (6, 'crm', 'accepted'), (7, 'crm', 'refused')"
        )
    builder.execute(b"update build_scorecard.monthly set value = 0.6, numerator = 6 where value in (0.5, 0.4)")
    moved = publish(builder, manifest, 2, full=False)
    assert moved.restated == 1
    assert publish(builder, manifest, 3, full=False).restated == 0
    (row,) = built.ask("select * from audit.restatements")
    assert row[:3] == (2, "first_contact_resolution", date(2025, 1, 1))
    assert row[3:10] == pytest.approx((0.5, 0.6, 0.1, 5, 6, 10, 10))
    assert row[10:] == (4, 6, moved.published_at)


# What a publication costs.


def test_only_rows_that_changed_are_written(built: Database, builder: Connection, manifest: dict[str, Any]) -> None:
    publish(builder, manifest, 1, full=True)
    places = "select contact_id, ctid::text, xmin::text from core.contacts order by contact_id"
    before = built.ask(places)
    for full in (True, False):
        touch(builder, "k1", "c3")
        assert written(publish(builder, manifest, 2, full=full)) == {}
        assert built.ask(places) == before
        builder.execute(
            b"update build_core.contacts set wait_seconds = 7 + coalesce(wait_seconds, 0) where contact_id = 'c3'"
        )
        assert written(publish(builder, manifest, 3, full=full)) == {"core.contacts": 1}
        after = built.ask(places)
        assert after[:2] == before[:2]
        assert after[2] != before[2]
        before = after


def test_rows_come_and_go_with_their_owners(built: Database, builder: Connection, manifest: dict[str, Any]) -> None:
    publish(builder, manifest, 1, full=True)
    touch(builder, "k1", "c3", "k2")
    builder.execute(b"delete from build_core.contacts where contact_id = 'c3'")
    builder.execute(b"update build_core.contacts set owner_id = 'k2', customer_id = 'k2' where contact_id = 'c2'")
    builder.execute(b"insert into build_core.contacts (contact_id, owner_id, customer_id) values ('c4', 'k2', 'k2')")
    published = publish(builder, manifest, 2, full=False)
    assert written(published) == {"core.contacts": 3}
    assert built.ask("select contact_id, owner_id from core.contacts order by 1") == [
        ("c1", "k1"),
        ("c2", "k2"),
        ("c4", "k2"),
    ]
    assert built.ask("select rows from audit.published where table_name = 'contacts'") == [(3,)]


def test_the_touched_alone_are_compared_unless_in_full(
    built: Database, builder: Connection, manifest: dict[str, Any]
) -> None:
    publish(builder, manifest, 1, full=True)
    builder.execute(b"update build_core.contacts set wait_seconds = 9")
    touch(builder, "c3")
    assert written(publish(builder, manifest, 2, full=False)) == {"core.contacts": 1}
    assert written(publish(builder, manifest, 3, full=True)) == {"core.contacts": 2}


def test_what_is_older_than_the_last_good_build_is_compared_whole(
    built: Database, builder: Connection, manifest: dict[str, Any]
) -> None:
    publish(builder, manifest, 1, full=True)
    builder.execute(b"update build_core.contacts set wait_seconds = 9 where contact_id = 'c1'")
    builder.execute(b"insert into audit.builds (build_id, verdict) values (1, 'succeeded'), (2, 'succeeded')")
    assert written(publish(builder, manifest, 3, full=False)) == {"core.contacts": 1}


def test_a_key_that_two_owners_have_is_not_published(
    built: Database, builder: Connection, manifest: dict[str, Any]
) -> None:
    publish(builder, manifest, 1, full=True)
    before = contacts(built)
    touch(builder, "k2")
    builder.execute(b"insert into build_core.contacts (contact_id, owner_id) values ('c3', 'k2')")
    with pytest.raises(EasemartError, match=r"1 rows of core\.contacts"):
        publish(builder, manifest, 2, full=False)
    assert contacts(built) == before


def months(manifest: dict[str, Any], builder: Connection) -> None:
    """Adds a table of customers and months, and one of half hours."""
    for node in (
        rebuilt(
            model("build_loyalty.customers_monthly", [], primary_key=["customer_id", "month_start"]),
            "delete_touched_months()",
        ),
        rebuilt(
            model("build_operations.intervals", [], primary_key=["queue_id", "interval_start_at"]),
            "delete_touched_days()",
        ),
    ):
        manifest["nodes"][node["unique_id"]] = node
    for statement in (
        "create schema build_loyalty",
        "create schema build_operations",
        "create table build_loyalty.customers_monthly as select * from (values"
        " ('k1', date '2025-01-01', 1), ('k2', date '2025-01-01', 1), ('k1', date '2025-02-01', 1),"
        " ('k2', date '2025-02-01', 1)) as rows (customer_id, month_start, orders)",
        "create table build_operations.intervals as select queue_id, day as interval_date,"
        " day + interval '9 hours' as interval_start_at, 1 as offered"
        " from unnest(array['q1', 'q2']) as queue_id"
        " cross join unnest(array[date '2025-01-01', date '2025-01-02']) as day",
    ):
        builder.execute(statement.encode())


def test_months_that_begin_are_everybodys(built: Database, builder: Connection, manifest: dict[str, Any]) -> None:
    months(manifest, builder)
    publish(builder, manifest, 1, full=True)
    table = "build_loyalty.customers_monthly"
    touch(builder, "k1")
    builder.execute(f"update {table} set orders = 2".encode())
    assert written(publish(builder, manifest, 2, full=False)) == {"loyalty.customers_monthly": 2}
    touch(builder)
    builder.execute(f"insert into {table} values ('k1', '2025-03-01', 1), ('k2', '2025-03-01', 1)".encode())
    assert written(publish(builder, manifest, 3, full=False)) == {"loyalty.customers_monthly": 2}
    builder.execute(f"delete from {table} where month_start = '2025-03-01'".encode())
    assert written(publish(builder, manifest, 4, full=False)) == {"loyalty.customers_monthly": 2}
    assert built.ask("select customer_id, month_start, orders from loyalty.customers_monthly order by 1, 2") == [
        ("k1", date(2025, 1, 1), 2),
        ("k1", date(2025, 2, 1), 2),
        ("k2", date(2025, 1, 1), 1),
        ("k2", date(2025, 2, 1), 1),
    ]


def test_months_that_only_the_touched_had_reached_are_no_measure(
    built: Database, builder: Connection, manifest: dict[str, Any]
) -> None:
    months(manifest, builder)
    table = "build_loyalty.customers_monthly"
    builder.execute(f"delete from {table} where customer_id = 'k2' and month_start = '2025-02-01'".encode())
    publish(builder, manifest, 1, full=True)
    touch(builder, "k1")
    builder.execute(f"insert into {table} values ('k2', '2025-02-01', 1)".encode())
    assert written(publish(builder, manifest, 2, full=False)) == {"loyalty.customers_monthly": 1}


def test_days_are_compared_by_queue_and_day(built: Database, builder: Connection, manifest: dict[str, Any]) -> None:
    months(manifest, builder)
    publish(builder, manifest, 1, full=True)
    builder.execute(b"update build_operations.intervals set offered = 2")
    builder.execute(b"insert into build_intermediate.touched_days values ('q1', '2025-01-02')")
    assert written(publish(builder, manifest, 2, full=False)) == {"operations.intervals": 1}


def test_a_table_without_a_key_is_written_anew(built: Database, builder: Connection, manifest: dict[str, Any]) -> None:
    builder.execute(b"insert into build_core.orders values ('o1', 'k1'), ('o1', 'k1')")
    publish(builder, manifest, 1, full=True)
    builder.execute(b"insert into build_core.orders values ('o2', 'k1')")
    assert written(publish(builder, manifest, 2, full=False)) == {"core.orders": 5}
    assert built.ask("select count(*) from core.orders") == [(3,)]


# What readers keep.


def test_grants_are_given_once(built: Database, builder: Connection, manifest: dict[str, Any]) -> None:
    publish(builder, manifest, 1, full=True)
    for role in ("analyst", "bi"):
        assert built.ask("select count(*) from core.contacts", role=role) == [(3,)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            built.ask("delete from core.contacts", role=role)
    builder.execute(b"revoke select on core.contacts from bi")
    builder.execute(b"grant references on core.contacts to analyst")
    builder.execute(b"update build_core.contacts set wait_seconds = 1")
    publish(builder, manifest, 2, full=True)
    assert built.ask("select has_table_privilege('analyst', 'core.contacts', 'references')") == [(True,)]
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        built.ask("select count(*) from core.contacts", role="bi")


def test_a_full_publication_neither_waits_for_a_reader_nor_disturbs_one(
    built: Database, builder: Connection, manifest: dict[str, Any]
) -> None:
    publish(builder, manifest, 1, full=True)
    query = b"select count(*), sum(wait_seconds) from core.contacts"
    with built.connect("analyst") as reader, built.connect("bi") as late:
        reader.execute(b"begin isolation level repeatable read")
        told = reader.execute(query).fetchall()
        late.execute(b"begin isolation level repeatable read")
        late.execute(b"select 1")
        builder.execute(b"update build_core.contacts set wait_seconds = 100")
        builder.execute(b"delete from build_core.contacts where contact_id = 'c1'")
        builder.execute(b"update build_core.contacts set parent_contact_id = null")
        publish(builder, manifest, 2, full=True)
        assert reader.execute(query).fetchall() == told
        assert late.execute(query).fetchall() == told
        late.execute(b"commit")
        assert late.execute(query).fetchall() == [(2, 200)]


# What cannot be published.


@pytest.mark.parametrize("full", [True, False], ids=["full", "incremental"])
@pytest.mark.parametrize("statement", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_key_leaves_everything_as_it_was(
    built: Database, builder: Connection, manifest: dict[str, Any], statement: str, full: bool
) -> None:
    publish(builder, manifest, 1, full=True)
    before = contacts(built)
    touch(builder, "k1", "c3")
    builder.execute(statement.encode())
    builder.execute(b"update build_core.contacts set wait_seconds = 100")
    with pytest.raises(EasemartError, match=r"Nothing is published: core\.contacts"):
        publish(builder, manifest, 2, full=full)
    assert contacts(built) == before
    assert built.ask("select distinct build_id from audit.published") == [(1,)]


def test_a_row_that_others_name_cannot_go(built: Database, builder: Connection, manifest: dict[str, Any]) -> None:
    publish(builder, manifest, 1, full=True)
    builder.execute(b"delete from build_core.customers where customer_id = 'k1'")
    with pytest.raises(EasemartError, match=r"core.contacts \(customer_id\) names \('k1',\)"):
        publish(builder, manifest, 2, full=False)


def test_a_table_that_was_not_built_is_named(builder: Connection, manifest: dict[str, Any]) -> None:
    builder.execute(b"drop table build_core.orders")
    with pytest.raises(EasemartError, match=r"core.orders is not in the warehouse"):
        publish(builder, manifest, 1, full=True)


def test_a_death_in_the_middle_leaves_what_was_and_the_next_call_repairs(
    built: Database, builder: Connection, manifest: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(builder, manifest, 1, full=True)
    before = contacts(built)
    builder.execute(b"update build_core.contacts set wait_seconds = 100")
    builder.execute(b"update build_scorecard.monthly set numerator = 9")
    touch(builder, "k1", "c3")

    def dies(connection: Connection, *_: object, **__: object) -> None:
        assert connection.execute("select sum(wait_seconds) from core.contacts").fetchone() == (300,)
        with built.connect() as killer:
            killer.execute(b"select pg_terminate_backend($1)", [connection.info.backend_pid])
        connection.execute("select 1")

    with monkeypatch.context() as patch:
        patch.setattr(postgres, "note_tables", dies)
        with pytest.raises(EasemartError, match="connection to the warehouse has ended"):
            publish(builder, manifest, 2, full=False)
    assert contacts(built) == before
    assert built.ask("select * from audit.restatements") == []
    with built.connect("builder") as again:
        assert publish(again, manifest, 2, full=False).restated == 2
    assert {row[1] for row in contacts(built)} == {100}


def test_somebody_who_keeps_the_tables_locked_is_named(
    built: Database, builder: Connection, manifest: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(builder, manifest, 1, full=True)
    monkeypatch.setattr(postgres, "PATIENTLY_S", 0.1)
    with built.connect("builder") as other:
        other.execute(b"begin")
        other.execute(b"lock table audit.published in share row exclusive mode")
        with pytest.raises(EasemartError, match=rf"pid {other.info.backend_pid}\b"):
            publish(builder, manifest, 2, full=True)


def test_what_has_changed_by_much_is_vacuumed_and_nothing_else(database: Database) -> None:
    vacuumed = (
        "select schemaname || '.' || relname, vacuum_count from pg_stat_user_tables"
        " where relname in ('contacts', 'needs', 'customers') order by 1"
    )
    manifest = company_manifest()
    with database.connect("builder") as builder:
        run(builder, BUILT)
        build(builder, 1)
        publish(builder, manifest, 1, full=True)
        before = dict(database.ask(vacuumed))
        build(builder, 2, 7)
        publish(builder, manifest, 2, full=False)
        assert dict(database.ask(vacuumed)) == before
        build(builder, 3, *range(1, 301))
        publish(builder, manifest, 3, full=False)
    changed = {name for name, count in database.ask(vacuumed) if count > before[name]}
    assert changed == {"build_core.contacts", "build_effort.needs", "core.contacts", "core.customers", "effort.needs"}


def test_what_could_not_be_vacuumed_is_published(
    built: Database, builder: Connection, manifest: dict[str, Any], monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setattr(postgres, "VACUUMED_AT_LEAST", "no number")
    publish(builder, manifest, 1, full=True)
    assert contacts(built) != []
    assert "not vacuumed" in capsys.readouterr().err


# When a model changes.


def test_columns_come_go_and_change_their_type(built: Database, builder: Connection, manifest: dict[str, Any]) -> None:
    publish(builder, manifest, 1, full=True)
    with built.connect("analyst") as reader:
        reader.execute(b"prepare own as select contact_id, customer_id from core.contacts order by contact_id")
        reader.execute(b"execute own")
        for statement in (
            "alter table build_core.contacts drop column parent_contact_id",
            "alter table build_core.contacts add column rings bigint not null default 3",
            "alter table build_core.contacts alter column wait_seconds type integer",
            "update build_core.contacts set wait_seconds = 5",
        ):
            builder.execute(statement.encode())
        del manifest["nodes"][CONTACTS]["config"]["meta"]["foreign_keys"][1]
        assert written(publish(builder, manifest, 2, full=True)) == {"core.contacts": 3}
        assert reader.execute(b"execute own").fetchall() == [("c1", "k1"), ("c2", "k1"), ("c3", None)]
    columns = (
        "select column_name, data_type, is_nullable from information_schema.columns"
        " where table_schema = 'core' and table_name = 'contacts' order by column_name"
    )
    assert built.ask(columns) == [
        ("contact_id", "text", "NO"),
        ("customer_id", "text", "YES"),
        ("entered_at", "timestamp without time zone", "YES"),
        ("owner_id", "text", "YES"),
        ("rings", "bigint", "NO"),
        ("wait_seconds", "integer", "YES"),
    ]
    assert built.ask("select distinct rings, wait_seconds from core.contacts", role="bi") == [(3, 5)]
    assert written(publish(builder, manifest, 3, full=True)) == {}


def test_another_key_is_declared_and_the_rows_are_written_anew(
    built: Database, builder: Connection, manifest: dict[str, Any]
) -> None:
    publish(builder, manifest, 1, full=True)
    for statement in (
        "alter table build_core.customers add column kind text default 'x'",
        "alter table build_core.contacts add column kind text default 'x'",
    ):
        builder.execute(statement.encode())
    manifest["nodes"]["model.easemart.core__customers"]["config"]["meta"]["primary_key"] = ["customer_id", "kind"]
    to_customers = {"columns": ["customer_id", "kind"], "to": "core.customers"}
    manifest["nodes"][CONTACTS]["config"]["meta"]["foreign_keys"][0] = to_customers
    assert written(publish(builder, manifest, 2, full=True)) == {"core.contacts": 3, "core.customers": 4}
    keys = built.ask(
        "select pg_get_constraintdef(oid) from pg_constraint where contype in ('p', 'f')"
        " and conrelid in ('core.customers'::regclass, 'core.contacts'::regclass) order by 1"
    )
    assert [row[0] for row in keys] == [
        "FOREIGN KEY (customer_id, kind) REFERENCES core.customers(customer_id, kind) NOT ENFORCED",
        "FOREIGN KEY (parent_contact_id) REFERENCES core.contacts(contact_id) NOT ENFORCED",
        "PRIMARY KEY (contact_id)",
        "PRIMARY KEY (customer_id, kind)",
    ]


def views(built: Database, *definitions: str) -> None:
    """Views of an analyst's own."""
    with built.connect() as administrator:
        administrator.execute(b"create schema notes authorization analyst")
    with built.connect("analyst") as analyst:
        for definition in definitions:
            analyst.execute(f"create view notes.{definition}".encode())


def test_a_view_that_needs_a_column_keeps_it(built: Database, builder: Connection, manifest: dict[str, Any]) -> None:
    publish(builder, manifest, 1, full=True)
    views(built, "waits as select wait_seconds from core.contacts")
    before = contacts(built)
    builder.execute(b"alter table build_core.contacts drop column wait_seconds")
    with pytest.raises(EasemartError, match=r"core.contacts.*view notes.waits depends on column wait_seconds"):
        publish(builder, manifest, 2, full=True)
    assert contacts(built) == before
    with built.connect("analyst") as analyst:
        analyst.execute(b"drop view notes.waits")
    publish(builder, manifest, 2, full=True)
    assert built.ask("select count(*) from core.contacts") == [(3,)]


def test_a_reader_in_the_way_of_new_columns_is_named(
    built: Database, builder: Connection, manifest: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(builder, manifest, 1, full=True)
    monkeypatch.setattr(postgres, "ATTEMPTS", 2)
    monkeypatch.setattr(postgres, "PAUSE_S", 0.1)
    monkeypatch.setattr(postgres, "BRIEFLY_S", 0.1)
    builder.execute(b"alter table build_core.contacts add column rings integer default 3")
    with built.connect("analyst", application_name="notebook") as reader:
        reader.execute(b"begin")
        reader.execute(b"select count(*) from core.customers")
        in_the_way = rf"\(pid {reader.info.backend_pid}, notebook\) in a transaction that has read one"
        with pytest.raises(EasemartError, match=in_the_way):
            publish(builder, manifest, 2, full=True)
        assert built.ask("select distinct build_id from audit.published") == [(1,)]
        monkeypatch.setattr(postgres, "ATTEMPTS", 100)
        ending = threading.Timer(0.5, reader.execute, [b"commit"])
        ending.start()
        publish(builder, manifest, 2, full=True)
        ending.join()
    assert built.ask("select distinct rings from core.contacts") == [(3,)]


def test_a_table_that_is_no_longer_built_goes_unless_a_reader_needs_it(
    built: Database, builder: Connection, manifest: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    publish(builder, manifest, 1, full=True)
    views(built, "figures as select value from scorecard.monthly")
    for name in ("model.easemart.scorecard__monthly", "model.easemart.core__orders"):
        del manifest["nodes"][name]
    for build_id in (2, 3):
        publish(builder, manifest, build_id, full=True)
        assert "scorecard.monthly: no longer built" in capsys.readouterr().err
        assert built.ask("select count(*) from notes.figures", role="analyst") == [(3,)]
        assert built.ask("select to_regclass('core.orders')") == [(None,)]
        told = built.ask("select table_name, build_id, note from audit.published order by 1")
        assert told[:2] == [("contacts", build_id, "no feed: crm"), ("customers", build_id, None)]
        assert told[2][:2] == ("monthly", 1)
        assert "view notes.figures depends on table scorecard.monthly" in told[2][2]
        assert len(told) == 3
    with built.connect("analyst") as analyst:
        analyst.execute(b"drop view notes.figures")
    publish(builder, manifest, 4, full=True)
    assert built.ask("select to_regclass('scorecard.monthly')") == [(None,)]

"""Publishing: readers get whole marts with comments and keys, and the audit says what moved."""

from __future__ import annotations

import copy
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from easemart import mart_keys, publishing
from easemart.errors import EasemartError
from easemart.mart_tables import mart_tables
from easemart.publishing import publish
from easemart.warehouse import AUDIT

WAREHOUSE = """
create schema raw; create schema audit; create schema build_core; create schema build_scorecard;
create schema build_staging;
create table raw.contacts as select 'c1' as contact_id;
create table raw.customers (customer_id text);
create table raw.orders (order_id text);
create table build_staging.stg_telephony__contacts as from raw.contacts;
create table build_core.touched_customers (owner_id text);
create table build_core.customers as select * from (values ('k1', 1970), ('k2', null))
    as rows (customer_id, birth_year);
create table build_core.contacts as select * from (values
    ('c2', 'c1', 'k1', timestamp '2025-01-02 10:00:00', 1.5),
    ('c1', null, 'k1', timestamp '2025-01-01 10:00:00', 2.5),
    ('c3', null, null, timestamp '2025-01-03 10:00:00', null))
    as rows (contact_id, parent_contact_id, customer_id, entered_at, wait_seconds);
create table build_core.orders (order_id text, customer_id text);
create table build_scorecard.monthly as select * from (values
    (date '2025-01-01', 'first_contact_resolution', 0.5, 5.0, 10.0, true),
    (date '2025-02-01', 'first_contact_resolution', 0.4, 2.0, 5.0, false),
    (date '2025-01-01', 'service_level', 0.8, 8.0, 10.0, true))
    as rows (month_start, metric, value, numerator, denominator, is_complete);
alter table build_scorecard.monthly alter value type double;
insert into audit.loads (load_id, feed, verdict) values
    (1, 'telephony', 'accepted'), (2, 'telephony', 'accepted'), (3, 'crm', 'refused');
insert into audit.quarantine values (1, 'bank_acd', 'contacts', 7, 'cast:entered_at', 'secret');
"""


def model(full_name: str, reads: list[str], **meta: Any) -> dict[str, Any]:
    schema, name = full_name.split(".")
    return {
        "unique_id": f"model.easemart.{schema.removeprefix('build_')}__{name}",
        "resource_type": "model",
        "name": name if name.startswith(("stg_", "touched_")) else f"x__{name}",
        "alias": name,
        "schema": schema,
        "description": f"One row per thing in {name}.",
        "config": {"materialized": "table", "meta": meta},
        "columns": {
            "contact_id": {"name": "contact_id", "description": "Contact's own id."},
            "customer_id": {"name": "customer_id", "description": "Who it was."},
        },
        "depends_on": {"nodes": reads},
    }


def source(feed: str, table: str) -> dict[str, Any]:
    return {"source_name": feed, "schema": "raw", "name": table, "identifier": table}


@pytest.fixture
def manifest() -> dict[str, Any]:
    to_customers = {
        "columns": ["customer_id"],
        "to": "core.customers",
        "to_columns": ["customer_id"],
    }
    to_parent = {
        "columns": ["parent_contact_id"],
        "to": "core.contacts",
        "to_columns": ["contact_id"],
    }
    staging = "model.easemart.staging__stg_telephony__contacts"
    models = [
        model("build_staging.stg_telephony__contacts", ["source.easemart.telephony.contacts"]),
        model("build_core.touched_customers", ["source.easemart.surveys.responses"]),
        model(
            "build_core.contacts",
            [staging, "source.easemart.crm.customers", "model.easemart.core__touched_customers"],
            primary_key=["contact_id"],
            foreign_keys=[to_customers, to_parent],
        ),
        model("build_core.customers", [staging], primary_key=["customer_id"]),
        model("build_core.orders", [staging, "source.easemart.telephony.orders"]),
        model("build_core.hidden", [], published=False),
        model("build_scorecard.monthly", [], primary_key=["metric", "month_start"]),
    ]
    return {
        "nodes": {node["unique_id"]: node for node in models},
        "sources": {
            "source.easemart.telephony.contacts": source("telephony", "contacts"),
            "source.easemart.telephony.orders": source("telephony", "orders"),
            "source.easemart.crm.customers": source("crm", "customers"),
            "source.easemart.surveys.responses": source("surveys", "responses"),
        },
    }


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        connection.execute("create schema audit")
        for table, columns in AUDIT.items():
            connection.execute(f"create table audit.{table} ({columns})")
        connection.execute(WAREHOUSE.replace("create schema audit;", ""))
        yield connection


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "published" / "marts.duckdb"


def ask(path: Path, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(query).fetchall()


def test_all_marts_are_published_and_nothing_else(
    warehouse: duckdb.DuckDBPyConnection, target: Path, manifest: dict[str, Any]
) -> None:
    published = publish(warehouse, target, manifest, build_id=1)
    found = ask(target, "select schema_name || '.' || table_name from duckdb_tables()")
    names = ["loads", "gate_results", "quarantine", "systems", "builds", "published", "restatements"]
    audit = {f"audit.{name}" for name in names}
    marts = {"core.contacts", "core.customers", "core.orders", "scorecard.monthly"}
    assert {row[0] for row in found} == marts | audit
    rows = {f"{table.mart}.{table.name}": table.rows for table in published.tables}
    assert rows["core.contacts"] == 3
    contacts = "select * from {}.contacts order by contact_id"
    assert ask(target, contacts.format("core")) == warehouse.execute(contacts.format("build_core")).fetchall()
    assert [path.name for path in target.parent.iterdir()] == ["marts.duckdb"]


def test_the_file_is_written_for_duckdb_1_2(
    warehouse: duckdb.DuckDBPyConnection, target: Path, manifest: dict[str, Any]
) -> None:
    publish(warehouse, target, manifest, build_id=1)
    with duckdb.connect() as connection:
        connection.execute(f"attach '{target}' as marts (read_only)")
        found = connection.execute(
            "select tags['storage_version'] from duckdb_databases() where database_name = 'marts'"
        ).fetchone()
    assert found == ("v1.2.0+",)


def test_types_comments_and_keys_are_those_of_the_models(
    warehouse: duckdb.DuckDBPyConnection, target: Path, manifest: dict[str, Any]
) -> None:
    publish(warehouse, target, manifest, build_id=1)
    types = "select column_name, data_type from duckdb_columns() where schema_name = '{}'"
    assert ask(target, types.format("core")) == ask_on(warehouse, types.format("build_core"))
    assert ask(target, "select comment from duckdb_tables() where table_name = 'contacts'") == [
        (
            "One row per thing in contacts.\nPrimary key: contact_id.\n"
            "customer_id refers to core.customers (customer_id).\n"
            "parent_contact_id refers to core.contacts (contact_id).",
        )
    ]
    comments = ask(
        target,
        "select column_name, comment from duckdb_columns() where table_name = 'contacts' and comment is not null",
    )
    assert dict(comments) == {"contact_id": "Contact's own id.", "customer_id": "Who it was."}
    keys = ask(
        target,
        "select table_name, constraint_type, constraint_column_names from duckdb_constraints()"
        " where constraint_type in ('PRIMARY KEY', 'FOREIGN KEY') order by all",
    )
    assert keys == [
        ("contacts", "FOREIGN KEY", ["customer_id"]),
        ("contacts", "PRIMARY KEY", ["contact_id"]),
        ("customers", "PRIMARY KEY", ["customer_id"]),
        ("monthly", "PRIMARY KEY", ["metric", "month_start"]),
    ]


def ask_on(connection: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    """Asks the warehouse, leaving aside what is not published."""
    query += " and table_name not like 'touched%'" if "duckdb_columns" in query else ""
    return connection.execute(query).fetchall()


BROKEN = {
    "a null key": "update build_core.contacts set contact_id = null where contact_id = 'c3'",
    "a key twice": "insert into build_core.contacts from build_core.contacts limit 1",
    "an unknown customer": "update build_core.contacts set customer_id = 'k9'",
    "an unknown parent": "update build_core.contacts set parent_contact_id = 'c9'",
}


@pytest.mark.parametrize("keyed_rows", [mart_keys.KEYED_ROWS, 0], ids=["declared", "proven"])
@pytest.mark.parametrize("statement", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_key_leaves_the_old_file_and_the_old_audit(
    warehouse: duckdb.DuckDBPyConnection,
    target: Path,
    manifest: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    statement: str,
    keyed_rows: int,
) -> None:
    monkeypatch.setattr(mart_keys, "KEYED_ROWS", keyed_rows)
    publish(warehouse, target, manifest, build_id=1)
    old = target.read_bytes()
    warehouse.execute(statement)
    with pytest.raises(EasemartError, match="Nothing is published"):
        publish(warehouse, target, manifest, build_id=2)
    assert target.read_bytes() == old
    assert [path.name for path in target.parent.iterdir()] == ["marts.duckdb"]
    assert warehouse.execute("select distinct build_id from audit.published").fetchall() == [(1,)]


def test_large_tables_are_published_without_indexes(
    warehouse: duckdb.DuckDBPyConnection,
    target: Path,
    manifest: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mart_keys, "KEYED_ROWS", 2)
    publish(warehouse, target, manifest, build_id=1)
    keyed = ask(
        target,
        "select distinct table_name from duckdb_constraints() where constraint_type like '%KEY'",
    )
    assert keyed == [("customers",)]


def test_a_table_that_was_not_built_is_named(
    warehouse: duckdb.DuckDBPyConnection, target: Path, manifest: dict[str, Any]
) -> None:
    warehouse.execute("drop table build_core.orders")
    with pytest.raises(EasemartError, match=r"core\.orders is not in the warehouse"):
        publish(warehouse, target, manifest, build_id=1)
    assert not any(target.parent.iterdir())


def test_a_foreign_key_to_nothing_is_refused(manifest: dict[str, Any]) -> None:
    node = manifest["nodes"]["model.easemart.core__contacts"]
    node["config"]["meta"]["foreign_keys"] = [{"columns": ["customer_id"], "to": "core.costumers"}]
    with pytest.raises(EasemartError, match=r"core\.costumers"):
        mart_tables(manifest)


def test_a_foreign_key_to_a_table_that_readers_do_not_see_is_left_out(
    manifest: dict[str, Any],
) -> None:
    node = manifest["nodes"]["model.easemart.core__contacts"]
    node["config"]["meta"]["foreign_keys"] = [{"columns": ["customer_id"], "to": "core.hidden"}]
    contacts = next(table for table in mart_tables(manifest) if table.name == "contacts")
    assert contacts.foreign_keys == ()


def test_a_key_into_another_mart_is_proven(
    warehouse: duckdb.DuckDBPyConnection, target: Path, manifest: dict[str, Any]
) -> None:
    node = manifest["nodes"]["model.easemart.scorecard__monthly"]
    warehouse.execute("alter table build_scorecard.monthly add column customer_id text default 'k1'")
    node["config"]["meta"]["foreign_keys"] = [{"columns": ["customer_id"], "to": "core.customers"}]
    publish(warehouse, target, manifest, build_id=1)
    warehouse.execute("update build_scorecard.monthly set customer_id = 'k9'")
    with pytest.raises(EasemartError, match=r"scorecard.monthly \(customer_id\) names .*k9"):
        publish(warehouse, target, manifest, build_id=2)


def test_tables_that_refer_to_each_other_are_published(
    warehouse: duckdb.DuckDBPyConnection, target: Path, manifest: dict[str, Any]
) -> None:
    node = manifest["nodes"]["model.easemart.core__customers"]
    warehouse.execute("alter table build_core.customers add column first_contact_id text")
    warehouse.execute("update build_core.customers set first_contact_id = 'c1'")
    key = {"columns": ["first_contact_id"], "to": "core.contacts", "to_columns": ["contact_id"]}
    node["config"]["meta"]["foreign_keys"] = [key]
    publish(warehouse, target, manifest, build_id=1)
    warehouse.execute("update build_core.customers set first_contact_id = 'c9'")
    with pytest.raises(EasemartError, match="c9"):
        publish(warehouse, target, manifest, build_id=2)


def test_an_error_at_any_step_leaves_the_old_file(
    warehouse: duckdb.DuckDBPyConnection,
    target: Path,
    manifest: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    publish(warehouse, target, manifest, build_id=1)
    old = target.read_bytes()
    for step in ("_write_marts", "note_tables", "note_restatements", "copy_audit", "_put_in_place"):
        with monkeypatch.context() as patch:
            patch.setattr(publishing, step, fails)
            with pytest.raises(RuntimeError):
                publish(warehouse, target, manifest, build_id=2)
        assert target.read_bytes() == old
        assert [path.name for path in target.parent.iterdir()] == ["marts.duckdb"]
    assert publish(warehouse, target, manifest, build_id=2).build_id == 2


def fails(*_: object) -> None:
    raise RuntimeError("killed")


def test_what_a_killed_run_left_does_no_harm(
    warehouse: duckdb.DuckDBPyConnection, target: Path, manifest: dict[str, Any]
) -> None:
    target.parent.mkdir()
    for ending in (".new", ".new.wal", ".wal"):
        target.with_name(target.name + ending).write_bytes(b"half a file")
    publish(warehouse, target, manifest, build_id=1)
    assert [path.name for path in target.parent.iterdir()] == ["marts.duckdb"]
    assert ask(target, "select count(*) from core.contacts") == [(3,)]


def test_a_reader_keeps_what_it_opened(
    warehouse: duckdb.DuckDBPyConnection, target: Path, manifest: dict[str, Any]
) -> None:
    publish(warehouse, target, manifest, build_id=1)
    count = "select count(*) from core.contacts"
    with duckdb.connect(str(target), read_only=True) as reader:
        warehouse.execute("delete from build_core.contacts where contact_id = 'c3'")
        publish(warehouse, target, manifest, build_id=2)
        assert reader.execute(count).fetchall() == [(3,)]
    assert ask(target, count) == [(2,)]


def test_somebody_who_has_the_file_open_for_writing_does_not_stop_us(
    warehouse: duckdb.DuckDBPyConnection, target: Path, manifest: dict[str, Any]
) -> None:
    publish(warehouse, target, manifest, build_id=1)
    since = ask(target, "select distinct since from audit.published")
    code = (
        "import sys, duckdb; c = duckdb.connect(sys.argv[1]); c.execute('create table a (b int)');"
        "print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(target)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "open\n"
        publish(warehouse, target, manifest, build_id=2)
        other.communicate("")
    assert ask(target, "select distinct build_id from audit.published") == [(2,)]
    assert ask(target, "select distinct since from audit.published") == since


def test_a_damaged_file_is_named_and_kept(
    warehouse: duckdb.DuckDBPyConnection, target: Path, manifest: dict[str, Any]
) -> None:
    target.parent.mkdir()
    target.write_bytes(b"no database")
    with pytest.raises(EasemartError, match="Move it away"):
        publish(warehouse, target, manifest, build_id=1)
    assert [path.name for path in target.parent.iterdir()] == ["marts.duckdb"]


def test_quarantined_records_stay_in_the_warehouse(
    warehouse: duckdb.DuckDBPyConnection, target: Path, manifest: dict[str, Any]
) -> None:
    publish(warehouse, target, manifest, build_id=1)
    assert ask(target, "from audit.quarantine") == [(1, "bank_acd", "contacts", 7, "cast:entered_at")]
    assert b"secret" not in target.read_bytes()


def test_the_audit_says_from_which_loads_since_when_and_what_is_missing(
    warehouse: duckdb.DuckDBPyConnection, target: Path, manifest: dict[str, Any]
) -> None:
    first = publish(warehouse, target, manifest, build_id=1)
    second = publish(warehouse, target, manifest, build_id=2)
    query = "select * from audit.published where mart = 'core' order by table_name"
    times = (first.published_at, second.published_at, 2, "telephony 2")
    assert ask(target, query) == [
        ("core", "contacts", 3, *times, "no feed: crm"),
        ("core", "customers", 2, *times, None),
        ("core", "orders", 0, *times, "no feed: telephony.orders"),
    ]
    assert warehouse.execute(query).fetchall() == ask(target, query)
    notes = {table.name: table.note for table in second.tables}
    assert notes["contacts"] == "no feed: crm"


def test_every_table_and_column_of_the_audit_says_what_it_is(
    warehouse: duckdb.DuckDBPyConnection, target: Path, manifest: dict[str, Any]
) -> None:
    publish(warehouse, target, manifest, build_id=1)
    silent = "where schema_name = 'audit' and comment is null"
    assert ask(target, f"select table_name from duckdb_tables() {silent}") == []
    assert ask(target, f"select table_name, column_name from duckdb_columns() {silent}") == []


def test_readers_see_the_build_as_done(
    warehouse: duckdb.DuckDBPyConnection, target: Path, manifest: dict[str, Any]
) -> None:
    warehouse.execute("insert into audit.builds (build_id, verdict) values (1, 'failed'), (2, 'running')")
    published = publish(warehouse, target, manifest, build_id=2)
    builds = "select build_id, verdict, finished_at from audit.builds order by build_id"
    assert ask(target, builds) == [(1, "failed", None), (2, "succeeded", published.published_at)]
    assert warehouse.execute(builds).fetchall()[1] == (2, "running", None)


def test_how_far_a_feed_has_come_is_no_use_of_it(manifest: dict[str, Any]) -> None:
    manifest = copy.deepcopy(manifest)
    watermarks = model(
        "build_intermediate.int_feed_watermarks",
        ["source.easemart.surveys.responses"],
        carries_feeds=False,
    )
    manifest["nodes"][watermarks["unique_id"]] = watermarks
    reads = manifest["nodes"]["model.easemart.core__customers"]["depends_on"]["nodes"]
    reads.append(watermarks["unique_id"])
    customers = next(table for table in mart_tables(manifest) if table.name == "customers")
    assert customers.feeds == ("telephony",)


def test_a_complete_figure_that_moves_is_a_restatement(
    warehouse: duckdb.DuckDBPyConnection, target: Path, manifest: dict[str, Any]
) -> None:
    assert publish(warehouse, target, manifest, build_id=1).restated == 0
    assert publish(warehouse, target, manifest, build_id=2).restated == 0
    warehouse.execute("update build_scorecard.monthly set value = value + 1e-12")
    assert publish(warehouse, target, manifest, build_id=3).restated == 0
    warehouse.execute(
        "insert into audit.loads (load_id, feed, verdict) values"
        " (4, 'telephony', 'accepted'), (6, 'crm', 'accepted'), (7, 'crm', 'refused')"
    )
    warehouse.execute(
        "update build_scorecard.monthly set value = 0.6, numerator = 6 where metric = 'first_contact_resolution'"
    )
    fourth = publish(warehouse, target, manifest, build_id=4)
    assert fourth.restated == 1
    query = "select * replace (round(moved, 9) as moved) from audit.restatements"
    (row,) = ask(target, query)
    assert row[:3] == (4, "first_contact_resolution", date(2025, 1, 1))
    assert row[3:10] == pytest.approx((0.5, 0.6, 0.1, 5, 6, 10, 10))
    assert row[10:] == (4, 6, fourth.published_at)
    assert warehouse.execute(query).fetchall() == [row]
    warehouse.execute("delete from build_scorecard.monthly where metric = 'service_level'")
    assert publish(warehouse, target, manifest, build_id=5).restated == 1
    assert ask(target, "select build_id, metric, value_before, value_after from audit.restatements")[1] == (
        5,
        "service_level",
        pytest.approx(0.8),
        None,
    )


def test_a_death_before_the_warehouse_knows_loses_and_doubles_nothing(
    warehouse: duckdb.DuckDBPyConnection,
    target: Path,
    manifest: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    publish(warehouse, target, manifest, build_id=1)
    warehouse.execute("update build_scorecard.monthly set numerator = 9")
    with monkeypatch.context() as patch:
        patch.setattr(publishing, "update_warehouse", fails)
        with pytest.raises(RuntimeError):
            publish(warehouse, target, manifest, build_id=2)
    assert publish(warehouse, target, manifest, build_id=2).restated == 0
    moved = warehouse.execute("select build_id, metric from audit.restatements order by all")
    assert moved.fetchall() == [(2, "first_contact_resolution"), (2, "service_level")]

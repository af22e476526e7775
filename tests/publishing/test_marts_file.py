"""The published file: readers get whole marts with comments and keys, the old ones or the new."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from easemart.errors import EasemartError
from easemart.publishing import marts_file
from easemart.publishing.marts_file import publish
from publishing.made_marts import ask, fails


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
    found = ask(
        target,
        "select table_name, constraint_type, constraint_column_names from duckdb_constraints()"
        " where constraint_type in ('PRIMARY KEY', 'FOREIGN KEY') order by all",
    )
    assert found == [
        ("contacts", "FOREIGN KEY", ["customer_id"]),
        ("contacts", "PRIMARY KEY", ["contact_id"]),
        ("customers", "PRIMARY KEY", ["customer_id"]),
        ("monthly", "PRIMARY KEY", ["metric", "month_start"]),
    ]


def ask_on(connection: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    """Asks the warehouse, leaving aside what is not published."""
    query += " and table_name not like 'touched%'" if "duckdb_columns" in query else ""
    return connection.execute(query).fetchall()


def test_a_table_that_was_not_built_is_named(
    warehouse: duckdb.DuckDBPyConnection, target: Path, manifest: dict[str, Any]
) -> None:
    warehouse.execute("drop table build_core.orders")
    with pytest.raises(EasemartError, match=r"core\.orders is not in the warehouse"):
        publish(warehouse, target, manifest, build_id=1)
    assert not any(target.parent.iterdir())


def test_an_error_at_any_step_leaves_the_old_file(
    warehouse: duckdb.DuckDBPyConnection,
    target: Path,
    manifest: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    publish(warehouse, target, manifest, build_id=1)
    old = target.read_bytes()
    for step in ("_write_marts", "note_tables", "note_restatements", "copy_audit", "put_in_place"):
        with monkeypatch.context() as patch:
            patch.setattr(marts_file, step, fails)
            with pytest.raises(RuntimeError):
                publish(warehouse, target, manifest, build_id=2)
        assert target.read_bytes() == old
        assert [path.name for path in target.parent.iterdir()] == ["marts.duckdb"]
    assert publish(warehouse, target, manifest, build_id=2).build_id == 2


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

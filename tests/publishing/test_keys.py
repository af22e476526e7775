"""Keys are declared or proven; a broken one is never published."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from easemart.errors import EasemartError
from easemart.publishing import keys
from easemart.publishing.marts_file import publish
from publishing.made_marts import ask

BROKEN = {
    "a null key": "update build_core.contacts set contact_id = null where contact_id = 'c3'",
    "a key twice": "insert into build_core.contacts select * from build_core.contacts limit 1",
    "an unknown customer": "update build_core.contacts set customer_id = 'k9'",
    "an unknown parent": "update build_core.contacts set parent_contact_id = 'c9'",
}


@pytest.mark.parametrize("keyed_rows", [keys.KEYED_ROWS, 0], ids=["declared", "proven"])
@pytest.mark.parametrize("statement", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_key_leaves_the_old_file_and_the_old_audit(
    warehouse: duckdb.DuckDBPyConnection,
    target: Path,
    manifest: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    statement: str,
    keyed_rows: int,
) -> None:
    monkeypatch.setattr(keys, "KEYED_ROWS", keyed_rows)
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
    monkeypatch.setattr(keys, "KEYED_ROWS", 2)
    publish(warehouse, target, manifest, build_id=1)
    keyed = ask(
        target,
        "select distinct table_name from duckdb_constraints() where constraint_type like '%KEY'",
    )
    assert keyed == [("customers",)]


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

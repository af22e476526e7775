"""The matrix of mart columns and contract columns: right, and the one that is committed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from easemart import matrix as matrices
from easemart.contracts import AFTER, BEFORE, tables
from easemart.errors import EasemartError
from easemart.home import Home
from easemart.matrix import Row, as_csv, compiled, matrix

SQL = {
    "build_staging.stg_telephony__contacts": (
        "select source_system || ':' || contact_id as contact_id, wait_s as wait_seconds, _load_id"
        ' from "w"."raw"."contacts"'
    ),
    "build_core.core__contacts": (
        "with contacts as (select * from w.build_staging.stg_telephony__contacts) select"
        " contact_id, wait_seconds <= (select value from w.seeds.windows where name = 'x')"
        " as quick, 'contact' as origin from contacts"
    ),
    "build_operations.operations__queues": (
        "select count(*) as contact_count, max(time_zone) as time_zone"
        " from w.build_core.contacts cross join w.audit.systems"
    ),
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "windows.csv").write_text("name,value\nservice_level,20\n")
    return tmp_path


@pytest.fixture
def manifest() -> dict[str, Any]:
    nodes: dict[str, Any] = {}
    for full_name, sql in reversed(SQL.items()):
        schema, name = full_name.split(".")
        place = list(SQL).index(full_name)
        nodes[f"model.easemart.{name}"] = {
            "resource_type": "model",
            "name": name,
            "alias": name if name.startswith("stg") else name.split("__")[1],
            "schema": schema,
            "config": {},
            "original_file_path": f"models/{name}.sql",
            "compiled_code": sql,
            "depends_on": {"nodes": [f"model.easemart.{one.split('.')[1]}" for one in list(SQL)[:place]]},
        }
    nodes["seed.easemart.windows"] = {
        "resource_type": "seed",
        "name": "windows",
        "schema": "seeds",
        "original_file_path": "seeds/windows.csv",
    }
    contacts = {"contact_id": {}, "wait_s": {}}
    return {
        "nodes": nodes,
        "sources": {
            "source.contacts": source("telephony", "raw", "contacts", contacts),
            "source.systems": source("audit", "audit", "systems", {"time_zone": {}}),
        },
    }


def source(name: str, schema: str, table: str, columns: dict[str, Any]) -> dict[str, Any]:
    return {
        "source_name": name,
        "schema": schema,
        "name": table,
        "identifier": table,
        "columns": columns,
    }


def test_each_column_with_what_it_comes_from(manifest: dict[str, Any], project: Path) -> None:
    windows = "seeds.windows.name; seeds.windows.value"
    contact_id = "telephony.contacts.contact_id"
    assert matrix(manifest, project) == [
        ("core", "contacts", "contact_id", contact_id, "loader.source_system"),
        ("core", "contacts", "quick", "telephony.contacts.wait_s", windows),
        ("core", "contacts", "origin", "", "constant"),
        ("operations", "queues", "contact_count", "", "rows"),
        ("operations", "queues", "time_zone", "", "audit.systems.time_zone"),
    ]


def test_a_column_of_an_analysis_comes_from_all_that_the_analysis_reads(
    manifest: dict[str, Any], project: Path
) -> None:
    manifest["sources"]["source.levels"] = source("analysis", "build_analysis", "levels", {"level": {}}) | {
        "config": {"meta": {"reads": ["core__contacts"]}}
    }
    manifest["nodes"]["model.easemart.operations__levels"] = manifest["nodes"]["model.easemart.operations__queues"] | {
        "name": "operations__levels",
        "alias": "levels",
        "compiled_code": "select level from w.build_analysis.levels",
        "depends_on": {"nodes": ["source.levels"]},
    }
    contract = "telephony.contacts.contact_id; telephony.contacts.wait_s"
    others = "loader.source_system; seeds.windows.name; seeds.windows.value"
    assert ("operations", "levels", "level", contract, others) in matrix(manifest, project)


def test_a_column_that_no_contract_holds_is_named_with_its_model(manifest: dict[str, Any], project: Path) -> None:
    del manifest["sources"]["source.contacts"]["columns"]["wait_s"]
    with pytest.raises(EasemartError, match=r"models/stg_telephony__contacts\.sql.*wait_s"):
        matrix(manifest, project)


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> list[Row]:
    """The matrix of the project itself."""
    home = Home(tmp_path_factory.mktemp("matrix"))
    with mock.patch.dict(os.environ):
        return matrix(compiled(home))


def test_the_committed_matrix_is_that_of_the_models(rows: list[Row]) -> None:
    assert matrices.MATRIX.exists(), "write it: python -m easemart.matrix --write"
    committed = matrices.MATRIX.read_text(encoding="utf-8")
    assert committed == as_csv(rows), "write it anew: python -m easemart.matrix --write"


def test_no_column_needs_what_no_contract_holds(rows: list[Row]) -> None:
    held = {f"{table.feed}.{table.name}.{column}" for table in tables().values() for column in table.columns}
    loader = {f"loader.{column}" for column in (*BEFORE, *AFTER)}
    for mart, table, column, contract_columns, other_origins in rows:
        where = f"{mart}.{table}.{column}"
        assert contract_columns or other_origins, where
        assert set(contract_columns.split("; ")) - {""} <= held, where
        for origin in set(other_origins.split("; ")) - {"", "constant", "rows"} - loader:
            assert origin.startswith(("seeds.", "audit.")), f"{where}: {origin}"

"""Analyses are read, worked out and written alike on both warehouses."""

from __future__ import annotations

import datetime as dt
import math
import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pandas as pd
import pytest

from easemart.analysis import running
from easemart.errors import EasemartError
from easemart.warehouses.embedded import Embedded
from easemart.warehouses.interface import Warehouse
from easemart.warehouses.postgres import Postgres
from postgres import Database
from workbench import Bench

COLUMNS = {
    "label": "text",
    "total": "double precision",
    "rows": "bigint",
    "day": "date",
    "seen_at": "timestamp",
    "is_large": "boolean",
}


def manifest(columns: dict[str, str] = COLUMNS, reads: tuple[str, ...] = ("int_made",)) -> dict[str, Any]:
    """A project with the model int_made, an analysis `made` of it, and what reads that."""
    source = {
        "source_name": "analysis",
        "name": "made",
        "schema": "build_analysis",
        "columns": {name: {"name": name, "data_type": kind} for name, kind in columns.items()},
        "config": {"meta": {"reads": list(reads)}},
        "original_file_path": "models/staging/analysis/analysis.yml",
    }
    model = {"resource_type": "model", "name": "int_made", "schema": "build_intermediate"}
    return {
        "nodes": {"model.e.int_made": model},
        "sources": {"source.e.analysis.made": source},
        "child_map": {
            "source.e.analysis.made": ["model.e.drivers"],
            "model.e.drivers": ["model.e.scorecard", "test.e.drivers_unique"],
            "model.e.int_made": ["model.e.needs"],
        },
    }


def worked_out(frame: pd.DataFrame) -> pd.DataFrame:
    """A row for each row of int_made, in the order in which they came, and one of what is missing."""
    day = dt.date(2024, 3, 31)
    rows = [
        (label, amount * 2, place, day, dt.datetime(2024, 3, 31, 1, 30), amount > 1)
        for place, (label, amount) in enumerate(zip(frame["label"], frame["amount"], strict=True))
    ]
    return pd.DataFrame([*rows, ("none", math.nan, None, None, None, None)], columns=list(COLUMNS))


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    made = ModuleType("easemart.analysis.made")
    vars(made)["worked_out"] = worked_out
    monkeypatch.setitem(sys.modules, made.__name__, made)
    return made


@pytest.fixture(params=["duckdb", "postgres"])
def warehouse(request: pytest.FixtureRequest, bench: Bench) -> Iterator[Warehouse]:
    if request.param == "duckdb":
        yield Embedded(bench.home)
    else:
        database: Database = request.getfixturevalue("database")
        yield Postgres(bench.home, database.address)


def test_rows_come_sorted_and_are_replaced_with_what_is_missing_as_null(
    warehouse: Warehouse, module: ModuleType
) -> None:
    warehouse.prepare()
    with warehouse.opened("builder") as con:
        con.execute("create schema if not exists build_intermediate")
        con.execute("create table build_intermediate.int_made (label text, amount double precision)")
        con.execute("insert into build_intermediate.int_made values ('b', 1.5), ('a', null), ('Z', 0.25)")
    for _ in range(2):
        running.run(warehouse, manifest())
        with warehouse.opened("builder") as con:
            con.execute("create or replace view build_intermediate.on_it as select * from build_analysis.made")
            assert con.execute("select * from build_intermediate.on_it order by label").fetchall() == [
                ("Z", 0.5, 0, dt.date(2024, 3, 31), dt.datetime(2024, 3, 31, 1, 30), False),
                ("a", None, 1, dt.date(2024, 3, 31), dt.datetime(2024, 3, 31, 1, 30), False),
                ("b", 3.0, 2, dt.date(2024, 3, 31), dt.datetime(2024, 3, 31, 1, 30), True),
                ("none", None, None, None, None, None),
            ]


def test_a_table_with_other_columns_than_declared_is_made_anew(warehouse: Warehouse, module: ModuleType) -> None:
    warehouse.prepare()
    with warehouse.opened("builder") as con:
        con.execute("create schema if not exists build_intermediate")
        con.execute("create table build_intermediate.int_made (label text, amount double precision)")
    running.run(warehouse, manifest())
    columns = {"label": "text", "total": "bigint"}
    vars(module)["worked_out"] = lambda frame: pd.DataFrame([("x", 4)], columns=list(columns))
    running.run(warehouse, manifest(columns))
    with warehouse.opened("builder") as con:
        assert con.execute("select * from build_analysis.made").fetchall() == [("x", 4)]
    vars(module)["worked_out"] = lambda frame: pd.DataFrame([("x", 4, 5)], columns=[*columns, "more"])
    with pytest.raises(EasemartError, match=r"made: yields \['label', 'total', 'more'\], declared are"):
        running.run(warehouse, manifest(columns))


def test_what_comes_after_analyses_is_found_through_models() -> None:
    assert running.after(manifest()) == {"model.e.drivers", "model.e.scorecard", "test.e.drivers_unique"}


def test_an_analysis_of_no_model_or_without_code_is_refused(bench: Bench) -> None:
    with pytest.raises(EasemartError, match="must name models of the project"):
        list(running.declared(manifest(reads=("int_unmade",))))
    (one,) = running.declared(manifest())
    with pytest.raises(EasemartError, match=r"easemart\.analysis\.made has no worked_out"):
        one.worked_out()

"""A made warehouse on DuckDB, and where it is published."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from easemart.warehouse import AUDIT
from publishing.made_marts import WAREHOUSE, made_manifest


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


@pytest.fixture
def manifest() -> dict[str, Any]:
    return made_manifest()

"""A made warehouse on DuckDB, and where it is published."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from easemart.warehouses.migrating import migrate
from publishing.made_marts import WAREHOUSE, made_manifest


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as connection:
        migrate(connection, keep_keys_indexed=False, salt="salt")
        connection.execute(WAREHOUSE)
        yield connection


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "published" / "marts.duckdb"


@pytest.fixture
def manifest() -> dict[str, Any]:
    return made_manifest()

"""Every DAG can be run by somebody else: owned, documented, bounded; and red when a gate fails."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

from easemart.home import REPOSITORY

EXPECTED = {"ingest_telephony", "ingest_tickets", "ingest_surveys", "ingest_crm", "build_marts"}
FILES = sorted((REPOSITORY / "dags").glob("*.py"))


def test_all_dags_are_there(dags: dict[str, Any]) -> None:
    assert set(dags) == EXPECTED


@pytest.mark.parametrize("dag_id", sorted(EXPECTED))
def test_a_dag_has_owner_tags_documentation_retries_and_timeouts(dags: dict[str, Any], dag_id: str) -> None:
    dag = dags[dag_id]
    assert dag.tags and dag.description and "When red" in dag.doc_md
    assert not dag.catchup and dag.max_active_runs == 1
    for task in dag.tasks:
        assert task.owner == "easemart"
        assert task.retries >= 1
        assert task.execution_timeout is not None


def test_whatever_writes_waits_in_the_pool_of_one(dags: dict[str, Any]) -> None:
    writers = [t for d in dags.values() for t in d.tasks if t.task_id != "land"]
    assert len(writers) == 4 + 6
    assert {task.pool for task in writers} == {"warehouse"}


def test_marts_are_built_when_any_feed_has_loaded(dags: dict[str, Any]) -> None:
    outlets = {asset.name for d in dags.values() for t in d.tasks for asset in t.outlets}
    waited = {asset.name for asset in dags["build_marts"].timetable.asset_condition.objects}
    assert outlets == waited == {f"raw_{feed}" for feed in ("telephony", "tickets", "surveys", "crm")}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_dag_file_imports_nothing_heavy_at_its_top(path: Path) -> None:
    imported = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            imported |= {alias.name.split(".")[0] for alias in node.names if node.col_offset == 0}
        elif isinstance(node, ast.ImportFrom) and node.col_offset == 0:
            imported.add((node.module or "").split(".")[0])
    assert imported, "the test read nothing"
    assert not imported & {"dbt", "great_expectations", "pandas", "duckdb", "easemart"}
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 80

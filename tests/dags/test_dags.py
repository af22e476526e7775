"""Every DAG can be run by somebody else: owned, documented, bounded; and red when a gate fails."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest

from easemart.home import REPOSITORY

FEEDS = ("telephony", "tickets", "surveys", "crm")
EXPECTED = {*(f"ingest_{feed}" for feed in FEEDS), "build_marts", "maintain_warehouse"}
TIMES = {"0 0 * * *": "daily at 00:00 UTC", "0 0 * * 0": "weekly on Sunday at 00:00 UTC"}
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
    assert len(writers) == 2 * 4 + 6 + 3
    assert {task.pool for task in writers} == {"warehouse"}


def test_marts_are_built_when_any_feed_has_loaded(dags: dict[str, Any]) -> None:
    outlets = {asset.name for d in dags.values() for t in d.tasks for asset in t.outlets}
    waited = {asset.name for asset in dags["build_marts"].timetable.asset_condition.objects}
    assert outlets == waited == {f"raw_{feed}" for feed in FEEDS}


def test_files_are_loaded_before_the_marts_that_they_are_for(dags: dict[str, Any]) -> None:
    loads = [dags[f"ingest_{feed}"].get_task("load") for feed in FEEDS]
    # A task's weight counts those that follow it; a load's is its own.
    assert {load.weight_rule for load in loads} == {"absolute"}
    assert min(load.priority_weight for load in loads) > len(dags["build_marts"].tasks)


def in_words(timetable: Any) -> str:
    """When a DAG of this timetable runs, as dags/README.md says it."""
    if expression := getattr(timetable, "expression", None):
        assert str(timetable.timezone) == "UTC"
        return TIMES[expression]
    assets = timetable.asset_condition.objects
    if hasattr(timetable, "timetable"):
        (feed,) = (watcher.trigger.feed for asset in assets for watcher in asset.watchers)
        assert [asset.name for asset in assets] == [f"inbox_{feed}"]
        return f"when files have arrived in `<inbox>/{feed}/`, and {in_words(timetable.timetable)}"
    names = [asset.name.removeprefix("raw_") for asset in assets]
    return f"when {', '.join(names[:-1])} or {names[-1]} has loaded a file"


def test_the_timetable_opens_the_readme_and_is_that_of_the_dags(dags: dict[str, Any]) -> None:
    readme = (REPOSITORY / "dags" / "README.md").read_text(encoding="utf-8")
    title, _, first, _ = readme.split("\n", 3)
    assert title == "# What runs when" and first.startswith("| DAG | when |")
    rows = [line.split(" | ") for line in readme.splitlines() if line.startswith("| `")]
    assert {row[0].strip("|` "): row[1] for row in rows} == {
        dag_id: in_words(dag.timetable) for dag_id, dag in dags.items()
    }


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
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 100

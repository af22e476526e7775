"""Airflow's metadata once a session, and DAG runs in this process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from easemart.home import REPOSITORY


@pytest.fixture(scope="session")
def dags(_quiet_libraries: None) -> dict[str, Any]:
    from airflow.dag_processing.dagbag import DagBag
    from airflow.utils import db

    db.upgradedb()
    bag = DagBag(dag_folder=str(REPOSITORY / "dags"))
    assert not bag.import_errors
    return dict(bag.dags)


@pytest.fixture
def run_dag(dags: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Runs a DAG on the home in `tmp_path`; returns the state its run ended in."""
    monkeypatch.setenv("EASEMART_HOME", str(tmp_path / "home"))

    def run(dag_id: str, **conf: object) -> str:
        return str(dags[dag_id].test(run_conf=conf).state)

    return run

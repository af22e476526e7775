"""PostgreSQL publishes what the embedded warehouse publishes, row for row, floats to nine digits."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from easemart import building, settings
from easemart.home import Home
from easemart.warehouses.postgres import Postgres
from marts.conftest import link_all, run_pipeline
from postgres import Database
from same_marts import differences, differing_charts, fetched
from workbench import ReadOnly

# What both have to say of loads and gates as well; the moments apart.
AUDIT = ("loads", "gate_results", "quarantine", "systems")


def test_the_company_loaded_in_batches_and_built_each_time(
    company_inbox: Path, company: Path, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = sorted(path for path in company_inbox.rglob("*") if path.is_file())
    random.Random(4).shuffle(files)
    for batch in range(3):
        link_all(files[batch::3], company_inbox, tmp_path / "inbox")
        run_pipeline(tmp_path / "home", tmp_path / "inbox", database.address)
    assert differences(fetched(database.address, company, tmp_path / "marts.duckdb"), company) == {}
    builds = database.ask("select full_refresh, verdict from audit.builds order by build_id")
    assert builds == [(True, "succeeded"), (False, "succeeded"), (False, "succeeded")]
    other = Postgres(Home(tmp_path / "home"), database.address)
    assert differing_charts(other, ReadOnly(Home(company.parents[1]))) == []

    monkeypatch.setenv("EASEMART_WAREHOUSE", database.address)
    home = Home(tmp_path / "home")
    settings.apply(home)
    project = building.parse(home)
    declared = building.manifest(home)["unit_tests"]
    results = building.dbt(home, ["test", "--select", "test_type:unit"], parsed=project).results
    assert {result.node.unique_id for result in results} == set(declared)


def test_real_data(shared_data: Path, database: Database, tmp_path: Path) -> None:
    """A bank's call log and a Zendesk export: marts and audit are alike."""
    place = tmp_path / "inbox" / "telephony" / "bank_acd"
    place.mkdir(parents=True)
    shutil.copy2(shared_data / "anonymous_bank" / "calls_1999-08-01_to_20.csv", place / "calls.csv")
    place = tmp_path / "inbox" / "tickets" / "zendesk"
    place.mkdir(parents=True)
    for export in (shared_data / "zendesk_export").glob("*.csv"):
        shutil.copy2(export, place / export.name)
    file = run_pipeline(tmp_path / "duckdb", tmp_path / "inbox")
    run_pipeline(tmp_path / "postgres", tmp_path / "inbox", database.address)
    assert differences(fetched(database.address, file, tmp_path / "marts.duckdb"), file, AUDIT) == {}

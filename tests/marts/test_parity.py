"""PostgreSQL publishes what the embedded warehouse publishes, row for row, floats to nine digits."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from easemart import building, settings
from easemart.home import Home
from marts.conftest import link_all, run_pipeline
from postgres import Database
from same_marts import differences, fetched

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

    monkeypatch.setenv("EASEMART_WAREHOUSE", database.address)
    home = Home(tmp_path / "home")
    settings.apply(home)
    declared = building.manifest(home)["unit_tests"]
    results = building.dbt(home, ["test", "--select", "test_type:unit"]).results
    assert {result.node.unique_id for result in results} == set(declared)


def test_the_bank_loaded_at_once(bank_file: Path, bank_inbox: Path, database: Database, tmp_path: Path) -> None:
    run_pipeline(tmp_path / "home", bank_inbox, database.address)
    assert differences(fetched(database.address, bank_file, tmp_path / "marts.duckdb"), bank_file, AUDIT) == {}

"""PostgreSQL publishes what the embedded warehouse publishes, row for row, floats to nine digits."""

from __future__ import annotations

import random
from collections.abc import Callable
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
    project = building.parse(home)
    declared = building.manifest(home)["unit_tests"]
    results = building.dbt(home, ["test", "--select", "test_type:unit"], parsed=project).results
    assert {result.node.unique_id for result in results} == set(declared)


def halves_of_the_bank(shared_data: Path, batch: int) -> dict[str, str]:
    header, *calls = (shared_data / "anonymous_bank" / "calls_1999-08-01_to_20.csv").read_text().splitlines(True)
    return {f"telephony/bank_acd/calls_{batch}.csv": "".join([header, *calls[batch::2]])}


def halves_of_zendesk(shared_data: Path, batch: int) -> dict[str, str]:
    exports = sorted((shared_data / "zendesk_export").glob("*.csv"))
    return {f"tickets/zendesk/{export.name}": export.read_text() for export in exports[batch::2]}


@pytest.mark.parametrize("halves", [halves_of_the_bank, halves_of_zendesk])
def test_real_data_loaded_in_batches(
    halves: Callable[[Path, int], dict[str, str]], shared_data: Path, database: Database, tmp_path: Path
) -> None:
    """A bank's call log, and a Zendesk export table by table: marts and audit are alike."""
    file = tmp_path / "duckdb" / "published" / "marts.duckdb"
    for batch in range(2):
        for name, content in halves(shared_data, batch).items():
            place = tmp_path / "inbox" / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(content)
        run_pipeline(tmp_path / "duckdb", tmp_path / "inbox")
        run_pipeline(tmp_path / "postgres", tmp_path / "inbox", database.address)
    assert differences(fetched(database.address, file, tmp_path / "marts.duckdb"), file, AUDIT) == {}

"""The small company, and whole runs of the pipeline without the orchestrator."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from easemart import ingesting, marts
from easemart.simulation import small_company

Run = Callable[..., Path]
FEEDS = ("crm", "telephony", "tickets", "surveys")


def run_pipeline(home: Path, inbox: Path, warehouse: str = "duckdb") -> Path:
    """Loads what is new in `inbox`, builds, gates and publishes; returns the file an embedded warehouse publishes."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("EASEMART_HOME", str(home))
        environment.setenv("EASEMART_WAREHOUSE", warehouse)
        for feed in FEEDS:
            for file in ingesting.land_new(feed, str(inbox)):
                ingesting.load_landed(file)
        marts.publish(marts.gate(marts.build()))
    return home / "published" / "marts.duckdb"


def link_all(files: Iterable[Path], origin: Path, target: Path) -> None:
    """Delivers files of one inbox into another."""
    for file in files:
        place = target / file.relative_to(origin)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.hardlink_to(file)


@pytest.fixture(scope="session")
def company_inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    inbox = tmp_path_factory.mktemp("company") / "inbox"
    small_company.write_inbox(inbox, customers=150, days=240, seed=7)
    return inbox


@pytest.fixture(scope="session")
def company(company_inbox: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The marts of the small company, everything loaded and built at once."""
    return run_pipeline(tmp_path_factory.mktemp("company_home"), company_inbox)


@pytest.fixture(scope="session")
def bank_inbox(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    inbox = tmp_path_factory.mktemp("bank") / "inbox"
    place = inbox / "telephony" / "bank_acd"
    place.mkdir(parents=True)
    (place / "calls.csv").symlink_to(shared_data / "anonymous_bank" / "calls_1999-08-01_to_20.csv")
    return inbox


@pytest.fixture(scope="session")
def bank_file(bank_inbox: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The marts of the bank's call log."""
    return run_pipeline(tmp_path_factory.mktemp("bank_home"), bank_inbox)

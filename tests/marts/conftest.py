"""The small company, and whole runs of the pipeline without the orchestrator."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from easemart import ingesting, marts
from easemart.simulation import small_company

Run = Callable[..., Path]
FEEDS = ("crm", "telephony", "tickets", "surveys")


def run_pipeline(home: Path, inbox: Path, full_refresh: bool = False) -> Path:
    """Loads what is new in `inbox`, builds, gates and publishes; returns the published file."""
    before = os.environ.get("EASEMART_HOME")
    os.environ["EASEMART_HOME"] = str(home)
    try:
        for feed in FEEDS:
            for file in ingesting.land_new(feed, str(inbox)):
                ingesting.load_landed(file)
        marts.publish(marts.gate(marts.build(full_refresh)))
    finally:
        if before is not None:
            os.environ["EASEMART_HOME"] = before
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

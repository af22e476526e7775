"""A small company, two of whose systems collide, and whole runs of the pipeline without the orchestrator."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import duckdb
import pytest

from easemart import ingesting, marts
from easemart.home import Home, locked
from easemart.simulation.truth import write_truth
from easemart.simulation.world.company import Order, simulate
from workbench import salted

Run = Callable[..., Path]
FEEDS = ("crm", "telephony", "tickets", "surveys")


def run_pipeline(home: Path, inbox: Path, warehouse: str = "duckdb") -> Path:
    """Loads what is new in `inbox`, builds, gates and publishes; returns the file an embedded warehouse publishes."""
    salted(home)
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("EASEMART_HOME", str(home))
        environment.setenv("EASEMART_WAREHOUSE", warehouse)
        for feed in FEEDS:
            for file in ingesting.land_new(feed, str(inbox)):
                ingesting.load_landed(file)
        marts.renew()
    return home / "published" / "marts.duckdb"


def warehouse_opened(home: Path, wait_s: float = 120) -> duckdb.DuckDBPyConnection:
    """The home's warehouse to read, once nobody of the other process writes in it."""
    until = time.monotonic() + wait_s
    while True:
        try:
            return duckdb.connect(str(home / "warehouse.duckdb"), read_only=True)
        except duckdb.IOException:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def link_all(files: Iterable[Path], origin: Path, target: Path) -> None:
    """Delivers files of one inbox into another."""
    for file in files:
        place = target / file.relative_to(origin)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.hardlink_to(file)


def once(folder: Path, make: Callable[[Path], object]) -> Path:
    """A folder that the first of the processes that share the tests makes, and the others find."""
    lock = Home(folder.with_name(f"{folder.name}_lock"))
    lock.root.mkdir(exist_ok=True)
    with locked(lock, wait_s=900):
        if not (lock.root / "made").exists():
            make(folder)
            (lock.root / "made").touch()
    return folder


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all processes that share the tests."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def real_marts(shared_data: Path, shared_folder: Path) -> Path:
    """The marts of an incident log and an airport's interviews, which have no customer in common."""

    def make(folder: Path) -> None:
        (log,) = (shared_data / "it_incidents").glob("*.csv.gz")
        interviews = shared_data / "airport_survey" / "2017_customer_survey.csv"
        for file, place in ((log, "tickets/servicenow"), (interviews, "surveys/airport")):
            (folder / "inbox" / place).mkdir(parents=True)
            shutil.copy2(file, folder / "inbox" / place / file.name)
        run_pipeline(folder, folder / "inbox")

    return once(shared_folder / "real_home", make) / "published" / "marts.duckdb"


@pytest.fixture(scope="session")
def company_inbox(shared_folder: Path) -> Path:
    """Files of the small company, with the truth of it beside them."""

    def write(folder: Path) -> None:
        order = Order(250, 240, 7, "eventful", deliveries=2)
        simulate(folder, order)
        write_truth(folder, order)

    return once(shared_folder / "company_inbox", write)


@pytest.fixture(scope="session")
def company(company_inbox: Path, shared_folder: Path) -> Path:
    """The marts of the small company, everything loaded and built at once."""
    home = once(shared_folder / "company_home", lambda folder: run_pipeline(folder, company_inbox))
    return home / "published" / "marts.duckdb"

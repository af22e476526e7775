"""A home and an inbox of its own for each test, and the one way to load a file."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from easemart import progress, settings
from easemart.home import REPOSITORY, Home
from easemart.warehouses import server as servers
from easemart.warehouses.server import Server
from postgres import Database, drop_database, make_database
from star import Team, make_team
from workbench import Bench, salted

# Airflow reads its settings when it is first imported, so they stand before any test.
# Each of the processes that share the tests has a home of its own.
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")
# Nothing that a test writes is written to for long.
os.environ.setdefault("EASEMART_REST_S", "0")
SESSION_HOME = Path(os.environ.get("EASEMART_HOME", REPOSITORY / ".easemart")) / "test_session" / WORKER

# The files that take longest, begun first: two processes that share the tests end together then.
DEAREST = (
    "scripts/test_run.py", "marts/test_parity.py", "scripts/test_airflow.py", "dags/test_build_runs.py",
    "marts/test_incremental.py", "compose/test_processes.py", "feeds/test_faults.py", "marts/test_effort.py",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    place = {REPOSITORY / "tests" / name: number for number, name in enumerate(DEAREST)}
    items.sort(key=lambda item: place.get(item.path, len(DEAREST)))


@pytest.fixture(scope="session", autouse=True)
def _quiet_libraries() -> None:
    SESSION_HOME.mkdir(parents=True, exist_ok=True)
    settings.apply(Home(SESSION_HOME))


@pytest.fixture(autouse=True)
def _progress_goes_nowhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where one test sends the lines of progress is nothing to the next."""
    monkeypatch.setattr(progress, "_stream", None)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(salted(tmp_path / "home"), tmp_path / "inbox")


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL for the session; what it loses in a power cut nobody misses.

    Not in pytest's own folder, which another session closes to all but its owner.
    """
    with tempfile.TemporaryDirectory(prefix="easemart-") as folder:
        home = salted(Path(folder))
        yield servers.start(home, settings="-c fsync=off -c synchronous_commit=off")
        servers.stop(home)


@pytest.fixture
def database(server: Server) -> Iterator[Database]:
    """An empty warehouse of the test's own on that server."""
    made = make_database(server)
    yield made
    drop_database(made)


@pytest.fixture(scope="session")
def team(server: Server) -> Iterator[Team]:
    """A warehouse of a team on that server, published, for all that is only tried on it."""
    made = make_team(server)
    yield made
    drop_database(made.database)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Published data that is no part of the project; tests that need it are skipped without it."""
    path = Path(os.environ.get("EASEMART_SHARED_DATA", REPOSITORY.parent / "shared" / "data"))
    if not path.is_dir():
        pytest.skip(f"no real data at {path}; set EASEMART_SHARED_DATA")
    return path


_status = 0


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    global _status
    _status = int(exitstatus)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Ends at once: the interpreter's own end makes DuckDB's binding print dozens of lines about itself."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(_status)

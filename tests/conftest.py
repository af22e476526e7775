"""A home and an inbox of its own for each test, and the one way to load a file."""

from __future__ import annotations

import contextlib
import gzip
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from easemart import settings
from easemart.home import REPOSITORY, Home
from easemart.landing import land
from easemart.loading import RefusedLoad, TableLoad, load_file, pending
from easemart.warehouse import opened

# Airflow reads its settings when it is first imported, so they stand before any test.
SESSION_HOME = Path(os.environ.get("EASEMART_HOME", REPOSITORY / ".easemart")) / "test_session"


@pytest.fixture(scope="session", autouse=True)
def _quiet_libraries() -> None:
    SESSION_HOME.mkdir(parents=True, exist_ok=True)
    settings.apply(Home(SESSION_HOME))


@dataclass
class Bench:
    """A home with an inbox: write files into it, load what is new, look at the warehouse."""

    home: Home
    inbox: Path

    def put(self, place: str, content: str | bytes) -> Path:
        path = self.inbox / place
        path.parent.mkdir(parents=True, exist_ok=True)
        data = content.encode() if isinstance(content, str) else content
        path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
        return path

    def load(self, feed: str) -> list[TableLoad | RefusedLoad]:
        outcome: list[TableLoad | RefusedLoad] = []
        for landed in pending(self.home, land(self.inbox, feed, self.home)):
            try:
                outcome += load_file(self.home, landed)
            except RefusedLoad as refusal:
                outcome.append(refusal)
        return outcome

    def put_and_load(self, place: str, content: str | bytes) -> TableLoad | RefusedLoad:
        """Loads one file that fills one table."""
        self.put(place, content)
        (only,) = self.load(place.split("/")[0])
        return only

    def query(self, sql: str) -> list[tuple[object, ...]]:
        with self.opened() as con:
            return con.execute(sql).fetchall()

    @contextlib.contextmanager
    def opened(self) -> Iterator[duckdb.DuckDBPyConnection]:
        with opened(self.home) as con:
            yield con


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    home = Home(tmp_path / "home")
    home.root.mkdir()
    return Bench(home, tmp_path / "inbox")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Published data that is no part of the project; tests that need it are skipped without it."""
    path = Path(os.environ.get("EASEMART_SHARED_DATA", REPOSITORY.parent / "shared" / "data"))
    if not path.is_dir():
        pytest.skip(f"no real data at {path}; set EASEMART_SHARED_DATA")
    return path

"""Where Easemart keeps its state, and the lock that lets one writer at a time in."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from easemart.errors import EasemartError

REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Home:
    """Every path that Easemart writes; nothing is written outside `root`."""

    root: Path

    @property
    def warehouse(self) -> Path:
        return self.root / "warehouse.duckdb"

    @property
    def published(self) -> Path:
        return self.root / "published" / "marts.duckdb"

    @property
    def page(self) -> Path:
        return self.published.with_name("index.html")

    @property
    def models_page(self) -> Path:
        """dbt's page of the models; the page's links to tables lead there."""
        return self.published.with_name("docs.html")

    @property
    def landing(self) -> Path:
        return self.root / "landing"

    @property
    def scratch(self) -> Path:
        return self.root / "scratch"

    @property
    def dbt(self) -> Path:
        return self.root / "dbt"

    @property
    def lock_file(self) -> Path:
        return self.root / "lock"

    @property
    def running_dags(self) -> Path:
        """Locked by the program that runs the home's DAGs, and what it is."""
        return self.root / "running_dags"


def current() -> Home:
    """The home named by EASEMART_HOME, by default `.easemart` in the repository."""
    root = Path(os.environ.get("EASEMART_HOME") or REPOSITORY / ".easemart")
    root.mkdir(parents=True, exist_ok=True)
    return Home(root.resolve())


def inbox() -> Path:
    """Where files arrive: EASEMART_INBOX, else `inbox` in the home."""
    given = os.environ.get("EASEMART_INBOX")
    return Path(given) if given else current().root / "inbox"


@contextlib.contextmanager
def running_dags(home: Home, program: str) -> Iterator[int]:
    """Keeps a second program from running this home's DAGs: both would take the other's runs for their own.

    Yields the lock's file descriptor: a process that inherits it keeps the lock. Raises EasemartError when another
    program runs them.
    """
    with home.running_dags.open("a+") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.seek(0)
            raise EasemartError(
                f"The DAGs of {home.root} are run by {handle.read().strip() or 'another program'} already. "
                "End that first, or give this one a home of its own: EASEMART_HOME=DIR."
            ) from None
        handle.truncate(0)
        handle.write(f"{program} (process {os.getpid()})")
        handle.flush()
        yield handle.fileno()


_held: set[Path] = set()


@contextlib.contextmanager
def locked(home: Home, wait_s: float = 0) -> Iterator[None]:
    """Holds the home for one writer, on every warehouse; re-entrant within a process.

    Raises EasemartError when another process still holds it after `wait_s` seconds. The operating
    system frees the lock when its holder dies, however it dies.
    """
    if home.lock_file in _held:
        yield
        return
    deadline = time.monotonic() + wait_s
    with home.lock_file.open("a+") as handle:
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() < deadline:
                    time.sleep(0.2)
                    continue
                handle.seek(0)
                holder = handle.read().strip() or "unknown"
                raise EasemartError(
                    f"{home.root} is in use by another run (process {holder}). "
                    "Wait until it has ended, or give this run a home of its own: EASEMART_HOME=DIR."
                ) from None
        handle.truncate(0)
        handle.write(str(os.getpid()))
        handle.flush()
        _held.add(home.lock_file)
        try:
            yield
        finally:
            _held.discard(home.lock_file)

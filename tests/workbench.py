"""A home with an inbox, as tests use them."""

from __future__ import annotations

import contextlib
import gzip
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import duckdb

from easemart import warehouses
from easemart.home import Home
from easemart.landing import land
from easemart.loading import RefusedLoad, TableLoad, load_file, pending
from easemart.warehouses.embedded import Embedded
from easemart.warehouses.interface import Connection, Role

SALT = "salt|"


def salted(root: Path) -> Home:
    """A home whose warehouse hashes identifiers as all others of the tests do, so that they can be compared."""
    (root / "secrets").mkdir(parents=True, exist_ok=True)
    (root / "secrets" / "identifier_salt").write_text(SALT)
    return Home(root)


def command_environment(home: Path, user_home: Path) -> dict[str, str]:
    """All that a command of scripts/ is told: a home, and what need not be made twice, environment and bytecode."""
    kept = {name: os.environ[name] for name in ("PATH", "PYTHONPYCACHEPREFIX") if name in os.environ}
    own = {"HOME": str(user_home), "LANG": "C.UTF-8", "EASEMART_HOME": str(home), "EASEMART_ENVIRONMENT": sys.prefix}
    return kept | own


class ReadOnly(Embedded):
    """An embedded warehouse that is only looked at, which many processes may do at a time."""

    @contextlib.contextmanager
    def opened(self, role: Role = "loader") -> Iterator[Connection]:
        with duckdb.connect(str(self.home.warehouse), read_only=True) as con:
            yield cast(Connection, con)


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

    def query(self, sql: str) -> list[tuple[Any, ...]]:
        with warehouses.of(self.home).opened("loader") as con:
            return con.execute(sql).fetchall()

    @contextlib.contextmanager
    def opened(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """The embedded warehouse's own connection."""
        with Embedded(self.home).connected() as con:
            yield con

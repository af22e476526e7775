"""What the work asks of a warehouse, whichever it is.

Statements are the same text on each: `$1` names a parameter, transactions are said (`begin`,
`commit`), nothing of one engine's own SQL is used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

import duckdb

if TYPE_CHECKING:
    import pandas as pd

# loader owns raw and audit; builder owns what dbt builds and what is published.
Role = Literal["loader", "builder"]


class Rows(Protocol):
    """What a statement yields; `description` has a column's name first."""

    @property
    def description(self) -> Sequence[Sequence[Any]] | None: ...
    def fetchone(self) -> tuple[Any, ...] | None: ...
    def fetchall(self) -> list[tuple[Any, ...]]: ...


class Connection(Protocol):
    """A connection that commits each statement unless a transaction has begun."""

    def execute(self, query: str, parameters: Sequence[Any] | None = None, /) -> Rows: ...


class Receiving(Protocol):
    """A warehouse about to take a load in."""

    @property
    def con(self) -> Connection: ...

    def bring(self, table: str) -> str:
        """Makes a table of the scratch database readable to `con`; returns its name there.

        Within the transaction that uses it; it is gone afterwards.
        """


class Analysing(Protocol):
    """A warehouse whose tables are worked on outside SQL."""

    def read(self, schema: str, table: str) -> pd.DataFrame:
        """The table's rows, sorted by all columns, so that the same rows give the same figures."""

    def write(self, table: str, columns: Mapping[str, str], frame: pd.DataFrame) -> None:
        """Makes `frame` the rows of a table of schema `build_analysis`; `columns` maps names to types."""


@dataclass(frozen=True)
class Way:
    """One way to open the published marts: a kind of program, and the line to type."""

    program: str
    line: str


class Warehouse(Protocol):
    """A warehouse."""

    def environment(self) -> Mapping[str, str]:
        """What dbt's profile reads."""

    def prepare(self) -> list[str]:
        """Makes what is missing, brings schemas raw and audit up to this version; returns what was done."""

    def opened(self, role: Role) -> AbstractContextManager[Connection]:
        """A connection as `role`. Raises EasemartError when the warehouse cannot be reached."""

    def receiving(self, scratch: duckdb.DuckDBPyConnection) -> AbstractContextManager[Receiving]:
        """A connection as loader, to which tables of `scratch` can be brought."""

    def analysing(self) -> AbstractContextManager[Analysing]:
        """A connection as builder for what is worked out outside SQL; written all at once, or nothing."""

    def judging(self) -> AbstractContextManager[Any]:
        """An SQLAlchemy engine for gates on what was built."""

    def publish(self, manifest: Mapping[str, Any], build_id: int, is_full: bool) -> None:
        """Readers see the build from now on, all of it at once."""

    def has_published(self) -> bool:
        """Whether readers have marts."""

    def published(self) -> AbstractContextManager[Connection]:
        """A connection that sees what readers see."""

    def ways_to_open(self) -> list[Way]:
        """How people and programs open the marts."""

    def close_dbt(self) -> None:
        """Closes what a dbt command has left open."""

    def compact(self) -> list[tuple[str, int]]:
        """Gives back space that is not needed; what was done, in words, and the bytes it freed."""

    def exclusively(self, wait_s: float) -> AbstractContextManager[None]:
        """Keeps other writers out, on whatever machine they are."""

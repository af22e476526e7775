"""What a publication has done, on whichever warehouse."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class PublishedTable:
    """One table as readers find it.

    `written` counts the rows that were inserted, updated or deleted; `seconds` is what that took,
    `note` what is missing.
    """

    mart: str
    name: str
    rows: int
    written: int
    seconds: float
    note: str | None


@dataclass(frozen=True)
class Published:
    """A publication; `restated` counts the figures that moved."""

    build_id: int
    published_at: datetime
    tables: tuple[PublishedTable, ...]
    restated: int

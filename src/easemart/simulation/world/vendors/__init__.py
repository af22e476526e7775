"""What each system makes of what happened: its files, in its own words."""

from __future__ import annotations

from collections.abc import Sequence


def words(names: Sequence[str], index: str) -> str:
    """SQL: the name at an index counted from 0; null below it."""
    listed = ", ".join("'" + name.replace("'", "''") + "'" for name in names)
    return f"list_extract([{listed}], cast({index} as bigint) + 1)"

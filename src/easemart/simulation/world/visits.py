"""Contacts that will happen: one entry for each time a customer turns to the company."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Visits = NDArray[Any]

PHONE, CHAT, SELF_SERVICE, WRITTEN = range(4)
CHANNELS = ("phone", "chat", "self_service", "written")
FIRST, UNRESOLVED, EMOTIONAL, CHANNEL_FAILURE, GAVE_UP = range(5)
CAUSES = ("first", "unresolved", "emotional", "channel_failure", "gave_up")
DAY = 86_400
OPENS, CLOSES = 8 * 3600, 20 * 3600

# at: seconds since the world began. customer: entry within the site. need: its key. parent: the need that caused
# this one (0: none). before_issue: what that one was about (-1: none). visit: how many contacts the need took before.
# What the need took so far: transfers, switches, waited. ticket: the key of the need's ticket (0: none). is_bad: the
# customer has had a bad experience of it.
VISIT = np.dtype([
    ("at", "i8"), ("customer", "i8"), ("need", "u8"), ("parent", "u8"), ("before_issue", "i8"), ("visit", "i8"),
    ("issue", "i8"), ("channel", "i8"), ("cause", "i8"), ("transfers", "i8"), ("switches", "i8"), ("waited", "i8"),
    ("ticket", "u8"), ("is_bad", "?"),
])  # fmt: skip


def visits(count: int, **columns: Any) -> Visits:
    """So many visits with these columns; the others are 0."""
    found = np.zeros(count, dtype=VISIT)
    found["before_issue"] = -1
    for name, values in columns.items():
        found[name] = values
    return found


class Agenda:
    """Visits by the day on which they will happen; what lies beyond the last day is let go."""

    def __init__(self, days: int) -> None:
        self._days = days
        self._waiting: dict[int, list[Visits]] = {}

    def add(self, coming: Visits) -> None:
        day = coming["at"] // DAY
        for one in np.unique(day):
            if one < self._days:
                self._waiting.setdefault(int(one), []).append(coming[day == one])

    def take(self, day: int) -> Visits:
        """The visits of a day, in order of time; they are gone from the agenda then."""
        found = self._waiting.pop(day, [])
        return in_order(np.concatenate(found)) if found else np.zeros(0, dtype=VISIT)


def in_order(found: Visits) -> Visits:
    """By time, then by need, so that nothing depends on where a visit came from."""
    return found[np.lexsort((found["need"], found["at"]))]

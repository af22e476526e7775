"""The incident log gives exactly the figures that were counted independently of Easemart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

# The definitions of a reopening that docs/definitions.md names, each with its own count of tickets and of times.
REOPENED_BY_COUNTER = (175, 214)
REOPENED_BY_STATE = (176, 215)
REOPENED_AFTER_CLOSING = (6, 6)

FROM_STATUS = """
    select count(distinct ticket_id), count(*) from core.ticket_events
    where kind = 'status' and old_value in ({before}) and new_value not in ('solved', 'closed')
"""
FIGURES = {
    "read rows": ("select sum(rows_read) from audit.loads where table_name = 'tickets'", (81_519,)),
    "refused rows": ("select sum(rows_refused) from audit.loads", (0,)),
    "tickets": ("select count(*), count(*) filter (where status = 'closed') from core.tickets", (13_302, 13_302)),
    "solved and closed": ("select count(solved_at), count(closed_at) from core.tickets", (13_302, 13_302)),
    "customers": ("select count(*) from core.customers", (4_010,)),
    "reopened by the counter": (
        "select count(*) filter (where reopen_recorded_count > 0), sum(reopen_recorded_count) from core.tickets",
        REOPENED_BY_COUNTER,
    ),
    "reopened by the counter's rise": (
        "select count(distinct ticket_id), count(*) from core.ticket_events where kind = 'reopened'",
        REOPENED_BY_COUNTER,
    ),
    "reopened by state": (FROM_STATUS.format(before="'solved', 'closed'"), REOPENED_BY_STATE),
    "reopened, as core.tickets means it": (
        "select count(*) filter (where reopen_count > 0), sum(reopen_count) from core.tickets",
        REOPENED_BY_STATE,
    ),
    "reopened after it was closed": (FROM_STATUS.format(before="'closed'"), REOPENED_AFTER_CLOSING),
    # Waiting for a vendor, a problem or evidence is one status: 3 changes among these are none.
    "states that changed, the first of each among them": (
        "select count(*) from core.ticket_events where kind = 'status'", (13_302 + 34_882 - 3,),
    ),
    "assignments that changed": (
        "select count(*) from core.ticket_events where kind = 'assignment'", (9_946 + 7_258,),
    ),
    "groups that changed": (
        "select count(*) from core.ticket_events where kind = 'assignment_group'", (12_541 + 14_656,),
    ),
    "priorities that changed": ("select count(*) from core.ticket_events where kind = 'priority'", (13_302 + 232,)),
    "codes that nobody knows": ("select count(*) from core.ticket_events where kind = 'unknown_status'", (0,)),
}  # fmt: skip


@pytest.fixture(scope="module")
def desk(real_marts: Path) -> Any:
    return duckdb.connect(str(real_marts), read_only=True)


@pytest.mark.parametrize("name", FIGURES)
def test_the_marts_count_what_was_counted_independently(name: str, desk: Any) -> None:
    sql, expected = FIGURES[name]
    assert desk.execute(sql).fetchone() == expected


def test_the_one_ticket_in_which_the_definitions_differ(desk: Any) -> None:
    """Its clock goes back: what was written last stands before its end, which reads as if it were reopened."""
    found = desk.execute(
        "select reopen_count, reopen_recorded_count from core.tickets where reopen_count <> reopen_recorded_count"
    ).fetchall()
    assert found == [(1, 0)]

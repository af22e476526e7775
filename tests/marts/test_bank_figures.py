"""The bank's call log gives exactly the figures that were counted independently of Easemart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from marts.conftest import run_pipeline

FIGURES = {
    "calls": ("select count(*) from core.contacts", 29_717),
    "calls of known customers": ("select count(*) from core.contacts where customer_id is not null", 15_491),
    "known customers": ("select count(distinct customer_id) from core.contacts", 4_156),
    "customers": ("select count(*) from core.customers", 4_156),
    "offered": ("select sum(offered_count) from operations.intervals", 27_313),
    "answered": ("select sum(answered_count) from operations.intervals", 20_919),
    "abandoned": ("select sum(abandoned_count) from operations.intervals", 6_394),
    "short abandoned": ("select sum(short_abandoned_count) from operations.intervals", 268),
    "repeats, any issue": ("select count(*) from effort.repeat_contacts", 10_620),
    "repeats, same issue": ("select count(*) from effort.repeat_contacts where is_same_issue", 10_306),
    "contacts of needs": ("select sum(contact_count) from effort.needs", 29_717),
    "answered by an agent with a name": ("select sum(contact_count) from effort.agents_monthly", 20_691),
    "agents": ("select count(distinct agent_id) from effort.agents_monthly", 28),
    "seconds handled": ("select sum(handle_seconds_sum) from effort.agents_monthly", 3_873_409),
    "needs whose points of effort are not assumed": (
        "select count(*) from effort.needs where observed_effort_basis <> 'assumed'",
        0,
    ),
    "refused rows": ("select sum(rows_refused) from audit.loads", 0),
    "read rows": ("select sum(rows_read) from audit.loads", 29_955),
    "void records": ("select (select sum(rows_accepted) from audit.loads) - (select count(*) from core.contacts)", 238),
}


@pytest.fixture(scope="module")
def bank(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("bank")
    place = folder / "inbox" / "telephony" / "bank_acd"
    place.mkdir(parents=True)
    (place / "calls.csv").symlink_to(shared_data / "anonymous_bank" / "calls_1999-08-01_to_20.csv")
    return duckdb.connect(str(run_pipeline(folder / "home", folder / "inbox")), read_only=True)


@pytest.mark.parametrize("name", FIGURES)
def test_the_marts_count_what_was_counted_independently(name: str, bank: Any) -> None:
    sql, expected = FIGURES[name]
    assert bank.execute(sql).fetchone()[0] == expected


def test_service_level_and_wait(bank: Any) -> None:
    level, wait = bank.execute(
        "select sum(answered_in_time_count) / (sum(offered_count) - sum(short_abandoned_count)), "
        "sum(wait_seconds_sum) / sum(wait_known_count) from operations.intervals"
    ).fetchone()
    assert round(level, 4) == 0.3080
    assert round(wait, 2) == 96.48


def test_no_row_of_the_log_is_refused(bank: Any) -> None:
    """Its dirt is modelled: negative times, midnight, agents without a name, calls of ten hours."""
    assert bank.execute("select table_name, rule, line from audit.quarantine").fetchall() == []


def test_marts_without_a_feed_are_empty_and_say_so(bank: Any) -> None:
    rows = dict(bank.execute("select mart || '.' || table_name, note from audit.published where rows = 0").fetchall())
    assert "satisfaction.interactions" in rows
    assert all("no feed: " in str(note) for note in rows.values())

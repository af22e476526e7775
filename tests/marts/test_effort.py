"""What effort finds in a world whose self-service settles more from one day on, and however its files come."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import duckdb
import pytest

from easemart.simulation.world.company import Order, simulate
from easemart.simulation.world.parameters import ISSUES, Parameters
from same_marts import differences

from .conftest import link_all, once, run_pipeline

# About 1,250 sessions of known customers; a world with 500 did not show the change beyond chance.
FIXED = Order(3000, 180, 5, "self_service_fix", deliveries=1)
# scenarios(): from the middle on; the world begins on 1 January 2024.
FIXED_DATE = dt.date(2024, 1, 1) + dt.timedelta(days=FIXED.days // 2)


@pytest.fixture(scope="module")
def fixed(shared_folder: Path) -> Any:
    def make(folder: Path) -> None:
        simulate(folder / "inbox", FIXED)
        run_pipeline(folder / "home", folder / "inbox")

    folder = once(shared_folder / "fixed_world", make)
    return duckdb.connect(str(folder / "home" / "published" / "marts.duckdb"), read_only=True)


def test_the_day_on_which_self_service_was_mended_is_found_and_no_other_channel_changed(fixed: Any) -> None:
    changes = fixed.execute(
        "select channel, change_date, change_date_low, change_date_high, difference_low "
        "from effort.channel_changes where is_change"
    ).fetchall()
    assert [row[0] for row in changes] == ["self_service"]
    _, found, first, last, difference_low = changes[0]
    assert first <= FIXED_DATE <= last
    # Some 1,200 sessions tell the day to a few days, and are sure of it to a third of the time watched.
    assert abs(found - FIXED_DATE).days <= 7
    assert (last - first).days <= FIXED.days / 3
    assert difference_low > 0


def test_next_issues_that_are_planted_are_found_and_no_others(fixed: Any) -> None:
    found = set(fixed.execute("select issue, next_issue from effort.next_issues where is_found").fetchall())
    planted = {(ISSUES[before], ISSUES[after]) for before, after, _ in Parameters().next_issue_chance}
    assert found <= planted
    assert len(found) >= 4
    unlisted = fixed.execute("select max(q_value) from effort.next_issues where is_listed and need_count > 100")
    assert unlisted.fetchall()[0][0] < 0.05


def test_a_load_in_the_middle_changes_needs_as_a_full_build_does(
    company_inbox: Path, company: Path, tmp_path: Path
) -> None:
    """The middle files of telephony are missing, then come last: each time all of effort is that of one full build."""
    files = sorted(path for path in company_inbox.rglob("*") if path.is_file())
    calls = [path for path in files if path.parts[-3] == "telephony"]
    middle = calls[len(calls) // 3 : 2 * len(calls) // 3]
    assert middle
    others = [path for path in files if path not in middle]

    def deliver(batch: list[Path]) -> Path:
        link_all(batch, company_inbox, tmp_path / "inbox")
        return run_pipeline(tmp_path / "home", tmp_path / "inbox")

    deliver(others[::2])
    without = deliver(others[1::2])
    assert _of_effort(without, run_pipeline(tmp_path / "whole", tmp_path / "inbox")) == {}
    assert _of_effort(deliver(middle), company) == {}


def _of_effort(left: Path, right: Path) -> dict[str, tuple[int, int]]:
    found = differences(left, right)
    return {table: found[table] for table in found if table.startswith("effort.")}

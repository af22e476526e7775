"""Effort's charts, rolled up over channel, queue and code of customer, say what the marts do."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from .marks import Mark, asked, charts_of, marks, named, rows, same, spec, told_apart

CHARTS = charts_of("effort")

# Chart, the columns its marks are told apart by within a month, and a select of the same figures as the mart has them:
# these columns, value, lower and upper end.
CAUSES = """
    select month_start, cause, determined_share, determined_share_low, determined_share_high
    from effort.repeat_causes where cause <> 'undetermined' and determined_count > 0
"""
SCORES = """
    select
        period_start, {cut} cast(scale_low as bigint) || ' to ' || cast(scale_high as bigint)
        || case direction when 'lower_better' then ', low is easy' else '' end,
        easy_share, easy_share_low, easy_share_high
    from effort.scores where period = 'month' and cut_kind = '{kind}'
"""
STORED = {
    "repeat_causes": (("cause",), CAUSES),
    "causes_over_time": (("cause",), CAUSES),
    "stickiness": (
        ("channel",),
        """select month_start, from_channel, stickiness_share, 1 - moved_48h_share_high, 1 - moved_48h_share_low
        from effort.channel_flows where to_channel = '*' and session_count > 0""",
    ),
    "moved_on": (
        ("channel", "to_channel"),
        """select month_start, from_channel, to_channel, moved_48h_share, moved_48h_share_low, moved_48h_share_high
        from effort.channel_flows where to_channel <> '*' and session_count > 0""",
    ),
    "came_from_self_service": (
        ("channel",),
        """select month_start, to_channel, came_48h_share, came_48h_share_low, came_48h_share_high
        from effort.channel_flows
        where from_channel = 'self_service' and to_channel <> '*' and to_contact_count > 0""",
    ),
    "easy_over_time": (("scale",), SCORES.format(cut="", kind="all")),
    "easy_by_channel": (("channel", "scale"), SCORES.format(cut="cut_value,", kind="channel")),
    "easy_by_queue": (("queue", "scale"), SCORES.format(cut="cut_value,", kind="queue")),
    "easy_by_tier": (("tier", "scale"), SCORES.format(cut="cut_value,", kind="customer_code")),
}


@pytest.mark.parametrize("chart", CHARTS)
def test_every_chart_has_rows_with_the_columns_it_names(company: Path, chart: str) -> None:
    described, found = spec("effort", chart), rows(company, "effort", chart)
    assert found
    assert named(described) <= found[0].keys()
    if described["kind"] != "table":
        apart = sorted(told_apart(described, found))
        cells = Counter(tuple(row[key] for key in apart) for row in found)
        assert max(cells.values()) == 1, "a cell stands once: what is stored is not added up, nothing is counted twice"
        assert not any(None in cell for cell in cells)


@pytest.mark.parametrize("chart", sorted(STORED))
def test_a_month_of_a_chart_is_the_marts_figure_with_its_interval(company: Path, chart: str) -> None:
    keys, select = STORED[chart]
    drawn = marks(company, "effort", chart, ("month_start", *keys))
    stored = {tuple(row.values())[:-3]: tuple(row.values())[-3:] for row in asked(company, select)}
    assert drawn.keys() == stored.keys()
    assert [key for key in drawn if not same(drawn[key], stored[key])] == []


def test_first_contact_is_the_scorecards_and_that_of_operations(company: Path) -> None:
    drawn = marks(company, "effort", "first_contact", ("month_start", "kind"))
    observed = asked(
        company,
        """select month_start, value, value_low, value_high from scorecard.monthly
        where metric = 'first_contact_resolution' and denominator > 0""",
    )
    assert len(observed) >= 6
    for row in observed:
        month, *figure = row.values()
        assert same(drawn[month, "observed"], figure)
    months = asked(
        company,
        """select
            cast(date_trunc('month', opened_date) as date) as month,
            sum(recorded_count) as recorded, sum(recorded_known_count) as recorded_known,
            sum(stated_count) as stated, sum(stated_known_count) as stated_known
        from operations.resolution group by 1""",
    )
    for row in months:
        for kind in ("recorded", "stated"):
            if row[f"{kind}_known"]:
                mark = drawn[row["month"], kind]
                assert mark.n == row[f"{kind}_known"]
                assert mark.value == pytest.approx(float(row[kind]) / float(row[f"{kind}_known"]))
    assert {"recorded", "stated"} <= {kind for _, kind in drawn}
    assert marks(company, "operations", "first_contact_resolution", ("month_start", "seen")) == {
        key: Mark(*(pytest.approx(one) for one in (mark.value, mark.low, mark.high, mark.n)))
        for key, mark in drawn.items()
    }, "one figure has one interval, in whichever section it is read"


def test_a_month_of_which_not_all_needs_are_ripe_is_said_to_be_so(company: Path) -> None:
    complete = {
        row["month_start"]: int(row["is_complete"])
        for row in asked(
            company,
            """select month_start, is_complete from scorecard.monthly
            where metric = 'first_contact_resolution' and denominator > 0""",
        )
    }
    assert set(complete.values()) == {0, 1}
    for section, chart in (
        ("effort", "first_contact"),
        ("operations", "first_contact_resolution"),
        ("operations", "resolution_by_issue"),
    ):
        found = rows(company, section, chart)
        assert {row["month_start"] for row in found} >= complete.keys()
        assert [row for row in found if row["is_complete"] != complete.get(row["month_start"], 0)] == []


def test_what_is_said_and_what_is_used_are_the_marts(company: Path) -> None:
    drawn = marks(company, "effort", "channel_preference", ("month_start", "kind", "first_channel"))
    stored = asked(company, "select * from effort.channel_preference where segment = '*'")
    there = {(row["month_start"], row["channel"]): row for row in stored}
    for (month, kind, channel), mark in drawn.items():
        row, figure = there.get((month, channel)), "prefers" if kind == "say they prefer" else "first_choice"
        if row is None:
            assert mark.value == 0
        else:
            ends = row[f"{figure}_share"], row[f"{figure}_share_low"], row[f"{figure}_share_high"]
            assert same(mark, ends)
    assert {(month, channel) for month, _, channel in drawn} >= there.keys()


def test_the_range_of_a_cause_goes_from_the_least_to_the_most_and_loses_nobody(company: Path) -> None:
    found = rows(company, "effort", "repeat_causes_possible")
    repeats: Counter[tuple[str, str]] = Counter()
    for row in found:
        repeats[row["cause"], row["range_end"]] += row["repeat_count"]
    (everyone,) = asked(company, "select count(*) as n from effort.repeat_contacts")
    assert set(repeats.values()) == {everyone["n"]}
    drawn = marks(company, "effort", "repeat_causes_possible", ("month_start", "cause", "range_end"))
    for row in asked(company, "select * from effort.repeat_causes where cause <> 'undetermined'"):
        key = row["month_start"], row["cause"]
        assert drawn[*key, "at the least"].value == pytest.approx(row["lowest_share"])
        assert drawn[*key, "at the most"].value == pytest.approx(row["highest_share"])


def test_the_causes_of_a_cell_are_all_that_is_determined(company: Path) -> None:
    cells: Counter[tuple[object, ...]] = Counter()
    of: dict[tuple[object, ...], int] = {}
    for row in rows(company, "effort", "repeat_causes"):
        cell = row["month_start"], row["channel"], row["queue"], row["tier"]
        cells[cell] += row["cause_count"]
        of[cell] = row["determined_count"]
    assert len(cells) > 20
    assert cells == of


def test_agents_have_the_contacts_and_needs_that_the_mart_gives_them(company: Path) -> None:
    counted: dict[tuple[object, object], list[float]] = {}
    for row in rows(company, "effort", "agents"):
        sums = counted.setdefault((row["agent_id"], row["month_start"]), [0.0] * 5)
        for place, column in enumerate(
            ("contact_count", "handled_count", "handle_seconds_sum", "need_count", "settled_count")
        ):
            sums[place] += row[column]
    stored = asked(
        company,
        """select
            agent_id, month_start, sum(contact_count) as contacts, sum(handled_count) as handled,
            coalesce(sum(handle_seconds_sum), 0) as seconds, sum(first_contact_denominator) as needs,
            sum(first_contact_numerator) as settled
        from effort.agents_monthly group by agent_id, month_start""",
    )
    assert len(stored) == len(counted)
    for row in stored:
        agent_id, month, *sums = row.values()
        assert counted[agent_id, month] == pytest.approx([float(figure) for figure in sums])


def test_channels_of_an_issue_and_what_it_takes_are_those_of_best_channel(company: Path) -> None:
    scores = marks(company, "effort", "best_channel", ("issue", "channel"))
    contacts = marks(company, "effort", "need_contacts", ("issue", "channel"))
    stored = asked(company, "select * from effort.best_channel")
    assert len(stored) == len(scores) == len(contacts) > 10
    for row in stored:
        key = row["issue"], row["channel"]
        ends = [row[f"observed_effort_score{end}"] for end in ("", "_low", "_high")]
        assert same(scores[key], ends)
        further = [row[f"further_contacts_per_need{end}"] for end in ("", "_low", "_high")]
        assert same(contacts[key], [None if end is None else end + 1 for end in further])
        assert contacts[key].n == row["need_count"]


def test_the_minutes_of_all_needs_are_counted_once(company: Path) -> None:
    found = rows(company, "effort", "need_minutes")
    (stored,) = asked(
        company,
        """select sum(customer_minutes) as minutes, count(customer_minutes) as needs from effort.needs
        where is_ripe and customer_id is not null and issue is not null""",
    )
    assert sum(row["need_count"] for row in found) == stored["needs"]
    assert sum(row["amount_sum"] or 0 for row in found) == pytest.approx(stored["minutes"])


def test_pairs_are_in_the_order_of_what_solving_ahead_would_spare(company: Path) -> None:
    spared = [row["spared_contacts_monthly"] for row in rows(company, "effort", "issues_to_solve_ahead")]
    known = [amount for amount in spared if amount is not None]
    assert known == sorted(known, reverse=True)
    (found,) = asked(company, "select count(*) as n from effort.next_issues where is_found")
    assert len(rows(company, "effort", "next_issues")) == found["n"]

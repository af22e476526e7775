"""Loyalty's charts, rolled up over the code of customer, say what the marts do."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from .marks import Mark, asked, charts_of, marks, rows, spec

CHARTS = charts_of("loyalty")

SHARES_AFTER = """
    select
        band, cast(horizon_days as varchar) || ' days{words}', {figure}_share, {figure}_share_low, {figure}_share_high
    from loyalty.{table} where {denominator}_denominator > 0 and {figure}_share is not null
    and band <> 'satisfied_but_gone'
"""
RETENTION = """
    select month_since, cut_value, kept_share, kept_share_low, kept_share_high
    from loyalty.retention where starts_with = 'landmark' and cohort = 'all' and cut = '{cut}'
"""
OFFERS = """
    select month_start, code, 'shown', shown_{figure}_share, shown_{figure}_share_low, shown_{figure}_share_high
    from loyalty.cross_sell where code <> 'all' and shown_{figure}_share is not null
    union all
    select
        month_start, code, 'not_shown',
        not_shown_{figure}_share, not_shown_{figure}_share_low, not_shown_{figure}_share_high
    from loyalty.cross_sell where code <> 'all' and not_shown_{figure}_share is not null
"""


def after(table: str, figure: str, adjusts: bool = True) -> str:
    """Each band's shares, as they look and adjusted, as the mart has them."""
    words = ", as it looks" if adjusts else ""
    raw = SHARES_AFTER.format(table=table, figure=figure, denominator=figure, words=words)
    if not adjusts:
        return raw
    adjusted = SHARES_AFTER.format(table=table, figure=f"{figure}_adjusted", denominator=figure, words=", adjusted")
    return f"{raw} union all {adjusted}"


# Chart, the columns its marks are told apart by, and a select of the same figures as the mart has them: these columns,
# value, lower and upper end.
STORED = {
    "retention_by_effort": (("month_since", "cut_value"), RETENTION.format(cut="effort")),
    "retention_by_code": (("month_since", "cut_value"), RETENTION.format(cut="code")),
    "retention_by_recovery": (("month_since", "cut_value"), RETENTION.format(cut="recovery")),
    "repurchase_by_effort": (("band", "figure"), after("by_effort", "repurchase")),
    "leaving_by_effort": (("band", "figure"), after("by_effort", "leaving")),
    "repurchase_by_satisfaction": (("band", "figure"), after("by_satisfaction", "repurchase")),
    "gone_by_satisfaction": (("band", "figure"), after("by_satisfaction", "gone", adjusts=False)),
    "repurchase_by_delight": (("band", "figure"), after("by_delight", "repurchase")),
    "pyramid_moves": (
        ("month_start", "level_before", "level_now"),
        """select month_start, level_before, level_now, moved_share, moved_share_low, moved_share_high
        from loyalty.pyramid_moves
        where satisfaction_before = 'all' and level_now <> 'any' and month_start in (
            select month_start from loyalty.pyramid_moves where level_before = 'existing'
        )""",
    ),
    "moved_up": (
        ("month_start", "satisfaction_before"),
        """select month_start, satisfaction_before, moved_up_share, moved_up_share_low, moved_up_share_high
        from loyalty.pyramid_moves where level_before = 'existing' and satisfaction_before <> 'all'""",
    ),
    "churn_stated": (
        ("month_start", "reason"),
        """select month_start, reason, stated_share, stated_share_low, stated_share_high
        from loyalty.churn_reasons where reason <> 'all' and stated_numerator > 0""",
    ),
    "purchase_intent": (
        ("month_start", "product", "said"),
        """select month_start, product, 'named', realised_share, realised_share_low, realised_share_high
        from loyalty.purchase_intent where realised_denominator > 0
        union all
        select month_start, product, 'other', other_share, other_share_low, other_share_high
        from loyalty.purchase_intent where other_denominator > 0""",
    ),
    "offers_made": (("month_start", "tier", "shown"), OFFERS.format(figure="offered")),
    "offers_accepted": (("month_start", "tier", "shown"), OFFERS.format(figure="accepted")),
    "reminder_gain": (("kind",), "select kind, effect, effect_low, effect_high from loyalty.reminder_effects"),
    "reminder_effects": (
        ("kind", "arm"),
        """select kind, 'sent', sent_share, sent_share_low, sent_share_high from loyalty.reminder_effects
        union all
        select kind, 'held_out', held_out_share, held_out_share_low, held_out_share_high
        from loyalty.reminder_effects""",
    ),
    "concentration": (
        ("month_start", "measure", "percentile"),
        """select month_start, 'margin', percentile, margin_share, margin_share_low, margin_share_high
        from loyalty.concentration where is_complete
        union all
        select month_start, 'revenue', percentile, revenue_share, revenue_share_low, revenue_share_high
        from loyalty.concentration where is_complete""",
    ),
}
# Charts that draw, beside what the mart has a row for, that nobody was of a kind that month.
ALSO_NONE = {"pyramid_moves", "churn_stated"}
# Charts that leave out the horizons of which too few have been seen.
MAY_LEAVE_OUT = {name for name in STORED if spec("loyalty", name)["definition"] == "After, never before"}
# What hangs on rows that so small a company may not have.
MAY_BE_EMPTY = {"churn_poor_contact"}


def same(drawn: Mark, stored: tuple[float | None, ...]) -> bool:
    return (drawn.value, drawn.low, drawn.high) == pytest.approx(stored, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("chart", CHARTS)
def test_every_chart_has_rows_that_its_marks_tell_apart(company: Path, chart: str) -> None:
    described, found = spec("loyalty", chart), rows(company, "loyalty", chart)
    assert found or chart in MAY_BE_EMPTY
    told_apart = [described[key] for key in ("by", "x", "series") if key in described]
    assert all(row[key] is not None for row in found for key in told_apart)
    if "stored" in described.get("value", {}):
        months = ["month_start"] if found and "month_start" in found[0] else []
        cells = Counter(tuple(row[key] for key in [*told_apart, *months]) for row in found)
        assert set(cells.values()) == {1}


@pytest.mark.parametrize("chart", sorted(STORED))
def test_a_chart_says_the_marts_figure_with_its_interval(company: Path, chart: str) -> None:
    keys, select = STORED[chart]
    drawn = marks(company, "loyalty", chart, keys)
    stored = {tuple(row.values())[:-3]: tuple(row.values())[-3:] for row in asked(company, select)}
    assert stored
    if chart in MAY_LEAVE_OUT:
        stored = {key: figure for key, figure in stored.items() if key in drawn}
        assert {band for band, _ in stored} == {band for band, _ in drawn}
    more = drawn.keys() - stored.keys()
    assert {drawn[key].value for key in more} <= ({0} if chart in ALSO_NONE else set())
    assert [key for key in stored if not same(drawn[key], stored[key])] == []


def test_a_row_of_the_moves_is_everybody_on_the_level(company: Path) -> None:
    drawn = marks(company, "loyalty", "pyramid_moves", ("month_start", "level_before", "level_now"))
    shares: Counter[tuple[object, object]] = Counter()
    for (month, before, _), mark in drawn.items():
        shares[month, before] += mark.value or 0
    assert shares and all(share == pytest.approx(1) for share in shares.values())


def test_a_horizon_is_drawn_when_a_band_of_it_is_not_thin_and_the_shortest_always(company: Path) -> None:
    wide = asked(
        company, "select horizon_days, bool_and(is_thin) as is_thin from loyalty.by_effort group by 1 order by 1"
    )
    drawn = {row["figure"].split(" days")[0] for row in rows(company, "loyalty", "repurchase_by_effort")}
    assert drawn == {str(row["horizon_days"]) for place, row in enumerate(wide) if place == 0 or not row["is_thin"]}


def test_the_levels_hold_every_customer_once_and_all_revenue(company: Path) -> None:
    for chart, total in (("pyramid_customers", "count(*)"), ("pyramid_revenue", "sum(revenue_12_months)")):
        column = spec("loyalty", chart)["value"]["sum"]
        drawn: Counter[object] = Counter()
        for row in rows(company, "loyalty", chart):
            drawn[row["month_start"]] += row[column] or 0
        stored = asked(company, f"select month_start, {total} as total from loyalty.customers_monthly group by 1")
        assert len(drawn) >= 5
        assert drawn == {
            row["month_start"]: pytest.approx(row["total"]) for row in stored if row["month_start"] in drawn
        }


def test_stated_reasons_are_of_everybody_asked(company: Path) -> None:
    drawn = marks(company, "loyalty", "churn_stated", ("reason",))
    (everybody,) = asked(company, "select sum(stated_numerator) as n from loyalty.churn_reasons where reason = 'all'")
    assert {mark.n for mark in drawn.values()} == {everybody["n"]}
    assert sum(mark.value or 0 for mark in drawn.values()) == pytest.approx(1)


def test_what_is_in_excess_rolls_up_with_its_interval(company: Path) -> None:
    drawn = marks(company, "loyalty", "churn_poor_contact", ("month_start", "reason"))
    for row in asked(company, "select * from loyalty.churn_reasons where matched_count > 0"):
        mark = drawn[row["month_start"], row["reason"]]
        assert mark.n == row["matched_count"]
        assert mark.value == pytest.approx(row["excess_share"], abs=1e-12)
        if mark.low is not None and mark.high is not None:
            # The mart ends where shares end.
            assert max(-1, mark.low) == pytest.approx(row["excess_share_low"], abs=1e-9)
            assert min(1, mark.high) == pytest.approx(row["excess_share_high"], abs=1e-9)


def test_a_share_of_revenue_grows_with_the_customers_and_is_all_in_the_end(company: Path) -> None:
    drawn = marks(company, "loyalty", "concentration", ("month_start", "measure", "percentile"))
    months = {month for month, *_ in drawn}
    for month in months:
        curve = [drawn[month, "revenue", percentile].value or 0 for percentile in range(1, 101)]
        assert curve == sorted(curve)
        assert curve[-1] == pytest.approx(1)


def test_the_worklist_starts_with_whoever_is_worth_most(company: Path) -> None:
    found = rows(company, "loyalty", "reminders_due")
    assert [row["due_rank"] for row in found] == list(range(1, len(found) + 1))
    worth = [round(row["value_12_months"] or 0, 2) for row in found]
    assert worth == sorted(worth, reverse=True)


def test_a_ratio_of_costs_is_what_the_costs_say(company: Path) -> None:
    found = rows(company, "loyalty", "economics")
    stored = {row["month_start"]: row for row in asked(company, "select * from loyalty.economics where is_complete")}
    assert found
    for row in found:
        costs = stored[row["month_start"]]
        kept = costs["cost_to_keep" if row["measure"] == "marketing" else "cost_to_keep_with_service"]
        assert row["ratio"] == pytest.approx(kept / costs["cost_to_win"])

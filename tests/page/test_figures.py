"""The formulas of page/script/figures.js, against values reckoned by hand and by others' libraries."""

from __future__ import annotations

from typing import Any

import pytest
from scipy import stats

from .opening import marks

ANY = pytest.approx


def by(found: list[dict[str, Any]], key: str = "by") -> dict[str, dict[str, Any]]:
    return {mark[key]: mark for mark in found}


@pytest.mark.parametrize(
    ("yes", "n", "low", "high"),
    [
        # (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n), as statsmodels' proportion_confint has it too
        (8, 10, 0.49016247153664, 0.94331784854562),
        (1, 4, 0.04558726080970, 0.69935815741760),
        (0, 10, 0.0, 0.27753279986289),
        (10, 10, 0.72246720013711, 1.0),
        (0.5, 2.5, 0.02124618655914, 0.74221518054695),
    ],
)
def test_a_share_has_wilsons_interval(read_page: Any, yes: float, n: float, low: float, high: float) -> None:
    found = read_page.evaluate("([yes, n]) => easemart.formulas.wilson(yes, n)", [yes, n])
    assert (found["low"], found["high"]) == (ANY(low, abs=1e-12), ANY(high, abs=1e-12))


@pytest.mark.parametrize("degrees", [1, 2, 3, 4, 5, 9, 30, 1000])
def test_students_quantile_is_that_of_the_books(read_page: Any, degrees: float) -> None:
    found = read_page.evaluate("(df) => easemart.formulas.tQuantile(df)", degrees)
    assert found == ANY(stats.t.ppf(0.975, degrees), abs=3e-4)


def test_there_is_no_quantile_below_one_degree_of_freedom(read_page: Any) -> None:
    assert read_page.evaluate("easemart.formulas.tQuantile(0.99)") is None
    assert read_page.evaluate("easemart.formulas.wilson(0, 0)") == {"low": None, "high": None}


def test_a_mean_has_students_interval(read_page: Any) -> None:
    # 1 2 3 4 5: mean 3, variance 2.5, t of 4 degrees 2.7764451, so 3 ± 2.7764451 √(2.5 / 5)
    found = read_page.evaluate("easemart.formulas.student(5, 15, 55, 5)")
    assert (found["low"], found["high"]) == (ANY(3 - 1.96324316, abs=1e-8), ANY(3 + 1.96324316, abs=1e-8))
    # The same five worth three units: 2 degrees, 4.3026527 √(2.5 / 3)
    found = read_page.evaluate("easemart.formulas.student(5, 15, 55, 3)")
    assert found["high"] == ANY(3 + 3.92776657, abs=1e-8)
    assert read_page.evaluate("easemart.formulas.student(1, 10, 100, 1)") == {"low": None, "high": None}
    # Equal values leave nothing but rounding: no width.
    assert read_page.evaluate("easemart.formulas.student(3, 0.3, 0.03, 3)") == {"low": ANY(0.1), "high": ANY(0.1)}


def test_shares_add_up_as_sums_and_never_as_means_of_shares(read_page: Any) -> None:
    found = by(marks(read_page, "effort", "rates"))
    # phone: (30 + 10 + 8) of (60 + 40 + 10), worth 30 + 20 + 5; chat: 65 of 90, worth 50
    assert (found["phone"]["value"], found["phone"]["n"]) == (ANY(48 / 110), 110)
    assert (found["chat"]["value"], found["chat"]["n"]) == (ANY(65 / 90), 90)
    expected = read_page.evaluate("easemart.formulas.wilson(48 / 110 * 55, 55)")
    assert (found["phone"]["low"], found["phone"]["high"]) == (ANY(expected["low"]), ANY(expected["high"]))


def test_an_interval_without_worth_is_on_the_denominator(read_page: Any) -> None:
    found = {(mark["by"], mark["series"]): mark for mark in marks(read_page, "effort", "plain")}
    expected = read_page.evaluate("easemart.formulas.wilson(38, 70)")
    assert found["phone", "general"]["low"] == ANY(expected["low"])


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ({"queue": "general"}, {"phone": 38 / 70, "chat": 5 / 10}),
        ({"queue": "premium"}, {"phone": 10 / 40, "chat": 60 / 80}),
        ({"channel": "chat"}, {"chat": 65 / 90}),
        ({"from": "2025-02"}, {"phone": 8 / 10, "chat": 60 / 80}),
        ({"to": "2025-01", "queue": "general"}, {"phone": 30 / 60, "chat": 5 / 10}),
        ({"from": "2025-02", "to": "2025-03", "channel": "phone"}, {"phone": 8 / 10}),
        ({"from": "2025-03", "to": "2025-03"}, {}),
        ({"tier": "A"}, {"phone": 48 / 110, "chat": 65 / 90}),
    ],
)
def test_filters_choose_rows_before_they_are_added_up(read_page: Any, choice: dict[str, str], expected: Any) -> None:
    found = {mark["by"]: mark["value"] for mark in marks(read_page, "effort", "rates", **choice)}
    assert found == ANY(expected)


def test_a_weighted_mean_is_one_after_filtering(read_page: Any) -> None:
    (both,) = marks(read_page, "effort", "minutes")
    assert (both["value"], both["n"]) == (ANY(25 / 6), 6)
    # 1 2 3 4 5 10: squares 155, variance (155 - 625 / 6) / 5, t of 5 degrees
    half = 2.5706 * ((155 - 625 / 6) / 5 / 6) ** 0.5
    assert both["high"] == ANY(25 / 6 + half, abs=1e-3)
    (one,) = marks(read_page, "effort", "minutes", tier="A")
    assert (one["value"], one["n"], one["low"]) == (3, 5, ANY(3 - 1.96324316, abs=1e-8))
    (alone,) = marks(read_page, "effort", "minutes", tier="B")
    assert (alone["value"], alone["low"], alone["high"]) == (10, None, None)


def test_thin_is_fewer_than_the_payload_says(read_page: Any) -> None:
    found = {(mark["by"], mark["series"]): mark["is_thin"] for mark in marks(read_page, "effort", "plain")}
    assert found["chat", "general"] and not found["phone", "premium"]


def test_what_does_not_add_up_is_of_the_newest_month_chosen(read_page: Any) -> None:
    (newest,) = marks(read_page, "effort", "moved")
    assert (newest["value"], newest["n"], newest["is_thin"]) == (4.5, 50, False)
    (before,) = marks(read_page, "effort", "moved", to="2025-01")
    assert (before["value"], before["is_thin"]) == (3.0, True)


def test_each_tile_shows_its_newest_month_that_is_known(read_page: Any) -> None:
    found = by(marks(read_page, "scorecard", "standing"))
    assert {name: (mark["value"], mark["month"]) for name, mark in found.items()} == {
        "Easy": (0.625, "2025-02"), "Kept": (0.9, "2025-01"), "Late": (12.5, "2025-01"),
    }  # fmt: skip
    assert found["Kept"]["is_thin"] and found["Easy"]["low"] == 0.5


def test_a_point_has_a_figure_along_and_one_up(read_page: Any) -> None:
    found = by(marks(read_page, "effort", "points"))
    assert (found["b"]["x"], found["b"]["value"], found["b"]["size"]) == (7.5, 0.5, 40)
    assert found["b"]["x_low"] < 7.5 < found["b"]["x_high"] and found["c"]["is_thin"]


def test_the_newest_month_stands_for_the_period_where_months_may_not_add_up(read_page: Any) -> None:
    latest = {"kind": "bars", "latest": True, "by": "agent", "value": {"share": ["yes", "all"]}, "row_count": 3}
    latest["columns"] = {
        "month_start": {"of": ["2025-01-01", "2025-02-01"], "at": [0, 1, 1]}, "agent": {"of": ["x"], "at": [0, 0, 0]},
        "yes": [1, 2, None], "all": [10, 10, 5],
    }  # fmt: skip
    (found,) = read_page.evaluate("(chart) => easemart.rolled_up(chart, {})", latest)
    # Of February the row whose numerator is null says nothing.
    assert (found["value"], found["n"]) == (0.2, 10)
    (found,) = read_page.evaluate("(chart) => easemart.rolled_up(chart, {to: '2025-01'})", latest)
    assert found["value"] == 0.1

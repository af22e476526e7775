"""What a figure reads as: its unit, its place, and what stands there when there is little or nothing to draw."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from .opening import Browser
from .written_page import a_page, chart, section, written

STORED = {"stored": "value", "low": "low", "high": "high", "n": "n"}


@contextmanager
def opened(browser: Browser, folder: Path, *charts: dict[str, Any], **changes: Any) -> Iterator[Any]:
    """A page of these charts alone, drawn."""
    with browser.opened(written(folder, a_page(sections=[section("effort", *charts)], **changes))) as page:
        page.evaluate("easemart.draw_all()")
        yield page


def texts(page: Any, of: str) -> list[str]:
    """The texts of a chart's picture, as they stand in it."""
    found: list[str] = page.locator(f"{of} svg text").all_text_contents()
    return found


def hovers(page: Any, name: str) -> list[str]:
    """What hovering over the marks of a chart says."""
    found: list[str] = page.evaluate(
        "(name) => document.querySelector(`#effort-${name} .js-plotly-plot`).data"
        ".filter((trace) => trace.meta === 'marks').flatMap((trace) => trace.hovertext)",
        name,
    )
    return found


def test_a_difference_of_shares_is_in_percentage_points_wherever_it_stands(browser: Browser, tmp_path: Path) -> None:
    columns: dict[str, list[Any]] = {
        "action": ["apology", "credit"], "value": [0.125, -0.04], "low": [0.05, -0.3], "high": [0.2, 0.22],
        "n": [90, 80],
    }  # fmt: skip
    bars = chart("effects", "bars", columns, by="action", value=STORED, unit="share_difference")
    headings = {"channel": "Channel", "share_difference": "Difference", "share_before": "Before"}
    parted = {"channel": ["chat"], "share_difference": [-0.059], "share_before": [0.79]}
    table = chart("list", "table", parted, headings=headings)
    rows: dict[str, list[Any]] = {
        "label": ["Kept", "Wait"], "unit": ["share", "seconds"], "value": [0.934, 3.25], "change": [-0.021, 1.5],
    }  # fmt: skip
    mixed = chart(
        "mixed", "table", rows, unit="unit", headings={"label": "Figure", "value": "Value", "change": "Change"}
    )
    with opened(browser, tmp_path, bars, table, mixed) as page:
        said = texts(page, "#effort-effects")
        assert {"+13 pp", "−4 pp", "0 pp", "+20 pp"} <= {*said} and not any("%" in text for text in said)
        assert "+13 pp<br>95% interval +5 pp to +20 pp<br>n\u00a090" in hovers(page, "effects")[0]
        page.locator("#effort-effects summary").click()
        cells = page.locator("#effort-effects tbody tr").first.locator("td").all_inner_texts()
        assert cells == ["+13 pp", "+5 pp", "+20 pp", "90", ""]
        assert page.locator("#effort-effects td").first.get_attribute("data-value") == "0.125"
        assert page.locator("#effort-list td").all_inner_texts() == ["−5.9 pp", "79%"]
        assert page.locator("#effort-mixed td").all_inner_texts() == ["93%", "−2.1 pp", "3.25 s", "1.5 s"]


@pytest.mark.parametrize("kind", ["bars", "lines"])
def test_points_lie_on_an_axis_that_shows_nought(browser: Browser, tmp_path: Path, kind: str) -> None:
    columns: dict[str, list[Any]] = {
        "by": [1, 2], "value": [4.0, 5.0], "low": [3.5, 4.5], "high": [4.5, 5.5], "n": [90, 80],
    }  # fmt: skip
    points = chart("gaps", kind, columns, by="by", x="by", value=STORED, unit="points")
    with opened(browser, tmp_path, points) as page:
        axis = "xaxis" if kind == "bars" else "yaxis"
        low, high = page.evaluate(f"document.querySelector('#effort-gaps .js-plotly-plot').layout.{axis}.range")
        assert low == 0 and high > 5.5


COURSE: dict[str, list[Any]] = {
    "month_start": ["2025-01-01", "2025-01-01", "2025-02-01"], "channel": ["phone", "chat", "phone"],
    "yes": [30, 40, 20], "all": [60, 50, 40],
}  # fmt: skip


def course(**spec: Any) -> dict[str, Any]:
    return chart(
        "course", "lines", COURSE, x="month_start", series="channel", value={"share": ["yes", "all"]},
        published=[{"id": "F02", "at": "chat"}], **spec,
    )  # fmt: skip


def test_one_month_is_drawn_as_figures_one_below_the_other(browser: Browser, tmp_path: Path) -> None:
    with opened(browser, tmp_path, course()) as page:
        assert page.locator("#effort-course .barlayer .point").count() == 0
        page.evaluate("easemart.set('effort', {from: '2025-01', to: '2025-01'})")
        assert page.locator("#effort-course .barlayer .point").count() == 2
        assert {"phone", "chat", "50%", "80%"} <= {*texts(page, "#effort-course")}
        note = page.locator("#effort-course .note")
        assert note.inner_text().strip() == "There is only Jan 2025 here, so no course is drawn."
        published = page.evaluate(
            "document.querySelector('#effort-course .js-plotly-plot').data.find(({meta}) => meta === 'published')"
        )
        assert published["x"] == [0.22] and published["y"] == [1]
        found = page.evaluate("easemart.marks('effort', 'course')")
        assert [(mark["series"], mark["x"], mark["value"]) for mark in found] == [
            ("phone", "2025-01-01", 0.5), ("chat", "2025-01-01", 0.8),
        ]  # fmt: skip
        page.evaluate("easemart.set('effort', {})")
        assert page.locator("#effort-course .barlayer .point").count() == 0
        assert note.inner_text() == ""


def test_a_published_figure_at_one_place_of_a_curve_is_a_point(browser: Browser, tmp_path: Path) -> None:
    columns: dict[str, list[Any]] = {"percentile": [10, 20, 30], "share": [0.5, 0.7, 0.9]}
    curve = chart(
        "curve", "lines", columns, x="percentile", value={"stored": "share"}, published=[{"id": "F02", "at": 20}]
    )
    with opened(browser, tmp_path, curve) as page:
        drawn = page.evaluate(
            "(({data, layout}) => ({shapes: layout.shapes, low: layout.yaxis.range[0],"
            " points: data.filter(({meta}) => meta === 'published').map(({x, y, text}) => [x, y, text])}))"
            "(document.querySelector('#effort-curve .js-plotly-plot'))"
        )
        assert drawn["shapes"] == [] and drawn["points"] == [[[20], [0.22], ["F02: 22%"]]] and drawn["low"] < 0.22
        assert page.locator("#effort-curve .published").inner_text().startswith("◇ F02: 22%")


def test_an_empty_chart_says_what_that_means_and_shows_no_published_figure(browser: Browser, tmp_path: Path) -> None:
    nothing: dict[str, list[Any]] = {"channel": [], "yes": [], "all": []}
    share: dict[str, Any] = {"value": {"share": ["yes", "all"]}, "published": [{"id": "F02", "at": "chat"}]}
    own = chart("own", "bars", nothing, by="channel", empty="Nobody was asked.", **share)
    other = chart("other", "bars", nothing, by="channel", **share)
    with opened(browser, tmp_path, own, other, course()) as page:
        assert page.locator("#effort-own .empty").inner_text() == "Nobody was asked."
        assert "too early to know" in page.locator("#effort-other .empty").inner_text()
        shown = [page.locator(f"#effort-{name} .published").is_visible() for name in ("own", "other", "course")]
        assert shown == [False, False, True]
        page.evaluate("easemart.set('effort', {from: '2025-03'})")
        assert not page.locator("#effort-course .published").is_visible()


def test_queues_are_called_by_name_and_numbers_by_what_they_count(browser: Browser, tmp_path: Path) -> None:
    columns: dict[str, list[Any]] = {
        "queue": ["acd_one:Premium", "acd_one:Help desk"], "team": ["100", "200"], "yes": [30, 40], "all": [60, 50],
    }  # fmt: skip
    value = {"share": ["yes", "all"]}
    queues = chart("queues", "bars", columns, by="queue", value=value)
    teams = chart("teams", "bars", columns, by="team", value=value, labels={"200": "the night shift"})
    owners = {"owner": ["queue acd_one:Premium", "customer code A"], "remark": ["no:queue", "08:30"]}
    table = chart("list", "table", owners, headings={"remark": "Remark", "owner": "Whose"})
    with opened(browser, tmp_path, queues, teams, table) as page:
        assert {"Premium (acd one)", "Help desk (acd one)"} <= {*texts(page, "#effort-queues")}
        assert {"team 100", "the night shift"} <= {*texts(page, "#effort-teams")}
        assert "<b>team 100</b>" in "".join(hovers(page, "teams"))
        options = page.locator("#effort-filter-queue option").all_inner_texts()
        assert options == ["all", "Help desk (acd one)", "Premium (acd one)"]
        assert page.locator("#effort-list td").all_inner_texts() == ["queue Premium (acd one)", "customer code A"]
        assert page.locator("#effort-list tbody th").all_inner_texts() == ["no:queue", "08:30"]
        assert page.evaluate("easemart.marks('effort', 'queues')")[0]["by"] == "acd_one:Premium"


def test_text_on_a_heat_map_has_contrast_on_every_colour(browser: Browser, tmp_path: Path) -> None:
    columns: dict[str, list[Any]] = {
        "a": ["x", "y", "x", "y"], "b": ["p", "p", "q", "q"], "value": [-0.2, 0.4, 0.1, 0.05], "n": [90, 90, 90, 5],
    }  # fmt: skip
    maps = [
        chart("both", "heat", columns, by="a", x="b", value={"stored": "value", "n": "n"}),
        chart("above", "heat", {**columns, "value": [0.2, 0.4, 0.1, 0.05]}, by="a", x="b",
              value={"stored": "value", "n": "n"}),
    ]  # fmt: skip
    with opened(browser, tmp_path, *maps) as page:
        for name in ("both", "above"):
            for trace in page.evaluate(f"document.querySelector('#effort-{name} .js-plotly-plot').data"):
                assert all(contrast(trace["textfont"]["color"], colour) >= 4.5 for _, colour in trace["colorscale"])
        solid = page.evaluate("document.querySelector('#effort-both .js-plotly-plot').data[1]")
        assert (solid["zmin"], solid["zmax"], solid["colorscale"][1]) == (-0.4, 0.4, [0.5, "#FFFFFF"])


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2 of two colours written as #RRGGBB."""

    def light(colour: str) -> float:
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)

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

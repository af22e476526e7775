"""What a reader does with the page: opens it from a file, reads, filters, follows, prints, by mouse or by keyboard."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest

from .opening import Browser, marks
from .written_page import EVIL, a_page, written

WIDTHS = [360, 768, 1280, 2560]
POINTS = ".barlayer .point, .points .point, .heatmaplayer image, .js-line"


def test_the_first_screen_does_not_wait_for_the_plotting_library(page: Any) -> None:
    assert page.locator(".tile .value").first.inner_text() == "90%"
    assert page.title() == "Service <b>& more" and page.locator("h1").inner_text() == "Service <b>& more"
    assert "Figures through 30 Apr 2025" in page.locator(".through").inner_text()


def test_every_kind_of_chart_is_drawn_with_its_points(page: Any) -> None:
    page.evaluate("easemart.draw_all()")
    for name in ("rates", "plain", "course", "minutes", "map", "moved", "points", "steps", "curve"):
        card = page.locator(f"#effort-{name}")
        assert card.get_attribute("data-state") == "drawn", name
        assert card.locator(POINTS).count() >= 1, name
    assert page.locator("#effort-rates .barlayer .point").count() == 2
    assert page.locator("#effort-points .scatterlayer .point").count() == 3
    assert page.locator("#effort .modebar-btn").count() == 0


def test_charts_are_drawn_when_they_come_into_view(browser: Browser, written_page: Path) -> None:
    with browser.opened(written_page, size=(1280, 300)) as page:
        assert page.locator("#effort-curve").get_attribute("data-state") is None
        page.locator("#effort-curve").scroll_into_view_if_needed()
        page.wait_for_selector("#effort-curve[data-state=drawn]")


def test_tiles_say_value_interval_target_status_source_and_trend(page: Any) -> None:
    easy = page.locator(".tile", has_text="Easy").inner_text()
    for said in (
        "63%",
        "50% to 75%",
        "n\u00a0120",
        "target within chance: at least 70%",
        "worse than the month before",
    ):
        assert said in easy
    assert "published F02: 22% (behaviour, repeat contacts)" in easy
    late = page.locator(".tile", has_text="Late").inner_text()
    assert "12.5 s" in late and "target reached: at most 20 s" in late and "Jan 2025" in late
    assert "thin" in page.locator(".tile", has_text="Kept").inner_text()
    assert page.locator(".tile", has_text="Easy").locator("svg polyline").count() == 1
    assert page.locator(".standard_name").all_inner_texts() == ["Financial", "What customers perceive", "Operations"]
    assert "1 target reached" in page.locator(".verdict.reached").inner_text()


def test_nothing_that_data_says_is_taken_for_markup(page: Any) -> None:
    page.evaluate("easemart.draw_all()")
    page.locator("#effort-points details summary").click()
    assert page.locator("img").count() == 0 and page.locator("body").get_attribute("data-evil") is None
    assert page.locator("a[href^=http]").count() == 0
    assert page.locator("#effort-list tbody th").first.inner_text() == EVIL
    assert page.locator("#effort-points tbody th").first.inner_text() == EVIL


def test_the_page_cannot_ask_the_network(browser: Browser, written_page: Path) -> None:
    with browser.opened(written_page) as page:
        asked = "fetch('https://example.org/').then(() => 'went', () => 'refused')"
        assert page.evaluate(asked) == "refused"
        assert page.faults and all("Content Security Policy" in fault for fault in page.faults)
        page.faults.clear()


def test_filters_are_reached_and_set_by_keyboard(page: Any) -> None:
    page.locator("#effort-filter-from").focus()
    seen = []
    for _ in range(6):
        seen.append(page.evaluate("document.activeElement.id || document.activeElement.textContent"))
        page.keyboard.press("Tab")
    assert seen[:5] == [f"effort-filter-{name}" for name in ("from", "to", "channel", "queue", "tier")]
    page.locator("#effort-filter-channel").focus()
    page.keyboard.press("ArrowDown")
    assert page.input_value("#effort-filter-channel") == "chat"
    assert [mark["by"] for mark in page.evaluate("easemart.marks('effort', 'rates')")] == ["chat"]
    assert page.evaluate("location.hash") == "#effort.channel=chat"


def test_everything_before_the_figures_can_be_skipped_by_keyboard(page: Any) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the figures"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_a_view_is_sent_as_an_address_and_reset(browser: Browser, written_page: Path) -> None:
    with browser.opened(written_page) as page:
        marks(page, "effort", "rates", **{"from": "2025-01", "to": "2025-02", "queue": "general"})
        fragment = page.evaluate("location.hash")
    with browser.opened(written_page, fragment) as page:
        assert page.input_value("#effort-filter-queue") == "general"
        found = {mark["by"]: mark["value"] for mark in page.evaluate("easemart.marks('effort', 'rates')")}
        assert found == pytest.approx({"phone": 38 / 70, "chat": 0.5})
        page.locator("#effort .filters button").click()
        assert page.evaluate("location.hash") == "" and page.input_value("#effort-filter-queue") == ""
        assert page.evaluate("easemart.marks('effort', 'rates').length") == 2
    with browser.opened(written_page, "#effort&effort.queue=nobody&effort.from=%zz&nowhere.to=2025-01") as page:
        assert page.input_value("#effort-filter-queue") == ""
        assert page.evaluate("scrollY") > 100


def test_a_period_that_ends_before_it_begins_becomes_one_month(page: Any) -> None:
    page.select_option("#effort-filter-to", "2025-01")
    page.select_option("#effort-filter-from", "2025-04")
    assert (page.input_value("#effort-filter-from"), page.input_value("#effort-filter-to")) == ("2025-04", "2025-04")


def test_a_chart_says_which_filter_does_not_cut_it(page: Any) -> None:
    page.evaluate("easemart.set('effort', {queue: 'general', tier: 'A', from: '2025-01'})")
    said = lambda name: page.locator(f"#effort-{name} .badge").all_inner_texts()  # noqa: E731
    assert "not cut by tier" in said("rates") and "not cut by queue" not in said("rates")
    assert said("steps") == ["not cut by period", "not cut by queue", "not cut by tier"]
    assert said("unfed") == []


def test_a_queue_under_which_nothing_happened_says_so(page: Any) -> None:
    page.evaluate("easemart.draw_all()")
    page.evaluate("easemart.set('effort', {queue: 'general', from: '2025-03'})")
    empty = page.locator("#effort-rates .empty")
    assert empty.is_visible() and empty.inner_text() == "Nothing under these filters: choose others, or reset them."
    page.evaluate("easemart.set('effort', {})")
    assert not empty.is_visible() and page.locator("#effort-rates .barlayer .point").count() == 2


def test_an_empty_chart_says_why(page: Any) -> None:
    page.evaluate("easemart.draw_all()")
    assert page.locator("#effort-unfed .empty").inner_text() == "Nothing to show: nothing is delivered yet of surveys."
    assert page.locator("#effort-nothing .empty").inner_text().startswith("Nothing to show yet")
    assert page.locator("#effort-nothing").get_attribute("data-state") == "empty"


def test_a_failed_build_is_said_above_everything(browser: Browser, tmp_path: Path) -> None:
    failed = {"build_id": 8, "reason": "effort.needs: 3 rows <b>twice", "at": "2025-05-02T03:00:00Z"}
    with browser.opened(written(tmp_path, a_page(failed=failed))) as page:
        said = page.locator("[role=alert]").inner_text()
        assert said.startswith("Build 8 failed on 2 May 2025") and "3 rows <b>twice" in said
        assert page.locator(".tile .value").count() == 3


def test_nothing_published_is_a_page_too(browser: Browser, tmp_path: Path) -> None:
    nothing = {"build_id": None, "published_at": None, "through": None, "warehouse": "postgres"}
    with browser.opened(written(tmp_path, a_page(marts=nothing, sections=[]))) as page:
        assert "nothing published yet" in page.locator(".through").inner_text()


def test_published_figures_stand_with_their_source(page: Any) -> None:
    page.evaluate("easemart.draw_all()")
    said = page.locator("#effort-rates .published").inner_text()
    assert "F02: 22%, A next issue (counted; repeat contacts)" in said
    assert page.locator("#effort-rates .scatterlayer .point").count() == 1
    assert "F02: 22%" in page.locator("#effort-course .plot").inner_text()
    assert "target 50%" in page.locator("#effort-plain .plot").inner_text()


def test_definition_and_sql_are_one_key_away(page: Any) -> None:
    page.locator("#effort-rates button", has_text="Definition").press("Enter")
    sheet = page.locator("#sheet")
    assert sheet.locator("h2").inner_text() == "Need" and sheet.locator("em").inner_text() == "need"
    page.keyboard.press("Escape")
    assert not sheet.is_visible()
    assert page.evaluate("document.activeElement.textContent") == "Definition"
    page.locator("#effort-rates button", has_text="SQL").press("Enter")
    assert sheet.locator("pre").inner_text() == "select 1 as rates"
    sheet.locator("button", has_text="Copy").click()
    sheet.locator("[role=status]", has_text="C").wait_for()
    assert page.locator("#effort-rates a").get_attribute("href") == "docs.html#!/model/model.easemart.effort__needs"


def test_tables_hold_what_is_drawn_in_full(page: Any) -> None:
    page.evaluate("easemart.draw_all()")
    for name in ("rates", "course", "points", "map"):
        drawn = page.evaluate("(name) => easemart.marks('effort', name).map((mark) => mark.value)", name)
        rows = page.locator(f"#effort-{name} tbody tr")
        assert rows.count() == len(drawn)
        held = page.evaluate(
            "(name) => [...document.querySelectorAll(`#effort-${name} td[data-value]`)].map((td) => td.dataset.value)",
            name,
        )
        assert {str(value) for value in drawn} <= {str(float(value)) for value in held if value[0].isdigit()}
    assert page.locator("#effort-rates caption").text_content() == "What about rates?"
    assert page.locator("#effort-list tbody tr").count() == 2
    page.locator("#effort-list button", has_text="Show all 3").click()
    assert page.locator("#effort-list tbody tr").count() == 3
    assert page.locator("#effort-list td").first.inner_text() == "25%"


def test_headings_and_landmarks_are_in_order(page: Any) -> None:
    levels = page.evaluate("[...document.querySelectorAll('main h2, main h3, main h4')].map((one) => +one.tagName[1])")
    assert levels[0] == 2 and all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert page.locator("main").count() == 1 and page.locator("nav[aria-label]").count() == 1
    assert page.locator("html").get_attribute("lang") == "en"
    unnamed = "[...document.querySelectorAll('select, button, a, .plot[role=img]')]"
    unnamed += ".filter((one) => !(one.labels?.length || one.textContent.trim() || one.ariaLabel)).length"
    assert page.evaluate(unnamed) == 0


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_hangs_out_sideways(browser: Browser, written_page: Path, width: int) -> None:
    with browser.opened(written_page, size=(width, 800)) as page:
        page.evaluate("easemart.draw_all()")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_turned_phone_is_drawn_anew(browser: Browser, written_page: Path) -> None:
    with browser.opened(written_page, size=(360, 800)) as page:
        page.evaluate("easemart.draw_all()")
        before = page.locator("#effort-rates svg").first.bounding_box()["width"]
        assert before < 360
        page.set_viewport_size({"width": 800, "height": 360})
        page.locator("#effort-rates").scroll_into_view_if_needed()
        page.wait_for_timeout(500)
        assert page.locator("#effort-rates svg").first.bounding_box()["width"] > before + 100


def test_on_paper_all_is_drawn_and_nothing_is_to_be_pressed(page: Any) -> None:
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator("#effort-curve").get_attribute("data-state") == "drawn"
    assert not page.locator("#effort .filters").is_visible() and not page.locator("nav").is_visible()
    assert page.locator("#effort-curve svg").first.bounding_box()["width"] == 680
    assert page.pdf()[:5] == b"%PDF-"


def test_text_can_be_read_on_what_it_stands_on(page: Any) -> None:
    """Contrast by WCAG 2.2: (L1 + 0.05) / (L2 + 0.05) of the relative luminances, 4.5 at least."""
    page.evaluate("easemart.draw_all()")
    faint = page.evaluate(
        """() => {
        const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
        const light = ([r, g, b]) => [r, g, b].map((part) => part / 255)
            .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
            .reduce((sum, part, at) => sum + part * [0.2126, 0.7152, 0.0722][at], 0);
        const ground = (node) => {
            for (let at = node; at; at = at.parentElement) {
                const [r, g, b, a] = numbers(getComputedStyle(at).backgroundColor);
                if (a !== 0) return [r, g, b];
            }
            return [255, 255, 255];
        };
        return [...document.querySelectorAll("body *")].filter((node) => !node.closest("svg, script, dialog, :disabled")
            && [...node.childNodes].some((child) => child.nodeType === 3 && child.textContent.trim())).map((node) => {
            const pair = [light(numbers(getComputedStyle(node).color)), light(ground(node))];
            const [one, other] = pair.sort((x, y) => y - x);
            return [(one + 0.05) / (other + 0.05), node.className, node.textContent.slice(0, 30)];
        }).filter(([ratio]) => ratio < 4.5);
    }"""
    )
    assert faint == []

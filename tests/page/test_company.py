"""The page of the small company: all of it drawn, and its figures those of the marts, by SQL written here by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import duckdb
import pytest

from easemart.drawing import payload
from easemart.drawing.charts import PAGE, read_page
from easemart.warehouses.interface import Connection

from .opening import Browser, marks
from .written_page import written

# Sums of a month are added up in another order here than there.
EQUAL = {"rel": 1e-9, "abs": 1e-9}


def drawn(published: Path, folder: Path) -> Path:
    """The page of a published file, whose warehouse holds nothing newer."""
    folder.mkdir(exist_ok=True)
    with duckdb.connect(str(published), read_only=True) as con:
        same = cast(Connection, con)
        return written(folder, payload.made(read_page(PAGE), same, same, "duckdb"))


@pytest.fixture(scope="module")
def company_page(company: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return drawn(company, tmp_path_factory.mktemp("company") / "page")


@pytest.fixture(scope="module")
def marts(company: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(company), read_only=True) as con:
        yield con


@pytest.fixture(scope="module")
def page(browser: Browser, company_page: Path) -> Iterator[Any]:
    """The company's page, opened once; every test sets the filters it wants."""
    with browser.opened(company_page) as opened:
        opened.evaluate("easemart.draw_all()")
        yield opened


SAID = "(all) => all.map((one) => one.dataset.value)"
STATES = """() => [...document.querySelectorAll("article.chart")].map((card) => ({
    id: card.id, state: card.dataset.state, said: card.querySelector(".empty").innerText.length,
    points: card.querySelectorAll(".barlayer .point, .scatterlayer .point, .scatterlayer .js-line, .heatmaplayer image,"
        + " .tile .value, .plot tbody tr").length,
    reading: card.querySelector(".reading").innerText.length, rows: card.querySelectorAll("tbody tr").length,
    definition: [...card.querySelectorAll("button")].some((button) => button.textContent === "Definition"),
}))"""


def test_each_chart_is_drawn_with_data_or_says_why_not(page: Any) -> None:
    charts = {f"{section.name}-{chart.name}": chart for section in read_page(PAGE).sections for chart in section.charts}
    found = {one["id"]: one for one in page.evaluate(STATES)}
    assert found.keys() == charts.keys()
    for one in found.values():
        assert one["reading"] > 20 and one["definition"], one
        assert one["points"] > 0 and one["rows"] > 0 if one["state"] == "drawn" else one["said"] > 10, one
    rows = page.evaluate(
        "Object.fromEntries(JSON.parse(document.getElementById('payload').textContent).sections.flatMap((section) =>"
        " section.charts.map((chart) => [`${section.name}-${chart.name}`, chart.row_count])))"
    )
    assert {name for name, one in found.items() if one["state"] == "empty"} <= {name for name in rows if not rows[name]}
    assert sum(one["state"] == "drawn" for one in found.values()) > 0.8 * len(charts)


@pytest.mark.parametrize("width", [360, 1280, 2560])
def test_the_whole_page_fits_its_window(browser: Browser, company_page: Path, width: int) -> None:
    with browser.opened(company_page, size=(width, 900)) as page:
        page.evaluate("easemart.draw_all()")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_tiles_are_the_scorecard(page: Any, marts: duckdb.DuckDBPyConnection) -> None:
    found = marks(page, "scorecard", "standards")
    assert len(found) > 15
    for mark in found:
        if mark["value"] is None:
            continue
        wanted = marts.execute(
            "select value, value_low, value_high, n from scorecard.monthly where label = ? and month_start = ?",
            [mark["by"], f"{mark['month']}-01"],
        ).fetchone()
        assert (mark["value"], mark["low"], mark["high"], mark["n"]) == wanted
    said = page.locator("#scorecard .tile .value[data-value]").evaluate_all(SAID)
    assert sorted(map(float, said)) == sorted(mark["value"] for mark in found if mark["value"] is not None)


def test_a_months_causes_are_the_marts_with_their_intervals(page: Any, marts: duckdb.DuckDBPyConnection) -> None:
    months = marts.execute(
        "select distinct month_start from effort.repeat_causes where determined_count > 0 order by 1"
    ).fetchall()
    assert len(months) >= 4
    for (month,) in months:
        wanted = marts.execute(
            "select cause, determined_share, determined_share_low, determined_share_high, determined_count"
            " from effort.repeat_causes where month_start = ? and cause <> 'undetermined'",
            [month],
        ).fetchall()
        of = f"{month:%Y-%m}"
        found = {mark["by"]: mark for mark in marks(page, "effort", "repeat_causes", **{"from": of, "to": of})}
        assert found.keys() == {row[0] for row in wanted}
        for cause, *figures in wanted:
            mark = found[cause]
            assert [mark[key] for key in ("value", "low", "high", "n")] == pytest.approx(figures, **EQUAL)


def test_a_months_service_level_is_the_scorecards_with_its_interval(
    page: Any, marts: duckdb.DuckDBPyConnection
) -> None:
    wanted = marts.execute(
        "select strftime(month_start, '%Y-%m-%d'), value, value_low, value_high from scorecard.monthly"
        " where metric = 'offered_service_level' and value is not null"
    ).fetchall()
    found = {mark["x"]: mark for mark in marks(page, "operations", "service_level_by_month")}
    assert len(wanted) >= 4 and found.keys() == {row[0] for row in wanted}
    for month, *figures in wanted:
        assert [found[month][key] for key in ("value", "low", "high")] == pytest.approx(figures, **EQUAL)


CHOICES = [
    {},
    {"channel": "phone"},
    {"from": "second", "to": "third"},
    {"from": "second", "channel": "phone", "tier": "C"},
    {"queue": "busiest"},
    {"to": "third", "queue": "busiest", "tier": "C"},
]


def choice_and_condition(marts: duckdb.DuckDBPyConnection, choice: dict[str, str], columns: dict[str, str]) -> Any:
    """The choice with real months and the busiest queue, and the same as an SQL condition, by column of each filter."""
    months = marts.execute(
        "select distinct strftime(business_date, '%Y-%m') from core.contacts where business_date is not null order by 1"
    ).fetchall()
    (queue,) = marts.execute(
        "select queue_id from core.contacts where queue_id is not null and channel = 'phone'"
        " group by 1 order by count(*) desc limit 1"
    ).fetchall()[0]
    named = {"second": months[1][0], "third": months[2][0], "busiest": queue}
    real = {key: named.get(value, value) for key, value in choice.items()}
    comparing = {"from": ">=", "to": "<="}
    date = f"strftime({columns['date']}, '%Y-%m')"
    terms = [f"{columns.get(key, date)} {comparing.get(key, '=')} '{value}'" for key, value in real.items()]
    return real, " and ".join(["true", *terms])


@pytest.mark.parametrize("choice", CHOICES)
def test_filtered_causes_are_what_sql_says(page: Any, marts: duckdb.DuckDBPyConnection, choice: dict[str, str]) -> None:
    columns = {"date": "business_date", "channel": "r.channel", "tier": "r.customer_code", "queue": "c.queue_id"}
    real, condition = choice_and_condition(marts, choice, columns)
    wanted = marts.execute(
        f"""
        select primary_cause, count(*) / sum(count(*)) over (), sum(count(*)) over ()
        from effort.repeat_contacts r join (select contact_id, queue_id from core.contacts) c using (contact_id)
        where primary_cause <> 'undetermined' and {condition} group by 1
        """
    ).fetchall()
    found = {mark["by"]: (mark["value"], mark["n"]) for mark in marks(page, "effort", "repeat_causes", **real)}
    assert {cause: figures for cause, figures in found.items() if figures[0]} == {
        cause: (pytest.approx(share), n) for cause, share, n in wanted
    }


@pytest.mark.parametrize("choice", [one for one in CHOICES if "channel" not in one])
def test_filtered_service_levels_are_what_sql_says(
    page: Any, marts: duckdb.DuckDBPyConnection, choice: dict[str, str]
) -> None:
    columns = {"date": "interval_date", "tier": "customer_code", "queue": "queue_id"}
    real, condition = choice_and_condition(marts, choice, columns)
    wanted = marts.execute(
        f"""
        select strftime(interval_date, '%Y-%m-01'), sum(answered_in_time_count) / sum(due_count), sum(due_count)
        from operations.intervals where {condition} group by 1 having sum(due_count) > 0
        """
    ).fetchall()
    found = marks(page, "operations", "service_level_by_month", **real)
    assert wanted and {mark["x"]: (mark["value"], mark["n"]) for mark in found} == {
        month: (pytest.approx(share), n) for month, share, n in wanted
    }


@pytest.mark.parametrize("choice", CHOICES)
def test_filtered_means_are_what_sql_says(page: Any, marts: duckdb.DuckDBPyConnection, choice: dict[str, str]) -> None:
    """Minutes of a need: a mean of needs, whichever cells they were carried in."""
    columns = {"date": "n.opened_date", "tier": "n.customer_code", "queue": "n.queue_id", "channel": "c.channel"}
    real, condition = choice_and_condition(marts, choice, columns)
    wanted = marts.execute(
        f"""
        select n.issue, avg(n.customer_minutes), count(n.customer_minutes)
        from effort.needs n join (select contact_id, channel from core.contacts) c on n.first_contact_id = c.contact_id
        where n.is_ripe and n.customer_id is not null and n.issue is not null and {condition} group by 1
        """
    ).fetchall()
    found = marks(page, "effort", "need_minutes", **real)
    assert wanted and {mark["by"]: (mark["value"], mark["n"]) for mark in found if mark["by"]} == {
        issue: (pytest.approx(mean), n) for issue, mean, n in wanted
    }


def test_figures_in_tables_are_those_that_are_drawn(page: Any) -> None:
    page.evaluate("easemart.set('effort', {})")
    drawn = {str(mark["value"]) for mark in page.evaluate("easemart.marks('effort', 'repeat_causes')")}
    held = page.locator("#effort-repeat_causes td[data-value]").evaluate_all(SAID)
    assert drawn <= set(held)


# Texts of less contrast than WCAG 2 asks for (4.5), on the nearest ground behind them that is not clear. Those on heat
# maps, whose ground is a picture, are tried by their colours.
PALE = """() => {
    const numbers = (text) => (/^rgba?\\(/.test(text) ? text.match(/[\\d.]+/g).map(Number) : null);
    const light = (colour) => {
        const [red, green, blue] = colour.slice(0, 3).map((part) => part / 255)
            .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const ground = (node) => {
        for (let at = node; at; at = at.parentElement) {
            const found = numbers(getComputedStyle(at).backgroundColor);
            if (found && (found[3] ?? 1) > 0.99) return found;
        }
        return [255, 255, 255];
    };
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const [pale, all] = [[], []];
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
        const node = text.parentElement;
        if (!text.textContent.trim() || !node.getClientRects().length) continue;
        if (node.matches("button:disabled, script, style") || node.closest(".heatmaplayer, .hm")) continue;
        const looks = getComputedStyle(node);
        const colour = numbers(node instanceof SVGElement ? looks.fill : looks.color);
        const [high, low] = [light(colour), light(ground(node))].sort((one, other) => other - one);
        all.push(text);
        const name = `${node.tagName} ${node.className.baseVal ?? node.className}`;
        if ((high + 0.05) / (low + 0.05) < 4.5) pale.push(name);
    }
    return { pale: [...new Set(pale)], count: all.length };
}"""
# What takes the focus, by section and name; what scrolls without taking it.
REACHED = """() => {
    const seen = [...document.querySelectorAll("a[href], button, select, summary, [tabindex='0']")]
        .filter((node) => node.getClientRects().length && !node.disabled);
    const named = (node) =>
        node.getAttribute("aria-label") || node.labels?.[0]?.firstChild.textContent || node.textContent.trim();
    const scrolls = (node) => ["auto", "scroll"].includes(getComputedStyle(node).overflowX)
        && (node.scrollWidth > node.clientWidth + 1 || node.scrollHeight > node.clientHeight + 1);
    return {
        names: seen.map((node) => [node.closest("article, section, nav")?.id ?? "", node.tagName, named(node)]),
        hidden: [...document.querySelectorAll("main *")].filter((node) => scrolls(node) && node.tabIndex < 0).length,
    };
}"""


def test_all_text_has_contrast_and_all_that_is_used_has_a_name_and_is_reached(page: Any) -> None:
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    page.wait_for_timeout(500)
    found = page.evaluate(PALE)
    assert found["pale"] == [] and found["count"] > 5_000
    reached = page.evaluate(REACHED)
    assert reached["hidden"] == 0
    names = [tuple(one) for one in reached["names"]]
    assert len(names) > 400 and all(name for *_, name in names)
    assert [one for one, times in Counter(names).items() if times > 1] == []
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = false")


PAPER = 688  # the pixels of A4, upright, less the margins that page.css gives it


def test_on_paper_nothing_is_wider_than_it_or_moves_once_it_is_drawn(browser: Browser, company_page: Path) -> None:
    with browser.opened(company_page) as page:
        page.evaluate("easemart.draw_all()")
        page.wait_for_timeout(1000)
        # What is seen at once is what a printer gets: it does not wait.
        drawn = page.evaluate(
            """() => {
                dispatchEvent(new Event("beforeprint"));
                return [...document.querySelectorAll(".js-plotly-plot")].map((plot) => ({
                    id: plot.closest("article").id, width: plot.layout.width,
                    asked: plot.layout.margin.t, has: plot._fullLayout._size.t,
                }));
            }"""
        )
        assert len(drawn) > 70 and {one["width"] for one in drawn} == {680}
        assert [one for one in drawn if one["has"] > one["asked"] + 1] == []
        page.emulate_media(media="print")
        page.set_viewport_size({"width": PAPER, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= 1.1 * PAPER


def test_an_empty_warehouse_has_a_page(browser: Browser, company: Path, tmp_path: Path) -> None:
    bare = tmp_path / "marts.duckdb"
    with duckdb.connect(str(bare)) as con:
        con.execute(f"attach '{company}' as full_marts (read_only)")
        for schema, table in con.execute(
            "select schema_name, table_name from duckdb_tables() where database_name = 'full_marts'"
        ).fetchall():
            con.execute(f"create schema if not exists {schema}")
            con.execute(f"create table {schema}.{table} as select * from full_marts.{schema}.{table} limit 0")
        con.execute("insert into audit.published select * from full_marts.audit.published")
        con.execute("update audit.published set note = 'no feed: telephony', rows = 0")
    with browser.opened(drawn(bare, tmp_path / "page")) as page:
        page.evaluate("easemart.draw_all()")
        found = page.evaluate(STATES)
        assert {one["state"] for one in found if not one["id"].startswith("loads-")} == {"empty"}
        assert all(one["said"] > 10 for one in found if one["state"] == "empty")
        assert (
            page.locator("#effort .empty").first.inner_text()
            == "Nothing to show: nothing is delivered yet of telephony."
        )
        assert page.locator("select").count() == page.locator("#loads select").count()

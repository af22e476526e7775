"""Every chart of the page, on the tests' company: it runs, and no figure stands in it twice or without a name."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from easemart import building
from easemart.drawing import page, payload, project_docs
from easemart.drawing.charts import PAGE, Chart, read_page
from easemart.home import Home
from easemart.warehouses.embedded import Embedded
from star import Team
from workbench import ReadOnly

from .made_page import payload_of

SOURCES = {chart.place: section.source_of(chart) for section in read_page().sections for chart in section.charts}
CHARTS = read_page().charts
# What the page can be cut by; a chart has a row for each of its marks and each of these that it has.
CUTS = ("month_start", "channel", "queue", "tier")
# All rows stand in the page, which is to open in a moment.
MOST_ROWS = 10_000


@pytest.fixture(scope="module")
def embedded(company: Path) -> Embedded:
    return ReadOnly(Home(company.parents[1]))


def test_every_select_is_a_chart_of_the_page() -> None:
    assert {chart.sql_place for chart in CHARTS} == {f"page/{path.relative_to(PAGE)}" for path in PAGE.glob("*/*.sql")}


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.place.removesuffix(".yml"))
def test_a_chart_has_each_mark_once(embedded: Embedded, chart: Chart) -> None:
    opened = embedded.published() if SOURCES[chart.place] == "published" else embedded.opened("builder")
    with opened as con:
        found = payload.rows_of(chart, con)
    counts = {len(values) for values in found.values()}
    assert len(counts) == 1 and counts <= set(range(MOST_ROWS))
    assert {str(month)[7:] for month in found.get("month_start", ()) if month} <= {"-01"}
    if chart.spec["kind"] == "table":
        return
    named = [chart.spec[key] for key in ("by", "x", "series") if key in chart.spec]
    assert [name for name in named if None in found[name]] == []
    marks = Counter(zip(*(found[name] for name in dict.fromkeys([*named, *(set(CUTS) & found.keys())])), strict=True))
    assert [mark for mark, times in marks.items() if times > 1] == []


def test_the_page_of_the_company_is_drawn(embedded: Embedded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(project_docs, "renew", lambda home: False)
    monkeypatch.setattr(Home, "page", tmp_path / "index.html")
    document = payload_of(page.draw(embedded.home, embedded))
    assert [len(section["charts"]) for section in document["sections"]] == [
        len(section.charts) for section in read_page().sections
    ]
    filled = [chart for section in document["sections"] for chart in section["charts"] if chart["row_count"]]
    assert len(filled) > 0.8 * len(CHARTS)
    for table, link in document["tables"].items():
        mart, name = table.split(".")
        assert (building.PROJECT / "models" / mart / f"{mart}__{name}.sql").exists() and link.endswith(
            f"{mart}__{name}"
        )


def test_the_page_of_a_team_is_drawn_as_those_who_read_and_build(
    team: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every select runs on PostgreSQL, and on marts that hold next to nothing."""
    monkeypatch.setattr(project_docs, "renew", lambda home: False)
    document = payload_of(page.draw(Home(tmp_path), team.warehouse))
    assert document["marts"]["warehouse"] == "postgres" and document["marts"]["through"] == "2025-01-03"
    assert sum(len(section["charts"]) for section in document["sections"]) == len(CHARTS)
    assert document["failed"] is None

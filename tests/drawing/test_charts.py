"""What `page/` may say; a slip in it is an error that names the file and what to do."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from easemart import building
from easemart.drawing.charts import PAGE, read_page
from easemart.errors import PermanentError

from .made_page import CHART, make_page, write_chart, write_section


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_page(tmp_path / "page")


def test_a_page_is_read_with_the_definitions_and_facts_that_it_uses(folder: Path) -> None:
    write_section(folder, "effort", ["contacts", "causes"])
    causes = {**CHART, "reads": ["effort.repeat_contacts"], "published": [{"id": "F02", "at": "phone"}]}
    write_chart(folder, "effort", "causes", {**causes, "definition": "Repeat contact"})
    page = read_page(folder)
    assert [(section.name, section.reads_from) for section in page.sections] == [
        ("effort", "published"),
        ("loads", "warehouse"),
    ]
    assert [chart.name for chart in page.charts] == ["contacts", "causes", "refused"]
    loads = page.sections[1]
    assert [loads.source_of(chart) for chart in page.charts] == ["published", "published", "warehouse"]
    assert set(page.definitions) == {"Contact, and who made it", "Repeat contact"}
    assert page.definitions["Repeat contact"].startswith("<p>") and "##" not in page.definitions["Repeat contact"]
    assert {name: (fact.figure_low, fact.kind) for name, fact in page.facts.items()} == {"F02": (0.22, "behaviour")}
    assert page.charts[0].columns == {"channel", "contact_count"}


def test_a_chart_names_its_columns_wherever_they_stand(folder: Path) -> None:
    scatter: dict[str, Any] = {
        **CHART,
        "kind": "scatter",
        "x_value": {"stored": "x", "low": "x_low"},
        "y_value": {"mean": ["total", "n", "squares"]},
        "size": "weight",
        "worth": "units",
        "unit": "unit_of_row",
        "target": "goal",
    }
    del scatter["value"]
    write_chart(folder, "effort", "contacts", scatter)
    (chart, _) = read_page(folder).charts
    assert chart.columns == {
        "channel", "x", "x_low", "total", "n", "squares", "weight", "units", "unit_of_row", "goal",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"colour": "red"}, r"page/effort/contacts\.yml: colour is not known; known are question, reading"),
        ({"kind": "pie"}, r"page/effort/contacts\.yml: kind is 'pie'; it has to be one of bars, funnel"),
        ({"kind": "lines"}, r"a chart of kind lines needs x: add it"),
        ({"question": None}, r"question is None; it has to be a text"),
        ({"definition": "Repeat contacts"}, r"'Repeat contacts' is no heading of docs/definitions\.md: write it"),
        ({"reads": ["effort.nothing"]}, r"reads effort\.nothing, which is no published table: correct it"),
        ({"reads": ["intermediate.int_needs"]}, r"reads intermediate\.int_needs, which is no published table"),
        ({"value": {"share": "contact_count"}}, r"value is .* it has to be one of \{share"),
        ({"value": {"sum": "contact_count", "low": "x"}}, r"it has to be one of \{share"),
        ({"value": {"sum": "a", "stored": "b"}}, r"it has to be one of \{share"),
        ({"labels": {True: "yes"}}, r"labels is .* it has to be texts by name"),
        ({"steps": "yes"}, r"steps is 'yes'; it has to be true or false"),
        ({"rows": 0}, r"rows is 0; it has to be a whole number above 0"),
        ({"published": [{"id": "F99"}]}, r"published F99 is no id of .*published_benchmarks\.csv: correct it"),
        ({"published": [{"id": "F02"}]}, r"F02 is comparable with 'effort\.repeat_contacts share.* does not read"),
        ({"published": [{"id": "F01"}]}, r"F01 is comparable with 'nothing'"),
        ({"published": [{"at": "F01"}]}, r"it has to be a list of \{id"),
    ],
)
def test_a_chart_that_is_not_understood_is_an_error(folder: Path, change: dict[str, Any], said: str) -> None:
    write_chart(folder, "effort", "contacts", {**CHART, **change})
    with pytest.raises(PermanentError, match=said):
        read_page(folder)


def test_a_chart_needs_its_question_its_select_and_its_place(folder: Path) -> None:
    write_chart(folder, "effort", "contacts", {key: CHART[key] for key in CHART if key != "question"})
    with pytest.raises(PermanentError, match=r"page/effort/contacts\.yml: question is missing: add it"):
        read_page(folder)
    write_chart(folder, "effort", "contacts", CHART)
    write_chart(folder, "effort", "forgotten", CHART)
    with pytest.raises(PermanentError, match=r"page/effort/section\.yml: forgotten is in no list: add it to charts"):
        read_page(folder)
    (folder / "effort" / "forgotten.yml").unlink()
    (folder / "effort" / "forgotten.sql").unlink()
    (folder / "effort" / "contacts.sql").unlink()
    with pytest.raises(PermanentError, match=r"page/effort/contacts\.sql is missing: write its select"):
        read_page(folder)


def test_two_charts_may_draw_what_one_select_yields(folder: Path) -> None:
    write_section(folder, "effort", ["contacts", "course"])
    write_chart(folder, "effort", "course", {**CHART, "kind": "lines", "x": "month_start", "sql": "contacts"})
    with pytest.raises(PermanentError, match=r"sql is 'contacts', and page/effort/course\.sql is there: take one of"):
        read_page(folder)
    (folder / "effort" / "course.sql").unlink()
    contacts, course, _ = read_page(folder).charts
    assert course.sql == contacts.sql and course.sql_place == contacts.sql_place == "page/effort/contacts.sql"
    write_section(folder, "effort", ["course"])
    with pytest.raises(PermanentError, match=r"page/effort/section\.yml: contacts is in no list"):
        read_page(folder)


def test_pages_and_sections_are_checked_alike(folder: Path) -> None:
    write_section(folder, "effort", ["contacts"], reader="nobody")
    with pytest.raises(PermanentError, match=r"page/effort/section\.yml: reader is 'nobody'; .* engineer, manager"):
        read_page(folder)
    write_section(folder, "effort", ["contacts", "contacts"])
    with pytest.raises(PermanentError, match=r"it has to be a list of texts, none twice"):
        read_page(folder)
    write_section(folder, "effort", ["contacts"])
    write_section(folder, "forgotten", ["contacts"])
    with pytest.raises(PermanentError, match=r"page/page\.yml: forgotten is in no list: add it to sections"):
        read_page(folder)
    (folder / "page.yml").write_text("title: A page\nsections: [effort, loads, forgotten, lost]")
    write_chart(folder, "forgotten", "contacts", CHART)
    with pytest.raises(PermanentError, match=r"page/lost/section\.yml cannot be read: .* take its name away"):
        read_page(folder)
    (folder / "page.yml").write_text("title: [")
    with pytest.raises(PermanentError, match=r"page/page\.yml is no YAML"):
        read_page(folder)
    (folder / "page.yml").write_text("- a")
    with pytest.raises(PermanentError, match=r"page/page\.yml: keys and values are wanted: title, sections"):
        read_page(folder)
    (folder / "page.yml").unlink()
    with pytest.raises(PermanentError, match=r"page/page\.yml cannot be read"):
        read_page(folder)


def test_a_label_is_of_something_that_is_drawn() -> None:
    """Each word of a labelled value stands where values come from: in selects, models or seeds."""
    project = building.PROJECT
    texts = [*PAGE.glob("*/*.sql"), *(project / "models").rglob("*.sql"), *project.glob("seeds/*.csv")]
    words = set(re.findall(r"[a-z0-9]+", " ".join(path.read_text("utf-8").lower() for path in texts)))
    labelled = {(chart.place, value) for chart in read_page().charts for value in chart.spec.get("labels", {})}
    assert len(labelled) > 100
    assert [one for one in labelled if not set(re.findall(r"[a-z0-9]+", one[1].lower())) <= words] == []

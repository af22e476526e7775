"""The page drawn of a tiny published file: what is in it, and what it says when something is wrong."""

from __future__ import annotations

import datetime as dt
import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from easemart import building
from easemart.drawing import page, payload, project_docs
from easemart.errors import EasemartError, PermanentError
from easemart.home import Home
from easemart.warehouses.embedded import Embedded

from .made_page import CHART, SQL, decoded, make_home, make_page, on, payload_of, write_chart


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_page(tmp_path / "page")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home whose models' page is drawn by nobody: that is another test."""
    monkeypatch.setattr(project_docs, "renew", lambda home: False)
    return make_home(tmp_path / "home")


def drawn(home: Home, folder: Path) -> dict[str, Any]:
    return payload_of(page.draw(home, Embedded(home), folder))


def test_everything_is_in_one_file(home: Home, folder: Path) -> None:
    path = page.draw(home, Embedded(home), folder)
    assert path == home.root / "published" / "index.html"
    text = path.read_text(encoding="utf-8")
    assert "<title>Service &amp; &lt;more&gt;</title>" in text and "body {}" in text and "let page = '{{ }}';" in text
    assert "plotly.js v" in text
    assert sorted(one.name for one in path.parent.iterdir()) == ["index.html", "marts.duckdb"]


def test_the_payload_says_what_the_marts_say(home: Home, folder: Path) -> None:
    found = drawn(home, folder)
    assert found["title"] == "Service & <more>" and found["drawn_at"].endswith("Z")
    assert found["marts"] == {
        "build_id": 1, "published_at": "2025-03-01T04:05:06Z", "through": "2025-02-28", "warehouse": "duckdb",
    }  # fmt: skip
    assert (found["failed"], found["thin"], found["facts"]) == (None, 30, {})
    assert found["tables"] == {"core.contacts": "docs.html#!/model/model.easemart.core__contacts"}
    effort, loads = found["sections"]
    assert [(one["name"], one["title"], one["reader"]) for one in (effort, loads)] == [
        ("effort", "Effort", "manager"),
        ("loads", "Loads", "engineer"),
    ]
    (chart,) = effort["charts"]
    assert {key: chart[key] for key in CHART} == CHART and chart["sql"] == SQL.strip()
    assert (chart["name"], chart["row_count"], chart["no_feed"]) == ("contacts", 3, None)
    assert chart["columns"] == {
        "channel": {"of": ["phone"], "at": [0, 0, -1]},
        "month_start": {"of": ["2025-01-01", "2025-02-01"], "at": [0, 1, 1]},
        "contact_count": [1, 1, 1],
        "wait_seconds": [1.5, None, 2.5],
    }
    (refused,) = loads["charts"]
    assert refused["headings"] == {"file_name": "File", "reason": "Why"}
    assert refused["columns"] == {"file_name": [], "reason": []}


def test_a_table_that_no_feed_fills_says_so_and_one_with_rows_does_not(home: Home, folder: Path) -> None:
    sql = "select channel, contact_count from effort.needs"
    write_chart(folder, "effort", "contacts", {**CHART, "reads": ["effort.needs"]}, sql)
    (chart,) = drawn(home, folder)["sections"][0]["charts"]
    assert (chart["row_count"], chart["no_feed"]) == (0, "no feed: telephony, tickets")
    on(home.published, "insert into effort.needs values ('n1', 'phone', 2)")
    (chart,) = drawn(home, folder)["sections"][0]["charts"]
    assert (chart["row_count"], chart["no_feed"]) == (1, None)


def test_what_was_refused_or_failed_after_the_publication_is_shown(home: Home, folder: Path) -> None:
    on(
        home.warehouse,
        "insert into audit.loads (load_id, file_name, verdict, reason) values (2, 'b', 'refused', 'cut')",
    )
    on(home.warehouse, "insert into audit.builds (build_id, verdict, started_at) values (2, 'running', now())")
    found = drawn(home, folder)
    assert found["sections"][1]["charts"][0]["columns"]["reason"] == {"of": ["cut"], "at": [0]}
    assert found["failed"] is None
    build = building.Build(2, 0, 0, False)
    building.fail(Embedded(home), build, PermanentError("nothing is published: orders: many_rows"))
    building.fail(Embedded(home), build, PermanentError("Build 2 is not under way any more"))
    found = drawn(home, folder)
    assert found["failed"]["build_id"] == 2 and found["marts"]["build_id"] == 1
    assert found["failed"]["reason"] == "nothing is published: orders: many_rows"
    assert abs(dt.datetime.fromisoformat(found["failed"]["at"]) - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=5)
    on(home.warehouse, "insert into audit.builds (build_id, verdict) values (3, 'succeeded')")
    assert drawn(home, folder)["failed"] is None


@pytest.mark.parametrize(
    ("error", "kept"),
    [
        (
            building.DbtError("core__contacts: Duplicate key '+31 20'", "dbt build: core__contacts"),
            "core__contacts failed",
        ),
        (ValueError("+31 20"), "ValueError; the log says more"),
    ],
)
def test_the_reason_kept_of_a_failed_build_quotes_no_rows(
    home: Home, folder: Path, error: Exception, kept: str
) -> None:
    on(home.warehouse, "insert into audit.builds (build_id, verdict) values (2, 'running')")
    building.fail(Embedded(home), building.Build(2, 0, 0, False), error)
    reason = drawn(home, folder)["failed"]["reason"]
    assert kept in reason and "+31" not in reason


def test_nothing_in_the_data_can_end_the_script_it_stands_in(home: Home, folder: Path) -> None:
    evil = "</script><script>alert(1)</script><!--"
    on(home.published, f"update core.contacts set channel = '{evil}' where channel is null")
    path = page.draw(home, Embedded(home), folder)
    assert evil not in path.read_text() and "<script>alert" not in path.read_text()
    assert evil in payload_of(path)["sections"][0]["charts"][0]["columns"]["channel"]["of"]


@pytest.mark.parametrize(
    "values",
    [["b", "a", None, "b"], [None, None], [], [1, 2.5, None, 0], [True, False, None], ["", "a", ""]],
)
def test_a_column_is_coded_and_read_back(values: list[Any]) -> None:
    assert decoded(payload.coded(values)) == values


def test_values_of_all_warehouses_are_the_same_in_the_page() -> None:
    given = [Decimal("3"), Decimal("2.5"), float("nan"), float("inf"), dt.date(2025, 1, 2), dt.datetime(2025, 1, 2, 3)]
    assert [payload._plain(value) for value in given] == [3, 2.5, None, None, "2025-01-02", "2025-01-02T03:00:00"]


def test_a_chart_that_does_not_run_is_named_and_the_page_before_stays(home: Home, folder: Path) -> None:
    before = page.draw(home, Embedded(home), folder).read_bytes()
    write_chart(folder, "effort", "contacts", CHART, "select channel from core.nothing")
    with pytest.raises(EasemartError, match=r"page/effort/contacts\.sql does not run: .*nothing.* Mend it"):
        page.draw(home, Embedded(home), folder)
    write_chart(
        folder, "effort", "contacts", CHART, "select channel, count(*) as contacts from core.contacts group by 1"
    )
    with pytest.raises(
        PermanentError, match=r"contacts\.yml: contact_count is no column of .*contacts\.sql, which yields channel, c"
    ):
        page.draw(home, Embedded(home), folder)
    assert home.page.read_bytes() == before


def test_without_published_marts_there_is_nothing_to_draw(home: Home, folder: Path) -> None:
    home.published.unlink()
    with pytest.raises(PermanentError, match=r"has published no marts to draw: scripts/run builds them"):
        page.draw(home, Embedded(home), folder)


def test_the_models_page_is_made_once_for_a_project(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    made: list[list[str]] = []
    table = {"database": "warehouse", "schema": "build_core", "resource_type": "model"}
    columns = {name: {"name": name, "data_type": kind} for name, kind in (("day", "date"), ("is_open", "boolean"))}
    manifest: dict[str, Any] = {
        "nodes": {
            "model.easemart.core__calendar": {**table, "name": "core__calendar", "columns": columns},
            "test.easemart.unique": {**table, "name": "unique", "columns": {}},
        },
        "sources": {},
    }

    def dbt(of: Home, command: list[str], parsed: Any = None) -> None:
        made.append(command)
        (of.dbt / "target").mkdir(exist_ok=True)
        target = of.dbt / "target"
        (target / "catalog.json").write_text(empty := '{"nodes": {}, "sources": {}}')
        (target / "manifest.json").write_text(json.dumps(manifest))
        (target / "static_index.html").write_text(
            f'<head></head><use xlink:href="{{{{ icon }}}}">{building.REPOSITORY}/dbt_project<p>{empty}</p>'
        )

    monkeypatch.setattr(building, "dbt", dbt)
    monkeypatch.setattr(building, "parse", lambda of: None)
    assert [project_docs.renew(home), project_docs.renew(home)] == [True, False]
    text = home.models_page.read_text()
    (catalogue,) = re.findall("<p>(.*)</p>", text)
    assert {
        name: [(column["index"], column["name"], column["type"]) for column in node["columns"].values()]
        for name, node in json.loads(catalogue)["nodes"].items()
    } == {"model.easemart.core__calendar": [(1, "day", "date"), (2, "is_open", "boolean")]}
    assert "default-src 'none'" in text and '<use ng-attr-xlink:href="{{ icon }}">dbt_project' in text
    monkeypatch.setattr(building, "code_hash", lambda: "another")
    assert project_docs.renew(home) and len(made) == 2 and "--static" in made[0]

"""build_marts as it runs in production: green publishes, red leaves readers what they have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import duckdb
import pytest

from drawing.made_page import payload_of
from easemart import building, marts
from easemart.drawing import page
from easemart.errors import PermanentError
from easemart.suites import Expectation, Suite
from workbench import Bench

ORDERS = "order_id,customer_id,ordered_at,paid_price\no1,c1,2026-01-01 10:00:00,5\n"


def fails(*_: object) -> None:
    raise PermanentError("page/effort/contacts.sql is missing")


def test_a_green_run_publishes_and_a_failed_gate_or_drawing_makes_the_run_red_and_leaves_what_is_published(
    bench: Bench, run_dag: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.put_and_load("crm/standard/orders_1.csv", ORDERS)
    with monkeypatch.context() as undrawable:
        undrawable.setattr(page, "draw", fails)
        assert run_dag("build_marts") == "failed"
    assert bench.query("select verdict, reason from audit.builds") == [("succeeded", None)]
    assert bench.home.published.exists() and not bench.home.page.exists()
    # There is nothing to build, and the page is drawn.
    assert run_dag("build_marts") == "success"
    assert payload_of(bench.home.page)["failed"] is None
    assert "core__orders" in bench.home.models_page.read_text(encoding="utf-8")

    def published(sql: str) -> list[Any]:
        with duckdb.connect(str(bench.home.published), read_only=True) as con:
            return con.execute(sql).fetchall()

    assert published("select count(*) from core.orders") == [(1,)]
    # A table without any feed is empty and says so.
    notes = dict(published("select mart || '.' || table_name, note from audit.published where rows = 0"))
    assert {"core.contacts", "effort.needs", "recovery.complaints", "satisfaction.interactions"} <= set(notes)
    assert all("no feed: " in str(note) and "telephony" in str(note) for note in (notes["core.contacts"],))

    def with_an_impossible_rule(relative: str, table: str, **rest: Any) -> Suite:
        suite = load_suite(relative, table, **rest)
        kwargs = {"min_value": 10}
        impossible = Expectation("many_rows", "expect_table_row_count_to_be_between", "load", kwargs)
        return replace(suite, expectations=(*suite.expectations, impossible)) if table == "orders" else suite

    load_suite = building.load_suite
    monkeypatch.setattr(building, "load_suite", with_an_impossible_rule)
    bench.put_and_load("crm/standard/orders_2.csv", ORDERS.replace("o1", "o2"))
    assert run_dag("build_marts") == "failed"
    assert published("select count(*) from core.orders") == [(1,)]
    assert bench.query("select verdict from audit.builds order by build_id") == [("succeeded",), ("failed",)]
    assert bench.query("select expectation_id from audit.gate_results where not success") == [("many_rows",)]
    drawn = payload_of(bench.home.page)
    assert (drawn["marts"]["build_id"], drawn["failed"]["build_id"]) == (1, 2)
    assert drawn["failed"]["reason"].startswith("nothing is published: core.orders: many_rows")

    monkeypatch.undo()
    monkeypatch.setenv("EASEMART_HOME", str(bench.home.root))
    assert run_dag("build_marts") == "success"
    assert published("select count(*) from core.orders") == [(2,)]
    assert payload_of(bench.home.page)["failed"] is None

    # A refused file, with no build to follow, is on the page; the run is red all the same.
    bench.put("crm/standard/invoices.csv", "a\n1\n")
    assert run_dag("ingest_crm", inbox=str(bench.inbox)) == "failed"
    assert "invoices.csv" in bench.home.page.read_text(encoding="utf-8")
    assert marts.draw_refused() is None, "the page knows of it already"
    assert bench.query("select full_refresh, built_load_id from audit.builds order by build_id") == [
        (True, 1),
        (False, 2),
        (False, 2),
    ]

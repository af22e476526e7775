"""Gates fail closed: a suite that cannot judge is a failed load, never a passed one."""

from __future__ import annotations

import gc
import textwrap
from pathlib import Path

import pytest

from easemart import suites
from easemart.contracts import tables
from easemart.errors import EasemartError
from easemart.gating import engine_on, evaluate
from easemart.loading import RefusedLoad
from easemart.suites import Expectation, Suite, load_suite
from workbench import Bench

GOOD = """
table: orders
expectations:
  - id: order_id_given
    type: expect_column_values_to_not_be_null
    kwargs: {column: order_id}
"""
SUITES = {
    "missing": (None, "is missing"),
    "empty file": ("", "is for table None"),
    "no expectation": ("table: orders\nexpectations: []", "holds no expectation"),
    "another table's": (GOOD.replace("table: orders", "table: returns"), "is for table 'returns'"),
    "no yaml": ("table: [", "no YAML"),
    "misspelt key": (GOOD.replace("expectations:", "expectation:"), "known keys are"),
    "misspelt column": (
        GOOD.replace("column: order_id", "column: ordre_id"),
        "could not be evaluated",
    ),
    "misspelt argument": (GOOD.replace("column:", "colum:"), "is no valid"),
    "unknown type": (GOOD.replace("not_be_null", "not_be_nil"), "cannot refuse a row"),
    "a type whose rows cannot be had": (
        GOOD.replace("values_to_not_be_null", "values_to_be_unique"),
        "cannot refuse a row",
    ),
    "mostly": (GOOD.replace("order_id}", "order_id, mostly: 0}"), "no `mostly`"),
    "without batch": (
        """
        table: orders
        expectations:
          - id: x
            type: unexpected_rows_expectation
            kwargs: {unexpected_rows_query: "select _row_number from typed.orders"}
        """,
        "no {batch}",
    ),
    "a tolerance nobody declared": (
        """
        table: orders
        expectations:
          - id: x
            type: unexpected_rows_expectation
            kwargs: {unexpected_rows_query: "select _row_number from {batch} where quantity > {most}"}
        """,
        "not declared under `tolerances`",
    ),
    "raising": (
        """
        table: orders
        expectations:
          - id: x
            type: unexpected_rows_expectation
            kwargs: {unexpected_rows_query: "select _row_number from {batch} where quantity / nothing > 1"}
        """,
        "could not be evaluated",
    ),
    "raising at some row": (
        """
        table: orders
        expectations:
          - id: x
            type: unexpected_rows_expectation
            kwargs: {unexpected_rows_query: "select _row_number from {batch} where error(order_id) is null"}
        """,
        "could not be evaluated",
    ),
    "twice the same id": (GOOD + GOOD.split("expectations:\n")[1], "share an id"),
    "unknown load rule": (GOOD + "load: {refused_share: 1}\n", "known rules are"),
}
FILE = "order_id,customer_id,ordered_at\no1,c1,2026-01-01\n"


@pytest.mark.parametrize("name", SUITES)
def test_a_suite_that_cannot_judge_refuses_the_load(
    name: str, bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, said = SUITES[name]
    folder = tmp_path / "repository" / "expectations" / "crm"
    folder.mkdir(parents=True)
    if text is not None:
        (folder / "orders.yml").write_text(textwrap.dedent(text))
    here = tmp_path / "repository"
    monkeypatch.setattr(
        "easemart.loading.load_suite",
        lambda relative, table: suites.load_suite(relative, table, repository=here),
    )
    refusal = bench.put_and_load("crm/standard/orders.csv", FILE)
    assert isinstance(refusal, RefusedLoad)
    assert said in str(refusal)
    assert bench.query("select count(*) from raw.orders") == [(0,)]
    assert bench.query("select verdict from audit.loads") == [("refused",)]


def test_the_same_suite_unspoilt_passes(bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "repository" / "expectations" / "crm"
    folder.mkdir(parents=True)
    (folder / "orders.yml").write_text(GOOD)
    here = tmp_path / "repository"
    monkeypatch.setattr(
        "easemart.loading.load_suite",
        lambda relative, table: suites.load_suite(relative, table, repository=here),
    )
    bench.put_and_load("crm/standard/orders.csv", FILE)
    assert bench.query("select count(*) from raw.orders") == [(1,)]


def test_an_expectation_the_library_drops_is_noticed(bench: Bench) -> None:
    # Two equal expectations are one to the library: one result for two is no pass.
    one = Expectation("a", "expect_column_values_to_not_be_null", "row", {"column": "order_id"})
    suite = Suite("orders", Path("expectations/crm/orders.yml"), (one, one))
    with bench.opened() as con, engine_on(con) as engine, pytest.raises(EasemartError, match="2 expectations"):
        evaluate(engine, "raw", "orders", suite)


@pytest.mark.parametrize(
    ("type_", "kwargs", "refused"),
    [
        ("expect_column_values_to_not_be_null", {"column": "name"}, [3]),
        (
            "expect_column_values_to_be_between",
            {"column": "size", "min_value": 1, "max_value": 2},
            [3],
        ),
        ("expect_column_values_to_be_in_set", {"column": "name", "value_set": ["a"]}, [2]),
        ("expect_column_values_to_match_regex", {"column": "name", "regex": "^a$"}, [2]),
        ("expect_column_value_lengths_to_be_between", {"column": "name", "min_value": 2}, [1]),
        (
            "unexpected_rows_expectation",
            {"unexpected_rows_query": "select _row_number from {batch} where size = 2"},
            [2],
        ),
    ],
)
def test_each_row_type_names_exactly_the_rows_it_refuses(
    bench: Bench, type_: str, kwargs: dict[str, object], refused: list[int]
) -> None:
    suite = Suite("t", Path("expectations/x/t.yml"), (Expectation("e", type_, "row", kwargs),))
    with bench.opened() as con:
        con.execute("create schema typed")
        con.execute(
            "create table typed.t as from (values (1, 'a', 1), (2, 'bb', 2), (3, null, 3)) t(_row_number, name, size)"
        )
        with engine_on(con) as engine:
            (result,) = evaluate(engine, "typed", "t", suite)
        assert not result.success and result.unexpected_count == len(refused)
        rows = con.execute(f"select _row_number from ({result.rows_query})").fetchall()
        assert rows == [(number,) for number in refused]
        assert suites.ROW_TYPES | {suites.SQL_TYPE} >= {type_}


@pytest.mark.parametrize("name", sorted(tables()))
def test_every_contract_has_a_suite_that_asks_for_its_required_columns(name: str) -> None:
    table = tables()[name]
    suite = load_suite(f"{table.feed}/{name}", name)
    asked = {e.kwargs.get("column") for e in suite.expectations if e.type.endswith("not_be_null")}
    assert asked == set(table.required)
    assert all(str(e.kwargs.get("column", next(iter(table.columns)))) in table.columns for e in suite.expectations)


def test_what_real_systems_do_is_tolerated_and_one_second_more_is_not(bench: Bench) -> None:
    """Queue and service may overlap by the tolerance of the suite: 3 s."""

    def call(number: int, overlap: int) -> str:
        return (
            f'{{"ContactId": "{number}", "Channel": "VOICE", "InitiationMethod": "INBOUND", '
            f'"InitiationTimestamp": "2026-01-05T10:00:00Z", "DisconnectTimestamp": "2026-01-05T10:10:00Z", '
            f'"LastUpdateTimestamp": "2026-01-05T10:11:00Z", '
            f'"Queue": {{"Name": "q", "EnqueueTimestamp": "2026-01-05T10:01:00Z", "Duration": 30}}, '
            f'"Agent": {{"Username": "a", "ConnectedToAgentTimestamp": "2026-01-05T10:00:{60 - overlap:02d}Z", '
            f'"AgentInteractionDuration": 300}}}}\n'
        )

    bench.put("telephony/amazon_connect/calls.jsonl", call(1, 3) + call(2, 4) + call(3, 1))
    bench.load("telephony")
    assert bench.query("select contact_id from raw.contacts order by 1") == [("1",), ("3",)]
    assert bench.query("select rule from audit.quarantine") == [("answered_before_queued",)]


def test_an_engine_lent_to_a_gate_lives_on_when_an_earlier_gate_is_forgotten(bench: Bench) -> None:
    """Whatever is collected as garbage while the next table is judged must not close the connection under it."""
    rule = Expectation("k", "expect_column_values_to_not_be_null", "load", {"column": "k"})
    with bench.opened() as con, engine_on(con) as engine, engine.connect() as kept:
        con.execute("create table main.told as select 1 as k")
        for _ in range(2):
            evaluate(engine, "main", "told", Suite("told", Path("expectations/x/told.yml"), (rule,)))
        gc.collect()
        assert kept.exec_driver_sql("select 1").fetchall() == [(1,)]

"""Column lineage: what decides a column's value, through every shape of query the models use."""

from __future__ import annotations

import pytest

from easemart.lineage import Lineage

CONTACTS = {
    "contact_id": {"id"},
    "queue": {"queue"},
    "wait_s": {"wait"},
    "talk_s": {"talk"},
    "entered_at": {"at"},
}


@pytest.fixture
def lineage() -> Lineage:
    lineage = Lineage()
    lineage.add_leaf(("raw", "contacts"), CONTACTS)
    lineage.add_leaf(("seeds", "windows"), {"name": {"seed.name"}, "value": {"seed.value"}})
    return lineage


def found(lineage: Lineage, sql: str) -> dict[str, str]:
    lineage.add_model(("build_core", "model"), sql)
    columns = lineage.columns[("build_core", "model")]
    return {column: " ".join(sorted(origins)) for column, origins in columns.items()}


CASES = {
    "select star through steps": (
        "with a as (select * from w.raw.contacts), b as (select * from a) select queue from b",
        {"queue": "queue"},
    ),
    "an expression": (
        "select coalesce(wait_s, 0) + talk_s as busy, queue as Queue_Id from raw.contacts",
        {"busy": "talk wait", "queue_id": "queue"},
    ),
    "what selects and groups is no origin": (
        "select queue, count(*) as n, sum(wait_s) filter (where talk_s > 0) as wait"
        " from raw.contacts where entered_at > '2025-01-01' group by queue",
        {"queue": "queue", "n": "rows", "wait": "talk wait"},
    ),
    "counted by adding": (
        "with one as (select queue, 1 as n from raw.contacts) select sum(n) as n from one",
        {"n": "rows"},
    ),
    "constants": ("select 'x' as a, null as b, 1 + 2 as c from raw.contacts", {
        "a": "constant", "b": "constant", "c": "constant",
    }),
    "a join": (
        "select one.queue, other.wait_s from raw.contacts as one"
        " left join raw.contacts as other using (contact_id)",
        {"queue": "queue", "wait_s": "wait"},
    ),
    "a joined key": (
        "select contact_id from raw.contacts as one full join raw.contacts as two"
        " using (contact_id)",
        {"contact_id": "id"},
    ),
    "a union by place": (
        "select queue as what from raw.contacts union all select contact_id from raw.contacts"
        " union all select 'x'",
        {"what": "constant id queue"},
    ),
    "a union in a step": (
        "with both as (select queue as a, 1 as b from raw.contacts"
        " union all select contact_id, wait_s from raw.contacts) select b, a from both",
        {"b": "constant wait", "a": "id queue"},
    ),
    "a scalar subquery": (
        "select wait_s <= (select value from seeds.windows where name = 'x') as is_quick"
        " from raw.contacts",
        {"is_quick": "seed.name seed.value wait"},
    ),
    "a correlated subquery with steps": (
        "select exists (with late as (select queue, talk_s from raw.contacts)"
        " select 1 from late where late.queue = one.contact_id) as late from raw.contacts as one",
        {"late": "id queue"},
    ),
    "a window": (
        "select lag(queue) over (partition by contact_id order by entered_at) as before,"
        " row_number() over () as n from raw.contacts",
        {"before": "queue", "n": "rows"},
    ),
    "a named window": (
        "select lag(queue) over chain as before from raw.contacts"
        " window chain as (partition by contact_id)",
        {"before": "queue"},
    ),
    "nothing but a window": (
        "select row_number() over (partition by contact_id order by entered_at) as place"
        " from raw.contacts",
        {"place": "at id"},
    ),
    "a window over a window": (
        "select sum(sum(wait_s)) over (order by max(talk_s)) as running from raw.contacts"
        " group by queue",
        {"running": "wait"},
    ),
    "a recursive step": (
        "with recursive chain as (select contact_id, queue as root from raw.contacts"
        " union all select step.contact_id, chain.root from chain"
        " join raw.contacts as step on step.talk_s = chain.contact_id)"
        " select contact_id, root from chain",
        {"contact_id": "id", "root": "queue"},
    ),
    "a recursive step that swaps its columns": (
        "with recursive chain as (select contact_id as a, queue as b from raw.contacts"
        " union all select chain.b, chain.a from chain) select a, b from chain",
        {"a": "id queue", "b": "id queue"},
    ),
    "a derived table": (
        "select a from (select queue as a, talk_s from raw.contacts) as inner_step",
        {"a": "queue"},
    ),
    "unnested": (
        "select part from (select unnest(string_split(queue, ',')) as part from raw.contacts) as s",
        {"part": "queue"},
    ),
    "a table function": (
        "select day from raw.contacts as one, unnest([one.entered_at]) as days (day)",
        {"day": "at"},
    ),
    "a lateral join": (
        "select near.talk_s from raw.contacts as one cross join lateral"
        " (select two.talk_s from raw.contacts as two where two.queue = one.queue) as near",
        {"talk_s": "talk"},
    ),
    "values": ("select * from (values (1, 'a')) as rows (n, word)", {
        "n": "constant", "word": "constant",
    }),
    "a series": (
        "with days as (select unnest(range(date '2020-01-01', date '2021-01-01',"
        " interval 1 day)) as at) select cast(at as date) as date from days",
        {"date": "constant"},
    ),
    "a series as a table": (
        "select cast(days.day as date) as date from range(date '2020-01-01',"
        " date '2021-01-01', interval 1 day) as days (day)",
        {"date": "constant"},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("sql", "expected"), CASES.values(), ids=CASES.keys())
def test_origins_of(lineage: Lineage, sql: str, expected: dict[str, str]) -> None:
    assert found(lineage, sql) == expected


def test_origins_go_through_models(lineage: Lineage) -> None:
    lineage.add_model(("build_staging", "stg"), "select wait_s as wait_seconds, queue from raw.contacts")
    assert found(lineage, "select sum(wait_seconds) as total from w.build_staging.stg") == {"total": "wait"}


@pytest.mark.parametrize(
    ("sql", "named"),
    [
        ("select wait_seconds from raw.contacts", "wait_seconds"),
        ("select one.wait_seconds from raw.contacts as one", "wait_seconds"),
        ("with a as (select queue from raw.contacts) select a.wait_s from a", "wait_s"),
        ("select a from raw.nothing", "raw.nothing"),
    ],
)
def test_a_column_that_cannot_be_traced_is_named(lineage: Lineage, sql: str, named: str) -> None:
    with pytest.raises(ValueError, match=f"build_core.model.*{named}"):
        found(lineage, sql)

"""SQLAlchemy with pandas, and the inspector by which Superset and other Python tools draw the star."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import pytest
import sqlalchemy as sa

from clients.drawn import column_comments, column_types, primary_keys, references, table_descriptions
from star import MARTS, Team


@pytest.fixture(scope="module", params=["analyst", "bi"])
def engine(request: pytest.FixtureRequest, team: Team) -> Iterator[sa.Engine]:
    engine = sa.create_engine(team.address(request.param).replace("postgresql://", "postgresql+psycopg://"))
    yield engine
    engine.dispose()


def test_pandas_reads_a_mart_with_its_types(engine: sa.Engine) -> None:
    contacts = pd.read_sql(
        "select contact_id, customer_id, entered_at, wait_seconds, is_answered from core.contacts order by contact_id",
        engine,
    )
    assert contacts["contact_id"].tolist() == ["acd:1", "acd:2", "acd:3"]
    assert contacts["customer_id"].isna().tolist() == [False, False, True]
    assert contacts["entered_at"].dtype.kind == "M" and contacts["entered_at"][1] == pd.Timestamp("2025-01-02 23:30")
    assert contacts["wait_seconds"].dtype == "float64" and contacts["wait_seconds"].isna().sum() == 1
    assert contacts["is_answered"].tolist() == [True, False, None]


def test_pandas_reads_a_whole_table_by_name(engine: sa.Engine) -> None:
    monthly = pd.read_sql_table("monthly", engine, schema="scorecard").sort_values("month_start")
    assert monthly["value"].tolist()[0] == 0.5 and monthly["value"].isna().tolist() == [False, True]
    assert monthly["month_start"].tolist()[0] == pd.Timestamp("2025-01-01")
    assert monthly["is_complete"].tolist() == [True, False]


def test_a_join_over_schemas_sees_one_state(engine: sa.Engine) -> None:
    query = """
        select customers.birth_year, count(*) as contacts
        from core.contacts inner join core.customers using (customer_id) group by customers.birth_year
    """
    assert pd.read_sql(query, engine).to_dict("records") == [{"birth_year": 1970, "contacts": 2}]


def test_the_inspector_draws_the_star(engine: sa.Engine) -> None:
    inspector = sa.inspect(engine)
    assert set(MARTS) | {"audit"} <= set(inspector.get_schema_names())
    names = {f"{mart}.{table}" for mart in MARTS for table in inspector.get_table_names(schema=mart)}
    assert names == set(table_descriptions())
    comments, types, keys, drawn = {}, {}, {}, set()
    for full_name, description in table_descriptions().items():
        mart, table = full_name.split(".")
        text = inspector.get_table_comment(table, schema=mart)["text"]
        assert text is not None and text.startswith(description)
        for column in inspector.get_columns(table, schema=mart):
            comments[mart, table, column["name"]] = column["comment"]
            types[mart, table, column["name"]] = column["type"].compile(engine.dialect).lower()
        keys[full_name] = tuple(inspector.get_pk_constraint(table, schema=mart)["constrained_columns"])
        for key in inspector.get_foreign_keys(table, schema=mart):
            to = f"{key['referred_schema']}.{key['referred_table']}"
            drawn.add((full_name, tuple(key["constrained_columns"]), to, tuple(key["referred_columns"])))
    assert comments == column_comments()
    assert types == column_types()
    assert keys == primary_keys()
    assert drawn == references()


def test_audit_summaries_say_what_they_mean(engine: sa.Engine) -> None:
    inspector = sa.inspect(engine)
    for table in ("builds", "gate_results", "loads", "published", "quarantine", "restatements", "systems"):
        assert inspector.get_table_comment(table, schema="audit")["text"]
        assert all(column["comment"] for column in inspector.get_columns(table, schema="audit"))

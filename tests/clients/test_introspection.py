"""What BI tools ask the catalog when they connect: information_schema, and pg_catalog where that says too little."""

from __future__ import annotations

from typing import Any

import pytest

from clients.drawn import column_comments, column_types, primary_keys, references, table_descriptions
from star import MARTS, Team

# How a tool lists tables and columns with comments; those it may not read it leaves out.
TABLES = """
    select n.nspname || '.' || c.relname, obj_description(c.oid, 'pg_class')
    from pg_class as c inner join pg_namespace as n on c.relnamespace = n.oid
    where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
        and has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select')
"""
COLUMNS = """
    select table_schema, table_name, column_name, data_type,
        col_description(format('%I.%I', table_schema, table_name)::regclass::oid, ordinal_position)
    from information_schema.columns
    where table_schema !~ '^information_schema|pg_'
"""
# Keys by the standard's own views, which a server shows to those alone who may do more than select.
STANDARD_PRIMARY_KEYS = """
    select tc.table_schema || '.' || tc.table_name,
        array_agg(kc.column_name::text order by kc.ordinal_position)
    from information_schema.table_constraints as tc
    inner join information_schema.key_column_usage as kc
        on tc.constraint_name = kc.constraint_name
        and tc.table_schema = kc.table_schema and tc.table_name = kc.table_name
    where tc.constraint_type = 'PRIMARY KEY'
    group by tc.table_schema, tc.table_name
"""
STANDARD_FOREIGN_KEYS = """
    select one.table_schema || '.' || one.table_name, array_agg(one.column_name::text order by one.ordinal_position),
        other.table_schema || '.' || other.table_name, array_agg(other.column_name::text order by one.ordinal_position)
    from information_schema.referential_constraints as rc
    inner join information_schema.key_column_usage as one
        on rc.constraint_schema = one.constraint_schema and rc.constraint_name = one.constraint_name
    inner join information_schema.key_column_usage as other
        on rc.unique_constraint_schema = other.constraint_schema
        and rc.unique_constraint_name = other.constraint_name
        and one.position_in_unique_constraint = other.ordinal_position
    group by rc.constraint_name, one.table_schema, one.table_name, other.table_schema, other.table_name
"""
FOREIGN_KEYS = """
    select k.conrelid::regclass::text, array_agg(one.attname::text order by u.place),
        k.confrelid::regclass::text, array_agg(other.attname::text order by u.place)
    from pg_constraint as k
    cross join unnest(k.conkey, k.confkey) with ordinality as u (here, there, place)
    inner join pg_attribute as one on k.conrelid = one.attrelid and u.here = one.attnum
    inner join pg_attribute as other on k.confrelid = other.attrelid and u.there = other.attnum
    where k.contype = 'f'
    group by k.oid, k.conrelid, k.confrelid
"""


def ask(team: Team, login: str, query: str) -> list[tuple[Any, ...]]:
    with team.connect(login) as connection:
        return connection.execute(query.encode()).fetchall()


@pytest.mark.parametrize("login", ["analyst", "bi"])
def test_a_reader_is_shown_the_marts_and_the_audits_summaries(team: Team, login: str) -> None:
    found = dict(ask(team, login, TABLES))
    marts = {name: comment for name, comment in found.items() if not name.startswith("audit.")}
    assert marts.keys() == table_descriptions().keys()
    assert all(marts[name].startswith(description) for name, description in table_descriptions().items())
    summaries = {"builds", "gate_results", "loads", "published", "quarantine", "restatements", "systems"}
    assert found.keys() - marts.keys() == {f"audit.{name}" for name in summaries}
    assert all(found.values())


@pytest.mark.parametrize("login", ["analyst", "bi"])
def test_columns_have_types_and_descriptions(team: Team, login: str) -> None:
    found = [row for row in ask(team, login, COLUMNS) if row[0] in MARTS]
    assert {row[:3]: row[4] for row in found} == column_comments()
    assert {row[:3]: row[3] for row in found} == column_types()


@pytest.mark.parametrize("login", ["analyst", "bi"])
@pytest.mark.parametrize("query", [STANDARD_FOREIGN_KEYS, FOREIGN_KEYS], ids=["information_schema", "pg_catalog"])
def test_foreign_keys_are_seen_over_schemas(team: Team, login: str, query: str) -> None:
    found = {(one, tuple(columns), to, tuple(others)) for one, columns, to, others in ask(team, login, query)}
    assert found == references()
    assert {(one.split(".")[0], to.split(".")[0]) for one, _, to, _ in found} >= {("effort", "core"), ("core", "core")}


@pytest.mark.parametrize("login", ["analyst", "bi"])
def test_primary_keys_are_seen(team: Team, login: str) -> None:
    found = {name: tuple(columns) for name, columns in ask(team, login, STANDARD_PRIMARY_KEYS)}
    assert found == {name: key for name, key in primary_keys().items() if key}

"""A made company in build_* schemas on PostgreSQL, whose marts must agree with one another in every build."""

from __future__ import annotations

from typing import Any

import psycopg

from publishing.made_marts import model

CUSTOMERS = 600
BUILT = f"""
create schema build_intermediate; create schema build_core; create schema build_effort;
create schema build_scorecard;
create table build_intermediate.touched_customers (owner_id text);
create table build_intermediate.touched_days (queue_id text, day date);
create table build_core.customers (customer_id text, contact_count bigint not null);
create table build_core.contacts (contact_id text, owner_id text, customer_id text, seconds integer, told text);
create table build_effort.needs (need_id text, owner_id text, contact_count bigint, seconds bigint);
create table build_scorecard.monthly (
    month_start date, metric text, value double precision, numerator bigint, denominator bigint, is_complete boolean
);
insert into build_core.customers select 'k' || i, 0 from generate_series(1, {CUSTOMERS}) as i
"""
# Every figure of a build follows from its contacts.
REBUILD = """
delete from build_core.contacts where owner_id in (select owner_id from build_intermediate.touched_customers);
insert into build_core.contacts
    select owner_id || '-' || i, owner_id, owner_id, {seed} * i, repeat('-', 40)
    from build_intermediate.touched_customers
    cross join lateral generate_series(1, 1 + abs(hashtext(owner_id || {seed})) % 5) as i;
delete from build_effort.needs where owner_id in (select owner_id from build_intermediate.touched_customers);
insert into build_effort.needs
    select owner_id || ' need', owner_id, count(*), sum(seconds) from build_core.contacts
    where owner_id in (select owner_id from build_intermediate.touched_customers) group by owner_id;
update build_core.customers as c set contact_count = n.contact_count
    from build_effort.needs as n where n.owner_id = c.customer_id and n.contact_count <> c.contact_count;
delete from build_scorecard.monthly;
insert into build_scorecard.monthly
    select date '2025-01-01', 'contacts', {seed}, count(*), sum(seconds), false from build_core.contacts
"""
# One row whose columns say the same of one build, whatever mart they come from.
AGREE = """
select
    (select count(*) from core.contacts), (select sum(contact_count) from core.customers),
    (select sum(contact_count) from effort.needs), (select numerator from scorecard.monthly),
    (select rows from audit.published where mart = 'core' and table_name = 'contacts'),
    (select sum(seconds) from core.contacts), (select sum(seconds) from effort.needs),
    (select denominator from scorecard.monthly),
    (select value from scorecard.monthly), (select max(build_id) from audit.published)
"""
JOINED = """
select count(*) from core.contacts as c
full join effort.needs as n on n.owner_id = c.owner_id
left join core.customers as k on k.customer_id = coalesce(c.customer_id, n.owner_id)
where c.contact_id is null or n.need_id is null or k.contact_count is distinct from n.contact_count
"""


def agree(row: tuple[Any, ...]) -> bool:
    """Whether what AGREE yields is of one build."""
    contacts, seconds, builds = row[:5], row[5:8], row[8:]
    return len(set(contacts)) == len(set(seconds)) == len(set(builds)) == 1


def rebuilt(node: dict[str, Any], hook: str) -> dict[str, Any]:
    """The model as an incremental one that deletes what was touched before it inserts."""
    node["config"] |= {"materialized": "incremental", "pre-hook": [{"sql": f"{{{{ {hook} }}}}"}]}
    return node


def company_manifest() -> dict[str, Any]:
    """dbt's manifest of the build that BUILT makes."""
    to_customers = {"columns": ["customer_id"], "to": "core.customers", "to_columns": ["customer_id"]}
    models = [
        model("build_core.customers", [], primary_key=["customer_id"]),
        rebuilt(
            model("build_core.contacts", [], primary_key=["contact_id"], foreign_keys=[to_customers]),
            "delete_touched()",
        ),
        rebuilt(model("build_effort.needs", [], primary_key=["need_id"]), "delete_touched()"),
        model("build_scorecard.monthly", [], primary_key=["metric", "month_start"]),
    ]
    return {"nodes": {node["unique_id"]: node for node in models}, "sources": {}}


def run(connection: psycopg.Connection[Any], statements: str) -> None:
    """Runs statements that are parted by semicolons."""
    for statement in statements.split(";"):
        if statement.strip():
            connection.execute(statement.encode())


def touch(connection: psycopg.Connection[Any], *owners: int) -> None:
    """Says that these customers' rows are about to be built anew, and nobody else's."""
    connection.execute(b"delete from build_intermediate.touched_customers")
    names = [f"k{owner}" for owner in owners]
    connection.execute(b"insert into build_intermediate.touched_customers select unnest($1::text[])", [names])


def build(connection: psycopg.Connection[Any], seed: int, *owners: int) -> None:
    """Builds these customers' rows anew, other ones for each seed; everybody's where none is named."""
    touch(connection, *(owners or range(1, CUSTOMERS + 1)))
    run(connection, REBUILD.format(seed=seed))

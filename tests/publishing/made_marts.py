"""A small made build and its manifest, as dbt would have left them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

WAREHOUSE = """
create schema build_core; create schema build_scorecard;
create schema build_staging;
insert into raw.contacts (contact_id) values ('c1');
create table build_staging.stg_telephony__contacts as select contact_id from raw.contacts;
create table build_core.touched_customers (owner_id text);
create table build_core.customers as select * from (values ('k1', 1970), ('k2', null))
    as rows (customer_id, birth_year);
create table build_core.contacts as select * from (values
    ('c2', 'c1', 'k1', timestamp '2025-01-02 10:00:00', 1.5),
    ('c1', null, 'k1', timestamp '2025-01-01 10:00:00', 2.5),
    ('c3', null, null, timestamp '2025-01-03 10:00:00', null))
    as rows (contact_id, parent_contact_id, customer_id, entered_at, wait_seconds);
create table build_core.orders (order_id text, customer_id text);
create table build_scorecard.monthly as select * from (values
    (date '2025-01-01', 'first_contact_resolution', 0.5, 5.0, 10.0, true),
    (date '2025-02-01', 'first_contact_resolution', 0.4, 2.0, 5.0, false),
    (date '2025-01-01', 'service_level', 0.8, 8.0, 10.0, true))
    as rows (month_start, metric, value, numerator, denominator, is_complete);
alter table build_scorecard.monthly alter value type double precision;
insert into audit.loads (load_id, feed, verdict) values
    (1, 'telephony', 'accepted'), (2, 'telephony', 'accepted'), (3, 'crm', 'refused');
insert into audit.quarantine values (1, 'bank_acd', 'contacts', 7, 'cast:entered_at');
"""


def model(full_name: str, reads: list[str], **meta: Any) -> dict[str, Any]:
    schema, name = full_name.split(".")
    return {
        "unique_id": f"model.easemart.{schema.removeprefix('build_')}__{name}",
        "resource_type": "model",
        "name": name if name.startswith(("stg_", "touched_")) else f"x__{name}",
        "alias": name,
        "schema": schema,
        "description": f"One row per thing in {name}.",
        "config": {"materialized": "table", "meta": meta},
        "columns": {
            "contact_id": {"name": "contact_id", "description": "Contact's own id."},
            "customer_id": {"name": "customer_id", "description": "Who it was."},
        },
        "depends_on": {"nodes": reads},
    }


def source(feed: str, table: str) -> dict[str, Any]:
    return {"source_name": feed, "schema": "raw", "name": table, "identifier": table}


def made_manifest() -> dict[str, Any]:
    """dbt's manifest of the build that WAREHOUSE makes."""
    to_customers = {
        "columns": ["customer_id"],
        "to": "core.customers",
        "to_columns": ["customer_id"],
    }
    to_parent = {
        "columns": ["parent_contact_id"],
        "to": "core.contacts",
        "to_columns": ["contact_id"],
    }
    staging = "model.easemart.staging__stg_telephony__contacts"
    models = [
        model("build_staging.stg_telephony__contacts", ["source.easemart.telephony.contacts"]),
        model("build_core.touched_customers", ["source.easemart.surveys.responses"]),
        model(
            "build_core.contacts",
            [staging, "source.easemart.crm.customers", "model.easemart.core__touched_customers"],
            primary_key=["contact_id"],
            foreign_keys=[to_customers, to_parent],
        ),
        model("build_core.customers", [staging], primary_key=["customer_id"]),
        model("build_core.orders", [staging, "source.easemart.telephony.orders"]),
        model("build_core.hidden", [], published=False),
        model("build_scorecard.monthly", [], primary_key=["metric", "month_start"]),
    ]
    return {
        "nodes": {node["unique_id"]: node for node in models},
        "sources": {
            "source.easemart.telephony.contacts": source("telephony", "contacts"),
            "source.easemart.telephony.orders": source("telephony", "orders"),
            "source.easemart.crm.customers": source("crm", "customers"),
            "source.easemart.surveys.responses": source("surveys", "responses"),
        },
    }


def ask(path: Path, query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(query).fetchall()


def fails(*_: object, **__: object) -> None:
    raise RuntimeError("killed")

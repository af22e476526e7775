"""A team's warehouse on PostgreSQL: the published star as the models describe it, and a password for each login.

Nothing is built: tables have their models' columns and types, and the few rows that stand here.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import yaml

from easemart.home import REPOSITORY
from easemart.secrets import secret
from easemart.warehouses import roles
from easemart.warehouses.postgres import Postgres
from easemart.warehouses.server import Server
from postgres import Database, make_database

LOGIN = "easemart"
MARTS = ("core", "effort", "satisfaction", "loyalty", "recovery", "operations", "scorecard")
PHONE = "+12015550100"

# As Easemart's login: what a load leaves, and what dbt does.
LOADED = f"""
insert into raw.contacts (source_system, contact_id, customer_ref, _load_id) values ('acd', '1', '{PHONE}', 1);
insert into raw.refused_records values (1, 'acd', 'contacts', 2, 'call from {PHONE}');
insert into audit.loads (load_id, feed, source_system, table_name, verdict) values
    (1, 'telephony', 'acd', 'contacts', 'accepted');
insert into audit.quarantine values (1, 'acd', 'contacts', 2, 'required:contact_id');
analyze raw.contacts;
"""
BUILT = """
create schema seeds;
create table seeds.channels (channel text);
create schema build_staging;
create view build_staging.stg_telephony__contacts as select contact_id, identifier_key from raw.contacts;
insert into audit.builds (build_id, verdict) values (1, 'running');
insert into build_core.customers (customer_id, birth_year) values ('k1', 1970), ('k2', null);
insert into build_core.channels (channel) values ('phone');
insert into build_core.contacts (contact_id, customer_id, channel, entered_at, wait_seconds, is_answered) values
    ('acd:1', 'k1', 'phone', timestamp '2025-01-01 10:00:00', 2.5, true),
    ('acd:2', 'k1', 'phone', timestamp '2025-01-02 23:30:00', null, false),
    ('acd:3', null, null, timestamp '2025-01-03 10:00:00', 0, null);
insert into build_scorecard.monthly (month_start, metric, value, is_complete) values
    (date '2025-01-01', 'first_contact_resolution', 0.5, true),
    (date '2025-02-01', 'first_contact_resolution', null, false);
"""


def described() -> dict[str, dict[str, Any]]:
    """What the models' YAML says of each published table, by <mart>.<table>."""
    found = {}
    for mart in MARTS:
        for path in sorted((REPOSITORY / "dbt_project" / "models" / mart).glob("*.yml")):
            for model in yaml.safe_load(path.read_text(encoding="utf-8"))["models"]:
                found[model["name"].replace("__", ".")] = model
    return found


def manifest() -> dict[str, Any]:
    """dbt's manifest of those models, as far as publishing reads it."""
    nodes = {}
    for full_name, model in described().items():
        mart, name = full_name.split(".")
        nodes[f"model.easemart.{model['name']}"] = {
            "unique_id": f"model.easemart.{model['name']}",
            "resource_type": "model",
            "name": model["name"],
            "alias": name,
            "schema": f"build_{mart}",
            "description": model["description"],
            "config": model["config"],
            "columns": {column["name"]: column for column in model["columns"]},
        }
    return {"nodes": nodes, "sources": {}}


@dataclass(frozen=True)
class Team:
    """The database, and how each login gets in."""

    database: Database

    @property
    def server(self) -> Server:
        return self.database.server

    def address(self, login: str) -> str:
        """With the login's own password."""
        return self.server.address(login, self.database.name)

    def password(self, login: str) -> str:
        return secret(self.server.home, f"postgres_{login}")

    @property
    def warehouse(self) -> Postgres:
        """As Easemart works with it: as its own login, which becomes loader or builder."""
        return Postgres(self.server.home, self.address(LOGIN))

    def connect(self, login: str) -> psycopg.Connection[tuple[Any, ...]]:
        """A connection of whoever has that login, with its own password; each statement commits."""
        return psycopg.connect(self.address(login), autocommit=True)


def make_team(server: Server) -> Team:
    """A warehouse prepared, loaded, built and published; `drop_database` ends it."""
    team = Team(make_database(server))
    with psycopg.connect(team.database.address, autocommit=True) as admin:
        roles.make_login(admin, LOGIN, team.password(LOGIN))
        for role in roles.ROLES:
            roles.set_password(admin, role, team.password(role))
    warehouse = team.warehouse
    warehouse.prepare()
    with warehouse.connected("loader") as loader:
        loader.execute(LOADED.encode())
    with warehouse.connected("builder") as builder:
        build_empty(builder)
        builder.execute(BUILT.encode())
    warehouse.publish(manifest(), 1, True)
    return team


def build_empty(builder: psycopg.Connection[tuple[Any, ...]]) -> None:
    """Makes the table of every model, without rows, as dbt would."""
    for mart in MARTS:
        builder.execute(f"create schema build_{mart}".encode())
    for full_name, model in described().items():
        columns = ", ".join(f'"{column["name"]}" {column["data_type"]}' for column in model["columns"])
        builder.execute(f"create table build_{full_name} ({columns})".encode())


def command(team: Team, program: str) -> Path:
    """One of PostgreSQL's own client programs, psql for one."""
    return team.server.programs / program

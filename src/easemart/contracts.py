"""The raw tables' contracts, read from the dbt source YAML of each feed: the one place they stand in."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from easemart.errors import EasemartError
from easemart.home import REPOSITORY
from easemart.identifiers import agent_key, identifier_key

FEEDS = ("telephony", "tickets", "surveys", "crm")
TYPES = {"text", "timestamp", "date", "bigint", "integer", "double precision", "boolean"}
# What the loader itself adds to every raw table, around the contract's own columns.
BEFORE = {"source_system": "text"}
AFTER = {"version_at": "timestamp", "_load_id": "bigint", "_delivery_id": "bigint", "_row_number": "bigint"}


@dataclass(frozen=True)
class Table:
    """A raw table: `columns` maps each contract column to its type, `key` lacks source_system.

    `personal` columns hold clear text that nobody but the loader reads. `keys_made` maps the columns
    that stand beside them for everybody else to the SQL that makes them.
    """

    feed: str
    name: str
    columns: dict[str, str]
    key: tuple[str, ...]
    required: tuple[str, ...]
    event_time: str | None
    personal: tuple[str, ...]
    keys_made: dict[str, str]

    @property
    def raw_columns(self) -> dict[str, str]:
        return {**BEFORE, **self.columns, **AFTER, **dict.fromkeys(self.keys_made, "text")}

    @property
    def full_key(self) -> tuple[str, ...]:
        return ("source_system", *self.key)


def _meta(node: dict[str, Any]) -> dict[str, Any]:
    meta: dict[str, Any] = node.get("config", {}).get("meta", {})
    return meta


def _key(column: dict[str, Any], how: dict[str, str]) -> str:
    """The SQL of a key of a personal column: of an agent's name, or of an identifier of a kind and issuer."""
    if how["of"] == "agent":
        return agent_key(column["name"])
    return identifier_key(how["kind"], f"coalesce({how['issued_by']}, source_system)", column["name"])


def _table(feed: str, node: dict[str, Any], path: Path) -> Table:
    columns = {column["name"]: column["data_type"] for column in node["columns"]}
    unknown = {name: kind for name, kind in columns.items() if kind not in TYPES}
    if unknown:
        raise EasemartError(f"{path}: {node['name']}: unknown types {unknown}; use one of {sorted(TYPES)}.")
    key = tuple(_meta(node).get("key", ()))
    if not key or not set(key) <= set(columns):
        raise EasemartError(f"{path}: {node['name']}: meta.key {key} must name columns of the table.")
    required = tuple(column["name"] for column in node["columns"] if _meta(column).get("required"))
    personal = tuple(column["name"] for column in node["columns"] if _meta(column).get("personal"))
    made = {
        name: _key(column, how) for column in node["columns"] for name, how in _meta(column).get("keys", {}).items()
    }
    event_time = _meta(node).get("event_time")
    return Table(feed, node["name"], columns, key, required, event_time, personal, made)


@functools.cache
def tables(repository: Path = REPOSITORY) -> dict[str, Table]:
    """All contracts by table name. Raises EasemartError where a contract contradicts itself."""
    found: dict[str, Table] = {}
    for feed in FEEDS:
        path = repository / "dbt_project" / "models" / "staging" / feed / "contract.yml"
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        for source in document["sources"]:
            for node in source["tables"]:
                table = _table(feed, node, path)
                if table.name in found:
                    raise EasemartError(f"{path}: table {table.name} stands in two contracts.")
                found[table.name] = table
    return found

"""Expectation suites: data in expectations/, linted so that none can pass without having been evaluated."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from easemart.errors import EasemartError
from easemart.home import REPOSITORY

# Types whose refused rows can be had as a set, inside the database.
ROW_TYPES = {
    "expect_column_values_to_not_be_null",
    "expect_column_values_to_be_between",
    "expect_column_values_to_be_in_set",
    "expect_column_values_to_match_regex",
    "expect_column_value_lengths_to_be_between",
}
# Types that judge the whole.
LOAD_TYPES = {
    "expect_table_row_count_to_be_between",
    "expect_column_max_to_be_between",
    "expect_column_min_to_be_between",
    "expect_column_mean_to_be_between",
    "expect_column_sum_to_be_between",
    "expect_compound_columns_to_be_unique",
    "expect_column_values_to_be_unique",
}
CODES_TYPE = "expect_column_values_to_be_in_set"
SQL_TYPE = "unexpected_rows_expectation"
LOAD_RULES = {
    "refused_share_max",
    "refused_rows_tolerated",
    "volume_low",
    "volume_high",
    "volume_history",
    "volume_least_rows",
    "day_month_share",
    "day_month_days",
    "redelivered_share_min",
}


@dataclass(frozen=True)
class Expectation:
    """One expectation. `refuses` is row, load or nothing; a row rule's SQL selects `_row_number`.

    What refuses nothing knows codes: rows with others are counted, and said with their load.
    """

    id: str
    type: str
    refuses: str
    kwargs: dict[str, Any]


@dataclass(frozen=True)
class Suite:
    """What a load (or a mart) of one table must satisfy."""

    table: str
    path: Path
    expectations: tuple[Expectation, ...]
    load_rules: dict[str, float] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """Where it stands in the repository."""
        return f"expectations/{self.path.parent.name}/{self.path.name}"


def _fill(value: Any, tolerances: dict[str, Any]) -> Any:
    """Puts declared tolerances where a text names them as {name}."""
    if isinstance(value, str):
        for name, tolerance in tolerances.items():
            value = value.replace("{" + name + "}", str(tolerance))
        return value
    return {k: _fill(v, tolerances) for k, v in value.items()} if isinstance(value, dict) else value


def _expectation(node: dict[str, Any], tolerances: dict[str, Any], default: str, where: str) -> Expectation:
    if set(node) - {"id", "type", "refuses", "kwargs"} or not {"id", "type", "kwargs"} <= set(node):
        raise EasemartError(f"{where}: an expectation has id, type, kwargs and, if need be, refuses: {node}.")
    refuses = node.get("refuses", default)
    type_, kwargs = node["type"], _fill(node["kwargs"], tolerances)
    allowed = {
        "nothing": {CODES_TYPE, SQL_TYPE},
        "row": {SQL_TYPE} | ROW_TYPES,
        "load": {SQL_TYPE} | ROW_TYPES | LOAD_TYPES,
    }.get(refuses, set())
    if type_ not in allowed:
        raise EasemartError(
            f"{where}: {node['id']}: type {type_} cannot refuse a {refuses}; known are {sorted(allowed)}."
        )
    if "mostly" in kwargs or "row_condition" in kwargs:
        raise EasemartError(f"{where}: {node['id']}: no `mostly` and no `row_condition`; write it as SQL.")
    if type_ == SQL_TYPE:
        query = str(kwargs.get("unexpected_rows_query", ""))
        if "{batch}" not in query:
            raise EasemartError(f"{where}: {node['id']}: the query has no {{batch}}, so it would judge nothing.")
        if refuses == "row" and "_row_number" not in query:
            raise EasemartError(f"{where}: {node['id']}: a row rule selects _row_number.")
        left = query.replace("{batch}", "")
        if "{" in left or "}" in left:
            raise EasemartError(f"{where}: {node['id']}: a tolerance in braces is not declared under `tolerances`.")
    return Expectation(str(node["id"]), type_, refuses, kwargs)


def load_suite(relative: str, table: str, default_refuses: str = "row", repository: Path = REPOSITORY) -> Suite:
    """Reads expectations/<relative>.yml. Raises EasemartError when it is missing, empty or unsound."""
    path = repository / "expectations" / f"{relative}.yml"
    where = f"expectations/{relative}.yml"
    if not path.is_file():
        raise EasemartError(f"{where} is missing: nothing is loaded or published without a suite.")
    try:
        node = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except yaml.YAMLError as error:
        raise EasemartError(f"{where} is no YAML: {error}") from None
    if not isinstance(node, dict) or set(node) - {"table", "tolerances", "load", "expectations"}:
        raise EasemartError(f"{where}: known keys are table, tolerances, load, expectations.")
    if node.get("table") != table:
        raise EasemartError(f"{where}: is for table {node.get('table')!r}, not {table!r}.")
    items = node.get("expectations") or []
    if not items:
        raise EasemartError(f"{where} holds no expectation: an empty suite would pass everything.")
    expectations = tuple(_expectation(item, node.get("tolerances") or {}, default_refuses, where) for item in items)
    ids = [e.id for e in expectations]
    if len(ids) != len(set(ids)):
        raise EasemartError(f"{where}: two expectations share an id.")
    rules = node.get("load") or {}
    if set(rules) - LOAD_RULES:
        raise EasemartError(f"{where}: load: known rules are {sorted(LOAD_RULES)}, found {json.dumps(rules)}.")
    return Suite(table, path, expectations, rules)

"""What the models' descriptions promise whoever looks at the published star, in the forms that clients show it."""

from __future__ import annotations

from star import described

Column = tuple[str, str, str]
Reference = tuple[str, tuple[str, ...], str, tuple[str, ...]]


def column_comments() -> dict[Column, str]:
    """(mart, table, column): its description."""
    return {
        (*full_name.split("."), column["name"]): column["description"].strip()  # type: ignore[misc]
        for full_name, model in described().items()
        for column in model["columns"]
    }


def column_types() -> dict[Column, str]:
    """(mart, table, column): its type, in PostgreSQL's long words."""
    longer = {"timestamp": "timestamp without time zone"}
    return {
        (*full_name.split("."), column["name"]): longer.get(column["data_type"], column["data_type"])  # type: ignore[misc]
        for full_name, model in described().items()
        for column in model["columns"]
    }


def table_descriptions() -> dict[str, str]:
    """What a table's comment begins with, by <mart>.<table>."""
    return {full_name: model["description"].strip() for full_name, model in described().items()}


def primary_keys() -> dict[str, tuple[str, ...]]:
    return {name: tuple(model["config"]["meta"].get("primary_key", ())) for name, model in described().items()}


def references() -> set[Reference]:
    """(table, columns, table referred to, its columns), where those are a primary key, as only such can be declared."""
    keys = primary_keys()
    return {
        (name, tuple(key["columns"]), key["to"], tuple(key["to_columns"]))
        for name, model in described().items()
        for key in model["config"]["meta"].get("foreign_keys", ())
        if keys.get(key["to"]) == tuple(key["to_columns"])
    }

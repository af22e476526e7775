"""What dbt's manifest says of the tables that are published: names, descriptions, keys, feeds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from easemart.errors import EasemartError
from easemart.reading import quoted

BUILD = "build_"
# Folders that serve the marts, and are no mart themselves.
NO_MARTS = {"build_staging", "build_intermediate"}
# The source whose tables are worked out from models, outside SQL.
ANALYSIS = "analysis"
NOT_PUBLISHED = ("stg_", "int_", "touched_")

Manifest = Mapping[str, Any]
# Whose rows an incremental build deletes and inserts again; no other row of the table can change.
RebuiltBy = Literal["owners", "owners_and_months", "days"]
# The pre-hooks that say so, from macros/touched. Of a model with another one, any row may change.
_REBUILT_BY: dict[str, RebuiltBy] = {
    "{{delete_touched()}}": "owners",
    "{{delete_touched_months()}}": "owners_and_months",
    "{{delete_touched_days()}}": "days",
}


@dataclass(frozen=True)
class ForeignKey:
    """`columns` of one table name a row of `to` (mart.table) by its `to_columns`."""

    columns: tuple[str, ...]
    to: str
    to_columns: tuple[str, ...]

    @property
    def built(self) -> str:
        """The table named, where dbt built it."""
        mart, table = self.to.split(".")
        return f"{quoted(BUILD + mart)}.{quoted(table)}"

    @property
    def published(self) -> str:
        """The table named, where readers find it."""
        return ".".join(map(quoted, self.to.split(".")))


@dataclass(frozen=True)
class RawTable:
    """A raw table that a mart reads, directly or through other models."""

    feed: str
    schema: str
    name: str


@dataclass(frozen=True)
class MartTable:
    """A table that is published: `schema` is where dbt built it, `mart` where readers find it."""

    unique_id: str
    mart: str
    name: str
    schema: str
    description: str
    columns: Mapping[str, str]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]
    raw_tables: frozenset[RawTable]
    rebuilt_by: RebuiltBy | None

    @property
    def full_name(self) -> str:
        return f"{self.mart}.{self.name}"

    @property
    def built(self) -> str:
        """Where dbt built it."""
        return f"{quoted(self.schema)}.{quoted(self.name)}"

    @property
    def published(self) -> str:
        """Where readers find it."""
        return f"{quoted(self.mart)}.{quoted(self.name)}"

    @property
    def feeds(self) -> tuple[str, ...]:
        return tuple(sorted({raw.feed for raw in self.raw_tables}))


def meta(node: Mapping[str, Any]) -> dict[str, Any]:
    """A node's own facts, from `config.meta` where dbt keeps them now."""
    found: dict[str, Any] = node.get("config", {}).get("meta") or node.get("meta") or {}
    return found


def table_name(node: Mapping[str, Any]) -> str:
    """The name the model has in the warehouse."""
    return str(node.get("alias") or node["name"])


def mart_name(node: Mapping[str, Any]) -> str:
    """The mart that the model is built for."""
    return str(node["schema"]).removeprefix(BUILD)


def is_mart(node: Mapping[str, Any]) -> bool:
    """Whether a node of the manifest is a model that readers get to see."""
    return (
        node.get("resource_type") == "model"
        and str(node["schema"]).startswith(BUILD)
        and node["schema"] not in NO_MARTS
        and not node["name"].startswith(NOT_PUBLISHED)
        and not table_name(node).startswith(NOT_PUBLISHED)
        and node.get("config", {}).get("materialized") != "ephemeral"
        and meta(node).get("published", True) is not False
    )


def mart_tables(manifest: Manifest) -> tuple[MartTable, ...]:
    """The published tables, every table after those that its foreign keys name.

    Raises EasemartError where a foreign key names a table that no model builds, or two models
    would be published under one name.
    """
    nodes = [node for node in manifest["nodes"].values() if is_mart(node)]
    if not nodes:
        raise EasemartError("dbt's manifest holds no model of a build_ schema: nothing to publish.")
    all_names = [_full_name(node) for node in nodes]
    twice = sorted({one for one in all_names if all_names.count(one) > 1})
    if twice:
        raise EasemartError(f"two models build {', '.join(twice)}: give one of them another name.")
    built = {_full_name(node) for node in manifest["nodes"].values() if _is_built_for_a_mart(node)}
    keys = {_full_name(node): tuple(meta(node).get("primary_key") or ()) for node in nodes}
    tables = [_mart_table(manifest, node, keys, built) for node in nodes]
    return _by_dependency(tables)


def _is_built_for_a_mart(node: Mapping[str, Any]) -> bool:
    return node.get("resource_type") == "model" and str(node["schema"]).startswith(BUILD)


def _full_name(node: Mapping[str, Any]) -> str:
    return f"{mart_name(node)}.{table_name(node)}"


def _mart_table(
    manifest: Manifest,
    node: Mapping[str, Any],
    keys: Mapping[str, tuple[str, ...]],
    built: set[str],
) -> MartTable:
    foreign_keys = []
    for key in meta(node).get("foreign_keys") or ():
        if key["to"] not in built:
            raise EasemartError(
                f"{node.get('original_file_path', node['name'])}: a foreign key names {key['to']}, "
                "which no model builds: correct meta.foreign_keys."
            )
        if key["to"] in keys:
            to_columns = tuple(key.get("to_columns") or keys[key["to"]])
            foreign_keys.append(ForeignKey(tuple(key["columns"]), key["to"], to_columns))
    return MartTable(
        unique_id=node["unique_id"],
        mart=mart_name(node),
        name=table_name(node),
        schema=node["schema"],
        description=(node.get("description") or "").strip(),
        columns={
            column_name: (column.get("description") or "").strip()
            for column_name, column in node.get("columns", {}).items()
        },
        primary_key=keys[_full_name(node)],
        foreign_keys=tuple(foreign_keys),
        raw_tables=frozenset(_read_by(manifest, node)),
        rebuilt_by=_rebuilt_by(node),
    )


def _rebuilt_by(node: Mapping[str, Any]) -> RebuiltBy | None:
    config = node.get("config", {})
    hooks = config.get("pre-hook") or []
    if config.get("materialized") != "incremental" or len(hooks) != 1:
        return None
    return _REBUILT_BY.get("".join(hooks[0]["sql"].split()))


def incremental_tables(manifest: Manifest) -> list[tuple[str, str]]:
    """(schema, table) of every table that builds change in place, published or not."""
    return [
        (node["schema"], table_name(node))
        for node in manifest["nodes"].values()
        if node.get("resource_type") == "model" and node.get("config", {}).get("materialized") == "incremental"
    ]


def raw_tables(manifest: Manifest) -> frozenset[RawTable]:
    """Every raw table of the feeds' contracts."""
    sources = manifest.get("sources", {}).values()
    return frozenset(_raw_table(source) for source in sources if source["schema"] == "raw")


def _raw_table(source: Mapping[str, Any]) -> RawTable:
    return RawTable(source["source_name"], source["schema"], source.get("identifier") or source["name"])


def _read_by(manifest: Manifest, node: Mapping[str, Any]) -> Iterable[RawTable]:
    """The feeds' tables that the node reads, through all its parents.

    Not through what only says which rows changed (touched_*), nor through models that say of
    themselves `meta.carries_feeds: false` (how far a feed has come is no row of it): every mart
    reads those, so they would tie every mart to every feed.
    """
    waiting, seen = list(node.get("depends_on", {}).get("nodes", ())), set()
    while waiting:
        unique_id = waiting.pop()
        if unique_id in seen:
            continue
        seen.add(unique_id)
        source = manifest.get("sources", {}).get(unique_id)
        if source is not None and source["schema"] == "raw":
            yield _raw_table(source)
        if source is not None and source["source_name"] == ANALYSIS:
            waiting.extend(analysed_from(manifest, source))
        parent = manifest["nodes"].get(unique_id, {})
        if parent.get("name", "").startswith("touched_"):
            continue
        if meta(parent).get("carries_feeds", True) is not False:
            waiting.extend(parent.get("depends_on", {}).get("nodes", ()))


def analysed_from(manifest: Manifest, source: Mapping[str, Any]) -> list[str]:
    """Unique ids of the models that an analysis is worked out from.

    Raises EasemartError when it names none, or one that the project does not have.
    """
    models = {node["name"]: key for key, node in manifest["nodes"].items() if node["resource_type"] == "model"}
    reads = meta(source).get("reads") or []
    if not reads or not set(reads) <= set(models):
        raise EasemartError(
            f"{source['original_file_path']}: {source['name']}: meta.reads {reads} must name models of the project."
        )
    return [models[name] for name in reads]


def _by_dependency(tables: Iterable[MartTable]) -> tuple[MartTable, ...]:
    """Tables after those they refer to; where keys go round in a circle, one has to go first."""
    waiting = sorted(tables, key=lambda table: table.full_name)
    ordered: list[MartTable] = []
    done: set[str] = set()
    while waiting:
        first = min(waiting, key=lambda table: len(_refers_to(table) - done))
        ordered.append(first)
        done.add(first.full_name)
        waiting.remove(first)
    return tuple(ordered)


def _refers_to(table: MartTable) -> set[str]:
    return {key.to for key in table.foreign_keys} - {table.full_name}

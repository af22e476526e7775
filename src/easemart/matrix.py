"""The matrix: which contract columns each published column comes from, read from the models.

`python -m easemart.matrix` compares docs/matrix.csv with the models, `--write` writes it anew. It
is what tells a source's owner what a column they cannot deliver would leave empty.
"""

from __future__ import annotations

import argparse
import csv
import io
import re
import sys
import tempfile
from collections.abc import Iterable, Mapping
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from easemart import building, settings
from easemart import home as homes
from easemart.contracts import AFTER, BEFORE, tables
from easemart.errors import EasemartError
from easemart.home import REPOSITORY, Home
from easemart.lineage import CONSTANT, Lineage, Relation
from easemart.publishing.tables import ANALYSIS, Manifest, analysed_from, is_mart, mart_name, raw_tables, table_name

MATRIX = REPOSITORY / "docs" / "matrix.csv"
HEADER = ("mart", "table", "column", "contract_columns", "other_origins")
LOADER, SEED = "loader", "seeds"

Row = tuple[str, str, str, str, str]


def compiled(home: Home) -> Manifest:
    """dbt's manifest with the SQL of every model, compiled against `home`, where nothing is built.

    Nothing being built, incremental models are compiled as a full build has them.
    """
    settings.apply(home)
    home.dbt.mkdir(parents=True, exist_ok=True)
    building.dbt(home, ["compile"])
    return building.manifest(home)


def matrix(manifest: Manifest, project: Path = building.PROJECT) -> list[Row]:
    """A row for each column of each published table.

    `contract_columns` are <feed>.<table>.<column>; `other_origins` are columns the loader adds,
    columns of seeds and of the audit, `rows` for what counts rows, and `constant` for what is
    nothing but a value written in a model. Raises EasemartError naming every model with a column
    that comes from nothing known.
    """
    lineage = Lineage()
    for source in manifest["sources"].values():
        if source["source_name"] != ANALYSIS:
            lineage.add_leaf(_relation(source), _source_columns(source))
    for node in manifest["nodes"].values():
        if node["resource_type"] == "seed":
            lineage.add_leaf(_relation(node), _seed_columns(node, project))
    _add_models(lineage, manifest)
    feeds = {raw.feed for raw in raw_tables(manifest)}
    rows = []
    for node in manifest["nodes"].values():
        if is_mart(node):
            for column, origins in lineage.columns[_relation(node)].items():
                from_contract = {one for one in origins if one.split(".")[0] in feeds}
                others = origins - from_contract
                if len(origins) > 1:
                    others -= {CONSTANT}
                rows.append(
                    (
                        mart_name(node),
                        table_name(node),
                        column,
                        "; ".join(sorted(from_contract)),
                        "; ".join(sorted(others)),
                    )
                )
    return sorted(rows, key=lambda row: row[:2])


def _add_models(lineage: Lineage, manifest: Manifest) -> None:
    models = {unique_id: node for unique_id, node in manifest["nodes"].items() if node["resource_type"] == "model"}
    parents = {unique_id: _models_read(manifest, node) for unique_id, node in models.items()}
    problems: list[str] = []
    untraced: set[str] = set()
    for unique_id in TopologicalSorter(parents).static_order():
        node = models[unique_id]
        for source in _analyses_read(manifest, node):
            _add_analysis(lineage, manifest, source)
        if untraced & parents[unique_id]:
            untraced.add(unique_id)
            continue
        try:
            lineage.add_model(_relation(node), node["compiled_code"])
        except ValueError as error:
            untraced.add(unique_id)
            problems.append(f"{node['original_file_path']}: {error}")
    if problems:
        raise EasemartError("Columns that come from nothing known: " + "; ".join(problems))


def _analyses_read(manifest: Manifest, node: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    sources = (manifest["sources"].get(parent) for parent in node["depends_on"]["nodes"])
    return [source for source in sources if source is not None and source["source_name"] == ANALYSIS]


def _models_read(manifest: Manifest, node: Mapping[str, Any]) -> set[str]:
    """The models that a model reads, those that its analyses are worked out from among them."""
    through = {model for source in _analyses_read(manifest, node) for model in analysed_from(manifest, source)}
    return through | {parent for parent in node["depends_on"]["nodes"] if parent.startswith("model.")}


def _add_analysis(lineage: Lineage, manifest: Manifest, source: Mapping[str, Any]) -> None:
    """Any column of an analysis may come from any column that it reads."""
    read = [lineage.columns.get(_relation(manifest["nodes"][one]), {}) for one in analysed_from(manifest, source)]
    origins = {origin for columns in read for found in columns.values() for origin in found}
    lineage.add_leaf(_relation(source), dict.fromkeys(source["columns"], origins))


def _relation(node: Mapping[str, Any]) -> Relation:
    return node["schema"].lower(), str(node.get("identifier") or table_name(node)).lower()


def _source_columns(source: Mapping[str, Any]) -> dict[str, set[str]]:
    place = f"{source['source_name']}.{source['name']}"
    columns = {column: {f"{place}.{column}"} for column in source["columns"]}
    if source["schema"] == "raw":
        columns |= {column: {f"{LOADER}.{column}"} for column in (*BEFORE, *AFTER)}
        columns |= {
            name: {f"{place}.{column}" for column in source["columns"] if re.search(rf"\b{column}\b", made)}
            | ({f"{LOADER}.source_system"} if "source_system" in made else set())
            for name, made in tables()[source["name"]].keys_made.items()
        }
    return columns


def _seed_columns(node: Mapping[str, Any], project: Path) -> dict[str, set[str]]:
    with (project / node["original_file_path"]).open(encoding="utf-8", newline="") as handle:
        header = next(csv.reader(handle))
    return {column: {f"{SEED}.{node['name']}.{column}"} for column in header}


def as_csv(rows: Iterable[Row]) -> str:
    """The text of docs/matrix.csv."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(rows)
    return text.getvalue()


def main(arguments: list[str] | None = None) -> int:
    """Writes docs/matrix.csv, or says whether it still is what the models say."""
    parser = argparse.ArgumentParser(prog="python -m easemart.matrix", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write docs/matrix.csv")
    options = parser.parse_args(arguments)
    scratch = homes.current().scratch
    scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        found = as_csv(matrix(compiled(Home(Path(folder)))))
    if options.write:
        MATRIX.parent.mkdir(exist_ok=True)
        MATRIX.write_text(found, encoding="utf-8")
        return 0
    if not MATRIX.exists() or MATRIX.read_text(encoding="utf-8") != found:
        sys.stderr.write("docs/matrix.csv is not what the models say: run with --write.\n")
        return 1
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except EasemartError as error:
        sys.exit(str(error))

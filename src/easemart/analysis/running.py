"""Works out every analysis that the project declares, between the models it reads and the models that read it."""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from easemart.errors import EasemartError
from easemart.progress import say
from easemart.publishing.tables import ANALYSIS, Manifest, analysed_from, table_name
from easemart.warehouses.interface import Warehouse

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Analysis:
    """A table of schema `build_analysis`: `columns` maps each to its type, `reads` are (schema, table)."""

    name: str
    columns: Mapping[str, str]
    reads: tuple[tuple[str, str], ...]

    def worked_out(self) -> Callable[..., pd.DataFrame]:
        """What makes its rows. Raises EasemartError when no module does."""
        place = f"easemart.analysis.{self.name}"
        try:
            worked_out: Callable[..., pd.DataFrame] = importlib.import_module(place).worked_out
        except (ModuleNotFoundError, AttributeError) as error:
            raise EasemartError(f"analysis {self.name}: {place} has no worked_out(...) ({error}).") from error
        return worked_out


def declared(manifest: Manifest) -> Iterator[Analysis]:
    """Every analysis of the project."""
    for source in manifest["sources"].values():
        if source["source_name"] == ANALYSIS:
            reads = [manifest["nodes"][model] for model in analysed_from(manifest, source)]
            columns = {name: column["data_type"] for name, column in source["columns"].items()}
            yield Analysis(source["name"], columns, tuple((one["schema"], table_name(one)) for one in reads))


def after(manifest: Manifest) -> set[str]:
    """Unique ids of the models and tests that read an analysis, directly or through others."""
    waiting = [unique_id for unique_id, one in manifest["sources"].items() if one["source_name"] == ANALYSIS]
    found: set[str] = set()
    while waiting:
        children = set(manifest["child_map"].get(waiting.pop(), ())) - found
        found |= children
        waiting.extend(children)
    return found


def run(warehouse: Warehouse, manifest: Manifest) -> None:
    """Writes every analysis anew. Raises EasemartError when one yields other columns than declared."""
    for analysis in declared(manifest):
        started = time.monotonic()
        with warehouse.analysing() as tables:
            found = analysis.worked_out()(*(tables.read(*place) for place in analysis.reads))
            if list(found.columns) != list(analysis.columns):
                raise EasemartError(
                    f"analysis {analysis.name}: yields {list(found.columns)}, declared are {list(analysis.columns)}."
                )
            tables.write(analysis.name, analysis.columns, found)
        say(f"  analysed {analysis.name}: {len(found)} rows, {time.monotonic() - started:.1f} s")

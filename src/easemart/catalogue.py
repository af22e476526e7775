"""The page of the metric catalogue: what each metric is, written from its one definition.

`python -m easemart.catalogue` compares docs/metrics.md with the catalogue, `--write` writes it anew.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from easemart.building import PROJECT
from easemart.home import REPOSITORY

PAGE = REPOSITORY / "docs" / "metrics.md"
CATALOGUE = PROJECT / "models" / "metrics"
HEAD = """# The metrics

Written from the catalogue, `dbt_project/models/metrics`, by `python -m easemart.catalogue --write`; why they are so
stands in [definitions.md](definitions.md). `scripts/metrics` asks any of them by any of the cuts:

```bash
scripts/metrics query --metrics first_contact_resolution --group-by metric_time__month,need__issue
```
"""
# Heading and key of what is said of each metric.
SAID = (
    ("standard of the scorecard", "standard"),
    ("unit", "unit"),
    ("population", "population"),
    ("numerator", "numerator"),
    ("denominator", "denominator"),
    ("window", "window"),
    ("better", "direction"),
    ("interval", "interval_method"),
    ("evidence", "evidence"),
    ("adds up over a cut", "additive"),
    ("waits for", "feeds"),
    ("published beside it", "published"),
    ("facts", "facts"),
)
BETTER = {"higher_better": "higher", "lower_better": "lower", "neither": "neither"}

Document = dict[str, Any]


def _documents(folder: Path) -> Iterator[Document]:
    for path in sorted(folder.glob("*.yml")):
        yield yaml.safe_load(path.read_text(encoding="utf-8"))


def _table_of(model: Document) -> str:
    """The published table that a semantic model is about."""
    return str(model["model"]).removeprefix("ref('").removesuffix("')").replace("__", ".")


def _cuts(model: Document) -> str:
    """The names by which a measure of the model may be cut, as they are typed."""
    primary = [entity["name"] for entity in model.get("entities", ()) if entity["type"] == "primary"]
    (entity,) = primary or [model["primary_entity"]]
    return ", ".join(f"`{entity}__{cut['name']}`" for cut in model["dimensions"])


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return BETTER.get(str(value), str(value))


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def page(folder: Path = CATALOGUE) -> str:
    """The whole page."""
    documents = list(_documents(folder))
    found = (one for document in documents for one in document.get("metrics", ()))
    metrics = {one["name"]: one for one in sorted(found, key=lambda one: str(one["name"]))}
    models = [one for document in documents for one in document.get("semantic_models", ())]
    measured = {one["name"]: (model, one) for model in models for one in model["measures"]}
    lines = [HEAD]
    for metric in (one for one in metrics.values() if one["type"] == "ratio"):
        parts = metric["type_params"]
        model, _ = measured[metrics[parts["numerator"]]["type_params"]["measure"]]
        meta = metric["config"]["meta"]
        lines += [f"## {metric['label']}", f"`{metric['name']}`: {metric['description']}", "", "| | |", "|---|---|"]
        lines += [f"| {heading} | {_cell(_said(meta[key]))} |" for heading, key in SAID if key in meta]
        lines += [
            f"| is | `{parts['numerator']}` over `{parts['denominator']}` |",
            f"| from | `{_table_of(model)}`, by {_cuts(model)} |",
            "",
        ]
    lines += ["## What they are made of", "", "| metric | is | counted from | as |", "|---|---|---|---|"]
    for metric in (one for one in metrics.values() if one["type"] == "simple"):
        model, measure = measured[metric["type_params"]["measure"]]
        how = f"`{measure['agg']}({_cell(str(measure['expr']))})`"
        lines.append(f"| `{metric['name']}` | {_cell(metric['description'])} | `{_table_of(model)}` | {how} |")
    return "\n".join(lines) + "\n"


def main(arguments: list[str] | None = None) -> int:
    """0 when the committed page is that of the catalogue."""
    parser = argparse.ArgumentParser(prog="python -m easemart.catalogue", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the page anew")
    options = parser.parse_args(arguments)
    found = page()
    if options.write:
        PAGE.write_text(found, encoding="utf-8")
        return 0
    if not PAGE.exists() or PAGE.read_text(encoding="utf-8") != found:
        sys.stderr.write(f"{PAGE} is not that of the catalogue: python -m easemart.catalogue --write\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""dbt's own page of the models: what each table means and what it is made from, beside the page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from easemart import building
from easemart.home import REPOSITORY, Home
from easemart.placing import put_in_place

# Nothing is fetched from anywhere, whatever dbt's page would like to.
_POLICY = (
    "<head><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'unsafe-inline' "
    "'unsafe-eval'; style-src 'unsafe-inline'; img-src data:; font-src data:\">"
)
# What of dbt's page asks for files that are not there, by the names of placeholders; and paths of this machine.
_MENDED = {
    "<head>": _POLICY,
    "${require('./assets/favicons/favicon.ico')}": "data:,",
    ' xlink:href="{{': ' ng-attr-xlink:href="{{',
    f"{REPOSITORY}/": "",
}


def renew(home: Home) -> bool:
    """Writes the models' page where it is not that of this project; returns whether it was written.

    Its columns and their types are those that the models declare: nothing is asked of the warehouse. What is read when
    it is opened is in it, and of this machine it says nothing.
    """
    stamp = f"\n<!-- project {building.code_hash()} -->\n"
    if home.models_page.exists() and home.models_page.read_text(encoding="utf-8").endswith(stamp):
        return False
    command = ["docs", "generate", "--static", "--empty-catalog", "--no-compile"]
    building.dbt(home, command, parsed=building.parse(home))
    drawn = _typed(home.dbt / "target")
    for found, mended in _MENDED.items():
        drawn = drawn.replace(found, mended)
    new = home.models_page.with_name(home.models_page.name + ".new")
    new.write_text(drawn + stamp, encoding="utf-8")
    put_in_place(new, home.models_page)
    return True


def _typed(target: Path) -> str:
    """dbt's page with the declared types of columns in the place of a catalogue that it has not asked for."""
    empty = (target / "catalog.json").read_text(encoding="utf-8")
    manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    catalogue = json.loads(empty)
    for kind in ("nodes", "sources"):
        catalogue[kind] = {
            name: _catalogued(name, node)
            for name, node in manifest[kind].items()
            if any(column["data_type"] for column in node.get("columns", {}).values())
        }
    return (target / "static_index.html").read_text(encoding="utf-8").replace(empty, json.dumps(catalogue))


def _catalogued(name: str, node: dict[str, Any]) -> dict[str, Any]:
    columns = {
        column["name"]: {"name": column["name"], "type": column["data_type"], "index": place, "comment": None}
        for place, column in enumerate(node["columns"].values(), start=1)
    }
    said = {key: node[key] for key in ("database", "schema", "name")}
    about = {**said, "type": node["resource_type"], "comment": None, "owner": None}
    return {"unique_id": name, "metadata": about, "columns": columns, "stats": {}}

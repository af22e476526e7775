"""Draws the page: one file that holds all it shows, written in one stroke."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

from easemart.drawing import payload, project_docs
from easemart.drawing.charts import PAGE, read_page
from easemart.errors import PermanentError
from easemart.home import Home
from easemart.placing import put_in_place
from easemart.warehouses.interface import Warehouse

# The parts of the page's program, each in page/script, in the order in which they are read.
SCRIPT = (
    "figures", "words", "elements", "tiles", "looks", "references", "bars", "lines", "heat", "scatter", "charts",
    "cards", "filters", "page",
)  # fmt: skip


def draw(home: Home, warehouse: Warehouse, folder: Path = PAGE) -> Path:
    """Writes the page of what is published, and dbt's page of the models beside it; returns where it is.

    Raises PermanentError when nothing is published, or `folder` holds what is not understood; EasemartError when a
    chart's SQL does not run. The page drawn before then stays.
    """
    if not warehouse.has_published():
        raise PermanentError(f"{home.root} has published no marts to draw: scripts/run builds them.")
    page = read_page(folder)
    kind = warehouse.environment()["EASEMART_DBT_TARGET"]
    with warehouse.opened("builder") as own, warehouse.published() as marts:
        document = payload.made(page, marts, own, kind)
    home.page.parent.mkdir(parents=True, exist_ok=True)
    project_docs.renew(home)
    new = home.page.with_name(home.page.name + ".new")
    new.write_text(rendered(document, folder), encoding="utf-8")
    put_in_place(new, home.page)
    return home.page


def rendered(document: dict[str, Any], folder: Path) -> str:
    """The page of a payload, with all that it needs in it."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    # What is put in is code and JSON that escapes itself; the template escapes the title.
    environment = Environment(loader=FileSystemLoader(folder), undefined=StrictUndefined, autoescape=False)
    head, rows = payload.parted(document)
    return environment.get_template("page.html.j2").render(
        title=document["title"],
        payload=payload.as_json(head),
        rows={chart: payload.as_json(columns) for chart, columns in rows.items()},
        css=(folder / "page.css").read_text(encoding="utf-8"),
        javascript="\n".join((folder / "script" / f"{part}.js").read_text(encoding="utf-8") for part in SCRIPT),
        plotly=files("plotly").joinpath("package_data/plotly.min.js").read_text(encoding="utf-8"),
    )

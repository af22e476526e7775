"""What the page is drawn from: each chart's rows as its SQL yields them, and what is said of the marts."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from decimal import Decimal
from typing import Any

import duckdb
import psycopg

from easemart.drawing.charts import Chart, Page, Section
from easemart.drawing.facts import thin
from easemart.errors import EasemartError, PermanentError
from easemart.warehouses.interface import Connection

Columns = dict[str, list[Any]]
Coded = dict[str, Any]

# The columns that charts are filtered by.
FILTERS = ("month_start", "channel", "queue", "tier")


def made(page: Page, marts: Connection, warehouse: Connection, kind: str) -> dict[str, Any]:
    """The payload: `marts` sees what readers see, `warehouse` is the warehouse itself, of this kind.

    Raises EasemartError, naming the chart, when its SQL does not run or lacks a column that its YAML names.
    """
    notes = {
        f"{mart}.{table}": note
        for mart, table, note in marts.execute("select mart, table_name, note from audit.published").fetchall()
    }
    tables = sorted({table for chart in page.charts for table in chart.spec["reads"] if table in notes})
    return {
        "title": page.title,
        "drawn_at": _moment(dt.datetime.now(dt.UTC).replace(tzinfo=None)),
        "marts": {**_published(marts), "warehouse": kind},
        "failed": _failed(warehouse),
        "thin": thin(),
        "sections": [
            _section(section, {"published": marts, "warehouse": warehouse}, notes) for section in page.sections
        ],
        "facts": {
            name: {key: value for key, value in asdict(fact).items() if key != "comparable_with"}
            for name, fact in page.facts.items()
        },
        "definitions": dict(page.definitions),
        "tables": {table: f"docs.html#!/model/model.easemart.{table.replace('.', '__')}" for table in tables},
    }


def as_json(content: object) -> str:
    """Content as it stands in a script element, which nothing in it can end."""
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.replace("<", "\\u003c")


def parted(document: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Columns]]:
    """The payload without rows, and the rows by chart: a browser reads those only when it shows them.

    Of a chart's columns the payload keeps the names, of a section's filters what they offer: filter, then values.
    """
    rows = {}
    sections = []
    for section in document["sections"]:
        charts = []
        for chart in section["charts"]:
            key = f"{section['name']}-{chart['name']}"
            rows[key] = chart["columns"]
            charts.append({**chart, "id": key, "columns": list(chart["columns"])})
        sections.append({**section, "offered": _offered(section["charts"]), "charts": charts})
    return {**document, "sections": sections}, rows


def rows_of(chart: Chart, connection: Connection) -> Columns:
    """What the chart's SQL yields, by column."""
    try:
        found = connection.execute(chart.sql)
        names = [str(column[0]) for column in found.description or ()]
        rows = found.fetchall()
    except (duckdb.Error, psycopg.Error) as error:
        raise EasemartError(
            f"{chart.sql_place} does not run: {' '.join(str(error).split())} Mend it, and draw again: scripts/page."
        ) from None
    if missing := sorted(chart.columns - set(names)):
        raise PermanentError(
            f"{chart.place}: {', '.join(missing)} is no column of {chart.sql_place}, which yields {', '.join(names)}: "
            "correct one of them."
        )
    return {name: [_plain(row[place]) for row in rows] for place, name in enumerate(names)}


def coded(values: Sequence[Any]) -> list[Any] | Coded:
    """Texts as places in a list of them, -1 where there is none; numbers as they are."""
    if not any(isinstance(value, str) for value in values):
        return list(values)
    of = dict.fromkeys(value for value in values if value is not None)
    at = {value: place for place, value in enumerate(of)}
    return {"of": list(of), "at": [-1 if value is None else at[value] for value in values]}


def _offered(charts: Sequence[dict[str, Any]]) -> dict[str, list[str]]:
    """What the filters of a section offer: months (2025-01) and values of cuts that its charts have, sorted."""
    offered: dict[str, set[str]] = {}
    for chart in charts:
        for name in FILTERS if not chart["no_feed"] else ():
            values = chart["columns"].get(name, ())
            kept = {str(value) for value in (values["of"] if isinstance(values, dict) else values) if value is not None}
            offered.setdefault(name, set()).update({value[:7] for value in kept} if name == "month_start" else kept)
    return {name: sorted(values) for name, values in offered.items() if values}


def _section(section: Section, connections: Mapping[str, Connection], notes: dict[str, str | None]) -> dict[str, Any]:
    charts = []
    for chart in section.charts:
        columns = rows_of(chart, connections[section.source_of(chart)])
        count = len(next(iter(columns.values()), []))
        note = next((notes[table] for table in chart.spec["reads"] if notes.get(table)), None)
        spec = dict(chart.spec)
        if "columns" in spec:
            spec["headings"] = spec.pop("columns")
        charts.append(
            {
                "name": chart.name,
                **spec,
                "sql": chart.sql,
                "no_feed": note if count == 0 else None,
                "row_count": count,
                "columns": {name: coded(values) for name, values in columns.items()},
            }
        )
    said = {key: getattr(section, key) for key in ("name", "title", "intro", "reader")}
    return {**said, "charts": charts}


def _published(marts: Connection) -> dict[str, Any]:
    """Which build the marts are of, when it was published, and the day of the newest contact in them."""
    found = marts.execute("select max(build_id), max(published_at) from audit.published").fetchone()
    assert found is not None
    there = marts.execute(
        "select 1 from information_schema.tables where table_schema = 'core' and table_name = 'contacts'"
    ).fetchone()
    newest = marts.execute("select cast(max(entered_at) as date) from core.contacts").fetchone() if there else None
    return {
        "build_id": found[0],
        "published_at": _moment(found[1]),
        "through": _plain(newest[0]) if newest else None,
    }


def _failed(warehouse: Connection) -> dict[str, Any] | None:
    """The newest build where it has failed."""
    found = warehouse.execute(
        "select build_id, verdict, reason, coalesce(finished_at, started_at) from audit.builds"
        " order by build_id desc limit 1"
    ).fetchone()
    if found is None or found[1] != "failed":
        return None
    return {"build_id": found[0], "reason": found[2] or "No reason is kept: see the log.", "at": _moment(found[3])}


def _moment(utc: dt.datetime | None) -> str | None:
    return None if utc is None else f"{utc.isoformat(timespec='seconds')}Z"


def _plain(value: Any) -> Any:
    """The value as JSON has it; what is no number and no text is written as one."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, Decimal):
        value = int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, (int, float)):
        return value if math.isfinite(value) else None
    return value.isoformat() if isinstance(value, (dt.date, dt.datetime)) else str(value)

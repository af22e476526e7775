"""A page of a payload written by hand: few rows, of which every figure can be reckoned."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from easemart.drawing.charts import PAGE
from easemart.drawing.page import rendered
from easemart.drawing.payload import coded

EVIL = "<img src=x onerror=\"document.body.dataset.evil='yes'\">&amp; <a href='https://example.org'>go</a>"


def chart(name: str, kind: str, columns: dict[str, list[Any]], **spec: Any) -> dict[str, Any]:
    """A chart as the payload has it."""
    return {
        "name": name, "kind": kind, "question": f"What about {name}?", "reading": "What is drawn.", "unit": "share",
        "reads": ["effort.needs"], "definition": "Need", "sql": f"select 1 as {name}", "no_feed": None,
        "row_count": len(next(iter(columns.values()), [])),
        "columns": {key: coded(values) for key, values in columns.items()}, **spec,
    }  # fmt: skip


def section(name: str, *charts: dict[str, Any], reader: str = "manager") -> dict[str, Any]:
    return {"name": name, "title": name.title(), "intro": "What it is.", "reader": reader, "charts": list(charts)}


JANUARY, FEBRUARY, APRIL = "2025-01-01", "2025-02-01", "2025-04-01"

# Two channels and two queues over three months; of the phone in January a general and a premium queue.
SHARES: dict[str, list[Any]] = {
    "month_start": [JANUARY, JANUARY, JANUARY, FEBRUARY, APRIL],
    "channel": ["phone", "phone", "chat", "phone", "chat"],
    "queue": ["general", "premium", "general", "general", "premium"],
    "yes_count": [30, 10, 5, 8, 60],
    "all_count": [60, 40, 10, 10, 80],
    "units": [30, 20, 10, 5, 40],
}
# Minutes 1 2 3 4 5 of customers A, and 10 of one customer B.
MEANS: dict[str, list[Any]] = {
    "channel": ["phone", "phone"],
    "tier": ["A", "B"],
    "minutes_sum": [15.0, 10.0],
    "need_count": [5, 1],
    "minutes_sum_squares": [55.0, 100.0],
}
TILES: dict[str, list[Any]] = {
    "month_start": [JANUARY, FEBRUARY, JANUARY, FEBRUARY, JANUARY],
    "label": ["Easy", "Easy", "Kept", "Kept", "Late"],
    "standard": ["perception", "perception", "financial", "financial", "operations"],
    "unit": ["share", "share", "share", "share", "seconds"],
    "value": [0.5, 0.625, 0.9, None, 12.5],
    "value_low": [0.4, 0.5, 0.8, None, 10.0],
    "value_high": [0.6, 0.75, 0.95, None, 15.0],
    "n": [100, 120, 20, 0, 400],
    "target": [0.7, 0.7, None, None, 20.0],
    "status": ["missed", "open", "no_target", "no_target", "reached"],
    "direction": ["higher_better", "higher_better", "higher_better", "higher_better", "lower_better"],
    "trend": [None, "worse", None, None, "better"],
    "published_id": ["F02", "F02", None, None, None],
    "published_low": [0.22, 0.22, None, None, None],
    "published_high": [0.22, 0.22, None, None, None],
    "published_population": ["repeat contacts", "repeat contacts", None, None, None],
}


def a_page(**changes: Any) -> dict[str, Any]:
    """A payload with each kind of chart, a hostile text, thin figures, an empty chart and one that no feed fills."""
    share = {"value": {"share": ["yes_count", "all_count"]}}
    standing = {"value": {"stored": "value", "low": "value_low", "high": "value_high", "n": "n"}, "by": "label"}
    moved = {"month_start": [JANUARY, FEBRUARY], "agent": ["x", "x"], "score": [3.0, 4.5], "n": [10, 50]}
    points = {
        "agent": [EVIL, "b", "c"], "fast": [30, 20, 10], "all_count": [60, 40, 20], "seconds": [600.0, 300.0, 50.0],
        "count": [60, 40, 20], "squares": [9000.0, 4000.0, 500.0], "contacts": [60, 40, 20],
    }  # fmt: skip
    charts = [
        chart("rates", "bars", SHARES, by="channel", worth="units", published=[{"id": "F02", "at": "chat"}], **share),
        chart("plain", "bars", SHARES, by="channel", series="queue", target=0.5, **share),
        chart("course", "lines", SHARES, x="month_start", series="channel", published=[{"id": "F02"}], **share),
        chart("minutes", "bars", MEANS, by="channel", unit="minutes",
              value={"mean": ["minutes_sum", "need_count", "minutes_sum_squares"]}),
        chart("map", "heat", SHARES, by="channel", x="queue", **share),
        chart("moved", "bars", moved, by="agent", unit="score", value={"stored": "score", "n": "n"}),
        chart("points", "scatter", points, by="agent", size="contacts", x_label="Seconds", y_label="Fast",
              x_value={"mean": ["seconds", "count", "squares"]}, y_value={"share": ["fast", "all_count"]},
              x_unit="seconds", y_unit="share"),
        chart("steps", "funnel", {"step": ["failed", "told", "came back"], "people": [200, 50, 20]}, by="step",
              value={"sum": "people"}, unit="customers", labels={"told": "told us"}),
        chart("curve", "lines", {"month": [0, 1, 2], "kept": [1.0, 0.9, 0.8], "low": [1.0, 0.8, 0.6],
              "high": [1.0, 0.95, 0.9], "n": [50, 40, 8]}, x="month", steps=True,
              value={"stored": "kept", "low": "low", "high": "high", "n": "n"}),
        chart("list", "table", {"name": [EVIL, "b", "c"], "late_share": [0.25, None, 0.5]}, rows=2,
              headings={"name": "Name", "late_share": "Late"}),
        chart("nothing", "bars", {"channel": [], "yes_count": [], "all_count": []}, by="channel", **share),
        chart("unfed", "bars", {"channel": [], "yes_count": [], "all_count": []}, by="channel",
              **{**share, "no_feed": "no feed: surveys"}),
    ]  # fmt: skip
    return {
        "title": "Service <b>& more", "drawn_at": "2025-05-01T04:05:06Z", "failed": None, "thin": 30,
        "marts": {
            "build_id": 7, "published_at": "2025-05-01T03:00:00Z", "through": "2025-04-30", "warehouse": "duckdb",
        },
        "sections": [
            section("scorecard", chart("standing", "tiles", TILES, **standing)),
            section("effort", *charts),
            section(
                "loads", chart("files", "table", {"file": ["a_b.csv"]}, headings={"file": "File"}), reader="engineer"
            ),
        ],
        "facts": {"F02": {"fact": "A next issue", "figure_low": 0.22, "figure_high": 0.22, "unit": "share",
                          "kind": "behaviour", "population": "repeat contacts"}},
        "definitions": {"Need": "<p>A <em>need</em> is one matter.</p>"},
        "tables": {"effort.needs": "docs.html#!/model/model.easemart.effort__needs"}, **changes,
    }  # fmt: skip


def written(folder: Path, payload: dict[str, Any]) -> Path:
    file = folder / "index.html"
    file.write_text(rendered(payload, PAGE), encoding="utf-8")
    return file

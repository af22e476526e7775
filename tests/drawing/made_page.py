"""A tiny page, and a home with a handful of contacts published, both made by hand."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import duckdb
import yaml

from easemart.drawing.page import SCRIPT
from easemart.home import Home
from easemart.warehouses.migrating import migrate

TEMPLATE = """<title>{{ title | e }}</title><style>{{ css }}</style>
<script type="application/json" id="payload">{{ payload }}</script>
{% for chart, columns in rows.items() %}<script type="application/json" id="rows-{{ chart }}">{{ columns }}</script>
{% endfor %}<script type="text/plain" id="plotly">{{ plotly }}</script><script>{{ javascript }}</script>
"""
CHART: dict[str, Any] = {
    "question": "Who comes?",
    "reading": "A bar is a channel; it is as long as its contacts are many.",
    "reads": ["core.contacts"],
    "definition": "Contact, and who made it",
    "kind": "bars",
    "by": "channel",
    "value": {"sum": "contact_count"},
    "unit": "contacts",
}
SQL = """
select
    channel,
    cast(date_trunc('month', entered_at) as date) as month_start,
    count(*) as contact_count,
    sum(wait_seconds) as wait_seconds
from core.contacts
group by channel, cast(date_trunc('month', entered_at) as date)
order by channel, month_start
"""
REFUSED = "select file_name, reason from audit.loads where verdict = 'refused' order by load_id"


def write_chart(folder: Path, section: str, chart: str, spec: dict[str, Any], sql: str = SQL) -> None:
    (folder / section / f"{chart}.yml").write_text(yaml.safe_dump(spec))
    (folder / section / f"{chart}.sql").write_text(sql)


def write_section(folder: Path, name: str, charts: list[str], **rest: Any) -> None:
    (folder / name).mkdir(exist_ok=True)
    section = {"title": name.title(), "intro": "What it is.", "reader": "manager", "charts": charts, **rest}
    (folder / name / "section.yml").write_text(yaml.safe_dump(section))


def make_page(folder: Path) -> Path:
    """Two sections: contacts by channel of what is published, and refused files of the warehouse itself."""
    folder.mkdir()
    (folder / "page.yml").write_text(yaml.safe_dump({"title": "Service & <more>", "sections": ["effort", "loads"]}))
    for name, text in (("page.html.j2", TEMPLATE), ("page.css", "body {}")):
        (folder / name).write_text(text)
    (folder / "script").mkdir()
    for part in SCRIPT:
        (folder / "script" / f"{part}.js").write_text(f"let {part} = '{{{{ }}}}';")
    write_section(folder, "effort", ["contacts"])
    write_chart(folder, "effort", "contacts", CHART)
    write_section(folder, "loads", ["refused"], reader="engineer", reads_from="warehouse")
    refused = {key: CHART[key] for key in ("question", "reading", "definition")}
    refused |= {"reads": ["audit.loads"], "kind": "table", "columns": {"file_name": "File", "reason": "Why"}}
    write_chart(folder, "loads", "refused", refused, REFUSED)
    return folder


def make_home(root: Path) -> Home:
    """Three contacts published by build 1; since then nothing has happened."""
    home = Home(root)
    home.published.parent.mkdir(parents=True)
    home.dbt.mkdir()
    for file in (home.warehouse, home.published):
        with duckdb.connect(str(file)) as con:
            migrate(con, keep_keys_indexed=False, salt="salt")
            con.execute("insert into audit.builds (build_id, verdict) values (1, 'succeeded')")
            con.execute("insert into audit.loads (load_id, file_name, verdict) values (1, 'a.csv', 'accepted')")
    with duckdb.connect(str(home.published)) as con:
        con.execute(
            """
            insert into audit.published (mart, table_name, rows, published_at, build_id, note) values
                ('core', 'contacts', 3, timestamp '2025-03-01 04:05:06.7', 1, null),
                ('effort', 'needs', 0, timestamp '2025-03-01 04:05:06.7', 1, 'no feed: telephony, tickets');
            create schema core;
            create schema effort;
            create table effort.needs (need_id text, channel text, contact_count bigint);
            create table core.contacts as select * from (values
                ('phone', timestamp '2025-01-31 10:00:00', 1.5), ('phone', timestamp '2025-02-01 10:00:00', null),
                (null, timestamp '2025-02-28 23:00:00', 2.5)) as rows (channel, entered_at, wait_seconds)
            """
        )
    return home


def on(file: Path, statement: str) -> None:
    """Runs a statement on a DuckDB file."""
    with duckdb.connect(str(file)) as con:
        con.execute(statement)


def payload_of(page: Path) -> dict[str, Any]:
    """The payload as a browser finds it between the tags, with the rows of each chart in their place."""
    found = dict(re.findall(r'<script type="application/json" id="(.*?)">(.*?)</script', page.read_text(), re.DOTALL))
    document: dict[str, Any] = json.loads(found.pop("payload"))
    for section in document["sections"]:
        for chart in section["charts"]:
            rows = json.loads(found.pop(f"rows-{chart['id']}"))
            assert list(rows) == chart["columns"]
            chart["columns"] = rows
    assert not found
    return document


def decoded(values: Any) -> list[Any]:
    """A column as the page reads it."""
    if isinstance(values, dict):
        return [None if place < 0 else values["of"][place] for place in values["at"]]
    return list(values)

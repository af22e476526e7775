"""What `page/` asks: its sections and charts, checked word by word, so that a slip is an error and no empty chart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from easemart.building import MARTS, PROJECT
from easemart.drawing.definitions import definitions
from easemart.drawing.facts import Fact, facts
from easemart.errors import PermanentError
from easemart.home import REPOSITORY
from easemart.publishing.audit import AUDIT

PAGE = REPOSITORY / "page"

# What each kind of chart cannot do without.
KINDS = {
    "tiles": {"value"},
    "lines": {"x", "value"},
    "bars": {"by", "value"},
    "heat": {"by", "x", "value"},
    "scatter": {"x_value", "y_value"},
    "funnel": {"by", "value"},
    "table": {"columns"},
}
UNITS = {
    "share", "share_difference", "minutes", "seconds", "hours", "days", "contacts", "customers", "points", "score",
    "currency", "ratio", "count", "index",
}  # fmt: skip
# How a figure is put together, and of how many columns.
MEASURES = {"share": 2, "mean": 3, "sum": 1, "stored": 1}
BESIDE_STORED = {"low", "high", "n"}


@dataclass(frozen=True)
class Chart:
    """One chart: `spec` is its YAML, `sql` one select; `place` and `sql_place` are where they stand."""

    name: str
    place: str
    spec: Mapping[str, Any]
    sql: str
    sql_place: str

    @property
    def columns(self) -> set[str]:
        """The columns that the YAML names, and the SQL has to yield."""
        spec = self.spec
        named = {spec[key] for key in ("by", "x", "series", "worth", "size") if key in spec}
        named |= set(spec.get("columns", ()))
        named |= {spec[key] for key in ("target", "unit") if isinstance(spec.get(key), str)} - UNITS
        for key in ("value", "x_value", "y_value"):
            for column in spec.get(key, {}).values():
                named |= set(column) if isinstance(column, list) else {column}
        return named


# On what a section's charts of the audit are run: what readers see, or the warehouse itself, which knows of what came
# later.
ReadsFrom = Literal["published", "warehouse"]


@dataclass(frozen=True)
class Section:
    name: str
    title: str
    intro: str
    reader: str
    reads_from: ReadsFrom
    charts: tuple[Chart, ...]

    def source_of(self, chart: Chart) -> ReadsFrom:
        """On what one of its charts is run: the warehouse itself has the audit, but no published marts."""
        is_of_audit = all(table.startswith("audit.") for table in chart.spec["reads"])
        return self.reads_from if is_of_audit else "published"


@dataclass(frozen=True)
class Page:
    title: str
    sections: tuple[Section, ...]
    definitions: Mapping[str, str]
    facts: Mapping[str, Fact]

    @property
    def charts(self) -> list[Chart]:
        return [chart for section in self.sections for chart in section.charts]


def read_page(folder: Path = PAGE) -> Page:
    """The page that a folder describes.

    Raises PermanentError, naming the file and what to do, for anything in it that is not understood: nothing is left
    out in silence.
    """
    document = _read(folder / "page.yml", {"title": _text, "sections": _texts}, {"title", "sections"}, folder)
    known, published = definitions(), facts()
    there = {path.parent.name for path in folder.glob("*/section.yml")}
    if forgotten := sorted(there - set(document["sections"])):
        raise PermanentError(f"page/page.yml: {', '.join(forgotten)} is in no list: add it to sections.")
    sections = tuple(_section(folder / name, folder, set(known), published) for name in document["sections"])
    page = Page(document["title"], sections, {}, {})
    return Page(
        page.title,
        sections,
        {chart.spec["definition"]: known[chart.spec["definition"]] for chart in page.charts},
        {one["id"]: published[one["id"]] for chart in page.charts for one in chart.spec.get("published", ())},
    )


def _section(folder: Path, root: Path, headings: set[str], published: Mapping[str, Fact]) -> Section:
    keys: dict[str, Check] = {
        "title": _text, "intro": _text, "reader": _one_of({"manager", "engineer"}), "charts": _texts,
        "reads_from": _one_of({"published", "warehouse"}),
    }  # fmt: skip
    path = folder / "section.yml"
    document = _read(path, keys, {"title", "intro", "reader", "charts"}, root)
    there = {one.stem for one in (*folder.glob("*.yml"), *folder.glob("*.sql"))} - {"section"}
    if forgotten := sorted(there - set(document["charts"])):
        raise PermanentError(f"{_shown(path, root)}: {', '.join(forgotten)} is in no list: add it to charts.")
    charts = tuple(_chart(folder / f"{name}.yml", root, headings, published) for name in document["charts"])
    reads_from: ReadsFrom = document.get("reads_from", "published")
    return Section(folder.name, document["title"], document["intro"], document["reader"], reads_from, charts)


def _chart(path: Path, root: Path, headings: set[str], published: Mapping[str, Fact]) -> Chart:
    spec = _read(path, _CHART, {"question", "reading", "reads", "definition", "kind"}, root)
    shown = _shown(path, root)
    if missing := sorted(KINDS[spec["kind"]] - spec.keys()):
        raise PermanentError(f"{shown}: a chart of kind {spec['kind']} needs {', '.join(missing)}: add it.")
    if spec["definition"] not in headings:
        raise PermanentError(
            f"{shown}: definition {spec['definition']!r} is no heading of docs/definitions.md: write it as it is there."
        )
    if unknown := [table for table in spec["reads"] if not _is_published(table)]:
        raise PermanentError(f"{shown}: reads {', '.join(unknown)}, which is no published table: correct it.")
    for one in spec.get("published", ()):
        fact = published.get(one["id"])
        if fact is None:
            raise PermanentError(
                f"{shown}: published {one['id']} is no id of dbt_project/seeds/published_benchmarks.csv: correct it."
            )
        if not set(spec["reads"]) & set(fact.comparable_with.split()):
            raise PermanentError(
                f"{shown}: published {one['id']} is comparable with {fact.comparable_with or 'nothing'!r} in "
                "published_benchmarks.csv, which the chart does not read: leave it out, or read that table."
            )
    own = path.with_suffix(".sql")
    sql = path.with_name(f"{spec['sql']}.sql") if "sql" in spec else own
    if sql != own and own.exists():
        raise PermanentError(
            f"{shown}: sql is {spec['sql']!r}, and {_shown(own, root)} is there: take one of them away."
        )
    if not sql.is_file():
        raise PermanentError(f"{shown}: {_shown(sql, root)} is missing: write its select, or take the chart away.")
    return Chart(path.stem, shown, spec, sql.read_text(encoding="utf-8").strip(), _shown(sql, root))


def _is_published(table: str) -> bool:
    mart, _, name = table.partition(".")
    if mart == "audit":
        return name in AUDIT
    return mart in {"core", *MARTS} and (PROJECT / "models" / mart / f"{mart}__{name}.yml").is_file()


# Says what a value should be, or nothing where it is that.
Check = Callable[[Any], str | None]


def _text(value: Any) -> str | None:
    return None if isinstance(value, str) and value.strip() else "a text"


def _flag(value: Any) -> str | None:
    return None if isinstance(value, bool) else "true or false"


def _count(value: Any) -> str | None:
    return None if type(value) is int and value > 0 else "a whole number above 0"


def _texts(value: Any) -> str | None:
    good = isinstance(value, list) and value and all(not _text(one) for one in value) and len({*value}) == len(value)
    return None if good else "a list of texts, none twice"


def _words(value: Any) -> str | None:
    good = isinstance(value, dict) and value and all(not _text(one) for pair in value.items() for one in pair)
    return None if good else "texts by name"


def _number_or_text(value: Any) -> str | None:
    return None if type(value) in (int, float) or not _text(value) else "a number or a text"


def _one_of(words: Iterable[str]) -> Check:
    listed = sorted(words)
    return lambda value: None if value in listed else f"one of {', '.join(listed)}"


def _measure(value: Any) -> str | None:
    wanted = "one of {share: [numerator, denominator]}, {mean: [sum, count, sum_squares]}, {sum: column}, "
    wanted += "{stored: column, low: column, high: column, n: column}"
    if not isinstance(value, dict) or len(found := value.keys() & MEASURES.keys()) != 1:
        return wanted
    (how,) = found
    columns = value[how] if isinstance(value[how], list) else [value[how]]
    beside = value.keys() - {how}
    good = len(columns) == MEASURES[how] and not _texts([*columns, *(value[key] for key in beside)])
    return None if good and beside <= (BESIDE_STORED if how == "stored" else set()) else wanted


def _published_figures(value: Any) -> str | None:
    good = isinstance(value, list) and all(
        isinstance(one, dict)
        and "id" in one
        and one.keys() <= {"id", "at", "series"}
        and not any(map(_number_or_text, one.values()))
        for one in value
    )
    return None if good else "a list of {id: F02, at: category, series: name}"


_CHART: dict[str, Check] = {
    "question": _text,
    "reading": _text,
    "reads": _texts,
    "definition": _text,
    "sql": _text,
    "empty": _text,
    "kind": _one_of(KINDS),
    "by": _text,
    "x": _text,
    "series": _text,
    "value": _measure,
    "x_value": _measure,
    "y_value": _measure,
    "x_label": _text,
    "y_label": _text,
    "x_unit": _one_of(UNITS),
    "y_unit": _one_of(UNITS),
    "size": _text,
    "worth": _text,
    "unit": _text,
    "labels": _words,
    "order": _one_of({"value", "given"}),
    "steps": _flag,
    "latest": _flag,
    "published": _published_figures,
    "target": _number_or_text,
    "columns": _words,
    "rows": _count,
}


def _read(path: Path, keys: Mapping[str, Check], required: set[str], root: Path) -> dict[str, Any]:
    shown = _shown(path, root)
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise PermanentError(f"{shown} cannot be read: {error.strerror}. Write it, or take its name away.") from None
    except yaml.YAMLError as error:
        raise PermanentError(f"{shown} is no YAML: {' '.join(str(error).split())}") from None
    if not isinstance(document, dict):
        raise PermanentError(f"{shown}: keys and values are wanted: {', '.join(keys)}.")
    if unknown := sorted(map(str, document.keys() - keys.keys())):
        raise PermanentError(f"{shown}: {', '.join(unknown)} is not known; known are {', '.join(keys)}.")
    if missing := sorted(required - document.keys()):
        raise PermanentError(f"{shown}: {', '.join(missing)} is missing: add it.")
    for key, value in document.items():
        if wanted := keys[key](value):
            raise PermanentError(f"{shown}: {key} is {value!r}; it has to be {wanted}.")
    return document


def _shown(path: Path, root: Path) -> str:
    """The path as a person finds it in the repository."""
    return str(Path("page") / path.relative_to(root))

"""What a file looks like: its form, its columns, and what their values are."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import gzip
import io
import json
import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from easemart.errors import EasemartError
from easemart.reading import literal
from easemart.sources import FORMATS, bare_name

# As much of a file as is looked at.
BYTES_SEEN = 1 << 20
RECORDS_SEEN = 500
DELIMITERS = (",", ";", "\t", "|")
MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
# Times in other forms than ISO 8601, the day before the month where both fit.
TIMES = tuple(
    f"{date}{time}"
    for date in ("%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y/%m/%d", "%Y-%m-%d", "%d %b %Y", "%Y%m%d")
    for time in (" %H:%M:%S", " %H:%M", " %I:%M %p", " %I:%M:%S %p", "")
)
_ISO = re.compile(r"[12]\d{3}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z| UTC|[+-]\d\d(:?\d\d)?)?")
_PAGING = re.compile(r"(?i)page|count|total|next|prev|limit|offset|cursor|^links?$|^meta|^self$|^start|^end|more$|uri$")
_KINDS: tuple[tuple[str, str], ...] = (
    ("email", r"[^@\s]+@[^@\s]+\.[^@\s]+"),
    ("iso time", _ISO.pattern),
    ("hours", r"\d+:[0-5]\d:[0-5]\d"),
    ("minutes", r"\d+:[0-5]\d"),
    ("seconds since 1970", r"1\d{9}(\.\d{1,6})?"),
    ("milliseconds since 1970", r"1\d{12}"),
    ("phone", r"(\+|00)[\d\s().-]{7,20}"),
    ("whole number", r"-?\d+"),
    ("number", r"-?\d+\.\d+"),
    ("decimal comma", r"-?\d+,\d+"),
    ("yes or no", r"(?i)(true|false|yes|no|y|n)"),
)


@dataclass(frozen=True)
class Seen:
    """A column: its name (a path of keys in JSON), what its values are, and a time's format if it is not ISO."""

    name: str
    kind: str
    time_format: str | None
    is_always_filled: bool


@dataclass(frozen=True)
class Looked:
    """A file's form (csv, json, parquet), and for text its delimiter, encoding, and whether a header names columns.

    `listed_under` is the key of the list of records of an API's page.
    """

    form: str
    delimiter: str
    encoding: str
    has_header: bool
    columns: tuple[Seen, ...]
    listed_under: str | None = None


def look(path: Path) -> Looked:
    """Raises EasemartError for a file that is no table and no JSON."""
    if not path.is_file():
        raise EasemartError(f"{path}: no such file.")
    if Path(bare_name(path.name)).suffix.lower() == ".parquet":
        return Looked("parquet", ",", "utf-8", True, _parquet_columns(path))
    start = _start(path)
    if not start.strip():
        raise EasemartError(f"{path.name}: the file is empty; a draft needs a few records to look at.")
    encoding = _encoding(start)
    text = start.decode(encoding, "ignore").removeprefix("\ufeff")
    if text.lstrip()[:1] in ("{", "["):
        records, listed_under = _records(text, path.name)
        return Looked("json", ",", encoding, True, _json_columns(records, path.name), listed_under)
    delimiter, rows = _rows(text, len(start) == BYTES_SEEN, path.name)
    has_header = _is_header(rows[0])
    names = [name.strip() for name in rows[0]] if has_header else [f"column_{n + 1}" for n in range(len(rows[0]))]
    values = rows[1:] if has_header else rows
    columns = tuple(_seen(name, [row[place] for row in values]) for place, name in enumerate(names))
    return Looked("csv", delimiter, encoding, has_header, columns)


def format_by_name(file_name: str) -> str | None:
    """The form that a file's suffix says it has."""
    return FORMATS.get(Path(bare_name(file_name)).suffix.lower())


def _start(path: Path) -> bytes:
    try:
        with path.open("rb") as plain, gzip.open(plain) if path.suffix == ".gz" else plain as handle:
            return handle.read(BYTES_SEEN)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise EasemartError(f"{path.name}: the gzip is damaged or cut off ({error}).") from None


def _encoding(start: bytes) -> str:
    for mark, encoding in MARKS:
        if start.startswith(mark):
            return encoding
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _rows(text: str, is_cut: bool, name: str) -> tuple[str, list[list[str]]]:
    """The delimiter by which most lines have the same number of fields, two or more, and those rows."""
    best: tuple[int, str, list[list[str]]] = (0, ",", [])
    for delimiter in DELIMITERS:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if row]
        rows = rows[:-1] if is_cut else rows
        rows = rows[: RECORDS_SEEN + 1]
        width = len(rows[0]) if rows else 0
        alike = [row for row in rows if len(row) == width]
        if width > 1 and len(alike) * 2 > len(rows) and len(alike) * width > best[0]:
            best = (len(alike) * width, delimiter, alike)
    if not best[2]:
        raise EasemartError(
            f"{name}: neither a table (with {', '.join(map(repr, DELIMITERS))} between fields) nor JSON. For a log of "
            "lines write the source by hand, with `format: lines`, as in feeds/telephony/asterisk."
        )
    return best[1], best[2]


def _is_header(row: list[str]) -> bool:
    """A header's names are there, differ, and are no numbers, times or addresses."""
    return (
        all(name.strip() for name in row)
        and len(set(row)) == len(row)
        and all(_seen("", [name]).kind in ("text", "yes or no") for name in row)
    )


def _seen(name: str, values: Iterable[object]) -> Seen:
    texts = ["" if value is None else str(value).strip() for value in values]
    given = [text for text in texts if text]
    kind, time_format = "text", None
    if not given:
        kind = "nothing"
    else:
        for candidate, pattern in _KINDS:
            if all(re.fullmatch(pattern, text) for text in given):
                kind = candidate
                break
        if kind in ("text", "whole number"):
            time_format = next((form for form in TIMES if _all_fit(given, form)), None)
            kind = "other time" if time_format else kind
    return Seen(name, kind, time_format, len(given) == len(texts) > 0)


def _all_fit(texts: list[str], form: str) -> bool:
    try:
        return all(1990 <= dt.datetime.strptime(text, form).year <= 2100 for text in texts)
    except ValueError:
        return False


def _records(text: str, name: str) -> tuple[list[Any], str | None]:
    """The first records of a file of JSON, and the key that they are listed under where they are an API's page."""
    start = text.lstrip()
    if start.startswith("["):
        try:
            return json.loads(start), None
        except ValueError:
            raise EasemartError(
                f"{name}: the list of JSON is cut off, or longer than 1 MB: try a shorter file."
            ) from None
    records: list[Any] = []
    decoder = json.JSONDecoder()
    while start and len(records) < RECORDS_SEEN:
        try:
            record, end = decoder.raw_decode(start)
            records.append(record)
        except ValueError:
            end = start.find("\n") + 1 or len(start)
        start = start[end:].lstrip()
    pages = [record for record in records if isinstance(record, dict)]
    listed_under = _listed_under(pages[0]) if pages else None
    if listed_under is None:
        return records, None
    return [record for page in pages for record in page.get(listed_under) or ()], listed_under


def _listed_under(record: dict[str, Any]) -> str | None:
    """The key of the one list of objects in a page of an API, beside which only the paging is told."""
    lists = [key for key, value in record.items() if isinstance(value, list) and value and isinstance(value[0], dict)]
    others = [key for key in record if key not in lists]
    return lists[0] if len(lists) == 1 and all(_PAGING.search(key) for key in others) else None


def _json_columns(records: list[Any], name: str) -> tuple[Seen, ...]:
    flat = [_flattened(record) for record in records if isinstance(record, dict)]
    if not flat:
        raise EasemartError(f"{name}: holds no whole JSON object; have it delivered again.")
    names = list(dict.fromkeys(name for record in flat for name in record))
    return tuple(_seen(name, [record.get(name) for record in flat]) for name in names)


def _flattened(record: dict[str, Any], before: str = "") -> dict[str, Any]:
    """Values by their path of keys; lists are left to the person."""
    found: dict[str, Any] = {}
    for key, value in record.items():
        if isinstance(value, dict):
            found |= _flattened(value, f"{before}{key}.")
        elif not isinstance(value, list) and re.fullmatch(r"\w+", key):
            found[before + key] = str(value).lower() if isinstance(value, bool) else value
    return found


def _parquet_columns(path: Path) -> tuple[Seen, ...]:
    try:
        rows = duckdb.connect().execute(f"from read_parquet({literal(path)}) limit {RECORDS_SEEN}")
        names = [column[0] for column in rows.description or []]
        values = rows.fetchall()
    except duckdb.Error as error:
        raise EasemartError(f"{path.name}: no readable parquet ({str(error).splitlines()[0]}).") from None
    return tuple(_seen(name, [row[place] for row in values]) for place, name in enumerate(names))

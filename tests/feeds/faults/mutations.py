"""What can be wrong with a file: each fault is put into a good file of any source it can befall."""

from __future__ import annotations

import copy
import datetime as dt
import functools
import gzip
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from faults.good_files import FIRST, GOOD, ROWS, GoodFile, content, minutes, texts

# The row that a fault of one row is put into.
PLACE = 20
JULY_2262 = dt.datetime(2262, 7, 1)
OCTOBER = dt.datetime(2024, 10, 1, 9)


@dataclass(frozen=True)
class Delivered:
    """What is put into the inbox: `before` it other files, each loaded first; under more than one name, `names`."""

    content: bytes
    file_name: str | None = None
    before: tuple[tuple[str, bytes], ...] = ()
    zone: str | None = None
    names: tuple[str, ...] = ()


class NotHere(str):
    """Why a fault cannot befall a source."""


Put = Callable[[GoodFile], "Delivered | NotHere"]


@dataclass(frozen=True)
class Fault:
    """A fault; `expects` says how a load ends by source, else by form of file, else by ''."""

    name: str
    means: str
    put: Put
    expects: dict[str, str]
    gate_decides: bool = False

    def outcome_expected(self, good: GoodFile) -> str:
        for key in (good.source, good.form, ""):
            if key in self.expects:
                return self.expects[key]
        raise AssertionError(f"{self.name}: no outcome is said for {good.source}")


FAULTS: list[Fault] = []
# Sources where a fault ends otherwise than in others of their form, and why.
EXCEPTIONS: dict[str, dict[str, str]] = {
    # A line may stand twice in a queue_log and mean it.
    "the same key twice": {"telephony/asterisk queue_log": "loaded"},
    # What a choice of a survey is worth has to be said before it counts.
    "a code never seen before": {"surveys/qualtrics": "rows", "surveys/airport": "rows"},
}


def fault(name: str, means: str, gate_decides: bool = False, **expects: str) -> Callable[[Put], Put]:
    """Keeps a fault; `expects` by form (csv, json, lines, parquet), with `other` for what is not named."""
    said = {"" if form == "other" else form: outcome for form, outcome in expects.items()}

    def keep(put: Put) -> Put:
        FAULTS.append(Fault(name, means, functools.cache(put), said | EXCEPTIONS.get(name, {}), gate_decides))
        return put

    return keep


def _lines(good: GoodFile, change: Callable[[list[bytes]], Iterable[bytes]], end: bytes = b"\n") -> Delivered:
    lines = [line.encode() for line in texts(good, good.rows())]
    return Delivered(b"".join(line + end for line in change(lines)))


def _at(good: GoodFile) -> int:
    """The place of the line of the row at fault."""
    return good.lines_above + PLACE


def set_path(row: Any, path: str, value: Any) -> None:
    *parents, last = path.split(".")
    for parent in parents:
        row = row[int(parent)] if isinstance(row, list) else row[parent]
    row[last] = value


def get_path(row: Any, path: str) -> Any:
    for name in path.split("."):
        row = row[int(name)] if isinstance(row, list) else row[name]
    return row


def _row(good: GoodFile, path: str | None, value: Any, what: str) -> Delivered | NotHere:
    """A good file with one field of one row changed."""
    if path is None:
        return NotHere(f"has no {what}")
    rows = good.rows()
    set_path(rows[PLACE], path, value)
    return Delivered(content(good, rows))


def _replaced_line(good: GoodFile, change: Callable[[bytes], bytes]) -> Delivered | NotHere:
    if good.form == "parquet":
        return NotHere("binary, no lines")

    def changed(lines: list[bytes]) -> list[bytes]:
        lines[_at(good)] = change(lines[_at(good)])
        return lines

    return _lines(good, changed)


def _whole(good: GoodFile, change: Callable[[bytes], bytes]) -> Delivered | NotHere:
    if good.form == "parquet":
        return NotHere("binary, no text")
    return Delivered(change(content(good, good.rows())))


# Structure.


@fault("too few fields", "One row lacks fields.", csv="rows", json="rows", lines="rows")
def _(good: GoodFile) -> Delivered | NotHere:
    if good.form == "parquet":
        return NotHere("every row has every column")
    if good.form == "json":
        rows = good.rows()
        rows[PLACE] = {}
        return Delivered(content(good, rows))
    separator = b"|" if good.form == "lines" else b","
    return _replaced_line(good, lambda line: separator.join(line.split(separator)[:3]))


@fault("too many fields", "One row has a field more.", csv="rows", json="loaded", lines="loaded")
def _(good: GoodFile) -> Delivered | NotHere:
    if good.form == "json":
        return _row(good, "never_heard_of", "x", "")
    if good.form == "parquet":
        return NotHere("every row has the same columns")
    separator = b"|" if good.form == "lines" else b","
    return _replaced_line(good, lambda line: line + separator.join([b"", b"x", b"y", b"z", b"u", b"v"]))


@fault("empty file", "No byte in it.", other="refused")
def _(good: GoodFile) -> Delivered | NotHere:
    return Delivered(b"")


@fault("header only", "A header (or `[]`, or blank lines) and no record.", other="refused")
def _(good: GoodFile) -> Delivered | NotHere:
    if good.form == "csv" and good.lines_above:
        return _lines(good, lambda lines: lines[: good.lines_above])
    if good.form == "parquet":
        with_columns = content(good, good.rows(1))
        assert with_columns
        return Delivered(_no_rows(good))
    return Delivered(b"[]\n" if good.form == "json" else b"\n\n")


def _no_rows(good: GoodFile) -> bytes:
    import tempfile
    from pathlib import Path

    import duckdb

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "none.parquet"
        columns = ", ".join(f"null::varchar as {name}" for name in good.rows(1)[0])
        duckdb.execute(f"copy (select {columns} where false) to '{path}' (format parquet)")
        return path.read_bytes()


@fault("truncated last line", "The file ends in the middle of a record.", csv="rows", json="rows", lines="rows",
       parquet="refused")  # fmt: skip
def _(good: GoodFile) -> Delivered | NotHere:
    whole = content(good, good.rows())
    if good.form == "parquet":
        return Delivered(whole[: len(whole) * 2 // 3])
    last = whole.splitlines()[-1]
    return Delivered(whole[: len(whole) - 1 - len(last) * 2 // 3])


@fault("unclosed quote", "A quote that opens and never closes.", csv="rows", json="rows")
def _(good: GoodFile) -> Delivered | NotHere:
    if good.form == "lines":
        return NotHere("quotes mean nothing")
    if good.form == "json":
        return _replaced_line(good, lambda line: line.replace(b'": "', b'": ', 1))
    return _replaced_line(good, lambda line: b'"' + line)


@fault("embedded newline", "A text with a line break, quoted or escaped as the format says.", other="loaded")
def _(good: GoodFile) -> Delivered | NotHere:
    return NotHere("no quotes") if good.form == "lines" else _row(good, good.text, "one\ntwo", "text")


@fault("null byte", "A NUL in one line.", other="rows")
def _(good: GoodFile) -> Delivered | NotHere:
    return _replaced_line(good, lambda line: line[:9] + b"\0" + line[9:])


@fault("byte order mark", "UTF-8 with a byte order mark.", other="loaded")
def _(good: GoodFile) -> Delivered | NotHere:
    return _whole(good, lambda data: b"\xef\xbb\xbf" + data)


@fault("UTF-16", "Saved as Unicode text, with a byte order mark.", other="loaded")
def _(good: GoodFile) -> Delivered | NotHere:
    return _whole(good, lambda data: data.decode().encode("utf-16"))


@fault("UTF-16 without its mark", "UTF-16 that nothing announces.", other="refused")
def _(good: GoodFile) -> Delivered | NotHere:
    return _whole(good, lambda data: data.decode().encode("utf-16-le"))


@fault("Latin-1 in UTF-8", "One line written by a program of another age.", other="rows")
def _(good: GoodFile) -> Delivered | NotHere:
    return _replaced_line(good, lambda line: line[:9] + b"\xe9" + line[9:])


@fault("mixed encodings", "Half of the lines in Latin-1.", other="refused")
def _(good: GoodFile) -> Delivered | NotHere:
    if good.form == "parquet":
        return NotHere("binary, no text")
    start = good.lines_above
    return _lines(
        good, lambda lines: [one if n < start or n % 2 else one[:9] + b"\xe9" + one[9:] for n, one in enumerate(lines)]
    )


@fault("lone surrogate", "Half a character, as a program that cuts texts by length writes it.", json="rows")
def _(good: GoodFile) -> Delivered | NotHere:
    if good.form != "json":
        return NotHere("only JSON writes characters by halves")
    return _replaced_line(good, lambda line: line.replace(b'": "', b'": "\\ud83d', 1))


@fault("wrong delimiter", "Semicolons where the vendor writes commas.", csv="refused", lines="refused")
def _(good: GoodFile) -> Delivered | NotHere:
    if good.form == "csv":
        return Delivered("".join(f"{line}\n" for line in texts(good, good.rows(), ";")).encode())
    if good.form == "lines":
        return _whole(good, lambda data: data.replace(b"|", b";"))
    return NotHere("no delimiter")


@fault("mixed line ends", "CR LF here, LF there.", other="loaded")
def _(good: GoodFile) -> Delivered | NotHere:
    if good.form == "parquet":
        return NotHere("binary, no lines")
    return Delivered(
        b"".join(line.encode() + (b"\r\n" if n % 2 else b"\n") for n, line in enumerate(texts(good, good.rows())))
    )


@fault("CR alone ends some lines", "A few lines end as on an old Macintosh.", other="rows")
def _(good: GoodFile) -> Delivered | NotHere:
    if good.form == "parquet":
        return NotHere("binary, no lines")
    lines = texts(good, good.rows())
    return Delivered(b"".join(line.encode() + (b"\r" if n == _at(good) else b"\n") for n, line in enumerate(lines)))


@fault("CR alone ends all lines", "A file of an old Macintosh.", other="loaded")
def _(good: GoodFile) -> Delivered | NotHere:
    return NotHere("binary, no lines") if good.form == "parquet" else _lines(good, lambda lines: lines, b"\r")


@fault("decimal comma", "A number as 12,5.", other="rows")
def _(good: GoodFile) -> Delivered | NotHere:
    return _row(good, good.number, "12,5", "number that is read")


@fault("thousands separator", "A number as 1,234.", other="rows")
def _(good: GoodFile) -> Delivered | NotHere:
    return _row(good, good.number, "1,234", "number that is read")


def _header_needed(good: GoodFile) -> NotHere | None:
    return None if good.form == "csv" and good.lines_above else NotHere("has no header")


@fault("header in the middle", "Two exports in one file, each with its header.", csv="rows")
def _(good: GoodFile) -> Delivered | NotHere:
    return _header_needed(good) or _lines(good, lambda lines: [*lines[:20], lines[0], *lines[20:]])


@fault("two headers", "The header stands twice.", csv="rows")
def _(good: GoodFile) -> Delivered | NotHere:
    above = good.lines_above
    return _header_needed(good) or _lines(good, lambda lines: [*lines[:above], lines[0], *lines[above:]])


@fault("title above the header", "A report's title where the header should be.", csv="refused")
def _(good: GoodFile) -> Delivered | NotHere:
    return _header_needed(good) or _lines(good, lambda lines: [b"Report of calls", b"", *lines])


@fault("missing column", "A column that is needed is not there.", other="refused")
def _(good: GoodFile) -> Delivered | NotHere:
    if good.needed is None:
        return NotHere("records name their own fields" if good.form == "json" else "has no header")
    return Delivered(content(good, [{k: v for k, v in row.items() if k != good.needed} for row in good.rows()]))


@fault("renamed column", "A column that is needed has another name.", other="refused")
def _(good: GoodFile) -> Delivered | NotHere:
    if good.needed is None:
        return NotHere("records name their own fields" if good.form == "json" else "has no header")
    new = f"{good.needed}_new"
    return Delivered(content(good, [{(new if k == good.needed else k): v for k, v in r.items()} for r in good.rows()]))


@fault("columns in another order", "The same columns, from last to first.", other="loaded")
def _(good: GoodFile) -> Delivered | NotHere:
    if good.form == "lines" or (good.form == "csv" and not good.lines_above):
        return NotHere("has no header")
    return Delivered(content(good, [dict(reversed(row.items())) for row in good.rows()]))


@fault("another system's file", "The file of another vendor of the same form.", other="refused")
def _(good: GoodFile) -> Delivered | NotHere:
    forms = {"lines": "csv"}
    other = next(
        one for one in reversed(GOOD)
        if (one.form == forms.get(good.form, good.form) and one.row is not good.row and one.system != good.system)
        or (good.form == "parquet" and one.source == "telephony/standard")
    )  # fmt: skip
    rows = other.rows()
    if good.form == "parquet":
        return Delivered(content(good, rows))
    return Delivered(content(other, rows))


@fault("an old export's columns", "Columns that a newer version added are not there.", other="loaded")
def _(good: GoodFile) -> Delivered | NotHere:
    if not good.old:
        return NotHere("has no columns that came later")
    return Delivered(content(good, [{k: v for k, v in row.items() if k not in good.old} for row in good.rows()]))


# Values.


@fault("a code never seen before", "A code that the vendor has only now thought of.", other="flagged")
def _(good: GoodFile) -> Delivered | NotHere:
    unknown = {"name": "frobnicated"} if good.system == "jira_service_management" else "frobnicated"
    return _row(good, good.code, unknown, "list of codes")


@fault("a time that the clock skipped", "Local time in the hour that summer time takes away.", other="loaded")
def _(good: GoodFile) -> Delivered | NotHere:
    return _zoned(good, dt.datetime(2024, 3, 31, 2, 5))


@fault("a time that came twice", "Local time in the hour that winter time brings back.", other="loaded")
def _(good: GoodFile) -> Delivered | NotHere:
    return _zoned(good, dt.datetime(2024, 10, 27, 1, 45))


def _zoned(good: GoodFile, first: dt.datetime) -> Delivered | NotHere:
    written = str(good.at(FIRST))
    if good.form == "lines" or (written.isdigit() and good.system != "bank_acd"):
        return NotHere("seconds since 1970 know no zone")
    if "+0000" in written or written.endswith("Z"):
        return NotHere("times carry their zone")
    if good.system == "airport":
        return NotHere("days, no times")
    return Delivered(content(good, good.rows(first=first, step=minutes(1))), zone="Europe/Berlin")


@fault("day and month swapped", "The first twelve days of October as January to December.", other="refused")
def _(good: GoodFile) -> Delivered | NotHere:
    if good.form == "lines" or (str(good.at(FIRST)).isdigit() and good.system != "bank_acd"):
        return NotHere("seconds since 1970 know no day")
    if good.at(FIRST).endswith("+0000") and good.system == "twilio":
        return NotHere("months are written as words")
    rows = []
    for n in range(ROWS):
        moment = OCTOBER + dt.timedelta(days=n % 12, minutes=n)
        rows.append(good.row(n, moment.replace(day=moment.month, month=moment.day)))
    return Delivered(content(good, rows))


@fault("milliseconds for seconds", "Times as milliseconds since 1970.", other="refused")
def _(good: GoodFile) -> Delivered | NotHere:
    rows = good.rows()
    for n, row in enumerate(rows):
        set_path(row, good.time, 1709542800000 + n)
    return Delivered(content(good, rows))


@fault("a date of 1970", "The day on which computers' time begins.", gate_decides=True, other="rows")
def _(good: GoodFile) -> Delivered | NotHere:
    rows = good.rows()
    moment = dt.datetime(1970, 1, 1, 0, 0, 1)
    rows[PLACE] = good.row(PLACE, moment)
    return Delivered(content(good, rows))


@fault("a date of 2262", "The day on which nanoseconds end.", gate_decides=True, other="refused")
def _(good: GoodFile) -> Delivered | NotHere:
    rows = good.rows()
    rows[PLACE] = good.row(PLACE, JULY_2262)
    return Delivered(content(good, rows))


@fault("negative duration", "Less than nothing where there is no such thing.", gate_decides=True, other="rows")
def _(good: GoodFile) -> Delivered | NotHere:
    return _row(good, good.duration, -5000, "duration or count")


@fault("a number too large", "A number of which no warehouse knows the size.", other="rows")
def _(good: GoodFile) -> Delivered | NotHere:
    return _row(good, good.number, "9" * 400, "number that is read")


@fault("the same key twice", "A record stands twice.", other="superseded")
def _(good: GoodFile) -> Delivered | NotHere:
    rows = good.rows()
    return Delivered(content(good, [*rows, copy.deepcopy(rows[PLACE])]))


@fault("a contact of decades", "What began in 1990 ends today.", gate_decides=True, other="rows")
def _(good: GoodFile) -> Delivered | NotHere:
    rows = good.rows()
    began = dt.datetime(1990, 1, 1)
    if good.source == "telephony/asterisk cdr":
        set_path(rows[PLACE], "start", "1990-01-01 00:00:00")
        return Delivered(content(good, rows))
    if good.system == "genesys_cloud":
        early, late = good.row(PLACE, began), rows[PLACE]
        for which in ("conversationEnd",):
            early[which] = late[which]
        for one, other in zip(early["participants"], late["participants"], strict=True):
            one["sessions"][0]["segments"][0]["segmentEnd"] = other["sessions"][0]["segments"][0]["segmentEnd"]
        rows[PLACE] = early
        return Delivered(content(good, rows))
    if good.form == "lines":
        return _row(good, good.duration, 34 * 365 * 86400, "duration")
    if good.system == "bank_acd":
        return _row(good, "ser_time", 25 * 365 * 86400, "duration")
    if good.until is None:
        return NotHere("is no contact")
    early = good.row(PLACE, began)
    set_path(early, good.until, get_path(rows[PLACE], good.until))
    rows[PLACE] = early
    return Delivered(content(good, rows))


# The file itself.


def _packed(good: GoodFile, data: bytes) -> Delivered:
    return Delivered(data, file_name=f"{good.file_name}.gz")


@fault("gzip bomb", "A small gzip that unpacks to far more than any export.", other="refused")
def _(good: GoodFile) -> Delivered | NotHere:
    return _packed(good, gzip.compress(content(good, good.rows()) + b" " * 8_000_000, 9))


@fault("corrupt gzip", "A gzip with damaged bytes.", other="refused")
def _(good: GoodFile) -> Delivered | NotHere:
    packed = gzip.compress(content(good, good.rows()))
    half = len(packed) // 2
    return _packed(good, packed[:half] + b"\xff" * 16 + packed[half + 16 :])


@fault("a gzip cut off", "Half of a gzip.", other="refused")
def _(good: GoodFile) -> Delivered | NotHere:
    packed = gzip.compress(content(good, good.rows()))
    return _packed(good, packed[: len(packed) // 2])


@fault("a gzip that is none", "A plain file that is called .gz.", other="refused")
def _(good: GoodFile) -> Delivered | NotHere:
    return _packed(good, content(good, good.rows()))


@fault("a gzip under a plain name", "A gzip that is not called .gz.", other="loaded")
def _(good: GoodFile) -> Delivered | NotHere:
    return Delivered(gzip.compress(content(good, good.rows())))


# A record of JSON may be as long as DuckDB's buffer has room for.
@fault("a very long line", "One line longer than any record.", json="loaded", other="rows")
def _(good: GoodFile) -> Delivered | NotHere:
    if good.form == "json":
        return _row(good, "never_heard_of", "x" * 3_000_000, "")
    return _replaced_line(good, lambda line: line + b"x" * 3_000_000)


@fault("the same file under two names", "One content, two files.", other="loaded")
def _(good: GoodFile) -> Delivered | NotHere:
    return Delivered(content(good, good.rows()), names=(good.file_name, f"again/{good.file_name}"))


@fault("the same content again", "A file that was loaded comes again under another name.", other="no load")
def _(good: GoodFile) -> Delivered | NotHere:
    data = content(good, good.rows())
    return Delivered(data, file_name=f"again/{good.file_name}", before=((good.file_name, data),))


@fault("a day that comes again smaller", "The file of a day that was loaded comes again with fewer rows.",
       other="refused")  # fmt: skip
def _(good: GoodFile) -> Delivered | NotHere:
    rows = good.rows(step=minutes(9))
    return Delivered(content(good, rows[: ROWS // 2]), before=((good.file_name, content(good, rows)),))


@fault("a name with blanks and quotes", "Blanks, quotes and a semicolon in its name and its folder's.", other="loaded")
def _(good: GoodFile) -> Delivered | NotHere:
    return Delivered(content(good, good.rows()), file_name=f"Anna's \"new\" one/it's; -- {good.file_name}")


@fault("a name that climbs", "A folder called .. as other systems write it.", other="loaded")
def _(good: GoodFile) -> Delivered | NotHere:
    return Delivered(content(good, good.rows()), file_name=f"%2e%2e%2f..\\..\\/{good.file_name}")


@fault("a name that is not ASCII", "Accents, Greek and Chinese in its name.", other="loaded")
def _(good: GoodFile) -> Delivered | NotHere:
    return Delivered(content(good, good.rows()), file_name=f"März_Ω_三月 {good.file_name}")

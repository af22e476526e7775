"""Reading a landed file into a scratch database, as table `delivered` that a source's SQL selects from.

The fast way is DuckDB's own reader over the whole file. It is believed only if it met no fault and
found as many records as the file has lines; otherwise the file is read line by line
(`careful_reading`), which refuses exactly the lines that cannot be read.
"""

from __future__ import annotations

import csv
import fnmatch
import gzip
import json
import os
import re
import shutil
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from easemart import careful_reading
from easemart.careful_reading import Keep, Refused, read_delimited, read_json_lines, read_lines
from easemart.contracts import tables
from easemart.errors import EasemartError
from easemart.home import REPOSITORY
from easemart.landing import Landed
from easemart.sources import FORMATS, FileKind, Source, bare_name

_READER_OPTIONS = (
    "header=false, quote='\"', escape='\"', strict_mode=true, auto_detect=false, null_padding=false, nullstr=chr(7)"
)
# No export shrinks to a two-hundredth when packed; what does so is made to fill the disk.
UNSUSPECTED_BYTES = 256_000_000
HIGHEST_RATIO = 200
_MARKS = {b"\xff\xfe\0\0": "utf-32", b"\0\0\xfe\xff": "utf-32", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


@dataclass(frozen=True)
class Delivered:
    """A file whose records are in `delivered`. `refused` lines could not be read at all.

    `records` is the number of records in `delivered`, or None where only a full read can tell;
    `notes` report what is no fault; `is_lines`: a record's text stands in `path` at its number.
    """

    path: Path
    refused: tuple[Refused, ...]
    records: int | None
    notes: tuple[str, ...]
    is_lines: bool


def quoted(name: str) -> str:
    """A name for use in SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: object) -> str:
    """A text value for use in SQL, where a parameter is not allowed."""
    return "'" + str(text).replace("'", "''") + "'"


def unpacked(landed: Landed, encoding: str, folder: Path) -> Path:
    """The file without gzip, with line feeds, and as UTF-8 where its encoding has no plain ones.

    A gzip, UTF-16 with its mark, and lines that end in CR alone are known by what they hold, whatever
    the file is called and source.yml says. Raises EasemartError for an empty file, a damaged gzip or
    one that is none, and one that unpacks to far more than an export does.
    """
    path = Path(landed.path)
    start = _start(path, 2)
    if start == b"\x1f\x8b":
        path = _without_gzip(path, landed, folder)
    elif path.suffix == ".gz" and start:
        raise EasemartError(
            f"{landed.file_name}: is called .gz and is no gzip. Have it delivered packed, or without .gz in its name."
        )
    if path.stat().st_size == 0:
        raise EasemartError(f"{landed.file_name}: the file is empty. Have it delivered again.")
    start = _start(path, 1 << 20)
    if start.startswith(b"PAR1"):
        return path
    marked = next((name for mark, name in _MARKS.items() if start.startswith(mark)), None)
    if marked or encoding.lower().startswith(("utf-16", "utf-32")):
        return _as_utf8(path, landed, marked or encoding, folder)
    if len(start) > 20 and (not any(start[1:64:2]) or not any(start[:64:2])):
        raise EasemartError(
            f"{landed.file_name}, line 1: is UTF-16 without a mark that says so. Have it saved as UTF-8, "
            "or name its `encoding` (utf-16-le, utf-16-be) in source.yml."
        )
    if b"\r" in start and b"\n" not in start:
        return _with_line_feeds(path, folder)
    return path


def _start(path: Path, size: int) -> bytes:
    with path.open("rb") as handle:
        return handle.read(size)


def _without_gzip(path: Path, landed: Landed, folder: Path) -> Path:
    target = folder / f"unpacked{Path(bare_name(path.name)).suffix}"
    most = max(UNSUSPECTED_BYTES, HIGHEST_RATIO * path.stat().st_size)
    written = 0
    try:
        with gzip.open(path, "rb") as packed, target.open("wb") as plain:
            while block := packed.read(1 << 20):
                written += plain.write(block)
                if written > most:
                    raise EasemartError(
                        f"{landed.file_name}: {path.stat().st_size} bytes unpack to more than {most}, which no "
                        "export does. Have it looked at; if it is right, have it delivered unpacked."
                    )
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise EasemartError(
            f"{landed.file_name}: the gzip is damaged or cut off ({error}). Have it delivered again."
        ) from None
    return target


def _as_utf8(path: Path, landed: Landed, encoding: str, folder: Path) -> Path:
    target = folder / f"utf8{path.suffix}"
    try:
        with path.open(encoding=encoding, newline="") as given, target.open("w", encoding="utf-8", newline="") as made:
            shutil.copyfileobj(given, made, 1 << 20)
    except UnicodeError as error:
        raise EasemartError(
            f"{landed.file_name}: is not {encoding} ({error}). Have it saved as UTF-8, or name its `encoding` in "
            "source.yml."
        ) from None
    return target


def _with_line_feeds(path: Path, folder: Path) -> Path:
    target = folder / f"line_feeds{path.suffix}"
    with path.open("rb") as given, target.open("wb") as made:
        while block := given.read(1 << 20):
            made.write(block.replace(b"\r", b"\n"))
    return target


def _said(error: duckdb.Error, path: Path) -> str:
    """The first line of an error, without the landed file's place."""
    return str(error).splitlines()[0].replace(f" '{path}'", "").replace(str(path), "the file")


def _count_lines(path: Path) -> tuple[int, bool]:
    """The number of lines, and whether a NUL byte occurs."""
    lines, has_nul, last = 0, False, b"\n"
    with path.open("rb") as handle:
        while block := handle.read(1 << 22):
            lines += block.count(b"\n")
            has_nul = has_nul or b"\0" in block
            last = block[-1:]
    return lines + (last != b"\n"), has_nul


def _header(path: Path, kind: FileKind, encoding: str, name: str) -> tuple[list[list[str]], int]:
    """The header rows, and the number of lines they take: none where source.yml names the columns of a file without."""
    with path.open(encoding=encoding, errors="replace", newline="") as handle:
        text = handle.read(1 << 20).removeprefix("\ufeff")
    reader = csv.reader(text.splitlines(keepends=True), delimiter=kind.delimiter)
    rows: list[list[str]] = []
    while len(rows) < kind.header_rows:
        row = next(reader, None)
        if row is None:
            raise EasemartError(
                f"{name}: ends after {len(rows)} of {kind.header_rows} header lines. Have it delivered again."
            )
        if row:
            rows.append(row)
    # A file that should have no header may have one, with columns of its own.
    if not kind.columns or set(kind.required) <= set(_as_known(rows[0], set(kind.required), kind.labels)):
        return rows, reader.line_num
    if len(rows[0]) > len(kind.columns):
        raise EasemartError(
            f"{name}, line 1: has {len(rows[0])} fields where at most {len(kind.columns)} are known. "
            "If this is another system's file, move it there; else name the new ones under `columns` in source.yml."
        )
    return [list(kind.columns[: len(rows[0])])], 0


def _bare(column: str) -> str:
    """A column's name without case, marks before and after it, and what else than an underscore parts its words."""
    return re.sub(r"[\W_]+", "_", column).strip("_").casefold()


def _as_known(columns: list[str], known: set[str], labels: dict[str, str]) -> list[str]:
    """Names as the source knows them, where a file writes them otherwise or calls them by one of `labels`."""
    by_bare = {_bare(label): name for label, name in labels.items()} | {_bare(name): name for name in known}
    return [column if column in known else by_bare.get(_bare(column), column) for column in columns]


def _hint(path: Path | None, required: tuple[str, ...], kind: FileKind) -> str:
    """What the first lines of a file say about why its header is not found, with the remedy; else the usual remedy."""
    with (path or Path(os.devnull)).open("rb") as handle:
        lines = [handle.readline(100_000).decode("utf-8", "replace") for _ in range(10)]
    wanted = {_bare(name) for name in required}
    for number, line in enumerate(lines, start=1):
        for delimiter in (kind.delimiter, ",", ";", "\t", "|"):
            try:
                found = {_bare(name) for name in next(csv.reader([line], delimiter=delimiter), [])}
            except csv.Error:
                continue
            if wanted and wanted <= found:
                if number > 1:
                    return f"Line {number} is the header: have the lines above it left out."
                return (
                    f"Its fields are separated by {delimiter!r}, not {kind.delimiter!r}: have it delivered so, or name "
                    "the `delimiter` in source.yml."
                )
    return "Have it delivered with that column; if this is another system's file, move it there."


def _check_columns(
    columns: list[str], described: Source, kind: FileKind, name: str, path: Path | None = None
) -> tuple[list[str], list[str]]:
    """(columns to add as nulls, notes). Raises EasemartError for missing or doubled columns.

    Brings `columns` to the names that are known.
    """
    if kind.is_contract_shaped:
        table = tables()[kind.tables[0]]
        required, optional = table.required, (*table.columns, "version_at")
    else:
        required, optional = kind.required, kind.optional
    known = {*required, *optional, *described.question_columns}
    columns[:] = _as_known(columns, known, kind.labels)
    # Readers see what is said here, and a first line that is no header is somebody's record: names we know alone.
    doubled = {column if column in known else "of another name" for column in columns if columns.count(column) > 1}
    if doubled:
        raise EasemartError(
            f"{name}, line 1: column {', '.join(sorted(doubled))} stands twice. Have it delivered with each once."
        )
    missing = [column for column in required if column not in columns]
    if missing:
        there = ", ".join(column for column in columns if column in known) or "none"
        raise EasemartError(
            f"{name}, line 1: column {', '.join(missing)} is missing (columns known here: {there[:400]}). "
            f"{_hint(path, required, kind)}"
        )
    extra = [
        column for column in columns
        if column not in known
        and not any(fnmatch.fnmatchcase(name, pattern) for name in (column, _bare(column)) for pattern in kind.unread)
    ]  # fmt: skip
    notes = [f"columns nobody reads: {', '.join(extra)}"] if extra else []
    return [column for column in optional if column not in columns], notes


def _show(con: duckdb.DuckDBPyConnection, relation: str, missing: list[str]) -> None:
    added = "".join(f", null::varchar as {quoted(column)}" for column in missing)
    con.execute(f"create or replace view delivered as select *{added} from {relation}")


def _keep_in_table(
    con: duckdb.DuckDBPyConnection,
    folder: Path,
    columns: list[str],
    read: Callable[[Keep], list[Refused]],
) -> tuple[int, list[Refused]]:
    """Hands carefully read records to DuckDB through a file that holds nothing but sound ones."""
    path = folder / "sound.csv"
    count = 0
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, quoting=csv.QUOTE_ALL, lineterminator="\n")

        def keep(number: int, fields: list[str]) -> None:
            nonlocal count
            writer.writerow([number, *fields])
            count += 1

        refused = read(keep)
    typed = ", ".join(f"{literal(column)}: 'VARCHAR'" for column in columns)
    con.execute(
        f"create or replace table read_carefully as from read_csv({literal(path)}, delim=',', {_READER_OPTIONS}, "
        f"max_line_size={10 * careful_reading.LONGEST_LINE_BYTES}, new_line='\\n', "
        f"columns={{'_row_number': 'BIGINT', {typed}}})"
    )
    path.unlink()
    return count, refused


def _keep_header(con: duckdb.DuckDBPyConnection, rows: list[list[str]]) -> None:
    con.execute("create or replace table header (line integer, column_name varchar, value varchar)")
    values = [
        [line, name, value]
        for line, row in enumerate(rows[1:], start=2)
        for name, value in zip(rows[0], row, strict=False)
    ]
    if values:
        con.executemany("insert into header values (?, ?, ?)", values)


def set_up(con: duckdb.DuckDBPyConnection, described: Source, file_name: str) -> None:
    """What a source's SQL may use besides `delivered`: macros, the zone, the file's name, the questions."""
    con.execute("set timezone = 'UTC'")
    # DuckDB makes a join of every list of words that a value is looked up in: planning them took longer than a small
    # file, and looking them up twice as long as comparing.
    con.execute("set disabled_optimizers = 'in_clause'")
    con.execute((REPOSITORY / "feeds" / "macros.sql").read_text(encoding="utf-8"))
    con.execute("set variable time_zone = ?", [described.time_zone])
    con.execute("set variable file_name = ?", [file_name])
    if described.questions:
        names = list(dict.fromkeys(name for question in described.questions for name in question))
        columns = ", ".join(f"{quoted(name)} varchar" for name in names)
        con.execute(f"create or replace table questions ({columns})")
        marks = ", ".join("?" for _ in names)
        for question in described.questions:
            values = [
                "|".join(map(str, value)) if isinstance(value, list) else value and str(value)
                for value in (question.get(name) for name in names)
            ]
            con.execute(f"insert into questions values ({marks})", values)


def _is_header(columns: list[str], header: list[str]) -> str:
    """SQL that is true of a record that is the header once more."""
    return " and ".join(f"{quoted(name)} = {literal(text)}" for name, text in zip(columns, header, strict=True))


def _deliver_csv(
    con: duckdb.DuckDBPyConnection,
    landed: Landed,
    described: Source,
    kind: FileKind,
    path: Path,
    folder: Path,
    carefully: bool,
) -> Delivered:
    encoding = "utf-8" if path.stem == "utf8" else described.encoding
    rows, skip = _header(path, kind, encoding, landed.file_name)
    columns = rows[0]
    header = list(columns)
    missing, notes = _check_columns(columns, described, kind, landed.file_name, path)
    _keep_header(con, rows)
    lines, has_nul = _count_lines(path)
    if carefully or has_nul or encoding.lower() not in ("utf-8", "utf8", "ascii"):
        count, refused = _keep_in_table(
            con,
            folder,
            columns,
            lambda keep: read_delimited(path, encoding, kind.delimiter, header, skip, keep),
        )
        _show(con, "read_carefully", missing)
        return Delivered(path, tuple(refused), count, tuple(notes), True)
    typed = ", ".join(f"{literal(column)}: 'VARCHAR'" for column in columns)
    _show(
        con,
        f"(select {skip} + row_number() over () as _row_number, * from read_csv({literal(path)}, skip={skip}, "
        f"delim={literal(kind.delimiter)}, {_READER_OPTIONS}, max_line_size={careful_reading.LONGEST_LINE_BYTES}, "
        f"columns={{{typed}}}) where not ({_is_header(columns, header)}))",
        missing,
    )
    return Delivered(path, (), lines - skip, tuple(notes), True)


def _deliver_lines(
    con: duckdb.DuckDBPyConnection, described: Source, kind: FileKind, path: Path, folder: Path
) -> Delivered:
    encoding = "utf-8" if path.stem == "utf8" else described.encoding
    count, refused = _keep_in_table(con, folder, ["line"], lambda keep: read_lines(path, encoding, keep))
    _show(con, "read_carefully", list(kind.optional))
    return Delivered(path, tuple(refused), count, (), True)


def _show_json(con: duckdb.DuckDBPyConnection, kind: FileKind, relation: str) -> None:
    """`record` as it is, or its keys as columns where the file is in the contract already.

    A system's other files may be tables: their columns, where the kind names them as `optional`, are there as nulls.
    """
    if not kind.is_contract_shaped:
        return _show(con, relation, list(kind.optional))
    columns = (*tables()[kind.tables[0]].columns, "version_at")
    listed = ", ".join(f"json_extract_string(record, {literal('$.' + c)}) as {quoted(c)}" for c in columns)
    return _show(con, f"(select _row_number, {listed} from {relation})", [])


def _check_keys(con: duckdb.DuckDBPyConnection, kind: FileKind, name: str) -> None:
    """Raises EasemartError when no record has the keys that a record of this kind has."""
    required = kind.required
    there = " and ".join(f"json_extract(record, {literal('$.' + quoted(key))}) is not null" for key in required)
    if not required or con.execute("select 1 from delivered limit 1").fetchone() is None:
        return
    if con.execute(f"select 1 from delivered where {there} limit 1").fetchone() is None:
        raise EasemartError(
            f"{name}: no record has {', '.join(required)}. If this is another system's file, move it to that system's "
            "folder of the inbox; else have it delivered with them."
        )


def _json_form(path: Path, kind: FileKind) -> str | None:
    """How DuckDB calls JSON that must be read as a whole: a list, a page of an API, or objects that are no lines.

    Those are spread over lines, or follow each other without any. None for an object a line.
    """
    with path.open("rb") as handle:
        line = b""
        while not line.strip() and (raw := handle.readline(careful_reading.LONGEST_LINE_BYTES)):
            line = raw.removeprefix(b"\xef\xbb\xbf")
    if line.lstrip().startswith(b"["):
        return "array"
    try:
        first = json.loads(line)
    except (ValueError, RecursionError):
        return "unstructured" if line.lstrip().startswith(b"{") else None
    is_page = isinstance(first, dict) and any(isinstance(first.get(key), list) for key in kind.listed_under)
    return "unstructured" if is_page else None


def _records(kind: FileKind) -> str:
    """SQL for the records of an object: those of a page, else itself."""
    cases = " ".join(
        f"when json_type(json, {literal(f'$.{key}')}) = 'ARRAY' then json_extract(json, {literal(f'$.{key}[*]')})"
        for key in kind.listed_under
    )
    return f"unnest(case {cases} else [json] end)::varchar" if cases else "json::varchar"


def _deliver_json(
    con: duckdb.DuckDBPyConnection,
    landed: Landed,
    described: Source,
    kind: FileKind,
    path: Path,
    folder: Path,
    carefully: bool,
) -> Delivered:
    form = _json_form(path, kind)
    if form:
        try:
            con.execute(
                "create or replace table read_whole as select row_number() over () as _row_number, record from "
                f"(select {_records(kind)} as record from read_json_objects({literal(path)}, format='{form}', "
                "maximum_object_size=100000000))"
            )
        except duckdb.Error as error:
            # Lines of which the first is no record are still lines.
            if form == "array" or b"\n" not in _start(path, careful_reading.LONGEST_LINE_BYTES).strip():
                raise EasemartError(
                    f"{landed.file_name}: the JSON is cut off or malformed ({_said(error, path)}). Have it delivered "
                    "again."
                ) from None
        else:
            _show_json(con, kind, "read_whole")
            return Delivered(path, (), None, (), False)
    lines, has_nul = _count_lines(path)
    encoding = "utf-8" if path.stem == "utf8" else described.encoding
    if carefully or has_nul or encoding.lower() not in ("utf-8", "utf8", "ascii"):
        count, refused = _keep_in_table(con, folder, ["record"], lambda keep: read_json_lines(path, encoding, keep))
        if count == 0:
            raise EasemartError(
                f"{landed.file_name}, line {refused[0].line}: no line is a JSON object ({refused[0].rule}); "
                "the JSON is cut off or the file is another system's."
            )
        _show_json(con, kind, "read_carefully")
        return Delivered(path, tuple(refused), count, (), True)
    _show_json(
        con,
        kind,
        "(select row_number() over () as _row_number, json::varchar as record "
        f"from read_ndjson_objects({literal(path)}, maximum_object_size={careful_reading.LONGEST_LINE_BYTES}))",
    )
    return Delivered(path, (), lines, (), True)


def _deliver_parquet(
    con: duckdb.DuckDBPyConnection, landed: Landed, described: Source, kind: FileKind, path: Path
) -> Delivered:
    try:
        delivered = [row[0] for row in con.execute(f"describe from read_parquet({literal(path)})").fetchall()]
    except duckdb.Error as error:
        raise EasemartError(
            f"{landed.file_name}: no readable parquet ({_said(error, path)}). Have it delivered again."
        ) from None
    columns = list(delivered)
    missing, notes = _check_columns(columns, described, kind, landed.file_name)
    texts = ", ".join(
        f"cast({quoted(given)} as varchar) as {quoted(name)}" for given, name in zip(delivered, columns, strict=True)
    )
    _show(con, f"(select row_number() over () as _row_number, {texts} from read_parquet({literal(path)}))", missing)
    return Delivered(path, (), None, tuple(notes), False)


def deliver(
    con: duckdb.DuckDBPyConnection, landed: Landed, described: Source, folder: Path, carefully: bool
) -> Delivered:
    """Makes `delivered` of a file: `_row_number` and its columns as text, or `record` for JSON.

    With `carefully` every line is parsed by itself. Raises EasemartError, naming file, line, column
    and remedy, for what makes the whole file unusable.
    """
    kind = described.kind_of(landed.file_name)
    path = unpacked(landed, described.encoding, folder)
    form = kind.format or FORMATS.get(Path(bare_name(landed.file_name)).suffix.lower())
    if form == "csv":
        return _deliver_csv(con, landed, described, kind, path, folder, carefully)
    if form == "lines":
        return _deliver_lines(con, described, kind, path, folder)
    if form == "json":
        delivered = _deliver_json(con, landed, described, kind, path, folder, carefully)
        _check_keys(con, kind, landed.file_name)
        return delivered
    if form == "parquet":
        return _deliver_parquet(con, landed, described, kind, path)
    raise EasemartError(
        f"{landed.file_name}: files end in {', '.join(FORMATS)} (text also in .gz), or source.yml names a format."
    )


def texts_as_they_came(con: duckdb.DuckDBPyConnection, delivered: Delivered, lines: list[int]) -> dict[int, str]:
    """The text of records by their number, from the landed file."""
    wanted = set(lines)
    if not wanted:
        return {}
    if not delivered.is_lines:
        numbers = ", ".join(map(str, sorted(wanted)))
        rows = con.execute(
            f"select _row_number, to_json(delivered)::varchar from delivered where _row_number in ({numbers})"
        ).fetchall()
        return dict(rows)
    starts = dict.fromkeys(wanted, 1)
    careful = con.execute("select count(*) from duckdb_tables() where table_name = 'read_carefully'").fetchone()
    if careful and careful[0]:
        ends = con.execute(
            "select _row_number, coalesce(lead(_row_number) over (order by _row_number), _row_number + 1)"
            " from read_carefully"
        ).fetchall()
        bad = {refused.line for refused in delivered.refused}
        for start, following in ends:
            if start in wanted:
                starts[start] = next((n - start for n in range(start + 1, following) if n in bad), following - start)
    needed = {start + offset: start for start, count in starts.items() for offset in range(count)}
    texts: dict[int, str] = {}
    with delivered.path.open("rb") as handle:
        for number, raw in enumerate(handle, start=1):
            if (start := needed.get(number)) is not None:
                text = raw.decode("utf-8", "backslashreplace").rstrip("\r\n")
                texts[start] = f"{texts[start]}\n{text}" if start in texts else text
    return texts

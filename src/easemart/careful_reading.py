"""Reading a file line by line, for those that the fast reader rejects anything of.

A line that cannot be read is refused with its number and its text; every other line counts.
"""

from __future__ import annotations

import csv
import json
from collections import deque
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

# A quoted field may hold line breaks; one that is not closed within so many lines is not closed.
LONGEST_RECORD_LINES = 1000
# Longer is no line, but a file that has lost its line ends, or is no text.
LONGEST_LINE_BYTES = 10_000_000
csv.field_size_limit(2**31 - 1)


class Refused(NamedTuple):
    """A line that is no record: its number in the file, the rule it breaks, its text."""

    line: int
    rule: str
    text: str


class _Line(NamedTuple):
    number: int
    text: str
    broken_rule: str | None


Keep = Callable[[int, list[str]], None]


def _lines(path: Path, encoding: str) -> Iterator[_Line]:
    """Every line, with bytes that are not of the encoding, and NUL, written as escapes; of one too long the start."""
    with path.open("rb") as handle:
        number = 0
        while raw := handle.readline(LONGEST_LINE_BYTES):
            number += 1
            if len(raw) == LONGEST_LINE_BYTES and not raw.endswith(b"\n"):
                while (rest := handle.readline(LONGEST_LINE_BYTES)) and not rest.endswith(b"\n"):
                    pass
                text = raw[:200].decode(encoding, "backslashreplace").replace("\0", "\\0")
                yield _Line(number, f"{text}...", f"line:longer_than_{LONGEST_LINE_BYTES}_bytes")
                continue
            line = raw.removesuffix(b"\n").removesuffix(b"\r")
            if number == 1:
                line = line.removeprefix(b"\xef\xbb\xbf")
            try:
                text = line.decode(encoding)
            except UnicodeDecodeError:
                text = line.decode(encoding, "backslashreplace").replace("\0", "\\0")
                yield _Line(number, text, f"line:not_{encoding}")
                continue
            rule = "line:nul_byte" if "\0" in text else None
            yield _Line(number, text.replace("\0", "\\0"), rule)


def _fields(text: str, delimiter: str) -> list[str] | None:
    try:
        return next(csv.reader([text], delimiter=delimiter, strict=True))
    except (csv.Error, StopIteration):
        return None


def _has_open_quote(text: str) -> bool:
    return text.count('"') % 2 == 1


def _joined(text: str, following: Iterator[_Line], delimiter: str) -> tuple[list[str] | None, int]:
    """The fields of `text` with as many following lines as its open quote needs, and that number."""
    whole = [text]
    for used, line in enumerate(following, start=1):
        if line.broken_rule:
            break
        whole.append(line.text)
        if _has_open_quote(line.text):
            return _fields("\n".join(whole), delimiter), used
    return None, 0


def read_delimited(
    path: Path, encoding: str, delimiter: str, header: list[str], skip: int, keep: Keep
) -> list[Refused]:
    """Gives each record after line `skip` that has the header's number of fields to `keep`; returns the lines refused.

    A quoted field may span lines: lines are joined while a quote is open, and the whole counts only
    if it then has the right number of fields. Otherwise its first line alone is refused. The header,
    where it stands again, is no record.
    """
    width = len(header)
    refused: list[Refused] = []
    source = islice(_lines(path, encoding), skip, None)
    ahead: deque[_Line] = deque()
    while line := (ahead.popleft() if ahead else next(source, None)):
        if line.broken_rule:
            refused.append(Refused(line.number, line.broken_rule, line.text))
            continue
        if not line.text.strip():
            continue
        fields, used = _fields(line.text, delimiter), 0
        if fields is None and _has_open_quote(line.text):
            ahead.extend(islice(source, LONGEST_RECORD_LINES - len(ahead)))
            fields, used = _joined(line.text, iter(ahead), delimiter)
            if fields is None or len(fields) != width:
                refused.append(Refused(line.number, "line:unclosed_quote", line.text))
                continue
        if fields is None:
            refused.append(Refused(line.number, "line:malformed", line.text))
        elif len(fields) != width:
            rule = f"line:{len(fields)}_fields_instead_of_{width}"
            refused.append(Refused(line.number, rule, line.text))
        elif fields == header:
            refused.append(Refused(line.number, "line:header_again", line.text))
        else:
            keep(line.number, fields)
            for _ in range(used):
                ahead.popleft()
    return refused


def _json_fault(text: str) -> str | None:
    """The rule that a line of JSON breaks. Half a character is none that a warehouse can hold."""
    try:
        record = json.loads(text)
        if "\\ud" in text.lower():
            json.dumps(record, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return "line:half_a_character"
    except (ValueError, RecursionError):
        return "line:malformed_json"
    return None if isinstance(record, dict) else "line:not_a_json_object"


def read_json_lines(path: Path, encoding: str, keep: Keep) -> list[Refused]:
    """Gives each line that is a JSON object to `keep`; blank lines are no records."""
    refused: list[Refused] = []
    for line in _lines(path, encoding):
        rule = line.broken_rule
        if rule is None and line.text.strip():
            rule = _json_fault(line.text)
            if rule is None:
                keep(line.number, [line.text])
        if rule is not None:
            refused.append(Refused(line.number, rule, line.text))
    return refused


def read_lines(path: Path, encoding: str, keep: Keep) -> list[Refused]:
    """Gives each line that is text to `keep`; blank lines are no records."""
    refused: list[Refused] = []
    for line in _lines(path, encoding):
        rule = line.broken_rule or ("line:carriage_return_inside" if "\r" in line.text else None)
        if rule is not None:
            refused.append(Refused(line.number, rule, line.text))
        elif line.text.strip():
            keep(line.number, [line.text])
    return refused

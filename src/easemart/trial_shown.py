"""A trial of a file as lines of text, for a terminal of eighty columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from easemart.trying import BrokenRule, Column, TableTrial, Trial, Unknown

WIDTH = 80
# What is shown of lists whose end says no more than their beginning.
CODES_SHOWN = 8
MARTS_SHOWN = 3

# A style and a text; only terminals know styles.
Line = tuple[str, str]


def lines(trial: Trial, rows_shown: int) -> Iterator[Line]:
    """The whole of a trial; of each rule, the first `rows_shown` rows that it refuses."""
    yield "bold", f"{trial.feed}/{trial.system}  {printable(trial.file_name, WIDTH)}"
    for note in trial.notes:
        yield from _wrapped(f"note: {note}")
    for table in trial.tables:
        yield from _table(table, rows_shown)
    yield "", ""
    if trial.refusal:
        yield "bold red", "REFUSED"
        yield from _wrapped(trial.refusal, "  ")
    else:
        yield "bold green", "ACCEPTED"


def printable(text: str, longest: int) -> str:
    """A value without what would move the cursor, shortened."""
    text = "".join(mark if mark.isprintable() else mark.encode("unicode_escape").decode() for mark in text)
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _wrapped(text: str, indent: str = "", hanging: str | None = None, style: str = "") -> Iterator[Line]:
    hanging = indent + "  " if hanging is None else hanging
    for line in textwrap.wrap(
        printable(text, 4000), WIDTH, initial_indent=indent, subsequent_indent=hanging, break_on_hyphens=False
    ):
        yield style, line


def _counted(count: int, name: str) -> str:
    return f"{count} {name}" if count == 1 else f"{count} {name}s"


def _table(table: TableTrial, rows_shown: int) -> Iterator[Line]:
    load = table.load
    yield "", ""
    yield "bold", load.table
    yield from _wrapped(
        f"{_counted(load.read, 'row')} read = {load.accepted} accepted + {load.refused} refused + "
        f"{load.superseded} superseded within the file",
        "  ",
    )
    yield from _columns(table)
    if table.broken:
        yield "", ""
        yield "bold", "  Refused rows, by rule"
        for broken in table.broken:
            yield from _broken(broken, rows_shown)
    yield "", ""
    yield "bold", "  Rules about the load as a whole"
    for rule in table.load_rules:
        word = "open" if rule.is_kept is None else "kept" if rule.is_kept else "BROKEN"
        style = "red" if rule.is_kept is False else ""
        yield from _wrapped(f"{word:<6} {rule.rule}" + (f": {rule.said}" if rule.said else ""), "    ", " " * 11, style)
    if table.unknown:
        yield "", ""
        yield "bold", "  Codes that are not known yet"
        for unknown in table.unknown:
            yield from _unknown(unknown)
    if table.wanted:
        yield "", ""
        yield "bold", "  What the contract still wants, and who would read it"
        for name, marts in table.wanted.items():
            more = f" and {len(marts) - MARTS_SHOWN} more" if len(marts) > MARTS_SHOWN else ""
            yield from _wrapped(f"{name}: {', '.join(marts[:MARTS_SHOWN])}{more}", "    ")


def _columns(table: TableTrial) -> Iterator[Line]:
    filled = [column for column in table.columns if column.filled]
    widest = max((len(column.name) for column in filled), default=0)
    yield "", ""
    yield "bold", f"  {'Column'.ljust(widest)}  filled  first value"
    for column in filled:
        room = WIDTH - widest - 12
        share, example = _share(column.filled, table.rows), printable(column.example or "", room)
        yield "", f"  {column.name.ljust(widest)}  {share}  {example}"
    yield from _listed("Empty in this file", (c for c in table.columns if not c.filled and c.is_given))
    yield from _listed(f"Not in {table.load.table}.sql", (c for c in table.columns if not c.filled and not c.is_given))


def _share(filled: int, rows: int) -> str:
    """Never 100 % of not quite all, nor 0 % of a few."""
    share = round(100 * filled / rows)
    return f"{min(max(share, 1), 99 if filled < rows else 100):>4} %"


def _listed(title: str, columns: Iterable[Column]) -> Iterator[Line]:
    names = [column.name + (" (must be given)" if column.is_required else "") for column in columns]
    if names:
        yield from _wrapped(f"{title}: {', '.join(names)}", "  ", "    ")


def _broken(broken: BrokenRule, rows_shown: int) -> Iterator[Line]:
    yield "red", f"    {broken.rule}: {_counted(broken.count, 'row')}"
    for line, value in broken.found[:rows_shown]:
        yield "", f"      line {line:<6} {printable(value, WIDTH - 18)}".rstrip()
    if len(broken.found) > rows_shown:
        yield "", f"      and {len(broken.found) - rows_shown} more (--rows shows more)"
    yield from _wrapped(f"asked: {broken.asked}", "      ", "        ")


def _unknown(unknown: Unknown) -> Iterator[Line]:
    codes = ", ".join(f"{printable(code, 40)} ({count})" for code, count in unknown.codes[:CODES_SHOWN])
    more = f" and {len(unknown.codes) - CODES_SHOWN} more" if len(unknown.codes) > CODES_SHOWN else ""
    yield from _wrapped(f"{unknown.column}: {codes}{more}", "    ")
    yield from _wrapped(f"{unknown.consequence}; map them in {unknown.place}", "      ", "      ")

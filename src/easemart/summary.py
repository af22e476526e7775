"""What a person reads at the end of a run: loads, marts, headline figures, how to open the marts."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from typing import Any

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from easemart.home import Home
from easemart.warehouses.interface import Connection, Warehouse

# More loads than this are shown by system and table, not by file.
LOADS_SHOWN = 25
# Of what is listed below a table: notes, rules, restatements.
LINES_SHOWN = 10
PLAIN_WIDTH = 80

_LOADS = """
    select feed || '/' || source_system, table_name, file_name, rows_read, rows_accepted,
        rows_refused, rows_superseded, verdict, reason, notes
    from audit.loads
    where load_id > $1
    order by feed, source_system, table_name, load_id
"""
# A figure's newest month: complete and not thin if there is one, else complete, else any.
_FIGURES = """
    select metric, month_start, value, value_low, value_high, n, interval_method, is_complete, is_thin
    from (
        select
            *,
            row_number() over (
                partition by metric
                order by is_complete desc, is_complete and not is_thin desc, month_start desc
            ) as place
        from scorecard.monthly
        where value is not null
    ) as figures
    where place = 1
    order by metric
"""


def show(home: Home, warehouse: Warehouse, console: Console | None = None) -> None:
    """Prints the summary of the last run on `home`: what the warehouse's audit and the marts say.

    The loads are those since the last build that succeeded before the newest one. Colours and lines
    are for terminals; elsewhere it is plain text.
    """
    console = console or _console()
    with warehouse.opened("builder") as connection:
        _show_loads(console, connection)
        failed = _failed_build(connection)
    if not warehouse.has_published():
        console.print("\nNo marts are published yet.", style="bold")
        return
    with warehouse.published() as marts:
        _show_marts(console, marts, _seconds(home))
        if failed:
            console.print(f"Build {failed} did not succeed: these are the marts of the one before.")
        _show_figures(console, marts)
        _show_restatements(console, marts)
    _show_how_to_open(console, warehouse)
    if home.page.exists():
        console.print("\nTo be looked at, in a browser:", style="bold")
        console.print(f"  {escape(str(home.page))}", soft_wrap=True)


def _console() -> Console:
    terminal = sys.stdout.isatty()
    return Console(width=None if terminal else PLAIN_WIDTH, highlight=False)


def _table(console: Console, title: str, texts: Iterable[str], numbers: Iterable[str]) -> Table:
    """Texts fold when the line is too short, numbers never."""
    console.print(f"\n{title}", style="bold")
    lines = box.SIMPLE_HEAD if console.is_terminal else None
    table = Table(box=lines, pad_edge=False, header_style="bold" if console.is_terminal else "")
    for name in texts:
        table.add_column(name, overflow="fold")
    for name in numbers:
        table.add_column(name, justify="right", no_wrap=True)
    return table


def _show_loads(console: Console, connection: Connection) -> None:
    since = _one(
        connection,
        "select coalesce(max(built_load_id), 0) from audit.builds where verdict = 'succeeded'"
        " and build_id < (select max(build_id) from audit.builds)",
    )
    loads = connection.execute(_LOADS, [since]).fetchall()
    if not loads:
        console.print("\nLoads: no file that was not loaded before.", style="bold")
        return
    counts = ("read", "accepted", "refused", "superseded")
    are_few = len(loads) <= LOADS_SHOWN
    # Under a line for each system, or each of its tables: side by side they are too wide for a terminal.
    names, numbers = (("file",), counts) if are_few else (("table",), ("files", *counts))
    table = _table(console, "Loads", names, numbers)
    for system, name in sorted({load[:2] if are_few else (load[0], "") for load in loads}):
        table.add_row(escape(f"{system} {name}".strip()))
        for key in sorted({load[:3] if are_few else load[:2] for load in loads if load[0] == system}):
            if not are_few or key[1] == name:
                same = [load for load in loads if load[: len(key)] == key]
                table.add_row(f"  {escape(key[-1])}", *_grouped([*([] if are_few else [len(same)]), *_sums(same)]))
    table.add_section()
    table.add_row("all", *_grouped([*([] if are_few else [len(loads)]), *_sums(loads)]))
    console.print(table)
    console.print("read = accepted + refused + superseded", style="dim")
    for _, _, file, *_, verdict, reason, _ in loads:
        if verdict == "refused":
            console.print(f"Refused whole: {escape(file)}: {escape(reason or '')}", style="red")
    _lines(console, (f"{load[2]}: {load[9]}" for load in loads if load[9]), "audit.loads")
    rules = connection.execute(
        "select count(*), source_system, table_name, rule from audit.quarantine"
        " where load_id > $1 group by source_system, table_name, rule order by 1 desc, 2, 3, 4",
        [since],
    ).fetchall()
    _lines(
        console,
        (f"{system} {table}: {count:,} refused by {rule}" for count, system, table, rule in rules),
        "audit.quarantine",
    )


def _sums(loads: list[tuple[Any, ...]]) -> list[int]:
    return [sum(load[place] or 0 for load in loads) for place in range(3, 7)]


def _grouped(numbers: Iterable[int | None]) -> list[str]:
    return [f"{number or 0:,}" for number in numbers]


def _lines(console: Console, lines: Iterable[str], rest: str) -> None:
    listed = list(lines)
    for line in listed[:LINES_SHOWN]:
        console.print(f"- {escape(line)}")
    if len(listed) > LINES_SHOWN:
        console.print(f"- and {len(listed) - LINES_SHOWN:,} more: see {rest}")


def _show_marts(console: Console, marts: Connection, seconds: dict[str, float]) -> None:
    table = _table(console, "Marts", ("table", "note"), ("rows", "seconds"))
    for mart, name, rows, note in marts.execute(
        "select mart, table_name, rows, note from audit.published order by mart, table_name"
    ).fetchall():
        took = seconds.pop(f"build_{mart}.{name}", None)
        table.add_row(f"{mart}.{name}", note or "", f"{rows:,}", "" if took is None else f"{took:.1f}")
    if seconds:
        table.add_section()
        table.add_row("steps in between", "", "", f"{sum(seconds.values()):.1f}")
    console.print(table)


def _show_figures(console: Console, marts: Connection) -> None:
    there = _one(
        marts,
        "select count(*) from information_schema.tables where table_schema = 'scorecard' and table_name = 'monthly'",
    )
    figures = marts.execute(_FIGURES).fetchall() if there else []
    if not figures:
        console.print("\nHeadline figures: none yet.", style="bold")
        return
    table = _table(
        console,
        "Headline figures: the newest complete month of each",
        ("metric", "remark"),
        ("month", "value", "95 % interval", "n"),
    )
    for metric, month, value, low, high, n, method, is_complete, is_thin in figures:
        is_share = str(method).startswith("wilson") and max(abs(value), abs(high or 0)) <= 1
        interval = "" if low is None else f"{_figure(low, is_share)} to {_figure(high, is_share)}"
        remarks = [] if is_complete else ["month not complete"]
        remarks += ["thin"] if is_thin else []
        table.add_row(metric, ", ".join(remarks), f"{month:%Y-%m}", _figure(value, is_share), interval, f"{n:,}")
    console.print(table)


def _figure(value: float, is_share: bool) -> str:
    return f"{100 * value:.1f} %" if is_share else f"{value:,.4g}" if value < 1000 else f"{value:,.0f}"


def _show_restatements(console: Console, marts: Connection) -> None:
    moved = marts.execute(
        "select metric, month, value_before, value_after, first_load_id, last_load_id from audit.restatements"
        " where build_id = (select max(build_id) from audit.published) order by metric, month"
    ).fetchall()
    if moved:
        console.print("\nFigures published before that have moved", style="bold")
    _lines(
        console,
        (
            f"{metric} of {month:%Y-%m}: {before:.6g} is now {'gone' if after is None else f'{after:.6g}'}"
            f" ({_cause(first, last)})"
            for metric, month, before, after, first, last in moved
        ),
        "audit.restatements",
    )


def _cause(first: int | None, last: int | None) -> str:
    return "no new load, hence the models" if first is None else f"loads {first} to {last}"


def _show_how_to_open(console: Console, warehouse: Warehouse) -> None:
    console.print("\nThe marts can be opened with", style="bold")
    for way in warehouse.ways_to_open():
        console.print(f"  {way.program}: {escape(way.line)}", soft_wrap=True)
    console.print("and asked, to begin with,", style="bold")
    for line in (
        "select * from audit.published;  -- which tables, from which loads, what is missing",
        "select * from scorecard.monthly where is_complete order by metric, month_start;",
    ):
        console.print(f"  {escape(line)}", soft_wrap=True)


def _failed_build(connection: Connection) -> int | None:
    """The newest build when it did not succeed."""
    found = connection.execute("select build_id, verdict from audit.builds order by build_id desc limit 1").fetchone()
    return found[0] if found and found[1] != "succeeded" else None


def _seconds(home: Home) -> dict[str, float]:
    """What dbt took for each model in the last build, by <schema>.<table>."""
    path = home.dbt / "seconds.json"
    found: dict[str, float] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


def _one(connection: Connection, query: str) -> Any:
    found = connection.execute(query).fetchone()
    return found[0] if found else None

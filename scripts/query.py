"""Asks the published marts one question in SQL and prints the answer; nothing can be changed.

scripts/query "select metric, value from scorecard.monthly where is_complete"
scripts/query examples/why_customers_came_back.sql      a file that ends in .sql
scripts/query --csv "select ..." > answer.csv           every row, for a program
echo "select ..." | scripts/query                       or from standard input

The home is EASEMART_HOME's and its warehouse, as for scripts/run; on PostgreSQL it asks as analyst.
Exit code: 0 answered, 1 not answered, 2 not understood what was wanted.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from rich.console import Console

from easemart import asking, settings, warehouses
from easemart import home as homes
from easemart.errors import EasemartError
from easemart.summary import PLAIN_WIDTH


def statement(given: str | None) -> str:
    """The SQL that is given, or stands in the file that is, or comes from standard input."""
    if given is None or given == "-":
        return sys.stdin.read()
    if not given.strip().endswith(".sql"):
        return given
    try:
        return Path(given.strip()).read_text(encoding="utf-8")
    except OSError as error:
        raise EasemartError(f"{given} cannot be read: {error.strerror}.") from None


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="scripts/query", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "sql", nargs="?", help="one statement, or the path of a .sql file; - or nothing: standard input"
    )
    parser.add_argument("--csv", action="store_true", help="write comma-separated values with a line of names")
    parser.add_argument(
        "--rows", type=int, metavar="N",
        help=f"show at most N rows, 0 for all (default {asking.ROWS_SHOWN}, with --csv all)",
    )  # fmt: skip
    given = parser.parse_args()
    if given.sql is None and sys.stdin.isatty():
        parser.error("what is to be asked? Give a statement, or a .sql file.")
    if given.rows is not None and given.rows < 0:
        parser.error("--rows is a number of rows, 0 for all.")
    home = homes.current()
    try:
        text = statement(given.sql)
        if not text.strip():
            parser.error("what is to be asked? The statement is empty.")
        settings.apply(home)
        with asking.asked(home, warehouses.of(home), text) as answer:
            if given.csv:
                asking.write_csv(answer, sys.stdout, given.rows)
            else:
                width = None if sys.stdout.isatty() else PLAIN_WIDTH
                asking.show(answer, Console(width=width, highlight=False), given.rows)
    except EasemartError as error:
        print(error, file=sys.stderr)
        return 1
    except BrokenPipeError:
        # Whoever reads has enough, as head does.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    # The interpreter's own end makes DuckDB's binding print dozens of lines about itself.
    os._exit(code)

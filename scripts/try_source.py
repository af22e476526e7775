"""Reads one file with a source's source.yml and SQL and says what a load of it would say; no warehouse is touched.

scripts/try-source telephony/twilio calls_2026-03.jsonl

Shows which tables come out, the columns filled and empty, values that do not cast, rows that a rule refuses,
codes nobody knows yet, and what the contract still wants. Ends with 0 if the file would be accepted, else with 1.
"""

from __future__ import annotations

import argparse
import os
import sys
import textwrap
from pathlib import Path

from rich.console import Console

from easemart import settings
from easemart.errors import EasemartError
from easemart.trial_shown import WIDTH, lines
from easemart.trying import try_file


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/try-source", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("source", metavar="FEED/SYSTEM", help="a folder under feeds/, such as telephony/twilio")
    parser.add_argument("file", metavar="FILE", type=Path, help="a file as the system delivers it")
    parser.add_argument("--rows", type=int, default=5, metavar="N", help="refused rows shown of each rule (5)")
    return parser.parse_args()


def main() -> int:
    options = arguments()
    os.environ.update(settings.TELEMETRY_OFF)
    console = Console(width=WIDTH, highlight=False)
    try:
        feed, _, system = options.source.strip("/").removeprefix("feeds/").partition("/")
        trial = try_file(feed, system, options.file)
    except EasemartError as error:
        print(textwrap.fill(str(error), WIDTH, break_long_words=False, break_on_hyphens=False), file=sys.stderr)
        return 1
    for style, text in lines(trial, options.rows):
        console.print(text, style=style or None, markup=False, soft_wrap=True)
    return 1 if trial.refusal else 0


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    # The interpreter's own end makes DuckDB's binding print dozens of lines about itself.
    os._exit(code)

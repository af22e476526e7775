"""Writes the first draft of a source by looking at one of its files; what is there already is never overwritten.

scripts/new-source tickets/harbor_desk cases_2026-03.csv

Makes feeds/FEED/SYSTEM/ with source.yml and the SQL of the contract table that fits the file best. Names that are
alike and values of a kind are a guess: read every line, then see what it does with scripts/try-source.
"""

from __future__ import annotations

import argparse
import shlex
import sys
import textwrap
from pathlib import Path

from easemart.drafting.writing import draft
from easemart.errors import EasemartError
from easemart.home import REPOSITORY
from easemart.trial_shown import WIDTH


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="scripts/new-source", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("source", metavar="FEED/SYSTEM", help="a folder to make under feeds/, as tickets/harbor_desk")
    parser.add_argument("file", metavar="FILE", type=Path, help="a file as the system delivers it")
    options = parser.parse_args()
    place = options.source.strip("/").removeprefix("feeds/")
    feed, _, system = place.partition("/")
    try:
        made = draft(feed, system, options.file)
    except EasemartError as error:
        print(textwrap.fill(str(error), WIDTH, break_long_words=False, break_on_hyphens=False), file=sys.stderr)
        return 1
    for path in made.written:
        print(f"wrote {path.relative_to(REPOSITORY)}")
    if made.missing:
        print(f"{made.table} needs what was not found in the file: {', '.join(made.missing)}")
    print(f"Read both, then: scripts/try-source {place} {shlex.quote(str(options.file))}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Draws the page of the published marts anew and prints where it is: one file, to be opened, served or mailed.

scripts/page                        of the home that EASEMART_HOME names, and its warehouse
scripts/run draws it as well; this is for a page that is as it was, or one whose charts in page/ have changed.
"""

from __future__ import annotations

import argparse
import os
import sys

from easemart import home as homes
from easemart import settings, warehouses
from easemart.drawing import page
from easemart.errors import EasemartError


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="scripts/page", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.parse_args()
    home = homes.current()
    try:
        settings.apply(home)
        with homes.locked(home):
            print(page.draw(home, warehouses.of(home)))
    except EasemartError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    # The interpreter's own end makes DuckDB's binding print dozens of lines about itself.
    os._exit(code)

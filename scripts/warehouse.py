"""The warehouse itself, apart from what is loaded and built.

scripts/warehouse start          starts the PostgreSQL of EASEMART_HOME and says how to connect
scripts/warehouse stop           stops it
scripts/warehouse prepare        makes what is missing and migrates what an older version left
scripts/warehouse environment    prints PGHOST and the like of that server's administrator, and its
                                 programs' PATH: eval "$(scripts/warehouse environment)"

`prepare` works on the warehouse that EASEMART_WAREHOUSE names, by default the embedded one.
"""

from __future__ import annotations

import argparse
import os
import shlex
import sys

from psycopg.conninfo import conninfo_to_dict

from easemart import home as homes
from easemart import warehouses
from easemart.errors import EasemartError
from easemart.home import Home
from easemart.warehouses import server


def start(home: Home) -> None:
    os.environ["EASEMART_WAREHOUSE"] = "postgres"
    warehouse = warehouses.of(home)
    warehouse.prepare()
    for way in warehouse.ways_to_open():
        print(f"{way.program}: {way.line}")


def stop(home: Home) -> None:
    print("stopped" if server.stop(home) else "it was not running")


def prepare(home: Home) -> None:
    with homes.locked(home):
        done = warehouses.of(home).prepare()
    print(f"migrated: {', '.join(done)}" if done else "nothing to migrate")


def environment(home: Home) -> None:
    found = server.running(home)
    if found is None:
        raise EasemartError("The server of this home does not run: scripts/warehouse start.")
    given = conninfo_to_dict(found.address())
    names = {"PGHOST": "host", "PGPORT": "port", "PGUSER": "user", "PGPASSWORD": "password", "PGDATABASE": "dbname"}
    for name, key in names.items():
        print(f"export {name}={shlex.quote(str(given[key]))}")
    print(f"export PATH={shlex.quote(str(found.programs))}:$PATH")


VERBS = {"start": start, "stop": stop, "prepare": prepare, "environment": environment}


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="scripts/warehouse", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("verb", choices=VERBS)
    verb = parser.parse_args().verb
    try:
        VERBS[verb](homes.current())
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

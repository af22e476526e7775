"""The warehouse itself, apart from what is loaded and built.

scripts/warehouse start          starts the PostgreSQL of EASEMART_HOME and says how to connect
scripts/warehouse stop           stops it
scripts/warehouse prepare        makes what is missing and migrates what an older version left
scripts/warehouse roles          as an administrator: makes the roles and the login of a team's warehouse
scripts/warehouse environment    prints PGHOST and the like of that server's administrator, and its
                                 programs' PATH: eval "$(scripts/warehouse environment)"

`prepare` works on the warehouse that EASEMART_WAREHOUSE names, by default the one that the home has.
`roles` connects to EASEMART_WAREHOUSE_ADMIN, a login that may create roles, and makes the login that
EASEMART_WAREHOUSE names; EASEMART_WAREHOUSE_ADMIN_PASSWORD_FILE and EASEMART_WAREHOUSE_PASSWORD_FILE
name the files with their passwords.
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
from easemart.warehouses import roles, server


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


def make_roles(home: Home) -> None:
    roles.make()


VERBS = {"start": start, "stop": stop, "prepare": prepare, "roles": make_roles, "environment": environment}


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

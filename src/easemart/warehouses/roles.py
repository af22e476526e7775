"""Who may do what in a PostgreSQL warehouse.

loader   owns raw and audit, so it alone reads personal data
builder  owns what is built and published; reads audit, and of raw all but clear text of identifiers
analyst  reads published marts and audit summaries
bi       the same, read only, and each of its transactions sees one published state

None has a password until somebody sets one. Run as a program it prepares a server for a team:
`python -m easemart.warehouses.roles` connects to EASEMART_WAREHOUSE_ADMIN, a login that may create
roles, and makes the login that EASEMART_WAREHOUSE names.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from easemart.contracts import tables
from easemart.errors import EasemartError
from easemart.reading import literal, quoted

ROLES = ("loader", "builder", "analyst", "bi")
READERS = ("analyst", "bi")
# What builder writes down about builds, and what readers see of the audit.
_WRITTEN_BY_BUILDER = ("builds", "gate_results", "published", "restatements")
_SUMMARIES = ("builds", "gate_results", "loads", "published", "quarantine", "restatements", "systems")
_SETTINGS = (
    "alter role bi set default_transaction_read_only = on",
    "alter role bi set default_transaction_isolation = 'repeatable read'",
)

_Connection = psycopg.Connection[tuple[Any, ...]]


def prepare(con: _Connection) -> None:
    """Makes the roles and the schemas of raw and audit where they are missing.

    `con` is a login's own connection. Only what is missing needs its right to create roles. Raises
    EasemartError when it lacks that right.
    """
    there = {row[0] for row in con.execute("select rolname from pg_roles").fetchall()}
    login, database = _one(con, "select current_user"), _one(con, "select current_database()")
    schemas = {row[0] for row in con.execute("select nspname from pg_namespace").fetchall()}
    try:
        for role in ROLES:
            if role not in there:
                con.execute(f"create role {role} login")
        if not set(ROLES) <= there:
            for setting in _SETTINGS:
                con.execute(setting)
        for role in ("loader", "builder", "analyst"):
            if not _one(con, f"select pg_has_role(current_user, '{role}', 'set')"):
                con.execute(f"grant {role} to {quoted(login)} with set true, inherit false")
        if not {"raw", "audit"} <= schemas:
            _grant_database(con, database)
            for schema in ("raw", "audit"):
                con.execute(f"create schema if not exists {schema} authorization loader")
    except psycopg.errors.InsufficientPrivilege as error:
        raise EasemartError(
            f"The login {login} may not prepare database {database}: {str(error).strip()}. Have an administrator do "
            "it: EASEMART_WAREHOUSE_ADMIN=postgresql://admin@host/database python -m easemart.warehouses.roles."
        ) from None


def grant(con: _Connection) -> None:
    """Grants on raw and audit, as loader; a contract that has grown is covered by the next call."""
    statements = ["grant usage on schema raw, audit to builder", "grant usage on schema audit to analyst, bi"]
    for table in tables().values():
        shown = ", ".join(quoted(name) for name in table.raw_columns if name not in table.personal)
        statements.append(f"grant select ({shown}) on raw.{table.name} to builder")
    statements.append("grant select on all tables in schema audit to builder")
    statements += [f"grant insert, update, delete on audit.{name} to builder" for name in _WRITTEN_BY_BUILDER]
    statements += [f"grant select on audit.{name} to analyst, bi" for name in _SUMMARIES]
    con.execute("; ".join(statements))


def set_password(con: _Connection, role: str, password: str) -> None:
    """Sets a role's password; the server is sent its hash only."""
    hashed = con.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
    con.execute(f"alter role {quoted(role)} password {literal(hashed)}")


def make_login(con: _Connection, login: str, password: str) -> None:
    """Makes the login that Easemart works as, able to act as loader, builder and analyst, and no more."""
    prepare(con)
    if not _one(con, f"select count(*) from pg_roles where rolname = {literal(login)}"):
        con.execute(f"create role {quoted(login)} login")
    set_password(con, login, password)
    for role in ("loader", "builder", "analyst"):
        con.execute(f"grant {role} to {quoted(login)} with set true, inherit false")
    con.execute(f"grant connect on database {quoted(_one(con, 'select current_database()'))} to {quoted(login)}")


def _grant_database(con: _Connection, database: str) -> None:
    name = quoted(database)
    con.execute(
        f"revoke all on database {name} from public; "
        f"grant connect, temporary on database {name} to {', '.join(ROLES)}; "
        f"grant create on database {name} to loader, builder"
    )


def _one(con: _Connection, query: str) -> Any:
    found = con.execute(query).fetchone()
    return found[0] if found else None


def main() -> int:
    from easemart.warehouses.postgres import with_password

    admin, address = os.environ.get("EASEMART_WAREHOUSE_ADMIN"), os.environ.get("EASEMART_WAREHOUSE", "")
    admin_file = os.environ.get("EASEMART_WAREHOUSE_ADMIN_PASSWORD_FILE")
    file = os.environ.get("EASEMART_WAREHOUSE_PASSWORD_FILE")
    try:
        if not admin or not address.startswith("postgresql://"):
            raise EasemartError("EASEMART_WAREHOUSE_ADMIN and EASEMART_WAREHOUSE name the same database, see --help.")
        with_its_password = with_password(address, Path(file)) if file else address
        login = conninfo_to_dict(with_its_password)
        if not login.get("password"):
            raise EasemartError("EASEMART_WAREHOUSE_PASSWORD_FILE names the file with the login's password.")
        with psycopg.connect(with_password(admin, Path(admin_file)) if admin_file else admin, autocommit=True) as con:
            make_login(con, str(login["user"]), str(login["password"]))
    except (EasemartError, psycopg.OperationalError) as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    if "--help" in sys.argv:
        print(__doc__)  # noqa: T201
        sys.exit(0)
    sys.exit(main())

"""Who may do what in a PostgreSQL warehouse.

loader   owns raw and audit, so it alone reads personal data
builder  owns what is built and published; reads audit, and of raw all but clear text of identifiers
analyst  reads published marts and audit summaries
bi       the same, read only, and each of its transactions sees one published state

None has a password until somebody sets one. `scripts/warehouse roles` prepares a server for a team.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import psycopg

from easemart.contracts import tables
from easemart.errors import EasemartError
from easemart.home import current
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

# What everybody may call on a new database and readers have no use for: large objects are a way to write, and
# the lock by which writers keep each other out is an advisory one.
_NOT_FOR_READERS = """
    select string_agg(oid::regprocedure::text, ', ')
    from pg_proc
    where
        pronamespace = 'pg_catalog'::regnamespace
        and proname ~ '^(lo_create?|lo_from_bytea|lo_import|pg_(try_)?advisory_(xact_)?lock(_shared)?)$'
"""

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
        if not _one(con, "select has_database_privilege('builder', current_database(), 'create')"):
            _grant_database(con, database, login)
        if not {"raw", "audit"} <= schemas:
            for schema in ("raw", "audit"):
                con.execute(f"create schema if not exists {schema} authorization loader")
    except psycopg.errors.InsufficientPrivilege as error:
        raise EasemartError(
            f"The login {login} may not prepare database {database}: {str(error).splitlines()[0]}. Have an "
            "administrator do it: EASEMART_WAREHOUSE_ADMIN=postgresql://admin@host/database scripts/warehouse roles."
        ) from None


def grant(con: _Connection) -> None:
    """Grants on raw and audit, as loader: what a version adds or a contract calls personal is covered by the next call.

    Nothing is written where nothing has changed.
    """
    statements = [
        f"grant usage on schema {schema} to {role}"
        for schema, role in (("raw", "builder"), ("audit", "builder"), ("audit", "analyst"), ("audit", "bi"))
        if not _one(con, f"select has_schema_privilege('{role}', '{schema}', 'usage')")
    ]
    wanted = {
        table.name: {name for name in table.raw_columns if name not in table.personal} for table in tables().values()
    }
    for table, columns in _read_by_builder(con).items():
        if columns != wanted.get(table, set()):
            statements.append(f"revoke all on raw.{quoted(table)} from builder")
            if shown := ", ".join(quoted(name) for name in sorted(wanted.get(table, ()))):
                statements.append(f"grant select ({shown}) on raw.{quoted(table)} to builder")
    for table, held in _held_on_audit(con).items():
        may = {("builder", "select")}
        if table in _WRITTEN_BY_BUILDER:
            may |= {("builder", kind) for kind in ("insert", "update", "delete")}
        if table in _SUMMARIES:
            may |= {(role, "select") for role in READERS}
        statements += [f"grant {kind} on audit.{quoted(table)} to {role}" for role, kind in sorted(may - held)]
        statements += [f"revoke {kind} on audit.{quoted(table)} from {role}" for role, kind in sorted(held - may)]
    if statements:
        con.execute("; ".join(statements))


def _read_by_builder(con: _Connection) -> dict[str, set[str]]:
    """The columns of each raw table that builder may read now."""
    found: dict[str, set[str]] = {}
    for table, column, may in con.execute(
        "select c.relname, a.attname, has_column_privilege('builder', c.oid, a.attnum, 'select')"
        " from pg_class as c inner join pg_attribute as a on c.oid = a.attrelid"
        " where c.relnamespace = 'raw'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')"
        " and a.attnum > 0 and not a.attisdropped"
    ).fetchall():
        columns = found.setdefault(table, set())
        if may:
            columns.add(column)
    return found


def _held_on_audit(con: _Connection) -> dict[str, set[tuple[str, str]]]:
    """What builder and the readers may do with each table of audit now: (role, privilege)."""
    found: dict[str, set[tuple[str, str]]] = {}
    for table, role, kind, may in con.execute(
        "select c.relname, r.role, p.kind, has_table_privilege(r.role, c.oid, p.kind) from pg_class as c"
        " cross join unnest(array['builder', 'analyst', 'bi']) as r (role)"
        " cross join unnest(array['select', 'insert', 'update', 'delete']) as p (kind)"
        " where c.relnamespace = 'audit'::regnamespace and c.relkind in ('r', 'p', 'v', 'm')"
    ).fetchall():
        held = found.setdefault(table, set())
        if may:
            held.add((role, kind))
    return found


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
    _let_lock(con, login)


def _grant_database(con: _Connection, database: str, login: str) -> None:
    """What the roles may do with the database itself; an administrator alone can keep readers from functions."""
    name = quoted(database)
    con.execute(
        f"revoke all on database {name} from public; "
        f"grant connect on database {name} to {', '.join(ROLES)}, {quoted(login)}; "
        f"grant temporary on database {name} to loader, builder, analyst; "
        f"grant create on database {name} to builder"
    )
    functions = _one(con, _NOT_FOR_READERS)
    con.execute(f"revoke execute on function {functions} from public")
    _let_lock(con, login)


def _let_lock(con: _Connection, login: str) -> None:
    if not _one(con, f"select has_function_privilege({literal(login)}, 'pg_try_advisory_lock(bigint)', 'execute')"):
        con.execute(f"grant execute on function pg_catalog.pg_try_advisory_lock(bigint) to {quoted(login)}")


def _one(con: _Connection, query: str) -> Any:
    found = con.execute(query).fetchone()
    return found[0] if found else None


def make() -> None:
    """Prepares a team's server, as the administrator and for the login that the environment names.

    Raises EasemartError when they do not name one database that a warehouse can be, or the login
    has no password.
    """
    from easemart.warehouses.postgres import Postgres, parsed, with_password

    admin, address = os.environ.get("EASEMART_WAREHOUSE_ADMIN"), os.environ.get("EASEMART_WAREHOUSE", "")
    admin_file = os.environ.get("EASEMART_WAREHOUSE_ADMIN_PASSWORD_FILE")
    file = os.environ.get("EASEMART_WAREHOUSE_PASSWORD_FILE")
    of_admin = with_password(admin, Path(admin_file)) if admin and admin_file else admin or ""
    of_login = with_password(address, Path(file)) if file else address
    places = [[parsed(one).get(part) for part in ("host", "port", "dbname")] for one in (of_admin, of_login)]
    if not admin or not address or places[0] != places[1]:
        raise EasemartError("EASEMART_WAREHOUSE_ADMIN and EASEMART_WAREHOUSE have to name the same database.")
    login = parsed(of_login)
    if not login.get("user") or not login.get("password"):
        raise EasemartError("EASEMART_WAREHOUSE names the login, EASEMART_WAREHOUSE_PASSWORD_FILE its password.")
    server = Postgres(current(), of_admin)
    with server.connected() as con:
        server.check(con)
        make_login(con, str(login["user"]), str(login["password"]))
    print(f"{server.shown} is prepared for login {login['user']}.")  # noqa: T201


def main() -> int:
    try:
        make()
    except EasemartError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""Each role logs in with its own password and tries what it must not do.

A refusal is one by right (SQLSTATE 42501), on something that is there.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import psycopg
import pytest
import yaml
from psycopg import sql

from easemart import contracts
from easemart.home import REPOSITORY
from easemart.publishing.postgres import publish
from easemart.warehouses import migrating, roles
from easemart.warehouses.postgres import Postgres
from easemart.warehouses.server import Server
from postgres import Database, drop_database
from star import LOGIN, MARTS, PHONE, Team, described, make_team, manifest
from test_house import committed

ROLES = ("loader", "builder", "analyst", "bi")
READERS = ("analyst", "bi")
REFUSED = "42501"
READ_ONLY = "25006"
SUMMARIES = {"builds", "gate_results", "loads", "published", "quarantine", "restatements", "systems"}
# Beside the contracts' tables: what refused records said, and what keeps the keys of phone numbers from being guessed.
SECRET = {"raw.refused_records", "raw.identifier_salt"}
NOTED_BY_BUILDER = {"builds", "gate_results", "published", "restatements"}

# What no transaction can hold.
ALONE = ("alter system", "create database")

Connection = psycopg.Connection[tuple[Any, ...]]


def outcome(connection: Connection, statement: str) -> str | None:
    """The SQLSTATE that a statement ends with, None for success; nothing of it stays."""
    connection.execute("set default_transaction_read_only = off")
    if not statement.startswith(ALONE):
        connection.execute("begin")
    try:
        connection.execute(statement.encode())
    except psycopg.Error as error:
        return error.sqlstate
    finally:
        connection.execute("rollback")
    return None


def refused(connection: Connection, statements: dict[str, str]) -> set[str]:
    """The names of those statements that are refused; any other error than by right fails the test."""
    found = {name: outcome(connection, statement) for name, statement in statements.items()}
    assert set(found.values()) <= {None, REFUSED}, {n: s for n, s in found.items() if s not in (None, REFUSED)}
    return {name for name, state in found.items() if state}


def relations(team: Team) -> dict[str, list[str]]:
    """The columns of every table and view of the database, by <schema>.<name>."""
    found = team.database.ask(
        "select table_schema || '.' || table_name, array_agg(column_name::text) from information_schema.columns"
        " where table_schema not in ('pg_catalog', 'information_schema') group by 1"
    )
    return dict(found)


def personal() -> set[str]:
    """Every column that a contract calls personal, as its YAML has it: raw.<table>.<column>."""
    found = set()
    for path in (REPOSITORY / "dbt_project" / "models" / "staging").glob("*/contract.yml"):
        for source in yaml.safe_load(path.read_text(encoding="utf-8"))["sources"]:
            for table in source["tables"]:
                for column in table["columns"]:
                    if column.get("config", {}).get("meta", {}).get("personal"):
                        found.add(f"raw.{table['name']}.{column['name']}")
    return found


def of_schemas(names: Any, *schemas: str) -> set[str]:
    return {name for name in names if name.split(".")[0] in schemas}


def built_schemas() -> list[str]:
    return ["seeds", "build_staging", *(f"build_{mart}" for mart in MARTS)]


def may_read(role: str, names: Any) -> set[str]:
    if role == "loader":
        return of_schemas(names, "raw", "audit")
    if role == "builder":
        closed = {name.rpartition(".")[0] for name in personal()} | SECRET
        return of_schemas(names, "raw", "audit", *built_schemas(), *MARTS) - closed
    return of_schemas(names, *MARTS) | {f"audit.{name}" for name in SUMMARIES}


def may_write(role: str, names: Any) -> set[str]:
    if role == "loader":
        return of_schemas(names, "raw", "audit")
    if role == "builder":
        return of_schemas(names, *built_schemas(), *MARTS) | {f"audit.{name}" for name in NOTED_BY_BUILDER}
    return set()


def test_the_tables_tried_are_there(team: Team) -> None:
    names = set(relations(team))
    assert set(described()) <= names
    assert {f"raw.{name}" for name in contracts.tables()} | SECRET == of_schemas(names, "raw")
    assert {"audit.deliveries", "audit.migrations", "seeds.channels", "build_core.contacts"} <= names


@pytest.mark.parametrize("role", ROLES)
def test_each_role_reads_its_own_tables_and_no_other(team: Team, role: str) -> None:
    names = relations(team)
    # A raw table with a column that is closed to builder is refused as a whole; see its columns below.
    with team.connect(role) as connection:
        denied = refused(connection, {name: f"select * from {name} limit 1" for name in names})
    assert set(names) - denied == may_read(role, names)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_writes_its_own_tables_and_no_other(team: Team, role: str) -> None:
    names = {name: columns[0] for name, columns in relations(team).items() if not name.startswith("build_staging.")}
    changes = {
        "insert": "insert into {table} ({column}) select null where false",
        "update": "update {table} set {column} = {column} where false",
        "delete": "delete from {table} where false",
    }
    with team.connect(role) as connection:
        for change in changes.values():
            statements = {
                name: change.format(table=name, column=f'"{column}"').replace(f'= "{column}"', "= null")
                for name, column in names.items()
            }
            assert set(names) - refused(connection, statements) == may_write(role, names)
        shapes = {name: f"alter table {name} add column more text" for name in names}
        own = {"loader": ("raw", "audit"), "builder": (*built_schemas(), *MARTS)}.get(role, ())
        assert set(names) - refused(connection, shapes) == of_schemas(names, *own)


def test_builder_reads_of_raw_all_but_clear_text(team: Team) -> None:
    columns = {
        f"{name}.{column}": f'select "{column}" from {name} limit 1'
        for name, found in relations(team).items()
        if name.startswith("raw.")
        for column in found
    }
    clear = {name for name in columns if name.rpartition(".")[0] in SECRET}
    with team.connect("builder") as builder:
        assert refused(builder, columns) == personal() | clear
    assert {"raw.contacts.customer_ref", "raw.customer_identifiers.value", "raw.answers.text"} <= personal()


def test_builder_reads_no_clear_text_in_a_roundabout_way(team: Team) -> None:
    attempts = {
        "whole row": "select c from raw.contacts as c",
        "condition": "select count(*) from raw.contacts where customer_ref like '+1%'",
        "json": "select to_json(c) from raw.contacts as c",
        "copy": "copy raw.contacts (customer_ref) to stdout",
        "view": "create view build_core.peep as select customer_ref from raw.contacts; select * from build_core.peep",
        "returning": "delete from raw.contacts returning customer_ref",
        "grant": "grant select on raw.contacts to builder",
        "loader": "set role loader",
        "owner": "alter table raw.contacts owner to builder",
        "planner": "select * from pg_statistic",
    }
    with team.connect("builder") as builder:
        assert refused(builder, attempts) == set(attempts)


def test_statistics_show_no_value_to_whom_the_column_is_closed(team: Team) -> None:
    """The server samples values of every column it analyses."""
    asked = "select attname::text from pg_stats where schemaname = 'raw' and tablename = 'contacts'"
    with team.connect("loader") as loader:
        assert ("customer_ref",) in loader.execute(asked.encode()).fetchall()
    with team.connect("builder") as builder:
        seen = builder.execute(asked.encode()).fetchall()
        assert ("contact_id",) in seen and ("customer_ref",) not in seen
    for reader in READERS:
        with team.connect(reader) as connection:
            assert connection.execute(asked.encode()).fetchall() == []


@pytest.mark.parametrize("role", ROLES)
def test_each_role_makes_things_where_it_owns_the_schema(team: Team, role: str) -> None:
    schemas = {row[0] for row in team.database.ask("select nspname::text from pg_namespace where nspname !~ '^pg_'")}
    own = {"loader": {"raw", "audit"}, "builder": {*built_schemas(), *MARTS}}.get(role, set())
    with team.connect(role) as connection:
        tables = {schema: f"create table {schema}.made (a integer)" for schema in schemas}
        views = {schema: f"create view {schema}.made as select 1" for schema in schemas}
        functions = {
            schema: f"create function {schema}.made() returns integer language sql return 1" for schema in schemas
        }
        for statements in (tables, views, functions):
            assert schemas - refused(connection, statements) == own
        made = refused(
            connection, {"schema": "create schema made", "temporary": "create temporary table made (a integer)"}
        )
    # builder for dbt's own schemas; a temporary table is nobody else's.
    assert made == {"loader": {"schema"}, "builder": set(), "analyst": {"schema"}, "bi": {"schema", "temporary"}}[role]


FOR_NOBODY = {
    "read a file": "select pg_read_file('PG_VERSION')",
    "list files": "select pg_ls_dir('.')",
    "import a file": "select lo_import('/dev/null')",
    "run a program": "copy (select 1) to program 'true'",
    "write a file": "copy (select 1) to '/tmp/made'",
    "read passwords": "select * from pg_authid",
    "read who may log in": "select * from pg_hba_file_rules",
    "change settings": "alter system set log_statement = 'all'",
    "make a role": "create role made",
    "make a database": "create database made",
    "log in as another": "set session authorization postgres",
    "own all": "grant pg_read_all_data to current_user",
    "write for another": "alter role postgres set search_path = build_core",
    "end another": "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'postgres'",
    "trigger on events": "create event trigger made on ddl_command_end execute function pg_notify()",
    "subscribe": "create subscription made connection '' publication made with (connect = false)",
    "defaults of another": "alter default privileges for role postgres grant select on tables to public",
    "language": "create function pg_temp.made() returns integer language internal as 'int4in'",
}  # fmt: skip
FOR_READERS = {
    "publish": "create publication made",
    "drop": "drop table core.contacts",
    "empty": "truncate core.contacts",
    "trigger": "create trigger made after insert on core.contacts execute function tsvector_update_trigger()",
    "describe": "comment on table core.contacts is 'made'",
    "index": "create index on core.contacts (customer_id)",
    "lock": "lock table core.contacts in share mode",
    "large object": "select lo_create(0)",
    "large object of bytes": "select lo_from_bytea(0, 'x')",
    # By it writers keep each other out; whoever held it would keep all of them out.
    "writers' lock": "select pg_advisory_lock(1)",
    "writers' lock, tried": "select pg_try_advisory_xact_lock(1)",
    "wrapper": "create foreign data wrapper made",
    **{f"act as {role}": f"set role {role}" for role in ("loader", "builder", LOGIN, "postgres")},
}


@pytest.mark.parametrize("role", [*ROLES, LOGIN])
def test_nobody_leaves_the_database(team: Team, role: str) -> None:
    # The first connection is there to be ended.
    with team.database.connect(), team.connect(role) as connection:
        assert refused(connection, FOR_NOBODY) == set(FOR_NOBODY)


@pytest.mark.parametrize("role", READERS)
def test_readers_do_nothing_but_read(team: Team, role: str) -> None:
    available = team.database.ask("select name from pg_available_extensions where installed_version is null")
    attempts = FOR_READERS | {f"extension {name}": f'create extension "{name}"' for (name,) in available}
    with team.connect(role) as connection:
        assert refused(connection, attempts) == set(attempts)


@pytest.mark.parametrize("role", READERS)
def test_what_readers_may_refer_to_is_no_key(team: Team, role: str) -> None:
    """That they may refer to a column has the catalog show them keys; a key of theirs would hold up publishing."""
    keys = f"""
        select
            c.oid::regclass::text,
            bool_or(
                i.indisunique
                and (
                    select bool_and(has_column_privilege('{role}', c.oid, place, 'references'))
                    from unnest(i.indkey) as place
                )
            ) as is_referable,
            has_any_column_privilege('{role}', c.oid, 'references') as is_shown
        from pg_class as c inner join pg_index as i on c.oid = i.indrelid
        where c.relnamespace::regnamespace::text = any(array{list(MARTS)})
        group by c.oid
    """
    assert {row[0]: row[1:] for row in team.database.ask(keys)} == dict.fromkeys(described(), (False, True))


def test_the_other_reader_is_as_far_away_as_builder(team: Team) -> None:
    with team.connect("analyst") as analyst, team.connect("bi") as bi:
        assert outcome(analyst, "set role bi") == outcome(bi, "set role analyst") == REFUSED


def test_a_session_of_bi_is_read_only_and_sees_one_state_a_transaction(team: Team) -> None:
    with team.connect("bi") as bi:
        settings = bi.execute(
            "select current_setting('transaction_read_only'), current_setting('transaction_isolation')"
        ).fetchone()
        assert settings == ("on", "repeatable read")
        with pytest.raises(psycopg.Error) as error:
            bi.execute("delete from core.contacts")
        assert error.value.sqlstate == READ_ONLY


def test_what_others_ask_stays_theirs(team: Team) -> None:
    """Statements of a load can hold personal data, and the server shows what each session is doing."""
    with team.warehouse.connected("loader") as working:
        working.execute(f"select count(*) from raw.contacts where customer_ref = '{PHONE}'".encode())
        pid = working.info.backend_pid
        asked = f"select query from pg_stat_activity where pid = {pid}"
        assert PHONE in team.database.ask(asked)[0][0]
        for role in ("builder", *READERS):
            with team.connect(role) as connection:
                assert connection.execute(asked.encode()).fetchall() == [("<insufficient privilege>",)]


def test_roles_have_no_more_rights_than_that(team: Team) -> None:
    rights = team.database.ask(
        "select rolname::text from pg_roles where (rolsuper or rolcreaterole or rolcreatedb or rolreplication"
        " or rolbypassrls) and rolname !~ '^pg_'"
    )
    assert rights == [("postgres",)]
    # Easemart's login becomes one of the three, and has none of their rights while it has not.
    members = team.database.ask(
        "select member::regrole::text, roleid::regrole::text, set_option, inherit_option, admin_option"
        " from pg_auth_members where member::regrole::text !~ '^pg_' order by 1, 2"
    )
    assert members == [(LOGIN, role, True, False, False) for role in ("analyst", "builder", "loader")]
    with team.connect(LOGIN) as login:
        names = relations(team)
        assert refused(login, {name: f"select * from {name} limit 1" for name in names}) == set(names)


GUESSES = (None, "", "postgres", "password", "easemart", "admin", "changeme")


@pytest.mark.parametrize("role", [*ROLES, LOGIN, "postgres"])
def test_nobody_gets_in_without_the_password(team: Team, role: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPASSFILE", "/dev/null")
    monkeypatch.delenv("PGPASSWORD", raising=False)
    port, name = team.server.port, team.database.name

    def knock(password: str | None) -> None:
        psycopg.connect(host="127.0.0.1", port=port, user=role, dbname=name, password=password).close()

    knock(team.password(role))
    for guess in (*GUESSES, role):
        with pytest.raises(psycopg.OperationalError, match="password"):
            knock(guess)
    others = [team.password(other) for other in (*ROLES, LOGIN, "postgres") if other != role]
    for other in others:
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            knock(other)
    assert len({team.password(role), *others}) == len(others) + 1


def test_a_role_has_no_password_until_somebody_sets_one(team: Team) -> None:
    """What `prepare` makes has none: such a role cannot get in, whatever it says."""
    with psycopg.connect(team.database.address, autocommit=True) as admin:
        admin.execute("alter role analyst password null")
        try:
            for guess in ("", "analyst", team.password("analyst")):
                with pytest.raises(psycopg.OperationalError, match="password"):
                    psycopg.connect(team.address("analyst"), password=guess).close()
        finally:
            roles.set_password(admin, "analyst", team.password("analyst"))


def test_the_server_asks_everybody_for_a_password_and_keeps_its_hash(team: Team) -> None:
    methods = team.database.ask("select distinct auth_method from pg_hba_file_rules")
    assert methods == [("scram-sha-256",)]
    kept = team.database.ask("select rolname::text, rolpassword from pg_authid where rolname !~ '^pg_'")
    assert {name for name, _ in kept} >= {*ROLES, LOGIN, "postgres"}
    assert all(password is None or password.startswith("SCRAM-SHA-256$") for _, password in kept)
    assert team.database.ask("show listen_addresses") == [("127.0.0.1",)]


@pytest.mark.parametrize("role", [*ROLES, LOGIN])
def test_no_other_database_lets_them_in(team: Team, role: str) -> None:
    for database in ("postgres", "template1"):
        with pytest.raises(psycopg.OperationalError, match=f'permission denied for database "{database}"'):
            psycopg.connect(team.server.address(role, database)).close()


@pytest.fixture(scope="module")
def changing(server: Server) -> Iterator[Team]:
    """A warehouse for what has to change one; `prepare` puts right what a test leaves."""
    made = make_team(server)
    yield made
    drop_database(made.database)


def test_a_table_published_later_is_read_by_readers(changing: Team) -> None:
    document = manifest()
    document["nodes"]["model.easemart.costs__monthly"] = {
        "unique_id": "model.easemart.costs__monthly",
        "resource_type": "model",
        "name": "costs__monthly",
        "alias": "monthly",
        "schema": "build_costs",
        "description": "One row per month.",
        "config": {"meta": {"primary_key": ["month_start"]}},
        "columns": {},
    }
    with changing.warehouse.connected("builder") as builder:
        builder.execute("create schema build_costs; create table build_costs.monthly as select 7 as month_start")
        publish(builder, document, 2, full=False)
    for reader in READERS:
        with changing.connect(reader) as connection:
            assert connection.execute("select * from costs.monthly").fetchall() == [(7,)]
            assert outcome(connection, "insert into costs.monthly values (8)") == REFUSED
            assert outcome(connection, "select * from build_costs.monthly") == REFUSED


def test_a_contract_that_grows_is_covered_by_the_next_prepare(changing: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    known = contracts.tables()
    before = known["contacts"]
    # `note` is new, `whisper` is new and personal, `queue` is called personal from now on, and a table is new.
    contacts = replace(
        before,
        columns={**before.columns, "note": "text", "whisper": "text"},
        personal=(*before.personal, "whisper", "queue"),
    )
    letters = replace(before, name="letters", columns={"contact_id": "text", "text": "text"}, key=("contact_id",),
                      personal=("text",), keys_made={})  # fmt: skip
    grown = {**known, "contacts": contacts, "letters": letters}
    monkeypatch.setattr(migrating, "tables", lambda: grown)
    monkeypatch.setattr(roles, "tables", lambda: grown)
    with changing.connect("builder") as builder:
        assert outcome(builder, "select queue from raw.contacts") is None
    changing.warehouse.prepare()
    with changing.connect("builder") as builder:
        readable = {name: f"select {name.split('.')[1]} from raw.{name.split('.')[0]}" for name in (
            "contacts.note", "contacts.contact_id", "letters.contact_id", "contacts.whisper", "contacts.queue",
            "contacts.customer_ref", "letters.text",
        )}  # fmt: skip
        assert refused(builder, readable) == {
            "contacts.whisper", "contacts.queue", "contacts.customer_ref", "letters.text",
        }  # fmt: skip
    with changing.connect("analyst") as analyst:
        assert outcome(analyst, "select contact_id from raw.letters") == REFUSED


def test_what_was_granted_by_mistake_is_taken_back_by_the_next_prepare(changing: Team) -> None:
    with psycopg.connect(changing.database.address, autocommit=True) as admin:
        admin.execute(
            "grant select on raw.contacts, raw.refused_records to builder; grant insert on audit.loads to analyst;"
            " grant select on audit.deliveries to bi; revoke select on audit.loads from bi"
        )
    changing.warehouse.prepare()
    with changing.connect("builder") as builder:
        assert outcome(builder, "select customer_ref from raw.contacts") == REFUSED
        assert outcome(builder, "select record from raw.refused_records") == REFUSED
        assert outcome(builder, "select contact_id from raw.contacts") is None
    with changing.connect("analyst") as analyst, changing.connect("bi") as bi:
        assert outcome(analyst, "insert into audit.loads (load_id) select 2 where false") == REFUSED
        assert outcome(bi, "select * from audit.deliveries") == REFUSED
        assert outcome(bi, "select * from audit.loads") is None


def test_preparing_again_writes_nothing(changing: Team) -> None:
    """It is done with every load, and a catalog that is written each time grows and makes others fail."""
    # The server itself writes statistics, whenever it comes to it.
    counted = (
        "select sum(n_tup_ins + n_tup_upd + n_tup_del) from pg_stat_sys_tables"
        " where schemaname = 'pg_catalog' and relname <> 'pg_statistic'"
    )
    changing.warehouse.prepare()
    changing.database.ask("select pg_stat_force_next_flush()")
    before = changing.database.ask(counted)
    changing.warehouse.prepare()
    assert changing.database.ask(counted) == before


def test_builder_cannot_have_its_own_functions_called_by_the_loader(changing: Team) -> None:
    """A schema of a role's name is searched before others, so whoever may make one could lend itself its rights."""
    with changing.connect("builder") as builder:
        for name in ("loader", LOGIN):
            trap = (
                "create schema {name}; grant usage on schema {name} to public;"
                " create function {name}.upper(varchar) returns text language sql return 'stolen'"
            )
            builder.execute(sql.SQL(trap).format(name=sql.Identifier(name)))
    with changing.connect(LOGIN) as anybody:
        anybody.execute("set role loader")
        assert anybody.execute("select upper('x'::varchar)").fetchone() == ("stolen",)
    for role in ("loader", "builder", None):
        with changing.warehouse.connected(role) as ours:
            assert ours.execute("select upper('x'::varchar)").fetchone() == ("X",)


def test_writers_still_keep_each_other_out(team: Team) -> None:
    """Their lock is closed to readers alone."""
    warehouse = team.warehouse
    with (
        warehouse.exclusively(0),
        pytest.raises(Exception, match="is in use by another run"),
        Postgres(warehouse.home, warehouse.address).exclusively(0),
    ):
        pass


# A password that stands in a file: in an address, in SQL, or as what a setting of such a name is.
PASSWORDS = (
    re.compile(r"\w+://[\w.+-]+:(?!password@)[\w.+%!-]+@"),
    re.compile(r"\bpassword\s+'(?!')", re.IGNORECASE),
    re.compile(
        r"^[^#\n]*(?:passw(?:or)?d|passphrase|secret(?:_key)?|token)[\"']?(?:\s*=|:\s)\s*[\"']?[\w!#%+-]{3,}",
        re.IGNORECASE | re.MULTILINE,
    ),
)
NAMES = re.compile(r"passw(or)?d|passphrase|secret|token", re.IGNORECASE)


def passwords(name: str, text: str) -> list[str]:
    """What looks like a password in a file of that name."""
    found = [match.group() for pattern in PASSWORDS[:2] for match in pattern.finditer(text)]
    if not name.endswith(".py") and "python" not in text.partition("\n")[0]:
        if name.endswith((".md", ".sql", ".lock")):
            return found
        return found + [match.group() for match in PASSWORDS[2].finditer(text)]
    for node in ast.walk(ast.parse(text)):
        pairs: list[tuple[str, ast.expr | None]] = []
        if isinstance(node, ast.Call):
            pairs = [(keyword.arg or "", keyword.value) for keyword in node.keywords]
        elif isinstance(node, ast.Assign):
            pairs = [(ast.unparse(target), node.value) for target in node.targets]
        elif isinstance(node, ast.Dict):
            pairs = [(ast.unparse(key), value) for key, value in zip(node.keys, node.values, strict=True) if key]
        for said, value in pairs:
            if NAMES.search(said) and isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value:
                found.append(f"{said} = {value.value}")
    return found


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("docker-compose.yml", "      POSTGRES_PASSWORD: hunter2"),
        (".env", "AIRFLOW_SECRET_KEY=temporary"),
        ("README.md", "psql postgresql://bi:bi@localhost/easemart"),
        ("made.sql", "alter role bi password 'bi'"),
        ("made.py", "connect(user='bi', password='bi')"),
        ("made.py", "DEFAULT_PASSWORD = 'bi'"),
        ("made.py", "{'bi_password': 'bi'}"),
    ],
)
def test_a_default_password_is_recognised(name: str, text: str) -> None:
    assert passwords(name, text)


def test_no_committed_file_has_a_default_password() -> None:
    found = {}
    for path in committed():
        name = path.relative_to(REPOSITORY).as_posix()
        data = path.read_bytes()
        if name.startswith("tests/") or b"\0" in data:
            continue
        # That one is libpq's word for what PGPASSWORD is.
        stated = set(passwords(name, data.decode("utf-8", "replace"))) - {"'PGPASSWORD' = password"}
        if stated:
            found[name] = stated
    assert found == {}


def test_the_database_of_these_tests_is_a_databases_own(team: Team, database: Database) -> None:
    """Rights are a database's: a second one on the server is prepared as the first."""
    assert team.database.name != database.name
    assert database.ask("select has_database_privilege('public', current_database(), 'connect')") == [(False,)]

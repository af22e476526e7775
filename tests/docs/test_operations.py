"""The handbook's commands, run as they stand there, on a server and a database of the test's own."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from easemart.home import REPOSITORY, Home
from easemart.warehouses import server
from workbench import command_environment

HANDBOOK = (REPOSITORY / "docs" / "operations.md").read_text(encoding="utf-8")


def commands(heading: str) -> list[str]:
    """The bash blocks below a heading of the handbook, up to the next one."""
    section = re.split(r"^#+ ", HANDBOOK.split(f"# {heading}\n", 1)[1], flags=re.M)[0]
    return re.findall(r"```bash\n(.*?)```", section, flags=re.S)


@pytest.fixture(scope="module")
def home() -> Iterator[Home]:
    """A home whose server runs, started by the command people type."""
    with tempfile.TemporaryDirectory(prefix="easemart-") as folder:
        home = Home(Path(folder))
        started = call(home, "scripts/warehouse start")
        assert started.returncode == 0, started.stderr
        assert "psql" in started.stdout and "jdbc:postgresql://127.0.0.1" in started.stdout
        yield home
        assert call(home, "scripts/warehouse stop").stdout == "stopped\n"
        assert server.running(home) is None


def call(home: Home, *lines: str) -> subprocess.CompletedProcess[str]:
    """Runs lines in one shell that ends at the first that fails, in the home, as a person would in the repository."""
    script = "\n".join(["set -euo pipefail", *lines]).replace("scripts/", f"{REPOSITORY}/scripts/")
    environment = {**command_environment(home.root, home.root), "EASEMART_WAREHOUSE": "postgres"}
    return subprocess.run(["bash", "-c", script], cwd=home.root, env=environment, capture_output=True, text=True)


def run(home: Home, *headings: str) -> subprocess.CompletedProcess[str]:
    """Runs the blocks of these sections in the shell that the first of the handbook's own lines has set up."""
    blocks = [block for heading in ("PostgreSQL", *headings) for block in commands(heading)]
    assert len(blocks) > 1
    done = call(home, *blocks)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def test_a_backup_restored_is_the_same_warehouse(home: Home) -> None:
    address = server.start(home).address()
    with psycopg.connect(address, autocommit=True) as con:
        con.execute("insert into audit.loads (load_id, verdict) values (1, 'accepted'), (2, 'refused')")
        con.execute("insert into raw.orders (order_id) values ('o1')")
    run(home, "Back up and restore")
    with psycopg.connect(server.start(home).address(database="restored")) as con:
        assert con.execute("select order_id from raw.orders").fetchall() == [("o1",)]
        con.execute("set role builder")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            con.execute("select customer_ref from raw.contacts")
    # Easemart works on it at once, and has nothing to mend.
    restored = server.start(home).address("easemart", "restored")
    done = call(home, f"export EASEMART_WAREHOUSE='{restored}'", "scripts/warehouse prepare")
    assert done.stdout == "nothing to migrate\n", done.stdout + done.stderr


def test_a_new_version_migrates_what_an_older_one_left(home: Home) -> None:
    with psycopg.connect(server.start(home).address(), autocommit=True) as con:
        con.execute("drop table raw.refused_records, raw.identifier_salt")
        con.execute("alter table audit.quarantine add column record text")
        con.execute("insert into audit.quarantine (load_id, record) values (1, 'what it said')")
        con.execute("alter table audit.builds drop column reason")
        con.execute("delete from audit.migrations where name >= '0002'")
    done = run(home, "A new version of Easemart")
    assert "migrated: 0002_refused_records, 0003_identifier_salt, 0004_failed_builds" in done.stdout
    with psycopg.connect(server.start(home).address()) as con:
        assert con.execute("select record from raw.refused_records").fetchall() == [("what it said",)]


def test_the_commands_about_vacuum_run(home: Home) -> None:
    assert "n_dead_tup" in run(home, "Vacuum").stdout

"""psql, as it comes with the server: rows, descriptions and keys."""

from __future__ import annotations

import os
import subprocess

import pytest

from star import Team, command, described


def psql(team: Team, login: str, statement: str) -> str:
    outcome = subprocess.run(
        [str(command(team, "psql")), "-X", "-A", "-P", "footer=off", "-v", "ON_ERROR_STOP=1", "-c", statement,
         f"postgresql://{login}@127.0.0.1:{team.server.port}/{team.database.name}"],
        env={**os.environ, "PGPASSWORD": team.password(login)},
        stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert outcome.returncode == 0, outcome.stderr
    return outcome.stdout


@pytest.mark.parametrize("login", ["analyst", "bi"])
def test_rows_of_a_mart(team: Team, login: str) -> None:
    assert psql(team, login, "select contact_id, entered_at, wait_seconds from core.contacts order by 1") == (
        "contact_id|entered_at|wait_seconds\n"
        "acd:1|2025-01-01 10:00:00|2.5\nacd:2|2025-01-02 23:30:00|\nacd:3|2025-01-03 10:00:00|0\n"
    )


def test_a_table_says_what_it_is_and_what_it_refers_to(team: Team) -> None:
    model = described()["core.contacts"]
    shown = psql(team, "bi", r"\d+ core.contacts")
    for column in model["columns"]:
        assert column["description"].split("\n")[0].strip() in shown
    assert "PRIMARY KEY, btree (contact_id)" in shown
    assert "FOREIGN KEY (customer_id) REFERENCES core.customers(customer_id)" in shown
    listed = psql(team, "bi", r"\dt+ core.contacts")
    assert model["description"].strip().split("\n")[0] in listed


def test_tables_of_a_schema_are_listed(team: Team) -> None:
    # The first two lines are a title and a header.
    listed = {line.split("|")[1] for line in psql(team, "analyst", r"\dt core.*").splitlines()[2:]}
    assert listed == {name.split(".")[1] for name in described() if name.startswith("core.")}

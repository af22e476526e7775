"""The home's own server, and what a warehouse's address may be."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from easemart import warehouses
from easemart.errors import EasemartError
from easemart.home import Home
from easemart.warehouses import roles, server
from easemart.warehouses.embedded import Embedded
from easemart.warehouses.postgres import Postgres, with_password
from postgres import Database


@pytest.fixture
def home() -> Iterator[Home]:
    """A home whose server is stopped at the end."""
    with tempfile.TemporaryDirectory(prefix="easemart-") as folder:
        yield Home(Path(folder))
        server.stop(Home(Path(folder)))


def test_a_server_started_again_keeps_its_port_though_a_client_was_connected(home: Home) -> None:
    first = server.start(home)
    client = psycopg.connect(first.address())
    client.execute("select 1")
    assert server.stop(home)
    assert server.start(home).port == first.port
    assert server.PORTS[0] <= first.port <= server.PORTS[-1]


def test_the_warehouse_is_the_one_that_the_home_has(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EASEMART_WAREHOUSE", raising=False)
    assert isinstance(warehouses.of(home), Embedded)
    server.start(home)
    assert isinstance(warehouses.of(home), Postgres)
    home.warehouse.touch()
    assert isinstance(warehouses.of(home), Embedded)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgre://x@y/z", "use duckdb, postgres or"),
        ("postgresql://u:p w%@h/d", "none that PostgreSQL understands"),
        ("postgresql://u@h/d?sslmod=require", "none that PostgreSQL understands"),
    ],
)
def test_an_address_that_is_none_is_refused_and_not_quoted_where_it_may_hold_a_password(
    address: str, said: str, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EASEMART_WAREHOUSE", address)
    with pytest.raises(EasemartError, match=said) as refused:
        warehouses.of(home)
    assert "p w%" not in str(refused.value)


def test_a_warehouse_that_cannot_be_used_says_why_in_a_line(database: Database, home: Home) -> None:
    wrong = database.address.replace("postgres:", "postgres:x", 1)
    for address, said in (
        (wrong, "password authentication failed"),
        (database.address + "_not", "does not exist"),
        ("postgresql://u:secret@127.0.0.1:1/d", "refused"),
    ):
        with pytest.raises(EasemartError, match=said) as refused:
            Postgres(home, address).prepare()
        assert "\n" not in str(refused.value) and "secret" not in str(refused.value)


def test_a_password_stands_in_a_file_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("e@s/e:p w%\n")
    assert with_password("postgresql://u@h/d", tmp_path / "password") == "postgresql://u:e%40s%2Fe%3Ap%20w%25@h/d"
    (tmp_path / "empty").touch()
    for file, said in ((tmp_path / "empty", "is empty"), (tmp_path / "none", "cannot be read")):
        with pytest.raises(EasemartError, match=said):
            with_password("postgresql://u@h/d", file)
    with pytest.raises(EasemartError, match="names no user"):
        with_password("postgresql://h/d", tmp_path / "password")


def test_an_administrator_prepares_one_database_for_a_login(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EASEMART_HOME", str(tmp_path))
    (tmp_path / "password").write_text("of the login")
    monkeypatch.setenv("EASEMART_WAREHOUSE_ADMIN", database.address)
    place = database.address.split("@")[1]
    monkeypatch.setenv("EASEMART_WAREHOUSE", f"postgresql://somebody@{place}")
    with pytest.raises(EasemartError, match="names the login"):
        roles.make()
    monkeypatch.setenv("EASEMART_WAREHOUSE_PASSWORD_FILE", str(tmp_path / "password"))
    roles.make()
    assert "is prepared for login somebody" in capsys.readouterr().out
    Postgres(Home(tmp_path), f"postgresql://somebody:of%20the%20login@{place}").prepare()
    monkeypatch.setenv("EASEMART_WAREHOUSE", f"postgresql://somebody@{place}_other")
    with pytest.raises(EasemartError, match="the same database"):
        roles.make()
    with database.connect() as con:
        con.execute("drop owned by somebody")
        con.execute("drop role somebody")

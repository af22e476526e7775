"""One identifier is one key, however it is spelt and whichever warehouse makes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from easemart import warehouses
from easemart.identifiers import agent_key, identifier_key
from easemart.reading import literal
from postgres import Database
from workbench import SALT, Bench

Ask = Callable[[str], list[tuple[Any, ...]]]

# kind, issuer, value as delivered, and what the key is the md5 of.
SPELT = [
    ("phone", "crm", "+49 30 1001", f"{SALT}phone||49301001"),
    ("phone", "zendesk", "0049-(30)-1001", f"{SALT}phone||49301001"),
    ("phone", "crm", "030 1001", f"{SALT}phone||0301001"),
    ("phone", "crm", "anonymous", None),
    ("email", "crm", "P1@X.de", f"{SALT}email||p1@x.de"),
    ("email", "zendesk", "ÄRGER@X.DE", f"{SALT}email||ärger@x.de"),
    ("account", "zendesk", "Z1", "account|zendesk|Z1"),
    (None, "crm", "Z1", "account|crm|Z1"),
    ("cookie", "web", "c-0", "cookie|web|c-0"),
    ("account", "crm", "", None),
    ("account", "crm", None, None),
]


@pytest.fixture(params=["duckdb", "postgres"])
def ask(request: pytest.FixtureRequest, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Asks a warehouse whose salt is the tests' own."""
    if request.param == "postgres":
        database: Database = request.getfixturevalue("database")
        monkeypatch.setenv("EASEMART_WAREHOUSE", database.address)
        warehouses.of(bench.home).prepare()
    return bench.query


def test_an_identifier_is_its_kind_issuer_and_normalised_value(ask: Ask) -> None:
    rows = ", ".join(
        "(" + ", ".join("null" if part is None else literal(part) for part in (str(place), *row)) + ")"
        for place, row in enumerate(SPELT)
    )
    found = ask(
        f"select place, {identifier_key('kind', 'issuer', 'value')} is not distinct from md5(said) "
        f"from (values {rows}) as spelt (place, kind, issuer, value, said) order by place::int"
    )
    assert [place for place, is_same in found if not is_same] == []
    assert len(found) == len(SPELT)


def test_somebody_who_acts_is_the_name_a_system_gives_them(ask: Ask) -> None:
    named = "from (values ('acd', {}::text)) as a (source_system, name)"
    query = f"select {agent_key('name')} = md5('agent|acd:Ann') {named}"
    assert ask(query.format("'Ann'")) == [(True,)]
    assert ask(query.format("null")) == [(None,)]

"""One warehouse of a team for all that is only tried on it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from easemart.warehouses.server import Server
from postgres import drop_database
from star import Team, make_team


@pytest.fixture(scope="session")
def team(server: Server) -> Iterator[Team]:
    made = make_team(server)
    yield made
    drop_database(made.database)

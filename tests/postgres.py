"""A PostgreSQL of the tests' own: one server a session, a fresh database a test."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import Any

import psycopg

from easemart.warehouses.postgres import Postgres
from easemart.warehouses.server import Server

_numbers = count(1)


@dataclass(frozen=True)
class Database:
    """A database with Easemart's roles; roles are the server's, so they are there for all databases."""

    server: Server
    name: str

    @property
    def address(self) -> str:
        return self.server.address(database=self.name)

    def connect(self, role: str | None = None, **options: Any) -> psycopg.Connection[tuple[Any, ...]]:
        """A connection as Easemart makes them: each statement commits, `$1` is a parameter."""
        connection: psycopg.Connection[tuple[Any, ...]] = psycopg.connect(
            self.address, autocommit=True, cursor_factory=psycopg.RawCursor, options="-c timezone=UTC", **options
        )
        if role:
            connection.execute(f"set role {role}".encode())
        return connection

    def ask(self, query: str, role: str | None = None) -> list[tuple[Any, ...]]:
        with self.connect(role) as connection:
            return connection.execute(query.encode()).fetchall()


def make_database(server: Server) -> Database:
    """A new database with roles, and schemas raw and audit that hold nothing yet."""
    database = Database(server, f"test_{next(_numbers)}")
    with psycopg.connect(server.address(database="postgres"), autocommit=True) as connection:
        connection.execute(f"create database {database.name}".encode())
    Postgres(server.home, database.address).prepare()
    return database


def drop_database(database: Database) -> None:
    with psycopg.connect(database.server.address(database="postgres"), autocommit=True) as connection:
        connection.execute(f"drop database {database.name} with (force)".encode())

"""The marts of the small company that the marts' own tests build, and the same tables on a server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import psycopg
import pytest

from easemart.warehouses.server import Server
from marts.conftest import company, company_inbox, shared_folder
from postgres import Database, drop_database, make_database

__all__ = ["company", "company_inbox", "shared_folder"]

TYPES = {"VARCHAR": "text", "DOUBLE": "double precision"}


@pytest.fixture(scope="session")
def company_on_server(company: Path, server: Server) -> Iterator[Database]:
    """The company's published tables, row for row, on PostgreSQL."""
    made = make_database(server)
    with duckdb.connect(str(company), read_only=True) as marts, made.connect() as connection:
        for schema, table in marts.execute("select schema_name, table_name from duckdb_tables()").fetchall():
            name = psycopg.sql.Identifier(schema, table)
            columns = psycopg.sql.SQL(", ").join(
                psycopg.sql.SQL("{} {}").format(psycopg.sql.Identifier(column), psycopg.sql.SQL(TYPES.get(kind, kind)))
                for column, kind, *_ in marts.execute(f"describe {schema}.{table}").fetchall()
            )
            schema_name = psycopg.sql.Identifier(schema)
            connection.execute(psycopg.sql.SQL("create schema if not exists {}").format(schema_name))
            connection.execute(psycopg.sql.SQL("drop table if exists {} cascade").format(name))
            connection.execute(psycopg.sql.SQL("create table {} ({})").format(name, columns))
            with connection.cursor() as cursor, cursor.copy(psycopg.sql.SQL("copy {} from stdin").format(name)) as copy:
                for row in marts.execute(f"select * from {schema}.{table}").fetchall():
                    copy.write_row(row)
    yield made
    drop_database(made)

"""Airflow imports this module by its name before it opens its metadata: what that needs on SQLite stands here."""

from __future__ import annotations

import sqlite3

from sqlalchemy import Connection, Engine, event


@event.listens_for(Engine, "savepoint")
def wait_for_the_turn(connection: Connection, name: str | None) -> None:
    """Begins as a writer what begins with a savepoint, in SQLite.

    Such a transaction would begin as a reader's: once somebody else has written meanwhile, its first change ends as
    "database is locked" at once, however long the connection would wait (creating a backfill did).
    Source: sqlite.org/rescode.html, SQLITE_BUSY_SNAPSHOT.
    """
    opened: object = connection.connection.dbapi_connection
    if isinstance(opened, sqlite3.Connection) and not opened.in_transaction:
        connection.exec_driver_sql("begin immediate")

"""Where tasks find the warehouse: EASEMART_WAREHOUSE, else Airflow's connection `easemart_warehouse`."""

from __future__ import annotations

import os

from airflow.sdk import Connection
from airflow.sdk.exceptions import AirflowNotFoundException

NAME = "easemart_warehouse"


def find_warehouse() -> None:
    """Leaves the connection's address in EASEMART_WAREHOUSE; without either it is the embedded warehouse."""
    if os.environ.get("EASEMART_WAREHOUSE"):
        return
    try:
        connection = Connection.get(NAME)
    except AirflowNotFoundException:
        return
    os.environ["EASEMART_WAREHOUSE"] = connection.get_uri().replace("postgres://", "postgresql://", 1)

"""Where tasks find the warehouse: EASEMART_WAREHOUSE, else Airflow's connection `easemart_warehouse`."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

from airflow.sdk import Connection
from airflow.sdk.exceptions import AirflowFailException, AirflowNotFoundException

NAME = "easemart_warehouse"


@contextlib.contextmanager
def at_the_warehouse() -> Iterator[None]:
    """A task's work: the warehouse is found, and what retrying cannot mend is not retried."""
    from easemart.errors import PermanentError

    find_warehouse()
    try:
        yield
    except PermanentError as error:
        raise AirflowFailException(str(error)) from None


def find_warehouse() -> None:
    """Leaves the connection's address in EASEMART_WAREHOUSE; without either it is the embedded warehouse.

    What the work says goes to the task's log.
    """
    from easemart import progress

    progress.say_to_a_log()
    if os.environ.get("EASEMART_WAREHOUSE"):
        return
    try:
        connection = Connection.get(NAME)
    except AirflowNotFoundException:
        return
    os.environ["EASEMART_WAREHOUSE"] = connection.get_uri().replace("postgres://", "postgresql://", 1)

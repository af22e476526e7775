"""Great Expectations on a connection that is ours, evaluated inside the database, failing closed.

Importing the library takes seconds, so it is imported when the first gate is judged.
"""

from __future__ import annotations

import contextlib
import functools
import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import duckdb

from easemart.errors import EasemartError
from easemart.suites import Expectation, Suite

ROW_KEY = "_row_number"


@dataclass(frozen=True)
class Result:
    """What one expectation said. `rows_query` selects the unexpected rows' key, where it can."""

    expectation: Expectation
    success: bool
    unexpected_count: int
    rows_query: str | None
    detail: str


@functools.cache
def _library() -> Any:
    """Great Expectations and execution engines, its own and one for DuckDB; telemetry and progress bars off."""
    os.environ["GX_ANALYTICS_ENABLED"] = "False"
    logging.getLogger("great_expectations").setLevel(logging.ERROR)
    import great_expectations as gx
    import sqlalchemy as sa
    from great_expectations.datasource.fluent import SQLDatasource
    from great_expectations.execution_engine import SqlAlchemyExecutionEngine
    from great_expectations.expectations.metrics import (
        ColumnMapMetricProvider,
        column_condition_partial,
    )

    class Columns:
        """A table's columns as the library asks for them; SQLAlchemy's question takes DuckDB 0.1 s."""

        def __init__(self, engine: OneConnection) -> None:
            self._engine = engine
            self.dialect = engine.engine.dialect

        def get_columns(self, table_name: str, schema: str) -> list[dict[str, Any]]:
            with self._engine.get_connection() as con:
                found = con.exec_driver_sql(f"describe {schema}.{table_name}").fetchall()
            return [{"name": row[0], "type": sa.types.NullType(), "nullable": True} for row in found]

        def get_pk_constraint(self, table_name: str, schema: str) -> dict[str, Any]:
            return {"constrained_columns": []}

    class Lent(SqlAlchemyExecutionEngine):  # type: ignore[misc]
        """Works on an engine that is lent to it: whoever made that disposes of it.

        The library does so when an execution engine of an earlier batch is collected as garbage, and then closes the
        connection under the batch that is being judged.
        """

        def close(self) -> None: ...

    class OneConnection(Lent):
        """Keeps one connection: DuckDB drops an open result when its connection goes back to the pool."""

        def get_inspector(self) -> Any:
            return Columns(self)

        @contextlib.contextmanager
        def get_connection(self) -> Iterator[Any]:
            if not getattr(self, "_connection", None):
                self._connection = self.engine.connect()
            yield self._connection

    class DuckDBRegex(ColumnMapMetricProvider):  # type: ignore[misc]
        """Teaches the library DuckDB's regular expressions, which it does not know."""

        condition_metric_name = "column_values.match_regex"
        condition_value_keys = ("regex",)

        @column_condition_partial(engine=OneConnection)
        def _duckdb(cls, column: Any, regex: str, **_: Any) -> Any:
            return sa.func.regexp_matches(column, regex)

    class OurDatasource(SQLDatasource):  # type: ignore[misc]
        """A data source on an engine that is handed to it."""

        type: Literal["easemart"] = "easemart"

        def get_engine(self) -> Any:
            return _engines[-1].engine

        def get_execution_engine(self) -> Any:
            return _engines[-1]

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    return gx, Lent, OneConnection, OurDatasource, context


_engines: list[Any] = []


@contextlib.contextmanager
def engine_on(con: duckdb.DuckDBPyConnection) -> Iterator[Any]:
    """An SQLAlchemy engine that works on a cursor of `con`."""
    import sqlalchemy as sa
    from duckdb_engine import ConnectionWrapper

    engine = sa.create_engine(
        "duckdb://", creator=lambda: ConnectionWrapper(con.cursor()), poolclass=sa.pool.StaticPool
    )
    try:
        yield engine
    finally:
        engine.dispose()


@contextlib.contextmanager
def _batch(engine: Any, schema: str, table: str) -> Iterator[Any]:
    _gx, lent, one_connection, datasource_class, context = _library()
    # DuckDB alone needs its connection kept and regular expressions taught.
    engine_class = one_connection if engine.dialect.name == "duckdb" else lent
    execution_engine = engine_class(engine=engine, create_temp_table=False)
    _engines.append(execution_engine)
    try:
        datasource = datasource_class(name="ours", connection_string="duckdb:///:memory:", create_temp_table=False)
        datasource._data_context = context
        asset = datasource.add_table_asset("table", table_name=table, schema_name=schema)
        yield asset.add_batch_definition_whole_table("all").get_batch()
    finally:
        _engines.pop()
        connection = getattr(execution_engine, "_connection", None)
        if connection is not None:
            connection.close()


def _raised(info: dict[str, Any]) -> str | None:
    """The message of an exception that the library swallowed, if any."""
    each = [info] if "raised_exception" in info else list(info.values())
    messages = [
        str(one.get("exception_message")) for one in each if isinstance(one, dict) and one.get("raised_exception")
    ]
    return messages[0] if messages else None


def _rows_query(expectation: Expectation, schema: str, table: str, given: str | None) -> str | None:
    if expectation.refuses != "row":
        return None
    if expectation.type == "unexpected_rows_expectation":
        return str(expectation.kwargs["unexpected_rows_query"]).replace("{batch}", f"{schema}.{table}").rstrip("; \n")
    if not given:
        raise EasemartError(f"{expectation.id}: the rows it refuses cannot be had as a set; write it as SQL.")
    return given.strip().rstrip(";")


def evaluate(engine: Any, schema: str, table: str, suite: Suite) -> list[Result]:
    """Judges a committed table that an SQLAlchemy engine sees; every expectation has a result, or this raises.

    Raises EasemartError when an expectation was dropped, not evaluated, or raised: never a pass.
    """
    gx, *_ = _library()
    from great_expectations.expectations.registry import get_expectation_impl

    where = f"expectations/{suite.path.parent.name}/{suite.path.name}"
    built = []
    for expectation in suite.expectations:
        try:
            built.append(
                get_expectation_impl(expectation.type)(id=None, meta={"id": expectation.id}, **expectation.kwargs)
            )
        except Exception as error:
            raise EasemartError(f"{where}: {expectation.id} is no valid {expectation.type}: {error}") from None
    with _batch(engine, schema, table) as batch:
        outcome = batch.validate(
            gx.ExpectationSuite("suite", expectations=built),
            result_format={
                "result_format": "BASIC",
                "unexpected_index_column_names": [ROW_KEY],
                "return_unexpected_index_query": True,
                "partial_unexpected_count": 0,
            }
            if any(e.refuses == "row" for e in suite.expectations)
            else "BASIC",
        )
    by_id = {(r.expectation_config.meta or {}).get("id"): r for r in outcome.results}
    if not len(suite.expectations) == len(outcome.results) == len(by_id) > 0:
        raise EasemartError(f"{where}: {len(suite.expectations)} expectations, {len(outcome.results)} evaluated.")
    results = []
    for expectation in suite.expectations:
        result = by_id.get(expectation.id)
        if result is None:
            raise EasemartError(f"{where}: {expectation.id} was not evaluated.")
        message = _raised(result.exception_info or {})
        if message is not None:
            raise EasemartError(f"{where}: {expectation.id} could not be evaluated: {message.splitlines()[0]}")
        found = result.result
        count = found.get("unexpected_count", found.get("observed_value"))
        detail = f"observed {found['observed_value']}" if "observed_value" in found else ""
        query = None if result.success else _rows_query(expectation, schema, table, found.get("unexpected_index_query"))
        results.append(
            Result(
                expectation,
                bool(result.success),
                count if isinstance(count, int) else 0,
                query,
                detail,
            )
        )
    return results

"""A suite judged by plain SQL: what the gate says, in a hundredth of its time. Cells of the table hold it to that."""

from __future__ import annotations

from typing import Any

from easemart.gating import Result
from easemart.suites import Expectation, Suite


def _unexpected(expectation: Expectation, batch: str) -> str:
    kwargs = expectation.kwargs
    if expectation.type == "unexpected_rows_expectation":
        return str(kwargs["unexpected_rows_query"]).replace("{batch}", batch)
    column = f'"{kwargs["column"]}"'
    known = ", ".join(f"'{value}'" for value in kwargs.get("value_set", ()))
    wrong = {
        "expect_column_values_to_not_be_null": f"{column} is null",
        "expect_column_values_to_be_between":
            f"{column} not between {kwargs.get('min_value')} and {kwargs.get('max_value')}",
        "expect_column_values_to_be_in_set": f"{column} not in ({known})",
    }[expectation.type]  # fmt: skip
    return f"select _row_number from {batch} where {wrong}"


def evaluate(engine: Any, schema: str, table: str, suite: Suite) -> list[Result]:
    """As gating.evaluate does, on an engine of DuckDB."""
    queries = {one.id: _unexpected(one, f"{schema}.{table}") for one in suite.expectations}
    counted = ", ".join(f"(select count(*) from ({query})) as c{n}" for n, query in enumerate(queries.values()))
    with engine.connect() as con:
        counts = con.exec_driver_sql(f"select {counted}").fetchone()
    results = []
    for expectation, count in zip(suite.expectations, counts, strict=True):
        is_sql = expectation.type == "unexpected_rows_expectation"
        rows = queries[expectation.id] if count and expectation.refuses == "row" else None
        results.append(Result(expectation, count == 0, count, rows, f"observed {count}" if is_sql else ""))
    return results

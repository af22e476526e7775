"""Which published figures a new build moves: late records may correct the past, never silently."""

from __future__ import annotations

from datetime import datetime

import duckdb

from easemart.publishing.catalog import columns, current

# A figure is the same as long as it moves less than this, relative to itself where it is above 1.
TOLERANCE = 1e-9
_FIGURES = ("value", "numerator", "denominator")
_NEEDED = {"metric", "month_start", "is_complete", *_FIGURES}


def add_restatements(
    connection: duckdb.DuckDBPyConnection,
    before: str,
    build_id: int,
    restated_at: datetime,
    into: str,
) -> int:
    """Adds to table `into` a row for each figure published as complete that now moves.

    `before` is the catalog of the file published until now; the new figures stand in the
    connection's own. A figure is a metric in a month; one that is gone has moved to null. The
    loads that moved it are those that came since the build published before, by the `audit.loads`
    of that file; without it they are unknown, hence null. A file without figures has told nobody
    anything: no row. Returns the number of rows.
    """
    if not _has(connection, before, "scorecard", "monthly", _NEEDED):
        return 0
    if not _has(connection, current(connection), "build_scorecard", "monthly", _NEEDED):
        return 0
    changed = " or ".join(_moved(f"told.{figure}", f"found.{figure}") for figure in _FIGURES)
    first_load, last_load = _loads_since(connection, before)
    added = connection.execute(
        f"""
        insert into {into} by name
        select
            $build_id as build_id,
            told.metric,
            told.month_start as month,
            told.value as value_before,
            found.value as value_after,
            found.value - told.value as moved,
            told.numerator as numerator_before,
            found.numerator as numerator_after,
            told.denominator as denominator_before,
            found.denominator as denominator_after,
            $first_load as first_load_id,
            $last_load as last_load_id,
            $restated_at as restated_at
        from {before}.scorecard.monthly as told
        left join build_scorecard.monthly as found
            on found.metric = told.metric and found.month_start = told.month_start
        where told.is_complete and ({changed})
        order by told.metric, told.month_start
        """,
        {
            "build_id": build_id,
            "first_load": first_load,
            "last_load": last_load,
            "restated_at": restated_at,
        },
    ).fetchone()
    return int(added[0]) if added else 0


def _moved(told: str, found: str) -> str:
    return f"(({told} is null) <> ({found} is null) or abs({found} - {told}) > {TOLERANCE} * greatest(1, abs({told})))"


def _loads_since(connection: duckdb.DuckDBPyConnection, before: str) -> tuple[int | None, int | None]:
    if not _has(connection, before, "audit", "loads", {"load_id"}):
        return None, None
    found = connection.execute(
        f"""
        select min(load_id), max(load_id)
        from audit.loads
        where verdict = 'accepted'
            and load_id > (select coalesce(max(load_id), 0) from {before}.audit.loads)
        """
    ).fetchone()
    return (found[0], found[1]) if found else (None, None)


def _has(connection: duckdb.DuckDBPyConnection, catalog: str, schema: str, table: str, needed: set[str]) -> bool:
    return needed <= {column.name for column in columns(connection, catalog, schema, table)}

"""Which published figures a new build moves: late records may correct the past, never silently."""

from __future__ import annotations

from datetime import datetime

from easemart.publishing.catalog import columns, current
from easemart.reading import quoted
from easemart.warehouses.interface import Connection

# A figure is the same as long as it moves less than this, relative to itself where it is above 1.
TOLERANCE = 1e-9
_FIGURES = ("value", "numerator", "denominator")
_NEEDED = {"metric", "month_start", "is_complete", *_FIGURES}


def add_restatements(
    connection: Connection,
    before: str,
    told_load_id: int | None,
    build_id: int,
    restated_at: datetime,
    into: str,
) -> int:
    """Adds to table `into` a row for each figure published as complete that now moves.

    `before` is the catalog that holds what is published until now; the new figures stand in the
    connection's own, as they were built. A figure is a metric in a month; one that is gone has
    moved to null. The loads that moved it are those after `told_load_id`, the newest that readers
    were told of; where that is not known, they are null. Without published figures nobody has been
    told anything: no row. Returns the number of rows.
    """
    if not _has(connection, before, "scorecard") or not _has(connection, current(connection), "build_scorecard"):
        return 0
    changed = " or ".join(_moved(f"told.{figure}", f"found.{figure}") for figure in _FIGURES)
    first_load, last_load = _loads_since(connection, told_load_id, build_id)
    connection.execute(
        f"""
        insert into {into} (
            build_id, metric, month, value_before, value_after, moved, numerator_before,
            numerator_after, denominator_before, denominator_after, first_load_id, last_load_id,
            restated_at
        )
        select
            cast($1 as bigint),
            told.metric,
            told.month_start,
            told.value,
            found.value,
            found.value - told.value,
            told.numerator,
            found.numerator,
            told.denominator,
            found.denominator,
            cast($2 as bigint),
            cast($3 as bigint),
            cast($4 as timestamp)
        from {quoted(before)}.scorecard.monthly as told
        left join build_scorecard.monthly as found
            on found.metric = told.metric and found.month_start = told.month_start
        where told.is_complete and ({changed})
        order by told.metric, told.month_start
        """,
        [build_id, first_load, last_load, restated_at],
    )
    added = connection.execute(f"select count(*) from {into} where restated_at = $1", [restated_at]).fetchone()
    return int(added[0]) if added else 0


def _moved(told: str, found: str) -> str:
    return f"(({told} is null) <> ({found} is null) or abs({found} - {told}) > {TOLERANCE} * greatest(1, abs({told})))"


def _loads_since(connection: Connection, told_load_id: int | None, build_id: int) -> tuple[int | None, int | None]:
    if told_load_id is None:
        return None, None
    found = connection.execute(
        "select min(load_id), max(load_id) from audit.loads where verdict = 'accepted' and load_id > $1 "
        "and load_id <= coalesce((select built_load_id from audit.builds where build_id = $2), load_id)",
        [told_load_id, build_id],
    ).fetchone()
    return (found[0], found[1]) if found else (None, None)


def _has(connection: Connection, catalog: str, schema: str) -> bool:
    return {column.name for column in columns(connection, catalog, schema, "monthly")} >= _NEEDED

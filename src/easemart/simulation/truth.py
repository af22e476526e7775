"""truth.json: what was planted in a world, and what a perfect reader of its feeds finds."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from easemart.simulation.declared import PARAMETERS, Declared
from easemart.simulation.perfect_reader import Ledger, Tally, read
from easemart.simulation.perfect_reader.recovery import ACTIONS
from easemart.simulation.world.company import Order
from easemart.simulation.world.contacts import PORTAL
from easemart.simulation.world.inbox import START
from easemart.simulation.world.parameters import COMPLAINERS, ISSUES, Parameters, parameters, scenarios
from easemart.simulation.world.streams import logistic
from easemart.simulation.world.vendors import ledger


def realised(one: Declared, tally: Tally) -> dict[str, float | None]:
    """The value a perfect reader finds, with its numerator and denominator; no denominator gives no value."""
    above = tally.get(one.numerator, 0.0)
    if one.denominator is None:
        return {"value": above, "numerator": above, "denominator": None}
    below = tally.get(one.denominator, 0.0)
    return {"value": above / below if below else None, "numerator": above, "denominator": below}


def planted_numbers(planted: Parameters) -> list[tuple[str, float]]:
    """Planted values that are numbers, by name; those of a tuple as name[0], name[1], ..."""
    found: list[tuple[str, float]] = []
    for name, value in dataclasses.asdict(planted).items():
        if isinstance(value, tuple):
            found += [(f"{name}[{at}]", float(one)) for at, one in enumerate(value) if isinstance(one, (int, float))]
        else:
            found.append((name, float(value)))
    return found


@contextmanager
def truth_tables(inbox: Path, order: Order) -> Iterator[duckdb.DuckDBPyConnection]:
    """The truth's tables of an inbox by their names, empty where nothing came of them.

    With them `issues`, `planted` and `planted_next_issues`.
    """
    planted = parameters(order.scenario, order.days)
    with duckdb.connect(config={"threads": 2, "memory_limit": "1GB"}) as con:
        for kind in ledger.KINDS:
            if any((inbox / "truth").glob(f"{kind.name}_site*.parquet")):
                con.execute(f"create view {kind.name} as from '{inbox}/truth/{kind.name}_site*.parquet'")
            else:
                con.execute(f"create table {kind.name} ({kind.columns})")
        con.execute("create table issues (issue bigint, name varchar)")
        con.executemany("insert into issues values (?, ?)", list(enumerate(ISSUES)))
        con.execute("create table planted (name varchar, value double)")
        con.executemany("insert into planted values (?, ?)", planted_numbers(planted))
        con.execute("create table planted_next_issues (issue varchar, next_issue varchar, chance double)")
        con.executemany(
            "insert into planted_next_issues values (?, ?, ?)",
            [(ISSUES[before], ISSUES[after], chance) for before, after, chance in planted.next_issue_chance],
        )
        yield con


def _next_issues(tally: Tally, planted: Parameters) -> list[dict[str, Any]]:
    """Every pair of issues that was caused or planted: chance planted, share of settled needs realised."""
    planned = {(ISSUES[before], ISSUES[after]): chance for before, after, chance in planted.next_issue_chance}
    found = []
    for before in ISSUES:
        settled = tally.get(f"settled|{before}", 0.0)
        for after in ISSUES:
            caused = tally.get(f"caused|{before}|{after}", 0.0)
            if caused or (before, after) in planned:
                found.append({
                    "issue": before, "next_issue": after, "class": "D", "planted": planned.get((before, after), 0.0),
                    "realised": caused / settled if settled else None, "settled_needs": settled,
                })  # fmt: skip
    return found


def _recovery(tally: Tally, planted: Parameters) -> list[dict[str, Any]]:
    """For each action the raw difference in returning, the same at equal severity, and what the mechanism gives."""
    found = []
    compared = tally.get("cases_compared", 0.0)
    for name, effect in zip(ACTIONS, planted.return_odds_action, strict=True):
        cells = {
            (severity, given): [
                tally.get(f"recovery|{name}|{severity}|{given}|{what}", 0.0) for what in ("n", "returning")
            ]
            for severity in range(4)
            for given in (0, 1)
        }
        totals = [[sum(cells[s, given][at] for s in range(4)) for at in (0, 1)] for given in (0, 1)]
        raw = totals[1][1] / totals[1][0] - totals[0][1] / totals[0][0] if totals[0][0] and totals[1][0] else None
        both = [s for s in range(4) if cells[s, 0][0] and cells[s, 1][0]]
        weight = {s: cells[s, 0][0] + cells[s, 1][0] for s in both}
        like = [
            weight[s] * (cells[s, 1][1] / cells[s, 1][0] - cells[s, 0][1] / cells[s, 0][0]) for s in both
        ]  # fmt: skip
        found.append({
            "action": name, "class": "A", "planted_log_odds": effect, "raw_difference": raw,
            "difference_at_equal_severity": sum(like) / sum(weight.values()) if both else None,
            "difference_by_mechanism": tally.get(f"gain|{name}", 0.0) / compared if compared else None,
        })  # fmt: skip
    return found


def _self_service(inbox: Path, order: Order, planted: Parameters) -> dict[str, Any]:
    """How many sessions of self-service held before and after the day of the change; None where nothing changes."""
    changed = planted.self_service_change_day or None
    with truth_tables(inbox, order) as con:
        rows = con.execute(
            "select coalesce(entered >= $1 * 86400, false) as is_after, count(*), avg(resolved) from contacts "
            f"where vendor = {PORTAL} group by 1 order by 1",
            [changed],
        ).fetchall()
    return {
        "class": "D", "changes_on_day": changed, "planted_change": planted.self_service_change,
        "realised": [{"when": "after" if late else "before", "sessions": n, "held": held} for late, n, held in rows],
    }  # fmt: skip


def _staff(inbox: Path, order: Order) -> dict[str, Any]:
    """Agents present in the company's busiest half hour against its usual one, the median of those that are open."""
    with truth_tables(inbox, order) as con:
        row = con.execute("""
            with moves as (
                select from_s as at_s, 1 as change from shifts
                union all
                select until_s as at_s, -1 as change from shifts
            ),
            present as (
                select cast(half_hour * 1800 as bigint) as at_s from range(0, $1 * 48) as halves (half_hour)
            ),
            counted as (
                select at_s, sum(sum(change)) over (order by at_s) as agents from moves group by at_s
            ),
            joined as (
                select counted.agents from present asof inner join counted on present.at_s >= counted.at_s
            )
            select max(agents), median(agents) from joined where agents > 0
        """, [order.days]).fetchall()[0]  # fmt: skip
    peak, usual = row
    return {"peak_agents": peak, "usual_agents": usual, "peak_over_usual": peak / usual if usual else None}


def _profit_chain(tally: Tally, planted: Parameters) -> dict[str, Any]:
    """Within teams, how engagement goes with satisfaction so many months later; within queues, slowness with skill."""
    return {
        "engagement": {
            "class": "D", "planted_lag_months": planted.engagement_lag_months,
            "planted_effect": planted.engagement_effect,
            "realised_correlation_by_lag": {
                name.split("|")[1]: value for name, value in tally.items() if name.startswith("engagement_leads|")
            },
        },
        "agents": {
            "planted_correlation_of_speed_and_skill": planted.agent_speed_skill,
            "realised_correlation_of_handle_time_and_resolving": tally.get("agents_handle_against_resolving"),
            "agents": tally.get("agents_judged"),
        },
    }  # fmt: skip


def _dirt(inbox: Path, days: int) -> dict[str, int]:
    """How many rows were spoilt, by table: of those that were delivered."""
    ledger, end = Ledger(inbox, days), days * 86_400
    delivered = {
        "contacts": "vendor <> 4", "tickets": "true", "complaints": f"is_voiced and opened < {end}",
        "responses": f"recorded < {end}", "orders": f"delivered < {end}", "customers": f"known_day < {days}",
    }  # fmt: skip
    return {
        name: int(ledger.rows(name, "count(*) as n", f"is_spoilt and {where}")["n"].sum())
        for name, where in delivered.items()
    }


def _asked_for(order: Order) -> dict[str, Any]:
    """The order; of a company with the usual systems these are not named."""
    return {name: value for name, value in dataclasses.asdict(order).items() if name != "systems" or value}


def truth_of(inbox: Path, order: Order) -> dict[str, Any]:
    """The truth of an inbox that `simulate` wrote."""
    planted = parameters(order.scenario, order.days)
    tally = read(inbox, order.days)
    values = dataclasses.asdict(planted)
    sources = planted.sources()
    changes = scenarios(order.days)[order.scenario].changes
    return {
        "order": _asked_for(order) | {"from": START.date().isoformat()},
        "planted": {
            name: {"value": values[name], "source": source, "meaning": meaning, "is_changed": name in changes}
            for name, (source, meaning) in sources.items()
        },
        "parameters": [
            {
                "name": one.name, "class": one.kind, "population": one.population, "window": one.window,
                "planted": {one.planted: values[one.planted]} if one.planted else None,
                "realised": realised(one, tally), "mart": one.mart, "reason": one.reason,
            }
            for one in PARAMETERS
        ],
        "next_issues": _next_issues(tally, planted),
        "self_service": _self_service(inbox, order, planted),
        "staff": _staff(inbox, order),
        "profit_chain": _profit_chain(tally, planted),
        "recovery": _recovery(tally, planted),
        "complainers": [
            {"type": name, "bad_experiences": tally.get(f"bad_experiences|{at}", 0.0),
             "voiced": tally.get(f"voiced|{at}", 0.0), "planted_voice_share": planted.voice_share[at]}
            for at, name in enumerate(COMPLAINERS)
        ],
        "return_at_no_action": [
            float(logistic(planted.return_odds + planted.return_odds_severity * severity)) for severity in range(4)
        ],
        "dirt": _dirt(inbox, order.days),
        "tally": tally,
    }  # fmt: skip


def write_truth(inbox: Path, order: Order) -> Path:
    """Writes `<inbox>/truth.json`."""
    path = inbox / "truth.json"
    path.write_text(json.dumps(truth_of(inbox, order), indent=1) + "\n", encoding="utf-8")
    return path

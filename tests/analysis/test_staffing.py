"""Erlang C and A: golden cases, their own laws, a queue of states solved another way, and a simulated queue."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from easemart.analysis.staffing import (
    COLUMNS,
    DEMAND,
    INTERVAL_S,
    KEY,
    STAFF,
    STANDARD,
    Demand,
    required,
    service,
    worked_out,
)
from easemart.simulation.world.queueing import Shift, serve


def test_the_trade_s_golden_case() -> None:
    demand = Demand.of([100.0], 180.0, answer_s=20.0)
    assert required(demand, 0.8).tolist() == [14]
    found = service(demand, 14)
    assert found.level[0] == pytest.approx(0.8884, abs=5e-5)
    assert found.occupancy[0] == pytest.approx(0.7143, abs=5e-5)
    assert service(demand, 13).level[0] == pytest.approx(0.7956, abs=5e-5)


def many(seed: int, n: int = 2000) -> Demand:
    """Demands of all sizes, patient and impatient."""
    rng = np.random.default_rng(seed)
    return Demand.of(
        rng.uniform(0.5, 3000, n), rng.uniform(20, 900, n), rng.uniform(10, 4000, n), rng.uniform(5, 120, n), 5.0
    )


@pytest.mark.parametrize("part_of_load", [0.1, 0.8, 1.0, 1.05, 1.5, 4.0])
@pytest.mark.parametrize("patience", ["own", "infinite"])
def test_more_staff_never_makes_anything_worse(part_of_load: float, patience: str) -> None:
    demand = many(1)
    if patience == "infinite":
        demand = Demand.of(demand.calls, demand.handle_s, np.inf, demand.answer_s, 5.0)
    staff = np.maximum(part_of_load * demand.load, 0.5)
    before, after = service(demand, staff), service(demand, staff + 1)
    assert np.all(after.level >= before.level - 1e-9)
    assert np.all(after.wait_s <= before.wait_s + 1e-9)
    assert np.all(after.occupancy <= before.occupancy + 1e-9)
    for share in (before.level, before.occupancy, before.abandoned):
        assert np.all((share >= 0) & (share <= 1))


def test_who_never_gives_up_makes_erlang_a_erlang_c() -> None:
    demand = many(2)
    staff = np.ceil(demand.load * 1.02) + 1
    patient = Demand.of(demand.calls, demand.handle_s, 1e10, demand.answer_s, 5.0)
    erlang_c = service(Demand.of(demand.calls, demand.handle_s, np.inf, demand.answer_s, 5.0), staff)
    erlang_a = service(patient, staff)
    assert erlang_a.level == pytest.approx(erlang_c.level, abs=1e-4)
    assert erlang_a.occupancy == pytest.approx(erlang_c.occupancy, abs=1e-6)
    assert erlang_a.wait_s == pytest.approx(erlang_c.wait_s, rel=1e-3, abs=1e-6)


def solved_by_states(calls: float, handle_s: float, patience_s: float, staff: int) -> tuple[float, float, float]:
    """Share that gives up, mean wait and occupancy of a birth-and-death process, state by state."""
    states = np.arange(1, 4000)
    births = np.full(states.size, calls / INTERVAL_S)
    deaths = np.minimum(states, staff) / handle_s + np.maximum(states - staff, 0) / patience_s
    log_odds = np.concatenate([[0.0], np.cumsum(np.log(births / deaths))])
    odds = np.exp(log_odds - log_odds.max())
    chance = odds / odds.sum()
    count = np.arange(chance.size)
    queue = float((chance * np.maximum(count - staff, 0)).sum())
    served = float((chance * np.minimum(count, staff)).sum())
    return queue / patience_s / births[0], queue / births[0], served / staff


@pytest.mark.parametrize(
    ("calls", "handle_s", "patience_s", "staff"),
    [(100, 180, 60, 10), (100, 180, 300, 8), (100, 180, 1e4, 14), (5, 300, 120, 1), (1000, 300, 400, 150)],
)
def test_erlang_a_is_the_birth_and_death_process_it_stands_for(
    calls: float, handle_s: float, patience_s: float, staff: int
) -> None:
    found = service(Demand.of([calls], handle_s, patience_s), staff)
    assert (found.abandoned[0], found.wait_s[0], found.occupancy[0]) == pytest.approx(
        solved_by_states(calls, handle_s, patience_s, staff), rel=1e-9
    )


def test_required_is_the_fewest_that_are_enough() -> None:
    demand = many(3)
    for standard, limit in ((0.8, 1.0), (0.95, 0.85)):
        needed = required(demand, standard, limit)
        enough, fewer = service(demand, needed), service(demand, needed - 1)
        assert np.all((enough.level >= standard) & (enough.occupancy <= limit))
        is_none = needed == 1
        assert np.all(is_none | (fewer.level < standard) | (fewer.occupancy > limit))


def test_the_occupancy_limit_asks_for_more() -> None:
    demand = Demand.of([1000.0], 180.0)
    assert required(demand, 0.8)[0] < 118
    # A hundred Erlang over 0.85 are 117.6 agents.
    assert required(demand, 0.8, 0.85).tolist() == [118]


def simulated(
    calls: int, handle_s: float, patience_s: float, staff: int, half_hours: int
) -> tuple[NDArray[np.int64], ...]:
    """A long day of a queue with random calls, served first come first served: arrivals, waits, answered."""
    rng = np.random.default_rng(5)
    n = calls * half_hours
    end = int(half_hours * INTERVAL_S)
    # The world counts in whole seconds; a hundredfold clock keeps rounding out of the figures.
    arrival = np.sort(rng.integers(0, 100 * end, n))
    service_s = np.maximum(rng.exponential(100 * handle_s, n), 1).astype(np.int64)
    patience = rng.exponential(100 * patience_s, n).astype(np.int64)
    shifts = [Shift(agent, 0, 200 * end, 1.0) for agent in range(staff)]
    found = serve(arrival, patience, service_s, np.zeros(n, dtype=np.int64), shifts)
    return found.arrival, found.wait, (found.agent >= 0).astype(np.int64)


@pytest.mark.parametrize(("calls", "staff"), [(60, 7), (60, 9), (120, 12), (120, 14)])
def test_what_is_predicted_is_what_a_simulated_queue_of_finite_staff_does(calls: int, staff: int) -> None:
    handle_s, patience_s, half_hours = 200.0, 150.0, 1000
    arrival, wait, is_answered = simulated(calls, handle_s, patience_s, staff, half_hours)
    wait_s, answered = wait / 100, is_answered > 0
    predicted = service(Demand.of([float(calls)], handle_s, patience_s, 20.0, 5.0), staff)
    by_interval = np.bincount(arrival // int(100 * INTERVAL_S), weights=wait_s, minlength=half_hours) / calls
    error = by_interval.std(ddof=1) / np.sqrt(half_hours)
    # Neighbouring half hours are alike: five standard errors of independent ones.
    assert abs(by_interval.mean() - predicted.wait_s[0]) < 5 * error
    assert 1 - answered.mean() == pytest.approx(predicted.abandoned[0], abs=0.006)
    short = ~answered & (wait_s <= 5)
    assert (answered & (wait_s <= 20)).sum() / (~short).sum() == pytest.approx(predicted.level[0], abs=0.012)
    # Patience is found again from all waiting, that of the answered being cut short.
    assert wait_s.sum() / (~answered).sum() == pytest.approx(patience_s, rel=0.05)


def loads(*rows: tuple[float | None, ...]) -> pd.DataFrame:
    columns = [*KEY, *DEMAND, *STANDARD, STAFF]
    return pd.DataFrame([("q", pd.Timestamp(2026, 1, n), *row) for n, row in enumerate(rows, start=1)], columns=columns)


def test_a_table_of_half_hours() -> None:
    nobody, infinite, unattainable = None, None, None
    given = loads(
        (100, 180, infinite, 20, 5, 0.8, 0.9, 13),
        (100, 180, 60, 20, 5, 0.8, 0.9, 13),
        (100, 180, infinite, 20, 5, unattainable, 0.9, 14),
        (0, None, 60, 20, 5, 0.8, 0.9, 2),
        (10, None, 60, 20, 5, 0.8, 0.9, 2),
        (100, 180, infinite, 20, 5, 0.8, 0.9, nobody),
        (100, 180, infinite, 20, 5, 0.8, 0.9, 9),
        (100, 180, infinite, 20, 5, 0.8, 0.9, 13),
    )
    found = worked_out(given)
    assert list(found.columns) == COLUMNS
    assert found[KEY].equals(given[KEY])
    needed_c = found["required_erlang_c_count"].tolist()
    assert needed_c[:2] == [14, 14]
    # Without a standard nobody is needed for it; of whom no time is known, nobody knows how many.
    assert np.isnan([needed_c[2], needed_c[4]]).all()
    assert needed_c[3] == 0
    assert needed_c[5:] == [14, 14, 14]
    assert found["required_erlang_a_count"][1] < 14
    assert found["erlang_c_service_level_share"][0] == pytest.approx(0.8884, abs=5e-5)
    predicted = found["predicted_service_level_share"].tolist()
    assert predicted[0] == predicted[7] == pytest.approx(0.7956, abs=5e-5)
    assert predicted[2] == pytest.approx(0.8884, abs=5e-5)
    assert np.isnan([predicted[3], predicted[4], predicted[5]]).all()
    # Nine for ten Erlang: without patience to end it the queue grows for ever, and has no mean wait.
    assert predicted[6] == 0
    assert np.isnan(found["predicted_wait_seconds"][6])


def test_no_half_hours_give_an_empty_table() -> None:
    assert list(worked_out(loads()).columns) == COLUMNS

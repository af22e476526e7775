"""How many agents a half hour needs, and what those who were there could be expected to achieve.

Two models of a queue served first come first served, calls and lengths of service being random:

- Erlang C (M/M/n; Erlang 1917): whoever waits, waits for ever.
- Erlang A (M/M/n+M; Palm 1957): whoever waits gives up after a random, exponential patience.
  Formulas from Mandelbaum and Zeltyn, "Service Engineering in Action: The Palm/Erlang-A Queue" (2007),
  and for times within a limit "The impact of customers' patience on delay and abandonment" (2004),
  with exponential patience put in. Without a patience it is Erlang C.

The service level is the one that operations.intervals measures: answered in time, of offered less
abandoned within the short limit. Everything is worked out for arrays at once, with the incomplete
gamma and Kummer functions of scipy; staff need not be whole.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import special

Numbers = NDArray[np.float64]
INTERVAL_S = 1800.0

KEY = ["pool_id", "interval_start_at"]
DEMAND = ["offered_count", "handle_seconds", "patience_seconds", "answer_seconds", "short_abandon_seconds"]
STANDARD = ["attainable_standard", "occupancy_limit"]
STAFF = "staff_count"
COLUMNS = [
    *KEY,
    "required_erlang_c_count",
    "erlang_c_service_level_share",
    "erlang_c_occupancy_share",
    "required_erlang_a_count",
    "erlang_a_service_level_share",
    "erlang_a_occupancy_share",
    "predicted_service_level_share",
    "predicted_wait_seconds",
    "predicted_occupancy_share",
    "predicted_abandoned_share",
]


@dataclass(frozen=True)
class Demand:
    """What comes to a queue, as arrays: calls a half hour, seconds to handle one, mean seconds of patience (infinite =
    nobody gives up), and the limits in seconds within which an answer is in time, and giving up does not count.
    """

    calls: Numbers
    handle_s: Numbers
    patience_s: Numbers
    answer_s: Numbers
    short_s: Numbers

    @classmethod
    def of(
        cls,
        calls: ArrayLike,
        handle_s: ArrayLike,
        patience_s: ArrayLike = np.inf,
        answer_s: ArrayLike = 20.0,
        short_s: ArrayLike = 0.0,
    ) -> Demand:
        """Broadcast to one shape."""
        columns = (np.asarray(one, dtype=float) for one in (calls, handle_s, patience_s, answer_s, short_s))
        return cls(*(np.array(one) for one in np.broadcast_arrays(*columns)))

    @property
    def load(self) -> Numbers:
        """Offered load in Erlang: agents that handling everything would keep busy."""
        return self.calls * self.handle_s / INTERVAL_S

    def part(self, where: NDArray[np.bool_]) -> Demand:
        return Demand(
            *(one[where] for one in (self.calls, self.handle_s, self.patience_s, self.answer_s, self.short_s))
        )


@dataclass(frozen=True)
class Service:
    """What `staff` agents achieve: shares, and the mean seconds that all who were offered waited.

    Erlang C has no wait (infinite) and no level (0) where the load is at least the staff.
    """

    level: Numbers
    wait_s: Numbers
    occupancy: Numbers
    abandoned: Numbers


def _blocking(load: Numbers, staff: Numbers) -> Numbers:
    """Erlang B with any number of servers: the Poisson probability of `staff` over that of at most `staff`."""
    above = special.gammaincc(staff + 1, load)
    log_pmf = staff * np.log(load) - load - special.gammaln(staff + 1)
    with np.errstate(divide="ignore"):
        found = np.exp(log_pmf - np.log(above))
    # Where the sum is too small to be held, nearly everybody is blocked.
    return np.where(above > 0, np.minimum(found, 1.0), 1 - staff / load)


def _log_a(x: Numbers, y: Numbers) -> Numbers:
    """log of A(x, y) = 1 + y/(x+1) + y²/((x+1)(x+2)) + …, the function of Palm."""
    small = np.log(special.hyp1f1(1.0, x + 1, np.minimum(x, y)))
    large = np.maximum(x, y)
    with np.errstate(divide="ignore"):
        beyond = np.log(x) + large - x * np.log(large) + special.gammaln(x) + np.log(special.gammainc(x, large))
    found: Numbers = np.where(y <= x, small, beyond)
    return found


def _erlang_c(demand: Demand, staff: Numbers) -> Service:
    load = demand.load
    blocked = _blocking(load, staff)
    free = staff - load
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        waiting = blocked / (1 - load / staff * (1 - blocked))
        level = 1 - waiting * np.exp(-free * demand.answer_s / demand.handle_s)
        wait = waiting * demand.handle_s / free
    is_stable = free > 0
    return Service(
        level=np.where(is_stable, level, 0.0),
        wait_s=np.where(is_stable, wait, np.inf),
        occupancy=np.minimum(load / staff, 1.0),
        abandoned=np.zeros_like(load),
    )


def _erlang_a(demand: Demand, staff: Numbers) -> Service:
    leaving = 1 / demand.patience_s
    x, y = staff / demand.handle_s / leaving, demand.calls / INTERVAL_S / leaving
    busy = demand.load / staff
    log_a = _log_a(x, y)
    blocked = _blocking(demand.load, staff)
    inverse_a = np.exp(-log_a)
    waiting = blocked / (inverse_a + (1 - inverse_a) * blocked)

    def beyond(seconds: Numbers) -> tuple[Numbers, Numbers]:
        """Of those who must wait: whose turn comes after `seconds`, and who is then there to be answered, as shares."""
        stay = np.exp(-leaving * seconds)
        log_a_then = _log_a(x, y * stay)
        log_e = -x * leaving * seconds + y * -np.expm1(-leaving * seconds)
        turn = np.exp(log_e + log_a_then - log_a)
        return turn, (turn - np.exp(log_e - log_a)) / busy

    _, answered = beyond(np.zeros_like(x))
    _, answered_late = beyond(demand.answer_s)
    turn_after_short, answered_after_short = beyond(demand.short_s)
    short = waiting * (1 - np.exp(-leaving * demand.short_s) * turn_after_short - (answered - answered_after_short))
    abandoned = np.clip(waiting * (1 - answered), 0.0, 1.0)
    in_time = 1 - waiting * (1 - answered + answered_late)
    return Service(
        level=np.clip(in_time / (1 - short), 0.0, 1.0),
        wait_s=abandoned * demand.patience_s,
        occupancy=np.minimum(busy * (1 - abandoned), 1.0),
        abandoned=abandoned,
    )


def service(demand: Demand, staff: ArrayLike) -> Service:
    """What `staff` agents achieve with the demand; without calls everything is in time, without staff nothing is."""
    agents = np.broadcast_to(np.asarray(staff, dtype=float), demand.calls.shape)
    level, wait = np.ones_like(demand.calls), np.zeros_like(demand.calls)
    occupancy, abandoned = np.zeros_like(demand.calls), np.zeros_like(demand.calls)
    is_busy = demand.calls > 0
    nobody = is_busy & (agents <= 0)
    level[nobody], wait[nobody], occupancy[nobody] = 0.0, demand.patience_s[nobody], np.nan
    abandoned[nobody] = np.isfinite(demand.patience_s[nobody])
    for model, is_patient in ((_erlang_c, True), (_erlang_a, False)):
        here = is_busy & (agents > 0) & (np.isinf(demand.patience_s) == is_patient)
        if here.any():
            found = model(demand.part(here), agents[here])
            level[here], wait[here] = found.level, found.wait_s
            occupancy[here], abandoned[here] = found.occupancy, found.abandoned
    return Service(level, wait, occupancy, abandoned)


def required(demand: Demand, standard: ArrayLike, occupancy_limit: ArrayLike = 1.0) -> Numbers:
    """The fewest whole agents with whom the service level is at least `standard` and the occupancy at most its limit.

    Not a number where there is no standard. Found by halving, for all at once: more agents never lower the level nor
    raise the occupancy.
    """
    wanted = np.broadcast_to(np.asarray(standard, dtype=float), demand.calls.shape)
    limit = np.broadcast_to(np.asarray(occupancy_limit, dtype=float), demand.calls.shape)

    def is_enough(staff: Numbers) -> NDArray[np.bool_]:
        found = service(demand, staff)
        return (found.level >= wanted) & ~(found.occupancy > limit)

    is_open = (demand.calls > 0) & ~np.isnan(wanted)
    too_few = np.zeros_like(demand.calls)
    enough = np.where(is_open, np.ceil(demand.load) + 1, 0.0)
    while (short := is_open & ~is_enough(enough)).any():
        too_few, enough = np.where(short, enough, too_few), np.where(short, 2 * enough, enough)
    while (wide := is_open & (enough - too_few > 1)).any():
        middle = np.where(wide, np.floor((too_few + enough) / 2), enough)
        good = is_enough(middle)
        too_few, enough = np.where(wide & ~good, middle, too_few), np.where(wide & good, middle, enough)
    return np.where(np.isnan(wanted), np.nan, enough)


def _of_distinct(loads: pd.DataFrame) -> pd.DataFrame:
    calls, handle, patience, answer, short = (loads[name].to_numpy(dtype=float) for name in DEMAND)
    standard, limit = (loads[name].to_numpy(dtype=float) for name in STANDARD)
    staff = loads[STAFF].to_numpy(dtype=float)
    forever = np.full_like(calls, np.inf)
    found: dict[str, Numbers] = {}
    # Whose calls have no known length needs nobody knows how many, unless nobody called.
    is_known = (calls == 0) | (handle > 0)
    for name, limits in (("c", forever), ("a", np.where(np.isnan(patience), np.inf, patience))):
        demand = Demand(np.where(is_known, calls, 0.0), np.where(handle > 0, handle, 1.0), limits, answer, short)
        needed = np.where(is_known, required(demand, standard, limit), np.nan)
        achieved = service(demand, np.nan_to_num(needed))
        found[f"required_erlang_{name}_count"] = needed
        found[f"erlang_{name}_service_level_share"] = np.where(np.isnan(needed), np.nan, achieved.level)
        found[f"erlang_{name}_occupancy_share"] = np.where(np.isnan(needed), np.nan, achieved.occupancy)
    predicted = service(demand, np.nan_to_num(staff))
    is_told = is_known & ~np.isnan(staff) & (calls > 0)
    for name, values in (
        ("service_level_share", predicted.level),
        ("wait_seconds", predicted.wait_s),
        ("occupancy_share", predicted.occupancy),
        ("abandoned_share", predicted.abandoned),
    ):
        found[f"predicted_{name}"] = np.where(is_told & np.isfinite(values), values, np.nan)
    return pd.DataFrame(found, index=loads.index)


def worked_out(loads: pd.DataFrame) -> pd.DataFrame:
    """For each half hour of a pool of queues: agents required by both models, and what those present should achieve.

    `loads` (int_loads_summed) has KEY, DEMAND, STANDARD and STAFF: seconds, shares and counts. A missing patience is
    none to end, a missing staff gives no prediction, a missing standard or time of handling no requirement. Returns
    COLUMNS, a row a row, in the order of `loads`. Equal half hours are worked out once.
    """
    inputs = [*DEMAND, *STANDARD, STAFF]
    numbers = loads[inputs].astype(float)
    distinct = numbers.drop_duplicates(ignore_index=True)
    results = pd.concat([distinct, _of_distinct(distinct)], axis=1)
    # Missing values are equal to each other in a merge.
    merged = numbers.merge(results, on=inputs, how="left", sort=False)
    merged.index = loads.index
    return pd.concat([loads[KEY], merged], axis=1)[COLUMNS]

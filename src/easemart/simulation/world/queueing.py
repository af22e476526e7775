"""A queue with finite staff: first come first served, customers with limits to their patience.

With service times known when a call is taken, the first in line is served by whoever is free first, and a caller
gives up exactly when the wait for that exceeds the patience. So one pass in order of arrival is exact: no clock ticks,
and waiting is nobody's assumption but what the staff leaves of it. A caller who gave up may ring again the same day,
and stands at the end of the line then.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Seconds = NDArray[np.int64]


@dataclass(frozen=True)
class Shift:
    """An agent's presence: seconds from and until, and how long the agent takes (1 = as usual)."""

    agent: int
    from_s: int
    until_s: int
    slowness: float


@dataclass(frozen=True)
class Served:
    """One entry an attempt, in order of arrival. `agent` is -1 where the caller gave up after `wait` seconds.

    `caller` indexes what was handed in; `attempt` is 0, or counts how often the caller had rung before the same day.
    """

    caller: NDArray[np.int64]
    attempt: NDArray[np.int64]
    arrival: Seconds
    wait: Seconds
    agent: NDArray[np.int64]
    service: Seconds


def serve(arrival: Seconds, patience: Seconds, service: Seconds, retry_after: Seconds, shifts: list[Shift]) -> Served:
    """Serves a day's callers. `retry_after`: seconds from giving up to ringing again once, 0 = not again.

    `service` is the agent's whole time for a usual agent. Whoever still waits when the last agent has gone waits out
    the patience. Raises ValueError when arrivals are not in order.
    """
    if arrival.size and bool(np.any(np.diff(arrival) < 0)):
        raise ValueError("arrivals must be in order of time")
    free = [(shift.from_s, shift.agent, shift.until_s, shift.slowness) for shift in shifts]
    heapq.heapify(free)
    again: list[tuple[int, int]] = []
    limits, lengths, retries = patience.tolist(), service.tolist(), retry_after.tolist()
    found: list[tuple[int, int, int, int, int, int]] = []
    arrivals = arrival.tolist()
    at, count = 0, len(arrivals)
    while at < count or again:
        if again and (at >= count or again[0][0] < arrivals[at]):
            now, caller = heapq.heappop(again)
            attempt = 1
        else:
            now, caller, attempt = arrivals[at], at, 0
            at += 1
        while free:
            ready, agent, until, slowness = free[0]
            start = ready if ready > now else now
            if start < until:
                break
            heapq.heappop(free)
        limit = limits[caller]
        if free and start - now <= limit:
            length = int(lengths[caller] * slowness)
            heapq.heapreplace(free, (start + length, agent, until, slowness))
            found.append((caller, attempt, now, start - now, agent, length))
        else:
            found.append((caller, attempt, now, limit, -1, 0))
            if not attempt and retries[caller]:
                heapq.heappush(again, (now + limit + retries[caller], caller))
    columns = np.asarray(found, dtype=np.int64).reshape(len(found), 6).T
    return Served(*columns)

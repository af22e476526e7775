"""A queue worked out by hand: who waits how long, who gives up, who is served by whom."""

from __future__ import annotations

import numpy as np
import pytest

from easemart.simulation.world.queueing import Served, Shift, serve


def served(arrival: list[int], patience: list[int], service: list[int], retry: list[int], *shifts: Shift) -> Served:
    return serve(*(np.asarray(column, dtype=np.int64) for column in (arrival, patience, service, retry)), list(shifts))


def test_first_come_first_served_by_one_agent() -> None:
    found = served([0, 10, 20], [99, 99, 99], [30, 30, 30], [0, 0, 0], Shift(7, 0, 1000, 1.0))
    assert found.wait.tolist() == [0, 20, 40]
    assert found.agent.tolist() == [7, 7, 7]


def test_whoever_has_no_patience_left_takes_no_agents_time() -> None:
    # The second would wait 90 s and goes after 50; the third is next at 100.
    found = served([0, 10, 20], [99, 50, 99], [100, 100, 100], [0, 0, 0], Shift(7, 0, 1000, 1.0))
    assert found.wait.tolist() == [0, 50, 80]
    assert found.agent.tolist() == [7, -1, 7]


def test_a_caller_who_gave_up_rings_again_at_the_end_of_the_line() -> None:
    # Gives up at 60, rings again at 90: at 150 the agent is free of the third.
    found = served([0, 10, 20], [999, 50, 999], [100, 1, 50], [0, 30, 0], Shift(7, 0, 1000, 1.0))
    assert found.caller.tolist() == [0, 1, 2, 1]
    assert found.attempt.tolist() == [0, 0, 0, 1]
    assert found.arrival.tolist() == [0, 10, 20, 90]
    assert found.wait.tolist() == [0, 50, 80, 50]
    assert found.agent.tolist() == [7, -1, 7, -1]


def test_a_slow_agent_takes_longer_and_the_one_idle_longest_is_next() -> None:
    shifts = (Shift(1, 0, 1000, 1.0), Shift(2, 0, 1000, 2.0))
    found = served([5, 6, 7], [99] * 3, [10, 10, 10], [0] * 3, *shifts)
    assert found.agent.tolist() == [1, 2, 1]
    assert found.wait.tolist() == [0, 0, 8]
    assert found.service.tolist() == [10, 20, 10]


def test_who_has_gone_home_takes_no_call() -> None:
    found = served([0, 50], [10, 10], [5, 5], [0, 0], Shift(1, 0, 40, 1.0))
    assert found.agent.tolist() == [1, -1]
    assert found.wait.tolist() == [0, 10]


def test_nobody_is_served_before_the_shift_begins() -> None:
    assert served([0], [99], [5], [0], Shift(1, 60, 900, 1.0)).wait.tolist() == [60]


def test_arrivals_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="order"):
        served([5, 1], [1, 1], [1, 1], [0, 0], Shift(1, 0, 9, 1.0))

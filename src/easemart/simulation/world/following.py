"""What follows from a contact: the customer comes again, the next issue, a memory, a bad experience."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from easemart.simulation.world.contacts import CALLBACK, IN_QUEUE, NONE, Day, Legs
from easemart.simulation.world.needs import channel_of, hour_of_day
from easemart.simulation.world.parameters import ISSUES
from easemart.simulation.world.visits import (
    CHANNEL_FAILURE,
    CLOSES,
    DAY,
    EMOTIONAL,
    FIRST,
    GAVE_UP,
    OPENS,
    PHONE,
    SELF_SERVICE,
    UNRESOLVED,
    WRITTEN,
    Visits,
    visits,
)  # fmt: skip

Ints = NDArray[np.int64]
MOST_VISITS = 9


def outcomes(legs: Legs, count: int) -> Legs:
    """Of so many visits the leg that ended each: the last in time."""
    order = np.lexsort((legs["ended"], legs["index"]))
    inorder = legs[order]
    is_last = np.append(inorder["index"][1:] != inorder["index"][:-1], True) if inorder.size else np.zeros(0, bool)
    found: Legs = inorder[is_last]
    if found.size != count:
        raise AssertionError("every visit has a leg")
    return found


def _later(after: Ints, days: NDArray[np.float64], drawn: NDArray[np.float64], today: Day) -> Ints:
    """Moments some days after others (a day at least), at an hour at which customers come."""
    day = after // DAY + 1 + np.floor(days).astype(np.int64)
    return day * DAY + hour_of_day(today.planted, drawn)


def _again(ended: Legs, came: Visits, chosen: NDArray[np.bool_], cause: int, at: Ints, today: Day) -> Visits:
    """Visits of the same needs."""
    one, before, moment = ended[chosen], came[chosen], at[chosen]
    visit = one["visit"] + 1 + one["is_repeat_today"]
    channel = channel_of(
        one["issue"], one["need"], visit, today.customers, one["customer"], today.planted, today.streams
    )
    channel = np.where(one["method"] == CALLBACK, PHONE, channel)
    found = visits(
        one.size, at=moment, customer=one["customer"], need=one["need"], parent=one["parent"], visit=visit,
        before_issue=one["before_issue"],
        issue=one["issue"], channel=channel, cause=cause, transfers=one["transfers"],
        switches=before["switches"] + (channel != one["channel"]), waited=one["waited"], ticket=one["ticket"],
        is_bad=before["is_bad"],
    )  # fmt: skip
    few: Visits = found[visit < MOST_VISITS]
    return few


def coming_again(ended: Legs, came: Visits, today: Day) -> Visits:
    """Repeats of contacts that settled nothing, that the customer gave up, or whose answer was not believed."""
    planted, streams = today.planted, today.streams
    keys = (ended["need"], ended["visit"])
    drawn = streams("repeat hour").uniform(*keys)
    repeats = streams("repeat").chance(planted.repeat_share, *keys)
    at = _later(ended["ended"], planted.repeat_delay_days * streams("repeat delay").exponential(*keys), drawn, today)
    has_reopened = (ended["channel"] == WRITTEN) & (ended["recorded"] == 0)
    person = ended["channel"] != SELF_SERVICE
    unresolved = person & (ended["resolved"] == 0) & repeats & ~has_reopened
    gave_up = person & (ended["resolved"] == NONE) & repeats
    unbelieved = person & (ended["resolved"] == 1) & (ended["believed"] == 0)
    emotional = unbelieved & streams("emotional").chance(planted.emotional_share, *keys)
    emotional_at = _later(
        ended["ended"], planted.emotional_delay_days * streams("emotional delay").exponential(*keys), drawn, today
    )
    return np.concatenate([
        _again(ended, came, unresolved, UNRESOLVED, at, today),
        _again(ended, came, gave_up, GAVE_UP, at, today),
        _again(ended, came, emotional, EMOTIONAL, emotional_at, today),
    ])  # fmt: skip


def switching(ended: Legs, came: Visits, today: Day) -> Visits:
    """Self-service that did not hold: on to a person within hours, the next day where nobody is there any more."""
    planted, streams, need = today.planted, today.streams, ended["need"]
    goes = (ended["resolved"] == 0) & streams("switch").chance(planted.self_service_switch, need)
    hours = planted.self_service_switch_hours * streams("switch after").exponential(need)
    at = ended["ended"] + 300 + (3600 * np.minimum(hours, 46)).astype(np.int64)
    time = at % DAY
    late = (time >= CLOSES) | (time < OPENS)
    morning = (
        (at // DAY + (time >= CLOSES)) * DAY + OPENS + (7200 * streams("switch hour").uniform(need)).astype(np.int64)
    )
    return _again(ended, came, goes, CHANNEL_FAILURE, np.where(late, morning, at), today)


def next_issues(ended: Legs, today: Day) -> Visits:
    """Needs that a settled one causes: one at most, by the issue-to-issue matrix."""
    planted, streams = today.planted, today.streams
    chances = np.zeros((len(ISSUES), len(ISSUES) + 1))
    for issue, following, chance in planted.next_issue_chance:
        chances[issue, following] = chance
    chances[:, -1] = 1 - chances[:, :-1].sum(axis=1)
    is_calm = (ended["resolved"] == 1) & (ended["believed"] == 1)
    one = ended[is_calm]
    drawn = streams("next issue").choice(chances[one["issue"]], one["need"])
    has_next = drawn < len(ISSUES)
    one, drawn = one[has_next], drawn[has_next]
    need = streams("next need names").number(one["need"])
    delay = planted.next_issue_delay_days * streams("next delay").exponential(one["need"])
    at = _later(one["ended"], delay, streams("next hour").uniform(one["need"]), today)
    zero = np.zeros(one.size, dtype=np.int64)
    channel = channel_of(drawn, need, zero, today.customers, one["customer"], planted, streams)
    return visits(
        one.size, at=at, customer=one["customer"], need=need, parent=one["need"], issue=drawn, channel=channel,
        before_issue=one["issue"], cause=FIRST,
    )  # fmt: skip


def remember(ended: Legs, today: Day) -> None:
    """Customers keep the ease they felt; what was before fades."""
    felt = ended[(ended["ease"] != NONE) | (ended["left_in"] == IN_QUEUE)]
    felt = felt[np.lexsort((felt["key"], felt["ended"]))]
    who = felt["customer"]
    # A caller who gave up in the queue felt no ease.
    points = np.where(felt["ease"] == NONE, -2.5, felt["ease_felt"] - 4)
    before = today.customers.remembered(who, today.day, today.planted.memory_days)
    today.customers.memory[who] = np.clip(0.6 * before + 0.6 * points, -4, 4)
    today.customers.memory_day[who] = today.day


def gone_bad(ended: Legs, came: Visits, today: Day) -> NDArray[np.bool_]:
    """Visits after which the customer calls it a bad experience: once for a need at most."""
    failed = ((ended["resolved"] == 0) & (ended["visit"] >= 1)) | (ended["left_in"] == IN_QUEUE)
    failed &= ended["channel"] != SELF_SERVICE
    is_bad = today.streams("bad experience").chance(today.planted.bad_experience_share, ended["need"], ended["visit"])
    found: NDArray[np.bool_] = failed & is_bad & ~came["is_bad"]
    return found

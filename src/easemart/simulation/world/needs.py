"""When needs arise, what they are about, and which way the customer takes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from easemart.simulation.world.parameters import BANK_ISSUES, Parameters
from easemart.simulation.world.population import Customers
from easemart.simulation.world.staffing import day_factor
from easemart.simulation.world.streams import Streams
from easemart.simulation.world.visits import (
    CHAT,
    CLOSES,
    DAY,
    FIRST,
    OPENS,
    PHONE,
    SELF_SERVICE,
    WRITTEN,
    Visits,
    visits,
)

Ints = NDArray[np.int64]
# The old ring, the young look it up first: factor on first self-service, by generation.
_SELF_SERVICE_BY_GENERATION = np.asarray((0.7, 0.95, 1.15, 1.25))


def hour_of_day(planted: Parameters, drawn: NDArray[np.float64]) -> Ints:
    """Seconds after midnight at which customers come, from numbers in 0 to 1."""
    bounds = np.concatenate([[0.0], np.cumsum(planted.hour_shares)])
    edges = OPENS + 3600 * np.arange(bounds.size)
    found: Ints = np.minimum(np.interp(drawn * bounds[-1], bounds, edges).astype(np.int64), CLOSES - 60)
    return found


def channel_of(
    issue: Ints,
    need: NDArray[np.uint64],
    visit: Ints,
    customers: Customers,
    who: Ints,
    planted: Parameters,
    streams: Streams,
) -> Ints:
    """The channel of a visit: self-service only first, the bank by phone alone."""  # fmt: skip
    drawn = streams("channel").uniform(need, visit)
    first = np.asarray(planted.self_service_first)[issue] * _SELF_SERVICE_BY_GENERATION[customers.generation[who]]
    first = np.where(visit == 0, first, 0.0)
    person = (drawn - first) / (1 - first)
    is_bank = np.isin(issue, BANK_ISSUES)
    by_person = np.where(
        person < planted.written_share,
        WRITTEN,
        np.where(person < planted.written_share + planted.chat_share, CHAT, PHONE),
    )
    found: Ints = np.where(is_bank, PHONE, np.where(drawn < first, SELF_SERVICE, by_person))
    return found


def arising(day: int, customers: Customers, planted: Parameters, streams: Streams) -> Visits:
    """The needs that arise of themselves on a day, one a customer at most, as first visits."""
    there = (customers.since_day <= day) & (customers.left_day > day)
    drawn = streams("needs").uniform(customers.number, day)
    rate = customers.need_rate * day_factor(day, planted)
    in_wave = planted.wave_days[0] <= day < planted.wave_days[1]
    wave = (planted.wave_factor - 1) * planted.issue_shares[planted.wave_issue] if in_wave else 0.0
    who = np.flatnonzero(there & (drawn < rate * (1 + wave)))
    number = customers.number[who]
    # What is drawn beyond the usual rate is the wave's: the usual needs are the same with and without it.
    is_wave = drawn[who] >= rate[who]
    is_bank = customers.has_bank[who] & streams("bank need").chance(planted.bank_need_share, number, day)
    usual = streams("issue").choice(planted.issue_shares, number, day)
    bank = BANK_ISSUES[0] + streams("bank issue").choice(planted.bank_issue_shares, number, day)
    issue = np.where(is_wave, planted.wave_issue, np.where(is_bank, bank, usual))
    need = streams("need names").number(number, day)
    at = day * DAY + hour_of_day(planted, streams("hour").uniform(number, day))
    zero = np.zeros(who.size, dtype=np.int64)
    return visits(
        who.size, at=at, customer=who, need=need, issue=issue, cause=FIRST,
        channel=channel_of(issue, need, zero, customers, who, planted, streams),
    )  # fmt: skip

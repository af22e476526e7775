"""Who works when: staff is planned from the load the company expects, in overlapping shifts of four hours."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from easemart.simulation.world.parameters import BANK_ISSUES, ISSUES, Parameters
from easemart.simulation.world.population import Agents, Customers
from easemart.simulation.world.queueing import Shift
from easemart.simulation.world.streams import Streams
from easemart.simulation.world.visits import DAY, OPENS

GENERAL, ACCOUNTS, TECHNICAL_QUEUE, SPECIALISTS, PREMIUM, CHATS, BANK_PS, BANK_NE, BANK_IN, DESK = range(10)
QUEUES = ("General", "Accounts", "Technical", "Specialists", "Premium", "Chat", "PS", "NE", "IN", "Desk")
QUEUE_OF_ISSUE = np.asarray([ACCOUNTS, GENERAL, GENERAL, TECHNICAL_QUEUE, ACCOUNTS, GENERAL, GENERAL,
                             BANK_PS, BANK_NE, BANK_IN])  # fmt: skip
PREMIUM_VALUE = 4.0
SHIFT_S, STEP_S, SHIFTS = 4 * 3600, 2 * 3600, 5
# What the company reckons with beyond first contacts: people come again, and one thing leads to another.
CONTACTS_A_NEED = 2.1
MOST_SEASONAL_DAY = 345


def day_factor(day: int, planted: Parameters) -> float:
    """Demand of a day against the mean, by season and weekday; the first day is a Monday."""
    season = 1 + planted.season_height * float(np.cos(2 * np.pi * (day - MOST_SEASONAL_DAY) / 365.25))
    return season * planted.weekday_factors[day % 7]


@dataclass(frozen=True)
class Plan:
    """Agents needed by day, queue and shift."""

    needed: NDArray[np.int64]

    def pools(self) -> list[int]:
        """How many agents each queue must have for its busiest day; the desk for written work has a few."""
        most = self.needed.sum(axis=2).max(axis=0)
        return [int(n) for n in np.maximum(most, 2)]


def expected_seconds(planted: Parameters) -> NDArray[np.float64]:
    """Agents' seconds that one need is expected to bring, by queue."""
    shares = np.zeros(len(ISSUES))
    bank = planted.bank_share * planted.bank_need_share
    shares[: len(planted.issue_shares)] = np.asarray(planted.issue_shares) * (1 - bank)
    shares[list(BANK_ISSUES)] = np.asarray(planted.bank_issue_shares) * bank
    assisted = shares * (1 - np.asarray(planted.self_service_first) * np.asarray(planted.self_service_holds))
    handle = np.asarray(planted.talk_seconds) * np.exp(planted.talk_spread**2 / 2) + planted.wrap_seconds
    work = assisted * handle * CONTACTS_A_NEED
    is_bank = np.isin(np.arange(len(ISSUES)), BANK_ISSUES)
    spoken = work * np.where(is_bank, 1, 1 - planted.written_share)
    found = np.zeros(len(QUEUES))
    np.add.at(found, QUEUE_OF_ISSUE, spoken * np.where(is_bank, 1, 1 - planted.chat_share))
    found[CHATS] = (spoken * ~is_bank).sum() * planted.chat_share
    premium = 0.1 * found[:SPECIALISTS].sum()
    found[:SPECIALISTS] *= 0.9
    found[PREMIUM] = premium
    found[SPECIALISTS] = (assisted * handle * np.asarray(planted.transfer_share)).sum() * CONTACTS_A_NEED
    return found


def plan_of(customers: Customers, days: int, planted: Parameters) -> Plan:
    """Staff by day, queue and shift so that the expected load keeps it busy as planned."""
    came = np.clip(customers.since_day, 0, days - 1)
    rates = np.cumsum(np.bincount(came, weights=customers.need_rate, minlength=days))
    factors = np.asarray([day_factor(day, planted) for day in range(days)])
    seconds = np.outer(rates * factors, expected_seconds(planted))
    hours = np.asarray(planted.hour_shares).reshape(-1, STEP_S // 3600)
    peaks = hours.max(axis=1) / 3600
    load = seconds[:, :, None] * peaks[None, None, :] / planted.target_occupancy
    wanted = np.maximum(np.ceil(load), 1).astype(np.int64)
    needed = np.zeros((days, len(QUEUES), SHIFTS), dtype=np.int64)
    before = np.zeros((days, len(QUEUES)), dtype=np.int64)
    for shift in range(SHIFTS):
        there = np.maximum(wanted[:, :, shift] - before, 0)
        if shift == SHIFTS - 1:
            there = np.maximum(there, wanted[:, :, shift + 1])
        # Shifts of four hours begin every two: with these somebody is always there.
        if shift % 2 == 0:
            there = np.maximum(there, 1)
        needed[:, :, shift] = there
        before = there
    return Plan(needed)


def shifts_of(day: int, queue: int, plan: Plan, agents: Agents, planted: Parameters, streams: Streams) -> list[Shift]:
    """Who is present in a queue on a day.

    Of the planned hours a part may be missing: the whole shifts of some agents, and a part of one's, who comes late.
    """
    pool = np.flatnonzero(agents.queue == queue)
    pool = pool[np.argsort(streams("rota").number(agents.number[pool], day), kind="stable")]
    found: list[Shift] = []
    at = 0
    for shift in range(SHIFTS):
        planned = int(plan.needed[day, queue, shift])
        wanted = planned * planted.staff_factor
        from_s = day * DAY + OPENS + shift * STEP_S
        until_s = from_s + SHIFT_S
        for nth, agent in enumerate(pool[at : at + math.ceil(wanted)].tolist()):
            late_s = round((1 - min(wanted - nth, 1.0)) * SHIFT_S)
            found.append(Shift(agent, from_s + late_s, until_s, float(agents.slowness[agent])))
        at += planned
    return found

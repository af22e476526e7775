"""Who there is at one site: customers as columns, agents with their shifts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from easemart.simulation.world.parameters import Parameters
from easemart.simulation.world.streams import Streams

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

NEVER = 1 << 30
_BIRTHS = ((1946, 1964), (1965, 1980), (1981, 1996), (1997, 2007))


@dataclass
class Customers:
    """A site's customers, one entry each; days count from the first, negative before it.

    `intended` is the product that the customer said to intend to buy by `intended_until_day`, below 0 if none.
    `number` is the customer's for ever and over all sites. `memory` is remembered ease as points above the middle of
    the scale on `memory_day`; `bonus` multiplies the pace of buying; `next_order_day` and `left_day` are NEVER if none.
    """

    number: Ints
    since_day: Ints
    known_day: Ints
    is_prospect: Flags
    generation: Ints
    birth_year: Ints
    region: Ints
    segment: Ints
    complainer: Ints
    has_bank: Flags
    value: Floats
    need_rate: Floats
    patience: Floats
    rhythm_days: Floats
    memory: Floats
    memory_day: Ints
    next_order_day: Ints
    last_order_day: Ints
    reminded_day: Ints
    left_day: Ints
    lost_day: Ints
    intended: Ints
    intended_until_day: Ints

    @property
    def count(self) -> int:
        return int(self.number.size)

    def remembered(self, who: Ints, day: int, memory_days: float) -> Floats:
        """Ease remembered on a day: it fades."""
        faded: Floats = self.memory[who] * np.exp(-(day - self.memory_day[who]) / memory_days)
        return faded

    def is_there(self, who: Ints, day: int) -> Flags:
        there: Flags = (self.since_day[who] <= day) & (self.left_day[who] > day)
        return there


def customers_of(first: int, count: int, days: int, planted: Parameters, streams: Streams) -> Customers:
    """The customers numbered `first` to `first + count - 1`, who may come on any day of `days`."""
    number = np.arange(first, first + count, dtype=np.int64)
    who = streams("population")

    def u(trait: int) -> Floats:
        return who.uniform(number, trait)

    came = np.where(u(0) < planted.founders_share, -1 - (u(1) * 2000).astype(np.int64), (u(1) * days).astype(np.int64))
    is_late = (u(2) < planted.late_record_share) & (came >= 0)
    generation = who.choice(planted.generation_shares, number, 3)
    low, high = np.asarray(_BIRTHS).T
    born = low[generation] + (u(4) * (high - low + 1)[generation]).astype(np.int64)
    is_prospect = u(5) < planted.prospect_share
    rhythm = planted.purchase_days * np.exp(0.5 * who.normal(number, 6))
    first_order = np.maximum(came, 0) + (rhythm * u(7)).astype(np.int64)
    return Customers(
        number=number,
        since_day=came,
        known_day=np.maximum(came, 0) + np.where(is_late, 20 + (u(8) * 40).astype(np.int64), 0),
        is_prospect=is_prospect,
        generation=generation,
        birth_year=born,
        region=(u(9) * 4).astype(np.int64),
        segment=who.choice((0.7, 0.2, 0.1), number, 10),
        complainer=who.choice(planted.complainer_shares, number, 11),
        has_bank=(u(12) < planted.bank_share) & ~is_prospect,
        value=np.exp(planted.value_spread * who.normal(number, 13) - planted.value_spread**2 / 4),
        need_rate=planted.needs_a_year / 365 * np.exp(planted.need_spread * who.normal(number, 14)
                                                      - planted.need_spread**2 / 2) * np.where(is_prospect, 0.2, 1.0),
        patience=planted.patience_seconds * np.exp(0.4 * who.normal(number, 15) - 0.08),
        rhythm_days=rhythm,
        memory=np.zeros(count),
        memory_day=np.zeros(count, dtype=np.int64),
        next_order_day=np.where(is_prospect, NEVER, first_order),
        last_order_day=np.where(came < 0, came, NEVER),
        reminded_day=np.full(count, -NEVER, dtype=np.int64),
        left_day=np.full(count, NEVER, dtype=np.int64),
        lost_day=np.full(count, NEVER, dtype=np.int64),
        intended=np.full(count, -1, dtype=np.int64),
        intended_until_day=np.full(count, -1, dtype=np.int64),
    )  # fmt: skip


@dataclass(frozen=True)
class Agents:
    """A site's agents, one entry each; each works in one queue.

    `slowness` multiplies handle time, `skill` and `warmth` are deviations on the scale of log odds.
    """

    number: Ints
    queue: Ints
    team: Ints
    slowness: Floats
    skill: Floats
    warmth: Floats
    hired_day: Ints


def agents_of(first: int, per_queue: list[int], planted: Parameters, streams: Streams) -> Agents:
    """Agents numbered from `first`, so many for each queue, in teams of twelve."""
    queue = np.repeat(np.arange(len(per_queue)), per_queue)
    number = np.arange(first, first + queue.size, dtype=np.int64)
    who = streams("agents")
    pace, other = who.normal(number, 0), who.normal(number, 1)
    # Speed is the opposite of slowness: fast agents with little skill are slow ones with much.
    skill = -planted.agent_speed_skill * pace + np.sqrt(1 - planted.agent_speed_skill**2) * other
    within = np.concatenate([np.arange(size) for size in per_queue]) if per_queue else np.zeros(0, dtype=np.int64)
    return Agents(
        number=number,
        queue=queue,
        team=queue * 100 + within // 12,
        slowness=np.exp(planted.agent_speed_spread * pace),
        skill=planted.agent_skill_spread * skill,
        warmth=0.4 * who.normal(number, 2),
        hired_day=-(30 + who.uniform(number, 3) * 2500).astype(np.int64),
    )

"""A site's days, one after another: what arises, who serves, what follows.

A company is sites of at most `SITE` customers, each with its own staff and queues, simulated one after another: so
memory is bounded by a site and not by the company.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from easemart.simulation.world import complaints, following, needs, purchases, surveys, written
from easemart.simulation.world.contacts import (
    LEG,
    NONE,
    Day,
    Legs,
    is_self_service,
    is_spoken,
    judged,
    recognised,
    self_service,
    spoken,
)  # fmt: skip
from easemart.simulation.world.parameters import Parameters
from easemart.simulation.world.population import Agents, Customers, agents_of, customers_of
from easemart.simulation.world.queueing import Shift
from easemart.simulation.world.staffing import QUEUES, Plan, plan_of, shifts_of
from easemart.simulation.world.streams import Streams
from easemart.simulation.world.visits import DAY, VISIT, WRITTEN, Agenda, Visits, in_order

SITE = 200_000
MONTH_DAYS = 30.4
# Agents' numbers of different sites are so far apart.
AGENTS_A_SITE = 200_000


@dataclass
class Happened:
    """What happened at a site on a day, each kind as rows. `asked` are legs that are asked about."""

    day: int
    legs: Legs
    asked: NDArray[np.bool_]
    answering: NDArray[np.bool_]
    tickets: NDArray[Any]
    complaints: NDArray[Any]
    responses: NDArray[Any]
    orders: NDArray[Any]
    outreach: NDArray[Any]
    leaving: NDArray[Any]
    shifts: dict[int, list[Shift]]


class Site:
    """One site of a company: `days()` lets it live and yields each day."""

    def __init__(self, index: int, first: int, count: int, days: int, planted: Parameters, streams: Streams) -> None:
        self.index = index
        self.days = days
        self.planted, self.streams = planted, streams
        self.customers: Customers = customers_of(first, count, days, planted, streams)
        self.plan: Plan = plan_of(self.customers, days, planted)
        pools = [max(2, round(1.15 * size)) for size in self.plan.pools()]
        self.agents: Agents = agents_of(index * AGENTS_A_SITE, pools, planted, streams)
        self.agenda = Agenda(days)

    def engagement(self, month: int) -> dict[int, float]:
        """Each team's engagement in a month, as deviations; it moves slowly."""
        teams = np.unique(self.agents.team)
        keys = self.index * 10_000 + teams
        found = np.zeros(teams.size)
        for back in range(12):
            found = found + 0.6**back * 0.8 * self.streams("engagement").normal(keys, month - back + 100)
        return dict(zip(teams.tolist(), found.tolist(), strict=True))

    def _mood(self, day: int) -> dict[int, float]:
        felt = self.engagement(int(day / MONTH_DAYS) - self.planted.engagement_lag_months)
        return {team: self.planted.engagement_effect * value for team, value in felt.items()}

    def live(self) -> Iterator[Happened]:
        mood: dict[int, float] = {}
        month = -1
        for day in range(self.days):
            if int(day / MONTH_DAYS) != month:
                month, mood = int(day / MONTH_DAYS), self._mood(day)
            yield self._live_through(Day(day, self.customers, self.agents, self.planted, self.streams, mood))

    def _coming(self, today: Day) -> Visits:
        """The day's visits: of needs that arise and of what follows from earlier ones; leavers come no more."""
        coming = np.concatenate([
            needs.arising(today.day, self.customers, self.planted, self.streams), self.agenda.take(today.day)
        ])  # fmt: skip
        return in_order(coming[self.customers.is_there(coming["customer"], today.day)])

    def _live_through(self, today: Day) -> Happened:
        coming = self._coming(today)
        shifts = {
            queue: shifts_of(today.day, queue, self.plan, self.agents, self.planted, self.streams)
            for queue in range(len(QUEUES))
        }
        sessions_came = coming[is_self_service(coming)]
        sessions = self_service(sessions_came, today)
        judged(sessions, today)
        going_on = following.switching(following.outcomes(sessions, sessions_came.size), sessions_came, today)
        is_today = (going_on["at"] // DAY == today.day) & (going_on["channel"] != WRITTEN)
        self.agenda.add(going_on[~is_today & (going_on["at"] // DAY > today.day)])
        written_today = (going_on["at"] // DAY == today.day) & (going_on["channel"] == WRITTEN)
        by_mail = in_order(np.concatenate([coming[coming["channel"] == WRITTEN], going_on[written_today]]))
        by_voice = in_order(np.concatenate([coming[is_spoken(coming)], going_on[is_today]]))
        calls = spoken(by_voice, shifts, today) if by_voice.size else np.zeros(0, dtype=LEG)
        judged(calls, today)
        opened = written.opened_in_calls(calls, today)
        mails, by_form = written.written(by_mail, today)
        bad = [self._follow(calls, by_voice, today), self._follow(mails, by_mail, today)]
        settled = following.outcomes(sessions, sessions_came.size)
        self.agenda.add(following.next_issues(settled, today))
        following.remember(settled, today)
        legs = np.concatenate([calls, sessions, mails])
        recognised(legs, today)
        orders = np.concatenate([purchases.orders_of(today), purchases.orders_from_offers(legs, today)])
        bad.append(self._bad_deliveries(orders, today))
        complained = np.concatenate(bad)
        complaints.return_or_go(complained, today)
        asked = surveys.asked(legs, today)
        answering = surveys.answering(legs, asked, today)
        return Happened(
            day=today.day, legs=legs, asked=asked, answering=answering, tickets=np.concatenate([opened, by_form]),
            complaints=complained, responses=surveys.responses_of(legs[answering], today), orders=orders,
            outreach=np.concatenate([purchases.reminders_of(today), purchases.win_backs_of(today)]),
            leaving=purchases.leaving_of(today), shifts=shifts,
        )  # fmt: skip

    def _follow(self, legs: Legs, came: Visits, today: Day) -> NDArray[Any]:
        """Puts what follows on the agenda; returns the bad experiences."""
        if not came.size:
            return np.zeros(0, dtype=complaints.COMPLAINT)
        ended = following.outcomes(legs, came.size)
        is_bad = following.gone_bad(ended, came, today)
        came["is_bad"] |= is_bad
        self.agenda.add(following.coming_again(ended, came, today))
        self.agenda.add(following.next_issues(ended, today))
        following.remember(ended, today)
        one = ended[is_bad]
        contact = np.where(one["channel"] == WRITTEN, 0, one["key"]).astype(np.uint64)
        no_order = np.zeros(one.size, dtype=np.uint64)
        return complaints.experienced(
            one["customer"], one["need"], one["issue"], one["ended"], contact, no_order, today
        )

    def _bad_deliveries(self, orders: NDArray[Any], today: Day) -> NDArray[Any]:
        one = orders[orders["is_bad"]]
        need = self.streams("bad delivery names").number(one["key"])
        nobody = np.zeros(one.size, dtype=np.uint64)
        return complaints.experienced(
            one["customer"], need, np.ones(one.size, dtype=np.int64), one["delivered"], nobody, one["key"], today
        )


def sites_of(customers: int, days: int, planted: Parameters, streams: Streams) -> Iterator[Site]:
    """The sites of a company of so many customers, made one at a time."""
    for index, first in enumerate(range(0, customers, SITE)):
        yield Site(index, first, min(SITE, customers - first), days, planted, streams)


__all__ = ["AGENTS_A_SITE", "NONE", "SITE", "VISIT", "Happened", "Site", "sites_of"]

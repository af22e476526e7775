"""A company simulated: its sites' days written into an inbox, and the truth beside it.

`simulate` writes `<out>/<feed>/<system>/<file>` and `<out>/truth/*.parquet`; `truth.write_truth` sums the latter up.
Nothing here knows how a mart reads it.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from easemart.errors import EasemartError
from easemart.simulation.world.contacts import ASTERISK, BANK, BY_ADDRESS, Legs
from easemart.simulation.world.inbox import START, Inbox
from easemart.simulation.world.offers import offers_of
from easemart.simulation.world.parameters import Parameters, parameters
from easemart.simulation.world.population import Customers
from easemart.simulation.world.site import Happened, Site, sites_of
from easemart.simulation.world.staffing import BANK_IN, BANK_NE, BANK_PS, DESK, PREMIUM, STEP_S
from easemart.simulation.world.streams import Streams
from easemart.simulation.world.vendors import (
    asterisk,
    check_systems,
    crm,
    freshdesk,
    ledger,
    surveymonkey,
    surveys,
    telephony,
    tickets,
)
from easemart.simulation.world.visits import DAY, OPENS

KINDS = (
    *telephony.KINDS, *tickets.KINDS, *surveys.KINDS, *crm.KINDS, *ledger.KINDS, *asterisk.KINDS, *freshdesk.KINDS,
    *surveymonkey.KINDS,
)  # fmt: skip
AGAIN_SHARE, TWICE_SHARE = 0.04, 0.01
BANK_ACCOUNTS_FROM, CRM_ACCOUNTS_FROM = 500_000_001, 1_000_001
EMPLOYEES_ASKED = 8
# The reactions of F31 in each of the combinations that the shares are given of.
_STOPS, _LOOKS, _DISPARAGES = ((0, 1, 0, 0, 1, 1, 0, 1), (0, 0, 1, 0, 1, 0, 1, 1), (0, 0, 0, 1, 0, 1, 1, 1))
# Days are written down together until they hold so many legs: a statement costs the same for few rows as for many.
MOST_DAYS, ENOUGH_LEGS = 31, 60_000
_NO_ROWS = np.zeros(0, dtype=[])
_STAFF_NAMES = {PREMIUM: "pbx_%06d", BANK_PS: "BANK%06d", BANK_NE: "BANK%06d", BANK_IN: "BANK%06d"}
# A gate refuses a whole load when more than a twentieth of it is bad.
MOST_DIRT = 0.03


@dataclass(frozen=True)
class Order:
    """What to simulate: a company of so many customers over so many days.

    `deliveries`: how often each kind of file is delivered, in equal parts of the time; by default day by day, week by
    week and month by month, as its system does. Fewer files load faster. `systems`: those that the company has instead
    of the usual ones (`vendors.INSTEAD_OF`); what happens in it is the same.
    """

    customers: int
    days: int
    seed: int
    scenario: str = "default"
    dirt: float = 0.0
    deliveries: int | None = None
    systems: tuple[str, ...] = ()

    def check(self) -> None:
        """Raises EasemartError for numbers that make no company."""
        if self.customers < 1 or self.days < 1:
            raise EasemartError(f"--customers {self.customers} --days {self.days}: at least one of each.")
        if self.deliveries is not None and not 1 <= self.deliveries <= self.days:
            raise EasemartError(f"--deliveries {self.deliveries}: from 1 to as many as days.")
        if not 0 <= self.dirt <= MOST_DIRT:
            raise EasemartError(
                f"--dirt {self.dirt}: a share from 0 to {MOST_DIRT}; loads with more are refused whole."
            )
        check_systems(self.systems)
        parameters(self.scenario, self.days)


def _bank_accounts(number: NDArray[np.int64], planted: Parameters) -> list[str]:
    """The bank's own numbers; after a merger the same figures stand for somebody else in the CRM."""
    first = CRM_ACCOUNTS_FROM + 1 if planted.colliding_numbers else BANK_ACCOUNTS_FROM
    return [str(value) for value in (number + first).tolist()]


class _Scribe:
    """Shows a site's happenings to the vendors' SQL."""

    def __init__(self, site: Site, inbox: Inbox, order: Order, streams: Streams) -> None:
        self._site, self._inbox, self._order, self._streams = site, inbox, order, streams
        self._words = "" if site.index == 0 else f" {site.index + 1}"

    def _spoilt(self, keys: NDArray[Any]) -> NDArray[np.bool_]:
        return self._streams("dirt").chance(self._order.dirt, keys)

    def _agent(self, agent: NDArray[np.int64]) -> NDArray[np.int64]:
        return np.where(agent >= 0, self._site.agents.number[np.maximum(agent, 0)], -1)

    def _recorded(self, legs: Legs) -> Legs:
        """The legs with the systems that record them, and whom these know: an Asterisk sees numbers, no accounts."""
        if "asterisk" in self._order.systems:
            of_bank = legs["vendor"] == BANK
            legs["vendor"][of_bank] = ASTERISK
            legs["reference"][of_bank] = np.minimum(legs["reference"][of_bank], BY_ADDRESS)
        return legs

    def open_books(self) -> None:
        who: Customers = self._site.customers
        names = ("number", "since_day", "known_day", "is_prospect", "generation", "birth_year", "region", "segment",
                 "complainer", "has_bank", "value")  # fmt: skip
        columns = {name: getattr(who, name) for name in names}
        accounts = _bank_accounts(who.number, self._site.planted)
        self._inbox.show(
            "shown_customers", _NO_ROWS, **columns, bank_account=accounts, is_spoilt=self._spoilt(who.number)
        )
        # The leavers' records are written again from it, so it stays.
        self._inbox.run("create temp table customers as from shown_customers")
        agents = self._site.agents
        self._inbox.show("agents", _NO_ROWS, number=agents.number, team=agents.team, hired_day=agents.hired_day,
                         queue=agents.queue, slowness=agents.slowness, skill=agents.skill,
                         warmth=agents.warmth)  # fmt: skip
        crm.open_books(self._inbox, self._order.systems)
        ledger.open_books(self._inbox)
        tickets.open_desk(self._inbox)

    def write_down(self, days: list[Happened]) -> None:
        """Fills the files' tables with what happened on some days after one another."""
        inbox, site, streams = self._inbox, self._site, self._streams
        legs = self._recorded(np.concatenate([day.legs for day in days]))
        known = site.customers.known_day
        again = streams("again").uniform(legs["key"])
        comes_again = (again < AGAIN_SHARE) & (legs["agent"] >= 0)
        planted = site.planted
        offered, code_shown, taken = offers_of(legs, planted, streams)
        inbox.show(
            "legs", legs, is_spoilt=self._spoilt(legs["key"]),
            is_asked=np.concatenate([day.asked for day in days]),
            is_answering=np.concatenate([day.answering for day in days]),
            agent_number=self._agent(legs["agent"]), site_index=np.full(legs.size, site.index),
            site_words=[self._words] * legs.size,
            bank_account=_bank_accounts(legs["number"], site.planted),
            again_days=np.where(comes_again, 1 + (again * 1e6).astype(np.int64) % 40, 0),
            is_twice=streams("twice").chance(TWICE_SHARE, legs["key"]),
            is_offered=offered, is_code_shown=code_shown, is_taken=taken,
        )  # fmt: skip
        one = np.concatenate([day.tickets for day in days])
        inbox.show("tickets", one, is_spoilt=self._spoilt(one["key"]), agent_number=self._agent(one["agent"]),
                   is_known=known[one["customer"]] <= one["opened"] // DAY)  # fmt: skip
        one = np.concatenate([day.complaints for day in days])
        inbox.show("complaints", one, is_spoilt=self._spoilt(one["key"]), agent_number=self._agent(one["agent"]))
        one = np.concatenate([day.responses for day in days])
        inbox.show("responses", one, is_spoilt=self._spoilt(one["key"]),
                   is_known=known[one["customer"]] <= one["recorded"] // DAY)  # fmt: skip
        one = np.concatenate([day.orders for day in days])
        inbox.show("orders", one, is_spoilt=self._spoilt(one["key"]), seller_number=self._agent(one["seller"]))
        inbox.show("outreach", np.concatenate([day.outreach for day in days]))
        one = np.concatenate([day.leaving for day in days])
        service = streams("leaver's reason").chance(planted.leaver_service_share, one["number"])
        other = 1 + streams("leaver's other reason").choice((0.4, 0.2, 0.3, 0.1), one["number"])
        inbox.show("leaving", one, says=streams("leaver answers").chance(planted.leaver_answer_share, one["number"]),
                   said=np.where(service, 0, other))  # fmt: skip
        self._show_staff(days)
        systems = self._order.systems
        telephony.fill(inbox, self._order.days * DAY, systems)
        if "asterisk" in systems:
            asterisk.fill(inbox)
        tickets.show_lives(inbox)
        (freshdesk.fill if "freshdesk" in systems else tickets.fill_zendesk)(inbox)
        tickets.fill_complaints(inbox)
        (surveymonkey.fill if "surveymonkey" in systems else surveys.fill_qualtrics)(inbox)
        surveys.fill(inbox)
        crm.fill(inbox, systems)
        ledger.fill(inbox)

    def _show_staff(self, days: list[Happened]) -> None:
        present = [
            (queue, shift) for day in days for queue, there in day.shifts.items() for shift in there if queue < DESK
        ]
        numbers = self._agent(np.asarray([shift.agent for _, shift in present], dtype=np.int64))
        self._inbox.show(
            "shifts", _NO_ROWS,
            agent_ref=[_STAFF_NAMES.get(queue, "ac_%06d") % number
                       for (queue, _), number in zip(present, numbers.tolist(), strict=True)],
            from_s=[shift.from_s for _, shift in present],
            until_s=[shift.until_s for _, shift in present],
            queue=[queue for queue, _ in present],
            site_words=[self._words] * len(present),
        )  # fmt: skip
        first = days[0].day
        needed = self._site.plan.needed[first : first + len(days)]
        # Two shifts overlap in each step of two hours.
        staff = (needed + np.pad(needed, ((0, 0), (0, 0), (1, 0)))[:, :, :-1])[:, :DESK]
        day, queue, shift = np.indices(staff.shape)
        self._inbox.show(
            "planned", _NO_ROWS, queue=queue.ravel(), staff=staff.ravel(), site_words=[self._words] * staff.size,
            from_s=((first + day) * DAY + OPENS + STEP_S * shift).ravel(),
        )  # fmt: skip

    def begin_month(self, day: int) -> None:
        """What is asked and spent once a month, as of its first day; says nothing on other days."""
        moment = START + dt.timedelta(days=day)
        if moment.day != 1 and day:
            return
        site, streams, who = self._site, self._streams, self._site.customers
        month = moment.year * 100 + moment.month
        felt = site.engagement(12 * (moment.year - START.year) + moment.month - START.month)
        teams = np.repeat(np.asarray(list(felt)), EMPLOYEES_ASKED)
        person = np.tile(np.arange(EMPLOYEES_ASKED), len(felt))
        noise = streams("engagement answers").normal(site.index * 10_000 + teams, month, person)
        value = np.clip(np.rint(3.5 + np.repeat(np.asarray(list(felt.values())), EMPLOYEES_ASKED) + 0.7 * noise), 1, 5)
        at = day * DAY + 12 * 3600
        self._inbox.show("engagement", _NO_ROWS, team=teams, person=person, value=value,
                         month=np.full(teams.size, month), at_s=np.full(teams.size, at))  # fmt: skip
        self._inbox.show("felt_by_teams", _NO_ROWS, team=list(felt), felt=list(felt.values()),
                         site=np.full(len(felt), site.index), month=np.full(len(felt), month),
                         at_s=np.full(len(felt), at))  # fmt: skip
        there = (who.known_day <= day) & (who.left_day > day)
        some = np.flatnonzero(there & streams("panel").chance(site.planted.panel_share, who.number, month))
        number, memory = who.number[some], who.remembered(some, day, site.planted.memory_days)

        def rated(middle: Any, n: int) -> NDArray[np.float64]:
            found: NDArray[np.float64] = np.rint(middle + 0.8 * streams("panel answers").normal(number, month, n))
            return np.clip(found, 1, 5)

        def said(shares: Any, n: int) -> NDArray[np.bool_]:
            """Who says so: drawn for the person, so that whoever is asked twice says the same."""
            return streams("said").chance(shares, number, n)

        planted, generation = site.planted, who.generation[some]
        reaction = streams("reaction").choice(planted.reaction_shares, number)
        intends = streams("intends").choice((0.25, 0.2, 0.2, 0.25, 0.1), number, month)
        within = 1 + (6 * streams("intends when").uniform(number, month)).astype(np.int64)
        who.intended[some], who.intended_until_day[some] = intends, day + 30 * within
        self._inbox.show(
            "panel", _NO_ROWS, number=number, month=np.full(some.size, month),
            at_s=np.full(some.size, at), own=rated(3.6 + 0.3 * memory, 0), rival=rated(3.4, 1), expected=rated(4.1, 2),
            perceived=rated(3.6 + 0.3 * memory, 3), generation=generation,
            stops=np.asarray(_STOPS)[reaction], looks=np.asarray(_LOOKS)[reaction],
            disparages=np.asarray(_DISPARAGES)[reaction],
            leaves=said(np.asarray(planted.leaves_untried_shares)[generation], 0),
            never=said(planted.never_returns_share, 1), by_owning=said(planted.won_back_shares[0], 2),
            by_apology=said(planted.won_back_shares[1], 3), by_compensation=said(planted.won_back_shares[2], 4),
            prefers=streams("preference").choice(planted.preference_shares, number),
            buys=intends, buys_in=within,
            **{f"want_{n}": rated(4.4 - 0.12 * n, 10 + n) for n in range(1, 10)},
        )  # fmt: skip
        surveys.fill_month(self._inbox)
        ledger.fill_month(self._inbox)
        crm.fill_month(self._inbox, f"{moment:%Y-%m}-01", day * DAY, int(there.sum()))


def simulate(out: Path, order: Order) -> int:
    """Writes a company's inbox and the truth's tables into `out`; returns how many files. Same order, same bytes.

    Raises EasemartError when `out` holds files already, or the order makes no company.
    """
    order.check()
    if out.exists() and any(out.iterdir()):
        raise EasemartError(f"{out}: holds files already; a world is written into an empty folder.")
    out.mkdir(parents=True, exist_ok=True)
    planted = parameters(order.scenario, order.days)
    streams = Streams(order.seed)
    files = 0
    for site in sites_of(order.customers, order.days, planted, streams):
        with tempfile.TemporaryDirectory() as scratch:
            inbox = Inbox(out, KINDS, order.days, f"site{site.index + 1}", Path(scratch), order.deliveries)
            scribe = _Scribe(site, inbox, order, streams)
            scribe.open_books()
            lived: list[Happened] = []
            for happened in site.live():
                lived.append(happened)
                scribe.begin_month(happened.day)
                is_enough = len(lived) >= MOST_DAYS or sum(day.legs.size for day in lived) > ENOUGH_LEGS
                if is_enough or happened.day == order.days - 1:
                    scribe.write_down(lived)
                    for day in lived:
                        inbox.day_over(day.day)
                    lived = []
            files += inbox.files
            inbox.close()
    return files

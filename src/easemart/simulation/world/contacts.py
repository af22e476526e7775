"""What happens to a day's visits: menu, waiting, agents, transfers, and whether the matter is settled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from easemart.simulation.world.parameters import BANK_ISSUES, Parameters
from easemart.simulation.world.population import Agents, Customers
from easemart.simulation.world.queueing import Served, Shift, serve
from easemart.simulation.world.staffing import CHATS, PREMIUM, PREMIUM_VALUE, QUEUE_OF_ISSUE, SPECIALISTS
from easemart.simulation.world.streams import Streams, logistic
from easemart.simulation.world.visits import CHAT, PHONE, SELF_SERVICE, Visits

Legs = NDArray[Any]
Ints = NDArray[np.int64]

# Which system records a leg. ASTERISK: the bank's calls, in a company that has it for them.
AMAZON, BANK, PBX, PORTAL, TICKETS, ASTERISK = range(6)
VENDORS = ("amazon_connect", "bank_acd", "telephony_standard", "portal", "zendesk", "asterisk")
INBOUND, TRANSFER, CALLBACK = range(3)
NOWHERE, IN_MENU, IN_QUEUE = range(3)
NOBODY, BY_ADDRESS, BY_ACCOUNT = range(3)
NONE = -1

# A leg of a contact. key: its own; initial, previous, following: keys of other legs of the contact (0: none).
# index: of the visit it serves, or NONE. Moments are seconds of the world, NONE where it did not come to that.
# resolved, believed: the truth (NONE: nobody answered); recorded: what the agent ticked. ease: what the customer
# would answer if asked, 1 to 7; pleasant: likewise, 1 to 5. reference: whether the system knows an account number, an
# address (phone, mail) or nobody.
LEG = np.dtype([
    ("key", "u8"), ("initial", "u8"), ("previous", "u8"), ("following", "u8"), ("index", "i8"), ("customer", "i8"),
    ("number", "i8"), ("need", "u8"), ("parent", "u8"), ("before_issue", "i8"), ("visit", "i8"), ("cause", "i8"),
    ("issue", "i8"),
    ("vendor", "i8"), ("channel", "i8"), ("method", "i8"), ("queue", "i8"), ("entered", "i8"), ("queued", "i8"),
    ("answered", "i8"), ("ended", "i8"), ("talk", "i8"), ("hold", "i8"), ("wrap", "i8"), ("agent", "i8"),
    ("resolved", "i8"), ("recorded", "i8"), ("believed", "i8"), ("left_in", "i8"), ("is_callback_asked", "?"),
    ("ticket", "u8"), ("transfers", "i8"), ("switches", "i8"), ("busy_before", "i8"), ("waited", "i8"),
    ("ease", "i8"), ("ease_felt", "f8"),
    ("pleasant", "i8"), ("is_repeat_today", "?"), ("reference", "i8"), ("is_mystery", "?"),
])  # fmt: skip


@dataclass(frozen=True)
class Day:
    """What serving a day needs to know."""

    day: int
    customers: Customers
    agents: Agents
    planted: Parameters
    streams: Streams
    # Deviation of pleasantness today, by team, from what the team felt before.
    mood: dict[int, float]

    def __post_init__(self) -> None:
        if self.day < 0:
            raise ValueError("days count from 0")


def _legs_of(came: Visits, today: Day, vendor: Ints, queue: Ints) -> Legs:
    found = np.zeros(came.size, dtype=LEG)
    for name in ("customer", "need", "parent", "before_issue", "visit", "cause", "issue", "channel", "ticket",
                 "transfers", "switches", "waited"):  # fmt: skip
        found[name] = came[name]
    found["number"] = today.customers.number[came["customer"]]
    found["index"] = np.arange(came.size)
    found["entered"] = came["at"]
    found["vendor"], found["queue"] = vendor, queue
    for name in ("queued", "answered", "agent", "resolved", "recorded", "believed", "ease", "pleasant"):
        found[name] = NONE
    found["key"] = today.streams("contact names").number(came["need"], came["visit"], 0)
    found["initial"] = found["key"]
    return found


def self_service(came: Visits, today: Day) -> Legs:
    """Sessions on the portal: held or not; nobody waits."""
    planted, streams = today.planted, today.streams
    legs = _legs_of(came, today, np.full(came.size, PORTAL), np.full(came.size, NONE))
    holds = np.asarray(planted.self_service_holds)[came["issue"]]
    if planted.self_service_change_day and today.day >= planted.self_service_change_day:
        holds = holds + planted.self_service_change
    held = streams("self-service").chance(holds, came["need"])
    legs["resolved"] = held
    legs["believed"] = 1
    legs["recorded"] = np.where(held, 1, NONE)
    legs["talk"] = (90 + 240 * streams("session").exponential(came["need"])).astype(np.int64)
    legs["ended"] = legs["entered"] + np.minimum(legs["talk"], 3600)
    return legs


def spoken(came: Visits, shifts: dict[int, list[Shift]], today: Day) -> Legs:
    """A day's calls and chats with all their legs: first legs, retries of the same day, transfers, call-backs."""
    planted, streams = today.planted, today.streams
    issue, who, need, visit = came["issue"], came["customer"], came["need"], came["visit"]
    is_bank = np.isin(issue, BANK_ISSUES)
    is_chat = came["channel"] == CHAT
    is_premium = (today.customers.value[who] > PREMIUM_VALUE) & ~is_bank & ~is_chat
    vendor = np.where(is_bank, BANK, np.where(is_premium, PBX, AMAZON))
    queue = np.where(is_chat, CHATS, np.where(is_premium, PREMIUM, QUEUE_OF_ISSUE[issue]))
    legs = _legs_of(came, today, vendor, queue)
    menu = np.where(is_chat, 2, 8 + (50 * streams("menu").uniform(need, visit)).astype(np.int64))
    leaves = ~is_chat & streams("menu left").chance(planted.menu_left_share, need, visit)
    legs["left_in"] = np.where(leaves, IN_MENU, NOWHERE)
    legs["ended"] = legs["entered"] + menu
    legs["queue"] = np.where(leaves, NONE, queue)
    waiting = np.flatnonzero(~leaves)
    transferred = ~is_bank & streams("transfer").chance(np.asarray(planted.transfer_share)[issue], need, visit)
    talk, hold, wrap = _lengths(legs, today, 0)
    talk = np.where(transferred, (0.4 * talk).astype(np.int64) + 20, talk)
    hold = np.where(transferred, 0, hold)
    patience = (today.customers.patience[who] * streams("patience").exponential(need, visit)).astype(np.int64) + 1
    patience = np.where(is_chat, patience * 2, patience)
    asks = streams("call-back").chance(planted.callback_share, need, visit) & (vendor == AMAZON) & ~is_chat
    retries = streams("retry").chance(planted.retry_share, need, visit) & ~asks
    retry_after = np.where(retries, 120 + (2400 * streams("retry after").exponential(need, visit)), 0).astype(np.int64)
    queued = legs["entered"] + menu
    done: list[Legs] = [legs[leaves]]
    for one in np.unique(queue[waiting]).tolist():
        line = waiting[queue[waiting] == one]
        line = line[np.lexsort((need[line], queued[line]))]
        served = serve(queued[line], patience[line], (talk + hold + wrap)[line], retry_after[line], shifts[one])
        done.append(_told(legs[line], served, menu[line], talk[line], hold[line], wrap[line], asks[line], today))
    firsts = np.concatenate(done)
    passed_on = firsts[transferred[firsts["index"]] & (firsts["agent"] != NONE)]
    seconds = _specialists(passed_on, shifts[SPECIALISTS], today)
    called = _called_back(firsts[firsts["is_callback_asked"]], shifts, today)
    later = np.concatenate([seconds, called])
    following = dict(zip(later["previous"].tolist(), later["key"].tolist(), strict=True))
    if following:
        has = np.isin(firsts["key"], later["previous"])
        firsts["following"][has] = [following[key] for key in firsts["key"][has].tolist()]
    return np.concatenate([firsts, later])


def _lengths(legs: Legs, today: Day, leg: int) -> tuple[Ints, Ints, Ints]:
    """Talk, hold and wrap of a usual agent, in seconds."""
    planted, streams, keys = today.planted, today.streams, (legs["need"], legs["visit"], leg)
    talk = np.asarray(planted.talk_seconds)[legs["issue"]] * np.exp(planted.talk_spread * streams("talk").normal(*keys))
    held = streams("hold").uniform(*keys)
    hold = np.where(held < planted.hold_share, 20 + 200 * held / planted.hold_share, 0)
    wrap = planted.wrap_seconds * streams("wrap").exponential(*keys)
    return np.maximum(talk, 15).astype(np.int64), hold.astype(np.int64), wrap.astype(np.int64)


def _told(
    line: Legs, served: Served, menu: Ints, talk: Ints, hold: Ints, wrap: Ints, asks: NDArray[np.bool_], today: Day
) -> Legs:
    """The legs of one queue, as it served them; a retry of the same day is a leg and a contact of its own."""
    found = line[served.caller]
    again = served.attempt > 0
    keys = (found["need"], found["visit"])
    found["key"] = np.where(again, today.streams("contact names").number(*keys, 1), found["key"])
    found["initial"] = found["key"]
    found["is_repeat_today"] = again
    found["queued"] = served.arrival
    found["entered"] = served.arrival - menu[served.caller]
    was_answered = served.agent >= 0
    taken = served.arrival + served.wait
    ratio = np.where(was_answered, served.service / np.maximum((talk + hold + wrap)[served.caller], 1), 0.0)
    found["talk"] = np.rint(talk[served.caller] * ratio).astype(np.int64)
    found["hold"] = np.rint(hold[served.caller] * ratio).astype(np.int64)
    found["wrap"] = np.maximum(served.service - found["talk"] - found["hold"], 0)
    found["agent"] = served.agent
    found["answered"] = np.where(was_answered, taken, NONE)
    found["ended"] = taken + np.where(was_answered, found["talk"] + found["hold"], 0)
    found["waited"] += served.wait
    found["is_callback_asked"] = ~was_answered & asks[served.caller]
    found["left_in"] = np.where(was_answered | found["is_callback_asked"], NOWHERE, IN_QUEUE)
    # Where the line is so long that callers wait, some find it taken first, and try again until they get through.
    is_full = (found["channel"] == PHONE) & (served.wait > today.planted.busy_after_seconds)
    tries = np.floor(today.streams("busy").exponential(*keys, served.attempt) / -np.log(today.planted.busy_share))
    found["busy_before"] = np.where(is_full & (found["method"] == INBOUND), tries, 0).astype(np.int64)
    return found


def _next_legs(before: Legs, method: int, leg: int, today: Day) -> Legs:
    found = before.copy()
    found["key"] = today.streams("contact names").number(before["need"], before["visit"], 2 + leg)
    found["initial"], found["previous"], found["method"] = before["key"], before["key"], method
    found["is_callback_asked"] = False
    found["left_in"] = NOWHERE
    return found


def _specialists(before: Legs, shifts: list[Shift], today: Day) -> Legs:
    """Second legs: those passed on wait again, in the specialists' line."""
    before = before[np.lexsort((before["need"], before["ended"]))]
    legs = _next_legs(before, TRANSFER, 0, today)
    legs["entered"] = legs["queued"] = before["ended"]
    legs["queue"] = SPECIALISTS
    legs["transfers"] += 1
    talk, hold, wrap = _lengths(legs, today, 1)
    who, keys = legs["customer"], (legs["need"], legs["visit"], 9)
    patience = 60 + (2 * today.customers.patience[who] * today.streams("patience").exponential(*keys)).astype(np.int64)
    nobody_again = np.zeros(legs.size, dtype=np.int64)
    served = serve(legs["queued"], patience, talk + hold + wrap, nobody_again, shifts)
    key, initial = legs["key"].copy(), legs["initial"].copy()
    found = _told(legs, served, np.zeros_like(talk), talk, hold, wrap, np.zeros(legs.size, dtype=bool), today)
    found["key"], found["initial"] = key[served.caller], initial[served.caller]
    return found


def _called_back(before: Legs, shifts: dict[int, list[Shift]], today: Day) -> Legs:
    """The company rings back within hours; whoever is there then takes the time for it, outside the line."""
    legs = _next_legs(before, CALLBACK, 1, today)
    delay = 900 + (5400 * today.streams("called back").uniform(legs["need"], legs["visit"])).astype(np.int64)
    talk, hold, wrap = _lengths(legs, today, 2)
    legs["entered"] = legs["queued"] = legs["answered"] = before["ended"] + delay
    legs["talk"], legs["hold"], legs["wrap"] = talk, hold, wrap
    legs["ended"] = legs["answered"] + talk + hold
    at = today.streams("caller back").uniform(legs["need"], legs["visit"])
    for one in np.unique(legs["queue"]).tolist():
        there = np.asarray([shift.agent for shift in shifts[one]])
        mine = legs["queue"] == one
        legs["agent"][mine] = there[(at[mine] * there.size).astype(np.int64)]
    return legs


def judged(legs: Legs, today: Day) -> None:
    """Fills in what became of each answered contact in its last leg: settled, believed, ticked, felt."""
    planted, streams, agents = today.planted, today.streams, today.agents
    is_last = (legs["agent"] != NONE) & (legs["following"] == 0)
    # The leg that passed a caller on settles nothing, and nobody ticks anything there.
    at = np.flatnonzero(is_last & (legs["vendor"] != PORTAL))
    one = legs[at]
    keys = (one["need"], one["visit"])
    skill, warmth = agents.skill[one["agent"]], agents.warmth[one["agent"]]
    odds = np.asarray(planted.resolve_odds)[one["issue"]] + skill + planted.resolve_odds_attempt * one["visit"]
    resolved = streams("resolved").chance(logistic(odds), *keys)
    believed = ~streams("believed").chance(logistic(planted.unbelieved_odds - 0.4 * warmth), *keys)
    legs["resolved"][at], legs["believed"][at] = resolved, believed
    ticked = streams("ticked").chance(planted.recorded_share, *keys) & (one["vendor"] != BANK)
    rightly = streams("ticked rightly").chance(planted.recorded_right_share, *keys)
    legs["recorded"][at] = np.where(ticked, resolved == rightly, NONE)
    mood = np.asarray([today.mood.get(int(team), 0.0) for team in agents.team[one["agent"]]])
    pleasant = 3.7 + warmth + mood - 0.8 * ~believed + 0.8 * streams("pleasant").normal(*keys)
    legs["pleasant"][at] = np.clip(np.rint(pleasant), 1, 5)
    felt(legs, np.concatenate([at, np.flatnonzero(legs["vendor"] == PORTAL)]), today)


def felt(legs: Legs, at: Ints, today: Day) -> None:
    """The ease that customers would state of their need so far, on 1 to 7."""
    planted, one = today.planted, legs[at]
    ease = (
        planted.effort_base
        + planted.effort_contact * (one["visit"] + one["is_repeat_today"])
        + planted.effort_transfer * one["transfers"]
        + planted.effort_switch * one["switches"]
        + planted.effort_wait_minute * one["waited"] / 60
        + planted.effort_unresolved * (one["resolved"] == 0)
        + planted.effort_spread
        * (
            0.6 * today.streams("strictness").normal(one["number"])
            + 0.8 * today.streams("ease").normal(one["need"], one["visit"])
        )
    )
    legs["ease_felt"][at] = ease
    legs["ease"][at] = np.clip(np.rint(ease), 1, 7)


def recognised(legs: Legs, today: Day) -> None:
    """What each system knows of who it is: an account once the CRM lists them, else an address, or nothing."""
    streams, who = today.streams, today.customers
    has_record = who.known_day[legs["customer"]] <= today.day
    by_account = has_record & streams("account given").chance(0.5, legs["need"], legs["visit"])
    anonymous = streams("anonymous").chance(0.05, legs["need"], legs["visit"])
    found = np.where(by_account, BY_ACCOUNT, np.where(anonymous, NOBODY, BY_ADDRESS))
    # The bank has its own numbers or nothing; a written matter has a sender; some look the portal up as nobody.
    found = np.where(legs["vendor"] == BANK, np.where(anonymous, NOBODY, BY_ACCOUNT), found)
    unknown = (legs["vendor"] == PORTAL) & streams("unknown session").chance(
        today.planted.unknown_session_share, legs["need"]
    )
    legs["reference"] = np.where(unknown, NOBODY, np.where(legs["vendor"] >= PORTAL, BY_ACCOUNT, found))
    # Some who call once, and are content, were sent to find out how it is.
    could = (legs["vendor"] == PBX) & (legs["visit"] == 0) & (legs["parent"] == 0) & (legs["method"] == INBOUND)
    content = could & (legs["resolved"] == 1) & (legs["believed"] == 1)
    legs["is_mystery"] = content & streams("mystery").chance(0.02, legs["need"])


def is_spoken(came: Visits) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = (came["channel"] == PHONE) | (came["channel"] == CHAT)
    return found


def is_self_service(came: Visits) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = came["channel"] == SELF_SERVICE
    return found

"""Draws a small company's customers and their contacts. A need is a chain of contacts."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from easemart.simulation.company import (
    AGENTS,
    CALLED_BACK,
    CHATTED,
    ISSUE_SHARES,
    ISSUES,
    MENU_LEFT,
    MOST_ATTEMPTS,
    NEEDS_A_YEAR,
    QUEUE_LEFT,
    QUEUES,
    REASONS,
    START,
    TRANSFERRED,
    Contact,
    Customer,
    after,
)  # fmt: skip


def _identifier(rng: Generator) -> str:
    text = rng.bytes(16).hex()
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def _phone(index: int) -> str:
    """A number that nobody has: 555-0100 to 555-0199 are kept for fiction in every area."""
    return f"+1{201 + index // 100}555{100 + index % 100:04d}"


def draw_customers(rng: Generator, count: int, days: int) -> list[Customer]:
    """Half were there before the year began; the others come during it."""
    if not 1 <= count <= 60_000:
        raise ValueError(f"customers: {count}; 1 to 60000 have fictional phone numbers of their own.")
    joined = np.where(rng.random(count) < 0.5, -rng.integers(1, 2000, count), rng.integers(0, days, count))
    late = np.where(rng.random(count) < 0.08, rng.integers(45, 100, count), 0)
    leaves = np.where(rng.random(count) < 0.05, rng.integers(days // 2, days + 1, count), -1)
    births = rng.integers(1945, 2005, count)
    regions = rng.choice(["north", "south", "east", "west"], count)
    segments = rng.choice(["household", "professional", "trade"], count, p=[0.7, 0.2, 0.1])
    return [
        Customer(
            index=i,
            number=f"C{i + 1:05d}",
            since=START + dt.timedelta(days=int(joined[i])),
            known_at=START + dt.timedelta(days=max(int(joined[i]) + int(late[i]), 0)),
            birth_year=int(births[i]),
            region=str(regions[i]),
            segment=str(segments[i]),
            phone=_phone(i),
            email=f"customer{i + 1}@example.{'org' if i % 3 else 'com'}",
            left_at=START + dt.timedelta(days=int(leaves[i])) if leaves[i] > max(joined[i], 0) else None,
        )
        for i in range(count)
    ]


def _legs(
    rng: Generator,
    draw: NDArray[np.float64],
    customer: Customer,
    entered: dt.datetime,
    issue: str,
    attempt: int,
) -> list[Contact]:
    """One contact of a need: a leg, and a second one where it is transferred or called back."""
    is_chat = bool(draw[6] < CHATTED)
    wait = 0.0 if draw[7] < 0.3 else -55 * math.log(1 - draw[7])
    talk = 40 - 240 * math.log(1 - draw[8])
    menu = 8 + 50 * draw[9]
    seen = bool(customer.known_at <= entered and draw[10] < 0.5)
    first = Contact(
        contact_id=_identifier(rng),
        customer=customer.index,
        channel="CHAT" if is_chat else "VOICE",
        method="API" if is_chat else "INBOUND",
        entered=entered,
        ended=after(entered, menu),
        updated=after(entered, menu + 30),
        phone="anonymous" if not seen and draw[11] < 0.06 else customer.phone,
        account=customer.number if seen else None,
        issue=issue,
        attempt=attempt,
    )
    if draw[0] < MENU_LEFT and not is_chat:
        return [first]
    queued = after(entered, menu)
    first = replace(first, queue=QUEUES.get(issue, "General"), queued=queued)
    if draw[1] < QUEUE_LEFT:
        gave_up = after(queued, 1 + 140 * draw[7] * draw[8])
        return [replace(first, ended=gave_up, updated=after(gave_up, 30))]
    if draw[2] < CALLED_BACK and not is_chat:
        asked = after(queued, 20 + 60 * draw[9])
        first = replace(first, ended=asked, updated=after(asked, 30), is_callback_requested=True)
        entered, queued = asked, after(asked, 900 + 3600 * draw[7])
        second = replace(first, contact_id=_identifier(rng), method="CALLBACK", entered=entered, queued=queued,
                         is_callback_requested=False)  # fmt: skip
    elif draw[3] < TRANSFERRED:
        second = replace(first, contact_id=_identifier(rng), method="TRANSFER", queue="Specialists")
        first = _served(first, draw, wait, 0.4 * talk, None)
        second = replace(second, entered=first.ended, queued=first.ended)
    else:
        return [_served(first, draw, wait, talk, _settled(draw, attempt))]
    first = replace(first, following=second.contact_id)
    second = replace(second, initial=first.contact_id, previous=first.contact_id)
    return [first, _served(second, draw[::-1], wait / 2, talk, _settled(draw, attempt))]


def _settled(draw: NDArray[np.float64], attempt: int) -> str | None:
    """What the agent ticks, where they tick anything."""
    if draw[5] > 0.8:
        return None
    return "true" if draw[4] < 0.62 + 0.08 * attempt else "false"


def _served(leg: Contact, draw: NDArray[np.float64], wait: float, talk: float, resolved: str | None) -> Contact:
    assert leg.queued is not None
    answered = after(leg.queued, wait)
    hold = round(90 * draw[9]) if draw[10] > 0.75 else 0
    ended = after(answered, round(talk) + hold)
    wrap = round(15 + 60 * draw[11])
    return replace(
        leg, answered=answered, ended=ended, updated=after(ended, wrap + 30), talk=round(talk), hold=hold, wrap=wrap,
        agent=AGENTS[int(draw[4] * 9973) % len(AGENTS)], resolved=resolved,
        reason=REASONS[int(draw[3] * 9967) % len(REASONS)],
    )  # fmt: skip


def draw_contacts(
    rng: Generator, customers: list[Customer], end: dt.datetime
) -> tuple[list[Contact], list[list[Contact]]]:
    """All legs in order of time, and the same by need. A need goes on until it is settled."""
    days = (end - START).days
    count = round(len(customers) * NEEDS_A_YEAR * days / 365)
    weights = rng.gamma(1.2, 1.0, len(customers))
    owners = rng.choice(len(customers), count, p=weights / weights.sum())
    began = np.sort(rng.integers(0, days, count))
    minutes = 8 * 60 + rng.triangular(0, 180, 720, count)
    issues = rng.choice(len(ISSUES), count, p=ISSUE_SHARES)
    draws = rng.random((count, MOST_ATTEMPTS, 12))
    gaps = rng.exponential(1.6, (count, MOST_ATTEMPTS))
    needs: list[list[Contact]] = []
    for need in range(count):
        customer = customers[int(owners[need])]
        moment = after(START + dt.timedelta(days=int(began[need])), 60 * minutes[need])
        if moment < customer.since or (customer.left_at is not None and moment > customer.left_at):
            continue
        chain: list[Contact] = []
        for attempt in range(MOST_ATTEMPTS):
            draw = draws[need, attempt]
            legs = _legs(rng, draw, customer, moment, ISSUES[int(issues[need])], attempt + 1)
            if legs[-1].updated >= end:
                break
            chain += legs
            is_settled = legs[-1].answered is not None and draw[4] < 0.62 + 0.08 * attempt
            if is_settled or gaps[need, attempt] > 5:
                break
            days_later = gaps[need, attempt] * (1.0 if legs[-1].answered else 0.1)
            moment = after(legs[-1].ended, 86_400 * days_later + 60)
        needs.append(chain)
    everything = sorted((leg for chain in needs for leg in chain), key=lambda leg: (leg.updated, leg.contact_id))
    return everything, needs

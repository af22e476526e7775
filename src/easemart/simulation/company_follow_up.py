"""Draws what follows a small company's contacts: tickets, survey responses, and its orders."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from easemart.simulation.company import (
    AGENTS,
    ISSUE_SHARES,
    ISSUES,
    PRODUCTS,
    START,
    Contact,
    Customer,
    Order,
    Response,
    Ticket,
    after,
    agent_user_id,
    user_id,
)  # fmt: skip


def draw_tickets(
    rng: Generator, customers: list[Customer], needs: list[list[Contact]], end: dt.datetime
) -> list[Ticket]:
    """A ticket from some needs (long ones become complaints), and some by mail or form alone."""
    found: list[Ticket] = []
    for chain in needs:
        answered = [leg for leg in chain if leg.answered is not None]
        tries = max((leg.attempt for leg in chain), default=0)
        if answered and rng.random() < (0.5 if tries > 2 else 0.14):
            leg = answered[-1]
            kind = "complaint" if tries > 2 and rng.random() < 0.6 else "problem"
            via = "chat" if leg.channel == "CHAT" else "voice"
            found.append(Ticket(0, leg.customer, after(leg.ended, 60), via, kind, leg.issue, 0, leg.contact_id))
    days = (end - START).days
    for _ in range(round(len(customers) * 0.5 * days / 365)):
        customer = customers[int(rng.integers(len(customers)))]
        opened = after(START, 86_400 * rng.random() * days)
        via, kind = rng.choice(["email", "web"]), rng.choice(["question", "problem", "complaint"], p=[0.5, 0.3, 0.2])
        issue = ISSUES[int(rng.choice(len(ISSUES), p=ISSUE_SHARES))]
        if opened >= customer.since:
            found.append(Ticket(0, customer.index, opened, str(via), str(kind), issue, 0, None))
    found.sort(key=lambda ticket: (ticket.opened, ticket.customer))
    for number, ticket in enumerate(found, start=10_001):
        ticket.number = number
        ticket.agent = int(rng.integers(len(AGENTS)))
        _live(rng, ticket)
    return [ticket for ticket in found if ticket.opened < end]


def _live(rng: Generator, ticket: Ticket) -> None:
    """Answered, worked on, solved, now and then reopened, closed four days after."""
    agent, customer = agent_user_id(ticket.agent), user_id(ticket.customer)
    moment = after(ticket.opened, 60 + rng.exponential(5 * 3600))
    ticket.changes += [
        (ticket.opened, "priority", str(rng.choice(["low", "normal", "high", "urgent"])), customer),
        (moment, "assignee_id", str(agent), agent),
        (moment, "status", "open", agent),
    ]
    ticket.comments += [(ticket.opened, True, customer), (moment, True, agent)]
    if rng.random() < 0.3:
        ticket.changes.append((after(moment, 120), "status", "pending", agent))
        moment = after(moment, 300 + rng.exponential(20 * 3600))
        ticket.changes.append((moment, "status", "open", customer))
        ticket.comments.append((moment, True, customer))
    if rng.random() < 0.4:
        ticket.comments.append((after(moment, 90), False, agent))
    for _ in range(2):
        moment = after(moment, 600 + rng.exponential(30 * 3600))
        ticket.changes.append((moment, "status", "solved", agent))
        ticket.comments.append((moment, True, agent))
        if rng.random() > 0.1:
            break
        moment = after(moment, 3600 + rng.exponential(24 * 3600))
        ticket.changes.append((moment, "status", "open", customer))
        ticket.comments.append((moment, True, customer))
    ticket.changes.append((after(moment, 4 * 86_400), "status", "closed", -1))


def _codes(rng: Generator, contact: Contact, noise: NDArray[np.float64]) -> dict[str, str]:
    is_good = contact.resolved != "false" and contact.attempt < 3
    mood = (1.0 if is_good else -1.2) - 0.5 * (contact.attempt - 1)

    def rated(low: int, high: int, middle: float, at: int) -> str:
        return str(int(np.clip(round(middle + mood * (high - low) / 5 + noise[at]), low, high)))

    answers = {
        "Q1": rated(1, 7, 4.8, 0),
        "Q2": rated(1, 5, 3.4, 1),
        "Q3": rated(0, 10, 6.8, 2),
        "Q4": "1" if is_good and noise[3] > -1.4 else "2" if noise[3] > -2 else "3",
        "Q5": rated(1, 5, 3.5, 4),
        "Q6": rated(1, 5, 4.0, 5),
        "Q7": "1" if noise[6] > 1.1 else "2",
        "Q8": "1" if is_good and noise[7] > -1.2 else "2",
        "Q9_1": "6" if noise[8] > 0.8 else rated(1, 5, 3.6, 9),
        "Q9_2": rated(1, 5, 2.9, 8),
        "Q9_3": "-99" if noise[10] > 1.2 else rated(1, 5, 3.9, 10),
        "Q10": "1" if mood + noise[11] > -0.6 else "2",
    }
    if rng.random() < 0.15:
        answers["Q11"] = rng.choice(["Thank you, all well", 'They said "later",\nand later came', "Too long a wait"])
    return answers


def draw_responses(rng: Generator, contacts: list[Contact], end: dt.datetime) -> list[Response]:
    """A fifth of the answered are asked and answer; some late, some not to the end."""
    found = []
    for contact in contacts:
        if contact.answered is None or contact.following is not None or rng.random() > 0.2:
            continue
        lag = rng.exponential(16 * 3600) + (86_400 * rng.uniform(15, 60) if rng.random() < 0.07 else 0)
        started = after(contact.ended, 600 + lag)
        answers = _codes(rng, contact, rng.normal(0, 1, 12))
        is_finished = bool(rng.random() > 0.1)
        if not is_finished:
            answers = {name: answers[name] for name in list(answers)[: int(rng.integers(0, 4))]}
        ended = after(started, rng.uniform(40, 400))
        recorded = after(ended, 2 if is_finished else 7 * 86_400)
        response_id = "R_" + rng.bytes(7).hex()
        if recorded < end:
            found.append(Response(response_id, contact, started, ended, recorded, is_finished, answers))
    return sorted(found, key=lambda response: (response.recorded, response.response_id))


def draw_orders(rng: Generator, customers: list[Customer], end: dt.datetime) -> list[Order]:
    """About three order lines a customer a year, paid at list price or a little less."""
    days = (end - START).days
    found = []
    for customer in customers:
        for _ in range(int(rng.poisson(3.1 * days / 365))):
            product, price = PRODUCTS[int(rng.integers(len(PRODUCTS)))]
            ordered = after(START, 86_400 * rng.random() * days)
            quantity = int(rng.integers(1, 4))
            delivered = after(ordered, 86_400 * rng.gamma(4, 0.9))
            returned = after(delivered, 86_400 * rng.uniform(1, 20)) if rng.random() < 0.07 else None
            paid = round(quantity * price * float(rng.choice([1.0, 0.9, 0.8], p=[0.7, 0.2, 0.1])), 2)
            is_open = customer.left_at is None or ordered < customer.left_at
            if delivered < end and ordered >= customer.since and is_open:
                found.append(
                    Order("", customer.index, ordered, product, quantity, round(quantity * price, 2), paid,
                          after(ordered, 4 * 86_400), delivered,
                          returned if returned and returned < end else None)
                )  # fmt: skip
    found.sort(key=lambda order: (order.ordered, order.customer))
    return [replace(order, number=f"O{at:06d}") for at, order in enumerate(found, start=1)]

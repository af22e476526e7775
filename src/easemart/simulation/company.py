"""What a made-up small company consists of: customers, contacts, tickets, answers, orders.

Nothing here knows a file format; `vendor_files` writes it down.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

START = dt.datetime(2024, 1, 1)
ISSUES = ("billing", "delivery", "returns", "technical", "account", "cancellation")
ISSUE_SHARES = (0.24, 0.26, 0.14, 0.18, 0.12, 0.06)
REASONS = ("question", "change", "fault", "complaint")
QUEUES = {"billing": "Accounts", "account": "Accounts", "technical": "Technical"}
PRODUCTS = (("kettle", 39.0), ("toaster", 49.0), ("blender", 79.0), ("filter", 12.0), ("mixer", 149.0))
FIRST_NAMES = (
    "Aroha", "Baptiste", "Carmelita", "Dagny", "Ekaterina", "Farouk", "Giovanna", "Henrike", "Ismail", "Joaquim",
)  # fmt: skip
LAST_NAMES = (
    "Abendroth", "Brzezinska", "Castellanos", "Dimitrova", "Eriksdottir", "Fitzgibbon", "Grünwald", "O'Halloran",
)  # fmt: skip
AGENTS = ("ana", "ben", "chloe", "dev", "emil", "fay", "goran", "hana", "ines", "jon")
# Shares of contacts. Plain numbers of a plain company; nothing published is planted here.
MENU_LEFT, QUEUE_LEFT, CALLED_BACK, TRANSFERRED, CHATTED = 0.05, 0.07, 0.05, 0.08, 0.2
NEEDS_A_YEAR = 7.0
MOST_ATTEMPTS = 4


@dataclass(frozen=True)
class Customer:
    """A customer; `known_at` is when the CRM first lists them, which can be after their first call."""

    index: int
    number: str
    since: dt.datetime
    known_at: dt.datetime
    birth_year: int
    region: str
    segment: str
    phone: str
    email: str
    left_at: dt.datetime | None

    @property
    def first_name(self) -> str:
        return FIRST_NAMES[self.index % len(FIRST_NAMES)]

    @property
    def last_name(self) -> str:
        return LAST_NAMES[self.index // len(FIRST_NAMES) % len(LAST_NAMES)]

    @property
    def signature(self) -> str:
        """As people sign what they write: all that tells who they are."""
        return f"{self.first_name} {self.last_name}, {self.phone}, {self.email}"


@dataclass(frozen=True)
class Contact:
    """One leg of a call or chat. `version` counts its deliveries."""

    contact_id: str
    customer: int
    channel: str
    method: str
    entered: dt.datetime
    ended: dt.datetime
    updated: dt.datetime
    phone: str
    account: str | None
    issue: str
    initial: str | None = None
    previous: str | None = None
    following: str | None = None
    queue: str | None = None
    queued: dt.datetime | None = None
    answered: dt.datetime | None = None
    talk: int = 0
    hold: int = 0
    wrap: int = 0
    agent: str | None = None
    reason: str | None = None
    resolved: str | None = None
    is_callback_requested: bool = False
    attempt: int = 1


@dataclass
class Ticket:
    """A ticket with its changes (time, field, value, user) and comments (time, is public, user)."""

    number: int
    customer: int
    opened: dt.datetime
    via: str
    kind: str
    issue: str
    agent: int
    contact_id: str | None
    changes: list[tuple[dt.datetime, str, str, int]] = field(default_factory=list)
    comments: list[tuple[dt.datetime, bool, int]] = field(default_factory=list)


@dataclass(frozen=True)
class Response:
    """A survey response; `answers` maps question to code, and lacks what was not reached."""

    response_id: str
    contact: Contact
    started: dt.datetime
    ended: dt.datetime
    recorded: dt.datetime
    is_finished: bool
    answers: dict[str, str]


@dataclass(frozen=True)
class Order:
    """One order line; `returned` is when it came back, if it did."""

    number: str
    customer: int
    ordered: dt.datetime
    product: str
    quantity: int
    list_price: float
    paid_price: float
    promised: dt.datetime
    delivered: dt.datetime
    returned: dt.datetime | None


@dataclass(frozen=True)
class Year:
    """All of it, each list in order of time."""

    end: dt.datetime
    customers: list[Customer]
    contacts: list[Contact]
    tickets: list[Ticket]
    responses: list[Response]
    orders: list[Order]


def user_id(customer: int) -> int:
    """A customer's number as a user of the ticket system."""
    return 70_001 + customer


def agent_user_id(agent: int) -> int:
    """An agent's number as a user of the ticket system."""
    return 7_001 + agent


def after(moment: dt.datetime, seconds: float) -> dt.datetime:
    """The moment some seconds later, in whole seconds."""
    return moment + dt.timedelta(seconds=round(seconds))

"""Which column of a file is which column of a contract, by the likeness of their names and the kind of their values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from easemart.contracts import Table, tables
from easemart.drafting.looking import Seen

# Below this, names are not alike.
LEAST_LIKENESS = 0.72
TIMES = {"iso time", "other time", "seconds since 1970", "milliseconds since 1970"}
# Keys that say nothing without the one they belong to.
ANYBODYS = {"id", "name", "number", "value", "code", "key", "email", "phone"}
# Kinds of values that can become a contract's type; text takes all.
CASTABLE = {
    "timestamp": TIMES,
    "date": TIMES,
    "bigint": {"whole number", "hours", "minutes"},
    "integer": {"whole number", "hours", "minutes"},
    "double precision": {"whole number", "number", "decimal comma"},
    "boolean": {"yes or no"},
}
# What systems call the contract's columns, besides by the contract's own name.
ALSO_CALLED = {
    "contact_id": "call id, call sid, conversation id, session id, uniqueid, id",
    "parent_contact_id": "parent call id, parent call sid, transferred from",
    "initial_contact_id": "first call id, linkedid, root call id",
    "entered_at": "start, started, started at, start time, call start, begin, received, created at, timestamp, date",
    "queued_at": "queue start, enqueued, queue time",
    "answered_at": "answer time, answer, connected at, connect time, accepted at",
    "ended_at": "end, end time, finished, finished at, hangup, hangup time, call end, disconnected at, closed at",
    "customer_ref": "caller, caller number, caller id, from, phone, phone number, ani, customer, customer id, "
    "customer number, requester, requester id, requester email, email, client, contact, account, msisdn",
    "agent_ref": "agent, agent id, agent name, operator, user, advisor, answered by",
    "assignee_ref": "assignee, assigned to, agent, agent id, agent name, owner, responder, handler",
    "actor_ref": "actor, author, author id, user, user id, agent, changed by, updated by",
    "wait_s": "wait, waiting, wait time, waiting time, queue duration, time in queue, wait seconds",
    "talk_s": "talk, talk time, talking, duration, call duration, conversation time, billsec, talk seconds",
    "hold_s": "hold, hold time, hold duration",
    "wrap_s": "wrap, wrap up, wrap time, after call work, acw, acw time",
    "queue": "queue name, skill, department, group, line, service",
    "issue": "topic, category, subject category, matter, call reason, issue type",
    "disposition": "result, outcome, call status, call result, end reason",
    "ticket_id": "id, number, ticket, ticket number, case, case id, case number, case no, incident, reference",
    "opened_at": "created, created at, created on, opened, opened on, open date, date created, logged, raised",
    "solved_at": "solved, resolved, resolved at, resolved on, resolution date, solved on, done at",
    "closed_at": "closed, closed on, close date, date closed",
    "first_response_at": "first reply, first response, first replied at, responded at, first answer",
    "status": "state, ticket status, case status",
    "kind": "type, ticket type, case type, event, event type, action, field",
    "team": "group, department, assignment group, assigned group, team name, desk",
    "severity": "impact, severity level",
    "priority": "urgency, prio",
    "channel": "source, medium, via, origin, contact channel, came by",
    "reopen_count": "reopens, reopened, times reopened",
    "merged_into_ticket_id": "merged into, duplicate of, merged into case",
    "order_id": "order, order number, order no",
    "occurred_at": "at, time, timestamp, date, created at, changed at, updated at, when",
    "event_id": "id, event, audit id",
    "old_value": "from, before, previous value",
    "new_value": "to, after, value",
    "started_at": "start, from, start time, begin",
    "response_id": "id, response, submission id, respondent id",
    "submitted_at": "submitted, completed at, answered at, response date, date, created at, end date",
    "sent_at": "sent, sent on, invited at",
    "invitation_id": "id, invitation, invite id",
    "survey": "survey name, survey id, questionnaire",
    "question_id": "question, question code, item",
    "question": "question text, wording",
    "value": "score, rating, answer, grade, points",
    "text": "comment, answer text, verbatim, feedback",
    "customer_id": "id, customer, customer number, account, client id",
    "since_date": "customer since, created at, joined",
    "ordered_at": "order date, ordered on, purchase date, date, created at",
    "paid_price": "price paid, price, amount, total, revenue",
    "quantity": "qty, units, pieces",
    "agent_id": "id, agent, employee id, user id",
    "return_id": "id, rma, return number",
    "returned_at": "return date, returned on, date",
    "version_at": "updated at, modified at, last modified, last updated, changed at, synced at, exported at",
}


@dataclass(frozen=True)
class Match:
    """A contract table with the file's columns that fill it, and how well they do."""

    table: Table
    columns: dict[str, Seen]
    score: float


def best_match(feed: str, columns: tuple[Seen, ...], file_name: str) -> Match:
    """The contract table of a feed that a file's columns fit best."""
    found = [_match(table, columns, file_name) for table in tables().values() if table.feed == feed]
    return max(found, key=lambda match: match.score)


def _match(table: Table, columns: tuple[Seen, ...], file_name: str) -> Match:
    """The likest pairs first, each column once. What a table cannot be without goes before, and counts twice."""
    types = {**table.columns, "version_at": "timestamp"}
    pairs = sorted(
        (
            (likeness + 0.03 * (name in table.required), -place, name, seen)
            for place, name in enumerate(types) if not name.endswith(("_kind", "_issued_by"))
            for seen in columns
            if _fits(name, types[name], seen) and (likeness := _likeness(name, seen.name)) >= LEAST_LIKENESS
        ),
        key=lambda pair: pair[:2], reverse=True,
    )  # fmt: skip
    taken: dict[str, Seen] = {}
    score = 0.0
    for likeness, _, name, seen in pairs:
        if name not in taken and seen not in taken.values():
            taken[name] = seen
            score += likeness * (2 if name in table.required else 1)
    missing = [name for name in table.required if name not in taken and name != "channel"]
    words = set(re.findall(r"[a-z]+", file_name.lower()))
    called = {table.name, table.name.removesuffix("s"), "calls" if table.name == "contacts" else table.name}
    in_order = {name: taken[name] for name in types if name in taken}
    return Match(table, in_order, score - 2 * len(missing) + (2 if words & called else 0))


def _fits(name: str, type_: str, seen: Seen) -> bool:
    if type_ != "text":
        return seen.kind in CASTABLE[type_]
    unfit = set(TIMES)
    if name.endswith(("_id", "_ref")):
        unfit |= {"yes or no", "number", "decimal comma"}
    if name.endswith("_id"):
        unfit |= {"email", "phone"}
    return seen.kind not in unfit


def _words(key: str) -> tuple[str, ...]:
    """callStart, call_start and "Call start" are the same words."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", key)
    return tuple(re.findall(r"[a-z0-9]+", apart.lower()))


def _likeness(contract: str, delivered: str) -> float:
    """0 to 1: equal words 1, one of the other names 0.98, else how much of the letters is shared.

    Of a path of keys the last one counts, and where that could be anybody's (id, name) the one before.
    """
    keys = delivered.split(".")
    if len(keys) > 1 and keys[-1].lower() in ANYBODYS:
        return max(_alike(contract, _words(keys[-2])), _alike(contract, _words(f"{keys[-2]} {keys[-1]}")))
    return _alike(contract, _words(keys[-1]))


def _alike(contract: str, words: tuple[str, ...]) -> float:
    bare = tuple(word for word in words if word not in ("utc", "sec", "secs", "seconds", "ms"))
    own = tuple(contract.removesuffix("_s").split("_"))
    if words in (own, tuple(contract.split("_"))):
        return 1.0
    names = [tuple(name.split()) for name in ALSO_CALLED.get(contract, "").split(", ") if name]
    if bare in names:
        return 0.98 - 0.01 * names.index(bare)
    return max(SequenceMatcher(None, " ".join(bare), " ".join(name)).ratio() for name in (own, *names)) * 0.9

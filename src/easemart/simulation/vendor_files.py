"""Writes a small company's year as its vendors' systems would deliver it, file by file.

What a real delivery has is there: records that come again when they change, an older version that
comes late, and a little dirt (a cut line, a date that does not exist, an end before its beginning),
in files long enough to keep it under a hundredth.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from numpy.random import Generator

from easemart.simulation.company import (
    AGENTS,
    START,
    Contact,
    Response,
    Ticket,
    Year,
    after,
    agent_user_id,
    user_id,
)  # fmt: skip

LEAST_ROWS_FOR_DIRT = 150
QUARTER_MONTHS = 3
SURVEY = "SV_service2024"

QUESTIONS = {
    "Q1": "The company made it easy for me to settle my matter.",
    "Q2": "How satisfied are you with the service?",
    "Q3": "How likely are you to recommend us\nto a friend?",
    "Q4": "Is your matter settled completely?",
    "Q5": "How well was the matter itself dealt with?",
    "Q6": "How pleasant was the person you spoke to?",
    "Q7": "Is there anything else you need?",
    "Q8": "Did you believe what you were told?",
    "Q9_1": "How satisfied are you with ... - Our website",
    "Q9_2": "How satisfied are you with ... - Our phone menu",
    "Q9_3": "How satisfied are you with ... - Our delivery",
    "Q10": "Would you buy from us again?",
    "Q11": "Anything you want to tell us?",
}
# From the third quarter on the survey goes out in German first: question texts change, names do not.
QUESTIONS_GERMAN = QUESTIONS | {
    "Q1": "Das Unternehmen hat es mir leicht gemacht,\nmein Anliegen zu erledigen.",
    "Q2": "Wie zufrieden sind Sie mit dem Service?",
    "Q4": "Ist Ihr Anliegen vollständig erledigt?",
}
FIELDS = {
    "StartDate": "startDate", "EndDate": "endDate", "Status": "status", "IPAddress": "ipAddress",
    "Progress": "progress", "Duration (in seconds)": "duration", "Finished": "finished",
    "RecordedDate": "recordedDate", "ResponseId": "_recordId", "RecipientLastName": "recipientLastName",
    "RecipientFirstName": "recipientFirstName", "RecipientEmail": "recipientEmail",
    "ExternalReference": "externalDataReference", "LocationLatitude": "locationLatitude",
    "LocationLongitude": "locationLongitude", "DistributionChannel": "distributionChannel",
    "UserLanguage": "userLanguage",
}  # fmt: skip
EMBEDDED = ("ContactId", "SurveyId", "Wave")


def _zulu(moment: dt.datetime | None) -> str | None:
    return None if moment is None else moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def plain(moment: dt.datetime | None) -> str:
    """A moment as most exports write it, in UTC."""
    return "" if moment is None else moment.strftime("%Y-%m-%d %H:%M:%S")


def write_csv(path: Path, rows: Iterable[Sequence[object]], start: str = "") -> None:
    """Writes rows as CSV, after `start` (a byte order mark)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as handle:
        handle.write(start)
        csv.writer(handle, lineterminator="\n").writerows(rows)


def quarters(end: dt.datetime) -> Iterator[tuple[str, dt.datetime, dt.datetime]]:
    """(name, first moment, first moment after) of each quarter up to `end`; the last may be short."""
    first = START
    while first < end:
        month = first.month + QUARTER_MONTHS
        after_it = dt.datetime(first.year + (month > 12), (month - 1) % 12 + 1, 1)
        name = f"{first.year}-{first.month:02d}"
        yield name, first, min(after_it, end)
        first = after_it


# --- Amazon Connect ----------------------------------------------------------------------------


def _record(contact: Contact, ticket: int | None) -> dict[str, Any]:
    queue = contact.queued and {
        "ARN": f"arn:aws:connect:eu-west-2:000000000000:queue/{contact.queue}",
        "Name": contact.queue,
        "EnqueueTimestamp": _zulu(contact.queued),
        "DequeueTimestamp": _zulu(contact.answered or contact.ended),
        "Duration": int(((contact.answered or contact.ended) - contact.queued).total_seconds()),
    }
    agent = contact.answered and {
        "Username": contact.agent,
        "ConnectedToAgentTimestamp": _zulu(contact.answered),
        "AgentInteractionDuration": contact.talk,
        "CustomerHoldDuration": contact.hold,
        "NumberOfHolds": int(contact.hold > 0),
        "AfterContactWorkDuration": contact.wrap,
    }
    attributes = {
        "issue": contact.issue,
        "reason": contact.reason,
        "resolved": contact.resolved,
        "customerId": contact.account,
        "ticketId": None if ticket is None else str(ticket),
        "callbackRequested": "true" if contact.is_callback_requested else None,
    }
    return {
        "AWSContactTraceRecordFormatVersion": "2017-03-10",
        "ContactId": contact.contact_id,
        "InitialContactId": contact.initial,
        "PreviousContactId": contact.previous,
        "NextContactId": contact.following,
        "Channel": contact.channel,
        "InitiationMethod": contact.method,
        "InitiationTimestamp": _zulu(contact.entered),
        "DisconnectTimestamp": _zulu(contact.ended),
        "DisconnectReason": "AGENT_DISCONNECT" if contact.answered and contact.talk % 3 else "CUSTOMER_DISCONNECT",
        "LastUpdateTimestamp": _zulu(contact.updated),
        "CustomerEndpoint": {"Address": contact.phone, "Type": "TELEPHONE_NUMBER"},
        "Queue": queue or None,
        "Agent": agent or None,
        "Attributes": {key: value for key, value in attributes.items() if value is not None},
    }


def _deliveries(rng: Generator, year: Year) -> list[tuple[dt.datetime, Contact]]:
    """(when delivered, record): each once, some again, newer, equal, or older than what came before."""
    found = [(contact.updated, contact) for contact in year.contacts]
    again = [contact for contact in year.contacts if contact.answered and rng.random() < 0.04]
    for contact in again:
        corrected = after(contact.updated, 86_400 * rng.uniform(1, 40))
        newer = replace(contact, updated=corrected, resolved="true" if contact.resolved is None else contact.resolved,
                        wrap=contact.wrap + 5)  # fmt: skip
        if corrected < year.end:
            found.append((corrected, newer))
    twice = [contact for contact in year.contacts if rng.random() < 0.01]
    found += [(contact.updated, contact) for contact in twice]
    # An older version that comes after the newer one: it must change nothing.
    found += [
        (after(moment, 86_400), replace(record, updated=after(record.updated, -3600), resolved="false"))
        for moment, record in found[len(year.contacts) : len(year.contacts) + 3]
        if after(moment, 86_400) < year.end
    ]
    # A record that turns out to be another customer's call.
    ends = [c for c in year.contacts if c.account is None and c.answered and c.phone != "anonymous"]
    for contact in ends[:: max(1, len(ends) // 3)][:3]:
        other = year.customers[(contact.customer + 1) % len(year.customers)]
        moment = after(contact.updated, 86_400 * 35)
        if moment < year.end:
            found.append((moment, replace(contact, updated=moment, phone=other.phone)))
    return sorted(found, key=lambda item: (item[0], item[1].contact_id))


def write_amazon_connect(rng: Generator, year: Year, folder: Path) -> None:
    """A file of JSON lines a month."""
    tickets = {ticket.contact_id: ticket.number for ticket in year.tickets if ticket.contact_id}
    months: dict[str, list[str]] = {}
    for moment, contact in _deliveries(rng, year):
        record = _record(contact, tickets.get(contact.contact_id))
        months.setdefault(f"{moment:%Y-%m}", []).append(json.dumps(record, separators=(",", ":")))
    folder.mkdir(parents=True, exist_ok=True)
    for at, (month, lines) in enumerate(sorted(months.items())):
        if len(lines) >= LEAST_ROWS_FOR_DIRT:
            broken = json.loads(lines[7]) | {"ContactId": f"broken-{month}"}
            if at == 1:
                lines.insert(20, json.dumps(broken | {"InitiationTimestamp": "2024-02-30T10:00:00Z"}))
            elif at == 2:
                lines.insert(30, json.dumps(broken)[:200])
            elif at == 3:
                early = _zulu(START - dt.timedelta(days=1))
                lines.insert(40, json.dumps(broken | {"DisconnectTimestamp": early}))
        (folder / f"contact_records_{month}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


# --- Zendesk -----------------------------------------------------------------------------------


def _ticket_row(ticket: Ticket, until: dt.datetime, synced: str) -> list[object]:
    known = [change for change in ticket.changes if change[0] < until]
    values = {name: value for _, name, value, _ in known}
    touched = max([ticket.opened, *(change[0] for change in known)])
    return [
        ticket.number, synced, values.get("assignee_id", ""), 360003529474, plain(ticket.opened),
        360006965034 + ticket.agent % 3, values.get("priority", ""), user_id(ticket.customer),
        values.get("status", "new"), "incident" if ticket.kind == "problem" else "question",
        plain(touched), ticket.via, ticket.kind, ticket.issue, ticket.contact_id or "", "FALSE",
    ]  # fmt: skip


TICKET_COLUMNS = (
    "id", "_fivetran_synced", "assignee_id", "brand_id", "created_at", "group_id", "priority", "requester_id",
    "status", "type", "updated_at", "via_channel", "custom_kind", "custom_issue", "custom_contact_id",
    "_fivetran_deleted",
)  # fmt: skip


def write_zendesk(year: Year, folder: Path) -> None:
    """Four tables a quarter; a ticket comes again in each later quarter in which it changed."""
    seen: set[int] = set()
    number = 0
    for name, first, until in quarters(year.end):
        synced = plain(after(until, 7200))
        moved = [
            ticket for ticket in year.tickets
            if first <= ticket.opened < until or any(first <= change[0] < until for change in ticket.changes)
        ]  # fmt: skip
        write_csv(folder / f"ticket_data_{name}.csv", [TICKET_COLUMNS, *(_ticket_row(t, until, synced) for t in moved)])
        history = [
            [field_name, ticket.number, plain(moment), synced, actor, value]
            for ticket in moved
            for moment, field_name, value, actor in ticket.changes
            if first <= moment < until
        ]
        if len(history) >= LEAST_ROWS_FOR_DIRT and first > START:
            history.insert(9, ["status", history[9][1], f"{first.year}-06-31 10:00:00", synced, "", "open"])
        columns = ["field_name", "ticket_id", "updated", "_fivetran_synced", "user_id", "value"]
        write_csv(folder / f"ticket_field_history_data_{name}.csv", [columns, *history])
        comments = []
        for ticket in year.tickets:
            for moment, is_public, actor in ticket.comments:
                if first <= moment < until:
                    number += 1
                    asked = f"Hello, it\n{year.customers[ticket.customer].signature}"
                    text = asked if actor > 70_000 else "Dear customer,\nthank you." if is_public else "Note"
                    shown = str(is_public).upper()
                    comments.append([number, synced, text, plain(moment), shown, ticket.number, actor])
        columns = ["id", "_fivetran_synced", "body", "created", "public", "ticket_id", "user_id"]
        write_csv(folder / f"ticket_comment_data_{name}.csv", [columns, *comments])
        users = [[agent_user_id(at), synced, "agent", f"{agent}@example.com", "", "", agent.title()]
                 for at, agent in enumerate(AGENTS)]  # fmt: skip
        for index in sorted({ticket.customer for ticket in moved} - seen):
            customer = year.customers[index]
            is_linked = index % 5 < 3 and customer.known_at < until
            users.append([user_id(index), synced, "end-user", customer.email, customer.phone if index % 2 else "",
                          customer.number if is_linked else "",
                          f"{customer.first_name} {customer.last_name}"])  # fmt: skip
            seen.add(index)
        write_csv(folder / f"user_data_{name}.csv",
               [["id", "_fivetran_synced", "role", "email", "phone", "external_id", "name"], *users])  # fmt: skip


# --- Qualtrics ---------------------------------------------------------------------------------


def _response_row(response: Response, year: Year, wave: str) -> list[object]:
    customer = year.customers[response.contact.customer]
    is_known = response.contact.account is not None
    seconds = int((response.ended - response.started).total_seconds())
    answers = dict(response.answers)
    if "Q11" in answers:
        answers["Q11"] += f"\n{customer.signature}"
    return [
        plain(response.started), plain(response.ended), "0", "192.0.2.1",
        100 if response.is_finished else 10 * len(response.answers), seconds, str(response.is_finished),
        plain(response.recorded), response.response_id, customer.last_name, customer.first_name,
        "" if is_known else customer.email,
        customer.number if is_known else "", "", "", "email", "DE" if customer.index % 7 == 0 else "EN",
        *(answers.get(question, "") for question in QUESTIONS),
        response.contact.contact_id, SURVEY, wave,
    ]  # fmt: skip


def write_qualtrics(year: Year, folder: Path) -> None:
    """An export a quarter, by when a response was recorded, with its three header rows and a preview."""
    for at, (name, first, until) in enumerate(quarters(year.end)):
        texts = QUESTIONS if at < 2 else QUESTIONS_GERMAN
        labels = [*FIELDS, *texts.values(), *EMBEDDED]
        imports = [
            json.dumps({"ImportId": key, "timeZone": "Z"} if key.endswith("Date") else {"ImportId": key},
                       separators=(",", ":"))
            for key in [*FIELDS.values(), *(q.replace("Q", "QID") for q in QUESTIONS), *EMBEDDED]
        ]  # fmt: skip
        rows = [_response_row(r, year, name) for r in year.responses if first <= r.recorded < until]
        if rows:
            preview = list(rows[0])
            preview[2], preview[8], preview[15] = "1", f"R_preview{at}", "preview"
            rows.insert(1, preview)
        names = [*FIELDS, *QUESTIONS, *EMBEDDED]
        write_csv(folder / f"service_survey_{name}.csv", [names, labels, imports, *rows], "\ufeff")

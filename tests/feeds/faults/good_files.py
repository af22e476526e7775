"""A good file of each source, as its vendor writes it: what the faults are put into."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

Row = dict[str, Any]
ROWS = 40
FIRST = dt.datetime(2024, 3, 4, 9)


def iso(moment: dt.datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def plain(moment: dt.datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S")


def epoch(moment: dt.datetime) -> int:
    return int(moment.replace(tzinfo=dt.UTC).timestamp())


def minutes(count: float) -> dt.timedelta:
    return dt.timedelta(minutes=count)


HOUR = minutes(60)


@dataclass(frozen=True)
class GoodFile:
    """One kind of file of a source, and which of its fields a fault can be put into.

    Fields of JSON are paths with dots. `time` is the one that `at` writes; `until` is when what began at `time` ended;
    `changed` says how new a record is; `number` may be any, `duration` none below zero; `code` is one of a list that
    grows.
    """

    source: str
    file_name: str
    form: str
    row: Callable[[int, dt.datetime], Row]
    at: Callable[[dt.datetime], Any]
    key: str
    text: str
    time: str
    until: str | None = None
    number: str | None = None
    duration: str | None = None
    code: str | None = None
    needed: str | None = None
    old: tuple[str, ...] = ()
    above: Callable[[list[str]], list[list[str]]] = lambda names: [names]
    tables: int = 1

    @property
    def feed(self) -> str:
        return self.source.split("/")[0]

    @property
    def system(self) -> str:
        return self.source.split("/")[1].split()[0]

    def rows(self, count: int = ROWS, first: dt.datetime = FIRST, step: dt.timedelta = HOUR) -> list[Row]:
        return [self.row(n, first + n * step) for n in range(count)]

    @property
    def lines_above(self) -> int:
        return len(self.above(list(self.rows(1)[0]))) if self.form == "csv" else 0


def texts(good: GoodFile, rows: list[Row], delimiter: str = ",") -> list[str]:
    """The lines of a text file, its header's too, without their ends."""
    if good.form == "json":
        return [json.dumps(row) for row in rows]
    if good.form == "lines":
        return ["|".join(str(value) for value in row.values()) for row in rows]
    lines = good.above(list(rows[0])) + [["" if v is None else str(v) for v in row.values()] for row in rows]
    return [_delimited(line, delimiter) for line in lines]


def _delimited(fields: list[str], delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n", delimiter=delimiter).writerow(fields)
    return out.getvalue().removesuffix("\n")


def content(good: GoodFile, rows: list[Row]) -> bytes:
    if good.form == "parquet":
        return _parquet(rows)
    return "".join(f"{line}\n" for line in texts(good, rows)).encode()


def _parquet(rows: list[Row]) -> bytes:
    names = list(rows[0])
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as con:
        con.execute(f"create table made ({', '.join(f'{chr(34)}{name}{chr(34)} varchar' for name in names)})")
        values = [[None if row.get(name) is None else str(row[name]) for name in names] for row in rows]
        if values:
            con.executemany(f"insert into made values ({', '.join('?' for _ in names)})", values)
        path = Path(folder) / "made.parquet"
        con.execute(f"copy made to '{path}' (format parquet)")
        return path.read_bytes()


def _queue_log(n: int, at: dt.datetime) -> Row:
    return {
        "second": epoch(at), "call": f"17041032{n:02d}.{n}", "queue": "billing", "member": "Ana Lopez",
        "event": "COMPLETECALLER", "wait": 26, "talk": 100 + n, "place": 1,
    }  # fmt: skip


def _cdr(n: int, at: dt.datetime) -> Row:
    return {
        "accountcode": "", "src": "+4930901820", "dst": "600", "dcontext": "in", "clid": "Ann",
        "channel": f"PJSIP/trunk-{n:08d}", "dstchannel": "PJSIP/3001-0000002", "lastapp": "Queue",
        "lastdata": "billing", "start": plain(at), "answer": plain(at + minutes(1)), "end": plain(at + minutes(5)),
        "duration": "300", "billsec": "240", "disposition": "ANSWERED", "amaflags": "DOCUMENTATION",
        "uniqueid": f"1704103200.{n}",
    }  # fmt: skip


def _bank(n: int, at: dt.datetime) -> Row:
    def clock(moment: dt.datetime) -> str:
        return f"{moment.hour}:{moment:%M:%S}"

    answered = at + minutes(1)
    return {
        "vru+line": "AA0103", "call_id": f"{34498 + n}", "customer_id": "9614488", "priority": "2", "type": "PS",
        "date": f"{at:%y%m%d}", "vru_entry": clock(at), "vru_exit": clock(at + minutes(0.5)), "vru_time": "30",
        "q_start": clock(at + minutes(0.5)), "q_exit": clock(answered), "q_time": "30", "outcome": "AGENT",
        "ser_start": clock(answered), "ser_exit": clock(at + minutes(3)), "ser_time": "120", "server": "TOVA",
    }  # fmt: skip


def _connect(n: int, at: dt.datetime) -> Row:
    return {
        "ContactId": f"c{n}", "Channel": "VOICE", "InitiationMethod": "INBOUND", "InitiationTimestamp": iso(at),
        "DisconnectTimestamp": iso(at + minutes(5)), "DisconnectReason": "CUSTOMER_DISCONNECT",
        "LastUpdateTimestamp": iso(at + minutes(6)),
        "CustomerEndpoint": {"Address": "+12015550100", "Type": "TELEPHONE_NUMBER"},
        "Queue": {"Name": "Billing", "EnqueueTimestamp": iso(at), "DequeueTimestamp": iso(at + minutes(1)),
                  "Duration": 60},
        "Agent": {"Username": "ana", "ConnectedToAgentTimestamp": iso(at + minutes(1)),
                  "AgentInteractionDuration": 200, "CustomerHoldDuration": 25, "NumberOfHolds": 1,
                  "AfterContactWorkDuration": 30},
        "Attributes": {"issue": "billing"},
    }  # fmt: skip


def _genesys(n: int, at: dt.datetime) -> Row:
    def session(kind: str, queue: str | None, start: dt.datetime, end: dt.datetime, **metrics: int) -> Row:
        segment = {"segmentType": kind, "segmentStart": iso(start), "segmentEnd": iso(end), "queueId": queue}
        return {
            "sessionId": "s", "mediaType": "voice", "ani": "tel:+4930901820", "dnis": "tel:+4930555000",
            "segments": [segment], "metrics": [{"name": name, "value": value} for name, value in metrics.items()],
        }  # fmt: skip

    asked, taken, ended = at, at + minutes(1), at + minutes(5)
    return {
        "conversationId": f"c{n}", "conversationStart": iso(at), "conversationEnd": iso(ended),
        "originatingDirection": "inbound",
        "participants": [
            {"purpose": "customer", "sessions": [session("interact", None, asked, ended)]},
            {"purpose": "acd", "sessions": [session("interact", "q1", asked, taken, tAcd=60000)]},
            {"purpose": "agent", "userId": "ana", "sessions": [
                session("interact", "q1", taken, ended, tTalkComplete=240000)]},
        ],
    }  # fmt: skip


def _twilio(n: int, at: dt.datetime) -> Row:
    return {
        "sid": f"CA{n}", "parent_call_sid": "CA", "direction": "outbound-dial", "status": "completed",
        "from": "+12015550100", "to": "client:ana", "start_time": mailed(at), "end_time": mailed(at + minutes(5)),
        "duration": "300", "date_created": mailed(at), "date_updated": mailed(at + minutes(6)), "price": "-0.03",
    }  # fmt: skip


def mailed(moment: dt.datetime) -> str:
    """As Twilio writes times: like the date of a letter."""
    return moment.strftime("%a, %d %b %Y %H:%M:%S +0000")


def _contact(n: int, at: dt.datetime) -> Row:
    return {
        "contact_id": f"c{n}", "channel": "phone", "direction": "inbound", "queue": "billing", "agent_ref": "ana",
        "entered_at": plain(at), "queued_at": plain(at), "answered_at": plain(at + minutes(1)),
        "ended_at": plain(at + minutes(5)), "wait_s": 60, "talk_s": 240, "disposition": "answered",
    }  # fmt: skip


def _zendesk(n: int, at: dt.datetime) -> Row:
    return {
        "id": f"{n}", "_fivetran_synced": plain(at + minutes(600)), "created_at": plain(at), "requester_id": "900",
        "status": "open", "priority": "high", "type": "incident", "via_channel": "voice", "group_id": "3",
    }  # fmt: skip


def _zendesk_ticket(n: int, at: dt.datetime) -> Row:
    return {
        "id": n, "created_at": iso(at), "updated_at": iso(at + minutes(60)), "type": "incident", "subject": "Fire",
        "priority": "high", "status": "open", "requester_id": 900, "assignee_id": 7, "group_id": 3,
        "via": {"channel": "voice"},
    }  # fmt: skip


def _zendesk_audit(n: int, at: dt.datetime) -> Row:
    return {
        "id": n, "ticket_id": 47, "created_at": iso(at), "author_id": 7, "via": {"channel": "web"},
        "events": [{"id": 1000 + n, "type": "Change", "field_name": "status", "value": "hold",
                    "previous_value": "open"}],
    }  # fmt: skip


def _zendesk_metric_event(n: int, at: dt.datetime) -> Row:
    return {
        "id": n, "ticket_id": 155, "instance_id": 1, "metric": "reply_time", "type": "fulfill", "time": iso(at),
    }  # fmt: skip


def _zendesk_rating(n: int, at: dt.datetime) -> Row:
    return {
        "id": n, "ticket_id": 208, "requester_id": 7881, "group_id": 44, "score": "good", "comment": "Awesome!",
        "created_at": iso(at), "updated_at": iso(at + minutes(1)),
    }  # fmt: skip


def _freshdesk(n: int, at: dt.datetime) -> Row:
    return {
        "id": n, "status": 2, "priority": 3, "source": 1, "type": "Incident", "requester_id": 31, "responder_id": 41,
        "group_id": 51, "spam": False, "created_at": iso(at), "updated_at": iso(at + minutes(60)),
        "stats": {"first_responded_at": iso(at + minutes(30))},
    }  # fmt: skip


def _jira(n: int, at: dt.datetime) -> Row:
    fields = {
        "created": jira_time(at), "updated": jira_time(at + minutes(60)), "resolutiondate": jira_time(at + minutes(60)),
        "status": {"name": "Resolved", "statusCategory": {"key": "done"}}, "issuetype": {"name": "[System] Incident"},
        "priority": {"name": "High"}, "project": {"key": "SUP"},
        "reporter": {"accountId": f"r{n}", "accountType": "customer"}, "assignee": {"accountId": "a1"},
    }  # fmt: skip
    return {"id": f"{n}", "key": f"SUP-{n}", "fields": fields}


def jira_time(moment: dt.datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000+0000")


def _servicenow(n: int, at: dt.datetime) -> Row:
    return {
        "number": f"INC{n}", "incident_state": "Active", "reopen_count": "0", "sys_mod_count": "1",
        "caller_id": "Caller 12", "opened_at": european(at), "sys_updated_by": "mia",
        "sys_updated_at": european(at + minutes(60)), "contact_type": "Phone", "category": "Network",
        "impact": "2 - Medium", "priority": "3 - Moderate", "assignment_group": "Desk", "assigned_to": "Ola",
    }  # fmt: skip


def european(moment: dt.datetime) -> str:
    return moment.strftime("%d/%m/%Y %H:%M:%S")


def _ticket(n: int, at: dt.datetime) -> Row:
    return {
        "ticket_id": f"t{n}", "opened_at": plain(at), "channel": "email", "issue": "billing",
        "kind": "question", "status": "solved",
        "priority": "high", "first_response_at": plain(at + minutes(9)), "solved_at": plain(at + minutes(60)),
        "reopen_count": 0,
    }  # fmt: skip


def _qualtrics(n: int, at: dt.datetime) -> Row:
    return {
        "StartDate": plain(at), "EndDate": plain(at + minutes(2)), "Status": "0", "Finished": "True",
        "RecordedDate": plain(at + minutes(2)), "ResponseId": f"R_{n}", "RecipientEmail": "ann@example.com",
        "UserLanguage": "DE", "Q1": "7", "Q3": "9", "SurveyId": "SV_1",
    }  # fmt: skip


def _qualtrics_above(names: list[str]) -> list[list[str]]:
    imports = [json.dumps({"ImportId": name, **({"timeZone": "Z"} if "Date" in name else {})}) for name in names]
    return [names, [f"asked: {name}" for name in names], imports]


def american(moment: dt.datetime) -> str:
    return f"{moment.month}/{moment.day}/{moment.year}"


def _airport(n: int, at: dt.datetime) -> Row:
    return {
        "RESPNUM": f"{n}", "INTDATE": american(at), "AIRLINE": "UNITED", "Q7ART": "5", "Q7FOOD": "3", "Q7ALL": "4",
        "NETPRO": "9", "LANG": "2", "WEIGHT": "0.25",
    }  # fmt: skip


def _delighted(n: int, at: dt.datetime) -> Row:
    return {
        "id": f"{n}", "person": "10", "survey_type": "ces", "score": 4, "comment": "Quick.",
        "created_at": epoch(at), "updated_at": epoch(at + minutes(1)),
        "person_properties": {"customer_id": "C1"}, "notes": [], "tags": [], "additional_answers": [],
    }  # fmt: skip


def _surveymonkey(n: int, at: dt.datetime) -> Row:
    return {
        "id": f"{n}", "survey_id": "900", "collection_mode": "default", "response_status": "completed",
        "date_created": iso(at), "date_modified": iso(at + minutes(2)), "total_time": 120,
        "custom_variables": {"customer_id": "C1"},
        "pages": [{"id": "p", "questions": [{"id": "100000001", "answers": [{"choice_id": "1000016"}]}]}],
    }  # fmt: skip


def _response(n: int, at: dt.datetime) -> Row:
    return {
        "response_id": f"r{n}", "survey": "comment cards", "respondent": "customer", "started_at": plain(at),
        "submitted_at": plain(at + minutes(2)), "mode": "comment_card", "language": "de", "weight": 1,
    }  # fmt: skip


def _order(n: int, at: dt.datetime) -> Row:
    return {
        "order_id": f"o{n}", "customer_id": f"k{n}", "ordered_at": plain(at), "product": "lamp", "quantity": 1,
        "paid_price": 9.5, "channel": "web", "delivered_at": plain(at + minutes(3000)),
    }  # fmt: skip


GOOD = (
    GoodFile("telephony/asterisk queue_log", "queue_log", "lines", _queue_log, epoch, "call", "member", "second",
             duration="talk", number="wait", code="event"),
    GoodFile("telephony/asterisk cdr", "Master.csv", "csv", _cdr, plain, "uniqueid", "clid", "end",
             duration="billsec", number="billsec", code="disposition", above=lambda names: []),
    GoodFile("telephony/bank_acd", "calls_2024-03.csv", "csv", _bank, lambda m: f"{m:%y%m%d}", "call_id", "server",
             "date", duration="q_time", number="ser_time", code="outcome", needed="q_start",
             old=("priority", "vru_exit", "q_exit", "ser_exit")),
    GoodFile("telephony/amazon_connect", "records.jsonl", "json", _connect, iso, "ContactId", "Queue.Name",
             "InitiationTimestamp", until="DisconnectTimestamp", number="Queue.Duration", duration="Queue.Duration",
             code="Channel", old=("Attributes",)),
    GoodFile("telephony/genesys_cloud", "details.jsonl", "json", _genesys, iso, "conversationId",
             "participants.2.userId", "conversationStart", number="participants.1.sessions.0.metrics.0.value",
             duration="participants.1.sessions.0.metrics.0.value", code="participants.0.sessions.0.mediaType",
             old=("originatingDirection",)),
    GoodFile("telephony/twilio", "calls.jsonl", "json", _twilio, mailed, "sid", "to", "start_time",
             until="end_time", number="duration", duration="duration", code="status", old=("date_created",)),
    GoodFile("telephony/standard", "contacts.csv", "csv", _contact, plain, "contact_id", "queue", "entered_at",
             until="ended_at", number="wait_s", duration="talk_s", code="disposition", needed="entered_at",
             old=("disposition",)),
    GoodFile("tickets/zendesk", "ticket.csv", "csv", _zendesk, plain, "id", "group_id", "created_at",
             code="status", needed="requester_id", old=("priority", "group_id")),
    GoodFile("tickets/zendesk tickets", "incremental_tickets.jsonl", "json", _zendesk_ticket, iso, "id", "subject",
             "created_at", code="status", old=("via",)),
    GoodFile("tickets/zendesk ticket_audits", "ticket_audits.jsonl", "json", _zendesk_audit, iso, "id",
             "via.channel", "created_at", code="events.0.field_name", old=("via",)),
    GoodFile("tickets/zendesk ticket_metric_events", "ticket_metric_events.jsonl", "json", _zendesk_metric_event,
             iso, "id", "instance_id", "time", code="type", old=("instance_id",)),
    GoodFile("tickets/freshdesk", "tickets.jsonl", "json", _freshdesk, iso, "id", "type", "created_at",
             code="status", old=("stats",), tables=3),
    GoodFile("tickets/jira_service_management", "issues.jsonl", "json", _jira, jira_time, "key",
             "fields.issuetype.name", "fields.created", code="fields.status", old=("id",), tables=3),
    GoodFile("tickets/servicenow", "incidents.csv", "csv", _servicenow, european, "number", "assignment_group",
             "opened_at", number="reopen_count", duration="reopen_count", code="incident_state",
             needed="opened_at", old=("contact_type", "impact"), tables=2),
    GoodFile("tickets/standard", "tickets.jsonl", "json", _ticket, plain, "ticket_id", "issue", "opened_at",
             number="reopen_count", duration="reopen_count", code="status", old=("priority",)),
    GoodFile("surveys/qualtrics", "survey.csv", "csv", _qualtrics, plain, "ResponseId", "SurveyId", "StartDate",
             number="Q3", duration="Q3", code="Q1", needed="EndDate", old=("UserLanguage",), above=_qualtrics_above,
             tables=2),
    GoodFile("surveys/airport", "2017_customer_survey.csv", "csv", _airport, american, "RESPNUM", "LANG", "INTDATE",
             number="WEIGHT", duration="WEIGHT", code="Q7FOOD", needed="Q7ALL", old=("Q7ART",), tables=2),
    GoodFile("surveys/delighted", "responses.jsonl", "json", _delighted, epoch, "id", "comment", "created_at",
             number="score", duration="score", code="survey_type", old=("tags",), tables=2),
    GoodFile("surveys/surveymonkey", "responses.jsonl", "json", _surveymonkey, iso, "id", "survey_id",
             "date_modified", code="pages.0.questions.0.id", old=("total_time",), tables=2),
    GoodFile("surveys/zendesk", "satisfaction_ratings.jsonl", "json", _zendesk_rating, iso, "id", "comment",
             "updated_at", code="score", old=("group_id",), tables=2),
    GoodFile("surveys/standard", "responses.csv", "csv", _response, plain, "response_id", "survey", "submitted_at",
             number="weight", duration="weight", code="mode", needed="survey", old=("language",)),
    GoodFile("crm/standard", "orders.csv", "csv", _order, plain, "order_id", "product", "ordered_at",
             number="paid_price", duration="quantity", needed="ordered_at", old=("channel",)),
    GoodFile("crm/standard parquet", "orders.parquet", "parquet", _order, plain, "order_id", "product", "ordered_at",
             number="paid_price", duration="quantity", needed="ordered_at", old=("channel",)),
)  # fmt: skip

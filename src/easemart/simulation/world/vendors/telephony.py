"""Contacts as three systems record them: Amazon Connect, the bank's call log, and the switchboard with the portal."""

from __future__ import annotations

from collections.abc import Collection

from easemart.simulation.world.contacts import AMAZON, BANK, PBX, PORTAL
from easemart.simulation.world.inbox import Inbox, Kind
from easemart.simulation.world.parameters import ISSUES
from easemart.simulation.world.staffing import QUEUES
from easemart.simulation.world.vendors import system_queue, words

RECORDS = Kind(
    "contact_records", "telephony/amazon_connect", "day", "jsonl",
    """
    AWSContactTraceRecordFormatVersion varchar, ContactId varchar, InitialContactId varchar, PreviousContactId varchar,
    NextContactId varchar, Channel varchar, InitiationMethod varchar, InitiationTimestamp varchar,
    DisconnectTimestamp varchar, DisconnectReason varchar, LastUpdateTimestamp varchar,
    CustomerEndpoint struct(Address varchar, "Type" varchar),
    Queue struct("Name" varchar, EnqueueTimestamp varchar, DequeueTimestamp varchar, Duration bigint),
    Agent struct(Username varchar, ConnectedToAgentTimestamp varchar, AgentInteractionDuration bigint,
        CustomerHoldDuration bigint, NumberOfHolds bigint, AfterContactWorkDuration bigint),
    Attributes struct(issue varchar, reason varchar, resolved varchar, customerId varchar, ticketId varchar,
        callbackRequested varchar)
    """,
)  # fmt: skip
CALLS = Kind(
    "calls", "telephony/bank_acd", "month", "csv",
    """
    "vru+line" varchar, call_id bigint, customer_id varchar, priority bigint, "type" varchar, "date" varchar,
    vru_entry varchar, vru_exit varchar, vru_time bigint, q_start varchar, q_exit varchar, q_time bigint,
    outcome varchar, ser_start varchar, ser_exit varchar, ser_time bigint, server varchar
    """,
)  # fmt: skip
CONTACTS = Kind(
    "contacts", "telephony/standard", "week", "csv",
    """
    contact_id varchar, parent_contact_id varchar, initial_contact_id varchar, channel varchar, direction varchar,
    initiation varchar, customer_ref varchar, customer_ref_kind varchar, ticket_id varchar, order_id varchar,
    queue varchar, issue varchar, reason varchar, entered_at varchar, menu_left_at varchar, queued_at varchar,
    answered_at varchar, ended_at varchar, rings bigint, wait_s bigint, talk_s bigint, hold_s bigint,
    hold_count bigint, wrap_s bigint, agent_ref varchar, disposition varchar, abandoned_where varchar,
    is_callback_requested boolean, page varchar, is_mystery boolean, code_shown varchar, offer_id varchar,
    offer_outcome varchar, version_at varchar
    """,
)  # fmt: skip
STATES = Kind(
    "agent_states", "telephony/standard", "week", "csv",
    "agent_ref varchar, state varchar, started_at varchar, ended_at varchar, queue varchar",
)  # fmt: skip
BLOCKED = Kind(
    "blocked_calls", "telephony/standard", "week", "csv",
    "queue varchar, started_at varchar, ended_at varchar, attempts bigint",
)  # fmt: skip
KINDS = (RECORDS, CALLS, CONTACTS, STATES, BLOCKED)
INTERVAL_S = 1800
BANK_ZONE = "Asia/Jerusalem"
REASONS = ("question", "change", "fault")


def _amazon(when: str, last: str, is_complete: str) -> str:
    """The records of the day's legs that `when` picks, as they stand at the second `last`."""
    return f"""
    select
        {last} as _at,
        uuid_of(key) as _key,
        '2017-03-10' as AWSContactTraceRecordFormatVersion,
        uuid_of(key) as ContactId,
        case when previous <> 0 then uuid_of(initial) end as InitialContactId,
        case when previous <> 0 then uuid_of(previous) end as PreviousContactId,
        case when following <> 0 then uuid_of(following) end as NextContactId,
        case when channel = 1 then 'CHAT' else 'VOICE' end as Channel,
        case method when 1 then 'TRANSFER' when 2 then 'CALLBACK'
            else case when channel = 1 then 'API' else 'INBOUND' end end as InitiationMethod,
        case when is_spoilt then replace(zulu(entered), 'T', 'T9') else zulu(entered) end as InitiationTimestamp,
        zulu(ended) as DisconnectTimestamp,
        case when answered >= 0 and talk % 3 > 0 then 'AGENT_DISCONNECT' else 'CUSTOMER_DISCONNECT' end
            as DisconnectReason,
        zulu({last}) as LastUpdateTimestamp,
        case
            when channel = 1 then {{'Address': case when reference > 0 then email(number) end, 'Type': 'EMAIL_ADDRESS'}}
            else {{'Address': case when reference > 0 then phone(number) else 'anonymous' end,
                'Type': 'TELEPHONE_NUMBER'}}
        end as CustomerEndpoint,
        case when queued >= 0 then {{
            'Name': {words(QUEUES, "queue")} || site_words,
            'EnqueueTimestamp': zulu(queued),
            'DequeueTimestamp': zulu(case when answered >= 0 then answered else ended end),
            'Duration': case when answered >= 0 then answered else ended end - queued
        }} end as Queue,
        case when answered >= 0 then {{
            'Username': printf('ac_%06d', agent_number),
            'ConnectedToAgentTimestamp': zulu(answered),
            'AgentInteractionDuration': talk,
            'CustomerHoldDuration': hold,
            'NumberOfHolds': cast(hold > 0 as bigint),
            'AfterContactWorkDuration': case when {is_complete} then wrap else 0 end
        }} end as Agent,
        {{
            'issue': {words(ISSUES, "issue")},
            'reason': {words(REASONS, "(key % 3)")},
            'resolved': case when {is_complete} and recorded >= 0 then cast(recorded = 1 as varchar) end,
            'customerId': case when reference = 2 then account(number) end,
            'ticketId': case when ticket <> 0 then cast(long_of(ticket) as varchar) end,
            'callbackRequested': case when is_callback_asked then 'true' end
        }} as Attributes
    from legs
    where vendor = {AMAZON} and {when}
    """


def fill(inbox: Inbox, until_s: int, systems: Collection[str]) -> None:
    """Legs of a day, in table `legs`. `until_s` is the end of the world: nothing is said again after it."""
    last = "(ended + wrap + 30)"
    again = f"(again_days > 0 and not is_spoilt and {last} + again_days * 86400 < {until_s})"
    inbox.fill(RECORDS.table, _amazon("true", last, f"not {again}"))
    inbox.fill(RECORDS.table, _amazon(again, f"({last} + again_days * 86400)", "true"))
    inbox.fill(RECORDS.table, _amazon(f"is_twice and not {again}", last, "true"))
    local = f"timezone('{BANK_ZONE}', make_timestamptz(epoch_us(%s)))"
    time = f"strftime({local}, '%%H:%%M:%%S')"

    def shown(second: str) -> str:
        text = time % f"moment({second})"
        return f"case when {text} like '0%' then substr({text}, 2) else {text} end"

    # A call that did not come to something has 0:00:00 there; at midnight nobody calls.
    inbox.fill(
        CALLS.table,
        f"""
        select
            ended as _at,
            uuid_of(key) as _key,
            'AA0' || cast(site_index * 8 + key % 8 as varchar) as "vru+line",
            key % 1000000000000 as call_id,
            case when reference = 2 then bank_account else '0' end as customer_id,
            0 as priority,
            {words(ISSUES, "issue")} as "type",
            case when is_spoilt then '241332' else strftime({local % "moment(entered)"}, '%y%m%d') end as "date",
            {shown("entered")} as vru_entry,
            {shown("case when queued >= 0 then queued else ended end")} as vru_exit,
            case when queued >= 0 then queued else ended end - entered as vru_time,
            case when queued >= 0 then {shown("queued")} else '0:00:00' end as q_start,
            case
                when queued >= 0 then {shown("case when answered >= 0 then answered else ended end")} else '0:00:00'
            end as q_exit,
            case when queued >= 0 then case when answered >= 0 then answered else ended end - queued else 0 end
                as q_time,
            case when answered >= 0 then 'AGENT' else 'HANG' end as outcome,
            case when answered >= 0 then {shown("answered")} else '0:00:00' end as ser_start,
            case when answered >= 0 then {shown("ended")} else '0:00:00' end as ser_exit,
            case when answered >= 0 then talk + hold else 0 end as ser_time,
            case when answered >= 0 then printf('BANK%06d', agent_number) else 'NO_SERVER' end as server
        from legs
        where vendor = {BANK}
        """,
    )
    inbox.fill(
        CONTACTS.table,
        f"""
        select
            ended + wrap as _at,
            uuid_of(key) as _key,
            uuid_of(key) as contact_id,
            case when method = 1 then uuid_of(previous) end as parent_contact_id,
            case when method = 1 then uuid_of(initial) end as initial_contact_id,
            case when vendor = {PORTAL} then 'self_service' else 'phone' end as channel,
            'inbound' as direction,
            case when method = 1 then 'transfer' else 'inbound' end as initiation,
            case reference when 2 then account(number) when 1 then phone(number) end as customer_ref,
            case reference when 2 then 'account' when 1 then 'phone' end as customer_ref_kind,
            case when ticket <> 0 then cast(long_of(ticket) as varchar) end as ticket_id,
            case when queue >= 0 then {words(QUEUES, "queue")} || site_words end as queue,
            {words(ISSUES, "issue")} as issue,
            case when answered >= 0 then {words(REASONS, "(key % 3)")} end as reason,
            case when is_spoilt then '2024-02-30 25:00:00' else plain(entered) end as entered_at,
            plain(queued) as menu_left_at,
            plain(queued) as queued_at,
            plain(answered) as answered_at,
            plain(ended) as ended_at,
            case when answered >= 0 then 1 + (answered - queued) // 6 end as rings,
            case when queued >= 0 then case when answered >= 0 then answered else ended end - queued end as wait_s,
            case when answered >= 0 or vendor = {PORTAL} then talk end as talk_s,
            case when answered >= 0 then hold end as hold_s,
            case when answered >= 0 then cast(hold > 0 as bigint) end as hold_count,
            case when answered >= 0 then wrap end as wrap_s,
            case when answered >= 0 then printf('pbx_%06d', agent_number) end as agent_ref,
            case
                when recorded = 1 then 'resolved'
                when recorded = 0 then 'unresolved'
                when left_in > 0 then 'abandoned'
                else 'answered'
            end as disposition,
            case left_in when 1 then 'menu' when 2 then 'queue' end as abandoned_where,
            false as is_callback_requested,
            case when vendor = {PORTAL} then 'help/' || {words(ISSUES, "issue")} || '/' || cast(key % 4 + 1 as varchar)
                end as page,
            is_mystery,
            case when is_code_shown then 'A' end as code_shown,
            case when is_offered then 'OFFER' || printf('%016x', key) end as offer_id,
            case when is_offered
                then case when is_taken then 'accepted' else 'declined' end end as offer_outcome,
            plain(ended + wrap) as version_at
        from legs
        where vendor in ({PBX}, {PORTAL})
        """,
    )
    inbox.fill(
        BLOCKED.table,
        f"""
        select
            (at_s + 1) * {INTERVAL_S} as _at,
            printf('%012d', at_s) || queue as _key,
            queue,
            plain(at_s * {INTERVAL_S}) as started_at,
            plain((at_s + 1) * {INTERVAL_S}) as ended_at,
            sum(busy_before) as attempts
        from (
            select entered // {INTERVAL_S} as at_s, {system_queue("queue", "site_words", systems)} as queue, busy_before
            from legs
            where busy_before > 0
        )
        group by at_s, queue
        """,
    )
    inbox.fill(
        STATES.table,
        f"""
        select
            until_s as _at,
            agent_ref || cast(from_s as varchar) as _key,
            agent_ref,
            'available' as state,
            plain(from_s) as started_at,
            plain(until_s) as ended_at,
            {system_queue("queue", "site_words", systems)} as queue
        from shifts
        """,
    )

"""The bank's calls as an Asterisk switch records them: its queue_log, and its call detail records.

What the menu did, only the record of the whole call tells, and so of the calls that ended there. Neither names an
issue, an account, the time on hold or the work after a call.
"""

from __future__ import annotations

from easemart.simulation.world.contacts import ASTERISK
from easemart.simulation.world.inbox import START_EPOCH, Inbox, Kind
from easemart.simulation.world.staffing import QUEUES
from easemart.simulation.world.vendors import words

QUEUE_LOG = Kind("queue_log", "telephony/asterisk", "day", "log", "line varchar", head="")
RECORDS = Kind(
    "cdr", "telephony/asterisk", "day", "csv",
    """
    accountcode varchar, src varchar, dst varchar, dcontext varchar, clid varchar, channel varchar, dstchannel varchar,
    lastapp varchar, lastdata varchar, "start" varchar, "answer" varchar, "end" varchar, duration bigint,
    billsec bigint, disposition varchar, amaflags varchar, uniqueid varchar, userfield varchar, peeraccount varchar,
    linkedid varchar, "sequence" bigint
    """,
    head="",
)  # fmt: skip
KINDS = (QUEUE_LOG, RECORDS)
RING_S = 15
# One agent under the names that queues, agents' logins and forwarding give them.
_MEMBER = (
    "case key % 3 when 0 then printf('PJSIP/BANK%06d', agent_number) "
    "when 1 then printf('Agent/BANK%06d', agent_number) else printf('Local/BANK%06d@agents/n', agent_number) end"
)
_CALL = f"cast({START_EPOCH} + entered as varchar) || '.' || cast(key % 1000000 as varchar)"
_CALLER = "case when reference > 0 then phone(number) else 'anonymous' end"


def fill(inbox: Inbox) -> None:
    """A day's calls, in table `legs`."""
    inbox.run(f"""
        create or replace temp table switched as
        select *, {_CALL} as call, {_CALLER} as caller, {_MEMBER} as member, {words(QUEUES, "queue")} as queue_name,
            answered - queued as waited_for_agent
        from legs
        where vendor = {ASTERISK}
    """)
    inbox.fill(
        QUEUE_LOG.table,
        f"""
        with events as (
            select *, unnest([
                {{'step': 0, 'at_s': queued, 'who': 'NONE', 'what': 'ENTERQUEUE||' || caller || '|1'}},
                {{'step': 1, 'at_s': case when waited_for_agent > 2 * {RING_S} then answered - {RING_S} else -1 end,
                    'who': member, 'what': 'RINGNOANSWER|{RING_S * 1000}'}},
                {{'step': 2, 'at_s': answered, 'who': member,
                    'what': 'CONNECT|' || waited_for_agent || '|' || call || '1|' || least(waited_for_agent, 4)}},
                {{'step': 3, 'at_s': case when answered >= 0 then ended else -1 end, 'who': member,
                    'what': case when talk % 3 > 0 then 'COMPLETEAGENT|' else 'COMPLETECALLER|' end
                        || waited_for_agent || '|' || (ended - answered) || '|1'}},
                {{'step': 4, 'at_s': case when answered < 0 then ended else -1 end, 'who': 'NONE',
                    'what': 'ABANDON|1|1|' || (ended - queued)}}
            ], recursive := true)
            from switched
            where queued >= 0
        )
        select
            at_s as _at,
            printf('%020d%d', key, step) as _key,
            case when is_spoilt then 'at ' else '' end || cast({START_EPOCH} + at_s as varchar)
            || '|' || call || '|' || queue_name || '|' || who || '|' || what as line
        from events
        where at_s >= 0
        """,
    )
    inbox.fill(
        RECORDS.table,
        """
        select
            ended as _at,
            printf('%020d', key) as _key,
            '' as accountcode,
            caller as src,
            '600' as dst,
            'bank' as dcontext,
            '' as clid,
            printf('PJSIP/trunk-%08x', key % 4294967296) as channel,
            case when answered >= 0 then printf('PJSIP/BANK%06d-%08x', agent_number, key % 4294967296) else '' end
                as dstchannel,
            case when queued >= 0 then 'Queue' else 'BackGround' end as lastapp,
            case when queued >= 0 then queue_name || ',t' else 'menu' end as lastdata,
            plain(entered) as "start",
            -- The menu answers the call.
            plain(entered) as "answer",
            case when is_spoilt then '2024-02-30 10:00:00' else plain(ended) end as "end",
            ended - entered as duration,
            ended - entered as billsec,
            'ANSWERED' as disposition,
            'DOCUMENTATION' as amaflags,
            call as uniqueid,
            '' as userfield,
            '' as peeraccount,
            call as linkedid,
            key % 1000000 as "sequence"
        from switched
        """,
    )

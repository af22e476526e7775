"""Contacts and queues: what operations must find again."""

from __future__ import annotations

from easemart.simulation.declared.kinds import SAMPLED_MONTH, Declared, Sampled, of_month

_OFFERED = (
    "select sum({}) , sum(offered_count) from operations.intervals intervals "
    "join core.queues queues on queues.queue_id = intervals.queue_id where queues.queue like '{}%'"
)

PARAMETERS = (
    Declared("contacts", "E", "every leg, every contact only a ticket tells of", "contacts",
             mart="select count(*), null from core.contacts"),
    Declared("identified share", "E", "all contacts", "identified", "contacts",
             "select count(customer_id), count(*) from core.contacts"),
    Declared("answered share", "E", "offered to agents, inbound", "answered", "offered",
             "select sum(answered_count), sum(offered_count) from operations.intervals"),
    Declared("abandonment share", "E", "offered to agents, inbound", "abandoned", "offered",
             "select sum(abandoned_count), sum(offered_count) from operations.intervals", "staff_factor"),
    *(
        Declared(f"abandonment share, {queue}", "E", f"offered in {queue}", f"abandoned|{queue}", f"offered|{queue}",
                 _OFFERED.format("abandoned_count", queue), "staff_factor")
        for queue in ("General", "Technical", "Specialists", "PS")
    ),
    Declared("speed of answer", "E", "answered by agents, inbound", "wait_of_answered", "answered",
             "select sum(wait_seconds), count(*) from core.contacts "
             "where is_answered and is_offered and direction = 'inbound' and not is_mystery", "staff_factor"),
)  # fmt: skip

SAMPLED = (
    Sampled("abandonment share", "offered to agents, inbound", f"lost|{SAMPLED_MONTH}", f"due|{SAMPLED_MONTH}",
            of_month("abandonment_share"), 0.03, "staff_factor"),
    Sampled("identified share", "contacts customers began, no mystery visits", f"demand_identified|{SAMPLED_MONTH}",
            f"demand|{SAMPLED_MONTH}", of_month("identified_share"), 0.03, "late_record_share"),
)  # fmt: skip

"""What is compared between the truth and the marts, declared before any world is made.

Each parameter says its class: **E** exact (the mart must equal what a perfect reader counts), **S** sampled (an
interval must hold the truth), **A** adjusted, **D** discovery, **R** not identifiable from what companies record.
`numerator` and `denominator` name counts of `perfect_reader.read`; `mart` is SQL over the published marts that gives
the same two. Without `mart` a parameter is in the truth and waits for its mart.
"""

from __future__ import annotations

from dataclasses import dataclass

ALL = "the whole world"
KNOWN = "contacts customers began, whose customer is known, no mystery visits"


@dataclass(frozen=True)
class Declared:
    """One parameter. `planted` names the planted value it goes back to; `reason` says why R cannot be seen."""

    name: str
    kind: str
    population: str
    numerator: str
    denominator: str | None = None
    mart: str | None = None
    planted: str | None = None
    window: str = ALL
    reason: str | None = None


_OFFERED = (
    "select sum({}) , sum(offered_count) from operations.intervals intervals "
    "join core.queues queues on queues.queue_id = intervals.queue_id where queues.queue like '{}%'"
)

PARAMETERS: tuple[Declared, ...] = (
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
    Declared("first-contact resolution", "E", "ripe needs of known customers", "needs_first_contact", "needs_ripe",
             "select count(*) filter (is_first_contact_observed), count(is_first_contact_observed) from effort.needs",
             "resolve_odds"),
    Declared("needs", "E", "needs of known customers", "needs_known",
             mart="select count(*) filter (customer_id is not null), null from effort.needs"),
    Declared("repeat share, any issue", "E", KNOWN, "repeats", "demand_known",
             "select (select count(*) from effort.repeat_contacts), count(*) from core.contacts where direction = "
             "'inbound' and not is_transfer_leg and not is_mystery and customer_id is not null", "repeat_share"),
    Declared("repeat share, same issue", "E", KNOWN, "repeats_same_issue", "demand_known",
             "select (select count(*) filter (is_same_issue) from effort.repeat_contacts), count(*) from core.contacts "
             "where direction = 'inbound' and not is_transfer_leg and not is_mystery and customer_id is not null",
             "repeat_share"),
    Declared("complaint cases", "E", "customers who complained", "complaint_cases",
             mart="select count(*), null from recovery.complaints", planted="voice_share"),
    Declared("first response to complaints, mean seconds", "E", "answered cases", "cases_response_seconds",
             "cases_answered", "select sum(first_response_seconds), count(first_response_seconds) "
             "from recovery.complaints", "first_response_hours"),
    Declared("promises made", "E", "complaints", "promises_made", mart="select count(*), null from core.ticket_events "
             "where kind = 'promise_made'", planted="promise_share"),
    Declared("promises kept, of made", "E", "complaints", "promises_kept", "promises_made",
             "select count(*) filter (kind = 'promise_kept'), count(*) filter (kind = 'promise_made') "
             "from core.ticket_events", "promise_kept_share"),
    Declared("orders", "E", "delivered", "orders", mart="select count(*), null from core.orders"),
    Declared("revenue, cents", "E", "delivered, less money back", "revenue_cents",
             mart="select round(100 * sum(revenue)), null from core.orders", planted="order_value"),
    Declared("margin, cents", "E", "delivered, less money back and handling", "margin_cents",
             mart="select round(100 * sum(margin)), null from core.orders", planted="margin_share"),
    Declared("customers who left", "E", "recorded", "left_recorded",
             mart="select count(left_at), null from core.customers", planted="leave_rate_year"),
    Declared("effort: easy share of answers", "E", "answers", "effort_easy", "effort_answers",
             "select count(*) filter (value > 4), count(value) from core.survey_answers where measure = 'effort'",
             "effort_base"),
    Declared("effort: mean answer", "E", "answers", "effort_sum", "effort_answers",
             "select sum(value), count(value) from core.survey_answers where measure = 'effort'", "effort_base"),
    Declared("promoters", "E", "answers", "promoters", "recommendation_answers",
             "select count(*) filter (value >= 9), count(value) from core.survey_answers where measure = "
             "'recommendation'"),
    Declared("detractors", "E", "answers", "detractors", "recommendation_answers",
             "select count(*) filter (value <= 6), count(value) from core.survey_answers where measure = "
             "'recommendation'"),
    Declared("responses", "E", "with an answer", "responses_with_answers",
             mart="select count(distinct response_id), null from core.survey_answers "
             "where source_system = 'qualtrics'", planted="survey_answer_odds"),
    Declared("effort: easy share of all asked", "S", "contacts asked about, answered or not", "asked_easy", "asked",
             planted="effort_base"),
    Declared("repeats that are a next issue", "S", "repeats with a cause", "repeats_caused|next_issue",
             "repeats_with_cause", planted="next_issue_chance"),
    Declared("repeats with an emotional cause", "S", "repeats with a cause", "repeats_caused|emotional",
             "repeats_with_cause", planted="emotional_share"),
    Declared("customers who complain, of those with a bad experience", "R", "bad experiences", "voiced_all",
             "bad_experiences", planted="voice_share",
             reason="Who is discontented, says nothing and answers no survey is in no feed."),
    Declared("effort: easy share of all answered contacts", "R", "contacts with a person", "felt_easy", "felt",
             planted="survey_opinion_effect",
             reason="Nobody asks the bank's callers; whoever is not asked says nothing."),
    Declared("willing to return", "S", "complaints voiced", "willing", "complaint_tickets", planted="willing_resolved"),
    Declared("returning after a complaint", "S", "complaints voiced", "voiced_returning", "complaint_tickets",
             planted="return_odds"),
    Declared("reminders: effect", "A", "customers due", "reminders_that_would_work|0", "reminders|0",
             planted="reminder_effect"),
    Declared("left later, easy at first", "A", "customers with an index experience in the first half",
             "index_easy_left", "index_easy", planted="effort_leave"),
    Declared("left later, hard at first", "A", "customers with an index experience in the first half",
             "index_hard_left", "index_hard", planted="effort_leave"),
    Declared("profit of the best fifth", "E", "customers who ordered", "profit_of_a_fifth", "profit",
             planted="value_spread"),
)  # fmt: skip


@dataclass(frozen=True)
class Sampled:
    """A metric of `scorecard.monthly` in the world's second month, whose interval must hold the truth of all worlds.

    The truth is that of the population the worlds are drawn from: `numerator` over `denominator` of the perfect reader,
    summed over all of them. `widest`: the median half-width may not exceed it.
    """

    name: str
    metric: str
    population: str
    numerator: str
    denominator: str
    widest: float
    planted: str


SAMPLED_MONTH = "2024-02"
SAMPLED: tuple[Sampled, ...] = (
    Sampled("effort: easy share", "effort_easy_share", "contacts asked about, answered or not", "asked_easy", "asked",
            0.15, "effort_base"),
    Sampled("first-contact resolution", "first_contact_resolution", "ripe needs of known customers",
            "needs_first_contact", "needs_ripe", 0.06, "resolve_odds"),
    Sampled("repeat share, any issue", "repeat_share_any_issue", KNOWN, "repeats", "demand_identified", 0.06,
            "repeat_share"),
    Sampled("repeat share, same issue", "repeat_share_same_issue", KNOWN, "repeats_same_issue", "demand_identified",
            0.06, "repeat_share"),
    Sampled("abandonment share", "abandonment_share", "offered to agents, inbound", "abandoned", "offered", 0.03,
            "staff_factor"),
    Sampled("identified share", "identified_share", "contacts customers began, no mystery visits", "demand_identified",
            "demand", 0.03, "late_record_share"),
)  # fmt: skip

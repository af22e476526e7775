"""Needs, repeats and ease: what effort must find again."""

from __future__ import annotations

from easemart.simulation.declared.kinds import (
    KNOWN,
    SAMPLED_MONTH,
    Adjusted,
    Declared,
    Discovered,
    Sampled,
    of_month,
)

ASKED = "contacts asked about, answered or not, of known customers"


def _points(driver: str, *figures: str) -> str:
    """SQL of what a driver costs on the scale of the world's survey."""
    return f"select {', '.join(figures)} from effort.drivers where driver = '{driver}' and scale_high = 7"


PARAMETERS = (
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
    Declared("episodes", "E", "needs of known customers, joined by the list", "episodes",
             mart="select count(*) filter (customer_id is not null), null from effort.episodes",
             planted="next_issue_chance"),
    Declared("needs that could have been spared", "E", "needs of known customers", "needs_sparable", "needs_known",
             "select sum(sparable_need_count), sum(need_count) from effort.episodes where customer_id is not null",
             "next_issue_chance"),
    Declared("self-service: moved on within two days", "E", "ripe sessions of known customers", "sessions_left",
             "sessions_followed", "select sum(moved_48h_count), sum(session_count) from effort.channel_flows "
             "where from_channel = 'self_service' and to_channel = '*'", "self_service_holds"),
    Declared("calls after self-service", "E", "calls of known customers", "calls_after_self_service", "calls_known",
             "select sum(came_48h_count), sum(to_contact_count) from effort.channel_flows "
             "where from_channel = 'self_service' and to_channel = 'phone'", "self_service_first"),
    Declared("effort: easy share of answers", "E", "answers", "effort_easy", "effort_answers",
             "select count(*) filter (value > 4), count(value) from core.survey_answers where measure = 'effort'",
             "effort_base"),
    Declared("effort: mean answer", "E", "answers", "effort_sum", "effort_answers",
             "select sum(value), count(value) from core.survey_answers where measure = 'effort'", "effort_base"),
    Declared("effort: easy share of all asked", "S", "contacts asked about, answered or not", "asked_easy", "asked",
             planted="effort_base"),
    Declared("repeats that are a next issue", "R", "repeats with a cause", "repeats_caused|next_issue",
             "repeats_with_cause", planted="next_issue_chance",
             reason="Most repeats leave no trace of their cause: effort.repeat_causes gives the least and the most."),
    Declared("repeats with an emotional cause", "R", "repeats with a cause", "repeats_caused|emotional",
             "repeats_with_cause", planted="emotional_share",
             reason="Who is not asked, or does not answer, says nothing of having disbelieved."),
    Declared("effort: easy share of all answered contacts", "R", "contacts with a person", "felt_easy", "felt",
             planted="survey_opinion_effect",
             reason="Nobody asks the bank's callers; whoever is not asked says nothing."),
)  # fmt: skip

SAMPLED = (
    Sampled("effort: easy share", "contacts asked about, answered or not", f"asked_easy|{SAMPLED_MONTH}",
            f"asked|{SAMPLED_MONTH}", of_month("effort_easy_share"), 0.15, "effort_base"),
    Sampled("first-contact resolution", "ripe needs of known customers", f"needs_first_contact|{SAMPLED_MONTH}",
            f"needs_ripe|{SAMPLED_MONTH}", of_month("first_contact_resolution"), 0.06, "resolve_odds"),
    Sampled("repeat share, any issue", KNOWN, f"repeats|{SAMPLED_MONTH}", f"demand_identified|{SAMPLED_MONTH}",
            of_month("repeat_share_any_issue"), 0.06, "repeat_share"),
    Sampled("repeat share, same issue", KNOWN, f"repeats_same_issue|{SAMPLED_MONTH}",
            f"demand_identified|{SAMPLED_MONTH}", of_month("repeat_share_same_issue"), 0.06, "repeat_share"),
    *(
        Sampled(f"effort: points of 100 that a {driver.replace('_', ' ')} costs", ASKED, f"cost|{driver}",
                f"amount|{driver}", _points(driver, "points", "points_low", "points_high"), widest, planted)
        for driver, widest, planted in (
            ("further_contact", 6.5, "effort_contact"), ("transfer", 11.0, "effort_transfer"),
        )
    ),
    Sampled("day on which self-service was mended", "days of the world", "planted|self_service_change_day", "worlds",
            "select change_date - date '2024-01-01', change_date_low - date '2024-01-01', "
            "change_date_high - date '2024-01-01' from effort.channel_changes "
            "where channel = 'self_service' and is_change", 20.0, "self_service_change_day", "self_service_fix"),
)  # fmt: skip

ADJUSTED = (
    Adjusted("effort: points of 100 that a change of channel costs", ASKED, "cost|channel_switch",
             "amount|channel_switch",
             _points("channel_switch", "points", "points_low", "points_high", "raw_points", "raw_points_low",
                     "raw_points_high"), 9.0, "effort_switch"),
)  # fmt: skip

DISCOVERED = (
    Discovered("channels in which more customers stay", "channels",
               "select channel, case when difference > 0 then 'more' else 'fewer' end from effort.channel_changes "
               "where is_change",
               "select 'self_service', 'more' from planted where name = 'self_service_change_day' and value > 0", 0.8,
               "self_service_change", "self_service_fix"),
    Discovered("next issues", "pairs of issues",
               "select issue || ' to ' || next_issue, 'next issue' from effort.next_issues where is_found",
               "select issue || ' to ' || next_issue, 'next issue' from planted_next_issues", 0.5,
               "next_issue_chance"),
    # A caller who gave up and rings again comes for what was not settled.
    Discovered("causes of repeats", "calls, chats and sessions, the bank's aside",
               "select contact_id, primary_cause from effort.repeat_contacts join core.contacts using (contact_id) "
               "where primary_cause <> 'undetermined' and origin = 'contact' "
               "and source_system in ('amazon_connect', 'standard')",
               "with first_legs as (select case vendor when 0 then 'amazon_connect:' else 'standard:' end || "
               "contact_id as contact_id, true_cause, is_spoilt, "
               "row_number() over (partition by need order by entered) as place from contacts "
               "where vendor in (0, 2, 3) and contact_id = initial_id and not is_mystery) "
               "select contact_id, case when true_cause = 'gave_up' or (place > 1 and true_cause in ('arose', "
               "'next_issue')) then 'unresolved' else true_cause end from first_legs "
               "where not is_spoilt and (true_cause <> 'arose' or place > 1)", 0.3, "next_issue_chance"),
)  # fmt: skip

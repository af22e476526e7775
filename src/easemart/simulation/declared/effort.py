"""Needs, repeats and ease: what effort must find again."""

from __future__ import annotations

from easemart.simulation.declared.kinds import KNOWN, SAMPLED_MONTH, Adjusted, Declared, Sampled, of_month

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
    Declared("effort: easy share of answers", "E", "answers", "effort_easy", "effort_answers",
             "select count(*) filter (value > 4), count(value) from core.survey_answers where measure = 'effort'",
             "effort_base"),
    Declared("effort: mean answer", "E", "answers", "effort_sum", "effort_answers",
             "select sum(value), count(value) from core.survey_answers where measure = 'effort'", "effort_base"),
    Declared("effort: easy share of all asked", "S", "contacts asked about, answered or not", "asked_easy", "asked",
             planted="effort_base"),
    Declared("repeats that are a next issue", "S", "repeats with a cause", "repeats_caused|next_issue",
             "repeats_with_cause", planted="next_issue_chance"),
    Declared("repeats with an emotional cause", "S", "repeats with a cause", "repeats_caused|emotional",
             "repeats_with_cause", planted="emotional_share"),
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
            ("further_contact", 8.0, "effort_contact"), ("transfer", 16.0, "effort_transfer"),
        )
    ),
)  # fmt: skip

ADJUSTED = (
    Adjusted("effort: points of 100 that a change of channel costs", ASKED, "cost|channel_switch",
             "amount|channel_switch",
             _points("channel_switch", "points", "points_low", "points_high", "raw_points", "raw_points_low",
                     "raw_points_high"), 12.0, "effort_switch"),
)  # fmt: skip

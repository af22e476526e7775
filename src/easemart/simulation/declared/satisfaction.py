"""Answers and promises: what satisfaction must find again."""

from __future__ import annotations

from easemart.simulation.declared.kinds import Declared, Sampled

PARAMETERS = (
    Declared("promises made", "E", "complaints", "promises_made", mart="select count(*), null from core.ticket_events "
             "where kind = 'promise_made'", planted="promise_share"),
    Declared("promises kept, of made", "E", "complaints", "promises_kept", "promises_made",
             "select count(*) filter (kind = 'promise_kept'), count(*) filter (kind = 'promise_made') "
             "from core.ticket_events", "promise_kept_share"),
    Declared("promoters", "E", "answers", "promoters", "recommendation_answers",
             "select count(*) filter (value >= 9), count(value) from core.survey_answers where measure = "
             "'recommendation'"),
    Declared("detractors", "E", "answers", "detractors", "recommendation_answers",
             "select count(*) filter (value <= 6), count(value) from core.survey_answers where measure = "
             "'recommendation'"),
    Declared("responses", "E", "with an answer", "responses_with_answers",
             mart="select count(distinct response_id), null from core.survey_answers "
             "where source_system in ('qualtrics', 'surveymonkey')", planted="survey_answer_odds"),
    Declared("promises due, kept in time", "E", "ripe promises", "promises_due_kept", "promises_due",
             "select count(*) filter (is_kept_in_time), count(is_kept_in_time) from satisfaction.promises",
             "promise_kept_share"),
    Declared("promises kept late", "E", "complaints", "promises_late",
             mart="select count(*) filter (state = 'late'), null from satisfaction.promises",
             planted="promise_kept_share"),
    Declared("matter and person both pleased", "E", "contacts asked about both", "cells_both", "cells",
             "select count(*) filter (cell = 'both'), count(cell) from satisfaction.interactions"),
    Declared("the person pleased, the matter not", "E", "contacts asked about both", "cells_person_only", "cells",
             "select count(*) filter (cell = 'person only'), count(cell) from satisfaction.interactions"),
    Declared("false confirmations", "E", "contacts said to be settled, of known customers, ripe", "false_confirmations",
             "confirmations", "select count(*) filter (is_false_confirmation), count(is_false_confirmation) "
             "from satisfaction.interactions", "repeat_share"),
    Declared("expectation gap", "E", "the panel, sheets not filled in by the seller", "expectation_gap",
             "expectation_pairs", "select sum(gap_sum), sum(pair_count) from satisfaction.expectation_gaps "
             "where seller_id = 'all'"),
    Declared("expectations missed", "E", "the panel, sheets not filled in by the seller", "expectations_missed",
             "expectation_pairs", "select sum(missed_count), sum(pair_count) from satisfaction.expectation_gaps "
             "where seller_id = 'all'"),
    *(
        Declared(f"satisfaction with the {touchpoint}", "E", "answers of who used it", f"touchpoint|{name}",
                 f"touchpoint|{name}|n", "select sum(value_sum), sum(answer_count) from satisfaction.touchpoints "
                 f"where touchpoint = '{touchpoint}'")
        for name, touchpoint in (("website", "website"), ("menu", "phone menu"), ("delivery", "delivery"))
    ),
    Declared("answered, of those asked after a complaint", "E", "complaints two weeks old", "answered_of_complaints",
             "asked_of_complaints", "select sum(answered_count), sum(invited_count) from satisfaction.response_quality "
             "where survey = 'complaints' and channel = 'all' and segment = 'all'"),
    Declared("the person found pleasant", "E", "customers asked, by month", "courtesy", "courtesy_asked",
             "select sum(yes_count), sum(unit_count) from satisfaction.wants where want = 'courtesy'"),
    Declared("not passed on", "E", "contacts answered, no mystery visits", "not_passed_on", "answered_first",
             "select sum(yes_count), sum(unit_count) from satisfaction.wants where measure = 'not_passed_on'",
             "transfer_share"),
    Declared("mystery visits", "E", "the best customers' line", "mystery_visits",
             mart="select count(*), null from satisfaction.mystery"),
    *(
        Declared(f"satisfaction with {name}", "E", "the panel, months", f"panel_{name}", "panel",
                 "select sum(score_sum), sum(answer_count) from satisfaction.waves where period = 'month' "
                 f"and survey = 'brand' and lower(subject) = '{name}'")
        for name in ("own", "rival")
    ),
)  # fmt: skip

SAMPLED = (
    Sampled("promises kept in time", "ripe promises", "promises_due_kept", "promises_due",
            "select outcome_share, outcome_share_low, outcome_share_high from satisfaction.promise_keeping "
            "where period = 'year' and promise_kind = 'all' and outcome = 'kept'", 0.25, "promise_kept_share"),
)  # fmt: skip

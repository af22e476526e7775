"""Answers and promises: what satisfaction must find again."""

from __future__ import annotations

from easemart.simulation.declared.kinds import Declared

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
             "where source_system = 'qualtrics'", planted="survey_answer_odds"),
)  # fmt: skip

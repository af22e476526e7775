"""The survey after contacts as SurveyMonkey's API lists responses, its questions under the ids of our `source.yml`."""

from __future__ import annotations

from easemart.simulation.world.inbox import Inbox, Kind

RESPONSE = Kind(
    "responses", "surveys/surveymonkey", "week", "jsonl",
    """
    id varchar, survey_id varchar, collector_id varchar, recipient_id varchar, collection_mode varchar,
    response_status varchar, date_created varchar, date_modified varchar, total_time bigint, email_address varchar,
    custom_variables struct(customer_id varchar, contact_id varchar, wave varchar),
    pages struct(id varchar, questions struct(id varchar, answers struct(choice_id varchar, row_id varchar)[])[])[]
    """,
)  # fmt: skip
KINDS = (RESPONSE,)
# What is asked, in order: the question, the row of a matrix, and the id of the choice that stands for 0 (of the
# choices of yes, no and do not know, the one before yes).
QUESTIONS = {
    "effort": (100000001, None, 1000010),
    "satisfaction": (100000005, None, 1000050),
    "recommendation": (100000006, None, 1000060),
    "complete": (100000002, None, 1000020),
    "matter": (100000007, None, 1000070),
    "person": (100000008, None, 1000080),
    "new_need": (100000009, None, 1000090),
    "believed": (100000010, None, 1000100),
    "website": (100000003, 1000031, 1000040),
    "menu": (100000003, 1000032, 1000040),
    "delivery": (100000003, 1000033, 1000040),
    "would_return": (100000011, None, 1000110),
}


def _questions() -> str:
    """SQL of a list of the questions that somebody came to, with the answers; the rows of a matrix are one question."""
    answers: dict[int, list[str]] = {}
    for at, (column, (question, row, zero)) in enumerate(QUESTIONS.items()):
        row_id = "null" if row is None else f"'{row}'"
        answers.setdefault(question, []).append(
            f"case when reached > {at} then {{'choice_id': cast({zero} + {column} as varchar), "
            f"'row_id': cast({row_id} as varchar)}} end"
        )
    listed = ", ".join(
        f"{{'id': '{question}', 'answers': list_filter([{', '.join(given)}], lambda one: one is not null)}}"
        for question, given in answers.items()
    )
    return f"list_filter([{listed}], lambda one: len(one.answers) > 0)"


def fill(inbox: Inbox) -> None:
    """A day's answers, in table `responses`."""
    inbox.fill(
        RESPONSE.table,
        f"""
        select
            recorded as _at,
            printf('%016x', key) as _key,
            cast(long_of(key) as varchar) as id,
            '900' as survey_id,
            '901' as collector_id,
            '' as recipient_id,
            'default' as collection_mode,
            case when is_finished then 'completed' else 'partial' end as response_status,
            case when is_spoilt then replace(zulu(started), 'T', 'T9') else zulu(started) end as date_created,
            zulu(ended) as date_modified,
            ended - started as total_time,
            case when is_known then '' else email(number) end as email_address,
            {{
                'customer_id': case when is_known then account(number) end, 'contact_id': uuid_of(contact),
                'wave': strftime(moment(recorded), '%Y-%m')
            }} as custom_variables,
            [{{'id': '902', 'questions': {_questions()}}}] as pages
        from responses
        """,
    )

"""Surveys: after contacts by Qualtrics; after complaints, of the brand and of employees in the feed's own contract."""

from __future__ import annotations

import json

from easemart.simulation.world.inbox import Inbox, Kind
from easemart.simulation.world.purchases import PRODUCTS, REASONS
from easemart.simulation.world.vendors import words
from easemart.simulation.world.vendors.tickets import FIRST_NAMES, LAST_NAMES

SURVEY = "SV_service2024"
QUESTIONS = {
    "Q1": "The company made it easy for me to settle my matter.",
    "Q2": "How satisfied are you with the service?",
    "Q3": "How likely are you to recommend us\nto a friend?",
    "Q4": "Is your matter settled completely?",
    "Q5": "How well was the matter itself dealt with?",
    "Q6": "How pleasant was the person you spoke to?",
    "Q7": "Is there anything else you need?",
    "Q8": "Did you believe what you were told?",
    "Q9_1": "How satisfied are you with ... - Our website",
    "Q9_2": "How satisfied are you with ... - Our phone menu",
    "Q9_3": "How satisfied are you with ... - Our delivery",
    "Q10": "Would you buy from us again?",
    "Q11": "Anything you want to tell us?",
}
# The export's columns, and what the system calls them.
FIELDS = {
    "StartDate": "startDate", "EndDate": "endDate", "Status": "status", "IPAddress": "ipAddress",
    "Progress": "progress", "Duration (in seconds)": "duration", "Finished": "finished",
    "RecordedDate": "recordedDate", "ResponseId": "_recordId", "RecipientLastName": "recipientLastName",
    "RecipientFirstName": "recipientFirstName", "RecipientEmail": "recipientEmail",
    "ExternalReference": "externalDataReference", "LocationLatitude": "locationLatitude",
    "LocationLongitude": "locationLongitude", "DistributionChannel": "distributionChannel",
    "UserLanguage": "userLanguage",
}  # fmt: skip
EMBEDDED = ("ContactId", "SurveyId", "Wave")
_NAMES = (*FIELDS, *QUESTIONS, *EMBEDDED)


def _quoted(value: str) -> str:
    return '"' + value.replace('"', '""') + '"'


def _head() -> str:
    """The three header rows of an export, after the byte order mark."""
    imports = [
        json.dumps({"ImportId": key, "timeZone": "Z"} if key.endswith("Date") else {"ImportId": key},
                   separators=(",", ":"))
        for key in [*FIELDS.values(), *(name.replace("Q", "QID") for name in QUESTIONS), *EMBEDDED]
    ]  # fmt: skip
    rows = (_NAMES, (*FIELDS, *QUESTIONS.values(), *EMBEDDED), imports)
    return "\ufeff" + "".join(",".join(map(_quoted, row)) + "\n" for row in rows)


EXPORT = Kind(
    "service_survey", "surveys/qualtrics", "week", "csv", ", ".join(f"{_quoted(name)} varchar" for name in _NAMES),
    head=_head(),
)  # fmt: skip
INVITATION = Kind(
    "invitations", "surveys/standard", "month", "csv",
    """
    invitation_id varchar, survey varchar, customer_ref varchar, customer_ref_kind varchar,
    customer_ref_issued_by varchar, contact_id varchar,
    ticket_id varchar, order_id varchar, channel varchar, sent_at varchar, is_delivered boolean, is_opened boolean,
    weight double
    """,
)  # fmt: skip
RESPONSE = Kind(
    "responses", "surveys/standard", "month", "csv",
    """
    response_id varchar, invitation_id varchar, survey varchar, wave varchar, respondent varchar, customer_ref varchar,
    customer_ref_kind varchar, ticket_id varchar, order_id varchar, team varchar, filled_by varchar,
    started_at varchar, submitted_at varchar, is_finished boolean, mode varchar, weight double, language varchar
    """,
)  # fmt: skip
ANSWER = Kind(
    "answers", "surveys/standard", "month", "csv",
    """
    response_id varchar, question_id varchar, question varchar, measure varchar, subject varchar, touchpoint varchar,
    dimension varchar, stage varchar, scale_low double, scale_high double, direction varchar, value double,
    choice varchar
    """,
)  # fmt: skip
KINDS = (EXPORT, INVITATION, RESPONSE, ANSWER)
WANTS = 9
# Four in ten of those asked after a complaint.
ANSWERS_OF_COMPLAINT = "(key // 7) % 10 < 4"


def _asked(at: int, measure: str, value: str, low: int = 1, high: int = 5, **further: str) -> str:
    """SQL of one question of the panel as a struct. `value` is SQL; `further` are texts, and `choice` is SQL."""
    texts = {"subject": "own", "direction": "higher_better", "dimension": None, "stage": None} | further
    shown = {name: "null" if text is None else f"'{text}'" for name, text in texts.items() if name != "choice"}
    fields = {
        "question_id": f"'P{at}'", "measure": f"'{measure}'", "scale_low": f"{low}", "scale_high": f"{high}",
        "value": f"cast({value} as double)", "choice": f"cast({further.get('choice', 'null')} as varchar)", **shown,
    }  # fmt: skip
    return "{" + ", ".join(f"'{name}': cast({sql} as varchar)" if sql == "null" else f"'{name}': {sql}"
                           for name, sql in fields.items()) + "}"  # fmt: skip


_PREFERRED = ("phone", "self_service", "chat", "email")
_PRODUCTS = tuple(name for name, _, _ in PRODUCTS)
_AGAINST = {"direction": "lower_better"}
# What the panel is asked: of the brand and its rival, of a really bad experience, of what is wanted.
_PANEL = (
    _asked(1, "satisfaction", "own"),
    _asked(2, "satisfaction", "rival", subject="Rival"),
    _asked(3, "expectation", "expected", dimension="timely handling", stage="at purchase"),
    _asked(4, "perception", "perceived", dimension="timely handling", stage="use"),
    _asked(5, "stops_recommending", "stops", 0, 1, **_AGAINST),
    _asked(6, "looks_elsewhere", "looks", 0, 1, **_AGAINST),
    _asked(7, "disparages", "disparages", 0, 1, **_AGAINST),
    _asked(8, "leaves_untried", "leaves", 0, 1, **_AGAINST),
    _asked(9, "never_returns", "never", 0, 1, **_AGAINST),
    _asked(10, "won_back_by_owning", "by_owning", 0, 1),
    _asked(11, "won_back_by_apology", "by_apology", 0, 1),
    _asked(12, "won_back_by_compensation", "by_compensation", 0, 1),
    _asked(13, "prefers_channel", "null", 0, 1, choice=words(_PREFERRED, "prefers")),
    _asked(14, "intends_to_buy_what", "null", 0, 1, choice=words(_PRODUCTS, "buys")),
    _asked(15, "intends_to_buy_when", "buys_in", 1, 12, **_AGAINST),
    *(_asked(15 + n, f"want_{n}", f"want_{n}") for n in range(1, WANTS + 1)),
)


def fill_qualtrics(inbox: Inbox) -> None:
    """A day's answers to the survey after contacts, in table `responses`."""
    reached = {
        name: f"case when reached > {at} then cast({column} as varchar) else '' end"
        for at, (name, column) in enumerate(
            zip(
                QUESTIONS,
                ("effort", "satisfaction", "recommendation", "complete", "matter", "person", "new_need", "believed",
                 "website", "menu", "delivery", "would_return"),
                strict=False,
            )
        )
    }  # fmt: skip
    answers = ", ".join(f"{sql} as {_quoted(name)}" for name, sql in reached.items())
    inbox.fill(
        EXPORT.table,
        f"""
        select
            recorded as _at,
            printf('%016x', key) as _key,
            case when is_spoilt then '2024-02-30 10:00:00' else plain(started) end as "StartDate",
            plain(ended) as "EndDate",
            '0' as "Status",
            '192.0.2.1' as "IPAddress",
            cast(case when is_finished then 100 else reached * 8 end as varchar) as "Progress",
            cast(ended - started as varchar) as "Duration (in seconds)",
            case when is_finished then 'True' else 'False' end as "Finished",
            plain(recorded) as "RecordedDate",
            'R_' || printf('%016x', key) as "ResponseId",
            {words(LAST_NAMES, f"(number // {len(FIRST_NAMES)} % {len(LAST_NAMES)})")} as "RecipientLastName",
            {words(FIRST_NAMES, f"(number % {len(FIRST_NAMES)})")} as "RecipientFirstName",
            case when is_known then '' else email(number) end as "RecipientEmail",
            case when is_known then account(number) else '' end as "ExternalReference",
            '' as "LocationLatitude",
            '' as "LocationLongitude",
            'email' as "DistributionChannel",
            case when number % 7 = 0 then 'DE' else 'EN' end as "UserLanguage",
            {answers},
            case when key % 20 = 0 and reached > 11 then 'Thank you.' else '' end as "Q11",
            uuid_of(contact) as "ContactId",
            '{SURVEY}' as "SurveyId",
            strftime(moment(recorded), '%Y-%m') as "Wave"
        from responses
        """,
    )


def fill(inbox: Inbox) -> None:
    """What is asked of those who complained (`complaints`) or left (`leaving`) on a day."""
    _after_complaints(inbox)
    _after_leaving(inbox)


def _after_complaints(inbox: Inbox) -> None:
    """Who complained is asked two weeks later by phone; four in ten answer."""
    inbox.run(f"""
        create or replace temp table asked_of_complaints as
        select *, opened + 14 * 86400 as sent, {ANSWERS_OF_COMPLAINT} as answers
        from complaints
        where is_voiced
    """)
    inbox.fill(
        INVITATION.table,
        """
        select sent as _at, printf('%016x', key) as _key, 'I' || printf('%016x', key) as invitation_id,
            'complaints' as survey, account(number) as customer_ref, 'account' as customer_ref_kind,
            'standard' as customer_ref_issued_by, cast(long_of(key) as varchar) as ticket_id,
            case when contact <> 0 then uuid_of(contact) end as contact_id,
            case when "order" <> 0 then 'O' || printf('%016x', "order") end as order_id,
            'phone' as channel, plain(sent) as sent_at,
            true as is_delivered, answers or key % 3 = 0 as is_opened,
            case when severity > 1 then 0.8 else 1.1 end as weight
        from asked_of_complaints
        """,
    )
    inbox.fill(
        RESPONSE.table,
        """
        select sent + 86400 as _at, printf('%016x', key) as _key, 'C' || printf('%016x', key) as response_id,
            'I' || printf('%016x', key) as invitation_id, 'complaints' as survey,
            strftime(moment(sent), '%Y-%m') as wave, 'customer' as respondent, account(number) as customer_ref,
            'account' as customer_ref_kind, cast(long_of(key) as varchar) as ticket_id,
            case when "order" <> 0 then 'O' || printf('%016x', "order") end as order_id,
            case when key % 9 = 0 then 'other_staff' else 'customer' end as filled_by,
            plain(sent + 86000) as started_at, plain(sent + 86400) as submitted_at, true as is_finished,
            case when key % 4 = 0 then 'comment_card' else 'phone' end as mode,
            case when severity > 1 then 0.8 else 1.1 end as weight, 'EN' as language
        from asked_of_complaints
        where answers
        """,
    )
    inbox.fill(
        ANSWER.table,
        """
        with asked as (
            select key, sent, unnest([
                {'question_id': 'K1', 'measure': 'would_return', 'value': cast(is_willing as double)},
                {'question_id': 'K2', 'measure': 'told_friends', 'value': cast(tells_friends as double)},
                {'question_id': 'K3', 'measure': 'told_third_party', 'value': cast(tells_third as double)},
                {'question_id': 'K4', 'measure': 'told_public', 'value': cast(tells_public as double)}
            ], recursive := true)
            from asked_of_complaints
            where answers
        )
        select sent + 86400 as _at, printf('%016x', key) || question_id as _key,
            'C' || printf('%016x', key) as response_id, question_id, measure as question, measure, 'own' as subject,
            0 as scale_low, 1 as scale_high,
            case when measure like 'told%' then 'lower_better' else 'higher_better' end as direction, value
        from asked
        """,
    )


def _after_leaving(inbox: Inbox) -> None:
    """Leavers are written to; some say why they went."""
    inbox.fill(
        RESPONSE.table,
        """
        select at_s + 259200 as _at, 'L' || number as _key, 'L' || number as response_id, 'leaving' as survey,
            strftime(moment(at_s), '%Y-%m') as wave, 'customer' as respondent, account(number) as customer_ref,
            'account' as customer_ref_kind, 'customer' as filled_by, plain(at_s + 259000) as started_at,
            plain(at_s + 259200) as submitted_at, true as is_finished, 'web' as mode, 1.0 as weight, 'EN' as language
        from leaving
        where says
        """,
    )
    inbox.fill(
        ANSWER.table,
        f"""
        select at_s + 259200 as _at, 'L' || number as _key, 'L' || number as response_id, 'L1' as question_id,
            'Why did you leave?' as question, 'reason_for_leaving' as measure, 'own' as subject,
            {words(REASONS, "said")} as choice
        from leaving
        where says
        """,
    )


def fill_month(inbox: Inbox) -> None:
    """What is asked once a month: teams of their engagement (`engagement`), customers of the brand (`panel`)."""
    inbox.fill(
        RESPONSE.table,
        """
        select at_s as _at, 'E' || team || '-' || month || '-' || person as _key,
            'E' || team || '-' || month || '-' || person as response_id, 'engagement' as survey,
            printf('%d', month) as wave, 'employee' as respondent, cast(team as varchar) as team,
            plain(at_s - 600) as started_at, plain(at_s) as submitted_at, true as is_finished, 'web' as mode,
            1.0 as weight,
            'EN' as language
        from engagement
        union all by name
        select at_s as _at, 'B' || number || '-' || month as _key, 'B' || number || '-' || month as response_id,
            'brand' as survey, printf('%d', month) as wave, 'customer' as respondent, account(number) as customer_ref,
            'account' as customer_ref_kind, case when number % 3 = 0 then 'seller' else 'customer' end as filled_by,
            plain(at_s - 600) as started_at, plain(at_s) as submitted_at, true as is_finished,
            case when number % 2 = 0 then 'comment_card' else 'web' end as mode, 1.0 as weight, 'EN' as language
        from panel
        """,
    )
    inbox.fill(
        ANSWER.table,
        """
        select at_s as _at, 'E' || team || '-' || month || '-' || person as _key,
            'E' || team || '-' || month || '-' || person as response_id, 'G1' as question_id,
            'I am glad to work here' as question, 'engagement' as measure, 1 as scale_low, 5 as scale_high,
            'higher_better' as direction, value
        from engagement
        """,
    )
    inbox.fill(
        ANSWER.table,
        f"""
        select at_s as _at, 'B' || number || '-' || month || question_id as _key,
            'B' || number || '-' || month as response_id, question_id, question_id as question, measure, subject,
            dimension, stage, scale_low, scale_high, direction, value, choice
        from (
            select number, month, at_s, unnest([{", ".join(_PANEL)}], recursive := true)
            from panel
        )
        """,
    )

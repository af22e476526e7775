"""Delighted's survey responses: whose they are, and what each type of score is."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from one_file import Read, ReadFile, gated

from workbench import Bench

RESPONSE: dict[str, Any] = {
    "id": "1",
    "person": "10",
    "survey_type": "ces",
    "score": 4,
    "comment": "Quick.",
    "permalink": "https://example.com/r/1",
    "created_at": 1704103200,
    "updated_at": None,
    "person_properties": {"customer_id": "C1", "ticket_id": "7", "country": "USA"},
    "notes": [],
    "tags": [],
    "additional_answers": [],
}
EMPTY = {"free_response": None, "scale": None, "select_one": None, "select_many": None}


def response(read_file: ReadFile, **changes: Any) -> Read:
    read = read_file("surveys", "delighted", "responses.jsonl", json.dumps(RESPONSE | changes) + "\n")
    assert isinstance(read, Read) and read.refused == []
    return read


def test_a_response_and_its_answers(read_file: ReadFile) -> None:
    read = response(read_file)
    row = read.only("responses")
    expected = {
        "response_id": "1", "survey": "ces", "respondent": "customer", "customer_ref": "C1", "ticket_id": "7",
        "customer_ref_kind": "account", "customer_ref_issued_by": "standard", "is_finished": True,
        "submitted_at": dt.datetime(2024, 1, 1, 10), "version_at": dt.datetime(2024, 1, 1, 10),
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected
    score, comment = sorted(read.rows["answers"], key=lambda answer: answer["value"] is None)
    assert (score["measure"], score["value"], score["direction"]) == ("effort", 4.0, "higher_better")
    assert (score["scale_low"], score["scale_high"], score["subject"]) == (1.0, 5.0, "own")
    assert (comment["question_id"], comment["measure"], comment["text"]) == ("comment", "comment", "Quick.")


@pytest.mark.parametrize(
    ("kind", "measure", "scale", "respondent"),
    [
        ("nps", "recommendation", (0.0, 10.0), "customer"),
        ("csat", "satisfaction", (1.0, 5.0), "customer"),
        ("enps", "recommendation", (0.0, 10.0), "employee"),
        # Never seen: loaded, and measures nothing.
        ("smileys", None, (None, None), "customer"),
    ],
)
def test_what_a_score_measures(
    read_file: ReadFile, kind: str, measure: str | None, scale: tuple[float | None, ...], respondent: str
) -> None:
    read = response(read_file, survey_type=kind, comment=None, score=3)
    answer = read.only("answers")
    assert (answer["measure"], answer["value"], answer["question_id"]) == (measure, 3.0, kind)
    assert (answer["scale_low"], answer["scale_high"]) == scale
    assert read.only("responses")["respondent"] == respondent


@pytest.mark.parametrize(
    ("person", "properties", "reference"),
    [
        ("10", None, ("10", "account", None)),
        ({"id": "10", "email": "Ann@Example.com"}, {}, ("ann@example.com", "email", None)),
        ({"id": "10", "email": None, "phone_number": "+1 201 555 0100"}, {}, ("+12015550100", "phone", None)),
        ({"id": "10", "email": "ann@example.com"}, {"customer_id": "C1"}, ("C1", "account", "standard")),
        (None, None, (None, None, None)),
    ],
)
def test_who_answered(
    read_file: ReadFile, person: object, properties: object, reference: tuple[str | None, ...]
) -> None:
    row = response(read_file, person=person, person_properties=properties).only("responses")
    assert (row["customer_ref"], row["customer_ref_kind"], row["customer_ref_issued_by"]) == reference


def test_additional_questions(read_file: ReadFile) -> None:
    def asked(number: str, **value: Any) -> dict[str, Any]:
        return {"id": number, "value": EMPTY | value, "question": {"id": f"q{number}", "type": "x", "text": "Why?"}}

    answers = [
        asked("1", select_many=[{"id": "a", "text": "Speed"}, {"id": "b", "text": "Staff"}]),
        asked("2", select_one={"id": "y", "text": "Yes"}),
        asked("3", scale=7),
        asked("4", free_response="Because."),
        asked("5"),
    ]
    rows = response(read_file, score=None, comment=" ", additional_answers=answers).rows["answers"]
    found = {row["question_id"]: (row["value"], row["choice"], row["text"], row["question"]) for row in rows}
    assert found == {
        "q1": (None, "a|b", None, "Why?"),
        "q2": (None, "y", None, "Why?"),
        "q3": (7.0, None, None, "Why?"),
        "q4": (None, None, "Because.", "Why?"),
    }


def test_a_time_in_milliseconds_is_refused(read_file: ReadFile) -> None:
    lines = f"{json.dumps(RESPONSE | {'created_at': 1704103200000})}\n{json.dumps(RESPONSE | {'id': '2'})}\n"
    read = read_file("surveys", "delighted", "responses.jsonl", lines)
    assert ("responses", 1, "cast:submitted_at") in read.refused
    assert read.only("responses")["response_id"] == "2"


def test_through_the_gate(bench: Bench) -> None:
    newer = RESPONSE | {"score": 5, "updated_at": 1704103300}
    found = gated(bench, "surveys/delighted/responses.jsonl", [newer, RESPONSE, RESPONSE | {"id": None}])
    assert found == {"responses": (3, 1, 1, 1), "answers": (6, 2, 2, 2)}
    assert bench.query("select value from raw.answers where measure = 'effort'") == [(5.0,)]

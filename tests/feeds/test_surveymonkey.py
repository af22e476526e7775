"""SurveyMonkey's responses: whose they are, and what each answer is."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from one_file import Read, ReadFile, gated

from workbench import Bench

RESPONSE: dict[str, Any] = {
    "id": "5001",
    "survey_id": "900",
    "collector_id": "1",
    "recipient_id": "",
    "collection_mode": "default",
    "response_status": "completed",
    "date_created": "2024-03-10T10:00:00+01:00",
    "date_modified": "2024-03-10T09:02:00+00:00",
    "total_time": 120,
    "custom_variables": {"customer_id": "C1", "ticket_id": "7"},
    "pages": [],
}


def asked(number: str, *answers: dict[str, Any]) -> dict[str, Any]:
    return {"id": number, "answers": list(answers)}


def response(read_file: ReadFile, *questions: dict[str, Any], **changes: Any) -> Read:
    record = RESPONSE | {"pages": [{"id": "p", "questions": [q]} for q in questions]} | changes
    read = read_file("surveys", "surveymonkey", "responses.jsonl", json.dumps(record) + "\n")
    assert isinstance(read, Read)
    return read


def test_a_response(read_file: ReadFile) -> None:
    row = response(read_file).only("responses")
    expected = {
        "response_id": "5001", "survey": "900", "invitation_id": None, "respondent": "customer", "customer_ref": "C1",
        "customer_ref_kind": "account", "customer_ref_issued_by": "standard", "ticket_id": "7", "is_finished": True,
        "started_at": dt.datetime(2024, 3, 10, 9), "submitted_at": dt.datetime(2024, 3, 10, 9, 2), "mode": "web",
        "version_at": dt.datetime(2024, 3, 10, 9, 2),
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"response_status": "partial"}, {"is_finished": False}),
        ({"response_status": "disqualified"}, {"is_finished": False}),
        ({"collection_mode": "preview"}, {"respondent": "test"}),
        ({"collection_mode": "data_entry"}, {"mode": "comment_card"}),
        (
            {"custom_variables": {}, "email_address": "Ann@Example.com"},
            {"customer_ref": "ann@example.com", "customer_ref_kind": "email", "customer_ref_issued_by": None},
        ),
        ({"custom_variables": {}}, {"customer_ref": None, "customer_ref_kind": None}),
    ],
)
def test_what_else_a_response_says(read_file: ReadFile, changes: dict[str, Any], expected: dict[str, Any]) -> None:
    row = response(read_file, **changes).only("responses")
    assert {name: row[name] for name in expected} == expected


def test_answers_by_what_their_questions_measure(read_file: ReadFile) -> None:
    read = response(
        read_file,
        asked("100000001", {"choice_id": "1000016"}),
        asked("100000002", {"choice_id": "1000023"}),
        asked("100000003", {"row_id": "1000031", "choice_id": "1000045"}),
        asked("100000004", {"text": "Quick."}),
        asked("777", {"choice_id": "b"}, {"choice_id": "a"}, {"other_id": "c", "text": "else"}),
        asked("778"),
    )
    assert read.refused == []
    rows = {row["question_id"]: row for row in read.rows["answers"]}
    effort = rows.pop("100000001")
    assert (effort["measure"], effort["value"], effort["scale_low"], effort["scale_high"]) == ("effort", 6.0, 1.0, 7.0)
    # Said that they do not know: an answer without a value.
    assert (rows.pop("100000002")["value"]) is None
    matrix = rows.pop("100000003:1000031")
    assert (matrix["measure"], matrix["touchpoint"], matrix["value"]) == ("satisfaction", "website", 5.0)
    comment = rows.pop("100000004")
    assert (comment["measure"], comment["text"], comment["value"]) == ("comment", "Quick.", None)
    unknown = rows.pop("777")
    assert (unknown["measure"], unknown["choice"], unknown["text"]) == (None, "a|b|c", "else")
    assert rows == {}


def test_a_choice_that_is_not_listed_is_refused(read_file: ReadFile) -> None:
    read = response(read_file, asked("100000001", {"choice_id": "9"}), asked("100000004", {"text": "x"}))
    assert read.refused == [("answers", 1, "cast:value")]
    assert [row["question_id"] for row in read.rows["answers"]] == ["100000004"]


def test_a_preview_has_no_answers(read_file: ReadFile) -> None:
    read = response(read_file, asked("100000001", {"choice_id": "1000016"}), collection_mode="survey_preview")
    assert read.rows["answers"] == [] and len(read.rows["responses"]) == 1


def test_through_the_gate(bench: Bench) -> None:
    old = RESPONSE | {"pages": [{"id": "p", "questions": [asked("100000004", {"text": "x"})]}]}
    new = old | {"date_modified": "2024-03-10T09:05:00+00:00"}
    found = gated(bench, "surveys/surveymonkey/responses.jsonl", [new, old, old | {"id": None}])
    assert found == {"responses": (3, 1, 1, 1), "answers": (3, 1, 1, 1)}

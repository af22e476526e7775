"""Qualtrics' exports: three header rows in any language, wide answers turned long."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from typing import Any

import pytest
from one_file import Read, ReadFile

from easemart.errors import EasemartError
from easemart.sources import source

NAMES = [
    "StartDate", "EndDate", "Status", "IPAddress", "Progress", "Duration (in seconds)", "Finished",
    "RecordedDate", "ResponseId", "RecipientEmail", "ExternalReference", "DistributionChannel", "UserLanguage", "Q1",
    "Q4", "Q9_1", "Q99", "Q11", "ContactId", "SurveyId",
]  # fmt: skip
TEXTS = {"Q1": "Das Unternehmen hat es mir leicht gemacht,\nmein Anliegen zu erledigen.", "Q4": "解決しましたか"}
ANSWER = {
    "StartDate": "2024-03-31 01:30:00", "EndDate": "2024-03-31 03:30:00", "Status": "0", "Finished": "True",
    "RecordedDate": "2024-03-31 03:30:01", "ResponseId": "R_1", "RecipientEmail": "Ann@Example.com",
    "DistributionChannel": "email", "UserLanguage": "DE", "Q1": "7", "Q4": "2", "ContactId": "c1", "SurveyId": "SV_1",
}  # fmt: skip


def export(read_file: ReadFile, *answers: dict[str, str], zone: str = "Europe/Berlin", **changes: Any) -> Read:
    imports = [{"ImportId": name, **({"timeZone": zone} if name.endswith("Date") else {})} for name in NAMES]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(NAMES)
    writer.writerow([TEXTS.get(name, name) for name in NAMES])
    writer.writerow([json.dumps(item) for item in imports])
    writer.writerows([(ANSWER | answer).get(name, "") for name in NAMES] for answer in answers)
    return read_file("surveys", "qualtrics", "survey.csv", "\ufeff" + out.getvalue(), **changes)


def test_a_response_in_the_zone_of_its_export(read_file: ReadFile) -> None:
    read = export(read_file, {})
    assert read.refused == []
    row = read.only("responses")
    expected = {
        "response_id": "R_1", "survey": "SV_1", "respondent": "customer", "customer_ref": "ann@example.com",
        "customer_ref_kind": "email", "contact_id": "c1", "is_finished": True, "mode": "web", "language": "DE",
        # The clock went forward in between: the two hours were one.
        "started_at": dt.datetime(2024, 3, 31, 0, 30), "submitted_at": dt.datetime(2024, 3, 31, 1, 30),
        "version_at": dt.datetime(2024, 3, 31, 1, 30, 1), "customer_ref_issued_by": None,
    }  # fmt: skip
    assert {name: row[name] for name in expected} == expected


@pytest.mark.parametrize(("zone", "hour"), [("Z", 1), ("America/Denver", 7)])
def test_other_zones(read_file: ReadFile, zone: str, hour: int) -> None:
    assert export(read_file, {}, zone=zone).only("responses")["started_at"].hour == hour


def test_answers_are_long_and_mapped(read_file: ReadFile) -> None:
    read = export(read_file, {"Q99": "5", "Q9_1": "6", "Q11": "Thanks,\nall well"})
    assert read.refused == []
    rows = {row["question_id"]: row for row in read.rows["answers"]}
    assert set(rows) == {"Q1", "Q4", "Q9_1", "Q11"}
    effort = rows["Q1"]
    assert (effort["measure"], effort["value"], effort["direction"]) == ("effort", 7.0, "higher_better")
    assert (effort["scale_low"], effort["scale_high"]) == (1.0, 7.0)
    assert effort["question"] == TEXTS["Q1"] and effort["subject"] == "own"
    assert (rows["Q4"]["measure"], rows["Q4"]["value"]) == ("complete", 0.0)
    assert rows["Q4"]["question"] == TEXTS["Q4"]
    assert (rows["Q9_1"]["touchpoint"], rows["Q9_1"]["value"]) == ("website", None)
    assert (rows["Q11"]["text"], rows["Q11"]["value"]) == ("Thanks,\nall well", None)


def test_a_question_nobody_mapped_is_named_and_what_every_export_holds_is_not(read_file: ReadFile) -> None:
    assert export(read_file, {}).notes == ("columns nobody reads: Q99",)


def test_a_column_may_mean_different_things_in_two_surveys(read_file: ReadFile) -> None:
    every: dict[str, Any] = source("surveys", "qualtrics").questions[0]
    mapped = (
        every | {"survey": "SV_1", "measure": "effort", "values": ["7=1", "1=0"], "null_codes": ["-99"]},
        every | {"survey": "SV_2", "measure": "complete", "values": ["7=0", "1=1"], "null_codes": ["-99"]},
        every | {"question": "Q4", "measure": "reason", "form": "choice", "null_codes": ["9"]},
    )
    answers = [
        {"Q4": "5"},
        {"ResponseId": "R_2", "SurveyId": "SV_2", "Q4": "9"},
        {"ResponseId": "R_3", "SurveyId": "SV_3", "Q4": ""},
    ]
    read = export(read_file, *answers, questions=mapped)
    found = {(r["response_id"], r["question_id"], r["measure"], r["value"], r["choice"]) for r in read.rows["answers"]}
    assert read.refused == [] and found == {
        ("R_1", "Q1", "effort", 1.0, None),
        ("R_1", "Q4", "reason", None, "5"),
        ("R_2", "Q1", "complete", 0.0, None),
        ("R_2", "Q4", "reason", None, None),
    }


@pytest.mark.parametrize(("channel", "mode"), [("cati", "phone"), ("IVR", "phone"), ("Phone", "phone"), ("gl", "web")])
def test_by_what_a_survey_was_answered(read_file: ReadFile, channel: str, mode: str) -> None:
    assert export(read_file, {"DistributionChannel": channel}).only("responses")["mode"] == mode


@pytest.mark.parametrize("code", ["-99", " -99 "])
def test_null_codes_are_answers_without_a_value(read_file: ReadFile, code: str) -> None:
    rows = {row["question_id"]: row for row in export(read_file, {"Q1": code}).rows["answers"]}
    assert rows["Q1"]["value"] is None


@pytest.mark.parametrize(("question", "code"), [("Q1", "Strongly agree"), ("Q4", "4"), ("Q4", "Yes")])
def test_an_answer_that_no_code_explains_is_refused(read_file: ReadFile, question: str, code: str) -> None:
    read = export(read_file, {question: code})
    assert [(table, rule) for table, _, rule in read.refused] == [("answers", "cast:value")]
    assert len(read.rows["responses"]) == 1


def test_unfinished_responses_are_kept(read_file: ReadFile) -> None:
    read = export(read_file, {"Finished": "0", "Q1": "", "Q4": ""})
    assert read.only("responses")["is_finished"] is False and read.rows["answers"] == []


@pytest.mark.parametrize(
    ("answer", "respondent", "answers"),
    [
        ({"Status": "1"}, "test", 0),
        ({"Status": "Survey Preview"}, "test", 0),
        ({"Status": "Survey Test"}, "test", 0),
        ({"DistributionChannel": "preview"}, "test", 0),
        ({"Status": "8"}, "customer", 2),
        ({"Status": "IP Address"}, "customer", 2),
        ({"Status": "EX"}, "employee", 2),
        ({"DistributionChannel": ""}, "customer", 2),
        ({"Status": ""}, "customer", 2),
    ],
)
def test_trials_are_told_from_answers(
    read_file: ReadFile, answer: dict[str, str], respondent: str, answers: int
) -> None:
    read = export(read_file, answer)
    assert read.only("responses")["respondent"] == respondent
    assert len(read.rows["answers"]) == answers


def test_a_customer_number_goes_before_an_address(read_file: ReadFile) -> None:
    row = export(read_file, {"ExternalReference": "C7"}).only("responses")
    assert (row["customer_ref"], row["customer_ref_kind"], row["customer_ref_issued_by"]) == (
        "C7",
        "account",
        "standard",
    )


def test_an_export_with_the_least_columns(read_file: ReadFile) -> None:
    text = (
        "StartDate,EndDate,Status,Finished,ResponseId,Q1\n"
        "Start Date,End Date,Response Type,Finished,Response ID,Easy?\n"
        '"{""ImportId"":""startDate""}",{},{},{},{},{}\n'
        "2024-01-01 10:00:00,2024-01-01 10:01:00,0,1,R_1,3\n"
        "2024-02-30 10:00:00,2024-01-01 10:01:00,0,1,R_2,3\n"
    )
    read = read_file("surveys", "qualtrics", "least.csv", text)
    assert [(table, rule) for table, _, rule in read.refused] == [("responses", "cast:started_at")]
    row = read.only("responses")
    assert (row["survey"], row["mode"], row["started_at"].hour) == ("qualtrics", None, 10)


@pytest.mark.parametrize("header_rows", [1, 2])
def test_an_export_with_fewer_header_rows_loses_no_response(read_file: ReadFile, header_rows: int) -> None:
    rows = [NAMES, [TEXTS.get(name, name) for name in NAMES]][:header_rows]
    answers = [[(ANSWER | {"ResponseId": f"R_{number}"}).get(name, "") for name in NAMES] for number in range(5)]
    out = io.StringIO()
    csv.writer(out).writerows(rows + answers)
    with pytest.raises(EasemartError, match="ImportId"):
        read_file("surveys", "qualtrics", "survey.csv", out.getvalue())

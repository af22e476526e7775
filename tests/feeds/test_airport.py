"""The airport's interviews: one layout, written a little differently every year."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from one_file import Read, ReadFile

from easemart.errors import EasemartError

NAME = "2017_customer_survey.csv"
INTERVIEW = {
    "RESPNUM": "7", "INTDATE": "13", "DAY": "SAT", "AIRLINE": "UNITED", "Q7ART": "6", "Q7FOOD": "3", "Q7ALL": "4",
    "Q9RESTROOM": "2", "Q10SAFE": "5", "Q13GETRATE": "5", "Q14FIND": "6", "Q14PASSTHRU": "1", "Q15PROBLEM": "1",
    "NETPRO": "9", "Q19AGE": "25-34", "LANG": "2", "WEIGHT": "0.25",
}  # fmt: skip


def survey(read_file: ReadFile, *interviews: dict[str, str], name: str = NAME, **renamed: str) -> Read:
    """A file of interviews; `renamed` columns stand under another name."""
    rows = [INTERVIEW | {"RESPNUM": str(number)} | given for number, given in enumerate(interviews, start=7)]
    lines = [",".join(renamed.get(column, column) for column in INTERVIEW)]
    lines += [",".join(f'"{row[column]}"' for column in INTERVIEW) for row in rows]
    return read_file("surveys", "airport", name, "\r\n".join(lines) + "\r\n")


def answered(read: Read) -> dict[str, Any]:
    return {row["question_id"]: row["value"] for row in read.rows["answers"]}


def test_an_interview_becomes_a_response_and_its_answers(read_file: ReadFile) -> None:
    read = survey(read_file, {})
    assert read.refused == [] and read.notes == ()
    response = read.only("responses")
    expected = {
        "response_id": "2017-7", "survey": "airport", "wave": "2017", "respondent": "customer", "weight": 0.25,
        # The day begins at midnight in California, seven hours behind in summer.
        "language": "2", "submitted_at": dt.datetime(2017, 5, 13, 7), "customer_ref": None, "is_finished": None,
    }  # fmt: skip
    assert {name: response[name] for name in expected} == expected
    rows = {row["question_id"]: row for row in read.rows["answers"]}
    said = {
        name: (row["measure"], row["touchpoint"], row["dimension"], row["scale_low"], row["scale_high"], row["value"])
        for name, row in rows.items()
    }
    assert said == {
        "Q7ART": ("satisfaction", "art", None, 1, 5, None),
        "Q7FOOD": ("satisfaction", "restaurants", None, 1, 5, 3),
        "Q7ALL": ("satisfaction", None, None, 1, 5, 4),
        "Q9RESTROOM": ("perception", "restrooms", "cleanliness", 1, 5, 2),
        "Q10SAFE": ("perception", None, "safety", 1, 5, 5),
        "Q13GETRATE": ("effort", "getting there", None, 1, 5, 5),
        "Q14FIND": ("effort", "finding the way", None, 1, 5, None),
        "Q14PASSTHRU": ("effort", "security", None, 1, 5, 1),
        "Q15PROBLEM": ("problem", None, None, 0, 1, 1),
        "NETPRO": ("recommendation", None, None, 0, 10, 9),
    }
    assert {row["response_id"] for row in rows.values()} == {"2017-7"}
    assert rows["Q13GETRATE"]["direction"] == "higher_better"
    assert rows["Q15PROBLEM"]["direction"] == "lower_better"


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        ("NETPRO", "11", "no answer"),
        ("NETPRO", "0", 0),
        ("NETPRO", "6", 6),
        ("Q7ALL", "Blank", "no answer"),
        ("Q7ALL", "BLANK", "no answer"),
        ("Q7ALL", "0", "no answer"),
        ("Q7ALL", " 5.0 ", 5),
        ("Q14FIND", "0", "no answer"),
        ("Q14FIND", "6.0", None),
        ("Q15PROBLEM", "2", 0),
        ("Q15PROBLEM", "3", None),
        ("Q15PROBLEM", "0", "no answer"),
        ("Q10SAFE", "", "no answer"),
    ],
)
def test_each_question_has_codes_of_its_own(read_file: ReadFile, column: str, cell: str, value: Any) -> None:
    read = survey(read_file, {column: cell})
    assert read.refused == []
    assert answered(read).get(column, "no answer") == value


@pytest.mark.parametrize(("column", "cell"), [("Q15PROBLEM", "4"), ("Q7FOOD", "good"), ("NETPRO", "ten")])
def test_an_answer_that_no_code_explains_is_refused(read_file: ReadFile, column: str, cell: str) -> None:
    read = survey(read_file, {column: cell}, {})
    assert read.refused == [("answers", 2, "cast:value")]
    assert len(read.rows["responses"]) == 2


@pytest.mark.parametrize(
    ("interview", "name", "day"),
    [
        ({"INTDATE": "05/11/2016 12:00:00 AM", "DAY": "4"}, "survey.csv", dt.date(2016, 5, 11)),
        ({"INTDATE": "2016-05-11", "DAY": "WED"}, "2017_customer_survey.csv", dt.date(2016, 5, 11)),
        ({"INTDATE": "21", "DAY": "2"}, "2018_SFO_Customer_Survey_20250817.csv", dt.date(2018, 5, 21)),
        ({"INTDATE": "4", "DAY": ""}, "2014.csv", dt.date(2014, 5, 4)),
        ({"INTDATE": "21", "DAY": "2"}, "survey.csv", dt.date(2018, 5, 21)),
        ({"INTDATE": "13", "DAY": "SAT"}, "survey.csv", dt.date(2017, 5, 13)),
        ({"INTDATE": "18", "DAY": "THUR"}, "survey.csv", dt.date(2017, 5, 18)),
    ],
)
def test_the_day_is_found_whatever_the_year_wrote(
    read_file: ReadFile, interview: dict[str, str], name: str, day: dt.date
) -> None:
    row = survey(read_file, interview, name=name).only("responses")
    assert row["submitted_at"] == dt.datetime.combine(day, dt.time(7))
    assert (row["response_id"], row["wave"]) == (f"{day.year}-7", str(day.year))


def test_a_weekday_noted_wrongly_once_does_not_move_the_year(read_file: ReadFile) -> None:
    read = survey(read_file, {}, {}, {"DAY": "TUE"})
    assert {row["wave"] for row in read.rows["responses"]} == {"2017"} and read.refused == []


def test_names_of_columns_are_those_of_the_questions(read_file: ReadFile) -> None:
    read = survey(
        read_file, {}, RESPNUM="*RESPNUM", Q9RESTROOM="Q9Restroom", Q10SAFE="Q10Safe", Q14FIND="Q14FIND ",
        NETPRO="NETPRO  ",
    )  # fmt: skip
    assert read.notes == ()
    assert {"Q9RESTROOM", "Q10SAFE", "Q14FIND", "NETPRO"} <= set(answered(read))


def test_a_question_nobody_knows_is_named(read_file: ReadFile) -> None:
    read = survey(read_file, {}, Q7ART="Q7POETRY")
    assert read.notes == ("columns nobody reads: Q7POETRY",)


@pytest.mark.parametrize(
    ("interview", "name", "said"),
    [
        ({"DAY": ""}, "survey.csv", "no year"),
        ({"DAY": "SAT"}, "2016_customer_survey.csv", "other days of the week"),
    ],
)
def test_a_file_of_an_unknown_year_is_refused(
    read_file: ReadFile, interview: dict[str, str], name: str, said: str
) -> None:
    with pytest.raises(EasemartError, match=said):
        survey(read_file, interview, name=name)


@pytest.mark.parametrize("day", ["31 May", "32", "13/13/2017"])
def test_a_day_that_is_none_refuses_its_interview(read_file: ReadFile, day: str) -> None:
    read = survey(read_file, {}, {"INTDATE": day}, {})
    assert read.refused == [("responses", 3, "cast:submitted_at")]


def test_an_interview_without_a_number_is_refused_by_the_gate(read_file: ReadFile) -> None:
    read = survey(read_file, {"RESPNUM": " "})
    assert read.only("responses")["response_id"] is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("RESPNUM,CCGID,TERM,INTDATE,Q6A,Q6N\n1,150,1,1,5,4\n", "Q7ALL is missing"),
        ("date,call_id\n990801,1\n", "RESPNUM, INTDATE, Q7ALL is missing"),
        ("RESPNUM,INTDATE,Q7ALL,q7all\n1,13,4,5\n", "twice"),
        ("RESPNUM,INTDATE,Q7ALL\n", "no record"),
        ("", "empty"),
    ],
)
def test_what_is_not_this_survey_is_refused(read_file: ReadFile, text: str, said: str) -> None:
    with pytest.raises(EasemartError, match=said):
        read_file("surveys", "airport", NAME, text)


def test_a_line_that_is_cut_off_is_refused_alone(read_file: ReadFile) -> None:
    text = "RESPNUM,INTDATE,DAY,Q7ALL\n1,13,SAT,4\n2,13\n3,13,SAT,5\n"
    read = read_file("surveys", "airport", NAME, text)
    assert read.unreadable == [(3, "line:2_fields_instead_of_4")]
    assert [row["response_id"] for row in read.rows["responses"]] == ["2017-1", "2017-3"]


def test_the_real_survey(read_file: ReadFile, shared_data: Path) -> None:
    read = read_file("surveys", "airport", NAME, shared_data / "airport_survey" / NAME)
    assert read.refused == [] and read.unreadable == [] and read.notes == ()
    assert len(read.rows["responses"]) == 2831
    recommending = [row["value"] for row in read.rows["answers"] if row["measure"] == "recommendation"]
    promoters, detractors = sum(v >= 9 for v in recommending), sum(v <= 6 for v in recommending)
    assert (len(recommending), round(100 * (promoters - detractors) / len(recommending), 2)) == (2746, 39.84)
    whole = [row["value"] for row in read.rows["answers"] if row["question_id"] == "Q7ALL"]
    assert round(100 * sum(v >= 4 for v in whole) / len(whole), 2) == 82.07

"""The airport's interviews through the whole pipeline: three effort questions, one whole, and who recommends."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import duckdb
import pytest

from marts.conftest import run_pipeline

NET_PROMOTERS = "select numerator, n, value from scorecard.monthly where metric = 'recommendation_score' and n > 0"
WHOLE = (
    "select count(*) filter (where value >= 4), count(value) from core.survey_answers "
    "where measure = 'satisfaction' and touchpoint is null"
)
EASE = (
    "select cut_value, answer_count, value_mean, value_mean_weighted, effective_answer_count from effort.scores "
    "where period = 'month' and cut_kind = 'touchpoint' order by cut_value"
)


def write_interviews(path: Path) -> None:
    """Forty interviews of 2016, as that year's file writes them: ten of each code, weights 0.5 and 1.5 by turns."""
    path.parent.mkdir(parents=True)
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle)
        writer.writerow([
            "*RESPNUM", "INTDATE", "DAY", "AIRLINE CODE", "Q7ART", "Q7ALL", "Q9ALL", "Q13GETRATE", "Q14FIND",
            "Q14PASSTHRU", "NETPRO", "LANG", "WEIGHT",
        ])  # fmt: skip
        for number in range(40):
            kind, weight = number % 4, 0.5 if number // 4 % 2 else 1.5
            writer.writerow([
                number, "05/11/2016 12:00:00 AM", 4, 29, 6, (5, 4, 3, "Blank")[kind], 5, (5, 4, 1, 0)[kind],
                (5, 3, 6, 0)[kind], 2, (10, 9, 3, 11)[kind], 1, weight,
            ])  # fmt: skip


@pytest.fixture(scope="module")
def interviews(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("interviews")
    write_interviews(folder / "inbox" / "surveys" / "airport" / "2016_customer_survey.csv")
    return duckdb.connect(str(run_pipeline(folder / "home", folder / "inbox")), read_only=True)


@pytest.fixture(scope="module")
def airport(real_marts: Path) -> Any:
    return duckdb.connect(str(real_marts), read_only=True)


def test_a_blank_is_no_promoter(interviews: Any) -> None:
    """Of forty, ten are blank: twenty promote, ten detract, of thirty."""
    promoting, n, value = interviews.execute(NET_PROMOTERS).fetchone()
    assert (promoting, n, round(value, 4)) == (1000, 30, 33.3333)
    assert interviews.execute(WHOLE).fetchone() == (20, 30)


def test_ease_is_scored_by_question_and_by_weight(interviews: Any) -> None:
    rows = {name: figures for name, *figures in interviews.execute(EASE).fetchall()}
    # Kish: of ten with 1.5 and 0.5 by turns, 100 / 12.5 = 8 are worth as much.
    assert rows == {
        "finding the way": [20, 4, 4, 16],
        "getting there": [30, 10 / 3, 10 / 3, 24],
        "security": [40, 2, 2, 32],
    }
    mean = interviews.execute(
        "select value_mean, customer_count, answer_count from effort.scores where period = 'month' and cut_kind = 'all'"
    ).fetchone()
    # (5 + 4 + 1) x 10 + (5 + 3) x 10 + 2 x 40, over 90 answers of 40 people.
    assert mean == (260 / 90, 40, 90)


def test_nobody_called_so_no_weight_is_estimated(interviews: Any) -> None:
    assert interviews.execute("select count(*) from effort.drivers").fetchone() == (0,)
    assert interviews.execute("select count(*) from effort.agents_monthly").fetchone() == (0,)


def test_the_real_survey_gives_the_figures_counted_independently(airport: Any) -> None:
    _, n, value = airport.execute(NET_PROMOTERS).fetchone()
    assert (n, round(value, 2)) == (2746, 39.84)
    top, answers = airport.execute(WHOLE).fetchone()
    assert (answers, round(100 * top / answers, 2)) == (2688, 82.07)
    rows = {name: (n, round(mean, 4)) for name, n, mean, *_ in airport.execute(EASE).fetchall()}
    assert rows == {"finding the way": (2683, 4.4133), "getting there": (2319, 4.2104), "security": (2407, 4.3070)}
    assert airport.execute("select count(*) from audit.quarantine").fetchone() == (0,)
    assert airport.execute("select month_start from scorecard.monthly where n = 2746").fetchone()[0].year == 2017


def test_people_of_the_real_survey_are_the_clusters_of_its_three_questions(airport: Any) -> None:
    customers, answers, low, high, mean = airport.execute(
        "select customer_count, answer_count, value_mean_low, value_mean_high, value_mean from effort.scores "
        "where period = 'month' and cut_kind = 'all'"
    ).fetchone()
    assert answers == 2683 + 2319 + 2407 > customers > 2683
    assert low < mean < high < 5


def wave(marts: Any, measure: str, columns: str) -> Any:
    return marts.execute(
        f"select {columns} from satisfaction.waves where measure = '{measure}' and period = 'month'"
    ).fetchone()


def test_waves_of_the_real_survey_leave_its_null_codes_out(airport: Any) -> None:
    """Figures of the file itself, by pandas: 11 of NETPRO, 0, 6 and Blank of the others are nobody's score."""
    found = wave(airport, "recommendation", "answer_count, score, score_low, score_high, score_weighted")
    assert found[0] == 2746
    assert [round(value, 2) for value in found[1:]] == [39.84, 37.22, 42.46, 40.40]
    found = wave(airport, "satisfaction", "answer_count, top_two_count, top_two_share, score, score_weighted")
    assert found[:2] == (2688, 2206)
    assert [round(value, 4) for value in found[2:]] == [0.8207, 4.0644, 4.0712]
    assert round(wave(airport, "recommendation", "effective_answer_count")[0], 1) == 2266.5


def test_touchpoints_of_the_real_survey_move_the_whole(airport: Any) -> None:
    found = airport.execute(
        "select touchpoint, answer_count, value_mean, paired_count, derived_importance, importance_slope "
        "from satisfaction.touchpoints where touchpoint in ('restaurants', 'wifi', 'signs inside') order by touchpoint"
    ).fetchall()
    rounded = [tuple(round(one, 4) if isinstance(one, float) else one for one in row) for row in found]
    assert rounded == [
        ("restaurants", 2421, 3.6154, 2348, 0.5595, 0.4235),
        ("signs inside", 2703, 4.0881, 2612, 0.5649, 0.4754),
        ("wifi", 2142, 4.0798, 2077, 0.4676, 0.3241),
    ]


def test_the_weights_of_the_real_survey_are_its_own(airport: Any) -> None:
    kind, n, raw, weighted = airport.execute(
        "select weight_kind, recommendation_count, recommendation_score, recommendation_score_weighted "
        "from satisfaction.response_quality where channel = 'all'"
    ).fetchone()
    assert (kind, n, round(raw, 2), round(weighted, 2)) == ("given", 2746, 39.84, 40.40)

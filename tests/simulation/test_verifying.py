"""The judge of the proof: what holds, what fails, and that it can fail."""

from __future__ import annotations

import dataclasses

import pytest

from easemart.simulation.declared import (
    ADJUSTED,
    DISCOVERED,
    PARAMETERS,
    SAMPLED,
    Adjusted,
    Declared,
    Discovered,
    Sampled,
)
from easemart.simulation.judging import (
    as_document,
    band,
    judge,
    judge_adjusted,
    judge_discovered,
    judge_exact,
    judge_sampled,
)
from easemart.simulation.verifying import Confusion, World, confusion

PROMISES = Declared("kept", "E", "promises", "kept", "made", "select 1, 2")
EASY = Sampled("easy", "asked", "easy", "asked", "select 1, 0, 2", widest=0.2, planted="effort_base")
OWNING = Adjusted("owning", "asked", "easy", "asked", "select 1, 0, 2, 1, 0, 2", widest=0.2, planted="effort_base")
PAIRS = Discovered("pairs", "issues", "select 1", "select 1", least_found=0.5, planted="next_issue_chance")


@pytest.mark.parametrize(
    ("worlds", "parameters", "expected"), [(400, 40, (0.905, 0.985)), (100, 40, (0.85, 1.0)), (1, 1, (0.0, 1.0))]
)
def test_the_band_is_the_binomial_one(worlds: int, parameters: int, expected: tuple[float, float]) -> None:
    assert band(worlds, parameters) == pytest.approx(expected, abs=0.0051)


def world(seed: int, mart: tuple[float, float], interval: tuple[float, float, float] = (0.5, 0.4, 0.6)) -> World:
    tally = {"kept": 3.0, "made": 4.0, "easy": 50.0, "asked": 100.0}
    return World(seed, tally, {"kept": mart}, {"easy": interval})


def adjusting(adjusted: tuple[float, float, float], raw: tuple[float, float, float], count: int = 40) -> list[World]:
    """Worlds whose truth is 0.5, that say this; the values differ a little from world to world."""
    found = []
    for seed in range(count):
        shift = 0.001 * (-1) ** seed
        row = tuple(value + shift for value in (*adjusted, *raw))
        found.append(World(seed, {"easy": 50.0, "asked": 100.0}, {}, {}, {"owning": row}))
    return found


def finding(**counts: int) -> list[World]:
    """Two worlds in which together so many were: rightly found, falsely found, missed, of another kind."""
    kinds = {"right": ("a", "a"), "false": ("", "a"), "missed": ("a", ""), "other": ("b", "a")}
    parts: list[Confusion] = [{}, {}]
    for name, count in counts.items():
        parts[0][kinds[name]] = count // 2
        parts[1][kinds[name]] = count - count // 2
    return [World(seed, {}, {}, {}, {}, {"pairs": part}) for seed, part in enumerate(parts)]


def test_exact_is_exact_in_every_world() -> None:
    assert judge_exact(PROMISES, [world(1, (3, 4)), world(2, (3, 4))]).verdict == "holds"
    found = judge_exact(PROMISES, [world(1, (3, 4)), world(2, (6, 8))])
    assert (found.verdict, found.truth, found.mart) == ("fails", 0.75, 0.75)
    assert "seeds 2" in found.detail


def test_intervals_that_hold_too_seldom_fail() -> None:
    worlds = [world(at, (3, 4), (0.5, 0.4, 0.6) if at % 2 else (0.5, 0.51, 0.6)) for at in range(40)]
    found = judge_sampled(EASY, worlds, 0.85, 1.0)
    assert found.verdict == "fails" and "too seldom" in found.detail
    assert judge_sampled(EASY, [world(at, (3, 4)) for at in range(40)], 0.85, 1.0).verdict == "holds"


def test_what_takes_longer_than_the_worlds_last_waits() -> None:
    short = [World(at, {"easy": 0.0, "asked": 0.0}, {}, {}) for at in range(3)]
    assert judge_sampled(EASY, short, 0.85, 1.0).verdict == "waits"
    assert judge_sampled(EASY, [World(1, {"easy": 1.0, "asked": 2.0}, {}, {})] * 3, 0.85, 1.0).verdict == "fails"


def test_a_bias_and_a_wide_interval_fail_though_the_truth_is_held() -> None:
    biased = [world(at, (3, 4), (0.6, 0.45, 0.75)) for at in range(40)]
    assert "biased" in judge_sampled(EASY, biased, 0.85, 1.0).detail
    wide = [world(at, (3, 4), (0.5, 0.1, 0.9)) for at in range(40)]
    assert "wider" in judge_sampled(EASY, wide, 0.85, 1.0).detail


def test_holding_too_often_is_a_warning() -> None:
    found = judge_sampled(EASY, [world(at, (3, 4)) for at in range(40)], 0.85, 0.99)
    assert found.verdict.startswith("warning")


def test_an_adjusted_figure_holds_where_the_raw_one_misses() -> None:
    right, off = (0.5, 0.42, 0.58), (0.3, 0.22, 0.38)
    assert judge_adjusted(OWNING, adjusting(right, off), 0.85, 1.0).verdict == "holds"
    both = judge_adjusted(OWNING, adjusting(right, right), 0.85, 1.0)
    assert both.verdict == "fails"
    assert "not shown to be biased" in both.detail and "does not miss" in both.detail
    # Off, but with intervals so wide that they hold the truth all the same: nothing is shown.
    assert "does not miss" in judge_adjusted(OWNING, adjusting(right, (0.3, 0.1, 0.6)), 0.85, 1.0).detail


def test_an_adjusted_figure_that_is_biased_wide_or_missing_fails() -> None:
    off = (0.3, 0.22, 0.38)
    assert "biased" in judge_adjusted(OWNING, adjusting((0.6, 0.45, 0.75), off), 0.85, 1.0).detail
    assert "too seldom" in judge_adjusted(OWNING, adjusting((0.56, 0.52, 0.6), off), 0.85, 1.0).detail
    assert "wider" in judge_adjusted(OWNING, adjusting((0.5, 0.2, 0.8), off), 0.85, 1.0).detail
    assert judge_adjusted(OWNING, adjusting((0.6, 0.55, 0.65), off), 0.85, 1.0).verdict == "fails"
    assert judge_adjusted(OWNING, [World(1, {"easy": 1, "asked": 2}, {}, {})] * 3, 0.85, 1.0).verdict == "fails"


def test_false_discoveries_fail() -> None:
    found = judge_discovered(PAIRS, finding(right=90, false=10, missed=20))
    assert (found.verdict, found.truth, found.mart) == ("holds", 110.0, 100.0)
    assert found.detail.startswith("110 there, 100 found, 10 of them falsely, 20 missed")
    assert "falsely" in judge_discovered(PAIRS, finding(right=89, false=11)).detail.split(";")[-1]
    assert judge_discovered(PAIRS, finding(right=89, false=11)).verdict == "fails"
    assert judge_discovered(PAIRS, finding(right=89, other=11)).verdict == "fails"


def test_who_finds_little_or_has_nothing_to_find_fails() -> None:
    assert judge_discovered(PAIRS, finding(right=50, missed=50)).verdict == "holds"
    assert judge_discovered(PAIRS, finding(right=49, missed=51)).verdict == "fails"
    assert "found nothing" in judge_discovered(PAIRS, finding(missed=51)).detail
    assert "nothing to find" in judge_discovered(PAIRS, finding()).detail


def test_confusion_counts_both_sides_once() -> None:
    true = [("x", "a"), ("y", "a"), ("z", "b")]
    assert confusion([("x", "a"), ("z", "a"), ("w", "b")], true) == {
        ("a", "a"): 1, ("a", ""): 1, ("b", "a"): 1, ("", "b"): 1,
    }  # fmt: skip


def test_a_matrix_stands_beside_the_totals() -> None:
    document = as_document(
        [judge_discovered(PAIRS, finding(right=9, other=1))], "scripts/verify", "abc", {"default": 2}
    )
    assert "| is, found as | a |\n|---|---:|\n| a | 9 |\n| b | 1 |" in document


def test_every_declared_parameter_is_in_the_table_once() -> None:
    exact = {one.name: (0.0, 0.0 if one.denominator else None) for one in PARAMETERS}
    worlds = [World(seed, {}, exact, {}) for seed in (1, 2)]
    found = judge(worlds)
    assert sorted(one.name for one in found) == sorted(
        one.name for one in (*PARAMETERS, *SAMPLED, *ADJUSTED, *DISCOVERED)
    )
    document = as_document(found, "scripts/verify", "abc", {"default": 2})
    assert document.split("\n## ")[0].count("\n| ") == len(found) + 1
    assert 'color:red">not identifiable' in document


def test_what_is_declared_of_a_scenario_is_judged_by_its_worlds_alone() -> None:
    one = next(one for one in SAMPLED if one.scenario == "many_complaints")
    exact = {other.name: (0.0, 0.0 if other.denominator else None) for other in PARAMETERS}
    tally = {one.numerator: 1.0, one.denominator: 2.0}

    def said(scenario: str, value: float) -> list[World]:
        shown = [(value + shift, 0.49 + shift, 0.51 + shift) for shift in (0.001, -0.001)]
        return [World(seed, tally, exact, {one.name: row}, scenario=scenario) for seed, row in enumerate(shown)]

    def verdict(worlds: list[World]) -> str:
        return next(found for found in judge(worlds) if found.name == one.name).verdict

    assert verdict(said("default", 0.9) + said("many_complaints", 0.5)) == "holds"
    assert verdict(said("default", 0.5) + said("many_complaints", 0.9)) == "fails"
    assert verdict(said("default", 0.5)) == "waits"


def test_exact_is_exact_in_worlds_of_every_scenario() -> None:
    other = dataclasses.replace(world(2, (3, 5)), scenario="many_complaints")
    assert judge_exact(PROMISES, [world(1, (3, 4)), other]).verdict == "fails"


def test_names_are_declared_once_and_what_cannot_be_seen_says_why() -> None:
    names = [one.name for one in PARAMETERS]
    assert len(names) == len(set(names))
    assert all(one.reason for one in PARAMETERS if one.kind == "R")
    judged = [one.name for one in (*SAMPLED, *ADJUSTED, *DISCOVERED)]
    assert len(judged) == len(set(judged))
    planted = {one.planted for one in (*PARAMETERS, *SAMPLED, *ADJUSTED, *DISCOVERED) if one.planted}
    from easemart.simulation.world.parameters import Parameters

    assert planted <= {one.name for one in dataclasses.fields(Parameters)}

"""The judge of the proof: what holds, what fails, and that it can fail."""

from __future__ import annotations

import dataclasses

import pytest

from easemart.simulation.declared import PARAMETERS, SAMPLED, Declared, Sampled
from easemart.simulation.verifying import World, as_document, band, judge, judge_exact, judge_sampled

PROMISES = Declared("kept", "E", "promises", "kept", "made", "select 1, 2")
EASY = Sampled("easy", "easy_share", "asked", "easy", "asked", widest=0.2, planted="effort_base")


@pytest.mark.parametrize(
    ("worlds", "parameters", "expected"), [(400, 40, (0.905, 0.985)), (100, 40, (0.85, 1.0)), (1, 1, (0.0, 1.0))]
)
def test_the_band_is_the_binomial_one(worlds: int, parameters: int, expected: tuple[float, float]) -> None:
    assert band(worlds, parameters) == pytest.approx(expected, abs=0.0051)


def world(seed: int, mart: tuple[float, float], interval: tuple[float, float, float] = (0.5, 0.4, 0.6)) -> World:
    tally = {"kept": 3.0, "made": 4.0, "easy|2024-02": 50.0, "asked|2024-02": 100.0}
    return World(seed, tally, {"kept": mart}, {"easy_share": interval})


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


def test_a_bias_and_a_wide_interval_fail_though_the_truth_is_held() -> None:
    biased = [world(at, (3, 4), (0.6, 0.45, 0.75)) for at in range(40)]
    assert "biased" in judge_sampled(EASY, biased, 0.85, 1.0).detail
    wide = [world(at, (3, 4), (0.5, 0.1, 0.9)) for at in range(40)]
    assert "wider" in judge_sampled(EASY, wide, 0.85, 1.0).detail


def test_holding_too_often_is_a_warning() -> None:
    found = judge_sampled(EASY, [world(at, (3, 4)) for at in range(40)], 0.85, 0.99)
    assert found.verdict.startswith("warning")


def test_every_declared_parameter_is_in_the_table_once() -> None:
    exact = {one.name: (0.0, 0.0 if one.denominator else None) for one in PARAMETERS}
    worlds = [World(seed, {}, exact, {}) for seed in (1, 2)]
    found = judge(worlds)
    assert sorted(one.name for one in found) == sorted([one.name for one in PARAMETERS] + [one.name for one in SAMPLED])
    document = as_document(found, "scripts/verify", "abc", 2)
    assert document.count("\n| ") == len(found) + 1
    assert 'color:red">not identifiable' in document


def test_names_are_declared_once_and_what_cannot_be_seen_says_why() -> None:
    names = [one.name for one in PARAMETERS]
    assert len(names) == len(set(names))
    assert all(one.reason for one in PARAMETERS if one.kind == "R")
    planted = {one.planted for one in (*PARAMETERS, *SAMPLED) if one.planted}
    from easemart.simulation.world.parameters import Parameters

    assert planted <= {one.name for one in dataclasses.fields(Parameters)}

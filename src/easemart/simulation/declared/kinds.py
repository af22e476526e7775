"""The kinds of parameters, one dataclass for each way of being judged."""

from __future__ import annotations

from dataclasses import dataclass

ALL = "the whole world"
KNOWN = "contacts customers began, whose customer is known, no mystery visits"
SAMPLED_MONTH = "2024-02"
# The scenarios in whose worlds something is compared, and the size of these: customers, days.
WORLDS = {"default": (2000, 91), "many_complaints": (2500, 240), "self_service_fix": (4000, 91)}


@dataclass(frozen=True)
class Declared:
    """A parameter of class E or R, or one in the truth that waits for its mart.

    `numerator` and `denominator` name counts of `perfect_reader.read`; `mart` is SQL over the published marts that
    gives the same two, null as denominator of a count. `planted` names the planted value it goes back to; `reason`
    says why R cannot be seen. E is compared in the worlds of every scenario.
    """

    name: str
    kind: str
    population: str
    numerator: str
    denominator: str | None = None
    mart: str | None = None
    planted: str | None = None
    window: str = ALL
    reason: str | None = None


@dataclass(frozen=True)
class Sampled:
    """A figure with an interval that must hold the truth of all worlds: class S.

    `mart` is SQL over the published marts that gives one row: value, its interval's lower and upper end. The truth is
    that of the population the worlds are drawn from: `numerator` over `denominator` of the perfect reader, each summed
    over all worlds of its `scenario`; `planted|NAME` over `worlds` is a planted value. `widest`: the median half-width
    may not exceed it, in the unit of the value.
    """

    name: str
    population: str
    numerator: str
    denominator: str
    mart: str
    widest: float
    planted: str
    scenario: str = "default"


@dataclass(frozen=True)
class Adjusted:
    """A figure adjusted for what a raw comparison mistakes, with its interval: class A.

    As `Sampled`; `mart` gives six columns: value, lower and upper end, and the raw figure with its own lower and
    upper end. The adjusted one must keep what `Sampled` must; the raw one must be shown to be biased, and to miss.
    """

    name: str
    population: str
    numerator: str
    denominator: str
    mart: str
    widest: float
    planted: str
    scenario: str = "default"


@dataclass(frozen=True)
class Discovered:
    """Things that a mart finds by itself, or sorts into kinds: class D.

    `mart` is SQL over the published marts that gives a row for each thing found: what it is (text), and the kind found
    (text). `truth` is SQL that gives the same of the world: over the truth's tables by name (`contacts`,
    `complaints`, ...), `issues` (issue, name), `planted` (name, value; `name[0]` of a tuple, its numbers only) and
    `planted_next_issues` (issue, next_issue, chance). A thing that has no row on one side is not found there; one
    found as another kind than it is, is falsely found. At least `least_found` of what there is must be found.
    """

    name: str
    population: str
    mart: str
    truth: str
    least_found: float
    planted: str
    scenario: str = "default"


def of_month(metric: str) -> str:
    """SQL of a metric's value and interval in the world's second month."""
    return (
        f"select value, value_low, value_high from scorecard.monthly where metric = '{metric}' "
        f"and month_start = date '{SAMPLED_MONTH}-01' and value_low is not null"
    )

"""The proof: each declared parameter compared with its truth over K worlds.

- **E**: the mart equals what a perfect reader counts, in every world of every scenario.
- **S**: the share of 95 % intervals that hold the truth lies within the band that all parameters together keep with
  99 % probability; the mean error less two Monte Carlo standard errors is at most a tenth of the truth or a quarter of
  the mean standard error; the median half-width keeps its limit.
- **A**: as S; and the raw figure is off by more than two Monte Carlo standard errors, and its intervals hold the truth
  less often than the band allows.
- **D**: over all worlds at most a tenth of what was found is not there, or is not of the kind it was found as; and the
  declared share of what is there was found.
- **R**: in the table with its reason. What has no mart yet, or takes longer than the worlds last, is in the table as
  waiting, as is what is declared of a scenario of which there is no world.
"""

from __future__ import annotations

import dataclasses
import math
import statistics
from collections import Counter
from dataclasses import dataclass
from typing import Any

from easemart.simulation.declared import (
    ADJUSTED,
    DISCOVERED,
    PARAMETERS,
    SAMPLED,
    WORLDS,
    Adjusted,
    Declared,
    Discovered,
    Sampled,
)
from easemart.simulation.truth import realised
from easemart.simulation.verifying import NOTHING, Confusion, World

CONFIDENCE, JOINTLY = 0.95, 0.99
NORMAL_975 = 1.959964
MOST_FALSE = 0.1


@dataclass(frozen=True)
class Finding:
    """A row of the proof. `verdict` is holds, fails, too wide a margin (a warning), waits or not identifiable.

    `matrix`, of class D alone: how many were of a kind and found as a kind.
    """

    kind: str
    name: str
    population: str
    truth: float | None
    mart: float | None
    detail: str
    verdict: str
    matrix: Confusion | None = None


def band(worlds: int, parameters: int) -> tuple[float, float]:
    """Shares of worlds within which the intervals of all parameters together hold the truth, with 99 % probability.

    The central binomial interval at 95 %, with the remaining 1 % shared among the parameters and its two ends.
    """
    tail = (1 - JOINTLY) / (2 * parameters)
    chances = [
        math.comb(worlds, k) * CONFIDENCE**k * (1 - CONFIDENCE) ** (worlds - k) for k in range(worlds + 1)
    ]  # fmt: skip
    low, below = 0, chances[0]
    while below <= tail:
        low += 1
        below += chances[low]
    high, above = worlds, chances[worlds]
    while above <= tail:
        high -= 1
        above += chances[high]
    return low / worlds, high / worlds


def judge_exact(one: Declared, worlds: list[World]) -> Finding:
    """Whether mart and reader agree in every world."""
    differ = []
    for world in worlds:
        truth, (above, below) = realised(one, world.tally), world.exact[one.name]
        if (above, below) != (truth["numerator"], truth["denominator"]):
            differ.append(world.seed)
    first = realised(one, worlds[0].tally)["value"]
    above, below = worlds[0].exact[one.name]
    shown = above if below is None else above / below if below else None
    detail = f"equal in {len(worlds) - len(differ)} of {len(worlds)} worlds" + (
        f"; not with seeds {', '.join(map(str, differ[:5]))}" if differ else ""
    )
    return Finding("E", one.name, one.population, first, shown, detail, "fails" if differ else "holds")


def _truth(one: Sampled | Adjusted, worlds: list[World]) -> float | None:
    above = sum(world.tally.get(one.numerator, 0.0) for world in worlds)
    below = sum(world.tally.get(one.denominator, 0.0) for world in worlds)
    return above / below if below else None


def _mean_error(found: list[tuple[float, ...]], truth: float) -> tuple[float, float]:
    """The mean error, and how far beyond two of its Monte Carlo standard errors it is from none."""
    errors = [value - truth for value, *_ in found]
    mean = statistics.mean(errors)
    return mean, max(abs(mean) - 2 * statistics.stdev(errors) / math.sqrt(len(errors)), 0.0)


def _held(found: list[tuple[float, ...]], truth: float) -> float:
    """The share of intervals that hold the truth."""
    return sum(low <= truth <= high for _, low, high in found) / len(found)


def _judge_intervals(
    kind: str, one: Sampled | Adjusted, truth: float | None, found: list[tuple[float, ...]], least: float, most: float
) -> Finding:
    if truth is None and not found:
        return Finding(kind, one.name, one.population, None, None, "no world is so long", "waits")
    if truth is None or len(found) < 2:
        return Finding(kind, one.name, one.population, truth, None, "no interval in enough worlds", "fails")
    held = _held(found, truth)
    error, bias = _mean_error(found, truth)
    standard_error = statistics.mean((high - low) / (2 * NORMAL_975) for _, low, high in found)
    half = statistics.median((high - low) / 2 for _, low, high in found)
    broken = []
    if held < least:
        broken.append(f"held too seldom (band from {least:.1%})")
    if bias > max(0.1 * abs(truth), 0.25 * standard_error):
        broken.append("biased")
    if half > one.widest:
        broken.append(f"wider than {one.widest}")
    detail = f"held in {held:.1%} of {len(found)} worlds; mean error {error:+.4f}; half-width {half:.4f}"
    verdict = "fails" if broken else "warning: held too often" if held > most else "holds"
    return Finding(kind, one.name, one.population, truth, statistics.mean(value for value, _, _ in found),
                   "; ".join([detail, *broken]), verdict)  # fmt: skip


def judge_sampled(one: Sampled, worlds: list[World], least: float, most: float) -> Finding:
    """Whether the intervals hold the truth as often as they say, without bias and without being wide."""
    found = [world.intervals[one.name] for world in worlds if one.name in world.intervals]
    return _judge_intervals("S", one, _truth(one, worlds), found, least, most)


def judge_adjusted(one: Adjusted, worlds: list[World], least: float, most: float) -> Finding:
    """Whether the adjusted figure is as a sampled one must be, where the raw one is shown not to be."""
    rows = [world.adjusted[one.name] for world in worlds if one.name in world.adjusted]
    truth = _truth(one, worlds)
    found = _judge_intervals("A", one, truth, [row[:3] for row in rows], least, most)
    if truth is None or len(rows) < 2:
        return found
    raw = [row[3:] for row in rows]
    held = _held(raw, truth)
    error, bias = _mean_error(raw, truth)
    broken = []
    if bias == 0:
        broken.append("the raw figure is not shown to be biased")
    if held >= least:
        broken.append("the raw figure's interval does not miss")
    detail = "; ".join([found.detail, f"raw: mean error {error:+.4f}, held in {held:.1%}", *broken])
    verdict = "fails" if broken else found.verdict
    return Finding("A", one.name, one.population, truth, found.mart, detail, verdict)


def judge_discovered(one: Discovered, worlds: list[World]) -> Finding:
    """Whether what was found is there, and of the kind it was found as."""
    counts: Counter[tuple[str, str]] = Counter()
    for world in worlds:
        counts.update(world.confusions.get(one.name, {}))
    there = sum(count for (true, _), count in counts.items() if true != NOTHING)
    found = sum(count for (_, shown), count in counts.items() if shown != NOTHING)
    rightly = sum(count for (true, shown), count in counts.items() if true == shown)
    broken = []
    if not there:
        broken.append("there was nothing to find")
    elif rightly < one.least_found * there:
        broken.append(f"less than {one.least_found:.0%} of it found")
    if not found:
        broken.append("found nothing")
    elif found - rightly > MOST_FALSE * found:
        broken.append(f"more than {MOST_FALSE:.0%} falsely found")
    detail = f"{there} there, {found} found, {found - rightly} of them falsely, {there - rightly} missed"
    return Finding(
        "D", one.name, one.population, float(there), float(found), "; ".join([detail, *broken]),
        "fails" if broken else "holds", dict(counts),
    )  # fmt: skip


def _judge_of_scenario(scenario: str, worlds: list[World]) -> list[Finding]:
    """A finding for all that is declared of a scenario, from its worlds."""
    of_it: tuple[Any, ...] = (*SAMPLED, *ADJUSTED, *DISCOVERED)
    declared = [one for one in of_it if one.scenario == scenario]
    if not worlds:
        kinds = {Sampled: "S", Adjusted: "A", Discovered: "D"}
        detail = f"no world of {scenario}"
        return [Finding(kinds[type(one)], one.name, one.population, None, None, detail, "waits") for one in declared]
    least, most = band(len(worlds), len(SAMPLED) + len(ADJUSTED))
    found = [judge_sampled(one, worlds, least, most) for one in declared if isinstance(one, Sampled)]
    found += [judge_adjusted(one, worlds, least, most) for one in declared if isinstance(one, Adjusted)]
    return found + [judge_discovered(one, worlds) for one in declared if isinstance(one, Discovered)]


def judge(worlds: list[World]) -> list[Finding]:
    """A finding for every declared parameter: first those judged, in the order declared."""
    found = [judge_exact(one, worlds) for one in PARAMETERS if one.kind == "E" and one.mart]
    for scenario in WORLDS:
        of_it = _judge_of_scenario(scenario, [world for world in worlds if world.scenario == scenario])
        where = "" if scenario == "default" else f", in worlds of `{scenario}`"
        found += [dataclasses.replace(one, population=one.population + where) for one in of_it]
    usual = [world for world in worlds if world.scenario == "default"]
    for one in PARAMETERS:
        if one.kind == "E" and one.mart:
            continue
        values = [value for world in usual if (value := realised(one, world.tally)["value"]) is not None]
        truth = statistics.mean(values) if values else None
        if one.kind == "R":
            found.append(Finding("R", one.name, one.population, truth, None, one.reason or "", "not identifiable"))
        else:
            found.append(Finding(one.kind, one.name, one.population, truth, None, "no mart yet", "waits"))
    return found


def _shown(value: float | None) -> str:
    return "" if value is None else f"{value:,.4f}" if abs(value) < 1000 else f"{value:,.0f}"


def _marked(verdict: str) -> str:
    is_bad = verdict == "fails" or verdict.startswith("not")
    return f'<span style="color:red">{verdict}</span>' if is_bad else verdict


def _as_matrix(matrix: Confusion) -> list[str]:
    """A table: a row for each true kind, a column for each kind found."""
    rows = sorted({true for true, _ in matrix}, key=lambda one: (one == NOTHING, one))
    columns = sorted({found for _, found in matrix}, key=lambda one: (one == NOTHING, one))
    return [
        "| is, found as | " + " | ".join(one or "not found" for one in columns) + " |",
        "|---|" + "---:|" * len(columns),
        *(
            f"| {true or 'not there'} | " + " | ".join(f"{matrix.get((true, one), 0):,}" for one in columns) + " |"
            for true in rows
        ),
    ]


def as_document(findings: list[Finding], command: str, commit: str, worlds: dict[str, int]) -> str:
    """docs/verification.md. `worlds`: how many there were, by scenario."""
    held = [
        f"{least:.1%} to {most:.1%} of {count} worlds of `{scenario}`"
        for scenario, count in worlds.items()
        for least, most in [band(count, len(SAMPLED) + len(ADJUSTED))]
    ]
    rows: list[Any] = [
        f"| {one.kind} | {one.name} | {one.population} | {_shown(one.truth)} | {_shown(one.mart)} | {one.detail} | "
        f"{_marked(one.verdict)} |"
        for one in findings
    ]
    for one in findings:
        if one.matrix is not None:
            rows += ["", f"## Found: {one.name}", "", *_as_matrix(one.matrix)]
    return "\n".join([
        "# What the marts find again",
        "",
        f"`{command}` at commit {commit}: {sum(worlds.values())} worlds. What each class must keep stands in",
        "[simulation.md](simulation.md); for E, truth and mart are the first world's. With 99 % probability the",
        "intervals of all sampled and adjusted parameters hold the truth in",
        f"{', '.join(held)}.",
        "",
        "| class | parameter | population | truth | mart | over the worlds | verdict |",
        "|---|---|---|---:|---:|---|---|",
        *rows,
        "",
    ])  # fmt: skip

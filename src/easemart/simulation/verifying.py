"""The proof: K worlds through the whole pipeline, and each declared parameter compared with its truth.

- **E**: the mart equals what a perfect reader counts, in every world.
- **S**: the share of 95 % intervals that hold the truth lies within the band that all parameters together keep with
  99 % probability; the mean error less two Monte Carlo standard errors is at most a tenth of the truth or a quarter of
  the mean standard error; the median half-width keeps its limit.
- **R**: in the table with its reason. What has no mart yet is in the table as waiting.
"""

from __future__ import annotations

import math
import os
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from easemart import ingesting, marts
from easemart.simulation.declared import PARAMETERS, SAMPLED, SAMPLED_MONTH, Declared, Sampled
from easemart.simulation.perfect_reader import Tally, read
from easemart.simulation.truth import realised
from easemart.simulation.world.company import Order, simulate

FEEDS = ("crm", "telephony", "tickets", "surveys")
CONFIDENCE, JOINTLY = 0.95, 0.99
NORMAL_975 = 1.959964


@dataclass(frozen=True)
class World:
    """What one world said: the reader's tally, the marts' (numerator, denominator) by name, intervals by metric."""

    seed: int
    tally: Tally
    exact: dict[str, tuple[float, float | None]]
    intervals: dict[str, tuple[float, float, float]]


@dataclass(frozen=True)
class Finding:
    """A row of the proof. `verdict` is holds, fails, too wide a margin (a warning), waits or not identifiable."""

    kind: str
    name: str
    population: str
    truth: float | None
    mart: float | None
    detail: str
    verdict: str


@contextmanager
def _environment(**values: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def live_through(order: Order, folder: Path) -> World:
    """Makes one world in `folder`, loads it, builds its marts, and asks both sides."""
    inbox, home = folder / "inbox", folder / "home"
    simulate(inbox, order)
    with _environment(EASEMART_HOME=str(home), EASEMART_WAREHOUSE="duckdb"):
        for feed in FEEDS:
            for file in ingesting.land_new(feed, str(inbox)):
                ingesting.load_landed(file)
        marts.renew()
    with duckdb.connect(str(home / "published" / "marts.duckdb"), read_only=True) as con:
        exact = {}
        for one in PARAMETERS:
            if one.kind == "E" and one.mart:
                above, below = con.execute(one.mart).fetchall()[0]
                exact[one.name] = (float(above or 0), None if below is None else float(below))
        rows = con.execute(
            "select metric, value, value_low, value_high from scorecard.monthly "
            "where month_start = cast(? as date) and value_low is not null",
            [f"{SAMPLED_MONTH}-01"],
        ).fetchall()
    return World(order.seed, read(inbox, order.days), exact, {row[0]: (row[1], row[2], row[3]) for row in rows})


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


def judge_sampled(one: Sampled, worlds: list[World], least: float, most: float) -> Finding:
    """Whether the intervals hold the truth as often as they say, without bias and without being wide."""
    above = sum(world.tally.get(f"{one.numerator}|{SAMPLED_MONTH}", 0.0) for world in worlds)
    below = sum(world.tally.get(f"{one.denominator}|{SAMPLED_MONTH}", 0.0) for world in worlds)
    found = [world.intervals[one.metric] for world in worlds if one.metric in world.intervals]
    if not below or len(found) < 2:
        return Finding("S", one.name, one.population, None, None, "no interval in enough worlds", "fails")
    truth = above / below
    held = sum(low <= truth <= high for _, low, high in found) / len(found)
    errors = [value - truth for value, _, _ in found]
    deviation = statistics.stdev(errors) / math.sqrt(len(errors))
    standard_error = statistics.mean((high - low) / (2 * NORMAL_975) for _, low, high in found)
    bias = max(abs(statistics.mean(errors)) - 2 * deviation, 0.0)
    half = statistics.median((high - low) / 2 for _, low, high in found)
    broken = []
    if held < least:
        broken.append(f"held too seldom (band from {least:.1%})")
    if bias > max(0.1 * abs(truth), 0.25 * standard_error):
        broken.append("biased")
    if half > one.widest:
        broken.append(f"wider than {one.widest}")
    detail = (
        f"held in {held:.1%} of {len(found)} worlds; mean error {statistics.mean(errors):+.4f}; half-width {half:.4f}"
    )
    verdict = "fails" if broken else "warning: held too often" if held > most else "holds"
    return Finding("S", one.name, one.population, truth, statistics.mean(value for value, _, _ in found),
                   "; ".join([detail, *broken]), verdict)  # fmt: skip


def judge(worlds: list[World]) -> list[Finding]:
    """A finding for every declared parameter, in the order declared."""
    least, most = band(len(worlds), len(SAMPLED))
    found = [judge_exact(one, worlds) for one in PARAMETERS if one.kind == "E" and one.mart]
    found += [judge_sampled(one, worlds, least, most) for one in SAMPLED]
    for one in PARAMETERS:
        if one.kind == "E" and one.mart:
            continue
        values = [value for world in worlds if (value := realised(one, world.tally)["value"]) is not None]
        truth = statistics.mean(values) if values else None
        if one.kind == "R":
            found.append(Finding("R", one.name, one.population, truth, None, one.reason or "", "not identifiable"))
        else:
            found.append(Finding(one.kind, one.name, one.population, truth, None, "no mart yet", "waits"))
    return found


def as_document(findings: list[Finding], command: str, commit: str, worlds: int) -> str:
    """docs/verification.md."""
    least, most = band(worlds, len(SAMPLED))

    def shown(value: float | None) -> str:
        return "" if value is None else f"{value:,.4f}" if abs(value) < 1000 else f"{value:,.0f}"

    def marked(verdict: str) -> str:
        is_bad = verdict == "fails" or verdict.startswith("not")
        return f'<span style="color:red">{verdict}</span>' if is_bad else verdict

    rows: list[Any] = [
        f"| {one.kind} | {one.name} | {one.population} | {shown(one.truth)} | {shown(one.mart)} | {one.detail} | "
        f"{marked(one.verdict)} |"
        for one in findings
    ]
    return "\n".join([
        "# What the marts find again",
        "",
        f"`{command}` at commit {commit}: {worlds} worlds. What each class must keep stands in",
        "[simulation.md](simulation.md); for E, truth and mart are the first world's. The intervals of all sampled",
        f"parameters hold the truth in {least:.1%} to {most:.1%} of {worlds} worlds, with 99 % probability.",
        "",
        "| class | parameter | population | truth | mart | over the worlds | verdict |",
        "|---|---|---|---:|---:|---|---|",
        *rows,
        "",
    ])  # fmt: skip

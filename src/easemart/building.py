"""Building the marts with dbt: one build a layer in one process, incremental by what was loaded.

The watermark (the newest load a build has seen) moves, and the sets of touched customers and days
are emptied, only by `finish`, after the whole build, its gates and the publishing have succeeded. A
build stopped anywhere is therefore simply run again.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import json
import os
import time
from dataclasses import dataclass, replace
from typing import Any

from easemart import warehouses
from easemart.analysis import running
from easemart.errors import EasemartError, PermanentError
from easemart.gating import evaluate
from easemart.home import REPOSITORY, Home
from easemart.progress import say
from easemart.publishing.tables import ANALYSIS
from easemart.suites import load_suite
from easemart.warehouses.interface import Warehouse

PROJECT = REPOSITORY / "dbt_project"
# In order: each layer reads only those before it.
MARTS = ("effort", "satisfaction", "loyalty", "recovery", "operations", "scorecard")
INTERMEDIATE = PROJECT / "models" / "intermediate"
LAYERS = {
    "core": [
        "path:seeds",
        "path:models/staging",
        "path:models/core",
        *(f"path:models/intermediate/{p.name}" for p in sorted(INTERMEDIATE.iterdir()) if p.name not in MARTS),
    ],
    **{mart: [f"path:models/intermediate/{mart}", f"path:models/{mart}"] for mart in MARTS},
}
# Whom to remind, and whom retention cuts by recovery, hangs on when complaints were settled.
LAYERS["loyalty"].append("int_complaints_answered")
# All that reads an analysis, directly or through others.
AFTER_ANALYSES = f"source:{ANALYSIS}+"
TOUCHED = ("touched_customers", "touched_days")


class DbtError(EasemartError):
    """Models or tests that failed. Its message quotes the database, which may quote rows; `told` names them alone."""

    def __init__(self, message: str, told: str) -> None:
        super().__init__(message)
        self.told = told


@dataclass(frozen=True)
class Build:
    """A build under way: what the last good one had seen, and what this one sees.

    `is_idle` when that is the same: what is published stays as it is.
    """

    build_id: int
    built_load_id: int
    target_load_id: int
    full_refresh: bool
    is_idle: bool = False


def code_hash() -> str:
    """A hash of all that decides what dbt builds; when it has changed, everything is built anew.

    A source's zone is part of it: days and half hours are cut in it. So are the analyses.
    """
    digest = hashlib.sha256()
    project = sorted(p for p in PROJECT.rglob("*") if p.suffix in {".sql", ".yml", ".csv"})
    others = (*REPOSITORY.glob("feeds/*/*/source.yml"), *REPOSITORY.glob("src/easemart/analysis/*.py"))
    for path in (*project, *sorted(others)):
        digest.update(str(path.relative_to(REPOSITORY)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def begin(warehouse: Warehouse, full_refresh: bool = False) -> Build:
    """Opens a build in audit.builds.

    It is a full one when asked for, the first time, when the project has changed, and when a full
    build or one of another project has been stopped since the last good one: what it left in the
    tables does not tell who owned a row before.
    """
    current = code_hash()
    has_published = warehouse.has_published()
    with warehouse.opened("builder") as con:
        last = con.execute(
            "select built_load_id, code_hash <> $1 or exists (select 1 from audit.builds as later "
            "where later.build_id > good.build_id and (later.code_hash <> $1 or later.full_refresh)) "
            "from audit.builds as good where verdict = 'succeeded' order by build_id desc limit 1",
            [current],
        ).fetchone()
        ids = con.execute(
            "select (select coalesce(max(build_id), 0) + 1 from audit.builds), "
            "(select coalesce(max(load_id), 0) from audit.loads)"
        ).fetchone()
        assert ids is not None
        full = full_refresh or last is None or last[1]
        build = Build(ids[0], 0 if full or last is None else last[0], ids[1], full)
        if not full and build.built_load_id == build.target_load_id and has_published:
            return replace(build, build_id=build.build_id - 1, is_idle=True)
        con.execute("update audit.builds set verdict = 'stopped' where verdict = 'running'")
        con.execute(
            "insert into audit.builds (build_id, built_load_id, code_hash, full_refresh, started_at, verdict) "
            "values ($1, $2, $3, $4, $5, 'running')",
            [build.build_id, build.target_load_id, current, full, _now()],
        )
    return build


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC).replace(tzinfo=None)


@functools.cache
def _without_debug_events() -> None:
    """Makes dbt drop what it says for debugging before it is put into words: a quarter of a small build's time.

    dbt does that to every such event, thirty of them a model, whatever level its logs keep.
    """
    from dbt_common.events import event_manager, event_manager_client
    from dbt_common.events.base_types import EventLevel

    class Events(event_manager.EventManager):  # type: ignore[misc]
        def fire_event(self, e: Any, level: Any = None, *rest: Any, **named: Any) -> None:
            if (level or e.level_tag()) not in (EventLevel.DEBUG, EventLevel.TEST):
                super().fire_event(e, level, *rest, **named)

    event_manager_client.ctx_set_event_manager(Events())


def dbt(home: Home, command: list[str], variables: dict[str, Any] | None = None, parsed: Any = None) -> Any:
    """Runs one dbt command in this process; the profile's target is the environment's.

    `parsed` is what an earlier `parse` returned; with it the project is not parsed again, and its
    description is not written again. Raises EasemartError naming the models or tests that failed,
    and the log.
    """
    from dbt.cli.main import dbtRunner

    _without_debug_events()
    outcome = dbtRunner(manifest=parsed).invoke(
        [
            "--quiet", "--no-use-colors", "--log-level-file", "info",
            "--write-json" if parsed is None else "--no-write-json", *command,
            "--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT),
            "--target-path", str(home.dbt / "target"), "--log-path", str(home.dbt / "logs"),
            "--vars", json.dumps(variables or {}),
        ]
    )  # fmt: skip
    warehouses.of(home).close_dbt()
    log = home.dbt / "logs" / "dbt.log"
    if outcome.exception is not None:
        raise EasemartError(f"dbt {command[0]} could not run: {outcome.exception} (see {log}).")
    if not outcome.success:
        failed = [r for r in outcome.result.results if r.status in ("error", "fail", "runtime error")]
        first = "; ".join(f"{r.node.name}: {str(r.message).strip()}" for r in failed[:5])
        names = ", ".join(r.node.name for r in failed)
        raise DbtError(f"dbt {command[0]}: {len(failed)} failed: {first} (see {log}).", f"dbt {command[0]}: {names}")
    return outcome.result


# What dbt writes of a project it has parsed.
DESCRIPTIONS = ("manifest.json", "semantic_manifest.json")
# What `parse` has found, by all that it depends on.
_parsed: dict[tuple[str, ...], tuple[Any, dict[str, bytes]]] = {}


def parse(home: Home) -> Any:
    """The project as dbt parses it, for `dbt`; writes its descriptions to the home.

    Parsing is a fifth of a small build, so a process does it once for a project and a warehouse, whatever the home.
    """
    place = sorted(f"{name}={value}" for name, value in os.environ.items() if name.startswith("EASEMART_PG_"))
    key = (code_hash(), os.environ["EASEMART_DBT_TARGET"], *place)
    target = home.dbt / "target"
    if key not in _parsed:
        _parsed.clear()
        project = dbt(home, ["parse"])
        _parsed[key] = project, {name: (target / name).read_bytes() for name in DESCRIPTIONS}
        return project
    project, descriptions = _parsed[key]
    target.mkdir(parents=True, exist_ok=True)
    for name, content in descriptions.items():
        (target / name).write_bytes(content)
    return project


def _not_run(home: Home, kinds: set[str], ran: set[str]) -> list[str]:
    """Names of models or tests of the project that no layer has run."""
    nodes = manifest(home)["nodes"].values()
    return sorted(n["name"] for n in nodes if n["resource_type"] in kinds and n["unique_id"] not in ran)


def build_layers(home: Home, build: Build) -> dict[str, float]:
    """Builds and tests each layer in order, but for what reads an analysis; returns seconds by model.

    Tests that look at several marts run last. Raises EasemartError when a model or test fails, or
    when a model belongs to no layer and would silently grow old.
    """
    seconds: dict[str, float] = {}
    ran: set[str] = set()
    variables = {"built_load_id": build.built_load_id}
    home.dbt.mkdir(parents=True, exist_ok=True)
    parsed = parse(home)
    for layer, selection in LAYERS.items():
        started = time.monotonic()
        command = ["build", "--indirect-selection", "buildable", "--exclude-resource-type", "unit_test"]
        command += ["--select", *selection, "--exclude", AFTER_ANALYSES]
        if build.full_refresh:
            command.append("--full-refresh")
        results = dbt(home, command, variables, parsed).results
        models = [r for r in results if r.node.resource_type == "model"]
        ran |= {r.node.unique_id for r in results}
        seconds.update({f"{r.node.schema}.{r.node.alias}": r.execution_time for r in models})
        tests = sum(r.node.resource_type == "test" for r in results)
        say(f"  built {layer}: {len(models)} models, {tests} tests, {time.monotonic() - started:.1f} s")
    ran |= running.after(manifest(home))
    if forgotten := _not_run(home, {"model"}, ran):
        raise EasemartError(f"{', '.join(forgotten)}: in no layer of src/easemart/building.py, so never built.")
    if across := _not_run(home, {"test"}, ran):
        started = time.monotonic()
        dbt(home, ["test", "--select", *across], variables, parsed)
        say(f"  tested across marts: {len(across)} tests, {time.monotonic() - started:.1f} s")
    (home.dbt / "seconds.json").write_text(json.dumps(seconds), encoding="utf-8")
    return seconds


def analyse(home: Home, warehouse: Warehouse) -> None:
    """Works out what SQL cannot say from what the layers built: easemart.analysis."""
    running.run(warehouse, manifest(home))


def conclude(home: Home, build: Build) -> None:
    """Builds and tests what reads an analysis, wholly each time: a new fit moves every row."""
    if not running.after(manifest(home)):
        return
    started = time.monotonic()
    command = ["build", "--exclude-resource-type", "unit_test", "--select", AFTER_ANALYSES]
    results = dbt(home, command, {"built_load_id": build.built_load_id}, parse(home)).results
    models = [r for r in results if r.node.resource_type == "model"]
    tests = sum(r.node.resource_type == "test" for r in results)
    say(f"  concluded: {len(models)} models, {tests} tests, {time.monotonic() - started:.1f} s")
    seconds = json.loads((home.dbt / "seconds.json").read_text(encoding="utf-8"))
    seconds |= {f"{r.node.schema}.{r.node.alias}": r.execution_time for r in models}
    (home.dbt / "seconds.json").write_text(json.dumps(seconds), encoding="utf-8")


def manifest(home: Home) -> dict[str, Any]:
    """dbt's own description of the project, as of the last command."""
    path = home.dbt / "target" / "manifest.json"
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document


def mart_tables(document: dict[str, Any]) -> list[tuple[str, str]]:
    """(mart, table) of every table that is published, those referred to first."""
    from easemart.publishing import tables

    return [(table.mart, table.name) for table in tables.mart_tables(document)]


def insist(warehouse: Warehouse, build: Build) -> None:
    """Raises PermanentError unless this is the newest build, and under way: what stands there may be another's."""
    with warehouse.opened("builder") as con:
        newest = con.execute("select build_id, verdict from audit.builds order by build_id desc limit 1").fetchone()
    if newest != (build.build_id, "running"):
        raise PermanentError(
            f"Build {build.build_id} is not under way any more: {newest and f'{newest[0]} is {newest[1]}'}. "
            "Nothing is published; run the whole build again."
        )


def gate_marts(home: Home, warehouse: Warehouse, build: Build) -> None:
    """Judges every built mart table by expectations/<mart>/<table>.yml.

    Raises PermanentError, after writing audit.gate_results, when one does not pass: nothing is then
    published and readers keep the marts they have.
    """
    problems = []
    with warehouse.judging() as engine:
        judged = [
            (f"{mart}.{table}", result)
            for mart, table in mart_tables(manifest(home))
            for result in evaluate(
                engine, f"build_{mart}", table, load_suite(f"{mart}/{table}", table, default_refuses="load")
            )
        ]
    with warehouse.opened("builder") as con:
        con.execute("begin")
        for name, result in judged:
            expectation = result.expectation
            con.execute(
                "insert into audit.gate_results values (null, $1, 'mart', $2, $3, $4, 'load', $5, $6, $7, $8)",
                [
                    build.build_id, name, expectation.id, expectation.type, result.success,
                    result.unexpected_count, result.detail, _now(),
                ],
            )  # fmt: skip
            if not result.success:
                problems.append(f"{name}: {expectation.id} ({result.unexpected_count} rows {result.detail})")
        con.execute("commit")
    if problems:
        raise PermanentError(
            f"nothing is published: {'; '.join(problems)}. Readers keep the marts they have; "
            "audit.gate_results has every result."
        )


def finish(warehouse: Warehouse, build: Build) -> None:
    """Moves the watermark and empties the sets of the touched, in one transaction."""
    with warehouse.opened("builder") as con:
        con.execute("begin")
        for name in TOUCHED:
            for (schema,) in con.execute(
                "select table_schema from information_schema.tables where table_name = $1", [name]
            ).fetchall():
                con.execute(f"delete from {schema}.{name}")
        con.execute(
            "update audit.builds set verdict = 'succeeded', finished_at = $1 where build_id = $2",
            [_now(), build.build_id],
        )
        con.execute("commit")


def fail(warehouse: Warehouse, build: Build, error: Exception) -> None:
    """Marks a build that did not pass, with the first reason; its watermark stays where it was."""
    if isinstance(error, DbtError):
        reason = f"{error.told} failed; the log says how"
    elif isinstance(error, EasemartError):
        reason = str(error)
    else:
        reason = f"{type(error).__name__}; the log says more"
    with warehouse.opened("builder") as con:
        con.execute(
            "update audit.builds set verdict = 'failed', reason = coalesce(reason, $2), "
            "finished_at = coalesce(finished_at, $3) where build_id = $1",
            [build.build_id, reason, _now()],
        )

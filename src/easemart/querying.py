"""The metric catalogue as MetricFlow asks it, of the marts that readers see."""

from __future__ import annotations

import json
import os
from typing import Any

import yaml

from easemart import settings, warehouses
from easemart.building import PROJECT
from easemart.errors import EasemartError
from easemart.home import Home

BUILT = "build_"


def _of_readers(relation: dict[str, Any], database: str) -> None:
    """Turns the place where dbt built a table into the one where readers find it."""
    relation["schema_name"] = relation["schema_name"].removeprefix(BUILT)
    relation["database"] = database
    relation["relation_name"] = f'"{database}"."{relation["schema_name"]}"."{relation["alias"]}"'


def prepare(home: Home) -> dict[str, str]:
    """Writes a dbt project for `mf` of the last build's catalogue; returns the environment to start it in.

    It reads what is published, on the embedded warehouse without holding the file from others. Raises EasemartError
    when nothing is published.
    """
    warehouse = warehouses.of(home)
    built = home.dbt / "target" / "semantic_manifest.json"
    if not built.exists() or not warehouse.has_published():
        raise EasemartError(f"{home.root} has published no marts: scripts/run builds them.")
    environment = {
        **settings.TELEMETRY_OFF,
        **warehouse.environment(),
        "EASEMART_DUCKDB_PATH": str(home.published),
        "EASEMART_PG_ROLE": "analyst",
    }
    folder = home.dbt / "metrics"
    (folder / "target").mkdir(parents=True, exist_ok=True)
    catalogue = json.loads(built.read_text(encoding="utf-8"))
    database = environment.get("EASEMART_PG_DATABASE", home.published.stem)
    for described in (*catalogue["semantic_models"], *catalogue["project_configuration"]["time_spines"]):
        _of_readers(described["node_relation"], database)
    (folder / "target" / built.name).write_text(json.dumps(catalogue), encoding="utf-8")
    project = yaml.safe_load((PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))
    kept = {name: project[name] for name in ("name", "version", "config-version", "profile", "flags")}
    (folder / "dbt_project.yml").write_text(yaml.safe_dump(kept), encoding="utf-8")
    profiles = yaml.safe_load((PROJECT / "profiles.yml").read_text(encoding="utf-8"))
    profiles[project["profile"]]["outputs"]["duckdb"]["config_options"] = {"access_mode": "READ_ONLY"}
    (folder / "profiles.yml").write_text(yaml.safe_dump(profiles), encoding="utf-8")
    return {
        **environment,
        "DBT_PROJECT_DIR": str(folder),
        "DBT_PROFILES_DIR": str(folder),
        "DBT_TARGET_PATH": str(folder / "target"),
        "DBT_LOG_PATH": str(folder / "logs"),
    }


def start(home: Home, arguments: list[str]) -> None:
    """Runs `mf` with these arguments in this process. Raises EasemartError as `prepare` does."""
    os.environ.update(prepare(home))
    import update_checker

    # mf asks the package index for a newer version of itself, whatever the environment says.
    update_checker.UpdateChecker.check = lambda *_: None
    from dbt_metricflow.cli.main import cli

    cli.main(arguments, prog_name="scripts/metrics", standalone_mode=False)

"""dbt's unit tests: each measure on rows computed by hand."""

from __future__ import annotations

import json
from pathlib import Path

from easemart import building, settings
from easemart.home import Home


def test_every_measure_gives_what_was_computed_by_hand(company: Path) -> None:
    home = Home(company.parents[1])
    settings.apply(home)
    project = building.parse(home)
    declared = building.manifest(home)["unit_tests"]
    results = building.dbt(home, ["test", "--select", "test_type:unit"], parsed=project).results
    assert {result.node.unique_id for result in results} == set(declared)
    assert len(declared) >= 54


def test_every_mart_has_a_unit_test_of_itself_or_of_a_step_before_it(company: Path) -> None:
    document = json.loads((company.parents[1] / "dbt" / "target" / "manifest.json").read_text())
    tested = {node for test in document["unit_tests"].values() for node in test["depends_on"]["nodes"]}

    def is_tested(node: str) -> bool:
        parents = [p for p in document["parent_map"][node] if p.startswith("model.")]
        return node in tested or any(is_tested(p) for p in parents if "intermediate" in document["nodes"][p]["schema"])

    marts = [
        key
        for key, node in document["nodes"].items()
        if node["resource_type"] == "model"
        and node["schema"].removeprefix("build_")
        in ("effort", "satisfaction", "loyalty", "recovery", "operations", "scorecard")
    ]
    assert len(marts) >= 18
    assert [node for node in marts if not is_tested(node)] == []

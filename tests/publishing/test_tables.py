"""What the manifest says of the tables that are published."""

from __future__ import annotations

import copy
import re
from typing import Any

import pytest

from easemart import building
from easemart.errors import EasemartError
from easemart.publishing.tables import mart_tables
from publishing.made_company import rebuilt
from publishing.made_marts import model


def test_a_foreign_key_to_nothing_is_refused(manifest: dict[str, Any]) -> None:
    node = manifest["nodes"]["model.easemart.core__contacts"]
    node["config"]["meta"]["foreign_keys"] = [{"columns": ["customer_id"], "to": "core.costumers"}]
    with pytest.raises(EasemartError, match=r"core\.costumers"):
        mart_tables(manifest)


def test_a_foreign_key_to_a_table_that_readers_do_not_see_is_left_out(
    manifest: dict[str, Any],
) -> None:
    node = manifest["nodes"]["model.easemart.core__contacts"]
    node["config"]["meta"]["foreign_keys"] = [{"columns": ["customer_id"], "to": "core.hidden"}]
    contacts = next(table for table in mart_tables(manifest) if table.name == "contacts")
    assert contacts.foreign_keys == ()


def test_how_far_a_feed_has_come_is_no_use_of_it(manifest: dict[str, Any]) -> None:
    manifest = copy.deepcopy(manifest)
    watermarks = model(
        "build_intermediate.int_feed_watermarks",
        ["source.easemart.surveys.responses"],
        carries_feeds=False,
    )
    manifest["nodes"][watermarks["unique_id"]] = watermarks
    reads = manifest["nodes"]["model.easemart.core__customers"]["depends_on"]["nodes"]
    reads.append(watermarks["unique_id"])
    customers = next(table for table in mart_tables(manifest) if table.name == "customers")
    assert customers.feeds == ("telephony",)


def test_whose_rows_a_build_changes_is_said_by_the_pre_hook(manifest: dict[str, Any]) -> None:
    manifest = copy.deepcopy(manifest)
    contacts = manifest["nodes"]["model.easemart.core__contacts"]
    for hook, by in (
        ("delete_touched()", "owners"),
        ("delete_touched_months()", "owners_and_months"),
        ("delete_touched_days()", "days"),
        ("delete_touched(owner='customer_id')", None),
    ):
        rebuilt(contacts, hook)
        assert {table.full_name: table.rebuilt_by for table in mart_tables(manifest)} == {
            "core.contacts": by,
            "core.customers": None,
            "core.orders": None,
            "scorecard.monthly": None,
        }
    rebuilt(contacts, "delete_touched()")["config"]["materialized"] = "table"
    assert {table.rebuilt_by for table in mart_tables(manifest)} == {None}


def test_every_pre_hook_of_the_project_is_known() -> None:
    hooks = {
        (path.stem, hook)
        for path in (building.PROJECT / "models").rglob("*.sql")
        for hook in re.findall(r"pre_hook='\{\{ (.*?) \}\}'", path.read_text(encoding="utf-8"))
    }
    assert {hook for _, hook in hooks} == {"delete_touched()", "delete_touched_months()", "delete_touched_days()"}
    assert ("core__contacts", "delete_touched()") in hooks

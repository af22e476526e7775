"""The page of the metric catalogue is the catalogue's, and the one that is committed."""

from __future__ import annotations

from pathlib import Path

import pytest

from easemart import catalogue

METRICS = """
metrics:
  - {name: answers, label: Answers, description: Answers., type: simple, type_params: {measure: answers}}
  - {name: easy, label: Easy, description: Easy ones., type: simple, type_params: {measure: easy}}
  - name: easy_share
    label: Easy (CES)
    description: Share of answers.
    type: ratio
    type_params: {numerator: easy, denominator: answers}
    config: {meta: {population: a | b, direction: higher_better, additive: true, feeds: [surveys], facts: []}}
"""
MODELS = """
semantic_models:
  - name: answers
    model: ref('core__survey_answers')
    entities: [{name: answer, type: primary, expr: answer_id}]
    dimensions: [{name: submitted_date, type: time}, {name: survey, type: categorical}]
    measures:
      - {name: answers, agg: sum, expr: "1"}
      - {name: easy, agg: sum, expr: case when score > 50 then 1 end}
"""


def test_the_committed_page_is_that_of_the_catalogue() -> None:
    assert catalogue.main([]) == 0


def test_another_definition_makes_another_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(catalogue, "PAGE", tmp_path / "metrics.md")
    assert catalogue.main(["--write"]) == 0 == catalogue.main([])
    catalogue.PAGE.write_text(catalogue.PAGE.read_text().replace("settled", "solved"))
    assert catalogue.main([]) == 1
    assert "--write" in capsys.readouterr().err


def test_a_metric_says_what_it_is_and_by_what_it_may_be_cut(tmp_path: Path) -> None:
    (tmp_path / "metrics.yml").write_text(METRICS)
    (tmp_path / "models.yml").write_text(MODELS)
    lines = catalogue.page(tmp_path).splitlines()
    assert lines[lines.index("## Easy (CES)") + 1] == "`easy_share`: Share of answers."
    assert "| population | a \\| b |" in lines
    assert "| better | higher |" in lines
    assert "| facts | none |" in lines
    assert "| is | `easy` over `answers` |" in lines
    assert "| from | `core.survey_answers`, by `answer__submitted_date`, `answer__survey` |" in lines
    assert "| `easy` | Easy ones. | `core.survey_answers` | `sum(case when score > 50 then 1 end)` |" in lines

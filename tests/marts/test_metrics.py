"""MetricFlow gives the very figures of the marts, of the published file, and asks nobody else."""

from __future__ import annotations

import csv
import os
import socket
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from easemart.home import REPOSITORY


def asked(home: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`scripts/metrics` with these arguments, in the environment of the tests."""
    return subprocess.run(
        [sys.executable, str(REPOSITORY / "scripts" / "metrics.py"), *arguments],
        env={
            **os.environ,
            "EASEMART_HOME": str(home),
            "EASEMART_WAREHOUSE": "duckdb",
            "PYTHONPATH": str(REPOSITORY / "src"),
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_metric_of_the_scorecard_is_the_same_to_the_last_digit(company: Path, tmp_path: Path) -> None:
    with duckdb.connect(str(company), read_only=True) as marts:
        rows = marts.execute("select metric, month_start, value from scorecard.monthly where value is not null")
        expected = {(metric, str(month)): value for metric, month, value in rows.fetchall()}
        metrics = sorted({metric for metric, _ in expected})
        # Another reader has the file open all the while.
        listening = socket.create_server(("127.0.0.1", 0))
        proxy = f"http://127.0.0.1:{listening.getsockname()[1]}"
        told = tmp_path / "told.csv"
        answer = asked(
            company.parents[1],
            *("query", "--metrics", ",".join(metrics), "--group-by", "metric_time__month", "--csv", str(told)),
            HTTPS_PROXY=proxy, HTTP_PROXY=proxy, TMPDIR=str(tmp_path),
        )  # fmt: skip
    assert answer.returncode == 0, answer.stdout + answer.stderr
    listening.setblocking(False)
    with pytest.raises(BlockingIOError):
        listening.accept()
    listening.close()
    with told.open() as file:
        found = {
            (metric, row["metric_time__month"][:10]): float(value)
            for row in csv.DictReader(file)
            for metric in metrics
            if (value := row[metric])
        }
    assert len(metrics) >= 14
    assert found.keys() == expected.keys()
    assert {key: value for key, value in found.items() if abs(value - expected[key]) > 1e-9 * abs(value)} == {}


def test_the_whole_catalogue_can_be_asked(company: Path) -> None:
    answer = asked(company.parents[1], "validate-configs")
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "Successfully validated metrics against data warehouse" in answer.stdout
    assert answer.stdout.count("ERRORS: 0, FUTURE_ERRORS: 0, WARNINGS: 0") == 6


def test_without_published_marts_it_says_what_to_do(tmp_path: Path) -> None:
    answer = asked(tmp_path, "list", "metrics")
    assert answer.returncode == 1
    assert "scripts/run builds them" in answer.stderr

"""Debian's chromium, started once for the tests of this folder, and the pages that it opens."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from marts.conftest import company, company_inbox, shared_folder

from .opening import Browser, launched
from .written_page import a_page, written

__all__ = ["company", "company_inbox", "shared_folder"]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Closed with this folder: what comes after it may want an event loop of its own."""
    if shutil.which("chromium") is None:
        pytest.skip("no chromium on this machine (apt-get install chromium): the page is not tried in a browser")
    with launched() as found:
        yield found


@pytest.fixture(scope="package")
def written_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page of a payload written by hand, which nothing changes."""
    return written(tmp_path_factory.mktemp("written"), a_page())


@pytest.fixture(scope="module")
def read_page(browser: Browser, written_page: Path) -> Iterator[Any]:
    """That page, opened once for all who only set filters and read figures."""
    with browser.opened(written_page) as opened:
        yield opened


@pytest.fixture
def page(browser: Browser, written_page: Path) -> Iterator[Any]:
    """That page, opened; a fault in it fails the test."""
    with browser.opened(written_page) as opened:
        yield opened

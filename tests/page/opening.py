"""Opens a page in a browser and holds it to what no page of ours may do."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

# Chromium asks nobody anything on its own, and runs as root of a container too.
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
DESKTOP = (1280, 800)


@dataclass(frozen=True)
class Browser:
    chromium: Any

    @contextmanager
    def opened(self, file: Path, fragment: str = "", size: tuple[int, int] = DESKTOP) -> Iterator[Any]:
        """The page in a window of that size. Afterwards: nothing was asked of a network, nothing was complained of."""
        width, height = size
        page = self.chromium.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
        faults: list[str] = []
        page.on("console", lambda said: faults.append(f"console: {said.text}"))
        page.on("pageerror", lambda error: faults.append(f"error: {error}"))
        page.on("request", lambda request: _is_outside(request.url) and faults.append(f"request: {request.url}"))
        page.goto(file.as_uri() + fragment)
        page.faults = faults
        try:
            yield page
        finally:
            page.close()
        assert not faults, faults[:10]


def _is_outside(url: str) -> bool:
    return not url.startswith(("file:", "data:", "blob:"))


@contextmanager
def launched() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(ARGUMENTS))
        try:
            yield Browser(chromium)
        finally:
            chromium.close()


def marks(page: Any, section: str, chart: str, **choice: str) -> list[dict[str, Any]]:
    """What a chart shows once the filters of its section are set so."""
    page.evaluate("([section, choice]) => easemart.set(section, choice)", [section, choice])
    found: list[dict[str, Any]] = page.evaluate("([s, c]) => easemart.marks(s, c)", [section, chart])
    return found

"""Photographs the published page as the README shows it, with the browser that the tests use (Debian's chromium).

scripts/screenshots                        published/index.html of the home that EASEMART_HOME names, into docs/pictures
scripts/screenshots --page FILE --into DIR
scripts/screenshots --whole --into DIR     every section whole, at a phone's, a desk's and a wall's width
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.page.opening import Browser, launched

from easemart import home as homes

PICTURES = homes.REPOSITORY / "docs" / "pictures"
# The name of a picture: what stands at its top, and the window.
VIEWS = {
    "first_screen": ("body", (1280, 860)),
    "effort": ("#effort", (1280, 1000)),
    "recovery": ("#recovery", (1280, 1000)),
    "operations": ("#operations", (1280, 760)),
    "phone": ("body", (360, 780)),
    "loads": ("#loads", (1280, 900)),
}
WIDTHS = (360, 1280, 2560)


def photographed(browser: Browser, page: Path, into: Path) -> Iterator[Path]:
    """Each view as a reader has it on the screen."""
    for name, (top, size) in VIEWS.items():
        with browser.opened(page, size=size) as opened:
            # Once to have it drawn, and once more, since what was drawn may have moved it.
            for _ in range(2):
                opened.evaluate("(top) => document.querySelector(top).scrollIntoView()", top)
                opened.wait_for_timeout(500)
            file = into / f"{name}.png"
            opened.screenshot(path=file)
        yield file


def whole(browser: Browser, page: Path, into: Path) -> Iterator[Path]:
    """Each section from head to foot."""
    for width in WIDTHS:
        with browser.opened(page, size=(width, 1000)) as opened:
            opened.evaluate("easemart.draw_all()")
            opened.add_style_tag(content=".sections { position: static !important; }")
            for section in opened.locator("main > section").all():
                file = into / f"{section.get_attribute('id')}_{width}.png"
                section.screenshot(path=file)
                yield file


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="scripts/screenshots", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--page", type=Path, help="the page's file")
    parser.add_argument("--into", type=Path, default=PICTURES, help="the folder the pictures are written to")
    parser.add_argument("--whole", action="store_true", help="whole sections at three widths")
    asked = parser.parse_args()
    page = asked.page or homes.current().page
    if not page.is_file():
        print(f"There is no page at {page}: scripts/run or scripts/page draws it.", file=sys.stderr)
        return 1
    if shutil.which("chromium") is None:
        print("No chromium on this machine: apt-get install chromium.", file=sys.stderr)
        return 1
    asked.into.mkdir(parents=True, exist_ok=True)
    with launched() as browser:
        for file in (whole if asked.whole else photographed)(browser, page.resolve(), asked.into):
            print(f"{file} {file.stat().st_size // 1024} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())

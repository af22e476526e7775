"""The definitions that charts point to: the sections of docs/definitions.md, as HTML."""

from __future__ import annotations

import re

from easemart.home import REPOSITORY

DEFINITIONS = REPOSITORY / "docs" / "definitions.md"


def definitions() -> dict[str, str]:
    """The HTML of each section of the document, by its heading."""
    from markdown_it import MarkdownIt

    document = DEFINITIONS.read_text(encoding="utf-8")
    rendered = MarkdownIt("commonmark", {"html": False}).enable("table")
    sections = re.split(r"^## +(.+?) *$", document, flags=re.MULTILINE)[1:]
    return {heading: rendered.render(text).strip() for heading, text in zip(sections[::2], sections[1::2], strict=True)}

"""Lines that tell a person what is being done, apart from the logs."""

from __future__ import annotations

import sys
from typing import TextIO

_stream: TextIO | None = None


def say_to(stream: TextIO) -> None:
    """Sends progress to `stream`; without this it goes to standard error."""
    global _stream
    _stream = stream


def say(text: str) -> None:
    print(text, file=_stream or sys.stderr, flush=True)

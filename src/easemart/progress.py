"""Lines that tell a person what is being done, apart from the logs."""

from __future__ import annotations

import sys
from typing import TextIO

_stream: TextIO | None = None


def say_to(stream: TextIO) -> None:
    """Sends progress to `stream`; without this it goes to standard error."""
    global _stream
    _stream = stream


def say_to_a_log() -> None:
    """Sends progress to standard output, which a task's log does not take for errors, unless it goes elsewhere."""
    if _stream is None:
        say_to(sys.stdout)


def say(text: str) -> None:
    print(text, file=_stream or sys.stderr, flush=True)

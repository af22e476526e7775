"""Secrets of a home alone, made at first use and readable by their owner alone."""

from __future__ import annotations

import os
import secrets

from easemart.home import Home


def identifier_salt(home: Home) -> str:
    """What a warehouse begun from this home hashes identifiers with, so that loading anew gives the same keys."""
    return secret(home, "identifier_salt")


def secret(home: Home, name: str) -> str:
    """The secret of that name; made when there is none."""
    path = home.root / "secrets" / name
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        partial = path.with_name(f".{name}.{os.getpid()}")
        partial.touch(mode=0o600)
        partial.write_text(secrets.token_urlsafe(32), encoding="utf-8")
        partial.replace(path)
    return path.read_text(encoding="utf-8")

"""docker-compose.yml as an engine would read it, and its services as processes of this machine."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from easemart.home import REPOSITORY

FILE = REPOSITORY / "docker-compose.yml"
# All that the file uses: `${NAME:?message}` and `$$`. It gives no variable a default.
_VARIABLE = re.compile(r"\$(?:\$|\{(?P<name>\w+):\?(?P<message>[^}]*)\})")


class Refused(Exception):
    """The composition cannot be read: a variable it requires has no value."""


def interpolated(value: Any, variables: Mapping[str, str]) -> Any:
    """The value with `${NAME:?message}` and `$$` put in, as the compose specification has it."""

    def put_in(found: re.Match[str]) -> str:
        if found["name"] is None:
            return "$"
        if given := variables.get(found["name"]):
            return given
        raise Refused(f"required variable {found['name']} is missing a value: {found['message']}")

    if isinstance(value, dict):
        return {key: interpolated(inner, variables) for key, inner in value.items()}
    if isinstance(value, list):
        return [interpolated(inner, variables) for inner in value]
    return _VARIABLE.sub(put_in, value) if isinstance(value, str) else value


def composition(variables: Mapping[str, str]) -> dict[str, Any]:
    """The whole file with the variables put in. Raises Refused as `docker compose` refuses."""
    whole: dict[str, Any] = interpolated(yaml.safe_load(FILE.read_text(encoding="utf-8")), variables)
    return whole


def image_environment() -> dict[str, str]:
    """What the Dockerfile puts into every container's environment."""
    lines = (REPOSITORY / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    pairs = [pair for line in lines if line.startswith("ENV ") for pair in line.split()[1:]]
    return dict(pair.split("=", 1) for pair in pairs)


@dataclass(frozen=True)
class Process:
    """A service as a process of this machine: the file's own command, environment and health check."""

    name: str
    command: list[str]
    environment: dict[str, str]
    health_check: list[str] | None


def native(service: str, composed: Mapping[str, Any], places: Mapping[str, str]) -> Process:
    """The service of one of Easemart's own images, with places (hosts, ports, folders) replaced as told."""

    theirs = re.compile("|".join(map(re.escape, places)))

    def here(text: str) -> str:
        return theirs.sub(lambda found: places[found[0]], text)

    described = composed["services"][service]
    check = described.get("healthcheck", {}).get("test")
    assert check is None or check[0] == "CMD"
    return Process(
        service,
        [here("/opt/easemart/docker/require_secrets"), *(here(word) for word in described["command"])],
        {name: here(value) for name, value in {**image_environment(), **described["environment"]}.items()},
        [here(word) for word in check[1:]] if check else None,
    )

"""docker-compose.yml as it stands: valid, pinned, contained, and without a password in it."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from composition import FILE, Refused, composition, image_environment
from cryptography.fernet import Fernet

from easemart import settings
from easemart.home import REPOSITORY, Home
from easemart.warehouses import server

VARIABLES = {"EASEMART_UID": "1000", "EASEMART_GID": "1000", "EASEMART_INBOX": "/srv/inbox"}
SERVICES: dict[str, Any] = composition(VARIABLES)["services"]
AIRFLOW = ("init", "api-server", "scheduler", "dag-processor", "triggerer")
REQUIRE_SECRETS = REPOSITORY / "docker" / "require_secrets"
MOUNTED = [(name, secret) for name, service in SERVICES.items() for secret in service["secrets"]]


def test_the_file_is_valid_by_the_compose_specification() -> None:
    outcome = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(FILE)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


def test_all_services_are_there_and_wait_for_what_they_need() -> None:
    assert set(SERVICES) == {"postgres", *AIRFLOW}
    assert SERVICES["init"]["depends_on"] == {"postgres": {"condition": "service_healthy"}}
    for name in set(AIRFLOW) - {"init"}:
        needed = SERVICES[name]["depends_on"]
        assert needed["postgres"]["condition"] == "service_healthy"
        assert needed["init"]["condition"] == "service_completed_successfully"
    assert SERVICES["scheduler"]["depends_on"]["api-server"]["condition"] == "service_healthy"


def test_every_image_is_pinned() -> None:
    version = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert {SERVICES[name]["image"] for name in AIRFLOW} == {f"easemart:{version}"}
    assert re.fullmatch(r"postgres:18\.\d+-[a-z]+", SERVICES["postgres"]["image"])
    dockerfile = (REPOSITORY / "Dockerfile").read_text(encoding="utf-8")
    assert re.findall(r"(?m)^FROM (.*)$", dockerfile) == ["python:3.11.15-slim-trixie"]


def test_the_image_installs_the_lock_by_its_hashes_and_runs_as_nobody_special() -> None:
    dockerfile = (REPOSITORY / "Dockerfile").read_text(encoding="utf-8")
    (install,) = re.findall(r"pip install (?:.*\\\n)*.*", dockerfile)
    assert {"--no-deps", "--require-hashes", "--requirement"} <= set(install.split())
    assert not re.search(r"index|find-links|https?:", dockerfile)
    assert re.findall(r"(?m)^USER (.*)$", dockerfile) == ["easemart"]
    allowed = (REPOSITORY / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert [line for line in allowed if not line.startswith(("#", "!"))] == ["*", "**/__pycache__"]
    copied = {path.split("/")[0] for line in re.findall(r"(?m)^COPY (.*)$", dockerfile) for path in line.split()[:-1]}
    assert copied == {line[1:] for line in allowed if line.startswith("!")}
    assert all((REPOSITORY / path).exists() for path in copied)


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_contained(name: str) -> None:
    service = SERVICES[name]
    assert service["user"] == "1000:1000"
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"] and "cap_add" not in service and "privileged" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert set(service["deploy"]["resources"]["limits"]) == {"cpus", "memory", "pids"}
    assert service["restart"] == ("on-failure:3" if name == "init" else "unless-stopped")
    assert {"max-size", "max-file"} <= set(service["logging"]["options"])
    if name != "init":
        assert {"test", "interval", "timeout", "retries", "start_period"} <= set(service["healthcheck"])


def test_only_the_page_is_published_and_to_this_machine_alone() -> None:
    assert {name: service["ports"] for name, service in SERVICES.items() if "ports" in service} == {
        "api-server": ["127.0.0.1:8080:8080"]
    }
    composed = composition(VARIABLES)
    assert composed["networks"]["inside"] == {"internal": True}
    assert {name for name, service in SERVICES.items() if service["networks"] != ["inside"]} == {"api-server"}


def test_what_must_outlive_a_container_is_on_a_volume() -> None:
    folders = {name: [str(volume).split(":")[0] for volume in SERVICES[name]["volumes"]] for name in SERVICES}
    assert "postgres" in folders["postgres"] and "home" in folders["scheduler"]
    assert all("logs" in folders[name] for name in AIRFLOW)
    # One takes the files in, the other watches for them.
    for name in ("scheduler", "triggerer"):
        inbox = SERVICES[name]["volumes"][-1]
        assert inbox["source"] == "/srv/inbox" and inbox["read_only"] and not inbox["bind"]["create_host_path"]
        assert SERVICES[name]["environment"]["EASEMART_INBOX"] == inbox["target"]


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_given_the_secrets_that_its_environment_names_as_files_and_no_other(name: str) -> None:
    environment = SERVICES[name]["environment"]
    named = re.findall(r"/run/secrets/(\w+)", " ".join(environment.values()))
    assert sorted(SERVICES[name]["secrets"]) == sorted(named)
    for key, value in environment.items():
        if re.search(r"PASSWORD|SECRET|TOKEN|FERNET|PRIVATE", key):
            assert key.endswith(("_FILE", "_CMD")), f"{key} holds a secret itself"
        assert not re.search(r"://[^/@]*:[^/@]*@", value), f"{key} holds a password"


def test_every_secret_is_a_file_that_git_and_the_image_do_not_get() -> None:
    secrets = composition(VARIABLES)["secrets"]
    assert {secret for _, secret in MOUNTED} == set(secrets)
    assert all(described == {"file": f"./secrets/{secret}"} for secret, described in secrets.items())
    assert {"/secrets/", "/.env"} <= set((REPOSITORY / ".gitignore").read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("missing", VARIABLES)
def test_without_what_the_script_writes_the_file_is_refused(missing: str) -> None:
    with pytest.raises(Refused, match=f"{missing} is missing a value: run scripts/secrets"):
        composition({name: value for name, value in VARIABLES.items() if name != missing})


@pytest.mark.parametrize("broken", ["missing", "empty", "a folder"])
@pytest.mark.parametrize(("name", "secret"), MOUNTED)
def test_no_service_starts_without_one_of_its_secrets(name: str, secret: str, broken: str, tmp_path: Path) -> None:
    guard = "/usr/local/bin/require_secrets" if name == "postgres" else "/opt/easemart/docker/require_secrets"
    dockerfile = (REPOSITORY / "Dockerfile").read_text(encoding="utf-8")
    assert guard in SERVICES[name].get("entrypoint", json.loads(dockerfile.rsplit("ENTRYPOINT ", 1)[1]))

    folder = tmp_path / "run" / "secrets"
    folder.mkdir(parents=True)
    for mounted in SERVICES[name]["secrets"]:
        (folder / mounted).write_text("something", encoding="utf-8")
    environment = {
        key: value.replace("/run/secrets", str(folder)) for key, value in SERVICES[name]["environment"].items()
    }
    command = [str(REQUIRE_SECRETS), "touch", str(tmp_path / "started")]
    environment["PATH"] = os.environ["PATH"]
    assert subprocess.run(command, env=environment, check=False).returncode == 0
    (tmp_path / "started").unlink()

    (folder / secret).unlink()
    if broken == "empty":
        (folder / secret).touch()
    elif broken == "a folder":
        (folder / secret).mkdir()
    outcome = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert outcome.returncode == 78
    assert f"{folder / secret} is missing" in outcome.stderr and "scripts/secrets" in outcome.stderr
    assert not (tmp_path / "started").exists()


def test_the_script_makes_every_secret_once_and_for_the_containers_user_alone(tmp_path: Path) -> None:
    (tmp_path / "scripts").mkdir()
    (tmp_path / "in box").mkdir()
    script = shutil.copy(REPOSITORY / "scripts" / "secrets", tmp_path / "scripts")
    refusal = subprocess.run(
        [script, "--inbox", str(tmp_path / "nowhere")], capture_output=True, text=True, check=False
    )
    assert refusal.returncode == 1 and "no such folder" in refusal.stderr
    assert not (tmp_path / "secrets").exists()

    subprocess.run([script, "--inbox", str(tmp_path / "in box")], check=True, capture_output=True)
    made = {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "secrets").iterdir()}
    assert set(made) == set(composition(VARIABLES)["secrets"])
    assert len(set(made.values())) == len(made)
    assert all(len(value) >= 40 and not value.endswith("\n") for value in made.values())
    # Shorter keys than the hash are too weak for it (RFC 7518, 3.2).
    assert len(made["airflow_jwt_secret"]) >= 64
    assert Fernet(made["airflow_fernet_key"].encode()).decrypt(Fernet(made["airflow_fernet_key"]).encrypt(b"x")) == b"x"
    assert (
        list(json.loads(made["airflow_users"])) == ["easemart"]
        and len(json.loads(made["airflow_users"])["easemart"]) >= 24
    )

    variables = dict(line.split("=", 1) for line in (tmp_path / ".env").read_text(encoding="utf-8").splitlines())
    assert set(variables) == set(VARIABLES) and variables["EASEMART_INBOX"] == str(tmp_path / "in box")
    assert variables["EASEMART_UID"] != "0"
    for path in (tmp_path / "secrets", *(tmp_path / "secrets").iterdir()):
        assert str(path.stat().st_uid) == variables["EASEMART_UID"]
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0
    assert stat.S_IMODE((tmp_path / ".env").stat().st_mode) == 0o600

    subprocess.run([script], check=True, capture_output=True)
    assert made == {path.name: path.read_text(encoding="utf-8") for path in (tmp_path / "secrets").iterdir()}
    assert len((tmp_path / ".env").read_text(encoding="utf-8").splitlines()) == len(VARIABLES)


def test_a_password_of_ones_own_may_have_any_character(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("a@b:c/d %'é\n", encoding="utf-8")
    address = subprocess.run(
        [sys.executable, REPOSITORY / "docker" / "airflow_database_address", "psycopg2"],
        env={
            "AIRFLOW_DATABASE": SERVICES["init"]["environment"]["AIRFLOW_DATABASE"],
            "AIRFLOW_DATABASE_PASSWORD_FILE": str(tmp_path / "password"),
        },
        check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    assert address == "postgresql+psycopg2://airflow:a%40b%3Ac%2Fd%20%25%27%C3%A9@postgres:5432/airflow"


def test_airflow_knows_every_option_and_a_command_stands_for_none_that_it_may_not() -> None:
    spec = importlib.util.find_spec("airflow")
    assert spec and spec.submodule_search_locations
    described = Path(spec.submodule_search_locations[0]) / "config_templates" / "config.yml"
    sections = yaml.safe_load(described.read_text(encoding="utf-8"))
    names = {name for service in SERVICES.values() for name in service["environment"] if name.startswith("AIRFLOW__")}
    # Earlier releases of Airflow count their uses; this one has no such option any more.
    names -= set(settings.TELEMETRY_OFF)
    assert len(names) > 15
    for name in names:
        _, section, option = name.removesuffix("_CMD").lower().split("__")
        known = sections[section]["options"][option]
        assert known.get("sensitive", False) == name.endswith("_CMD"), name


def test_what_the_file_sets_is_what_the_settings_say(tmp_path: Path) -> None:
    alike = [
        *settings.TELEMETRY_OFF,
        "AIRFLOW__CORE__LOAD_EXAMPLES",
        "AIRFLOW__CORE__MAX_MAP_LENGTH",
        "AIRFLOW__CORE__DEFAULT_TIMEZONE",
    ]
    wanted = settings.of(Home(tmp_path))
    for name in AIRFLOW:
        environment = SERVICES[name]["environment"]
        assert {key: environment.get(key) for key in alike} == {key: wanted[key] for key in alike}
    assert image_environment()["PYTHONPATH"] == "/opt/easemart/src:/opt/easemart/dags"


def test_the_database_compares_texts_as_the_homes_own_server_does() -> None:
    assert SERVICES["postgres"]["environment"]["POSTGRES_INITDB_ARGS"].split() == list(server._INITDB)

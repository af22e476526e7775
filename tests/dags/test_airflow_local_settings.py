"""Airflow's own database on one machine: whoever reads before writing waits for the other writer, and does not fail."""

from __future__ import annotations

import threading
from pathlib import Path

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.orm import Session

import airflow_local_settings


def made(folder: Path) -> Engine:
    engine = create_engine(f"sqlite:///{folder / 'metadata.db'}?timeout=60")
    with engine.begin() as connection:
        connection.execute(text("pragma journal_mode = wal"))
        connection.execute(text("create table runs (name text)"))
    return engine


def test_who_reads_first_inside_a_savepoint_still_gets_to_write(tmp_path: Path) -> None:
    assert event.contains(Engine, "savepoint", airflow_local_settings.wait_for_the_turn)
    engine = made(tmp_path)

    def write() -> None:
        with engine.begin() as other:
            other.execute(text("insert into runs values ('the other')"))

    with Session(engine) as session:
        with session.begin_nested():
            assert session.execute(text("select count(*) from runs")).scalar() == 0
            other = threading.Thread(target=write)
            other.start()
            # Time for the other one to write, if nobody keeps it waiting.
            other.join(0.5)
            session.execute(text("insert into runs values ('who reads first')"))
        session.commit()
    other.join()
    with engine.connect() as connection:
        assert connection.execute(text("select count(*) from runs")).scalar() == 2
    engine.dispose()

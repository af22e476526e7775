"""A hundred publications under many readers: what each of them reads is of one build, and none has to wait for it."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from easemart.publishing.postgres import publish
from postgres import Database
from publishing.made_company import AGREE, BUILT, CUSTOMERS, JOINED, agree, build, company_manifest, run

PUBLICATIONS = 100
TOUCHED = 30
# Each publication writes 5 % of the rows again, so all of them five times in the end.
MAY_GROW = 2
SIZES = """
select sum(pg_total_relation_size(oid))::bigint from pg_class
where relkind = 'r' and relnamespace = any(array['core', 'effort', 'scorecard']::regnamespace[])
"""
GRANTS = "select oid::regclass::text, relacl::text from pg_class where relname in ('contacts', 'agreement') order by 1"

Connection = psycopg.Connection[tuple[Any, ...]]


class Readers:
    """Threads that read until they are told to stop, and what they found."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.is_over = threading.Event()
        self.wrong: list[object] = []
        self.reads: dict[str, int] = {}
        self.builds: dict[str, set[int]] = {}

    @contextmanager
    def reading(self, *ways: Callable[[Connection, Readers], Iterator[tuple[Any, ...]]]) -> Iterator[None]:
        """Reads in each of these ways at once, one connection each."""
        threads = [threading.Thread(target=self._read, args=(way,)) for way in ways]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.is_over.set()
            for thread in threads:
                thread.join()

    def _read(self, way: Callable[[Connection, Readers], Iterator[tuple[Any, ...]]]) -> None:
        name = way.__name__
        self.reads[name], self.builds[name] = 0, set()
        try:
            with self.database.connect("bi" if "bi" in name else "analyst") as connection:
                connection.execute(b"set lock_timeout = '1s'")
                while not self.is_over.is_set():
                    for row in way(connection, self):
                        self.reads[name] += 1
                        self.builds[name].add(row[-1])
                        if not agree(row):
                            self.wrong.append((name, row))
        except psycopg.Error as error:
            self.wrong.append((name, error))


def one(connection: Connection, query: str) -> tuple[Any, ...]:
    found = connection.execute(query.encode()).fetchone()
    assert found is not None
    return found


def in_single_statements_as_bi(connection: Connection, readers: Readers) -> Iterator[tuple[Any, ...]]:
    yield one(connection, AGREE)
    if (torn := one(connection, JOINED)) != (0,):
        readers.wrong.append(torn)


def in_transactions_of_several_statements(connection: Connection, readers: Readers) -> Iterator[tuple[Any, ...]]:
    connection.execute(b"begin isolation level repeatable read")
    first = one(connection, AGREE)
    contacts = one(connection, "select count(*) from core.contacts")[0]
    numerator = one(connection, "select numerator from scorecard.monthly")[0]
    last = one(connection, AGREE)
    connection.execute(b"commit")
    if first != last or not contacts == numerator == first[0]:
        readers.wrong.append((first, contacts, numerator, last))
    yield last


def by_a_prepared_statement(connection: Connection, readers: Readers) -> Iterator[tuple[Any, ...]]:
    if one(connection, "select count(*) from pg_prepared_statements where name = 'own'") == (0,):
        connection.execute(f"prepare own as {AGREE}".encode())
    yield one(connection, "execute own")


def by_a_view_of_the_analysts(connection: Connection, readers: Readers) -> Iterator[tuple[Any, ...]]:
    yield one(connection, "select * from notes.agreement")


def in_a_transaction_held_through_publications(connection: Connection, readers: Readers) -> Iterator[tuple[Any, ...]]:
    connection.execute(b"begin isolation level repeatable read")
    first = one(connection, AGREE)
    started = one(connection, "select clock_timestamp()")[0]
    while (
        not readers.is_over.is_set() and (one(connection, "select clock_timestamp()")[0] - started).total_seconds() < 1
    ):
        if (later := one(connection, AGREE)) != first:
            readers.wrong.append((first, later))
    connection.execute(b"commit")
    yield first


def test_every_read_is_of_one_build(database: Database) -> None:
    chance, manifest = random.Random(3), company_manifest()
    written = 0
    with database.connect("builder") as builder:
        run(builder, BUILT)
        build(builder, 1)
        publish(builder, manifest, 1, full=True)
        with database.connect() as administrator:
            administrator.execute(b"create schema notes authorization analyst")
        with database.connect("analyst") as analyst:
            columns = ", ".join(f"c{place}" for place in range(10))
            analyst.execute(f"create view notes.agreement ({columns}) as {AGREE}".encode())
        granted, (size,) = database.ask(GRANTS), database.ask(SIZES)[0]
        readers = Readers(database)
        with readers.reading(
            in_single_statements_as_bi,
            in_transactions_of_several_statements,
            by_a_prepared_statement,
            by_a_view_of_the_analysts,
            in_a_transaction_held_through_publications,
        ):
            for build_id in range(2, PUBLICATIONS + 2):
                build(builder, build_id, *chance.sample(range(1, CUSTOMERS + 1), TOUCHED))
                published = publish(builder, manifest, build_id, full=build_id % 10 == 0)
                written += sum(table.written for table in published.tables)
                if readers.wrong:
                    break
    assert readers.wrong == []
    assert min(readers.reads.values()) > 5, readers.reads
    assert min(len(builds) for builds in readers.builds.values()) > 5, readers.builds
    assert written > PUBLICATIONS * TOUCHED
    assert database.ask(GRANTS) == granted
    assert database.ask(AGREE)[0][-1] == PUBLICATIONS + 1
    assert database.ask(SIZES)[0][0] < MAY_GROW * size

"""The servers that tests need: found by BANYAN_TEST_POSTGRES, else at their usual place on loopback. Each test has a
schema of its own there, so none disturbs another.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from uuid import uuid4

import psycopg
import pytest

POSTGRES = os.environ.get("BANYAN_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/test")


STORES = ("embedded", "postgres")      # what a journal can live in


@cache
def why_no_postgres() -> str | None:
    """None: the server is there."""
    try:
        psycopg.connect(POSTGRES, connect_timeout=3).close()
    except psycopg.Error as e:
        return (f"no PostgreSQL at {POSTGRES.rsplit('@')[-1]} ({' '.join(str(e).split())}): start one, or name it in "
                "BANYAN_TEST_POSTGRES")
    return None


def needs_postgres() -> None:
    why = why_no_postgres()
    if why is not None:
        pytest.skip(f"server: {why}")


@contextmanager
def own_schema() -> Iterator[str]:
    """A `--store` for one test, or one module; what it left is gone afterwards."""
    needs_postgres()
    schema = f"test_{uuid4().hex[:12]}"
    try:
        yield f"{POSTGRES}{'&' if '?' in POSTGRES else '?'}schema={schema}"
    finally:
        with psycopg.connect(POSTGRES, autocommit=True) as c:
            left = c.execute("SELECT nspname FROM pg_namespace WHERE starts_with(nspname, %s)", [schema]).fetchall()
            for (name,) in left:
                c.execute(psycopg.sql.SQL("DROP SCHEMA {} CASCADE").format(psycopg.sql.Identifier(name)))


@contextmanager
def options_of(kind: str) -> Iterator[tuple[str, ...]]:
    """For a command that shall use one of STORES."""
    if kind == "embedded":
        yield ()
        return
    with own_schema() as url:
        yield "--store", url


def run(store: str, statement: str) -> None:
    """One statement by other hands, inside a store's schema."""
    with asked(store) as c:
        c.execute(statement)


@contextmanager
def asked(store: str) -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
    url, _, schema = store.rpartition("schema=")
    with psycopg.connect(url.rstrip("?&"), autocommit=True, options=f"-c search_path={schema}") as c:
        yield c

"""Geometry without an extension of the server: before a question is put, its distinct geometries are asked for, shapely
answers for each, and the functions of stores/postgres/functions.py look the answers up.
"""

from collections.abc import Callable
from itertools import product
from typing import Any

from sqlalchemy import Connection, Select, select, text
from sqlalchemy.sql import visitors
from sqlalchemy.sql.functions import FunctionElement

from banyan.model.things import Wrong
from banyan.stores.things.functions import FUNCTIONS, answered

MOST = 20_000          # distinct geometries, or pairs of them, in one function of a question
_NAMES = frozenset(f"sta_{name}" for name in (
    "distance", "length", "relate", "equals", "disjoint", "touches", "within", "overlaps", "crosses", "intersects",
    "contains"))
_MAKE = text("""
    CREATE TEMPORARY TABLE IF NOT EXISTS sta_answers (key text PRIMARY KEY, answer float8) ON COMMIT DELETE ROWS
""")
_ANSWER = """
    INSERT INTO pg_temp.sta_answers VALUES (sta_asked(%s, %s, %s, %s), %s) ON CONFLICT DO NOTHING
"""


def make(c: Connection) -> None:
    """The session's own table of answers; in a transaction of its own, as its first statement."""
    c.execute(text("SET TRANSACTION READ WRITE"))
    c.execute(_MAKE)


def prepare(c: Connection, query: Select[Any], known: set[str]) -> None:
    """Answer what the geometry functions of a question will ask. `known`: what was answered in this transaction.

    Raises Wrong (503) for too many geometries.
    """
    for element in visitors.iterate(query):
        if not isinstance(element, FunctionElement) or element.name not in _NAMES:
            continue
        compiled = element.compile(dialect=c.dialect)
        asked = f"{compiled} {compiled.params}"
        if asked in known:
            continue
        known.add(asked)
        _answer(c, element.name, [_distinct(c, argument) for argument in element.clauses])


def _distinct(c: Connection, argument: Any) -> list[str]:
    found = [value for value in c.execute(select(argument).distinct().limit(MOST + 1)).scalars() if value is not None]
    if len(found) > MOST:
        raise _too_many()
    return found


def _answer(c: Connection, name: str, arguments: list[list[str]]) -> None:
    combined = 1
    for some in arguments:
        combined *= len(some)
    if combined > MOST:
        raise _too_many()
    function: Callable[..., Any] = answered(FUNCTIONS[name][1])
    connection: Any = c.connection.driver_connection
    with connection.cursor() as cursor:
        cursor.executemany(_ANSWER, [
            (name, *[*words, "", ""][:3], None if value is None else float(value))
            for words in product(*arguments) for value in (function(*words),)])


def _too_many() -> Wrong:
    return Wrong(503, f"the question is about more than {MOST} different geometries",
                 "a filter on features or locations that are fewer")

"""Where databases differ in the types of what a filter reckons with.

SQLite gives each row's value its own type. A column of PostgreSQL has one, so there a value inside JSON stays JSON
(jsonb) until something is made of it, and reckoning goes through functions that know no overflow and no division by
zero (stores/postgres/functions.py).
"""

from typing import Any

from sqlalchemy import Boolean, ColumnElement, Integer
from sqlalchemy import cast as sql_cast
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class AsNumber(FunctionElement[Any]):
    """Of a value inside JSON that is a number."""

    name = "sta_number"
    inherit_cache = True


class AsText(FunctionElement[Any]):
    """Of a value inside JSON: a text's letters, anything else as JSON."""

    name = "sta_text"
    inherit_cache = True


class Shown(FunctionElement[Any]):
    """Of a value inside JSON that is a text or a number: how it is written."""

    name = "sta_text"
    inherit_cache = True


class SortKey(FunctionElement[Any]):
    """Of any value inside JSON: numbers before texts, nothing (NULL) before both."""

    name = "sta_key"
    inherit_cache = True


class Add(FunctionElement[Any]):
    name = "sta_add"
    inherit_cache = True


class Sub(FunctionElement[Any]):
    name = "sta_sub"
    inherit_cache = True


class Mul(FunctionElement[Any]):
    name = "sta_mul"
    inherit_cache = True


class Div(FunctionElement[Any]):
    """Of real numbers; NULL by zero."""

    name = "sta_div"
    inherit_cache = True


_SIGNS = {"sta_add": "+", "sta_sub": "-", "sta_mul": "*", "sta_div": "/"}


@compiles(AsNumber, "sqlite")
@compiles(AsText, "sqlite")
@compiles(SortKey, "sqlite")
def _itself(element: FunctionElement[Any], compiler: Any, **kw: Any) -> str:
    """There it has the type already."""
    return str(compiler.process(element.clauses, **kw))


@compiles(Shown, "sqlite")
def _letters(element: FunctionElement[Any], compiler: Any, **kw: Any) -> str:
    return f"CAST({compiler.process(element.clauses, **kw)} AS TEXT)"


@compiles(AsNumber, "postgresql")
@compiles(Add, "postgresql")
@compiles(Sub, "postgresql")
@compiles(Mul, "postgresql")
@compiles(Div, "postgresql")
def _function(element: FunctionElement[Any], compiler: Any, **kw: Any) -> str:
    return f"{element.name}({compiler.process(element.clauses, **kw)})"


@compiles(AsText, "postgresql")
@compiles(Shown, "postgresql")
@compiles(SortKey, "postgresql")
def _by_code_point(element: FunctionElement[Any], compiler: Any, **kw: Any) -> str:
    return f'({element.name}({compiler.process(element.clauses, **kw)}) COLLATE "C")'


@compiles(Add, "sqlite")
@compiles(Sub, "sqlite")
@compiles(Mul, "sqlite")
@compiles(Div, "sqlite")
def _sign(element: FunctionElement[Any], compiler: Any, **kw: Any) -> str:
    a, b = (compiler.process(side, **kw) for side in element.clauses)
    return f"({a} {_SIGNS[element.name]} {b})"


def sortable(value: Any, type_: str) -> ColumnElement[Any]:
    """Something that can be ordered and compared with a key of nextLink. `type_` as of values.Value."""
    if type_ == "json":
        return SortKey(value)
    if type_ == "bool" or isinstance(getattr(value, "type", None), Boolean):
        return sql_cast(value, Integer)
    return value  # type: ignore[no-any-return]  # SQL expressions are Any here

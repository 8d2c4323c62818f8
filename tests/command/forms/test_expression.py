"""Conditions and sums as data."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banyan.command.forms.expression import fields_of, holds, mistakes, value
from banyan.command.forms.texts import TEXTS
from banyan.model.text import render

A, B = {"field": "a"}, {"field": "b"}
FIELDS = frozenset("ab")


@pytest.mark.parametrize(("expression", "values", "result"), [
    ({"+": [0.1, 0.2]}, {}, 0.3), ({"*": [A, B]}, {"a": 1.5, "b": 2}, 3), ({"-": [A, B]}, {"a": 1, "b": 2.5}, -1.5),
    ({"/": [1, 0]}, {}, None), ({"/": [1, 4]}, {}, 0.25), ({"+": [A, B]}, {"a": 1}, None),
    ({"+": [A, 1]}, {"a": "1"}, None), ({"*": [A, A]}, {"a": 10**300}, None), ({"+": [A, 1]}, {"a": True}, None),
    ({"=": [A, "x"]}, {"a": "x"}, True), ({"=": [A, 1]}, {"a": 1.0}, True), ({"=": [A, 1]}, {"a": True}, False),
    ({"!=": [A, "x"]}, {}, False), ({"!=": [A, "x"]}, {"a": 1}, True), ({"<": [A, B]}, {"a": 2, "b": 10}, True),
    ({"<": [A, B]}, {"a": "2026-07-24", "b": "2026-08-01"}, True), ({"<": [A, 1]}, {"a": "0"}, False),
    ({"in": [A, ["x", 2]]}, {"a": 2}, True), ({"in": [A, ["x", 2]]}, {}, False), ({"given": "a"}, {"a": 0}, True),
    ({"given": "a"}, {}, False), ({"not": {"given": "a"}}, {}, True), ({"and": [True, {"=": [A, 1]}]}, {"a": 1}, True),
    ({"or": [False, 0, "x", A]}, {"a": [1]}, False), (A, {"a": [1]}, [1]), (A, {}, None),
])  # fmt: skip
def test_an_expression_has_one_value(expression, values, result):
    assert list(mistakes(expression, FIELDS)) == []
    assert value(expression, values) == result
    assert type(value(expression, values)) is type(result)


@pytest.mark.parametrize(("expression", "why"), [
    ({"field": "c"}, "there is no field c; expected one of a, b"),
    ({"=": [A]}, "= takes a list of operands, 2 of them"),
    ({"and": []}, "and takes a list of operands, 1-200 of them"),
    ({"eval": "1"}, "there is no operator eval; expected one of field given = != < <= > >= in and or not + - * /"),
    ({"in": [A, "xyz"]}, "xyz is no list of values"),
    ({}, "{} is no expression; expected a value, or a table of one operator"),
    (None, "None is no expression; expected a value, or a table of one operator"),
    ({"not": {"given": ["a"]}}, "there is no field ['a']; expected one of a, b"),
])  # fmt: skip
def test_what_is_no_expression_is_told(expression, why):
    assert [render(m, TEXTS, "en") for m in mistakes(expression, FIELDS)] == [why]


def test_an_expression_without_end_is_refused():
    deep = True
    for _ in range(10_000):
        deep = {"not": deep}
    assert [m.key for m in mistakes(deep, FIELDS)] == ["forms.too_deep"]


json = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
                        st.sampled_from(["field", "given", "=", "<", "in", "and", "not", "+", "/", "x"]), inner,
                        max_size=2))


@given(json, st.dictionaries(st.sampled_from("ab"), json))
def test_anything_is_an_expression_with_a_value_or_has_mistakes(expression, values):
    if not list(mistakes(expression, FIELDS)):
        value(expression, values)
        assert holds(expression, values) in (True, False)
        assert fields_of(expression) <= FIELDS

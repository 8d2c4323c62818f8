"""Expressions: arithmetic, and nothing that isn't."""

import ast
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banyan.judge.expression import compile_expression
from banyan.model.rule import RuleError


def test_a_bare_stream_id_is_that_streams_value():
    bare = compile_expression("east-lake.level")
    assert bare.streams == ("east-lake.level",)
    assert bare.evaluate({"east-lake.level": 1.42}) == 1.42


@pytest.mark.parametrize(
    ("text", "streams", "expected"),
    [
        ("{a} - {b}", ("a", "b"), 4.0),
        ("({a} + {b}) / 2 * 3", ("a", "b"), 12.0),
        ("{b} + {a} + {b}", ("b", "a"), 10.0),
        ("max({a}, {b}, 7.5)", ("a", "b"), 7.5),
        ("min({a},{b})", ("a", "b"), 2.0),
        ("abs({b} - {a})", ("b", "a"), 4.0),
        ("-{a} + +1.5e1", ("a",), 9.0),
        ("  {a}\t* .5 ", ("a",), 3.0),
        ("{west-lake/2.level} * 1", ("west-lake/2.level",), 8.0),
        ("{闸一.开度} * 1", ("闸一.开度",), 9.0),
    ],
)
def test_arithmetic_over_streams(text, streams, expected):
    expression = compile_expression(text)
    values = {"a": 6.0, "b": 2.0, "west-lake/2.level": 8.0, "闸一.开度": 9.0}
    assert expression.streams == streams
    assert expression.evaluate(values) == expected


def test_a_sum_of_many_streams_is_no_nesting_to_refuse():
    names = [f"s{i}" for i in range(40)]
    expression = compile_expression("+".join(f"{{{name}}}" for name in names))
    assert expression.evaluate(dict.fromkeys(names, 1.0)) == 40.0


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("", 1),
        ("a - b", 1),
        ("max(a, b)", 1),
        ("{a} ** 2", 2),
        ("{a} // 2", 2),
        ("{a} % 2", 5),
        ("{a} + b", 7),
        ("{a} + v0", 7),
        ("{a} if 1 else 2", 5),
        ("{a}.real", 4),
        ("{a}[0]", 4),
        ("{a} # comment", 5),
        ("{a}; 1", 4),
        ("{a} + 0x10", 8),
        ("{a} + 1j", 8),
        ("{a} + 1_000", 8),
        ("{a} + 'x'", 7),
        ("{a}\n+ 1", 4),
        ("{a} * (2", 9),
        ("{a}) + ({b}", 4),
        ("{a} {b}", 2),
        ("{a},{b}", 1),
        ("{}", 1),
        ("{a} + {b", 7),
        ("{a b}", 1),
        ("min({a})", 1),
        ("abs({a}, 2)", 1),
        ("max(*{a}, 1)", 5),
        ("min + {a}", 1),
        ("{a} * 1e999", 7),
        ("{a} * " + "9" * 400, 7),
        ("{a} + __import__('os').getcwd()", 7),
        ("{a}" + " " * 500, 501),
    ],
)
def test_what_is_not_arithmetic_is_refused_with_its_position(text, position):
    with pytest.raises(RuleError, match=rf"^character {position}: expected"):
        compile_expression(text)


@pytest.mark.parametrize(
    "text", ["{a}+" + "(" * 240 + "1" + ")" * 240, "{a}+" + "-" * 400 + "1", "abs(" * 99 + "{a}" + ")" * 99]
)
def test_deep_nesting_is_refused(text):
    with pytest.raises(RuleError, match=r"^character \d+: expected"):
        compile_expression(text)


def test_a_result_that_is_not_finite_is_an_error_and_so_are_missing_values_and_zero():
    with pytest.raises(OverflowError):
        compile_expression("{a} * {a}").evaluate({"a": 1e300})
    with pytest.raises(ZeroDivisionError):
        compile_expression("1 / {a}").evaluate({"a": 0.0})
    with pytest.raises(KeyError):
        compile_expression("{a} + {b}").evaluate({"a": 1.0})


@given(st.text(alphabet="{}ab+-*/(). 12,minxe_#[]\\'\n") | st.text())
def test_no_text_does_more_than_compile_or_be_refused(text):
    try:
        expression = compile_expression(text)
    except RuleError:
        return
    assert expression.streams


LEAVES = st.sampled_from(["{a}", "{b}", "2", "0.5"])
ARITHMETIC = st.recursive(
    LEAVES,
    lambda inner: st.builds("({} {} {})".format, inner, st.sampled_from("+-*/"), inner)
    | st.builds("{}({}, {})".format, st.sampled_from(["min", "max"]), inner, inner)
    | st.builds("abs({})".format, inner),
    max_leaves=12,
)


@given(ARITHMETIC, st.floats(-1e3, 1e3), st.floats(-1e3, 1e3))
def test_the_result_is_that_of_the_same_arithmetic_written_out(text, a, b):
    plain = text.replace("{a}", f"({a!r})").replace("{b}", f"({b!r})")
    try:
        expected = float(eval(compile(ast.parse(plain, mode="eval"), "", "eval")))  # noqa: S307  our own arithmetic
    except ZeroDivisionError:
        expected = math.inf
    if "{" not in text:
        return
    expression = compile_expression(text)
    if math.isfinite(expected):
        assert expression.evaluate({"a": a, "b": b}) == expected
    else:
        with pytest.raises((ZeroDivisionError, OverflowError)):
            expression.evaluate({"a": a, "b": b})

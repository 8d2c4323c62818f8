"""Conditions and sums as data: {"=": [{"field": "state"}, "gone"]}. No text is ever run.

What is absent makes a comparison false and a sum absent: an answer that nobody gave is no reason for anything.
"""

from collections.abc import Iterator, Mapping
from decimal import Context, Decimal, DecimalException
from typing import Any

from banyan.model.text import Said

Scalar = str | int | float | bool
Expression = Any
"""A text, number, truth value, or a table of one operator: `field`, `given`, `=`, `!=`, `<`, `<=`, `>`, `>=`, `in`,
`and`, `or`, `not`, `+`, `-`, `*`, `/`."""

_COMPARE = ("=", "!=", "<", "<=", ">", ">=")
_SUM = ("+", "-", "*", "/")
OPERATORS = ("field", "given", *_COMPARE, "in", "and", "or", "not", *_SUM)
_DEEPEST = 30
_MOST = 200
_CONTEXT = Context(prec=28)           # so that 0.1 + 0.2 is 0.3 on every machine
_STEP = {"+": _CONTEXT.add, "-": _CONTEXT.subtract, "*": _CONTEXT.multiply, "/": _CONTEXT.divide}


def mistakes(expression: Expression, fields: frozenset[str], depth: int = 0) -> Iterator[Said]:
    """What is wrong with an expression over these fields."""
    if depth > _DEEPEST:
        yield Said("forms.too_deep", {"most": str(_DEEPEST)})
        return
    if isinstance(expression, str | int | float):       # a truth value is an int
        return
    if not isinstance(expression, dict) or len(expression) != 1:
        yield Said("forms.no_expression", {"found": _shown(expression)})
        return
    [(operator, given)] = expression.items()
    if operator not in OPERATORS:
        yield Said("forms.no_operator", {"found": _shown(operator), "known": " ".join(OPERATORS)})
    elif operator in ("field", "given"):
        if not isinstance(given, str) or given not in fields:
            yield Said("forms.no_field", {"found": _shown(given), "known": ", ".join(sorted(fields))})
    elif operator == "not":
        yield from mistakes(given, fields, depth + 1)
    else:
        yield from _of_operands(operator, given, fields, depth)


def _of_operands(operator: str, given: Any, fields: frozenset[str], depth: int) -> Iterator[Said]:
    exactly = 2 if operator in (*_COMPARE, "in", "-", "/") else None
    if not isinstance(given, list) or not given or len(given) > _MOST or (exactly and len(given) != exactly):
        expected = str(exactly) if exactly else f"1-{_MOST}"
        yield Said("forms.operands", {"operator": operator, "expected": expected})
        return
    if operator == "in":
        choices = given[1]
        yield from mistakes(given[0], fields, depth + 1)
        if not isinstance(choices, list) or not all(isinstance(c, str | int | float) for c in choices):
            yield Said("forms.choices", {"found": _shown(choices)})
        return
    for operand in given:
        yield from mistakes(operand, fields, depth + 1)


def fields_of(expression: Expression) -> frozenset[str]:
    """The fields that an expression without mistakes looks at."""
    if not isinstance(expression, dict):
        return frozenset()
    [(operator, given)] = expression.items()
    if operator in ("field", "given"):
        return frozenset({given})
    found = [fields_of(o) for o in (given if isinstance(given, list) else [given])]
    return frozenset().union(*found)


def value(expression: Expression, values: Mapping[str, Any]) -> Any:
    """What an expression without mistakes comes to; None: absent."""
    if not isinstance(expression, dict):
        return expression
    [(operator, given)] = expression.items()
    match operator:
        case "field":
            return values.get(given)
        case "given":
            return values.get(given) is not None
        case "not":
            return not _true(value(given, values))
        case "and":
            return all(_true(value(o, values)) for o in given)
        case "or":
            return any(_true(value(o, values)) for o in given)
        case "in":
            left = value(given[0], values)
            return any(_compare("=", left, choice) for choice in given[1])
        case "+" | "-" | "*" | "/":
            return _sum(operator, [value(o, values) for o in given])
        case _:
            return _compare(operator, value(given[0], values), value(given[1], values))


def holds(expression: Expression, values: Mapping[str, Any]) -> bool:
    return _true(value(expression, values))


def _true(found: Any) -> bool:
    """Only true is true: 0, "" and lists decide nothing by themselves."""
    return found is True


def _compare(operator: str, left: Any, right: Any) -> bool:
    if left is None or right is None:
        return False
    if _number(left) is not None and _number(right) is not None:
        left, right = _number(left), _number(right)
    elif type(left) is not type(right):
        return operator == "!="
    if operator in ("=", "!="):
        return bool(left == right) is (operator == "=")
    if not isinstance(left, str | Decimal):
        return False
    below, above = bool(left < right), bool(left > right)
    return {"<": below, "<=": not above, ">": above, ">=": not below}[operator]


def _number(found: Any) -> Decimal | None:
    if isinstance(found, bool) or not isinstance(found, int | float):
        return None
    made = Decimal(found) if isinstance(found, int) else Decimal(repr(found))
    return made if made.is_finite() else None


def _sum(operator: str, operands: list[Any]) -> int | float | None:
    numbers = [_number(o) for o in operands]
    if any(n is None for n in numbers):
        return None
    known = [n for n in numbers if n is not None]
    total = known[0]
    try:
        for number in known[1:]:
            total = _STEP[operator](total, number)
    except DecimalException:      # by zero, or beyond all numbers
        return None
    if abs(total) > Decimal("1e15"):
        return None
    return int(total) if total == total.to_integral_value() else float(total)


def _shown(found: Any) -> str:
    text = str(found)
    return text if len(text) <= 60 else text[:60] + "…"

"""$filter to an expression (18-088, 9.3.3.5; precedence as OData 4.0 part 2, 5.1.1.14).

docs/decisions/0026 says why no parser library reads it.
"""

import math
import re

import shapely

from banyan.edges.sensorthings.times import read_date, read_duration, read_span, read_time
from banyan.edges.sensorthings.tokens import Token, tokens
from banyan.model.query import Binary, Call, Expression, Lambda, Literal, Path, Unary
from banyan.model.things import Wrong

LONGEST = 8_000           # characters of one filter
DEEPEST = 40              # parentheses, calls and nots within one another
MOST = 400                # operators, functions and values
MOST_STEPS = 12           # of one path
WORDS = {"true": Literal("bool", True), "false": Literal("bool", False), "null": Literal("null", None)}
LEVELS = (("or",), ("and",), ("eq", "ne"), ("gt", "ge", "lt", "le"), ("add", "sub"), ("mul", "div", "mod"))
OPERATORS = frozenset(word for level in LEVELS for word in level)
# POINT(-122, 43): an example of 18-088, 9.3.3.5 is written with a comma, so clients are.
_COMMA = re.compile(r"(?i)^(\s*point\s*\(\s*)([-+.\de]+)\s*,\s*([-+.\de]+)\s*\)\s*$")
RELATIONAL = 2            # level from which `not` takes what follows: not a eq b is not (a eq b)


def read_filter(text: str, option: str = "$filter") -> Expression:
    """Raises Wrong with where in the text, what was found and what was expected. $orderby has expressions, too."""
    if len(text) > LONGEST:
        raise Wrong(400, f"{option} has {len(text)} characters", f"at most {LONGEST}")
    if "\0" in text:
        raise Wrong(400, f"{option} holds a character U+0000", "text without it")
    return _Reader(tokens(text, option), option).whole()


class _Reader:
    """Recursive descent over the tokens; every node is counted, every level measured."""

    def __init__(self, found: list[Token], option: str) -> None:
        self._option = option
        self._tokens = found
        self._next = 0
        self._nodes = 0
        self._depth = 0
        self._variables: list[str] = []

    def whole(self) -> Expression:
        found = self.level(0)
        self.expect_end()
        return found

    def expect_end(self) -> None:
        if self.peek.kind != "end":
            self.fail("an operator or the end")

    @property
    def peek(self) -> Token:
        return self._tokens[self._next]

    def fail(self, expected: str) -> None:
        token = self.peek
        what = repr(token.text[:40]) if token.text else "its end"
        raise Wrong(400, f"{self._option} can't be read at character {token.at + 1}: found {what}", expected)

    def take(self, kind: str, text: str | None = None) -> Token:
        token = self.peek
        if token.kind != kind or (text is not None and token.text != text):
            self.fail(repr(text) if text is not None else f"a {kind}")
        self._next += 1
        return token

    def has(self, text: str) -> bool:
        """Take this sign if it comes next."""
        if self.peek.kind == "sign" and self.peek.text == text:
            self._next += 1
            return True
        return False

    def count(self) -> None:
        self._nodes += 1
        if self._nodes > MOST:
            raise Wrong(400, f"{self._option} is too large", f"at most {MOST} operators, functions and values")

    def level(self, n: int) -> Expression:
        if n == len(LEVELS):
            return self.unary()
        left = self.level(n + 1)
        while self.peek.kind == "name" and self.peek.text in LEVELS[n]:
            operator = self.take("name").text
            self.count()
            left = Binary(operator, left, self.level(n + 1))
        return self.among(left) if n == RELATIONAL + 1 and self.peek.text == "in" and self.peek.kind == "name" else left

    def among(self, one: Expression) -> Expression:
        """`a in (1, 2)` of OData 4.01: a eq 1 or a eq 2."""
        self.take("name")
        self.take("sign", "(")
        found: Expression | None = None
        while found is None or self.has(","):
            self.count()
            same = Binary("eq", one, self.level(RELATIONAL + 2))
            found = same if found is None else Binary("or", found, same)
        self.take("sign", ")")
        return found

    def deeper(self) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise Wrong(400, f"{self._option} is nested too deep", f"at most {DEEPEST} levels")

    def unary(self) -> Expression:
        self.count()
        token = self.peek
        self.deeper()
        found: Expression
        if token.kind == "sign" and token.text == "-":
            self._next += 1
            found = Unary("-", self.unary())
        elif token.kind == "name" and token.text == "not":
            self._next += 1
            found = Unary("not", self.level(RELATIONAL))
        elif self.has("("):
            found = self.level(0)
            self.take("sign", ")")
        else:
            found = self.primary()
        self._depth -= 1
        return found

    def primary(self) -> Expression:
        token = self.peek
        if token.kind == "name":
            self._next += 1
            if token.text in WORDS and not self.at("/"):
                return WORDS[token.text]
            if self.at("("):
                return self.call(token.text)
            return self.path(token)
        if token.kind in ("sign", "end"):
            self.fail("a value, a property or a function")
        self._next += 1
        return _literal(token)

    def at(self, sign: str) -> bool:
        return self.peek.kind == "sign" and self.peek.text == sign

    def call(self, name: str) -> Expression:
        self.take("sign", "(")
        arguments: list[Expression] = []
        while not self.at(")"):
            if arguments:
                self.take("sign", ",")
            arguments.append(self.level(0))
        self.take("sign", ")")
        return Call(name, tuple(arguments))

    def path(self, first: Token) -> Expression:
        variable = first.text if first.text in self._variables else ""
        steps: list[str | int] = [] if variable else [_step(first.text)]
        while True:
            if self.has("["):
                steps.append(_place(self.take("number")))
                self.take("sign", "]")
            elif self.has("/"):
                token = self.take("name")
                if token.text in ("any", "all") and self.at("("):
                    return self.any_or_all(Path(tuple(steps), variable), token.text)
                steps.append(_step(token.text))
            else:
                break
            if len(steps) > MOST_STEPS:
                raise Wrong(400, f"the path {'/'.join(map(str, steps))[:60]!r} is too long",
                            f"at most {MOST_STEPS} steps")
        return Path(tuple(steps), variable)

    def any_or_all(self, path: Path, quantifier: str) -> Expression:
        self.take("sign", "(")
        if quantifier == "any" and self.has(")"):
            return Lambda(path, quantifier, "", None)
        variable = self.take("name").text
        self.take("sign", ":")
        self._variables.append(variable)
        body = self.level(0)
        self._variables.pop()
        self.take("sign", ")")
        return Lambda(path, quantifier, variable, body)


def _step(name: str) -> str:
    """`id` and `@iot.id` are one (18-088, 9.3.3.5.1)."""
    return "id" if name == "@iot.id" else name


def _place(token: Token) -> int:
    if not token.text.isdecimal() or len(token.text) > 9:
        raise Wrong(400, f"{token.text[:30]!r} is no place in an array", "a whole number from 0")
    return int(token.text)


def _literal(token: Token) -> Literal:
    text = token.text
    match token.kind:
        case "text":
            return Literal("text", text[1:-1].replace("''", "'"))
        case "number":
            return Literal("number", _number(text))
        case "span":
            return Literal("span", read_span(text)._replace(said=None))
        case "date":
            return Literal("date", read_date(text))
        case "time":
            return Literal("time", read_time(text))
        case "duration":
            return Literal("duration", read_duration(text[len("duration'"):-1]))
        case _:
            return Literal("geometry", _geometry(text[text.index("'") + 1:-1]))


def _number(text: str) -> int | float:
    if text.isdecimal() and len(text) < 19:
        return int(text)
    found = float(text)
    if not math.isfinite(found):
        raise Wrong(400, f"the number {text[:30]} is beyond what can be reckoned with", "a number below 1e308")
    return found


_WGS84 = "SRID=4326;"      # OData's way to name the coordinates that GeoJSON has anyway


def _geometry(text: str) -> str:
    text = _COMMA.sub(r"\1\2 \3)", text.removeprefix(_WGS84))
    try:
        found = shapely.from_wkt(text)
    except (shapely.errors.ShapelyError, ValueError):
        found = None
    if found is None or found.is_empty:
        raise Wrong(400, f"{text[:60]!r} is no geometry", "well-known text, as POINT(119.6 25.99)")
    return str(found.wkt)

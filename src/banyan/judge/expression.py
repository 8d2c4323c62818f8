"""What a rule is of: one stream, or arithmetic over several. Never more than arithmetic: rules come from files."""

import ast
import math
import re
import string
from collections.abc import Callable, Mapping

from msgspec import Struct

from banyan.model.ids import StreamId
from banyan.model.rule import RuleError

MAX_LENGTH = 500      # characters
MAX_DEPTH = 64        # operations within one another
_LETTERS = string.ascii_letters   # a stream each
_STREAM = re.compile(r"[^\s{}()+*,]+")
_TOKEN = re.compile(r"\{(?P<stream>[^{}]*)\}|(?P<word>[A-Za-z_]\w*)|(?P<number>(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?)"
                    r"|(?P<sign>[-+*/(),])|(?P<space>[ \t])", re.ASCII)
_FUNCTIONS: dict[str, Callable[..., float]] = {"min": min, "max": max, "abs": abs}

Values = Mapping[str, float]
Evaluate = Callable[[Values], float]


class Expression(Struct, frozen=True):
    """`streams` in the order of their first mention. `evaluate` takes the value of each by its id.

    It raises KeyError for a stream without a value, ZeroDivisionError, and OverflowError for one that isn't finite.
    """

    streams: tuple[StreamId, ...]
    evaluate: Evaluate


def compile_expression(text: str) -> Expression:
    """`east-lake.level`, or `{east-lake.level} - max({tide}, 0.5)`: + - * / ( ) numbers min max abs.

    Raises RuleError with the position (characters from 1) of what can't be read.
    """
    if len(text) > MAX_LENGTH:
        raise _wrong(MAX_LENGTH, f"at most {MAX_LENGTH} characters")
    if "{" not in text and "}" not in text:
        return _bare(text)
    streams, source = _substitute(text)
    try:
        tree = ast.parse(f"({source})", mode="eval")  # in parentheses, for a space in front would be an indent
    except SyntaxError as error:
        raise _wrong(max((error.offset or 2) - 2, 0), "arithmetic that can be read") from None
    except (ValueError, RecursionError, MemoryError):
        raise _wrong(0, "arithmetic that is not nested so deep") from None
    return Expression(tuple(StreamId(stream) for stream in streams), _finite(_compile(tree.body, streams, MAX_DEPTH)))


def _bare(text: str) -> Expression:
    name = text.strip()
    if not _STREAM.fullmatch(name):
        raise _wrong(0, "one stream id, or arithmetic over {stream-id}s")
    return Expression((StreamId(name),), lambda values: values[name])


def _substitute(text: str) -> tuple[list[str], str]:
    """The stream ids, and the text with each `{id}` replaced by one letter and spaces, so that positions stay."""
    streams: list[str] = []
    parts: list[str] = []
    at, unclosed = 0, 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            raise _wrong(at, "a stream id in braces, a number, + - * / ( ) or min, max, abs")
        stream, word = token["stream"], token["word"]
        unclosed += (token["sign"] == "(") - (token["sign"] == ")")
        if unclosed < 0:
            raise _wrong(at, "no closing parenthesis without its opening one")
        if word is not None and word not in _FUNCTIONS:
            raise _wrong(at, "min, max or abs; streams stand in braces")
        if stream is not None:
            parts.append(_letter(stream, streams, at).center(len(token[0])))
        else:
            parts.append(" " if token[0] == "\t" else token[0])
        at = token.end()
    if unclosed:
        raise _wrong(at, "a closing parenthesis")
    return streams, "".join(parts)


def _letter(stream: str, streams: list[str], at: int) -> str:
    if not _STREAM.fullmatch(stream):
        raise _wrong(at, "a stream id between the braces")
    if stream not in streams:
        if len(streams) == len(_LETTERS):
            raise _wrong(at, f"at most {len(_LETTERS)} streams")
        streams.append(stream)
    return _LETTERS[streams.index(stream)]


def _compile(node: ast.expr, streams: list[str], depth: int) -> Evaluate:
    if depth == 0:
        raise _wrong(node.col_offset - 1, f"at most {MAX_DEPTH} operations within one another")
    match node:
        case ast.Constant(value=int() | float() as number):
            return _constant(number, node.col_offset - 1)
        case ast.Name(id=name) if name not in _FUNCTIONS:
            stream = streams[_LETTERS.index(name)]
            return lambda values: values[stream]
        case ast.UnaryOp(op=ast.USub() | ast.UAdd() as op, operand=operand):
            inner = _compile(operand, streams, depth - 1)
            return inner if isinstance(op, ast.UAdd) else lambda values: -inner(values)
        case ast.BinOp(left=left, op=op, right=right):
            return _arithmetic(node, op, _compile(left, streams, depth - 1), _compile(right, streams, depth - 1))
        case ast.Call(func=ast.Name(id=name), args=arguments) if name in _FUNCTIONS:
            least, most = (1, 1) if name == "abs" else (2, MAX_LENGTH)
            if not least <= len(arguments) <= most:
                raise _wrong(node.col_offset - 1, f"{name} of {'one value' if most == 1 else 'two values or more'}")
            return _call(_FUNCTIONS[name], [_compile(argument, streams, depth - 1) for argument in arguments])
        case _:
            raise _wrong(node.col_offset - 1, "numbers, {stream-id}s, + - * / ( ) and min, max, abs")


def _constant(number: float, at: int) -> Evaluate:
    try:
        value = float(number)
    except OverflowError:
        value = math.inf
    if not math.isfinite(value):
        raise _wrong(at, "a number below 1.8e308")
    return lambda _: value


def _arithmetic(node: ast.expr, op: ast.operator, left: Evaluate, right: Evaluate) -> Evaluate:
    match op:
        case ast.Add():
            return lambda values: left(values) + right(values)
        case ast.Sub():
            return lambda values: left(values) - right(values)
        case ast.Mult():
            return lambda values: left(values) * right(values)
        case ast.Div():
            return lambda values: left(values) / right(values)
        case _:
            raise _wrong(node.col_offset - 1, "one of + - * /")


def _call(function: Callable[..., float], arguments: list[Evaluate]) -> Evaluate:
    return lambda values: function(*[argument(values) for argument in arguments])


def _finite(inner: Evaluate) -> Evaluate:
    def evaluate(values: Values) -> float:
        value = inner(values)
        if not math.isfinite(value):
            raise OverflowError(f"the result is {value}, not a finite number")
        return value

    return evaluate


def _wrong(at: int, expected: str) -> RuleError:
    return RuleError(f"character {max(at, 0) + 1}: expected {expected}")

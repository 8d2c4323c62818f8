"""What a rule is of: one stream, or arithmetic over several. Never more than arithmetic: rules come from files."""

import ast
import math
import re
from collections.abc import Callable, Mapping

from msgspec import Struct

from banyan.model.ids import StreamId
from banyan.model.rule import RuleError

MAX_LENGTH = 500      # characters
MAX_DEPTH = 24        # operations within one another
MAX_STREAMS = 32
_STREAM = re.compile(r"[^\s{}()+*,]+")
_TOKEN = re.compile(r"\{(?P<stream>[^{}]*)\}|(?P<word>[A-Za-z_]\w*)|(?P<number>(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?)"
                    r"|(?P<sign>[-+*/(),])|(?P<space>[ \t]+)", re.ASCII)
_FUNCTIONS: dict[str, Callable[..., float]] = {"min": min, "max": max, "abs": abs}

Values = Mapping[str, float]
Evaluate = Callable[[Values], float]


class Expression(Struct, frozen=True):
    """`streams` in the order of their first mention. `evaluate` takes the value of each by its id.

    It raises KeyError for a stream without a value, ZeroDivisionError, and OverflowError where the result is not finite.
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
        tree = ast.parse(source, mode="eval")
    except SyntaxError as error:
        raise _wrong((error.offset or 1) - 1, "arithmetic that can be read") from None
    except (ValueError, RecursionError, MemoryError):
        raise _wrong(0, "arithmetic that is not nested so deep") from None
    return Expression(tuple(StreamId(stream) for stream in streams), _finite(_compile(tree.body, streams, MAX_DEPTH)))


def _bare(text: str) -> Expression:
    name = text.strip()
    if not _STREAM.fullmatch(name):
        raise _wrong(0, "one stream id, or arithmetic over {stream-id}s")
    return Expression((StreamId(name),), lambda values: values[name])


def _substitute(text: str) -> tuple[list[str], str]:
    """The stream ids, and the text with each `{id}` replaced by a name of the same length, so that positions stay."""
    streams: list[str] = []
    parts: list[str] = []
    at = 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if token is None:
            raise _wrong(at, "a stream id in braces, a number, + - * / ( ) or min, max, abs")
        stream, word = token["stream"], token["word"]
        if stream is not None:
            if not _STREAM.fullmatch(stream):
                raise _wrong(at, "a stream id between the braces")
            if stream not in streams:
                streams.append(stream)
            if len(streams) > MAX_STREAMS:
                raise _wrong(at, f"at most {MAX_STREAMS} streams")
            parts.append(f"v{streams.index(stream):0{len(stream) + 1}d}")
        elif word is not None and word not in _FUNCTIONS:
            raise _wrong(at, "min, max or abs; streams stand in braces")
        else:
            parts.append(" " * len(token[0]) if token["space"] else token[0])
        at = token.end()
    lead = len(text) - len(text.lstrip())
    return streams, "(" + "".join(parts)[1:] + ")" if lead else "".join(parts)


def _compile(node: ast.expr, streams: list[str], depth: int) -> Evaluate:
    if depth == 0:
        raise _wrong(node.col_offset, f"at most {MAX_DEPTH} operations within one another")
    match node:
        case ast.Constant(value=int() | float() as number):
            return _constant(number, node.col_offset)
        case ast.Name(id=name) if name not in _FUNCTIONS:
            stream = streams[int(name[1:])]
            return lambda values: values[stream]
        case ast.UnaryOp(op=ast.USub() | ast.UAdd() as op, operand=operand):
            inner = _compile(operand, streams, depth - 1)
            return inner if isinstance(op, ast.UAdd) else lambda values: -inner(values)
        case ast.BinOp(left=left, op=op, right=right):
            return _arithmetic(node, op, _compile(left, streams, depth - 1), _compile(right, streams, depth - 1))
        case ast.Call(func=ast.Name(id=name), args=arguments) if name in _FUNCTIONS:
            least, most = (1, 1) if name == "abs" else (2, MAX_LENGTH)
            if not least <= len(arguments) <= most:
                raise _wrong(node.col_offset, f"{name} of {'one value' if most == 1 else 'two values or more'}")
            return _call(_FUNCTIONS[name], [_compile(argument, streams, depth - 1) for argument in arguments])
        case _:
            raise _wrong(node.col_offset, "numbers, {stream-id}s, + - * / ( ) and min, max, abs")


def _constant(number: float, at: int) -> Evaluate:
    try:
        value = float(number)
    except OverflowError:
        value = math.inf
    if not math.isfinite(value):
        raise _wrong(at, "a number below 1.8e308")
    return lambda values: value


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
            raise _wrong(node.col_offset, "one of + - * /")


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
    return RuleError(f"character {at + 1}: expected {expected}")

"""Do numbers hold together, each as wide as it is written? In floats: it chooses what a check then weighs exactly."""

from collections.abc import Sequence

from banyan.packs.figures.relations.frames import INFINITE, Frame

_DUST = 1e-9  # of floats: far below any digit that is written
Span = tuple[float, float]


def meets(a: Span, b: Span) -> bool:
    """Have the two a number in common?"""
    return a[0] <= b[1] + _DUST * (abs(b[1]) + 1) and b[0] <= a[1] + _DUST * (abs(a[1]) + 1)


def span(frame: Frame) -> Span:
    return frame.low, frame.high


def total(frames: Sequence[Frame]) -> Span:
    return sum(f.low for f in frames), sum(f.high for f in frames)


def quotient(a: Span, b: Span) -> Span:
    """a ÷ b, of positive numbers."""
    low, high = max(a[0], 0.0), max(a[1], 0.0)
    return (low / b[1] if b[1] > 0 else 0.0), (high / b[0] if b[0] > 0 else INFINITE)


def sums(whole: Frame, parts: Sequence[Frame]) -> bool:
    return meets(total(parts), span(whole))


def share(of: Frame, part: Span, whole: Span) -> bool:
    low, high = quotient(part, whole)
    return meets((low * 100, high * 100), span(of))


def growth(of: Frame, now: Frame, before: Frame, way: int = 0) -> bool:
    """Percent up or down; `way`: 1 or -1 where the words say which."""
    low, high = quotient(span(now), span(before))
    up, down = ((low - 1) * 100, (high - 1) * 100), ((1 - high) * 100, (1 - low) * 100)
    return (way >= 0 and meets(up, span(of))) or (way <= 0 and meets(down, span(of)))


def multiple(of: Frame, now: Frame, before: Frame, only_to: bool) -> bool:
    """ "Increased by" and "to" so many times; `only_to`: the text says how many times as much it is."""
    low, high = quotient(span(now), span(before))
    return meets((low, high), span(of)) or (not only_to and meets((low - 1, high - 1), span(of)))


def difference(of: Frame, a: Frame, b: Frame) -> bool:
    low, high = a.low - b.high, a.high - b.low
    return meets((low, high), span(of)) or meets((-high, -low), span(of))


def product(each: Span, count: Span, amount: Span) -> bool:
    return meets((each[0] * count[0], each[1] * count[1]), amount)


def exchange(a: Frame, b: Frame, rate: Frame) -> bool:
    """So many of the rate's one currency for one of the other; where these aren't told, either way."""
    ways = [(x, y) for x, y in ((a, b), (b, a)) if rate.key[1] == f"{y.key[1]}/{x.key[1]}"] or [(a, b), (b, a)]
    return any(product(span(rate), span(x), span(y)) for x, y in ways)

"""rules.toml: one rule for each of a list, what its expression names, and limits that could never work."""

from datetime import timedelta

from msgspec import Struct, structs

from banyan.judge.expression import compile_expression
from banyan.model.ids import PlaceId, RuleId, StreamId, SubjectId
from banyan.model.rule import SYNTHESIZED, Limit, Rule, RuleError, RuleKind
from banyan.model.stream import Stream
from banyan.model.template import JUDGED, MOST_LIMITS, SIGN, Template
from banyan.runtime.folder.decode import closest
from banyan.runtime.folder.errors import Findings, shown
from banyan.runtime.folder.shapes import LimitShape, RuleShape, TemplateShape

FILE = "rules.toml"
RAIN = "rain"  # what a forecast rule is of: the one forecast a city has
_OF = "a stream id, or arithmetic over {stream-id}s with + - * / ( ) min max abs"
MOST = 100_000  # rules of one city; a list and a template of it multiply
_YEAR_MIN = 527_040.0
_DECLARED = ", ".join(kind.value for kind in RuleKind if kind not in SYNTHESIZED)
_WINDOW = {RuleKind.RISE, RuleKind.FORECAST}
_MINUTES = {RuleKind.SILENCE, RuleKind.STUCK}


class Written(Struct, frozen=True):
    """One rule after `for` was written out, with the key it was written at."""

    key: str
    shape: RuleShape


def written_out(shapes: tuple[RuleShape, ...], found: Findings) -> list[Written]:
    """Every rule singly: `$` in id, subject, place, cause and of replaced by each name of `for`."""
    rules: list[Written] = []
    for i, shape in enumerate(shapes):
        key = f"rules[{i}]"
        if shape.each and "$" not in shape.id:
            found.add(FILE, f"{key}.id", shown(shape.id), "a $ in it, which stands for each name of `for`")
        for name in shape.each or ("",):
            if len(rules) >= MOST:
                found.add(FILE, key, f"more than {MOST} rules", f"at most {MOST}")
                return rules
            rules.append(Written(key, _filled(shape, name) if shape.each else shape))
    return rules


def _filled(shape: RuleShape, name: str) -> RuleShape:
    texts = {field: getattr(shape, field).replace("$", name) for field in ("id", "subject", "place", "cause", "of")}
    return structs.replace(shape, **texts, each=())


def check(rules: list[Written], declared: tuple[Stream, ...] | None, found: Findings) -> None:
    """Expressions, limits, delays. `declared` is None when streams.toml could not be read."""
    streams: dict[str, Stream] | None = None if declared is None else {s.id: s for s in declared}
    for rule in rules:
        if rule.shape.kind in SYNTHESIZED and not found.told(FILE, f"{rule.key}.kind"):
            found.add(FILE, f"{rule.key}.kind", shown(rule.shape.kind.value), f"one of {_DECLARED}")
            continue
        named = _streams(rule, found)
        if streams is not None:
            for stream in named:
                if stream not in streams:
                    expected = f"a stream of streams.toml{closest(stream, streams)}"
                    found.add(FILE, f"{rule.key}.of", shown(stream), expected)
        alone = streams.get(named[0]) if streams and len(named) == 1 and rule.shape.of == named[0] else None
        if not found.told(FILE, f"{rule.key}.kind"):
            _check_limits(rule, alone, found)
        if not 0 < rule.shape.window_min <= _YEAR_MIN and rule.shape.kind in _WINDOW:
            found.add(FILE, f"{rule.key}.window_min", f"{rule.shape.window_min:g}", "minutes above 0, at most a year")


def built(rule: Written, found: Findings) -> Rule:
    """The noun. Only of rules that passed `check`."""
    shape = rule.shape
    return Rule(
        id=RuleId(shape.id),
        kind=shape.kind,
        subject=SubjectId(shape.subject),
        place=PlaceId(shape.place),
        cause=shape.cause,
        of=shape.of,
        limits=tuple(_limit(shape, limit) for limit in shape.limits),
        window_min=shape.window_min,
        version=shape.version,
        streams=tuple(StreamId(s) for s in _streams(rule, found)),
        case_type=shape.case_type,
        case_from=shape.case_from,
    )


def check_templates(shapes: tuple[TemplateShape, ...], found: Findings) -> None:
    """Kinds, limits and delays of templates, as of rules; no stream is known yet that they will fit."""
    kinds = ", ".join(kind.value for kind in JUDGED)
    for i, shape in enumerate(shapes):
        key = f"templates[{i}]"
        if shape.kind not in JUDGED and not found.told(FILE, f"{key}.kind"):
            found.add(FILE, f"{key}.kind", shown(shape.kind.value), f"one of {kinds}")
            continue
        if not shape.observed_property:
            found.add(FILE, f"{key}.observed_property", "nothing", "an ObservedProperty's name or definition")
        if SIGN in shape.id:
            expected = f'an id without "{SIGN}": behind that sign a rule of it has its Datastream'
            found.add(FILE, f"{key}.id", shown(shape.id), expected)
        if len(shape.limits) > MOST_LIMITS:
            found.add(FILE, f"{key}.limits", f"{len(shape.limits)} limits", f"at most {MOST_LIMITS}")
        _check_limits(Written(key, _as_rule(shape)), None, found)
        if not 0 < shape.window_min <= _YEAR_MIN and shape.kind in _WINDOW:
            found.add(FILE, f"{key}.window_min", f"{shape.window_min:g}", "minutes above 0, at most a year")


def _as_rule(shape: TemplateShape) -> RuleShape:
    return RuleShape(shape.id, shape.kind, "", shape.place or "", shape.cause, "", shape.limits,
                     on_delay_min=shape.on_delay_min, off_delay_min=shape.off_delay_min)


def built_template(shape: TemplateShape) -> Template:
    """The noun. Only of templates that passed `check_templates`."""
    rule = _as_rule(shape)
    return Template(
        id=RuleId(shape.id),
        kind=shape.kind,
        observed_property=shape.observed_property,
        cause=shape.cause,
        limits=tuple(_limit(rule, limit) for limit in shape.limits),
        window_min=shape.window_min,
        version=shape.version,
        unit=shape.unit,
        thing=shape.thing,
        place=PlaceId(shape.place) if shape.place is not None else None,
        case_type=shape.case_type,
        case_from=shape.case_from,
    )


def _streams(rule: Written, found: Findings) -> tuple[str, ...]:
    shape, key = rule.shape, f"{rule.key}.of"
    if found.told(FILE, key) or found.told(FILE, f"{rule.key}.kind"):
        return ()
    if shape.kind is RuleKind.FORECAST:
        if shape.of != RAIN:
            found.add(FILE, key, shown(shape.of), f'"{RAIN}": a forecast rule looks at the forecast rain')
        return ()
    try:
        streams = compile_expression(shape.of).streams
    except RuleError as error:
        found.add(FILE, key, f"{shown(shape.of)} ({error})", _OF)
        return ()
    if shape.kind is RuleKind.SILENCE and streams != (shape.of,):
        found.add(FILE, key, shown(shape.of), "one stream id: silence is of one stream")
    elif not streams:
        found.add(FILE, key, f"{shown(shape.of)}, which names no stream", _OF)
    return tuple(streams)


def _check_limits(rule: Written, stream: Stream | None, found: Findings) -> None:
    shape, key = rule.shape, f"{rule.key}.limits"
    if not shape.limits:
        found.add(FILE, key, "no limit", "at least one limit")
    last: LimitShape | None = None
    for i, limit in enumerate(shape.limits):
        here = f"{key}[{i}]"
        if last is not None and limit.level.rank <= last.level.rank:
            found.add(FILE, f"{here}.level", limit.level.value, f"a graver level than {last.level.value} before it")
        if last is not None and limit.raise_at <= last.raise_at:
            found.add(FILE, f"{here}.raise_at", f"{limit.raise_at:g}", f"more than {last.raise_at:g}, the milder limit")
        _check_limit(shape, limit, here, stream, found)
        last = limit
    for name in ("on_delay_min", "off_delay_min"):
        _check_delay(getattr(shape, name), f"{rule.key}.{name}", found)


def _check_limit(shape: RuleShape, limit: LimitShape, key: str, stream: Stream | None, found: Findings) -> None:
    if shape.kind in _MINUTES:
        shortest = stream.period_s / 60 if stream is not None else 0.0
        if not shortest < limit.raise_at <= _YEAR_MIN:
            expected = f"minutes above {shortest:g}, the stream's period"
            found.add(FILE, f"{key}.raise_at", f"{limit.raise_at:g}", expected)
    elif limit.clear_at is None:
        found.add(FILE, f"{key}.clear_at", "nothing", "a number: the alert clears below it")
    if shape.kind is RuleKind.THRESHOLD and stream is not None and limit.raise_at > stream.high:
        what = f"at most {stream.high:g}: readings of {stream.id} above that are rejected, so it could never raise"
        found.add(FILE, f"{key}.raise_at", f"{limit.raise_at:g}", what)
    if shape.kind is RuleKind.FORECAST and limit.raise_at <= 0:
        found.add(FILE, f"{key}.raise_at", f"{limit.raise_at:g}", "mm above 0")
    if limit.clear_at is not None and limit.clear_at > limit.raise_at:
        found.add(FILE, f"{key}.clear_at", f"{limit.clear_at:g}", f"at most {limit.raise_at:g}, where it raises")
    for name in ("on_delay_min", "off_delay_min"):
        _check_delay(getattr(limit, name), f"{key}.{name}", found)


def _check_delay(delay: float | None, key: str, found: Findings) -> None:
    if delay is not None and not 0 <= delay <= _YEAR_MIN:
        found.add(FILE, key, f"{delay:g}", "minutes from 0 to a year")


def _limit(shape: RuleShape, limit: LimitShape) -> Limit:
    on = shape.on_delay_min if limit.on_delay_min is None else limit.on_delay_min
    off = shape.off_delay_min if limit.off_delay_min is None else limit.off_delay_min
    return Limit(
        level=limit.level,
        raise_at=limit.raise_at,
        clear_at=limit.raise_at if limit.clear_at is None else limit.clear_at,
        on_delay=timedelta(minutes=on),
        off_delay=timedelta(minutes=off),
    )

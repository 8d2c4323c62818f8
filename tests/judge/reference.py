"""A rule engine that is slow and obvious: it keeps everything that ever came and thinks it all over at every event.

It shares no code with banyan.judge and knows only rules of one stream. Events are ("reading", time, value) and
("tick", time), in the order in which they became known. An answer is (condition, level, time).
"""

from datetime import datetime, timedelta

from banyan.model.rule import Rule

Event = tuple[str, datetime, float] | tuple[str, datetime]
Answer = tuple[str, str, datetime]


def judged(rule: Rule, start: datetime, events: list[Event]) -> list[Answer]:
    if rule.kind == "silence":
        return _silence(rule, start, events)
    answers: list[Answer] = []
    readings: list[tuple[datetime, float]] = []
    looks: list[list[tuple[datetime, str]]] = [[] for _ in rule.limits]   # of each limit: (time, what was seen)
    on = [False for _ in rule.limits]
    for event in events:
        _end_delays(rule, looks, on, event[1], answers)
        if event[0] == "reading":
            readings.append((event[1], event[2]))  # type: ignore[misc]
            for i in range(len(rule.limits)):
                looks[i].append((event[1], _look(rule, i, readings)))
            _end_delays(rule, looks, on, event[1], answers)
    return answers


def _end_delays(
    rule: Rule, looks: list[list[tuple[datetime, str]]], on: list[bool], now: datetime, answers: list[Answer]
) -> None:
    """Turn over, one instant after another, whatever has been the other way for long enough."""
    while True:
        ends = []
        for i, limit in enumerate(rule.limits):
            other, delay = ("under", limit.off_delay) if on[i] else ("over", limit.on_delay)
            since = None
            for time, look in reversed(looks[i]):
                if look != other:
                    break
                since = time
            if since is not None and since + delay <= now:
                ends.append((since + delay, i))
        if not ends:
            return
        first = min(end for end, _ in ends)
        before = _level(rule, on)
        for end, i in ends:
            if end == first:
                on[i] = not on[i]
        _answer(answers, before, _level(rule, on), first)


def _answer(answers: list[Answer], before: str | None, after: str | None, at: datetime) -> None:
    if before == after:
        return
    if answers:
        at = max(at, answers[-1][2])
    if after is None:
        answers.append(("clear", str(before), at))
    else:
        answers.append(("raise" if before is None else "amend", after, at))


def _level(rule: Rule, on: list[bool]) -> str | None:
    grades = ["IV", "III", "II", "I"]
    latched = [limit.level.value for limit, is_on in zip(rule.limits, on, strict=True) if is_on]
    return max(latched, key=grades.index) if latched else None


def _look(rule: Rule, i: int, readings: list[tuple[datetime, float]]) -> str:
    limit = rule.limits[i]
    time, value = readings[-1]
    if rule.kind == "stuck":
        first = time
        for earlier, same in reversed(readings):
            if same != value:
                break
            first = earlier
        return "over" if time - first >= timedelta(minutes=limit.raise_at) else "under"
    if rule.kind == "rise":
        window = timedelta(minutes=rule.window_min)
        old = [r for r in readings if time - 2 * window <= r[0] <= time - window]
        if not old:
            return "between"
        value = (value - old[-1][1]) / ((time - old[-1][0]).total_seconds() / 3600)
    if value >= limit.raise_at:
        return "over"
    return "under" if value < limit.clear_at else "between"


def _silence(rule: Rule, start: datetime, events: list[Event]) -> list[Answer]:
    """Of rules without delays: at each tick, how old is the last reading?"""
    answers: list[Answer] = []
    last, before = start, None
    for event in events:
        if event[0] == "reading":
            last = max(last, event[1])
            continue
        passed = sorted(
            (last + timedelta(minutes=limit.raise_at), limit.level.value)
            for limit in rule.limits
            if last + timedelta(minutes=limit.raise_at) <= event[1]
        )
        grades = [None, "IV", "III", "II", "I"]
        if grades.index(before) > len(passed):
            after = passed[-1][1] if passed else None
            _answer(answers, before, after, last)
            before = after
        for at, level in passed[grades.index(before):]:
            _answer(answers, before, level, at)
            before = level
    return answers

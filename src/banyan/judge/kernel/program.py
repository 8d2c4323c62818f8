"""Templates to the arrays that the compiled loop reads."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from banyan.judge.kernel.layout import LIMIT, NONE, PROFILE, RISE, RULE, SILENCE, STUCK, THRESHOLD, Programs
from banyan.judge.rules import MAX_POINTS
from banyan.judge.run import check as check_rule
from banyan.model.rule import RuleError, RuleKind
from banyan.model.template import Template, check, rule_of
from banyan.model.time import minutes

_KINDS = {RuleKind.THRESHOLD: THRESHOLD, RuleKind.RISE: RISE, RuleKind.SILENCE: SILENCE, RuleKind.STUCK: STUCK}
_MICROSECOND = minutes(1) / 60_000_000
Profile = tuple[int, ...]      # places of templates, rising: the rules of one stream in their order


def programs(templates: Sequence[Template], profiles: Sequence[Profile]) -> Programs:
    """Raises RuleError, naming the template, for one that could never work."""
    seen: set[str] = set()
    for template in templates:
        try:
            check(template)
            check_rule(rule_of(template, 0))
        except RuleError as error:
            raise RuleError(f"template {template.id}: {error}") from None
        if template.id in seen:
            raise RuleError(f"template {template.id}: the id is given twice; each template needs its own")
        seen.add(template.id)
    rules, limits = np.zeros(len(templates), RULE), list[tuple[Any, ...]]()
    for place, template in enumerate(templates):
        window = minutes(template.window_min)
        rules[place] = (_KINDS[template.kind], len(limits), len(template.limits), 0, window // _MICROSECOND,
                        _gap(template))
        limits += [_limit(template, n) for n in range(len(template.limits))]
    members = [place for profile in profiles for place in profile]
    return Programs(rules, np.array(limits, LIMIT), _profiles(templates, profiles), np.array(members, "i4"))


def _gap(template: Template) -> int:
    return (minutes(template.window_min) / MAX_POINTS) // _MICROSECOND


def _limit(template: Template, n: int) -> tuple[float, float, int, int, int, int]:
    limit = template.limits[n]
    timed = template.kind in (RuleKind.SILENCE, RuleKind.STUCK)
    hold = minutes(limit.raise_at) // _MICROSECOND if timed else NONE
    return (limit.raise_at, limit.clear_at, hold, limit.on_delay // _MICROSECOND, limit.off_delay // _MICROSECOND,
            limit.level.rank)


def _profiles(templates: Sequence[Template], profiles: Sequence[Profile]) -> np.ndarray:
    found, first = np.zeros(len(profiles), PROFILE), 0
    for n, profile in enumerate(profiles):
        counts = [len(templates[place].limits) for place in profile]
        # A silence's tick looks at each limit's beginning, and at each every limit may turn twice: steps._silence.
        most = sum(2 * (count + 1) * count + count for count in counts)
        rises = sum(templates[place].kind is RuleKind.RISE for place in profile)
        found[n] = (first, len(profile), sum(counts), most, rises)
        first += len(profile)
    return found

"""Which case an alert opens: rows of the city, the first that fits."""

from collections.abc import Sequence

from banyan.model.casetype import Opening
from banyan.model.level import Level
from banyan.model.rule import Rule


def opened_by(openings: Sequence[Opening], rule: Rule, level: Level) -> str | None:
    """The case type; None where the city wants no case of it, or where its incident asks for one by itself."""
    if rule.case_type is not None:
        return None
    return next((row.opens for row in openings if _fits(row, rule, level)), None)


def _fits(row: Opening, rule: Rule, level: Level) -> bool:
    kind = not row.kinds or rule.kind in row.kinds
    named = not row.rules or any(_named(pattern, rule.id) for pattern in row.rules)
    return kind and named and level.rank >= row.least.rank


def _named(pattern: str, rule: str) -> bool:
    return rule.startswith(pattern[:-1]) if pattern.endswith("*") else rule == pattern

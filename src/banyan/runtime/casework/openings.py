"""What the city's own rules open: rows of casework.toml, and `filed_as` of cases.toml, each held to its case type."""

from collections.abc import Sequence

from banyan.command.casework.alarms import EARLY, OF_ALERTS, OF_INCIDENTS
from banyan.model.casetype import Definition, Opening
from banyan.model.city import CaseType, City
from banyan.model.ids import RuleId
from banyan.model.rule import SYNTHESIZED
from banyan.model.template import SIGN, template_of
from banyan.runtime.folder.decode import closest
from banyan.runtime.folder.errors import Findings, shown

FILE, CASES = "casework.toml", "cases.toml"
_CLOCKS = (("close", "promised"), ("dispatch", "dispatch"))      # a limit of cases.toml → the clock of the case


def check_openings(rows: Sequence[Opening], city: City, types: Sequence[Definition], found: Findings) -> None:
    """Every row opens a type that can end by itself, and some rule of the city may fit it."""
    ids = list(dict.fromkeys(d.id for d in types))
    rules = [*(str(rule.id) for rule in city.rules), *(f"{template.id}{SIGN}" for template in city.templates)]
    for i, row in enumerate(rows):
        key = f"alerts[{i}]"
        if row.opens not in ids:
            found.add(FILE, f"{key}.opens", shown(row.opens), f"the id of a case type{closest(row.opens, ids)}")
        _ends(row.opens, OF_ALERTS, types, FILE, f"{key}.opens", found)
        for n, pattern in enumerate(row.rules):
            made = bool(row.kinds) and all(kind in SYNTHESIZED for kind in row.kinds)
            if not made and not _may_fit(pattern, rules):
                expected = f"a rule of rules.toml, or how some begin before a *{closest(pattern, rules)}"
                found.add(FILE, f"{key}.rules[{n}]", shown(pattern), expected)


def _may_fit(pattern: str, rules: Sequence[str]) -> bool:
    """A rule's id, how some begin, or what a template makes: which Datastreams come, nobody knows beforehand."""
    begin = pattern.removesuffix("*")
    if pattern != begin:
        return any(rule.startswith(begin) or (rule.endswith(SIGN) and begin.startswith(rule)) for rule in rules)
    made = template_of(RuleId(pattern))
    return pattern in rules if made is None else pattern in rules or f"{made[0]}{SIGN}" in rules


def check_filed(city: City, types: Sequence[Definition], found: Findings) -> None:
    """Every incident's case is one of the city's list, and owes there what cases.toml says."""
    ids = list(dict.fromkeys(d.id for d in types))
    for i, kind in enumerate(city.case_types):
        key = f"case_types[{i}].filed_as"
        if kind.filed_as is None or kind.filed_as not in ids:
            what = "nothing" if kind.filed_as is None else shown(kind.filed_as)
            expected = f"the case type that the city files it as{closest(kind.filed_as or kind.id, ids)}"
            found.add(CASES, key, what, expected)
            continue
        _ends(kind.filed_as, OF_INCIDENTS, types, CASES, key, found)
        newest = _newest(types, kind.filed_as)
        if newest is not None:
            _owes(kind, newest, f"case_types[{i}]", found)


def _owes(kind: CaseType, definition: Definition, key: str, found: Findings) -> None:
    terms = definition.terms(None)
    for what, clock in _CLOCKS:
        term = terms.promised if clock == "promised" else terms.steps.get(clock)
        limit, owed = kind.limits.get(what), term.limit if term is not None else None
        if limit != owed:
            of = f"{definition.id}, version {definition.version}: {clock} {shown(owed or 'nothing')}"
            found.add(CASES, f"{key}.limits.{what}", shown(limit or "nothing"), f"the same as its case type ({of})")
    if definition.escalation:
        found.add(CASES, f"{key}.filed_as", f"{definition.id}, which has an escalation of its own",
                  "one without, since escalate_to says who is called")
    if kind.owner != definition.desk:
        found.add(CASES, f"{key}.owner", shown(kind.owner), f"the desk of its case type, {shown(definition.desk)}")


def _ends(
    tid: str, outcomes: Sequence[str], types: Sequence[Definition], file: str, key: str, found: Findings
) -> None:
    """The loop ends such cases by itself, with outcomes that it knows."""
    newest = _newest(types, tid)
    if newest is None:
        return
    told = {o.id: o for o in newest.outcomes}
    for outcome in outcomes:
        if outcome not in told:
            found.add(file, key, f"{tid} without the outcome {outcome}", "one with it, since the loop ends it so")
        elif outcome in EARLY and not told[outcome].early:
            found.add(file, key, f"{tid}, whose outcome {outcome} isn't early", "early = true: nobody came yet")


def _newest(types: Sequence[Definition], tid: str) -> Definition | None:
    """What running cases keep of older versions is no longer this city's to declare."""
    return max((d for d in types if d.id == tid), key=lambda d: (d.first, d.version), default=None)

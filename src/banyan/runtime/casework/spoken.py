"""Refusals in Chinese say what things are called: a city's types, units, outcomes and grounds by their names.

In English they keep their ids, which is what a command or another program has to give.
"""

import re
from collections.abc import Mapping

from banyan.command.calendar import read_limit
from banyan.command.casework.texts import EVIDENCE, NAMES, POWERS, UNITS
from banyan.model.authority import Authority
from banyan.model.casetype import Casebook, Definition
from banyan.model.text import Name, Said

Names = Mapping[str, Name]
_LISTED = {
    "case.no.outcome": "outcome", "case.no.unit": "unit", "case.no.state": "state", "case.no.ground": "ground",
    "case.no.sub-type": "type", "case.no.attribute": "code", "case.no.value": "value",
}  # fmt: skip
"""What the ids of `known` are, by the refusal."""
_SAME = {"holder": "unit", "desk": "unit", "words": "unit", "unit": "unit"}
_INSIDE = re.compile(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")
_WORDS = ("wanted", "verb", "what", "kind", "status")
_LIMITS = ("limit", "cap", "now", "within")


def in_chinese(said: Said, book: Casebook, authority: Authority, definition: Definition | None) -> Said:
    """With names for ids. `definition`: of the case that it is about, whose outcomes and grounds are meant."""
    known = _known(book, authority, definition)
    return Said(said.key, {arg: _called(said.key, arg, text, known) for arg, text in said.args.items()})


def _called(key: str, arg: str, text: str, known: Mapping[str, Names]) -> str:
    if arg in _LIMITS:
        return limit(text)
    what = _LISTED.get(key, "") if arg == "known" else _SAME.get(arg, arg)
    names = {**NAMES, **known.get(what, {})} if what in known or arg in _WORDS else {}
    return "、".join(names[one].zh if one in names else one for one in text.split(", ")) if names else text


def close_up(text: str) -> str:
    """The texts leave a space around an id; a Chinese name wants none."""
    return _INSIDE.sub("", text)


def limit(text: str) -> str:
    """ "5 working days" → 5 个工作日; what is no limit stays as it is."""
    try:
        found = read_limit(text)
    except ValueError:
        return text
    return f"{found.count} {UNITS[found.unit].zh}"


def _known(book: Casebook, authority: Authority, definition: Definition | None) -> dict[str, Names]:
    every = (*book.kept, *book.definitions, *((definition,) if definition is not None else ()))
    roles: dict[str, Name] = {str(r.id): r.name for r in authority.roles}
    chosen = {c.key: c.name for d in every for a in d.attributes for c in a.values}
    return {
        "type": {d.id: d.name for d in every},
        "unit": {**roles, **{str(u.id): u.name for u in book.routes.units}, **POWERS},
        "who": {str(p.id): p.name for p in authority.principals},
        "outcome": {o.id: o.name for d in every for o in d.outcomes},
        "state": {s.id: s.name for d in every for s in d.states},
        "ground": {g.id: g.name for d in every for g in (*d.return_grounds, *d.suspend_grounds)},
        "code": {a.code: a.name for d in every for a in d.attributes},
        "value": chosen,
        "missing": EVIDENCE,
    }

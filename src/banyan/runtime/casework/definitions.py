"""casetypes/*.toml to case types: strictly, with every mistake at once.

A file has `[[types]]`, and `[defaults]` for what its types have in common. A limit may be a plain text.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from banyan.command.calendar import read_limit
from banyan.command.casework.flow import STEPS
from banyan.command.casework.powers import WORDS
from banyan.command.retention import EXPECTED, readable
from banyan.model.casetype import Datatype, Definition
from banyan.model.casework import Verb
from banyan.runtime.folder.decode import closest, decode
from banyan.runtime.folder.errors import Findings, shown

KEYS = tuple(f.encode_name for f in msgspec.structs.fields(Definition))
_MOST = 2000      # types of one city
_LONGEST_VISIT = 24 * 60     # minutes
_TERMS = ("promised", "statutory")
_LISTS = (Datatype.ONE, Datatype.SEVERAL)


class Known(Struct, frozen=True):
    """What types may refer to; None where nobody says: a pack's types without a city. `names` are a city's roles for
    the words that a pack uses ("desk" → "duty-officer").
    """

    roles: tuple[str, ...] | None = None
    calendars: tuple[str, ...] | None = None
    names: Mapping[str, str] = {}
    named: str = "a role of authority.toml"


def definitions(
    file: str, table: Mapping[str, Any], known: Known, found: Findings, shared: Mapping[str, Any]
) -> list[tuple[str, Definition]]:
    """(key, type) of one file, each checked by itself; `shared` is what the file's own defaults are laid over."""
    for key in table:
        if key not in ("defaults", "types"):
            found.add(file, key, f"an unknown key {shown(key)}", "one of defaults, types")
    defaults, types = table.get("defaults", {}), table.get("types", [])
    if not isinstance(defaults, dict):
        found.add(file, "defaults", shown(defaults), "a table")
        defaults = {}
    if not isinstance(types, list) or not 0 < len(types) <= _MOST:
        found.add(file, "types", "no type" if types == [] else shown(types), f"1 to {_MOST} [[types]]")
        types = []
    made = []
    for i, one in enumerate(types):
        key = f"types[{i}]"
        whole = _renamed(_plain({**shared, **defaults, **one}), known.names) if isinstance(one, dict) else one
        definition = decode(whole, Definition, found, file, key)
        _Check(definition, known, found, file, key).check()
        made.append((key, definition))
    return made


def check_together(read: Sequence[tuple[str, str, Definition]], found: Findings) -> None:
    """(file, key, type) of all files: versions of one type differ, and what a type names is there."""
    ids = list(dict.fromkeys(d.id for _, _, d in read))
    seen: dict[tuple[str, int], str] = {}
    begun: dict[tuple[str, Any], int] = {}
    for file, key, d in read:
        there = seen.setdefault((d.id, d.version), f"{file}, {key}")
        if there != f"{file}, {key}":
            found.add(file, f"{key}.version", f"version {d.version} of {shown(d.id)} again", f"another: {there} has it")
        elif begun.setdefault((d.id, d.first), d.version) != d.version:
            found.add(file, f"{key}.from", f"{d.first}, as of version {begun[d.id, d.first]}", "a day of its own")
        for i, sub in enumerate(d.parts):
            _there(sub.type, ids, found, file, f"{key}.parts[{i}].type")
        for i, follow in enumerate(d.follow_on):
            _there(follow.type, ids, found, file, f"{key}.follow_on[{i}].type")


def _there(tid: str, ids: list[str], found: Findings, file: str, key: str) -> None:
    if tid not in ids:
        found.add(file, key, shown(tid), f"the id of a case type{closest(tid, ids)}")


def _plain(one: dict[str, Any]) -> dict[str, Any]:
    """A limit written as a text is a term without a warning; the same in the states of the site."""
    told = dict(one)
    for key in _TERMS:
        if isinstance(told.get(key), str):
            told[key] = {"limit": told[key]}
    if isinstance(told.get("steps"), dict):
        told["steps"] = {k: {"limit": v} if isinstance(v, str) else v for k, v in told["steps"].items()}
    if isinstance(told.get("states"), list):
        told["states"] = [_plain(state) if isinstance(state, dict) else state for state in told["states"]]
    return told


def _renamed(one: dict[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """The words for roles as the city calls them."""
    told = dict(one)
    if isinstance(told.get("desk"), str):
        told["desk"] = names.get(told["desk"], told["desk"])
    if isinstance(told.get("powers"), dict):
        told["powers"] = {
            verb: [names.get(w, w) if isinstance(w, str) and w not in WORDS else w for w in words]
            if isinstance(words, list) else words
            for verb, words in told["powers"].items()
        }  # fmt: skip
    if isinstance(told.get("escalation"), list):
        told["escalation"] = [_rung(rung, names) if isinstance(rung, dict) else rung for rung in told["escalation"]]
    return told


def _rung(rung: dict[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    told = dict(rung)
    if isinstance(told.get("role"), str):
        told["role"] = names.get(told["role"], told["role"])
    if isinstance(told.get("deputies"), list):
        told["deputies"] = [names.get(d, d) if isinstance(d, str) else d for d in told["deputies"]]
    return told


class _Check:
    """One type's values, by themselves and against what its city has."""

    def __init__(self, d: Definition, known: Known, found: Findings, file: str, key: str) -> None:
        self._d, self._known, self._found, self._file, self._key = d, known, found, file, key

    def check(self) -> None:
        self._names()
        self._limits()
        self._references()
        self._attributes()
        d = self._d
        if not d.id or not all(c.isalnum() or c == "-" for c in d.id):
            self._add("id", shown(d.id), "letters, digits and hyphens")
        if d.version < 1:
            self._add("version", str(d.version), "1 or more")
        if d.last is not None and d.last < d.first:
            self._add("until", str(d.last), f"a day from {d.first} on")
        if not 0 <= d.sampled <= 100:
            self._add("sampled", str(d.sampled), "a percentage from 0 to 100")
        if d.returns < 0:
            self._add("returns", str(d.returns), "0 or more")
        if d.nearby is not None and not 0 < d.nearby.metres <= 10_000:
            self._add("nearby.metres", str(d.nearby.metres), "more than 0, at most 10000")
        if not 0 < d.visit.minutes <= _LONGEST_VISIT:
            self._add("visit.minutes", str(d.visit.minutes), f"1 to {_LONGEST_VISIT}")
        if d.retention and not readable(d.retention):
            self._add("retention", shown(d.retention), EXPECTED)
        if not any(o.solved for o in d.outcomes):
            self._add("outcomes", "no outcome that is solved", "at least one with solved = true")

    def _add(self, key: str, what: str, expected: str) -> None:
        self._found.add(self._file, f"{self._key}.{key}", what, expected)

    def _names(self) -> None:
        d = self._d
        named: list[tuple[str, Any]] = [("name", d.name)]
        groups: tuple[tuple[str, Iterable[Any]], ...] = (
            ("outcomes", d.outcomes), ("states", d.states), ("return_grounds", d.return_grounds),
            ("suspend_grounds", d.suspend_grounds),
        )  # fmt: skip
        for group, values in groups:
            ids: list[str] = []
            for i, value in enumerate(values):
                named.append((f"{group}[{i}].name", value.name))
                if value.id in ids:
                    self._add(f"{group}[{i}].id", f"{shown(value.id)} again", "each id once")
                ids.append(value.id)
        for key, name in named:
            if not name.zh.strip() or not name.en.strip():
                self._add(key, "an empty text", "a name in both languages")

    def _limits(self) -> None:
        d = self._d
        told: list[tuple[str, str | None]] = [("reopen_within", d.reopen_within), ("suspension.cap", d.suspension.cap),
                                              ("extension.cap", d.extension.cap)]
        told.append(("nearby.within", d.nearby.within if d.nearby is not None else None))
        told += [(f"escalation[{i}].after", rung.after) for i, rung in enumerate(d.escalation)]
        whose: list[tuple[str, Any]] = [("", d), *((f"states[{i}].", s) for i, s in enumerate(d.states))]
        for prefix, one in whose:
            terms = [("promised", one.promised), ("statutory", one.statutory)]
            terms += [(f"steps.{step}", term) for step, term in one.steps.items()]
            for step in one.steps:
                if step not in STEPS:
                    self._add(f"{prefix}steps.{step}", shown(step), f"one of {', '.join(STEPS)}{closest(step, STEPS)}")
            for key, term in terms:
                if term is not None:
                    told += [(f"{prefix}{key}.limit", term.limit), (f"{prefix}{key}.warn", term.warn)]
        for key, limit in told:
            if limit is not None:
                self._limit(key, limit)

    def _limit(self, key: str, limit: str) -> None:
        try:
            read_limit(limit)
        except ValueError as error:
            self._add(key, shown(limit), str(error).rpartition("expected ")[2])

    def _references(self) -> None:
        d, known = self._d, self._known
        self._role("desk", d.desk)
        for i, rung in enumerate(d.escalation):
            self._role(f"escalation[{i}].role", rung.role)
            for n, deputy in enumerate(rung.deputies):
                self._role(f"escalation[{i}].deputies[{n}]", deputy)
        verbs = [str(verb) for verb in Verb]
        for verb, words in d.powers.items():
            if verb not in verbs:
                self._add(f"powers.{verb}", shown(verb), f"one of {', '.join(verbs)}{closest(verb, verbs)}")
            for word in words:
                if word not in WORDS:
                    self._role(f"powers.{verb}", word)
        if known.calendars is not None and d.calendar is not None and d.calendar not in known.calendars:
            self._add("calendar", shown(d.calendar), f"one of {', '.join(known.calendars)}")
        outcomes = [o.id for o in d.outcomes]
        for i, follow in enumerate(d.follow_on):
            if follow.outcome is not None and follow.outcome not in outcomes:
                self._add(f"follow_on[{i}].outcome", shown(follow.outcome), f"one of {', '.join(outcomes)}")
        if d.nearby is not None and "duplicate" not in outcomes:
            self._add("outcomes", 'no outcome "duplicate"', "one, since reports that are near are joined")

    def _role(self, key: str, role: str) -> None:
        roles = self._known.roles
        if roles is not None and role not in roles:
            self._add(key, shown(role), f"{self._known.named}{closest(role, roles)}")

    def _attributes(self) -> None:
        codes: list[str] = []
        for i, attribute in enumerate(self._d.attributes):
            if attribute.code in codes:
                self._add(f"attributes[{i}].code", f"{shown(attribute.code)} again", "each code once")
            codes.append(attribute.code)
            if (attribute.datatype in _LISTS) is not bool(attribute.values):
                expected = "values to choose from" if attribute.datatype in _LISTS else "no values: it isn't a list"
                self._add(f"attributes[{i}].values", f"{len(attribute.values)} values", expected)


def plain(definition: Definition) -> dict[str, Any]:
    """As a record keeps it."""
    told: dict[str, Any] = msgspec.to_builtins(definition)
    return told

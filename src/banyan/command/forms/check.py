"""Whether a form makes sense: its schema, its rules, and that no two fields wait for each other."""

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import SchemaError
from msgspec import Struct
from referencing import Registry
from referencing.exceptions import Unresolvable
from referencing.jsonschema import DRAFT202012

from banyan.command.forms.expression import fields_of, mistakes
from banyan.command.forms.form import Form, Rule
from banyan.model.text import Said

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_MOST_FIELDS = 500
_DEEPEST = 40
_REGEX = FormatChecker(("regex",))


class Mistake(Struct, frozen=True):
    """`where`: "schema", "rules[2]" (from 1), "prefill", "labels", "choices", "choices.FIELD"."""

    where: str
    said: Said


def check(form: Form) -> tuple[Mistake, ...]:
    """Every mistake; a form with one is never filled."""
    found = [Mistake("schema", said) for said in _of_schema(form)]
    if found:
        return tuple(found)
    names = frozenset(form.fields)
    known = ", ".join(sorted(names))
    for i, rule in enumerate(form.rules, start=1):
        found += [Mistake(f"rules[{i}]", said) for said in _of_rule(rule, names)]
    found += [Mistake("rules", said) for said in _twice(form)]
    for where, named in (("prefill", form.prefill), ("labels", form.labels), ("choices", form.choices)):
        found += [Mistake(where, Said("forms.no_field", {"found": f[:60], "known": known}))
                  for f in sorted(set(named) - names)]
    found += [Mistake(f"choices.{f}", said) for f in sorted(form.choices) for said in _of_choices(form, f)]
    return tuple(found or [Mistake("rules", said) for said in _circles(form)])


def order(form: Form) -> tuple[str, ...]:
    """Fields so that each comes after those it looks at; ties by name. Raises CycleError."""
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for field in sorted(form.fields):
        sorter.add(field)
    for rule in form.rules:
        for needed in sorted(_looks_at(rule)):
            sorter.add(rule.field, needed)
    sorter.prepare()
    placed: list[str] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        placed += ready
        sorter.done(*ready)
    return tuple(placed)


def _looks_at(rule: Rule) -> frozenset[str]:
    """What a field's value depends on. What makes it required changes no value, so it can't close a circle."""
    if rule.require is not None:
        return frozenset()
    return fields_of(rule.when) | (fields_of(rule.value) if rule.compute is not None else frozenset())


def _of_schema(form: Form) -> Iterator[Said]:
    schema = form.schema
    if schema.get("$schema", DIALECT).rstrip("#") != DIALECT:
        yield Said("forms.dialect", {"found": str(schema["$schema"])[:80], "expected": DIALECT})
        return
    if _depth(schema) > _DEEPEST:
        yield Said("forms.too_deep", {"most": str(_DEEPEST)})
        return
    try:
        Draft202012Validator.check_schema(schema, format_checker=_REGEX)
    except SchemaError as wrong:
        where = "/".join(str(p) for p in wrong.absolute_path) or "schema"
        yield Said("forms.schema", {"where": where, "why": wrong.message[:200]})
        return
    if schema.get("type") != "object" or not form.fields:
        yield Said("forms.no_object")
    if len(form.fields) > _MOST_FIELDS:
        yield Said("forms.too_many", {"count": str(len(form.fields)), "most": str(_MOST_FIELDS)})
    yield from _of_references(schema)
    for field in sorted(form.required - form.fields.keys()):
        yield Said("forms.required_unknown", {"field": field})


def _of_rule(rule: Rule, names: frozenset[str]) -> Iterator[Said]:
    kinds = [k for k in (rule.show, rule.require, rule.compute) if k is not None]
    if len(kinds) != 1:
        yield Said("forms.one_kind")
        return
    if rule.field not in names:
        yield Said("forms.no_field", {"found": rule.field[:60], "known": ", ".join(sorted(names))})
    if (rule.value is not None) != (rule.compute is not None):
        yield Said("forms.value")
        return
    yield from mistakes(rule.when, names)
    if rule.compute is not None:
        yield from mistakes(rule.value, names)


def _of_choices(form: Form, field: str) -> list[Said]:
    known = [key for key, _ in form.keys(field)]
    return [Said("forms.no_choice", {"found": key[:60], "known": ", ".join(known) or "-"})
            for key in sorted(set(form.choices[field]) - set(known))]


def _twice(form: Form) -> list[Said]:
    computed = [r.compute for r in form.rules if r.compute is not None]
    return [Said("forms.computed_twice", {"field": f}) for f in sorted(set(computed)) if computed.count(f) > 1]


def _circles(form: Form) -> list[Said]:
    try:
        order(form)
    except CycleError as circle:
        return [Said("forms.circle", {"fields": " → ".join(circle.args[1])})]
    return []


def _of_references(schema: dict[str, Any]) -> Iterator[Said]:
    resolver = Registry().with_resource("", DRAFT202012.create_resource(schema)).resolver()
    for target in _references(schema):
        if not target.startswith("#"):
            yield Said("forms.reference", {"found": target[:80]})
            return
        try:
            resolver.lookup(target)
        except Unresolvable:
            yield Said("forms.reference_lost", {"found": target[:80]})
            return
    try:
        list(Draft202012Validator(schema, registry=Registry()).iter_errors({}))
    except RecursionError:
        yield Said("forms.reference_circle")


def _references(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        for name, inner in schema.items():
            if name in ("$ref", "$dynamicRef") and isinstance(inner, str):
                yield inner
            else:
                yield from _references(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from _references(inner)


def _depth(schema: Any) -> int:
    """Levels of nesting, counted without recursion: the data may be a stranger's."""
    level, deep = [schema], 0
    while level and deep <= _DEEPEST:
        deep += 1
        level = [inner for s in level if isinstance(s, dict | list)
                 for inner in (s.values() if isinstance(s, dict) else s)]
    return deep

"""Answers through a form: which questions are asked, what is reckoned, what is missing, what is wrong.

The rules are a set, not a list: each field is settled once, after all that it looks at, so their order says nothing.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from msgspec import Struct
from referencing import Registry

from banyan.command.forms.check import order
from banyan.command.forms.expression import holds, value
from banyan.command.forms.form import Form
from banyan.model.text import Said

_FORMATS = FormatChecker(("date", "email", "uuid"))
_LIMITS = {  # keyword of the validation vocabulary (JSON Schema 2020-12, section 6) → what is said
    "type": "forms.bad_type", "enum": "forms.bad_choice", "const": "forms.bad_choice", "minimum": "forms.bad_range",
    "maximum": "forms.bad_range", "exclusiveMinimum": "forms.bad_range", "exclusiveMaximum": "forms.bad_range",
    "multipleOf": "forms.bad_range", "minLength": "forms.bad_length", "maxLength": "forms.bad_length",
    "minItems": "forms.bad_length", "maxItems": "forms.bad_length", "uniqueItems": "forms.bad_repeated",
    "pattern": "forms.bad_pattern", "format": "forms.bad_format",
}  # fmt: skip


def _date_time(found: object) -> bool:
    """RFC 3339: with its zone. Checked here, since the library leaves it out without further packages."""
    if not isinstance(found, str):
        return True
    return "T" in found.upper() and datetime.fromisoformat(found).tzinfo is not None


def _uri(found: object) -> bool:
    return not isinstance(found, str) or re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+", found) is not None


_FORMATS.checks("date-time", ValueError)(_date_time)
_FORMATS.checks("uri")(_uri)


class Wrong(Struct, frozen=True):
    """One thing wrong with the answers. `at`: further down in a list or table, "2/name"."""

    field: str
    said: Said
    at: str = ""


class Filled(Struct, frozen=True):
    """`values`: what the form comes to, without skipped fields. `shown`, `required`: as they are for these answers."""

    values: dict[str, Any]
    shown: tuple[str, ...]
    required: tuple[str, ...]
    computed: tuple[str, ...]
    wrong: tuple[Wrong, ...]


def fill(form: Form, answers: Mapping[str, Any]) -> Filled:
    """`form` has passed `check`. An answer of None is none; one to a skipped field is dropped, for nobody asked it."""
    shown, values = settle(form, answers)
    required = sorted(
        (form.required | {r.require for r in form.rules if r.require is not None and holds(r.when, values)})
        & set(shown)
    )
    wrong = [Wrong(f, Said("forms.no_field", {"found": f[:60], "known": ", ".join(sorted(form.fields))}))
             for f in sorted(set(answers) - form.fields.keys())]
    wrong += [Wrong(f, Said("forms.missing")) for f in required if f not in values]
    wrong += _invalid(form, values)
    computed = tuple(sorted({r.compute for r in form.rules if r.compute is not None} & values.keys()))
    return Filled(values, shown, tuple(required), computed, tuple(wrong))


def settle(form: Form, answers: Mapping[str, Any]) -> tuple[tuple[str, ...], dict[str, Any]]:
    """(fields that are asked or told, in the form's order; their values)."""
    shown: set[str] = set()
    values: dict[str, Any] = {}
    for field in order(form):
        asked = [r for r in form.rules if r.show == field]
        if asked and not any(holds(r.when, values) for r in asked):
            continue
        shown.add(field)
        reckoned = next((r for r in form.rules if r.compute == field), None)
        if reckoned is None:
            found = answers.get(field)
        else:
            found = value(reckoned.value, values) if holds(reckoned.when, values) else None
        if found is not None:
            values[field] = found
    return tuple(f for f in form.fields if f in shown), {f: values[f] for f in form.fields if f in values}


def _invalid(form: Form, values: dict[str, Any]) -> list[Wrong]:
    """Against the schema, whose own `required` is weighed above: a skipped field may be absent."""
    schema = {name: inner for name, inner in form.schema.items() if name != "required"}
    # An empty registry: nothing is ever fetched, whatever a schema refers to.
    validator = Draft202012Validator(schema, registry=Registry(), format_checker=_FORMATS)
    found = []
    try:
        errors = sorted(validator.iter_errors(values), key=lambda e: [str(p) for p in e.absolute_path])
    except RecursionError:            # a list in a list in a list
        return [Wrong("", Said("forms.too_deep", {"most": "100"}))]
    for error in errors:
        field, at = _where(error)
        found.append(Wrong(field, _said(error), at))
    return found


def _where(error: ValidationError) -> tuple[str, str]:
    path = [str(p) for p in error.absolute_path]
    return (path[0], "/".join(path[1:])) if path else ("", "")


def _said(error: ValidationError) -> Said:
    keyword = str(error.validator)
    expected = str(error.validator_value)
    return Said(_LIMITS.get(keyword, "forms.bad"), {"keyword": keyword, "expected": expected[:120]})

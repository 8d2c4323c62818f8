"""A form: questions as a JSON Schema (2020-12), and rules that say when one is asked, needed, or reckoned."""

from typing import Any

import msgspec
from msgspec import Struct

from banyan.command.forms.attachments import Policy
from banyan.command.forms.expression import Expression
from banyan.model.text import Name


class Rule(Struct, frozen=True, forbid_unknown_fields=True):
    """One of: `show` a field when; `require` it when; `compute` it from `value` (always, or when)."""

    show: str | None = None
    require: str | None = None
    compute: str | None = None
    when: Expression = True
    value: Expression = None

    @property
    def field(self) -> str:
        return self.show or self.require or self.compute or ""


class Form(Struct, frozen=True, forbid_unknown_fields=True):
    """`schema`: of an object; its properties are the fields. `labels`: field → what it is called, both languages;
    `choices`: field → key of a choice → what that is called.

    `prefill`: field → the fact that the city may know already ("reporter.phone"), so that nobody is asked twice.
    """

    id: str
    version: int
    schema: dict[str, Any]
    title: Name | None = None
    labels: dict[str, Name] = {}
    choices: dict[str, dict[str, Name]] = {}
    rules: tuple[Rule, ...] = ()
    prefill: dict[str, str] = {}
    attachments: Policy = Policy()

    @property
    def fields(self) -> dict[str, Any]:
        found = self.schema.get("properties")
        return found if isinstance(found, dict) else {}

    @property
    def required(self) -> frozenset[str]:
        found = self.schema.get("required")
        return frozenset(f for f in found if isinstance(f, str)) if isinstance(found, list) else frozenset()

    def called(self, field: str, language: str) -> str:
        return self.labels[field].said(language) if field in self.labels else field

    def keys(self, field: str) -> tuple[tuple[str, str], ...]:
        """(key, what the schema calls it) of a field that is chosen from a list, one or several; else none."""
        schema = self.fields.get(field)
        if not isinstance(schema, dict):
            return ()
        inner = schema.get("items", {}) if schema.get("type") == "array" else schema
        if not isinstance(inner, dict):
            return ()
        if all(isinstance(c, dict) and isinstance(c.get("const"), str) for c in inner.get("oneOf", [0])):
            return tuple((c["const"], str(c.get("title", c["const"]))) for c in inner["oneOf"])
        if all(isinstance(c, str) for c in inner.get("enum", [0])):
            return tuple((c, c) for c in inner["enum"])
        return ()

    def chosen(self, field: str, key: str, title: str, language: str) -> str:
        named = self.choices.get(field, {}).get(key)
        return named.said(language) if named is not None else title


class FormError(ValueError):
    """The data is no form at all; the message says where."""


def decode(data: Any) -> Form:
    """A form of plain data (from JSON or TOML). Raises FormError; whether it makes sense is `check`'s matter."""
    try:
        return msgspec.convert(data, Form)
    except msgspec.ValidationError as wrong:
        raise FormError(str(wrong)) from None

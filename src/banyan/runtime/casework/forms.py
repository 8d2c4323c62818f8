"""A case type's own form: read beside the types, asked at every door, and judged where a report comes in."""

from collections.abc import Mapping, Sequence
from datetime import tzinfo
from typing import Any

from msgspec.structs import replace

from banyan.command.forms.attachments import Policy, too_many
from banyan.command.forms.check import check
from banyan.command.forms.fill import Wrong, fill
from banyan.command.forms.form import Form, FormError, decode
from banyan.command.forms.texts import TEXTS
from banyan.model.casetype import Attribute, Choice, Datatype, Definition
from banyan.model.casework import Report
from banyan.model.text import Name, render
from banyan.runtime.folder.errors import Findings, shown
from banyan.runtime.folder.files import Files
from banyan.runtime.open311.forms import answers_of, definition_of

FOLDER = "forms"


def read_forms(files: Files, prefix: str, found: Findings) -> list[tuple[str, Form]]:
    """(file, form) of forms/*.toml, each checked."""
    read = []
    for name in files.names(FOLDER, ".toml"):
        table = files.toml(name)
        if table is None:
            continue
        try:
            form = decode(table)
        except FormError as wrong:
            found.add(prefix + name, "", f"no form: {str(wrong)[:200]}", "a form as docs/forms.md shows it")
            continue
        for mistake in check(form):
            found.add(prefix + name, mistake.where, render(mistake.said, TEXTS, "en"), "a form that makes sense")
        read.append((prefix + name, form))
    return read


def check_forms(read: Sequence[tuple[str, Form]], found: Findings) -> dict[str, Form]:
    """By id; an id that stands in two files is a mistake."""
    forms: dict[str, Form] = {}
    for file, form in read:
        if form.id in forms:
            found.add(file, "id", f"{shown(form.id)} again", "each form's id once")
        forms.setdefault(form.id, form)
    return forms


def with_form(definition: Definition, form: Form | None) -> Definition:
    """The type as doors ask it: its form's questions after its own attributes."""
    if form is None:
        return definition
    own = {a.code for a in definition.attributes}
    zh, en = definition_of(form, "zh")[0].attributes, definition_of(form, "en")[0].attributes
    after = max((a.order for a in definition.attributes), default=0)
    asked = tuple(
        Attribute(
            a.code, Name(a.description, b.description), Datatype(a.datatype.value), a.required, after + a.order,
            tuple(Choice(v.key, Name(v.name, w.name)) for v, w in zip(a.values, b.values, strict=True)),
        )
        for a, b in zip(zh, en, strict=True) if a.code not in own
    )  # fmt: skip
    return replace(definition, attributes=definition.attributes + asked)


def answered(definition: Definition, form: Form, report: Report) -> tuple[Report, tuple[Wrong, ...]]:
    """The report with what its answers come to in the form, and what is missing or wrong.

    A door that knows attributes alone sends the form's fields among them, as texts; `answers` has them with their
    types, and wins.
    """
    own = {a.code for a in definition.attributes}
    texts = {c: v for c, v in report.attributes.items() if c in form.fields and c not in own and v not in ("", ())}
    given: dict[str, Any] = answers_of(
        tuple((c, (v,) if isinstance(v, str) else v) for c, v in texts.items()), form
    ) | report.answers
    filled = fill(form, given)
    many = too_many(len(report.media), form.attachments)
    wrong = (*filled.wrong, Wrong("", many)) if many is not None else filled.wrong
    rest = {c: v for c, v in report.attributes.items() if c in own or c not in form.fields}
    return replace(report, attributes=rest, answers=filled.values, form=f"{form.id}@{form.version}"), wrong


def told(form: Form, wrong: Sequence[Wrong], language: str) -> str:
    """Everything that is wrong, each with its question where it is about one."""
    return "; ".join(_asked(form, w, language) + render(w.said, TEXTS, language) for w in wrong)


def _asked(form: Form, wrong: Wrong, language: str) -> str:
    if not wrong.field:
        return ""
    return f"{form.called(wrong.field, language)}{f'/{wrong.at}' if wrong.at else ''}: "


def photo_policy(definition: Definition | None, forms: Mapping[str, Form], zone: tzinfo) -> tuple[Policy, tzinfo]:
    """What becomes of a photo of this type, and the zone of its own time."""
    form = forms.get(definition.form or "") if definition is not None else None
    return (form.attachments if form is not None else Policy()), zone

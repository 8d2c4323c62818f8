"""A service's attributes as a form, a form as a service's attributes, and answers between the two."""

from typing import Any

from banyan.command.forms.form import Form
from banyan.edges.open311.nouns import Attribute, ServiceDefinition, Value
from banyan.model.casetype import Datatype
from banyan.model.text import Name

Answers = tuple[tuple[str, tuple[str, ...]], ...]
"""As a report carries them: code → values."""

_YES_NO = {"true": Name("是", "Yes"), "false": Name("否", "No")}
_TRUTH = {"true": True, "false": False}


def form_of(zh: ServiceDefinition, en: ServiceDefinition, version: int = 1) -> Form:
    """One form of a definition in both languages. What only tells something (`variable` false) is no field."""
    english = {a.code: a for a in en.attributes}
    asked = [a for a in sorted(zh.attributes, key=lambda a: a.order) if a.variable]
    return Form(
        id=zh.service_code, version=version,
        schema={
            "type": "object",
            "properties": {a.code: _property(a) for a in asked},
            "required": [a.code for a in asked if a.required],
        },
        labels={a.code: Name(a.description, english.get(a.code, a).description) for a in asked},
    )  # fmt: skip


def _property(a: Attribute) -> dict[str, Any]:
    choices = [{"const": v.key, "title": v.name} for v in a.values]
    match a.datatype:
        case Datatype.NUMBER:
            return {"type": "number"}
        case Datatype.DATETIME:
            return {"type": "string", "format": "date-time"}
        case Datatype.TEXT:
            return {"type": "string"}
        case Datatype.ONE:
            return {"oneOf": choices}
        case Datatype.SEVERAL:
            return {"type": "array", "uniqueItems": True, "minItems": 1, "items": {"oneOf": choices}}
        case Datatype.STRING:
            return {"type": "string", "pattern": "^[^\n]*$"}


def definition_of(form: Form, language: str) -> tuple[ServiceDefinition, tuple[str, ...]]:
    """What GeoReport v2 can ask of a form, and the fields it can't: tables, lists without choices.

    Its clients know no rules: what is shown or required by one is asked as if it were optional, what is reckoned isn't
    asked. The form itself judges the answers all the same.
    """
    shown = {r.show for r in form.rules}
    computed = {r.compute for r in form.rules}
    attributes: list[Attribute] = []
    left: list[str] = []
    for field, schema in form.fields.items():
        if field in computed:
            continue
        kind = _datatype(schema, _is_boolean(schema) or bool(form.keys(field)))
        if kind is None:
            left.append(field)
            continue
        attributes.append(Attribute(
            field, kind, form.called(field, language), len(attributes) + 1,
            required=field in form.required and field not in shown, values=_values(form, field, language),
        ))  # fmt: skip
    return ServiceDefinition(form.id, tuple(attributes)), tuple(left)


def _is_boolean(schema: Any) -> bool:
    return isinstance(schema, dict) and schema.get("type") == "boolean"


def _datatype(schema: Any, listed: bool) -> Datatype | None:
    if not isinstance(schema, dict):
        return None
    if listed:
        return Datatype.SEVERAL if schema.get("type") == "array" else Datatype.ONE
    match schema.get("type"):
        case "number" | "integer":
            return Datatype.NUMBER
        case "string" if schema.get("format") == "date-time":
            return Datatype.DATETIME
        case "string":
            return Datatype.STRING if schema.get("pattern") == "^[^\n]*$" else Datatype.TEXT
        case _:
            return None


def _values(form: Form, field: str, language: str) -> tuple[Value, ...]:
    """A yes or no is a list of two, the nearest that the standard has."""
    if _is_boolean(form.fields[field]):
        return tuple(Value(key, name.said(language)) for key, name in _YES_NO.items())
    return tuple(Value(key, form.chosen(field, key, title, language)) for key, title in form.keys(field))


def answers_of(given: Answers, form: Form) -> dict[str, Any]:
    """A report's texts as the form's values; what is none of its field's stays a text, for the form to refuse."""
    found: dict[str, Any] = {}
    for code, values in given:
        schema = form.fields.get(code)
        kind = schema.get("type") if isinstance(schema, dict) else None
        if kind == "array":
            found[code] = list(values)
        elif kind == "boolean":
            found[code] = _TRUTH.get(values[0], values[0])
        else:
            found[code] = _number(values[0]) if kind in ("number", "integer") else values[0]
    return found


def attributes_of(values: dict[str, Any]) -> Answers:
    """Filled values as a report carries them; tables have no place there."""
    found: list[tuple[str, tuple[str, ...]]] = []
    for field, value in values.items():
        if isinstance(value, list) and all(isinstance(v, str) for v in value):
            found.append((field, tuple(value)))
        elif isinstance(value, bool):
            found.append((field, ("true" if value else "false",)))
        elif isinstance(value, str | int | float):
            found.append((field, (str(value),)))
    return tuple(found)


def _number(text: str) -> int | float | str:
    try:
        number = float(text)
    except ValueError:
        return text
    return int(number) if number.is_integer() and abs(number) < 2**53 else number

"""Whether a report answers what its service asks (GeoReport v2, "GET Service Definition")."""

import re

from banyan.edges.open311 import times
from banyan.edges.open311.nouns import Attribute, Fault, Report, ServiceDefinition
from banyan.model.casetype import Datatype

_NUMBER = re.compile(r"[+-]?[0-9]{1,30}(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?")


def check(report: Report, definition: ServiceDefinition) -> tuple[Fault, ...]:
    """What is missing or can't be, in the order of the questions; nothing for a report that answers them."""
    asked = {a.code: a for a in definition.attributes if a.variable}
    answers = dict(report.attributes)
    faults = [
        Fault(400, f"attribute[{code}] is none of service {definition.service_code}; expected "
                   f"{', '.join(asked) or 'no attributes'}.")
        for code in answers if code not in asked
    ]  # fmt: skip
    for code, attribute in sorted(asked.items(), key=lambda item: item[1].order):
        values = answers.get(code, ())
        if not values and attribute.required:
            faults.append(Fault(400, f"attribute[{code}] was not provided; service {definition.service_code} asks for "
                                     "it."))
        faults += [Fault(400, f"attribute[{code}] {why}") for why in wrong(attribute, values)]
    return tuple(faults)


def wrong(attribute: Attribute, values: tuple[str, ...]) -> list[str]:
    """Why these answers can't be, each a sentence without its subject."""
    if len(values) > 1 and attribute.datatype is not Datatype.SEVERAL:
        return [f"was given {len(values)} times; expected one value."]
    if len(set(values)) < len(values):
        return ["names a value twice."]
    return [f"is {value[:40]!r}; expected {expected}." for value in values if (expected := _expected(attribute, value))]


def _expected(attribute: Attribute, value: str) -> str:
    """What would have been right; "" where `value` is."""
    match attribute.datatype:
        case Datatype.STRING:
            return "one line" if "\n" in value else ""
        case Datatype.NUMBER:
            return "" if _NUMBER.fullmatch(value) else "a number"
        case Datatype.DATETIME:
            try:
                times.read(value)
            except ValueError:
                return times.EXPECTED
            return ""
        case Datatype.ONE | Datatype.SEVERAL:
            keys = [v.key for v in attribute.values]
            return "" if value in keys else f"one of {', '.join(keys)}"
        case Datatype.TEXT:
            return ""

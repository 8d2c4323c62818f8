"""What a report tells, against what its type asks for (Open311 GeoReport v2: datatype, required, values)."""

from datetime import datetime
from math import isfinite

from banyan.command.casework.turn import No
from banyan.model.casetype import Attribute, Datatype, Definition

_LONGEST = 4000      # characters of one value
Told = dict[str, str | tuple[str, ...]]


def wrong_attributes(definition: Definition, told: Told) -> No | None:
    """The first thing that is wrong: an unknown code, a missing one, a value of another type."""
    known = {a.code: a for a in definition.attributes}
    for code in told:
        if code not in known:
            return No("attribute", code=code[:60], known=", ".join(known) or "-")
    for code, attribute in known.items():
        value = told.get(code)
        if value is None or value in ("", ()):
            if attribute.required:
                return No("missing", code=code)
        elif not _fits(attribute, value):
            fitting = ", ".join(choice.key for choice in attribute.values) or attribute.datatype
            return No("value", code=code, value=str(value)[:60], known=fitting)
    return None


def _fits(attribute: Attribute, value: str | tuple[str, ...]) -> bool:
    choices = [choice.key for choice in attribute.values]
    if attribute.datatype is Datatype.SEVERAL:
        given = value if isinstance(value, tuple) else (value,)
        return len(set(given)) == len(given) and all(one in choices for one in given)
    if isinstance(value, tuple) or len(value) > _LONGEST:
        return False
    match attribute.datatype:
        case Datatype.ONE:
            return value in choices
        case Datatype.NUMBER:
            return _number(value)
        case Datatype.DATETIME:
            return _moment(value)
    return True


def _number(text: str) -> bool:
    try:
        return isfinite(float(text))
    except ValueError:
        return False


def _moment(text: str) -> bool:
    """With its offset: a time that could be two isn't one."""
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False

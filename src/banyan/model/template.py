"""A rule declared once for many Datastreams: each that a template fits has a rule of its own by it."""

from collections.abc import Iterable

from msgspec import Struct, field

from banyan.model.ids import PlaceId, RuleId, StreamId, SubjectId
from banyan.model.level import Level
from banyan.model.rule import Limit, Rule, RuleError, RuleKind

JUDGED = (RuleKind.THRESHOLD, RuleKind.RISE, RuleKind.SILENCE, RuleKind.STUCK)
MOST_LIMITS = 7        # of one template: a bit of a signed byte each
SIGN = ":"             # between a template's id and the Datastream's number in a rule's id


class Template(Struct, frozen=True):
    """Fits a Datastream by its ObservedProperty's name or definition and, where said, its unit and Thing's properties.

    Limits as in model.rule.Rule. `unit` is the symbol or name of the Datastream's unitOfMeasurement. `place`: where the
    alert stands; left out it is the Thing's property `place`, or the Datastream itself.
    """

    id: RuleId
    kind: RuleKind
    observed_property: str
    cause: str
    limits: tuple[Limit, ...]
    window_min: float = 30.0
    version: str = "1"
    unit: str | None = None
    thing: dict[str, str] = field(default_factory=dict)
    place: PlaceId | None = None
    case_type: str | None = None
    case_from: Level = Level.III


def stream_id(datastream: int) -> StreamId:
    """A Datastream's name among streams and subjects."""
    return StreamId(f"datastream/{datastream}")


def rule_id(template: RuleId, datastream: int) -> RuleId:
    return RuleId(f"{template}{SIGN}{datastream}")


def rule_of(template: Template, datastream: int, place: str = "") -> Rule:
    """The rule that a template makes of one Datastream; `place` where the template itself names none."""
    stream = stream_id(datastream)
    return Rule(
        id=rule_id(template.id, datastream),
        kind=template.kind,
        subject=SubjectId(str(stream)),
        place=template.place or PlaceId(place or str(stream)),
        cause=template.cause,
        of=str(stream),
        limits=template.limits,
        window_min=template.window_min,
        version=template.version,
        streams=(stream,),
        case_type=template.case_type,
        case_from=template.case_from,
    )


def template_of(rule: RuleId) -> tuple[RuleId, int] | None:
    """The template and the Datastream that a rule's id names; None: it isn't of that form."""
    template, sign, number = rule.rpartition(SIGN)
    return (RuleId(template), int(number)) if sign and number.isdecimal() and len(number) < 19 else None


def made_by(templates: Iterable[Template], rule: RuleId) -> Rule | None:
    """The rule of that id that a template makes; its place, where the template names none, isn't known here."""
    named = template_of(rule)
    if named is None:
        return None
    return next((rule_of(template, named[1]) for template in templates if template.id == named[0]), None)


def check(template: Template) -> None:
    """Raises RuleError for what no Datastream's readings could be judged by."""
    if template.kind not in JUDGED:
        kinds = ", ".join(kind.value for kind in JUDGED)
        raise RuleError(f"kind {template.kind.value} isn't of one Datastream's readings; one of {kinds} was expected")
    if not template.limits or len(template.limits) > MOST_LIMITS:
        raise RuleError(f"{len(template.limits)} limits; from 1 to {MOST_LIMITS} were expected")

"""Which templates fit a Datastream, and where its alerts stand."""

from collections.abc import Sequence

from banyan.judge.kernel.program import Profile
from banyan.model.template import Template
from banyan.model.thing_ports import Described

PLACE = "place"        # the Thing's property that names where its alerts stand


class Fitting:
    """Looks templates up by the ObservedProperty that they name."""

    def __init__(self, templates: Sequence[Template]) -> None:
        self._templates = tuple(templates)
        self._by: dict[str, list[int]] = {}
        for place, template in enumerate(templates):
            self._by.setdefault(template.observed_property, []).append(place)

    def profile(self, stream: Described) -> Profile:
        """The places of the templates that fit, rising."""
        named = {*self._by.get(stream.property, ()), *self._by.get(stream.definition, ())}
        return tuple(place for place in sorted(named) if _fits(self._templates[place], stream))


def _fits(template: Template, stream: Described) -> bool:
    if template.unit is not None and template.unit not in (stream.unit, stream.unit_name):
        return False
    return all(str(stream.thing.get(name)) == said for name, said in template.thing.items())


def place_of(template: Template, stream: Described | None) -> str:
    """"": nothing names one, and the Datastream itself is where its alerts stand."""
    said = stream.thing.get(PLACE) if stream is not None else None
    return template.place or (said if isinstance(said, str) else "")

"""What was changed among SensorThings entities, as whoever passes it on is told."""

from msgspec import Struct

from banyan.model.things import Kind


class Changed(Struct, frozen=True):
    """An entity was created (`names` None), or these of its properties and links were written."""

    kind: Kind
    id: int
    names: tuple[str, ...] | None = None

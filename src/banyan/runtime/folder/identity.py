"""Ids of a city: of one form, and none given twice, whatever it names."""

import re
from collections.abc import Iterator

from banyan.runtime.folder.errors import Findings, shown
from banyan.runtime.folder.rules import Written
from banyan.runtime.folder.shapes import STORMS, Shapes

_FORM = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,79}\Z")
_EXPECTED = "an id: letters a-z, digits and . _ : -, beginning with a letter or digit, at most 80"


def ids(shapes: Shapes, rules: list[Written]) -> Iterator[tuple[str, str, str]]:
    """(id, file, key) of everything that has one. A rule's id stands at the rule it was written out from."""
    city = shapes.city
    yield from ((lake.id, "city.toml", f"lakes[{i}].id") for i, lake in enumerate(city.lakes))
    yield from ((p.id, "city.toml", f"places[{i}].id") for i, p in enumerate(city.places))
    yield from ((d.id, "city.toml", f"devices[{i}].id") for i, d in enumerate(city.devices))
    yield from ((s.id, STORMS, f"storms[{i}].id") for i, s in enumerate(shapes.storms.storms))
    yield from ((s.id, "streams.toml", f"streams[{i}].id") for i, s in enumerate(shapes.streams.streams))
    yield from ((r.shape.id, "rules.toml", f"{r.key}.id") for r in rules)
    yield from ((t.id, "rules.toml", f"templates[{i}].id") for i, t in enumerate(shapes.rules.templates))
    yield from ((c.id, "crews.toml", f"crews[{i}].id") for i, c in enumerate(shapes.crews.crews))
    yield from ((c.id, "cases.toml", f"case_types[{i}].id") for i, c in enumerate(shapes.cases.case_types))
    if shapes.calendar.id:
        yield shapes.calendar.id, "calendar.toml", "id"
    yield from ((calendar.id, file, "id") for file, calendar in shapes.calendars)
    authority = shapes.authority
    yield from ((r.id, "authority.toml", f"roles[{i}].id") for i, r in enumerate(authority.roles))
    yield from ((p.id, "authority.toml", f"principals[{i}].id") for i, p in enumerate(authority.principals))
    yield from ((s.id, "authority.toml", f"standing[{i}].id") for i, s in enumerate(authority.standing))


def check(shapes: Shapes, rules: list[Written], found: Findings) -> None:
    """Form and uniqueness of every id."""
    if not _FORM.match(shapes.city.id):
        found.add("city.toml", "id", shown(shapes.city.id), _EXPECTED)
    for rule in rules:
        for field in ("cause", "version"):  # both become part of ids
            if not _FORM.match(getattr(rule.shape, field)):
                found.add("rules.toml", f"{rule.key}.{field}", shown(getattr(rule.shape, field)), _EXPECTED)
    for i, template in enumerate(shapes.rules.templates):
        for field in ("cause", "version"):
            if not _FORM.match(getattr(template, field)):
                found.add("rules.toml", f"templates[{i}].{field}", shown(getattr(template, field)), _EXPECTED)
    first: dict[str, str] = {}
    for name, file, key in ids(shapes, rules):
        if not _FORM.match(name):
            found.add(file, key, shown(name), _EXPECTED)
        elif name in first:
            found.add(file, key, shown(name), f"an id of its own: {first[name]} has it already")
        else:
            first[name] = f"{file}, {key}"

"""notices.toml of a city's folder: receivers, quiet hours, retries and templates. No address stands in it."""

from datetime import time, timedelta
from pathlib import Path

from msgspec import Struct

from banyan.command.notices.addressing import wrong_arguments
from banyan.command.notices.policy import (
    CREW,
    REPORTER,
    URGENCIES,
    Audience,
    Policy,
    Quiet,
    Receiver,
    Retry,
    Template,
    Urgency,
)
from banyan.model.city import City
from banyan.model.text import Name
from banyan.runtime.folder.decode import closest, decode
from banyan.runtime.folder.errors import Findings, shown
from banyan.runtime.folder.files import Files, opened

FILE = "notices.toml"
_LANGUAGES = ("zh", "en")


class QuietShape(Struct, frozen=True):
    begin: time
    end: time
    below: str = "immediate"


class ReceiverShape(Struct, frozen=True):
    id: str
    channels: tuple[str, ...]
    language: str = "zh"
    quiet: tuple[QuietShape, ...] = ()


class TemplateShape(Struct, frozen=True):
    key: str
    audience: Audience
    urgency: str
    title: Name
    text: Name


class RetryShape(Struct, frozen=True):
    tries: int = 4
    first_min: int = 1
    factor: int = 4
    longest_min: int = 60


class NoticesShape(Struct, frozen=True):
    receivers: tuple[ReceiverShape, ...] = ()
    templates: tuple[TemplateShape, ...] = ()
    retry: RetryShape = RetryShape()
    good_for_h: int = 24


def load_policy(folder: Path, city: City) -> Policy:
    """What the folder declares; without the file nobody is declared, and notices wait for people to pass them on.

    Raises FolderErrors with every mistake.
    """
    if not (folder / FILE).is_file():
        return Policy(timezone=city.timezone, names=_names(city))
    found = Findings()
    policy = read(opened(folder, found), city, found)
    found.raise_any()
    return policy


def read(files: Files, city: City, found: Findings) -> Policy:
    """The policy of an opened folder; mistakes go to `found`."""
    shape = decode(files.toml(FILE) or {}, NoticesShape, found, FILE)
    ids = [REPORTER, CREW, *(str(r.id) for r in city.authority.roles), *(str(p.id) for p in city.authority.principals),
           *(str(c.id) for c in city.crews)]
    receivers = tuple(_receiver(one, i, ids, found) for i, one in enumerate(shape.receivers))
    templates = tuple(_template(one, i, found) for i, one in enumerate(shape.templates))
    _twice("receivers", "id", [r.id for r in receivers], found)
    _twice("templates", "key", [t.key for t in templates], found)
    retry = shape.retry
    for name, low, high in (("tries", 1, 100), ("first_min", 1, 1440), ("factor", 1, 10), ("longest_min", 1, 10_080)):
        _between(getattr(retry, name), low, high, f"retry.{name}", found)
    _between(shape.good_for_h, 1, 720, "good_for_h", found)
    if found.errors:
        return Policy(timezone=city.timezone, names=_names(city))
    kept = Retry(retry.tries, timedelta(minutes=retry.first_min), retry.factor, timedelta(minutes=retry.longest_min))
    return Policy(receivers, templates, kept, timedelta(hours=shape.good_for_h), city.timezone,
                  _names(city))


def _names(city: City) -> dict[str, Name]:
    names = {str(place.id): place.name for place in city.places}
    names |= {str(crew.id): crew.name for crew in city.crews}
    return names | {str(role.id): role.name for role in city.authority.roles}


def _receiver(one: ReceiverShape, i: int, ids: list[str], found: Findings) -> Receiver:
    at = f"receivers[{i}]"
    if one.id not in ids:
        who = f"reporter, crew, or the id of a role, a principal or a crew{closest(one.id, ids)}"
        found.add(FILE, f"{at}.id", shown(one.id), who)
    if one.language not in _LANGUAGES:
        found.add(FILE, f"{at}.language", shown(one.language), "zh or en")
    if len(dict.fromkeys(one.channels)) != len(one.channels) or not all(one.channels):
        found.add(FILE, f"{at}.channels", ", ".join(one.channels), "names of channels, each once")
    spans = []
    for j, quiet in enumerate(one.quiet):
        below = _urgency(quiet.below, f"{at}.quiet[{j}].below", found)
        spans.append(Quiet(quiet.begin, quiet.end, below))
    return Receiver(one.id, one.channels, one.language, tuple(spans))


def _template(one: TemplateShape, i: int, found: Findings) -> Template:
    at = f"templates[{i}]"
    for part, name in (("title", one.title), ("text", one.text)):
        for language in _LANGUAGES:
            wrong = wrong_arguments(name.said(language))
            if wrong is not None:
                found.add(FILE, f"{at}.{part}.{language}", shown(wrong), "plain arguments like {case}")
    return Template(one.key, one.audience, _urgency(one.urgency, f"{at}.urgency", found), one.title, one.text)


def _urgency(word: str, key: str, found: Findings) -> Urgency:
    if word not in URGENCIES:
        found.add(FILE, key, shown(word), f"one of {', '.join(URGENCIES)}{closest(word, URGENCIES)}")
    return URGENCIES.get(word, Urgency.PROMPT)


def _twice(table: str, key: str, names: list[str], found: Findings) -> None:
    for i, name in enumerate(names):
        if name in names[:i]:
            found.add(FILE, f"{table}[{i}].{key}", f"{shown(name)} again", "each once")


def _between(value: int, low: int, high: int, key: str, found: Findings) -> None:
    if not low <= value <= high:
        found.add(FILE, key, shown(value), f"{low} to {high}")

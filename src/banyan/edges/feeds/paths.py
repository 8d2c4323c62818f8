"""Where a value stands in a row: a column's name, or a path into JSON as a.b[0].c; and texts with {path} in them."""

import math
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct

MISSING: Any = object()
MOST_STEPS = 20
LONGEST = 200                # characters of a name that is made of a template
_STEP = re.compile(r"(?:\.|^)([^.\[\]'{}]+)|(?:\.|^)'([^']*)'|\[(\d{1,9})\]")
_PLACE = re.compile(r"\{([^{}]*)\}")


class PathError(ValueError):
    """A path or a template that can't be read; the message says where and what was expected."""


class Path(Struct, frozen=True):
    """`text` as it was written: tried whole as a column's name before its steps."""

    text: str
    steps: tuple[str | int, ...]

    def of(self, values: Any, topic: Mapping[str, str]) -> Any:
        """What stands there; MISSING where nothing does."""
        if isinstance(values, dict) and self.text in values:
            return values[self.text]
        if len(self.steps) == 2 and self.steps[0] == "topic" and self.steps[1] in topic:
            return topic[str(self.steps[1])]
        found = values
        for step in self.steps:
            if isinstance(step, str):
                found = found.get(step, MISSING) if isinstance(found, dict) else MISSING
            else:
                found = found[step] if isinstance(found, list) and step < len(found) else MISSING
            if found is MISSING:
                return MISSING
        return found


def read_path(text: str) -> Path:
    """An empty text is the whole row. Raises PathError."""
    steps: list[str | int] = []
    at = 0
    while at < len(text):
        found = _STEP.match(text, at) if not (at and text[at] not in ".[") else None
        if found is None or (at == 0 and text.startswith(".")):
            raise PathError(f"{text[:60]!r} is no path: at character {at + 1} a name, .name, .'a name' or [number] was "
                            "expected")
        name, quoted, number = found.groups()
        steps.append(int(number) if number is not None else name if name is not None else quoted)
        at = found.end()
    if len(steps) > MOST_STEPS:
        raise PathError(f"{text[:60]!r} has {len(steps)} steps, at most {MOST_STEPS} were expected")
    return Path(text, tuple(steps))


class Template(Struct, frozen=True):
    """Texts and paths in turns; the first and the last are texts, which may be empty."""

    texts: tuple[str, ...]
    paths: tuple[Path, ...]

    def of(self, values: Any, topic: Mapping[str, str]) -> str | None:
        """The text with its places filled. None: one of them isn't there, isn't plain, or it is too long."""
        parts = [self.texts[0]]
        for path, behind in zip(self.paths, self.texts[1:], strict=True):
            said = plain(path.of(values, topic))
            if not said:
                return None
            parts += [said, behind]
        whole = "".join(parts)
        return whole if 0 < len(whole) <= LONGEST and whole.isprintable() else None


def read_template(text: str) -> Template:
    """Raises PathError."""
    if not text or len(text) > LONGEST:
        raise PathError(f"a text of 1 to {LONGEST} characters was expected, this one has {len(text)}")
    pieces = _PLACE.split(text)
    texts, paths = pieces[::2], pieces[1::2]
    if any("{" in one or "}" in one for one in texts) or not all(paths):
        raise PathError(f"{text[:60]!r}: a text with {{path}} was expected, each bracket closed and not empty")
    return Template(tuple(texts), tuple(read_path(path) for path in paths))


def plain(value: Any) -> str:
    """A text, a number or a time as a name is written; "" for what can't be one."""
    match value:
        case str():
            return value.strip()
        case datetime():
            return value.isoformat()
        case bool():
            return ""
        case int():
            return str(value) if abs(value) < 2**63 else ""
        case float() if math.isfinite(value):
            return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
        case _:
            return ""

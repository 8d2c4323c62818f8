"""JSON paths as field mappings need them: `$.event.place[0]['long name']`; names and indexes, one value, no filters.

The part of RFC 9535 in which a path leads to at most one value (its "singular queries", section 2.3.5.1).
"""

import re
from typing import Any

Path = tuple[str | int, ...]
_STEP = re.compile(r"\.(?P<name>[^.\[\]'\"\s$]+)|\[(?P<index>-?\d{1,6})\]|\['(?P<one>[^']*)'\]|\[\"(?P<two>[^\"]*)\"\]")
_LONGEST = 500          # characters of a path


class PathError(ValueError):
    """A text that is no path; the message says what was expected."""


def parse(text: str) -> Path:
    """The steps of a path. Raises PathError."""
    rest = text.strip()
    if not rest.startswith("$") or len(rest) > _LONGEST:
        raise PathError("a JSON path like $.event.place[0].name was expected")
    at, steps = 1, list[str | int]()
    while at < len(rest):
        found = _STEP.match(rest, at)
        if found is None:
            raise PathError(f"a JSON path like $.event.place[0].name was expected, and this one can't be read from "
                            f'character {at + 1} on ("{rest[at : at + 20]}")')
        index = found["index"]
        named = next((found[group] for group in ("name", "one", "two") if found[group] is not None), "")
        steps.append(int(index) if index is not None else named)
        at = found.end()
    return tuple(steps)


def find(document: Any, path: Path) -> Any | None:
    """What stands there; None where nothing does."""
    at = document
    for step in path:
        if isinstance(step, str) and isinstance(at, dict):
            at = at.get(step)
        elif isinstance(step, int) and isinstance(at, list) and -len(at) <= step < len(at):
            at = at[step]
        else:
            return None
    return at

"""A filter's text, cut into tokens."""

import re
from typing import NamedTuple

from banyan.edges.sensorthings.times import INSTANT
from banyan.model.things import Wrong


class Token(NamedTuple):
    kind: str
    text: str
    at: int


NAME = r"[^\W\d](?:[\w.\-]*\w)?"
_TOKEN = re.compile(rf"""
    (?P<space>\s+)
  | (?P<geometry>(?:geography|geometry)'(?:[^']|'')*')
  | (?P<duration>duration'[^']*')
  | (?P<text>'(?:[^']|'')*')
  | (?P<span>{INSTANT}(?:/{INSTANT})?)
  | (?P<date>\d{{4}}-\d\d-\d\d(?!\d))
  | (?P<time>\d\d:\d\d:\d\d(?:\.\d+)?)
  | (?P<number>\d+(?:\.\d+)?(?:[eE][+\-]?\d+)?)
  | (?P<name>@iot\.id|{NAME})
  | (?P<sign>[(),/:\[\]\-])
""", re.VERBOSE)


def tokens(text: str, option: str) -> list[Token]:
    """Without spaces; the last is of kind "end". Raises Wrong where something is no token."""
    found, at = [], 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise Wrong(400, f"{option} can't be read at character {at + 1}: {text[at:at + 20]!r}",
                        "names, numbers, 'texts', times, operators and functions of 18-088, 9.3.3.5")
        if match.lastgroup != "space":
            found.append(Token(str(match.lastgroup), match.group(), at))
        at = match.end()
    return [*found, Token("end", "", len(text))]

"""MQTT topics with names for their levels: city/+/{thing}/{property} (MQTT 5.0, 4.7)."""

import re

from banyan.edges.feeds.paths import PathError

LONGEST = 65_535          # bytes of a topic (MQTT 5.0, 1.5.4)
_NAME = re.compile(r"[a-z_][a-z0-9_]*", re.IGNORECASE)


class TopicTemplate:
    """A filter to subscribe to, and what the levels of a topic that passes it say."""

    def __init__(self, text: str) -> None:
        """Raises PathError."""
        if not text or len(text.encode("utf-8", "replace")) > LONGEST or "\0" in text:
            raise PathError("a topic of 1 to 65535 bytes was expected")
        self._levels = text.split("/")
        self.names = tuple(level[1:-1] for level in self._levels if level.startswith("{") and level.endswith("}"))
        for n, level in enumerate(self._levels):
            if level in self._braced():
                if not _NAME.fullmatch(level[1:-1]):
                    raise PathError(f"{level!r} in the topic: a name of letters, digits and _ was expected")
            elif level == "#":
                if n != len(self._levels) - 1:
                    raise PathError("# in the topic: it can only be the last level")
            elif level != "+" and re.search(r"[+#{}]", level):
                raise PathError(f"{level!r} in the topic: +, # and {{name}} stand for a whole level")
        if len(dict.fromkeys(self.names)) != len(self.names):
            raise PathError("a name stands twice in the topic: each once was expected")
        self._pattern = re.compile(self._as_pattern(), re.DOTALL)

    def _braced(self) -> tuple[str, ...]:
        return tuple("{" + name + "}" for name in self.names)

    @property
    def filter(self) -> str:
        """As it is subscribed to."""
        return "/".join("+" if level in self._braced() else level for level in self._levels)

    def match(self, topic: str) -> dict[str, str] | None:
        """The named levels; None where the topic doesn't pass."""
        found = self._pattern.fullmatch(topic)
        return None if found is None else dict(zip(self.names, found.groups(), strict=True))

    def _as_pattern(self) -> str:
        """As 4.7 reads the filter: # is its parent, too, and at the begin no wildcard passes the server's own ($)."""
        some = {**dict.fromkeys(self._braced(), "([^/]*)"), "+": "[^/]*"}
        parts = [some.get(level) or re.escape(level) for level in self._levels]
        if parts[0] in some.values() or self._levels == ["#"]:
            parts[0] = r"(?!\$)" + parts[0]
        if self._levels == ["#"]:
            return r"(?!\$).*"
        return "/".join(parts[:-1]) + "(?:/.*)?" if self._levels[-1] == "#" else "/".join(parts)

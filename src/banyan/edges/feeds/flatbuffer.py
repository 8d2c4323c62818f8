"""Reading what Arrow says of its messages (flatbuffers, "Internals of the FlatBuffers format")."""

import struct

from banyan.edges.feeds.documents import FormatError

MOST_PAIRS = 10_000


class Table:
    """A table of a flatbuffer. Raises struct.error where it leads out of its bytes."""

    def __init__(self, data: bytes, at: int) -> None:
        self._data, self._at = data, at
        self._fields = at - struct.unpack_from("<i", data, at)[0]
        if self._fields < 0:
            raise struct.error("a table before its own begin")
        self._size = struct.unpack_from("<H", data, self._fields)[0]

    def field(self, n: int) -> int | None:
        place = 4 + 2 * n
        if place + 2 > self._size:
            return None
        offset = struct.unpack_from("<H", self._data, self._fields + place)[0]
        return self._at + offset if offset else None

    def number(self, n: int, kind: str) -> int:
        at = self.field(n)
        return 0 if at is None else int(struct.unpack_from(f"<{kind}", self._data, at)[0])

    def table(self, n: int) -> "Table | None":
        at = self.field(n)
        return None if at is None else Table(self._data, at + struct.unpack_from("<I", self._data, at)[0])

    def pairs(self, n: int) -> list[tuple[int, int]]:
        """A vector of structs of two int64."""
        at = self.field(n)
        if at is None:
            return []
        at += struct.unpack_from("<I", self._data, at)[0]
        count = struct.unpack_from("<I", self._data, at)[0]
        if count > MOST_PAIRS:
            raise FormatError(f"{count} entries in one vector of a batch", f"at most {MOST_PAIRS}")
        return [struct.unpack_from("<qq", self._data, at + 4 + 16 * k) for k in range(count)]

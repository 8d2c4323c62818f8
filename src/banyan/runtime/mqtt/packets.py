"""Bytes of a connection to MQTT 5 packets, and PUBLISH packets to messages: what a client library does one system call
and one callback at a time, for as many as came together.
"""

import struct
from collections.abc import Iterator

from msgspec import Struct

PUBLISH, PUBACK = 0x30, 0x40
LONGEST = 268_435_455             # of a packet's rest (MQTT 5.0, 1.5.5)
_SHORT = struct.Struct(">H")
_USER = 0x26
_FIXED = {0x01: 1, 0x02: 4, 0x23: 2}         # properties of PUBLISH by their bytes (MQTT 5.0, 2.2.2.2)
_TEXTS = {0x03: 1, 0x08: 1, 0x09: 1, _USER: 2}
_VARIABLE = 0x0B


class Malformed(ValueError):  # noqa: N818  what the bytes are
    """That is no MQTT: the connection can't be used any more."""


class Arrived(Struct, frozen=True):
    """A message. `again`: the broker sends it a second time, since the first was never acknowledged (DUP). `mark`:
    whose update it is, "" where it is none.
    """

    topic: str
    payload: bytes
    qos: int
    number: int
    again: bool
    retained: bool
    mark: str = ""


class Packets:
    """Cuts what is fed into packets."""

    def __init__(self, longest: int = LONGEST) -> None:
        """`longest`: bytes of a packet's rest; a longer one is malformed."""
        self._longest = longest
        self._rest = b""
        self._parts: list[bytes] = []      # of a packet that isn't whole yet
        self._missing = 0

    def feed(self, data: bytes) -> Iterator[tuple[int, int, bytes, int]]:
        """First byte, and where its rest begins and ends: (head, begin, bytes, end). Raises Malformed."""
        if self._missing > len(data):
            self._parts.append(data)
            self._missing -= len(data)
            return
        data, self._parts, self._missing = b"".join((self._rest, *self._parts, data)), [], 0
        at = 0
        while at + 1 < len(data):
            found = variable(data, at + 1)
            if found is None:
                break
            length, begin = found
            if length > self._longest:
                raise Malformed(f"a packet of {length} bytes")
            if begin + length > len(data):
                self._missing = begin + length - len(data)
                break
            yield data[at], begin, data, begin + length
            at = begin + length
        self._rest = data[at:]


def variable(data: bytes, at: int) -> tuple[int, int] | None:
    """A variable byte integer (MQTT 5.0, 1.5.5) and where it has ended; None: it isn't whole. Raises Malformed."""
    value = 0
    for n in range(4):
        if at + n >= len(data):
            return None
        byte = data[at + n]
        value |= (byte & 127) << 7 * n
        if byte < 128:
            return value, at + n + 1
    raise Malformed("a length of more than four bytes")


def message(head: int, begin: int, data: bytes, end: int) -> Arrived:
    """A PUBLISH packet. Raises Malformed."""
    qos = head >> 1 & 3
    try:
        length = _SHORT.unpack_from(data, begin)[0]
        at = begin + 2 + length
        topic = data[begin + 2 : at].decode()
        number = 0
        if qos:
            number = _SHORT.unpack_from(data, at)[0]
            at += 2
        mark = ""
        if data[at]:
            at, mark = _properties(data, at)
        else:
            at += 1
    except (struct.error, IndexError, UnicodeDecodeError) as e:
        raise Malformed(f"a message that can't be read ({e})") from None
    if at > end or qos == 3:
        raise Malformed("a message that is longer than its packet")
    return Arrived(topic, data[at:end], qos, number, bool(head & 8), bool(head & 1), mark)


MARK = "banyan-update"      # the user property that says whose update a message is


def _properties(data: bytes, at: int) -> tuple[int, str]:
    """Where they have ended, and the mark among them."""
    length, at = variable(data, at) or (0, len(data))
    end, mark = at + length, ""
    while at < end:
        name, at = data[at], at + 1
        if name in _FIXED:
            at += _FIXED[name]
        elif name == _VARIABLE:
            _, at = variable(data, at) or (0, len(data))
        elif name in _TEXTS:
            said = []
            for _ in range(_TEXTS[name]):
                size = _SHORT.unpack_from(data, at)[0]
                said.append(data[at + 2 : at + 2 + size])
                at += 2 + size
            if name == _USER and said[0] == MARK.encode():
                mark = said[1].decode()
        else:
            raise Malformed(f"the property {name}")
    return end, mark


def acknowledgements(numbers: list[int]) -> bytes:
    """PUBACK packets, one behind the other."""
    return b"".join(b"\x40\x02" + _SHORT.pack(number) for number in numbers)


def properties_of(mark: str) -> bytes:
    """The properties of an update of ours, with their length."""
    said = b"".join(_SHORT.pack(len(text)) + text for text in (MARK.encode(), mark.encode()))
    return length_of(1 + len(said)) + bytes((_USER,)) + said


def publication(topic: str, payload: bytes, number: int, properties: bytes, retain: bool = False) -> bytes:
    """A PUBLISH packet; of QoS 1 where it has a number, else of QoS 0."""
    said = topic.encode()
    middle = b"".join((_SHORT.pack(len(said)), said, _SHORT.pack(number) if number else b"", properties))
    head = PUBLISH | (2 if number else 0) | retain
    return b"".join((bytes((head,)), length_of(len(middle) + len(payload)), middle, payload))


def length_of(rest: int) -> bytes:
    """As a variable byte integer (MQTT 5.0, 1.5.5)."""
    found = bytearray()
    while True:
        rest, byte = rest >> 7, rest & 127
        found.append(byte | (128 if rest else 0))
        if not rest:
            return bytes(found)

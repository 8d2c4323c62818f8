"""Bytes to packets, however they are cut; held to paho, which writes them in its own way."""

import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from banyan.runtime.mqtt.packets import (
    MARK,
    PUBLISH,
    Arrived,
    Malformed,
    Packets,
    acknowledgements,
    length_of,
    message,
    properties_of,
    publication,
    variable,
)

topics = st.text(st.characters(exclude_characters="\0+#", exclude_categories=("Cs",)), min_size=1, max_size=30)
numbers = st.integers(1, 65_535)


class Wire:
    """What paho writes."""

    def __init__(self) -> None:
        self.written = b""

    def publish(self, topic: str, payload: bytes, qos: int, number: int, again: bool, retained: bool,
                mark: str) -> None:
        said: Any = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]  # paho's own
        said.MessageExpiryInterval, said.ContentType, said.CorrelationData = 7, "text/plain", b"\x26\x00"
        said.UserProperty = [("other", "thing"), *([(MARK, mark)] if mark else [])]
        client: Any = Client(CallbackAPIVersion.VERSION2, protocol=5)
        client._packet_queue = lambda _command, packet, *_: self._write(packet)
        client._sock = self
        client._send_publish(number, topic.encode(), payload, qos, retained, again, None, said if mark else None)
        client._sock = None

    def _write(self, packet: bytes) -> None:
        self.written += bytes(packet)


arrived = st.builds(Arrived, topics, st.binary(max_size=300), st.integers(0, 1), numbers, st.booleans(), st.booleans(),
                    st.sampled_from(["", "banyan-town-1"]))


@given(st.lists(arrived, max_size=6), st.lists(st.integers(1, 200), min_size=1))
def test_messages_come_out_as_paho_put_them_in_however_the_bytes_are_cut(some: list[Arrived], cuts: list[int]) -> None:
    wire = Wire()
    for one in some:
        wire.publish(one.topic, one.payload, one.qos, one.number, one.again, one.retained, one.mark)
    packets, found, at, n = Packets(), list[Arrived](), 0, 0
    while at < len(wire.written):
        piece = wire.written[at : at + cuts[n % len(cuts)]]
        at, n = at + len(piece), n + 1
        for head, begin, data, end in packets.feed(piece):
            assert head & 0xF0 == PUBLISH
            found.append(message(head, begin, data, end))
    assert found == [Arrived(one.topic, one.payload, one.qos, one.number if one.qos else 0, one.again, one.retained,
                             one.mark) for one in some]


@given(topics, st.binary(max_size=300), st.integers(0, 65_535), st.booleans(), st.text("abc-", max_size=9))
def test_what_is_published_is_what_would_be_read(topic: str, payload: bytes, number: int, kept: bool, mark: str
                                                 ) -> None:
    written = publication(topic, payload, number, properties_of(mark), kept)
    assert [message(*packet) for packet in Packets().feed(written)] == [
        Arrived(topic, payload, int(number > 0), number, False, kept, mark)]


@given(st.binary(max_size=60))
def test_whatever_the_bytes_are_nothing_else_than_malformed_is_raised(data: bytes) -> None:
    try:
        for head, begin, whole, end in Packets(1_000).feed(data):
            message(head, begin, whole, end)
    except Malformed:
        return


@given(st.integers(0, 268_435_455))
def test_a_length_is_read_as_it_was_written(length: int) -> None:
    written = length_of(length)
    assert variable(b"\x30" + written, 1) == (length, 1 + len(written))


def test_a_packet_that_is_longer_than_agreed_is_malformed_before_it_is_read() -> None:
    packets = Packets(100)
    with pytest.raises(Malformed):
        list(packets.feed(b"\x30" + length_of(101)))


def test_acknowledgements_are_puback_packets() -> None:
    assert acknowledgements([1, 65_535]) == b"\x40\x02\x00\x01" + b"\x40\x02" + struct.pack(">H", 65_535)

"""A broker to test with: BANYAN_TEST_MQTT (mqtt://host:port), else the usual place on loopback, else skipped."""

import os
import secrets
import socket
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from banyan.edges.feeds.mapping import Ready
from banyan.model.feed import Feed
from banyan.runtime.mqtt.packets import MARK
from banyan.runtime.readings.folder import Feeds

ADDRESS = os.environ.get("BANYAN_TEST_MQTT", "mqtt://127.0.0.1:1883")


@pytest.fixture(scope="session")
def address() -> str:
    parts = urlsplit(ADDRESS if "://" in ADDRESS else f"mqtt://{ADDRESS}")
    host, port = parts.hostname or "127.0.0.1", parts.port or 1883
    try:
        socket.create_connection((host, port), 2).close()
    except OSError as e:
        pytest.skip(f"no MQTT broker at {host}:{port} ({e}): start one, or name it in BANYAN_TEST_MQTT")
    return f"mqtt://{host}:{port}"


@pytest.fixture
def prefix() -> str:
    """A test's own place among the broker's topics."""
    return f"banyan-test/{secrets.token_hex(6)}"


class Publisher:
    """Publishes and waits for the broker's acknowledgement."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self._client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, protocol=mqtt.MQTTv5)
        self._client.max_inflight_messages_set(200)
        self._client.connect(str(parts.hostname), int(parts.port or 1883))
        self._client.loop_start()

    def send(self, topic: str, *payloads: bytes, qos: int = 1) -> None:
        told = [self._client.publish(topic, payload, qos) for payload in payloads]
        for one in told:
            one.wait_for_publish(10)

    def send_marked(self, topic: str, payload: bytes) -> None:
        """As another service publishes an update."""
        mark: Any = Properties(PacketTypes.PUBLISH)  # type: ignore[no-untyped-call]  # paho's own
        mark.UserProperty = (MARK, "another-service")
        self._client.publish(topic, payload, 1, properties=mark).wait_for_publish(10)

    def retain(self, topic: str, payload: bytes) -> None:
        self._client.publish(topic, payload, 1, retain=True).wait_for_publish(10)

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()


@pytest.fixture
def publisher(address: str) -> Iterator[Publisher]:
    found = Publisher(address)
    yield found
    found.close()


class Book:
    def __init__(self, *feeds: Feed) -> None:
        self._feeds = Feeds({feed.name: Ready(feed) for feed in feeds})

    def feeds(self) -> Feeds:
        return self._feeds


def until(true: Callable[[], object], s: float = 20) -> None:
    end = time.monotonic() + s
    while not true():
        assert time.monotonic() < end
        time.sleep(0.02)

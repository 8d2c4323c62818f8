"""Readings by MQTT, QoS 1, one a message: acknowledged to the broker once it is durable and judged.

    PYTHONPATH=src:. python -m benchmarks.mqtt [--messages N] [--streams N] [--inflight N]

A broker of its own (mosquitto) a run, a sender in a process of its own, and the city as users serve it. Clients that do
nothing with the same messages are the bare limit in this run.
"""

import argparse
import asyncio
import http.client
import multiprocessing
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import paho.mqtt.client as mqtt
from benchmarks.served import NAMED, PLACE, cpu, templates
from paho.mqtt.subscribeoptions import SubscribeOptions
from tests.runtime.things.served import empty_city

from banyan.runtime.mqtt.broker import Client, read_broker
from banyan.runtime.mqtt.packets import Packets, length_of

SCENARIO = "one number a message, QoS 1 from the sender and to the city, a Datastream a topic, three rules each"
EXCLUDED = {"the network": "loopback", "updates": "not published (updates.toml), but in the last run", "TLS": "none"}
FEED = """
[[feeds]]
name = "gauges"
format = "number"
topic = "bench/{gauge}"
[[feeds.values]]
path = ""
stream = "{topic.gauge}"
"""


@contextmanager
def broker(folder: Path, inflight: int) -> Iterator[tuple[int, int]]:
    """Its port and its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "broker.conf").write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\npersistence false\n"
                                        f"max_inflight_messages {inflight}\nmax_queued_messages 0\n", encoding="ascii")
    process = subprocess.Popen([str(shutil.which("mosquitto")), "-c", str(folder / "broker.conf")],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield port, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(10)


def send(port: int, streams: int, messages: int, window: int = 1_000) -> None:
    """As fast as the broker acknowledges, in bytes that were made before."""
    link = socket.create_connection(("127.0.0.1", port))
    variable = b"\x00\x04MQTT\x05\x02\x00\x3c\x00\x00\x06sender"
    link.sendall(b"\x10" + length_of(len(variable)) + variable)
    made = []
    for n in range(messages):
        topic = f"bench/g{n % streams}".encode()
        rest = len(topic).to_bytes(2) + topic + (n % 65_000 + 1).to_bytes(2) + b"\0"
        rest += f"{20 + n % 50 * 0.37:.2f}".encode()
        made.append(b"\x32" + length_of(len(rest)) + rest)
    packets, sent, had = Packets(), 0, -1      # the first answer is to the connection
    while had < messages:
        if sent < messages and sent - had < window:
            some = made[sent : sent + 100]
            link.sendall(b"".join(some))
            sent += len(some)
        else:
            had += sum(1 for _ in packets.feed(link.recv(65_536)))
    link.close()


def bare(port: int, streams: int, messages: int) -> None:
    """The city's client alone, and paho's own loop, each of which acknowledges at once."""

    async def ours() -> float:
        async with Client(read_broker(f"mqtt://127.0.0.1:{port}", "bare")) as client:
            await client.subscribe("bench/#", options=SubscribeOptions(qos=1))
            sender = multiprocessing.Process(target=send, args=(port, streams, messages))
            begin, had = time.monotonic(), 0
            sender.start()
            while had < messages:
                some = await client.arrived.take(2_000, 1)
                client.acknowledge(some)
                had += len(some)
            return time.monotonic() - begin

    spent, wall = time.process_time(), asyncio.run(ours())
    spent = time.process_time() - spent
    print(f"bare, the city's client: {messages / wall / 1e3:.1f} k/s wall, {messages / spent / 1e3:.1f} k/s a core")
    theirs = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2, client_id="paho", protocol=mqtt.MQTTv5)
    had = [0]
    theirs.on_message = lambda _c, _u, _m: had.__setitem__(0, had[0] + 1)
    theirs.connect("127.0.0.1", port)
    theirs.subscribe("bench/#", 1)
    sender = multiprocessing.Process(target=send, args=(port, streams, messages))
    begin, spent = time.monotonic(), time.process_time()
    sender.start()
    while had[0] < messages:
        theirs.loop(0.1)
    wall, spent = time.monotonic() - begin, time.process_time() - spent
    print(f"bare, paho-mqtt: {messages / wall / 1e3:.1f} k/s wall, {messages / spent / 1e3:.1f} k/s a core")


def served(folder: Path, port: int, pid: int, streams: int, messages: int, updates: bool) -> None:
    place = folder / ("updates" if updates else "plain")
    place.mkdir()
    city, data = empty_city(place), place / "data"
    data.mkdir()
    rules = city / "rules.toml"
    rules.write_text(rules.read_text(encoding="utf-8") + templates("pressure"), encoding="utf-8")
    (city / "feeds.toml").write_text(FEED, encoding="utf-8")
    (city / "updates.toml").write_text("qos = 1\n" if updates else "sets = []\n", encoding="utf-8")
    command = [sys.executable, "-m", "banyan", "serve", "--port", "0", "--open", "--broker", f"mqtt://127.0.0.1:{port}"]
    command += ["--city", str(city), "--data", str(data)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not (data / "owner.json").exists() or not (data / "owner.json").read_bytes():
            assert server.poll() is None, "the city doesn't start"
            time.sleep(0.1)
        http_port = int(msgspec.json.decode((data / "owner.json").read_bytes())["url"].rstrip("/").rpartition(":")[2])
        connection = http.client.HTTPConnection("127.0.0.1", http_port)
        declare(connection, streams)
        run(connection, port, streams, streams * 5)
        time.sleep(3)
        spent, brokers = cpu(server.pid), cpu(pid)
        wall = run(connection, port, streams, messages, streams * 5)
        spent, brokers = cpu(server.pid) - spent, cpu(pid) - brokers
        print(f"served{', updates published' if updates else ''}: {messages / wall / 1e3:.1f} k/s wall, "
              f"{messages / spent / 1e3:.1f} k/s a core of the server's CPU "
              f"(the broker's: {messages / brokers / 1e3:.0f} k/s a core); {messages} messages")
        if updates:
            print("  " + ", ".join(line for line in asked(connection, "/metrics").decode().splitlines()
                                   if line.startswith("banyan_mqtt_updates")))
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(60)


def run(connection: http.client.HTTPConnection, port: int, streams: int, messages: int, before: int = 0) -> float:
    """From the first message to the last one that is stored."""
    sender = multiprocessing.Process(target=send, args=(port, streams, messages))
    begin = time.monotonic()
    sender.start()
    while int(asked(connection, "/v1.1/Observations/$count")) < before + messages:
        time.sleep(0.05)
    return time.monotonic() - begin


def asked(connection: http.client.HTTPConnection, path: str) -> bytes:
    connection.request("GET", path)
    return connection.getresponse().read()


def declare(connection: http.client.HTTPConnection, streams: int) -> None:
    def post(path: str, said: Any) -> Any:
        connection.request("POST", f"/v1.1/{path}", msgspec.json.encode(said), {"Content-Type": "application/json"})
        return msgspec.json.decode(connection.getresponse().read())["@iot.id"]

    thing = post("Things", {**NAMED, "Locations": [PLACE]})
    sensor = post("Sensors", {**NAMED, "encodingType": "t", "metadata": "m"})
    measured = post("ObservedProperties", {"name": "pressure", "description": "d", "definition": "urn:pressure"})
    for n in range(streams):
        post("Datastreams", {
            **NAMED, "observationType": "o", "properties": {"key": f"g{n}", "acceptance": {"low": 0, "high": 1000}},
            "unitOfMeasurement": {"name": "bar", "symbol": "bar", "definition": "ucum:bar"},
            "Thing": {"@iot.id": thing}, "Sensor": {"@iot.id": sensor}, "ObservedProperty": {"@iot.id": measured}})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--streams", type=int, default=200)
    parser.add_argument("--inflight", type=int, default=1_000, help="the broker's max_inflight_messages")
    parser.add_argument("--runs", default="bare,served,updates")
    given = parser.parse_args()
    if shutil.which("mosquitto") is None:
        raise SystemExit("no mosquitto on the PATH: it is the broker of this benchmark")
    print(SCENARIO)
    for name, why in EXCLUDED.items():
        print(f"  left out: {name} ({why})")
    with tempfile.TemporaryDirectory() as folder:
        for what in given.runs.split(","):      # a broker each: it keeps the sessions of those who are gone
            with broker(Path(folder), given.inflight) as (port, pid):
                if what == "bare":
                    bare(port, given.streams, given.messages)
                else:
                    served(Path(folder), port, pid, given.streams, given.messages, updates=what == "updates")


if __name__ == "__main__":
    main()

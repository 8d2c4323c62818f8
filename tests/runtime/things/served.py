"""A city served as users serve it, in a process of its own, with SensorThings open on loopback."""

import http.client
import json
import shutil
import signal
import time
from pathlib import Path
from typing import Any

from tests.runtime.demos import start

CITIES = Path(__file__).parents[3] / "cities"
STREAMS = """
[[streams]]
id = "bridge.level"
thing = "bridge"
measures = "level"
unit = "m"
low = -1.0
high = 5.0

[[streams]]
id = "weir.rain"
thing = "weir"
measures = "rain"
unit = "mm/h"
low = 0.0
high = 400.0
"""
PLACE = """
tick_s = 1
[[places]]
id = "bridge"
name = { zh = "桥", en = "Bridge" }
at = [119.6, 25.99]
stream = "bridge.level"
kind = "gauge"

[[places]]
id = "weir"
name = { zh = "堰", en = "Weir" }
at = [119.61, 26.0]
kind = "gauge"
"""
RULES = """
[[rules]]
id = "bridge.high"
kind = "threshold"
subject = "bridge"
place = "bridge"
cause = "high-level"
of = "bridge.level"
on_delay_min = 0
off_delay_min = 0
limits = [{ level = "IV", raise_at = 2.0, clear_at = 1.5 }]
"""


def empty_city(folder: Path) -> Path:
    """No stream, no place, no rule."""
    city = folder / "empty"
    shutil.copytree(CITIES / "office", city, ignore=shutil.ignore_patterns("projects.toml"))
    return city


def small_city(folder: Path) -> Path:
    """Two gauges and a rule."""
    city = empty_city(folder).rename(folder / "small")
    (city / "streams.toml").write_text(STREAMS, encoding="utf-8")
    (city / "rules.toml").write_text(RULES, encoding="utf-8")
    text = (city / "city.toml").read_text(encoding="utf-8")
    (city / "city.toml").write_text(text + PLACE, encoding="utf-8")
    return city


class Served:
    """Killed or stopped by the test; started again over the same folder."""

    def __init__(self, city: Path, data: Path, *options: str) -> None:
        self.data = data
        (data / "owner.json").unlink(missing_ok=True)
        self.process = start("serve", "--city", city, "--data", data, "--port", "0", *options)
        until = time.monotonic() + 60
        while not (data / "owner.json").exists() or not (data / "owner.json").read_bytes():
            assert self.process.poll() is None, self.process.communicate()
            assert time.monotonic() < until
            time.sleep(0.02)
        self.key = json.loads((data / "owner.json").read_text(encoding="utf-8"))
        self.port = int(self.key["url"].rstrip("/").rpartition(":")[2])

    def connection(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        connection = self.connection()
        try:
            return asked(connection, method, path, body, **headers)
        finally:
            connection.close()

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.communicate()

    def stop(self) -> tuple[int, str]:
        self.process.send_signal(signal.SIGTERM)
        _, said = self.process.communicate(timeout=30)
        return self.process.returncode, said


def asked(connection: http.client.HTTPConnection, method: str, path: str, body: Any = None, **headers: str
          ) -> tuple[int, Any]:
    data = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
    connection.request(method, f"/v1.1{path}", data, {"Content-Type": "application/json", **headers})
    answer = connection.getresponse()
    text = answer.read()
    return answer.status, json.loads(text) if text else None

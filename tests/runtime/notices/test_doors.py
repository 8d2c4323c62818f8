"""Doors of a machine: a file that only its owner reads, addresses that nobody gets to see, and nothing by default."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from banyan.runtime.notices.door import Envelope, NotTaken
from banyan.runtime.notices.doors import open_doors
from banyan.runtime.scenario import UsageError

ENVELOPE = Envelope("case/C-1/1/holder", "duty-officer", "prompt", "en", "Case C-1", "Case C-1 <b>is</b> yours.")


def doors(tmp_path: Path, text: str, mode: int = 0o600) -> Path:
    file = tmp_path / "doors.toml"
    file.write_text(text, encoding="utf-8")
    file.chmod(mode)
    return file


@pytest.fixture
def listening() -> Iterator[tuple[int, list[dict[str, Any]], list[int]]]:
    """A receiver on this machine: its port, what came, and the status it answers with."""
    came: list[dict[str, Any]] = []
    status = [200]

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            came.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(status[0])
            self.end_headers()

        def log_message(self, *args: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Receiver)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_port, came, status
    server.shutdown()
    server.server_close()
    thread.join()


def test_apprise_is_a_door_where_an_address_is_declared(
    tmp_path: Path, listening: tuple[int, list[dict[str, Any]], list[int]]
) -> None:
    port, came, status = listening
    opened = open_doors(doors(tmp_path, f'[doors.phone]\nurls = ["json://127.0.0.1:{port}/"]\n'))
    assert opened["phone"].send(ENVELOPE) == ""
    assert [(c["title"], c["message"]) for c in came] == [
        ("Case C-1", "Case C-1 <b>is</b> yours.\n[case/C-1/1/holder]")]
    status[0] = 500
    with pytest.raises(NotTaken, match="apprise could not send it"):
        opened["phone"].send(ENVELOPE)
    opened["phone"].close()
    assert list(tmp_path.iterdir()) == [tmp_path / "doors.toml"]          # apprise keeps nothing on the disk


def test_a_file_beside_it_is_a_door(tmp_path: Path) -> None:
    opened = open_doors(doors(tmp_path, '[doors.gateway]\nfile = "out.ndjson"\n'))
    opened["gateway"].send(ENVELOPE)
    opened["gateway"].close()
    assert json.loads((tmp_path / "out.ndjson").read_text(encoding="utf-8"))["id"] == ENVELOPE.id


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('[doors.phone]\nurls = ["nonsense://secret-word@host"]\n', "doors.phone.urls[0] is no address that"),
        ("[doors.phone]\n", "doors.phone: found neither urls nor file; expected one of them"),
        ('[doors.phone]\nurls = ["json://h"]\nfile = "x"\n', "doors.phone: found both urls and file"),
        ('[doors.phone]\nurl = "secret-word"\n', "unknown field `url`"),
        ("[doors", "is no TOML in UTF-8"),
    ],
)
def test_a_wrong_file_is_told_without_its_secrets(tmp_path: Path, text: str, expected: str) -> None:
    with pytest.raises(UsageError) as refused:
        open_doors(doors(tmp_path, text))
    assert expected in str(refused.value)
    assert "secret-word" not in str(refused.value)


def test_a_file_that_others_may_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="may be read by others, and holds addresses with passwords: chmod 600"):
        open_doors(doors(tmp_path, "", 0o644))
    with pytest.raises(UsageError, match="can't be read"):
        open_doors(tmp_path / "nowhere.toml")
    assert open_doors(doors(tmp_path, "")) == {}

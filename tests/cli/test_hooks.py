"""banyan hooks, as people type it; and a served city that is called, tells others, and tries a notice again."""

import json
import os
import shutil
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from banyan.edges.hooks import sign, signed
from banyan.runtime.hooks.secrets import keep_secret
from tests.cli.conftest import Say
from tests.cli.test_serve import Served
from tests.runtime.demos import banyan
from tests.runtime.hooks.test_outgoing import Listener

SECRET = "a secret of at least sixteen"     # noqa: S105  of this test alone
HOOKS = """
[[incoming]]
name = "street-app"
principal = "apps-1"
key = "$.id"
[incoming.fields]
type = "$.kind"
text = "$.text"
phone = "$.tel"
longitude = "$.at[0]"
latitude = "$.at[1]"

[[outgoing]]
name = "district"
url = "URL"
verbs = ["report"]
"""
CALL = {"id": "m-1", "kind": "pothole", "text": "a hole", "tel": "13900001234", "at": [119.601, 25.991]}


def city(folder: Path, url: str = "http://127.0.0.1:9/") -> Path:
    """Banyan Bay with hooks, a tick a second, and no open311.toml."""
    shutil.copytree(Path(__file__).parents[2] / "cities" / "banyan-bay", folder)
    text = (folder / "city.toml").read_text(encoding="utf-8")
    (folder / "city.toml").write_text(text.replace("tick_s = 10", "tick_s = 1"), encoding="utf-8")
    (folder / "open311.toml").unlink()
    (folder / "hooks.toml").write_text(HOOKS.replace("URL", url), encoding="utf-8")
    (folder / "notices.toml").write_text(
        '[retry]\ntries = 1\n[[receivers]]\nid = "duty-officer"\nchannels = ["gateway"]\n', encoding="utf-8")
    return folder


@pytest.fixture
def listener() -> Iterator[Listener]:
    made = Listener()
    yield made
    made.close()


def test_a_secret_is_made_once_and_the_list_says_what_there_is(tmp_path: Path, say: Say) -> None:
    folder, data, out = city(tmp_path / "bay"), tmp_path / "data", tmp_path / "out.json"
    options = ("--city", folder, "--data", data)
    done = say("hooks", "list", *options)
    assert done.out == (
        "in  street-app: POST /api/hooks/street-app, on the authority of apps-1; has no secret (banyan hooks secret "
        "street-app); 0 could not be taken\n"
        "out district: http://127.0.0.1:9/; has no secret (banyan hooks secret district); 0 wait, 0 were not taken\n")
    made = say("hooks", "secret", "street-app", *options)
    assert (made.code, len(made.out.strip())) == (0, 43)
    assert made.out.strip() in (data / "hook-secrets.json").read_text(encoding="utf-8")
    assert say("hooks", "list", *options, "--language", "zh", "--json", out).out.startswith(
        "收 street-app：POST /api/hooks/street-app，以 apps-1 的权限；密钥已设；未能受理 0 条\n")
    assert [row["secret"] for row in json.loads(out.read_text(encoding="utf-8"))["hooks"]] == [True, False]
    wrong = say("hooks", "secret", "nobody", *options)
    assert (wrong.code, "expected one of street-app, district" in wrong.err) == (2, True)
    assert say("check", folder).code == 0


def test_a_document_is_tried_without_anything_coming_of_it(tmp_path: Path, say: Say) -> None:
    folder, body = city(tmp_path / "bay"), tmp_path / "body.json"
    body.write_text(json.dumps(CALL), encoding="utf-8")
    done = say("hooks", "try", "street-app", "--body", body, "--city", folder, "--data", tmp_path / "none")
    assert (done.code, done.out.splitlines()) == (0, [
        "It would be taken, as message m-1:", "  type: pothole", "  text: a hole", "  position: [119.601, 25.991]",
        "  source: hook:street-app/m-1", "  channel: hook", "  reporter: phone (not shown)"])
    body.write_text('{"at": ["x", 1]}', encoding="utf-8")
    done = say("hooks", "try", "street-app", "--body", body, "--city", folder)
    assert (done.code, done.out.split(": ", 1)[1]) == (
        1, 'it names no case type; longitude is no number of degrees\n')
    body.write_text("{", encoding="utf-8")
    done = say("hooks", "try", "street-app", "--body", body, "--city", folder)
    assert (done.code, "is no JSON document" in done.err) == (2, True)
    assert not (tmp_path / "none").exists()


class City(Served):
    """Served with doors, and called with signatures."""

    def call(self, told: dict[str, Any], secret: str = SECRET) -> Any:
        body, at = json.dumps(told).encode(), int(time.time())
        headers = {"X-Banyan-Timestamp": str(at), "X-Banyan-Signature": sign(secret.encode(), at, body)}
        request = urllib.request.Request(self.key["url"] + "api/hooks/street-app", body, headers)  # noqa: S310  the test's own city
        with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310  the same
            return json.loads(response.read())


@pytest.fixture
def served(tmp_path: Path, listener: Listener, monkeypatch: pytest.MonkeyPatch) -> Iterator[City]:
    folder, data = city(tmp_path / "bay", listener.url), tmp_path / "data"
    data.mkdir()
    for name in ("street-app", "district"):
        keep_secret(data, name, SECRET)
    gateway = tmp_path / "gateway"
    os.mkfifo(gateway)      # nobody reads it: the first try fails
    doors = tmp_path / "doors.toml"
    doors.write_text('[doors.gateway]\nfile = "gateway"\n', encoding="utf-8")
    doors.chmod(0o600)
    start = __import__("tests.cli.test_serve", fromlist=["start"]).start
    monkeypatch.setattr("tests.cli.test_serve.start", lambda *args: start(*args, "--doors", doors))
    made = City(folder, data)
    yield made
    if made.process.poll() is None:
        made.process.kill()
        made.process.communicate()


def test_a_served_city_takes_calls_tells_others_and_tries_notices_again(
    served: City, listener: Listener, tmp_path: Path
) -> None:
    taken = served.call(CALL)
    assert served.call(CALL) == {**taken, "again": True}
    with pytest.raises(urllib.error.HTTPError) as refused:
        served.call(CALL, "another secret, as long")
    assert refused.value.code == 403
    with pytest.raises(urllib.error.HTTPError):
        served.call({"id": "m-2", "kind": "volcano", "tel": "13900009999"})
    until = time.monotonic() + 60
    while not listener.came and time.monotonic() < until:
        time.sleep(0.2)
    [(headers, body)] = listener.came
    assert signed(SECRET.encode(), int(headers["x-banyan-timestamp"]), body, headers["x-banyan-signature"],
                  headers["x-banyan-id"])
    assert json.loads(body)["id"] == f"hook/district/{taken['case']}/1"
    # Contacts are looked at, masked, without an open311.toml.
    [contact] = served.ask(f"api/cases/{taken['case']}/contacts")
    assert contact["contact"]["phone"] == "139****34"
    notice = f"case/{taken['case']}/1/desk"
    served.until("api/notices", lambda page: any(
        row["id"] == notice and row["phase"] == "unreached" for row in page["rows"]))
    reader = os.open(tmp_path / "gateway", os.O_RDONLY | os.O_NONBLOCK)
    try:
        done = banyan("notices", "retry", notice, "--data", served.data)
        assert (done.returncode, done.stdout) == (0, f"{notice}: is tried again now, asked for by owner\n"), done.stderr
        served.until("api/notices?every=true", lambda page: any(
            row["id"] == notice and row["phase"] == "delivered" for row in page["rows"]))
        assert json.loads(os.read(reader, 10_000).splitlines()[0])["id"] == notice
    finally:
        os.close(reader)
    assert served.stop()[0] == 0
    listed = banyan("hooks", "rejects", "--data", served.data)
    assert "there is no case type volcano today" in listed.stdout
    records = banyan("records", "--data", served.data).stdout
    assert "13900001234" not in records
    assert "13900009999" not in records

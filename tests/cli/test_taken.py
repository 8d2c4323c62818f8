"""A city whose tick is late has taken a command and not yet done it: the command line doesn't say that it was done."""

from pathlib import Path

import pytest
from msgspec.json import encode

from banyan.cli import remote
from banyan.model.intent import Action
from banyan.runtime.owner_key import KEY_FILE, OwnerKey


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"id": "cli-1", "result": "waiting"},
         "stop.pull: taken, and will be done by owner at the city's next tick, which is late\n"),
        ({"id": "intent/cli-1", "result": "done"}, "stop.pull: done by owner, recorded as intent/cli-1\n"),
    ],
)  # fmt: skip
def test_a_command_that_waits_is_not_said_to_be_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], answer: object, said: str
) -> None:
    (tmp_path / KEY_FILE).write_bytes(encode(OwnerKey("http://127.0.0.1:1/", "key", "owner")))
    monkeypatch.setattr(remote.offline, "runs", lambda _: True)
    monkeypatch.setattr(remote, "_post", lambda *_: answer)
    remote.do(tmp_path, Action.STOP, "stop", {}, None)
    assert capsys.readouterr().out == said

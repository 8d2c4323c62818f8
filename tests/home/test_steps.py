"""Set-up in steps: what is due, what an interruption leaves behind, who may set up, and what a failure says."""

import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import steps

SCRIPTS = Path(steps.__file__).parent

# Three steps over plain files. `slow` in argv makes the second one wait in a child of its own, as pip would be.
DRIVER = """
import sys
from pathlib import Path
sys.path.insert(0, {scripts!r})
import home, steps
root = Path({root!r})
steps.HOME = home.HOME = root / ".banyan"

def made(name):
    def action(console):
        with (root / "log").open("a") as log:
            log.write(name + " begun\\n")
        if name == "two" and sys.argv[1] == "slow":
            code = "import time, pathlib; p = pathlib.Path({root!r}, 'waiting'); p.write_text('x'); time.sleep(60)"
            console.run([sys.executable, "-c", code], "waiting")
        if name == "two" and sys.argv[1] == "fail":
            console.run([sys.executable, "-c", "print('ERROR: no luck'); raise SystemExit(1)"], "the second")
        (root / name).write_text("whole")
    return steps.Step(name, root / (name + ".stamp"), lambda: (root / "key").read_text(), action, root / name)

try:
    steps.bring_up([made("one"), made("two"), made("three")])
except home.SetupError as error:
    sys.exit(str(error))
"""


class Setup:
    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "key").write_text("1")
        self.driver = root / "driver.py"
        self.driver.write_text(DRIVER.format(scripts=str(SCRIPTS), root=str(root)))

    def start(self, how: str = "quick") -> "subprocess.Popen[str]":
        return subprocess.Popen([sys.executable, self.driver, how], stderr=subprocess.PIPE, text=True)

    def finish(self, how: str = "quick") -> tuple[int, str]:
        process = self.start(how)
        _, said = process.communicate(timeout=120)
        return process.returncode, said

    def begun(self) -> list[str]:
        log = self.root / "log"
        lines = log.read_text().split() if log.exists() else []
        log.unlink(missing_ok=True)
        return [line for line in lines if line != "begun"]

    def wait_for(self, name: str) -> None:
        for _ in range(3000):
            if (self.root / name).exists():
                return
            time.sleep(0.01)
        pytest.fail(f"{name} never came")


@pytest.fixture
def setup(tmp_path: Path) -> Setup:
    return Setup(tmp_path)


def test_a_second_start_does_nothing(setup: Setup) -> None:
    assert setup.finish()[0] == 0
    assert setup.begun() == ["one", "two", "three"]
    assert setup.finish() == (0, "")
    assert setup.begun() == []


def test_a_changed_key_or_a_lost_product_makes_a_step_due(setup: Setup) -> None:
    setup.finish()
    setup.begun()
    (setup.root / "two").unlink()
    setup.finish()
    assert setup.begun() == ["two"]
    (setup.root / "key").write_text("2")
    setup.finish()
    assert setup.begun() == ["one", "two", "three"]


@pytest.mark.parametrize("blow", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupted_set_up_ends_its_tool_and_goes_on_where_it_stopped(setup: Setup, blow: signal.Signals) -> None:
    process = setup.start("slow")
    setup.wait_for("waiting")
    process.send_signal(blow)
    process.communicate(timeout=120)          # returns only when the tool has let go of the pipe, so it has ended
    assert process.returncode != 0
    assert setup.begun() == ["one", "two"]
    assert setup.finish()[0] == 0
    assert setup.begun() == ["two", "three"]
    assert all((setup.root / name).read_text() == "whole" for name in ("one", "two", "three"))


def test_after_a_kill_nobody_sets_up_while_the_orphaned_tool_still_writes(setup: Setup) -> None:
    process = setup.start("slow")
    setup.wait_for("waiting")
    process.kill()
    process.wait()
    assert is_locked(setup.root / ".banyan" / steps.LOCK)
    tool = orphan_of(setup.root)
    os.kill(tool, signal.SIGKILL)
    assert setup.finish()[0] == 0
    assert setup.begun() == ["one", "two", "two", "three"]


def is_locked(lock: Path) -> bool:
    with lock.open("r+") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def orphan_of(root: Path) -> int:
    """The process whose command line names our folder: the tool that outlived its set-up."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                command = (entry / "cmdline").read_bytes().decode(errors="replace")
            except OSError:
                continue
            if f"{root}', 'waiting'" in command:
                return int(entry.name)
    pytest.fail("the tool did not outlive the kill")


def test_two_starts_at_once_share_one_set_up(setup: Setup) -> None:
    first, second = setup.start(), setup.start()
    first.communicate(timeout=120)
    second.communicate(timeout=120)
    assert (first.returncode, second.returncode) == (0, 0)
    assert setup.begun() == ["one", "two", "three"]


def test_a_failed_tool_gives_one_sentence_and_keeps_what_was_done(setup: Setup) -> None:
    code, said = setup.finish("fail")
    log = setup.root / ".banyan" / "setup.log"
    assert code == 1
    assert said.splitlines()[-1] == f"the second failed: ERROR: no luck (details: {log})"
    assert "ERROR: no luck" in log.read_text()
    assert setup.begun() == ["one", "two"]
    setup.finish()
    assert setup.begun() == ["two", "three"]


def test_a_checkout_that_cannot_be_written_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    monkeypatch.setattr(steps, "HOME", blocked / ".banyan")
    with pytest.raises(steps.SetupError, match=r"can't be written .*copy the checkout"), steps.setup_lock():
        pass


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "does not match its hash"),
        ("npm error code EINTEGRITY", "does not match its hash in the lock"),
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "the disk is full"),
        ("WARNING: Retrying: NewConnectionError\nERROR: No matching distribution found for x", "could not be reached"),
        ("npm error code EAI_AGAIN", "could not be reached"),
        ("npm error code SELF_SIGNED_CERT_IN_CHAIN", "certificate is not trusted here"),
        ("ERROR: No matching distribution found for numpy==2.4.6", "offers no numpy==2.4.6 for Python 3."),
        ("(from versions: none)\nERROR: No matching distribution found for x==1", "gave no x==1; check network, proxy"),
        ("Traceback\n  x\nModuleNotFoundError: No module named 'y'\nnote: this", "failed: ModuleNotFoundError: No"),
        ("", "failed: it said nothing"),
    ],
)
def test_what_a_tool_said_becomes_one_sentence(said: str, sentence: str) -> None:
    told = steps.explain("installing requirements.lock", said)
    assert told.startswith("installing requirements.lock")
    assert sentence in told
    assert "\n" not in told

"""Killed with SIGKILL at any place of its round, a postman loses no notice and doubles none for who knows ids."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from banyan.command.notices.delivery import Phase
from banyan.runtime.data_folder import DataFolder, open_reader
from banyan.runtime.notices.postman import deliveries
from tests.runtime.notices.post import POINTS, received, told, unit

ROOT = Path(__file__).resolve().parents[3]
COUNT = 5


def go(data: Path, point: str, n: int) -> int:
    variables = os.environ | {"PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT)))}
    return subprocess.run(
        [sys.executable, "-m", "tests.runtime.notices.post", str(data), point, str(n)], env=variables, check=False,
        capture_output=True, timeout=120,
    ).returncode


def begin(data: Path) -> list[str]:
    folder = DataFolder(data, "banyan-bay")
    notices = [told(n) for n in range(COUNT)]
    folder.store.append(unit(notices))
    folder.close()
    return [notice.id for notice in notices]


def proven(data: Path, expected: list[str], kills: int) -> None:
    """All came; nothing came more often than it was killed in the middle; the journal says delivered, once each."""
    came = received(data)
    assert sorted(set(came)) == expected
    assert len(came) - len(expected) <= kills
    with open_reader(data) as store:
        ways = deliveries(store)
        assert [way.letter.id for way in ways.values() if way.phase is Phase.DELIVERED] == expected
        assert len(ways) == COUNT
        assert store.pending() == []
        ends = [r for _, r in store.records(kind="delivery") if r.body["phase"] == Phase.DELIVERED]
        assert len(ends) == COUNT


@pytest.mark.parametrize(("point", "n"), [("before-send", 2), ("after-send", 2), ("before-mark", 2)])
def test_killed_at_a_place_every_notice_comes_and_none_twice_for_who_knows_ids(
    tmp_path: Path, point: str, n: int
) -> None:
    data = tmp_path / "data"
    expected = begin(data)
    assert go(data, point, n) == -signal.SIGKILL
    before = received(data)
    assert before == expected[: 1 if point == "before-send" else 2]
    assert go(data, "never", 0) == 0
    proven(data, expected, kills=1)
    # Sent, and killed before anybody wrote it down: the one case in which it comes again, with the same id.
    assert len(received(data)) == COUNT + (point == "after-send")


@pytest.mark.long(minutes=3)
def test_killed_thirty_times_every_notice_comes(tmp_path: Path) -> None:
    draw = random.Random(25)  # noqa: S311  a test's own draws
    for run in range(6):
        data = tmp_path / f"{run}" / "data"
        data.parent.mkdir()
        expected = begin(data)
        kills = 0
        for _ in range(5):
            kills += go(data, draw.choice(POINTS[:4]), draw.randint(1, 3)) != 0
        assert go(data, "never", 0) == 0
        proven(data, expected, kills)

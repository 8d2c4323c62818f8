"""Whatever is sent to a served city, it answers: nothing the API's description allows, or nearly allows, is a 500."""

import json
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.runtime.demos import start

DESCRIPTION = Path(__file__).parents[2] / "docs" / "openapi.json"
SCHEMATHESIS = Path(sys.executable).parent / "st"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[dict[str, str]]:
    data = tmp_path / "data"
    city = start("serve", "--city", "banyan-bay", "--data", data, "--port", "0")
    until = time.monotonic() + 60
    while not (data / "owner.json").exists() or not (data / "owner.json").read_bytes():
        assert city.poll() is None, city.communicate()
        assert time.monotonic() < until
        time.sleep(0.05)
    yield json.loads((data / "owner.json").read_text(encoding="utf-8"))
    city.kill()
    city.communicate()


def fuzz(served: dict[str, str], folder: Path, *options: str) -> None:
    """Of the answers only that they are no defect; what may be asked is the other tests' business."""
    run = subprocess.run(
        [SCHEMATHESIS, "run", DESCRIPTION, "--url", served["url"].rstrip("/"), "--no-color", "--checks",
         "not_a_server_error", "--header", f"Authorization: Bearer {served['key']}", "--request-timeout", "30",
         *options], capture_output=True, text=True, timeout=1500, cwd=folder)  # fmt: skip
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]
    tried = re.search(r"(\d+) generated, (\d+) passed", run.stdout)
    assert tried is not None, run.stdout[-2000:]
    assert int(tried[1]) > 100
    with urllib.request.urlopen(served["url"] + "metrics", timeout=30) as answer:  # noqa: S310  the city's own
        numbers = answer.read().decode()
    assert re.findall(r"^banyan_unexpected_exceptions_total\S* (\S+)$", numbers, re.M) == ["0.0"]


def test_a_served_city_answers_whatever_may_be_asked(served: dict[str, str], tmp_path: Path) -> None:
    """Reading alone: what changes something waits for a tick each time."""
    fuzz(served, tmp_path, "--include-method", "GET", "--phases", "fuzzing", "--max-examples", "3", "--seed", "1")


@pytest.mark.long(minutes=8)
def test_a_served_city_answers_thousands_of_odd_questions(served: dict[str, str], tmp_path: Path) -> None:
    fuzz(served, tmp_path, "--phases", "coverage,fuzzing", "--mode", "all", "--max-examples", "40")

"""The rules of who may import whom bite: each contract and each ban has a file here that breaks it."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT_IMPORTS = "from importlinter.cli import lint_imports_command; lint_imports_command()"
PARTS = (
    "model perceive judge allocate command control measure packs packs.water packs.air edges edges.cap edges.ndjson"
    " stores twin runtime server cli"
)


@pytest.fixture
def building(tmp_path: Path) -> Path:
    """The building's parts, empty, under the repository's own rules."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path / "pyproject.toml")
    for part in ["", *PARTS.split()]:
        folder = tmp_path / "src" / "banyan" / part.replace(".", "/")
        folder.mkdir(parents=True)
        (folder / "__init__.py").touch()
    (tmp_path / "src" / "banyan_check").mkdir()
    (tmp_path / "src" / "banyan_check" / "__init__.py").touch()
    return tmp_path


def lint_imports(building: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", LINT_IMPORTS], cwd=building, env={"PYTHONPATH": str(building / "src")},
        capture_output=True, text=True, check=False,
    )


def ruff(building: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "ruff", "check", "--no-cache", "--output-format", "concise", "."]
    return subprocess.run(command, cwd=building, capture_output=True, text=True, check=False)


def test_the_empty_building_keeps_every_rule(building: Path) -> None:
    result = lint_imports(building)
    assert result.returncode == 0, result.stdout
    assert "6 kept, 0 broken" in result.stdout
    assert ruff(building).returncode == 0


@pytest.mark.parametrize(
    ("where", "line"),
    [
        ("banyan.judge", "import banyan.perceive"),                 # a room imports a room
        ("banyan.model", "import banyan.judge"),                    # against the layers
        ("banyan.control", "import banyan.stores"),
        ("banyan.runtime", "import banyan.server"),
        ("banyan.server", "import banyan.cli"),
        ("banyan.edges.cap", "import banyan.edges.ndjson"),
        ("banyan.packs.water", "import banyan.packs.air"),
        ("banyan.packs.water", "import banyan.twin"),
        ("banyan.stores", "import banyan.edges.cap"),
        ("banyan.model", "import time"),
        ("banyan.perceive", "import socket"),
        ("banyan.judge", "import sqlite3"),
        ("banyan.allocate", "import threading"),
        ("banyan.command", "import random"),
        ("banyan.control", "import logging"),
        ("banyan.measure", "import asyncio"),
        ("banyan.model", "import subprocess"),
        ("banyan.judge", "from pathlib import Path"),
        ("banyan.judge", "import os"),
        ("banyan_check", "import banyan.model"),
        ("banyan.control", "import banyan_check"),
    ],
)
def test_an_import_against_the_rules_fails(building: Path, where: str, line: str) -> None:
    (building / "src" / where.replace(".", "/") / "__init__.py").write_text(line + "\n")
    result = lint_imports(building)
    assert result.returncode == 1, result.stdout
    assert "1 broken" in result.stdout or "2 broken" in result.stdout


def test_a_new_room_must_be_given_its_place_first(building: Path) -> None:
    annex = building / "src" / "banyan" / "annex"
    annex.mkdir()
    (annex / "__init__.py").touch()
    result = lint_imports(building)
    assert result.returncode == 1
    assert "banyan.annex" in result.stdout


@pytest.mark.parametrize(
    "line",
    [
        "from datetime import datetime\n\nNOW = datetime.now()",
        "import datetime\n\nNOW = datetime.datetime.now(datetime.UTC)",
        "from datetime import date\n\nTODAY = date.today()",
        "import time\n\nNOW = time.monotonic()",
        "from time import sleep\n\nsleep(1)",
        "import numpy as np\n\nDRAW = np.random.default_rng()",
        "from random import random\n\nDRAW = random()",
        "import uuid\n\nID = uuid.uuid4()",
        "import os\n\nHOME = os.environ",
        "from os import getenv\n\nHOME = getenv('HOME')",
    ],
)
def test_a_clock_a_draw_or_the_environment_is_banned_below_runtime_only(building: Path, line: str) -> None:
    for part, banned in (("judge", True), ("twin", True), ("stores", True), ("edges/cap", True), ("runtime", False)):
        file = building / "src" / "banyan" / part / "odd.py"
        file.write_text(line + "\n")
        assert ("TID251" in ruff(building).stdout) is banned, part
        file.unlink()

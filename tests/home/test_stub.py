"""`./banyan`, the shell script: which Python it takes, and the one sentence it says when there is none."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OLD, BARE = "exit 3", "exit 4"          # the stub's own codes: no fitting version; no venv or ensurepip


class Place:
    """A folder with the stub, a front door that tells how it was called, and a PATH of our making."""

    def __init__(self, folder: Path) -> None:
        self.root, self.bin = folder / "a check out", folder / "bin"
        (self.root / "scripts").mkdir(parents=True)
        self.bin.mkdir()
        shutil.copy(ROOT / "banyan", self.root / "banyan")
        (self.root / "scripts" / "front_door.py").write_text(
            "import os, sys\nkept = sorted(name for name in os.environ if 'PYTHON' in name or 'VIRTUAL' in name)\n"
            "print(sys.argv[1:], os.getcwd(), kept)\n"
        )
        for tool in ("sh", "dirname", "readlink"):
            (self.bin / tool).symlink_to(str(shutil.which(tool)))

    def python(self, name: str, answer: str = "") -> Path:
        """A program called `name`: this test's own Python, or one that gives `answer` when asked whether it fits."""
        path = self.bin / name
        version = 'case "$*" in *print*) echo 3.11; exit 0;; esac'
        path.write_text(f"#!/bin/sh\n{version}\n{answer}\n" if answer else f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
        path.chmod(0o755)
        return path

    def start(self, *arguments: str, cwd: Path | None = None, **variables: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [self.root / "banyan", *arguments], env={"PATH": str(self.bin)} | variables, cwd=cwd or self.root,
            capture_output=True, text=True, check=False,
        )


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_without_any_python_one_sentence_says_what_to_install(place: Place) -> None:
    result = place.start("demo")
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == (
        "banyan: any of python3.13, python3.12, python3.11, python3 is no 64-bit CPython 3.11, 3.12 or 3.13: install"
        " one (Debian, Ubuntu: apt-get install python3 python3-venv), or name yours with BANYAN_PYTHON=/path/to/python,"
        " and run this again.\n"
    )


def test_with_an_unsupported_python_only_the_same_sentence_names_the_supported_ones(place: Place) -> None:
    place.python("python3", OLD)
    result = place.start("demo")
    assert result.returncode == 2
    assert "is no 64-bit CPython 3.11, 3.12 or 3.13: install one" in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_python_without_venv_names_the_package_that_brings_it(place: Place) -> None:
    place.python("python3.11", BARE)
    result = place.start("demo")
    assert result.returncode == 2
    assert result.stderr == (
        "banyan: python3.11 (Python 3.11) lacks the venv or ensurepip module: install it (Debian, Ubuntu: apt-get"
        " install python3.11-venv) and run this again.\n"
    )


def test_a_whole_python_further_down_the_list_is_taken(place: Place) -> None:
    place.python("python3.13", "echo 'pyenv: python3.13: command not found' >&2; exit 127")
    place.python("python3.12", BARE)
    place.python("python3.11", OLD)
    place.python("python3")
    result = place.start("demo", "--seed", "1")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("['demo', '--seed', '1']")


def test_banyan_python_is_taken_and_nothing_else(place: Place) -> None:
    place.python("python3")
    mine = place.python("mine")
    assert place.start(BANYAN_PYTHON=str(mine)).returncode == 0
    place.python("mine", OLD)
    refused = place.start(BANYAN_PYTHON=str(mine))
    assert refused.returncode == 2
    assert refused.stderr.startswith(f"banyan: BANYAN_PYTHON ({mine}) is no 64-bit CPython")


def test_the_callers_folder_and_arguments_reach_the_program_unharmed(place: Place, tmp_path: Path) -> None:
    place.python("python3")
    link = tmp_path / "elsewhere" / "link"
    link.parent.mkdir()
    link.symlink_to(os.path.relpath(place.root / "banyan", link.parent))
    result = subprocess.run(
        [link, "a b", "", "*"], env={"PATH": str(place.bin)}, cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert result.stdout.startswith(f"['a b', '', '*'] {tmp_path} ")


def test_settings_of_another_python_are_left_behind(place: Place) -> None:
    place.python("python3")
    bad = dict.fromkeys(("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PYTHONSTARTUP"), "/nowhere")
    result = place.start(**bad, CDPATH="/")
    assert result.returncode == 0
    assert result.stdout.rstrip().endswith("[]")

"""The whole way from a bare checkout to a running program, against a package index of our own making (a folder)."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Stands in for hatchling: packs src/ into a wheel, as `python -m hatchling build -t wheel -d DIR` does.
BUILDER = """
import pathlib, sys, zipfile
name = "banyan_city-0.1.0"
with zipfile.ZipFile(pathlib.Path(sys.argv[-1], name + "-py3-none-any.whl"), "w") as wheel:
    for path in pathlib.Path("src").rglob("*.py"):
        wheel.write(path, path.relative_to("src"))
    wheel.writestr(name + ".dist-info/METADATA", "Metadata-Version: 2.1\\nName: banyan-city\\nVersion: 0.1.0\\n")
    wheel.writestr(name + ".dist-info/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    wheel.writestr(name + ".dist-info/RECORD", "")
"""
PROGRAM = "import sys, tiny\ndef main():\n    print(tiny.WORD, sys.argv)\n    return 7\n"


def publish(index: Path, name: str, files: dict[str, str]) -> str:
    """Put a wheel into the folder; its line for a lock."""
    wheel = index / f"{name}-1.0-py3-none-any.whl"
    with ZipFile(wheel, "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
        archive.writestr(f"{name}-1.0.dist-info/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        archive.writestr(f"{name}-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any")
        archive.writestr(f"{name}-1.0.dist-info/RECORD", "")
    return f"{name}==1.0 \\\n    --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n"


class Checkout:
    def __init__(self, folder: Path) -> None:
        self.root, self.index = folder / "a check out", folder / "index"
        self.index.mkdir()
        (self.root / "src/banyan/cli").mkdir(parents=True)
        (self.root / "src/banyan/cli/main.py").write_text(PROGRAM)
        shutil.copy(ROOT / "banyan", self.root)
        shutil.copytree(ROOT / "scripts", self.root / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
        builder = publish(self.index, "hatchling", {"hatchling/__init__.py": "", "hatchling/__main__.py": BUILDER})
        (self.root / "requirements-build.lock").write_text(builder)
        (self.root / "requirements.lock").write_text(publish(self.index, "tiny", {"tiny.py": "WORD = 'grown'\n"}))

    def start(self, *arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
        """From another folder, with a home that can't be written and a Python path that would break it."""
        clean = {"PATH": os.environ["PATH"], "HOME": "/proc/nothing", "BANYAN_PYTHON": sys.executable}
        clean |= {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.index), "PIP_CONFIG_FILE": os.devnull}
        clean |= {"PYTHONPATH": "/nowhere", "VIRTUAL_ENV": "/nowhere", "PIP_USER": "1"}
        clean |= {"PIP_TARGET": str(self.root / "stray")}
        return subprocess.run(
            [self.root / "banyan", *arguments], cwd=self.index, env=clean | variables, capture_output=True, text=True,
            check=False,
        )


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_a_bare_checkout_becomes_a_running_program_and_stays_one_without_its_index(checkout: Checkout) -> None:
    first = checkout.start("levels", "--at", "a b")
    assert first.stdout == "grown ['banyan', 'levels', '--at', 'a b']\n", first.stderr
    assert first.returncode == 7                       # the program's own exit code comes through
    assert "[5/5] banyan: done" in first.stderr
    assert not (checkout.root / "stray").exists()

    shutil.rmtree(checkout.index)
    checkout.index.mkdir()
    second = checkout.start("levels")
    assert (second.returncode, second.stderr) == (7, "")

    (checkout.root / "src/banyan/cli/main.py").write_text(PROGRAM.replace("return 7", "return 8"))
    third = checkout.start("levels")
    assert third.returncode == 8
    done = [line.split("]")[1].split(":")[0].strip() for line in third.stderr.splitlines() if "done after" in line]
    assert done == ["the wheel, with the page", "banyan"]

    moved = checkout.root.with_name("moved")
    checkout.root.rename(moved)
    checkout.root = moved
    assert checkout.start("levels").stdout == "grown ['banyan', 'levels']\n"


def test_a_file_that_is_not_the_locked_one_is_refused(checkout: Checkout) -> None:
    lock = checkout.root / "requirements-build.lock"
    lock.write_text(lock.read_text()[:-9] + "00000000\n")
    result = checkout.start("demo")
    assert result.returncode == 2
    assert result.stderr.splitlines()[-1] == (
        "banyan: installing requirements-build.lock: a downloaded file does not match its hash in the lock and was "
        f"refused (details: {checkout.root / '.banyan' / 'setup.log'})"
    )


def test_a_download_that_fails_gives_one_sentence_and_the_next_start_goes_on(checkout: Checkout) -> None:
    deaf = {"PIP_NO_INDEX": "0", "PIP_FIND_LINKS": "", "PIP_INDEX_URL": "http://127.0.0.1:9/simple"}
    result = checkout.start("demo", **deaf, PIP_RETRIES="1")
    assert result.returncode == 2
    last = result.stderr.splitlines()[-1]
    assert last.startswith("banyan: installing requirements-build.lock: the package index could not be reached; check")
    assert "Traceback" not in result.stderr
    assert checkout.start("demo").returncode == 7

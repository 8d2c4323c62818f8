"""What the front door lets in from outside, what makes its steps due, and how the test command counts."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import checks
import front_door
import home


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout in small: sources, a page's sources, a hook, locks; nothing set up."""
    monkeypatch.delenv("BANYAN_SKIP_UI", raising=False)
    (tmp_path / "hatch_build.py").write_text("hook")
    for name in ("requirements.lock", "requirements-build.lock", "requirements-dev.lock", "pyproject.toml"):
        (tmp_path / name).write_text(name)
    for name in ("src/banyan/__init__.py", "ui/src/App.svelte", "cities/bay/city.toml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    monkeypatch.setattr(home, "ROOT", tmp_path)
    monkeypatch.setattr(home, "PAGE", tmp_path / "src/banyan/page")
    for name, value in vars(front_door).copy().items():
        if isinstance(value, Path):
            monkeypatch.setattr(front_door, name, tmp_path / value.relative_to(Path(front_door.__file__).parents[1]))
    monkeypatch.setattr(front_door, "PACKAGE_SOURCES", [tmp_path / "src", tmp_path / "cities"])
    monkeypatch.setattr(front_door, "PAGE_SOURCES", [tmp_path / "ui", tmp_path / "hatch_build.py"])
    return tmp_path


class Hatch:
    """A console that builds as the hook would: the page unless told to skip it, and a wheel."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.pages_built = 0

    def run(self, command: list[str], _what: str, extra: dict[str, str] | None = None) -> None:
        if "BANYAN_SKIP_UI" not in (extra or {}):
            self.pages_built += 1
            page = self.root / "src/banyan/page"
            page.mkdir(exist_ok=True)
            (page / "index.html").write_text((self.root / "ui/src/App.svelte").read_text())
        wheels = self.root / ".banyan/wheels"
        wheels.mkdir(parents=True, exist_ok=True)
        (wheels / "banyan_city-0.1.0-py3-none-any.whl").write_text("wheel")


def build(hatch: Hatch) -> bool:
    """Bring the wheel up to date; whether that needed a build."""
    step = front_door.wheel_step()
    if not step.due():
        return False
    step.run(hatch)
    return True


def test_the_page_is_built_once_and_kept_while_only_python_changes(checkout: Path) -> None:
    hatch = Hatch(checkout)
    assert build(hatch)
    assert not build(hatch)
    (checkout / "src/banyan/__init__.py").write_text("changed")
    assert build(hatch)
    assert hatch.pages_built == 1
    (checkout / "ui/src/App.svelte").write_text("changed")
    assert build(hatch)
    assert hatch.pages_built == 2


def test_a_damaged_page_is_built_again(checkout: Path) -> None:
    hatch = Hatch(checkout)
    build(hatch)
    (checkout / "src/banyan/page/index.html").write_text("cut sh")
    assert build(hatch)
    assert hatch.pages_built == 2
    assert (checkout / "src/banyan/page/index.html").read_text() == "ui/src/App.svelte"


def test_what_running_leaves_behind_makes_nothing_due(checkout: Path) -> None:
    hatch = Hatch(checkout)
    build(hatch)
    for name in ("src/banyan/__pycache__/x.pyc", "ui/node_modules/svelte/index.js", ".banyan/demo/journal"):
        (checkout / name).parent.mkdir(parents=True)
        (checkout / name).write_text("made")
    assert not build(hatch)


def test_a_page_build_that_leaves_no_page_is_a_failure_and_stays_due(checkout: Path) -> None:
    class Empty(Hatch):
        def run(self, command: list[str], what: str, extra: dict[str, str] | None = None) -> None:
            super().run(command, what, {"BANYAN_SKIP_UI": "1"})

    with pytest.raises(home.SetupError, match=r"left no .*index\.html"):
        build(Empty(checkout))
    assert front_door.wheel_step().due()


@pytest.mark.parametrize(
    ("changed", "due"),
    [
        ("requirements.lock", {"libraries", "banyan"}),
        ("requirements-build.lock",
         {"build tools (hatchling, Node.js)", "packages published as source", "the wheel, with the page", "banyan"}),
        ("cities/bay/city.toml", {"the wheel, with the page", "banyan"}),
        ("requirements-dev.lock", set()),
    ],
)
def test_a_change_makes_exactly_what_stands_on_it_due(checkout: Path, changed: str, due: set[str]) -> None:
    def keys() -> dict[str, str]:
        return {step.title: step.key() for step in front_door.run_steps()}

    before = keys()
    (checkout / changed).write_text("other")
    after = keys()
    assert {title for title in after if after[title] != before[title]} == due


def test_only_pips_ways_to_its_packages_reach_the_set_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("PIP_TARGET", "PIP_PREFIX", "PIP_USER", "PIP_CONSTRAINT", "PYTHONPATH", "VIRTUAL_ENV", "PYTHONHOME"):
        monkeypatch.setenv(name, "/elsewhere")
    monkeypatch.setenv("PIP_INDEX_URL", "file:///packages")
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")      # each process would compile everything again
    monkeypatch.setenv("PIP_PROXY", "proxy:1")
    monkeypatch.setenv("HOME", str(tmp_path))
    kept = home.environment()
    assert kept["PIP_INDEX_URL"] == "file:///packages"
    assert kept["PIP_PROXY"] == "proxy:1"
    assert kept["PIP_USER"] == "0"
    assert not {"PIP_TARGET", "PIP_PREFIX", "PIP_CONSTRAINT", "PYTHONPATH", "VIRTUAL_ENV", "PYTHONHOME",
                "PYTHONDONTWRITEBYTECODE"} & set(kept)


def test_caches_move_into_the_checkout_only_where_home_takes_none(tmp_path: Path) -> None:
    assert home.caches({"HOME": str(tmp_path)}) == {}
    moved = home.caches({"HOME": "/proc/nothing"})
    assert set(moved) == {"PIP_CACHE_DIR", "npm_config_cache"}
    assert all(Path(place).is_relative_to(home.HOME) for place in moved.values())
    assert set(home.caches({"HOME": "/proc/nothing", "PIP_CACHE_DIR": "/mine"})) == {"npm_config_cache"}


def test_the_source_only_requirement_keeps_its_hashes() -> None:
    block = front_door.source_block("requirements.lock")
    assert block.startswith("julian==0.14 \\\n    --hash=sha256:")
    assert block.count("==") == 1


def test_the_closing_line_counts_tests_and_checks_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                                           capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(checks, "RESULTS", tmp_path)
    (tmp_path / "test_three.py").write_text(
        "import pytest\ndef test_good(): pass\ndef test_bad(): assert 1 == 2\ndef test_left_out(): pytest.skip('why')\n"
    )
    tally = checks.Tally()
    tally.check("a lint", lambda: True)
    tally.check("types", lambda: False)
    tally.pytest("tests", Path(sys.executable), ["-p", "no:cacheprovider", "--rootdir", str(tmp_path), str(tmp_path)])
    assert tally.close() == 1
    assert capfd.readouterr().out.splitlines()[-1] == "2 passed, 2 failed, 1 skipped"


def test_pytest_breaking_off_without_a_report_counts_as_failed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "RESULTS", tmp_path)
    tally = checks.Tally()
    tally.pytest("tests", Path(sys.executable), ["--no-such-option"])
    assert tally.close() == 1


PROOFS = """
import pytest, time
@pytest.mark.long(minutes=3)
def test_slow(): time.sleep(1)
@pytest.mark.long(minutes=0.01)
def test_quick(): pass
@pytest.mark.long(minutes=90)
def test_too_long(): pass
def test_plain(): pass
"""


def test_long_proofs_run_shortest_first_as_long_as_they_say_and_name_what_was_not_reached(tmp_path: Path) -> None:
    root = Path(front_door.__file__).parents[1]
    (tmp_path / "conftest.py").write_text((root / "tests/conftest.py").read_text())
    (tmp_path / "pytest.ini").write_text("[pytest]\ntimeout = 0.5\nmarkers = long\n    browser\n")
    (tmp_path / "test_proofs.py").write_text(PROOFS)
    pytest_command = [sys.executable, "-m", "pytest", "-m", "long", "-v", "-p", "no:cacheprovider"]
    result = subprocess.run(pytest_command, cwd=tmp_path, capture_output=True, text=True, check=False)
    ran = [line.split()[0] for line in result.stdout.splitlines() if " PASSED" in line]
    assert result.returncode == 0
    assert ran == ["test_proofs.py::test_quick", "test_proofs.py::test_slow"]
    assert "not reached within BANYAN_LONG_MINUTES: 1" in result.stdout
    assert re.search(r"test_proofs.py::test_too_long \(declared 90 min, (40.0|39.\d) min left\)", result.stdout)


def test_a_browser_test_that_skips_fails_in_ci_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = Path(front_door.__file__).parents[1]
    (tmp_path / "conftest.py").write_text((root / "tests/conftest.py").read_text())
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = long\n    browser\n")
    (tmp_path / "test_page.py").write_text(
        "import pytest\npytestmark = pytest.mark.browser\n@pytest.fixture\ndef chromium(): pytest.skip('no browser')\n"
        "def test_by_fixture(chromium): pass\ndef test_by_itself(): pytest.skip('no browser')\n"
    )
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider"]
    for ci, code in (("", 0), ("true", 1)):
        monkeypatch.setenv("CI", ci)
        result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert result.returncode == code, result.stdout

"""What may not lie in this repository, and what must."""

import importlib.metadata
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.lock", "requirements-build.lock", "requirements-dev.lock")
PINNED = re.compile(r"[a-z0-9][a-z0-9._-]*(?:\[[a-z0-9,_-]+\])?==[A-Za-z0-9.!+]+( ; [^\\]+)? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")


def committed(*suffixes: str) -> list[Path]:
    """Files that are committed, or would be by `git add .`."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split("\0")
    return [ROOT / name for name in listed if name.endswith(suffixes) and (ROOT / name).is_file()]


def lines_matching(pattern: str, *suffixes: str) -> list[str]:
    wanted = re.compile(pattern)
    found = []
    for path in committed(*suffixes):
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue                  # pictures and the like
        for number, line in enumerate(text.splitlines(), 1):
            if wanted.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}")
    return found


def test_no_file_names_a_package_registry() -> None:
    hosts = r"pypi\.org|pythonhosted|registry\.npmjs|npmmirror|yarnpkg|files\.pythonhosted"
    # The pattern itself stands on the line above; nothing else may match.
    found = [line for line in lines_matching(hosts) if not line.startswith("tests/home/test_repository.py:")]
    assert found == []
    options = lines_matching(r"^\s*--(extra-)?index-url|^\s*--find-links|\"resolved\":")
    assert options == []


def test_no_file_holds_a_path_of_somebodys_machine() -> None:
    homes = r"(?<![\w.{$~-])/(home/\w+|root|work|Users/\w+)/"
    assert [line for line in lines_matching(homes) if not line.startswith("tests/home/test_repository.py:")] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_pins_and_hashes_and_nothing_else(lock: str) -> None:
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    other = [line for line in lines if not (PINNED.fullmatch(line) or HASH.fullmatch(line) or line.startswith("#"))]
    assert other == ([] if lock == "requirements-build.lock" else ["--no-binary julian"])
    pins = [number for number, line in enumerate(lines) if PINNED.fullmatch(line)]
    assert pins
    assert all(HASH.fullmatch(lines[number + 1]) for number in pins)


def pins(lock: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    text = (ROOT / lock).read_text()
    for name, version in re.findall(r"^([a-z0-9._-]+)(?:\[[^\]]+\])?==([^ ]+)", text, flags=re.MULTILINE):
        found.setdefault(name, set()).add(version)
    return found


def test_the_tests_run_on_the_versions_that_are_installed() -> None:
    base, build, dev = (pins(lock) for lock in LOCKS)
    assert {name: dev.get(name) for name in base} == base
    assert {name: dev.get(name) for name in build} == build


def test_the_locks_cover_what_pyproject_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = {
        "requirements.lock": project["project"]["dependencies"],
        "requirements-build.lock": project["build-system"]["requires"],
        "requirements-dev.lock": project["project"]["optional-dependencies"]["dev"],
    }
    for lock, requirements in asked.items():
        names = {re.match(r"[A-Za-z0-9._-]+", text)[0].lower() for text in requirements}
        assert names <= set(pins(lock)), lock


EXCEPTION = re.compile(
    r"# noqa\b|# type: ?ignore|# pragma: no cover|# ruff: noqa|eslint-disable"
    r"|@ts-(ignore|expect-error|nocheck)|svelte-ignore"
)
NAMED = re.compile(r"# noqa: [A-Z]+\d|# type: ignore\[|# pragma: no cover|eslint-disable\S* \S|@ts-|svelte-ignore \S")
CODES = re.compile(
    r"# noqa: [A-Z0-9, ]+|# type: ignore\[[\w, -]+\]|# pragma: no cover|(?:eslint-disable|svelte-ignore)\S* \S+|@ts-\S+"
)


def test_every_lint_exception_names_its_rule_and_has_its_reason_beside_it() -> None:
    """The reason follows the code on the line, or is a comment on the line above.

    Type exceptions of tests are let be: mypy is run over the program and the front door.
    """
    bare = []
    for path in committed(".py", ".ts", ".svelte", ".js"):
        if path == Path(__file__):
            continue
        above = ""
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if EXCEPTION.search(line) and not ("type: ignore" in line and path.is_relative_to(ROOT / "tests")):
                after = CODES.split(line)[-1].strip(" #-*/>")
                reasoned = len(after) >= 8 or above.lstrip().startswith(("#", "//", "<!--", "*"))
                if not (NAMED.search(line) and reasoned):
                    bare.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()}")
            above = line
    assert bare == []


def test_every_exception_in_pyproject_has_its_reason_beside_it() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    lint = text[text.index("[tool.ruff.lint]"):]
    ignores = [line for line in lint.splitlines() if re.match(r'\s+"[A-Z]+\d+"|"[^"]+" = \[', line)]
    assert len(ignores) >= 5
    assert [line for line in ignores if not re.search(r"  # \S.{9,}", line)] == []
    overrides = [part for part in text.split("\n\n") if part.startswith("[[tool.mypy.overrides]]")]
    assert overrides
    assert all("\n# " in override for override in overrides)


def test_names_say_what_they_hold() -> None:
    vague = re.compile(r"(^|/)(utils?|helpers?|common|misc|managers?)(/|\.py$|\.ts$)")
    assert [path for path in committed(".py", ".ts", ".svelte") if vague.search(str(path.relative_to(ROOT)))] == []


def test_the_licence_is_apache_2() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in text
    assert "Version 2.0, January 2004" in text
    assert text.rstrip().endswith("limitations under the License.")


def test_the_one_source_requirement_is_still_asked_for() -> None:
    """When pyswmm stops asking for julian, docs/decisions/0002 and the locks' --no-binary line go."""
    assert any(text.startswith("julian") for text in importlib.metadata.requires("pyswmm") or [])

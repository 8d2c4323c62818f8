"""The build hook: what it leaves alone, and one clear sentence where the page can't be built."""

import importlib.util
import os
import sys
from pathlib import Path

import pytest

pytest.importorskip("hatchling", reason="the build hook is only loaded where hatchling builds a wheel")
ROOT = Path(__file__).parents[2]
spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
assert spec is not None
assert spec.loader is not None
hook = importlib.util.module_from_spec(spec)
spec.loader.exec_module(hook)


class Hook(hook.PageHook):
    def __init__(self, root: Path, target: str) -> None:
        self._root, self._target = str(root), target

    root = property(lambda self: self._root)
    target_name = property(lambda self: self._target)


@pytest.mark.parametrize(
    ("target", "version", "skip"), [("wheel", "editable", ""), ("sdist", "standard", ""), ("wheel", "standard", "1")]
)
def test_only_a_real_wheel_builds_the_page(tmp_path, monkeypatch, target, version, skip):
    monkeypatch.setenv(hook.SKIP, skip)
    Hook(tmp_path, target).initialize(version, {})  # there is no ui/ here: it would fail if it tried


def test_a_wheel_without_the_pages_sources_is_one_sentence(tmp_path, monkeypatch):
    monkeypatch.delenv(hook.SKIP, raising=False)
    with pytest.raises(SystemExit, match=r"^banyan: ui/ is missing beside pyproject\.toml, .* set BANYAN_SKIP_UI=1"):
        Hook(tmp_path, "wheel").initialize("standard", {})


def test_a_built_page_stands_in_for_its_sources(tmp_path):
    (tmp_path / "page").mkdir()
    (tmp_path / "page" / "index.html").write_text("built")
    hook.build(tmp_path / "ui", tmp_path / "page")
    assert (tmp_path / "page" / "index.html").read_text() == "built"


def test_a_failing_tool_shows_its_last_lines_and_says_what_to_do(tmp_path, capsys):
    code = "print('first'); print('registry unreachable'); raise SystemExit(7)"
    with pytest.raises(hook.PageError, match=r"page: packages failed with exit code 7 .* set BANYAN_SKIP_UI=1"):
        hook.step("page: packages", [sys.executable, "-c", code], tmp_path, dict(os.environ))
    assert "registry unreachable" in capsys.readouterr().err


def test_the_lock_file_holds_hashes_and_no_address():
    lock = (ROOT / "ui" / "package-lock.json").read_text(encoding="utf-8")
    assert '"integrity": "sha512-' in lock
    assert '"resolved"' not in lock

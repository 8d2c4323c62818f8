"""A city's digest is of what it declares, and ready cities are found by name."""

import shutil
from pathlib import Path

import pytest

from banyan.runtime.folder import NoSuchCity, digest, find_city, load, ready
from tests.runtime.folder.conftest import Folder


def test_the_digest_does_not_depend_on_where_the_folder_lies_or_on_comments(folder: Folder, tmp_path: Path) -> None:
    before = digest(load(folder.path))
    shutil.copytree(folder.path, tmp_path / "elsewhere")
    folder.append("rules.toml", "\n# a remark\n").edit("city.toml", "ramp = 10", "ramp = 10.0")
    assert digest(load(tmp_path / "elsewhere")) == digest(load(folder.path)) == before
    assert len(before) == 64


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("city.toml", "ramp = 10", "ramp = 11"),
        ("rules.toml", "on_delay_min = 2", "on_delay_min = 3"),
        ("calendar.toml", "workdays = [2025-01-26,", "workdays = ["),
        ("authority.toml", "max_change = 100", "max_change = 99"),
        ("hydraulics/storms.toml", "[0, 0.0]", "[0, 0.1]"),
    ],
)
def test_the_digest_changes_with_every_declaration(folder: Folder, file: str, old: str, new: str) -> None:
    before = digest(load(folder.path))
    folder.edit(file, old, new)
    assert digest(load(folder.path)) != before


def test_ready_cities_are_found_by_name_and_folders_by_path(folder: Folder) -> None:
    assert "banyan-bay" in ready()
    assert "template" not in ready()
    assert find_city("banyan-bay").name == "banyan-bay"
    assert find_city(folder.path) == folder.path


@pytest.mark.parametrize("name", ["", "no-such-city", "../banyan-bay/nothing", "a\0b", "x" * 5000])
def test_a_name_that_is_no_city_is_answered_with_the_ready_ones(name: str) -> None:
    with pytest.raises(NoSuchCity, match="is no folder and no ready city; ready are: banyan-bay"):
        find_city(name)

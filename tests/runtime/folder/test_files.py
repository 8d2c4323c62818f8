"""Files that can't be read: missing, empty, binary, too large, links, and things that are no files."""

import os
from pathlib import Path

import pytest

from banyan.runtime.folder import FolderErrors, load, load_with_layers
from banyan.runtime.folder.files import LARGEST
from tests.runtime.folder.conftest import Folder


def test_a_folder_that_is_not_there_is_one_mistake(tmp_path: Path) -> None:
    with pytest.raises(FolderErrors) as caught:
        load(tmp_path / "nowhere")
    assert [(e.found, e.expected) for e in caught.value.errors] == [("no such folder", "a folder with a city.toml")]


def test_an_empty_folder_misses_seven_files_and_says_nothing_else(tmp_path: Path) -> None:
    with pytest.raises(FolderErrors) as caught:
        load(tmp_path)
    files = ["city.toml", "streams.toml", "rules.toml", "crews.toml", "cases.toml", "calendar.toml", "authority.toml"]
    assert [str(e) for e in caught.value.errors] == [f"{f}: found nothing; "
    f"expected this file: it is missing" for f in files]


def test_a_missing_file_does_not_blame_the_files_that_name_its_ids(folder: Folder) -> None:
    (folder.path / "streams.toml").unlink()
    assert folder.broken() == ["streams.toml: found nothing; expected this file: it is missing"]


@pytest.mark.parametrize("content", [b"", b"  \n\n", b"\t"])
def test_an_empty_file_is_told(folder: Folder, content: bytes) -> None:
    (folder.path / "crews.toml").write_bytes(content)
    assert folder.broken() == ["crews.toml: found an empty file; expected some content"]


def test_gb18030_text_is_told_with_its_line(folder: Folder) -> None:
    at = folder.path / "crews.toml"
    at.write_bytes(at.read_text(encoding="utf-8").encode("gb18030"))
    assert folder.broken() == [
        "crews.toml, line 5: found byte 0xc7, which is not UTF-8; expected UTF-8 text: save it as UTF-8"
    ]


def test_a_byte_order_mark_and_windows_line_ends_are_accepted(folder: Folder) -> None:
    before = load(folder.path)
    for name in ("city.toml", "rules.toml", "hydraulics/storms.toml"):
        at = folder.path / name
        at.write_bytes(b"\xef\xbb\xbf" + at.read_bytes().replace(b"\n", b"\r\n"))
    assert load(folder.path) == before


def test_a_syntax_mistake_is_told_with_its_place(folder: Folder) -> None:
    (folder.path / "crews.toml").write_text("[[crews]]\nid = crew-1\n", encoding="utf-8")
    assert folder.broken()[0] == (
        "crews.toml: found a mistake in the TOML: Invalid value (at line 2, column 6); expected valid TOML (https://toml.io)"
    )


def test_the_same_key_twice_is_a_mistake(folder: Folder) -> None:
    folder.edit("crews.toml", "detour = 1.4", "detour = 1.4\ndetour = 1.5")
    assert folder.broken()[0].startswith("crews.toml: found a mistake in the TOML: Cannot overwrite a value")


@pytest.mark.parametrize("text", ["a = " + "[" * 100_000, "a = " + "9" * 5000])
def test_text_that_breaks_the_parser_is_a_mistake_like_any_other(folder: Folder, text: str) -> None:
    (folder.path / "crews.toml").write_text(text, encoding="utf-8")
    assert folder.broken()[0].startswith("crews.toml: found ")


def test_a_gigantic_file_is_refused_unread(folder: Folder) -> None:
    with (folder.path / "crews.toml").open("wb") as out:
        out.truncate(LARGEST + 1_000_000)  # sparse: no room is taken
    assert folder.broken() == ["crews.toml: found 21 MB; expected at most 20 MB"]


def test_a_link_out_of_the_folder_is_refused(folder: Folder, tmp_path: Path) -> None:
    outside = tmp_path / "crews.toml"
    (folder.path / "crews.toml").rename(outside)
    (folder.path / "crews.toml").symlink_to(outside)
    assert folder.broken() == ["crews.toml: found a link that leaves the city folder; "
    "expected a file inside the folder"]


def test_a_linked_folder_of_layers_outside_is_refused(folder: Folder, tmp_path: Path) -> None:
    (folder.path / "layers").rename(tmp_path / "layers")
    (folder.path / "layers").symlink_to(tmp_path / "layers")
    assert folder.broken() == ["layers: found something that is not a folder inside the city; expected a folder"]


def test_links_in_a_circle_are_told(folder: Folder) -> None:
    (folder.path / "crews.toml").unlink()
    (folder.path / "crews.toml").symlink_to(folder.path / "crews.toml")
    assert len(folder.broken()) == 1


def test_a_city_reached_by_a_link_is_the_same_city(folder: Folder, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(folder.path)
    assert load(tmp_path / "link") == load(folder.path)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_refused_instead_of_waited_for(folder: Folder) -> None:
    (folder.path / "crews.toml").unlink()
    os.mkfifo(folder.path / "crews.toml")
    assert folder.broken() == ["crews.toml: found something that is not a file; expected a file"]


def test_a_folder_in_place_of_a_file_is_refused(folder: Folder) -> None:
    (folder.path / "hydraulics/storms.toml").unlink()
    (folder.path / "hydraulics/storms.toml").mkdir()
    assert folder.broken() == ["hydraulics/storms.toml: found something that is not a file; expected a file"]


def test_a_network_that_is_no_network_is_told(folder: Folder) -> None:
    (folder.path / "hydraulics/network.inp").write_text("not a network\n", encoding="utf-8")
    (told,) = folder.broken()
    assert told.startswith("hydraulics/network.inp: found no SWMM input file")


def test_a_city_without_hydraulics_and_layers_is_a_city(folder: Folder) -> None:
    at = folder.path / "city.toml"
    text = at.read_text(encoding="utf-8")
    start, end = text.index("[hydraulics]"), text.index("[[lakes]]")
    at.write_text(text[:start] + text[end:], encoding="utf-8")
    for layer in (folder.path / "layers").iterdir():
        layer.unlink()
    city, layers = load_with_layers(folder.path)
    assert (city.hydraulics, city.storms, city.default_storm, layers) == (None, (), None, {})

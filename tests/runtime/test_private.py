"""Files of the data folder: whole or not at all, and each name that the program writes is known to the backup."""

import os
import stat
from pathlib import Path

import pytest

from banyan.runtime import contacts, data_folder, owner_key, private, reporters
from banyan.runtime.casework import photos
from banyan.runtime.data_folder import OURS, is_ours
from banyan.runtime.hooks import rejected
from banyan.runtime.hooks import secrets as hook_secrets
from banyan.runtime.open311 import begun
from banyan.runtime.readings import folder as feeds
from banyan.runtime.readings import keys
from banyan.runtime.watch import snapshot
from banyan.runtime.whatif import kept
from banyan.stores import sqlite


def test_every_name_that_the_program_writes_in_its_data_folder_is_known() -> None:
    written = {sqlite.FILE, sqlite.SEGMENTS, data_folder.SPEC, data_folder.POINTER, kept.FOLDER, photos.FOLDER,
               contacts.FOLDER, begun.PEER_KEYS, reporters.KEY_FILE, feeds.REMEMBERED, snapshot.FILE, snapshot.NEW,
               keys.FILE, hook_secrets.FILE, rejected.FOLDER, owner_key.KEY_FILE}
    assert written - OURS == set()


def test_a_file_that_wasn_t_finished_is_known_by_its_whole_name() -> None:
    assert is_ours("hook-secrets.json.0a1b2c3d.new")
    assert is_ours("demo.json.new")
    assert not is_ours("thesis.doc.new")
    assert not is_ours("thesis.doc")


def test_a_write_that_fails_leaves_what_was_there_and_nothing_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "key"
    private.put(path, b"old")

    def full(_: int) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        private.put(path, b"new")
    assert [one.name for one in tmp_path.iterdir()] == ["key"]
    assert path.read_bytes() == b"old"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_a_killed_process_left_half_written_is_swept_and_what_is_being_written_isnt(tmp_path: Path) -> None:
    (tmp_path / "contacts").mkdir()
    old, young, whole = tmp_path / "contacts" / "a.json.1.new", tmp_path / "b.json.2.new", tmp_path / "c.json"
    for path in (old, young, whole):
        path.write_bytes(b"half")
    os.utime(old, (1_000, 1_000))
    os.utime(whole, (1_000, 1_000))
    os.utime(young, (9_000, 9_000))
    assert private.swept(tmp_path, 10_000.0) == 1
    assert sorted(one.name for one in tmp_path.rglob("*") if one.is_file()) == ["b.json.2.new", "c.json"]


def test_several_are_written_together_and_none_is_left_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    private.put_several(tmp_path, {"a": b"1", "b": b"2"})
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {"a": b"1", "b": b"2"}
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o600

    def full() -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr(os, "sync", full)
    with pytest.raises(OSError, match="no space"):
        private.put_several(tmp_path, {"a": b"3", "c": b"4"})
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {"a": b"1", "b": b"2"}

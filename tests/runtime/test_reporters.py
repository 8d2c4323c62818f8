"""The key of pseudonyms: made once, for its owner alone."""

import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from banyan.model.ports import StoreError
from banyan.runtime.reporters import KEY_FILE, reporters_key


def test_a_key_is_made_once_and_only_its_owner_may_read_it(tmp_path):
    key = reporters_key(tmp_path)
    assert len(key) == 32
    assert reporters_key(tmp_path) == key
    assert stat.S_IMODE((tmp_path / KEY_FILE).stat().st_mode) == 0o600
    assert [p.name for p in tmp_path.iterdir()] == [KEY_FILE]


def test_two_who_begin_at_once_have_the_same_key(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(lambda _: reporters_key(tmp_path), range(32)))) == 1


def test_a_key_that_others_may_read_or_that_is_cut_off_is_refused(tmp_path):
    reporters_key(tmp_path)
    (tmp_path / KEY_FILE).chmod(0o640)
    with pytest.raises(StoreError, match="may be read by others"):
        reporters_key(tmp_path)
    (tmp_path / KEY_FILE).chmod(0o600)
    (tmp_path / KEY_FILE).write_bytes(b"short")
    with pytest.raises(StoreError, match="has 5 bytes, 32 were expected"):
        reporters_key(tmp_path)


def test_a_folder_that_is_not_there_has_no_key(tmp_path):
    with pytest.raises(StoreError, match="can't be written"):
        reporters_key(tmp_path / "none")

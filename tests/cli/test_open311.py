"""banyan open311, and what banyan check says of open311.toml."""

import io
import shutil
import tomllib

import pytest

from banyan.runtime.folder import find_city
from banyan.runtime.open311.begun import peer_keys


def test_a_key_is_shown_once_and_its_digest_is_for_the_folder(say):
    code, out, err = say("open311", "key", "--id", 'app"', "--principal", "apps", "--jurisdiction", "b.gov")
    assert code == 0
    [key] = tomllib.loads(out)["keys"]
    assert (key["id"], key["principal"], key["jurisdiction"], len(key["sha256"])) == ('app"', "apps", "b.gov", 64)
    assert "bk-" in err
    assert "bk-" not in out


def test_our_key_at_another_city_is_read_from_standard_input_and_not_repeated(say, tmp_path, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"bk-secret\n")))
    code, out, err = say("open311", "peer-key", "b.gov", "--data", tmp_path)
    assert (code, err) == (0, "")
    assert "bk-secret" not in out
    assert peer_keys(tmp_path) == {"b.gov": "bk-secret"}


def test_no_key_on_standard_input_is_an_error_of_one_sentence(say, tmp_path, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"\n")))
    code, _, err = say("open311", "peer-key", "b.gov", "--data", tmp_path)
    assert code == 2
    assert err == "banyan: no key was read: give it on standard input, one line\n"


@pytest.mark.parametrize("command", [("hand-over", "K-1", "--to", "b.gov"), ("contact", "K-1", "P-1", "--reason", "x")])
def test_a_city_that_does_not_run_is_told(say, tmp_path, command):
    code, _, err = say("open311", *command, "--data", tmp_path)
    assert code == 2
    assert "no city runs on" in err


def test_check_tells_mistakes_of_the_door(say, tmp_path):
    folder = tmp_path / "bay"
    shutil.copytree(find_city("banyan-bay"), folder)
    (folder / "open311.toml").write_text('jurisdiction = "a.gov"\ncontact = "x"\nkey_service = "y"\nprivate = ["x"]\n')
    code, out, err = say("check", folder, "--lang", "en")
    assert code == 1
    assert 'open311.toml, private[0]: found "x"; expected a case type of the city' in out + err

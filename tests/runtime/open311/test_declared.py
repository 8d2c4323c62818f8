"""open311.toml: every mistake at once, each with its place."""

import pytest

from banyan.runtime.casework.casebook import load_casebook
from banyan.runtime.folder import find_city, load
from banyan.runtime.folder.errors import FolderErrors
from banyan.runtime.open311.begun import PEER_KEYS, keep_peer_key, peer_keys
from banyan.runtime.open311.declared import FILE, load_declared
from banyan.runtime.scenario import UsageError

BAY = find_city("banyan-bay")
CITY = load(BAY)
BOOK = load_casebook(BAY, CITY)
HEAD = 'jurisdiction = "a.gov"\ncontact = "x"\nkey_service = "y"\n'
KEY = f'[[keys]]\nid = "app"\nprincipal = "apps-1"\nsha256 = "{"0" * 64}"\n'


def declared(folder, text):
    (folder / FILE).write_text(text, encoding="utf-8")
    return load_declared(folder, CITY, BOOK)


def test_banyan_bay_declares_its_door():
    made = load_declared(BAY, CITY, BOOK)
    assert (made.jurisdiction, made.type, made.keys) == ("banyanbay.example", "test", ())
    assert made.private == ("elder-silent", "elder-help", "gauge-fault", "device-fault")


def test_a_folder_without_the_file_has_no_door(tmp_path):
    assert load_declared(tmp_path, CITY, BOOK) is None


def test_keys_and_peers_are_read(tmp_path):
    peer = '[[peers]]\njurisdiction = "b.gov"\nurl = "https://b.gov/v2"\nrole = "drainage"\n'
    made = declared(tmp_path, HEAD + KEY + 'jurisdiction = "b.gov"\nends_at = 2027-01-01T00:00:00+08:00\n' + peer)
    assert (made.keys[0].id, made.keys[0].jurisdiction, made.peers[0].role) == ("app", "b.gov", "drainage")


@pytest.mark.parametrize(("text", "why"), [
    ("", ["open311.toml: found an empty file; expected some content"]),
    ("type = 1\n", ["open311.toml, jurisdiction: found nothing; expected a text in quotes: this key is required"]),
    (HEAD + "colour = 1\n", ['open311.toml, colour: found an unknown key "colour"; expected one of jurisdiction, '
                             "contact, key_service, type, private, keys, peers"]),
    (HEAD.replace("a.gov", "A gov"), ['open311.toml, jurisdiction: found "A gov"; expected a name like city.gov, in '
                                      "small letters"]),
    (HEAD + 'private = ["rubish"]\n', ['open311.toml, private[0]: found "rubish"; expected a case type of the city '
                                       '(did you mean "rubbish"?)']),
    (HEAD + KEY.replace("apps-1", "apps-2"), ['open311.toml, keys[0].principal: found "apps-2"; expected a principal '
                                              'of authority.toml (did you mean "apps-1"?)']),
    (HEAD + KEY + KEY, ['open311.toml, keys[1].id: found "app"; expected an id of its own']),
    (HEAD + KEY.replace("0" * 64, "bk-secret"), ["open311.toml, keys[0].sha256: found something else; expected the 64 "
                                                 "digits that banyan open311 key prints"]),
    (HEAD + '[[peers]]\njurisdiction = "b.gov"\nurl = "b.gov"\nrole = "none"\n',
     ['open311.toml, peers[0].url: found "b.gov"; expected the endpoint of its discovery, https://...',
      'open311.toml, peers[0].role: found "none"; expected a unit of routes.toml',
      'open311.toml, peers[0].jurisdiction: found "b.gov"; expected a city that has a key here ([[keys]] with its '
      "jurisdiction): cases come back, too"]),
])  # fmt: skip
def test_every_mistake_is_told_with_its_place(tmp_path, text, why):
    with pytest.raises(FolderErrors) as refused:
        declared(tmp_path, text)
    assert [str(e) for e in refused.value.errors][: len(why)] == why


def test_a_secret_put_into_the_folder_is_not_repeated_in_an_error(tmp_path):
    with pytest.raises(FolderErrors) as refused:
        declared(tmp_path, HEAD + KEY.replace("0" * 64, "bk-secret"))
    assert "bk-secret" not in str(refused.value)


def test_keys_at_other_cities_lie_in_the_data_folder(tmp_path):
    assert peer_keys(tmp_path) == {}
    keep_peer_key(tmp_path, "b.gov", "bk-1")
    keep_peer_key(tmp_path, "c.gov", "bk-2")
    assert peer_keys(tmp_path) == {"b.gov": "bk-1", "c.gov": "bk-2"}
    assert (tmp_path / PEER_KEYS).stat().st_mode & 0o777 == 0o600
    (tmp_path / PEER_KEYS).write_text("[")
    with pytest.raises(UsageError, match="can't be understood"):
        peer_keys(tmp_path)

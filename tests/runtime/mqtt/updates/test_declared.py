"""updates.toml, and what the service's root says of it."""

from pathlib import Path

import pytest

from banyan.edges.sensorthings.root import SOME_UPDATES, SPEC, ByMqtt, Updates, write_root
from banyan.runtime.folder.errors import FolderErrors
from banyan.runtime.mqtt.session import session_of
from banyan.runtime.mqtt.updates.declared import EVERY, Declared, load_declared

CREATE = f"{SPEC}/create-observations-via-mqtt"
RECEIVE = f"{SPEC}/receive-updates-via-mqtt"


def test_without_a_file_everything_is_published_at_the_standards_topics(tmp_path: Path) -> None:
    found = load_declared(tmp_path)
    assert (found, found.root, found.sets, found.whole) == (Declared(), "v1.1", EVERY, True)


@pytest.mark.parametrize(("text", "said"), [
    ('sets = ["Thing"]', "sets[0]"), ('root = "a/#"', "root"), ('root = "/a"', "root"), ('root = "$SYS"', "root"),
    ('select = ["Things?$top=1"]', "select[0]"), ('select = ["Things?$select=nothing"]', "select[0]"),
    ("qos = 2", "qos"), ("per_second = 0", "per_second"), ('address = "city"', "address"), ("more = 1", "more"),
    ('endpoints = ["http://h"]', "endpoints[0]"),
])
def test_a_mistake_is_told_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "updates.toml").write_text(text + "\n", encoding="utf-8")
    with pytest.raises(FolderErrors) as e:
        load_declared(tmp_path)
    assert said in str(e.value.errors[0])


@pytest.mark.parametrize(("mqtt", "classes"), [
    (None, []),
    (ByMqtt(("mqtt://h:1883",)), [CREATE]),
    (ByMqtt(("mqtt://h:1883",), "v1.1", Updates("v1.1", EVERY, (), "t", True)), [CREATE, RECEIVE]),
    (ByMqtt(("mqtt://h:1883",), "v1.1", Updates("v1.1", ("Things",), (), "t", False)), [CREATE]),
    (ByMqtt(("mqtt://h:1883",), "bay/v1.1", Updates("bay/v1.1", EVERY, (), "t", False)), []),
])
def test_the_root_claims_what_is_done_and_no_more(mqtt: ByMqtt | None, classes: list[str]) -> None:
    settings = write_root("http://h/v1.1", mqtt)["serverSettings"]
    claimed = [uri for uri in settings["conformance"] if "mqtt" in uri]
    requirements = [f"{CREATE}/observations-creation", f"{RECEIVE}/receive-updates"][: len(classes)]
    assert claimed == [*classes, *requirements]
    for one in requirements:
        assert settings[one]["endpoints"] == ("mqtt://h:1883",)
    assert (SOME_UPDATES in settings) == (mqtt is not None and mqtt.updates is not None and not mqtt.updates.whole)


def test_a_servers_client_id_is_its_data_folders_and_survives_a_restart(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()
    first = session_of(one, "town")
    assert first.startswith("banyan-town-")
    assert session_of(one, "town") == first
    assert session_of(two, "town") != first

"""Whatever is done to a good folder, it stays a city or says what is wrong: never a traceback."""

import re
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from banyan.runtime.folder import FolderError, FolderErrors, digest, find_city, load

FILES = [
    "city.toml", "streams.toml", "rules.toml", "crews.toml", "cases.toml", "calendar.toml", "authority.toml",
    "hydraulics/storms.toml", "hydraulics/network.inp", "layers/things.geojson", "layers/lakes.geojson",
]  # fmt: skip
VALUES = [
    "nan", "-inf", '""', "-1", "0", "1e308", "1" + "0" * 400, "true", "[]", "{}", "[[]]", "{a=1}", "1979-05-27",
    "1979-05-27T07:32:00", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "07:32:00", '"\\u0000"',
    '"' + "a" * 300 + '"', '"../../etc/passwd"', '"{"', '"{a}+"', '"$"', '"*"', "[nan,nan]", "[[1,1],[1,1]]", '"III"',
    '"1 minute"', '"Asia"', "[{}]", "0x7fffffffffffffffffff", "null", "[119, 26]",
]  # fmt: skip
_VALUE = re.compile(r'(?<=[=:] )("[^"\n]*"|[-\w.:+]+|\[.*\]|\{.*\})|(?<=[\[ ,])(-?[0-9][-\w.:+]*|"[^"\n]*")')


@st.composite
def messes(draw: st.DrawFn) -> tuple[str, str, float, object]:
    """A file, what is done to it, where (as a share of its length), and with what."""
    how = draw(st.sampled_from(["cut", "insert", "value", "value", "line-out", "line-twice"]))
    what: object = draw(st.sampled_from(VALUES)) if how == "value" else draw(st.binary(min_size=1, max_size=6))
    return draw(st.sampled_from(FILES)), how, draw(st.floats(0, 1, exclude_max=True)), what


def make(data: bytes, how: str, share: float, what: object) -> bytes:
    at = int(share * len(data))
    lines = data.split(b"\n")
    line = int(share * len(lines))
    match how:
        case "cut":
            return data[:at] + data[at + 20 :]
        case "insert":
            assert isinstance(what, bytes)
            return data[:at] + what + data[at:]
        case "line-out":
            return b"\n".join(lines[:line] + lines[line + 1 :])
        case "line-twice":
            return b"\n".join([*lines[: line + 1], lines[line], *lines[line + 1 :]])
    text = data.decode("utf-8", "replace")
    found = list(_VALUE.finditer(text))
    if not found:
        return data
    hit = found[int(share * len(found))]
    return (text[: hit.start()] + str(what) + text[hit.end() :]).encode()


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    at = tmp_path_factory.mktemp("mess") / "city"
    shutil.copytree(find_city("template"), at)
    return at


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(done=st.lists(messes(), min_size=1, max_size=4))
def test_a_broken_folder_is_a_city_or_a_list_of_mistakes(
    shelf: Path, done: list[tuple[str, str, float, object]]
) -> None:
    told: list[FolderError] = []
    before = {name: (shelf / name).read_bytes() for name in FILES}
    try:
        for name, how, share, what in done:
            (shelf / name).write_bytes(make((shelf / name).read_bytes(), how, share, what))
        assert len(digest(load(shelf))) == 64
    except FolderErrors as wrong:
        told = wrong.errors or [FolderError("", "", "no mistake", "at least one")]
    finally:
        for name, data in before.items():
            (shelf / name).write_bytes(data)
    assert all(error.file and len(str(error)) < 1000 and str(error).isprintable() for error in told)
    assert len({(error.file, error.key) for error in told}) == len(told)

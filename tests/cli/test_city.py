"""banyan check and banyan init, as a person at a terminal and as a program."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from banyan.cli.main import main
from banyan.runtime.folder import digest, find_city, load


class Result(NamedTuple):
    """What a command left on the terminal."""

    exit_code: int
    stdout: str
    stderr: str


Banyan = Callable[..., Result]


@pytest.fixture
def banyan(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Banyan:
    def run(*arguments: str | Path, lang: str = "C.UTF-8") -> Result:
        monkeypatch.setenv("LANG", lang)
        with pytest.raises(SystemExit) as left:
            main([str(a) for a in arguments])
        code = left.value.code
        assert isinstance(code, int)
        return Result(code, *capsys.readouterr())

    return run


def test_a_whole_city_is_told_with_its_counts(banyan: Banyan) -> None:
    result = banyan("check", find_city("template"))
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "My City is a city: 8 streams, 8 rules, 2 devices, 1 lakes, 6 places, 1 crews, 1 case types, 1 storms, "
        "3 layers.\n"
    )


def test_a_ready_city_is_checked_by_its_name(banyan: Banyan) -> None:
    result = banyan("check", "banyan-bay")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("Banyan Bay is a city: ")


def test_chinese_by_flag_or_by_environment(banyan: Banyan) -> None:
    for result in (banyan("check", "banyan-bay", "--lang", "zh"), banyan("check", "banyan-bay", lang="zh_CN.UTF-8")):
        assert result.stdout.startswith("榕湾是一座完整的城市：")
    assert banyan("check", "banyan-bay", "--lang", "en", lang="zh_CN.UTF-8").stdout.startswith("Banyan Bay")


def test_mistakes_are_listed_and_the_exit_code_is_one(banyan: Banyan, tmp_path: Path) -> None:
    city = tmp_path / "bad"
    assert banyan("init", city).exit_code == 0
    text = (city / "city.toml").read_text(encoding="utf-8")
    (city / "city.toml").write_text(text.replace("ramp = 10", "ramp = 0"), encoding="utf-8")
    (city / "crews.toml").unlink()
    result = banyan("check", city, "--json", tmp_path / "out.json")
    assert (result.exit_code, result.stderr) == (1, "")
    assert result.stdout.splitlines() == [
        f"{city} has 2 mistakes:",
        "  crews.toml: found nothing; expected this file: it is missing",
        "  city.toml, devices[0].ramp: found 0; expected % a minute, above 0, at most 6000",
    ]
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8")) == {
        "schema": "banyan.check/1",
        "ok": False,
        "errors": [
            {"file": "crews.toml", "key": "", "found": "nothing", "expected": "this file: it is missing"},
            {"file": "city.toml", "key": "devices[0].ramp", "found": "0",
             "expected": "% a minute, above 0, at most 6000"},
        ],
    }  # fmt: skip


def test_the_result_for_programs_names_the_city_and_its_digest(banyan: Banyan, tmp_path: Path) -> None:
    assert banyan("check", "template", "--json", tmp_path / "out.json").exit_code == 0
    told = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert (told["ok"], told["errors"], told["city"]) == (True, [], "my-city")
    assert told["digest"] == digest(load(find_city("template")))


def test_a_terminal_is_not_flooded(banyan: Banyan, tmp_path: Path) -> None:
    city = tmp_path / "many"
    banyan("init", city)
    (city / "crews.toml").write_text("[[crews]]\n" * 300, encoding="utf-8")
    lines = banyan("check", city).stdout.splitlines()
    assert len(lines) == 202
    assert lines[-1].endswith("more; --json FILE has all of them")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["check", "no-such-city"], 'banyan: "no-such-city" is no folder and no ready city; ready are: banyan-bay'),
        (["check", ""], 'banyan: "" is no folder and no ready city; ready are: banyan-bay'),
        (["check", "banyan-bay", "--json", "/no/such/folder/out.json"],
         "banyan: --json /no/such/folder/out.json can't be written"),
        (["init", "/dev/null/city"], "banyan: /dev/null/city can't be made"),
        (["init", "/dev/null"], "banyan: /dev/null is there already and not an empty folder"),
    ],
)  # fmt: skip
def test_what_can_not_be_done_is_one_sentence_and_exit_code_two(
    banyan: Banyan, arguments: list[str], told: str
) -> None:
    result = banyan(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(told)
    assert result.stderr.count("\n") == 1


def test_a_missing_argument_is_usage(banyan: Banyan) -> None:
    assert [banyan("check").exit_code, banyan("init").exit_code] == [2, 2]


def test_init_makes_a_city_named_like_its_folder(banyan: Banyan, tmp_path: Path) -> None:
    result = banyan("init", tmp_path / "deep" / "Harbour-1")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines()[1:] == [
        f"Next: change {tmp_path}/deep/Harbour-1/city.toml, then",
        f"  banyan check {tmp_path}/deep/Harbour-1",
        f"  banyan demo --city {tmp_path}/deep/Harbour-1",
    ]
    city = load(tmp_path / "deep" / "Harbour-1")
    assert city.id == "harbour-1"
    assert (len(city.lakes), len(city.devices), len(city.crews), len(city.storms)) == (1, 2, 1, 1)


@pytest.mark.parametrize("name", ["market", "我的城市", "a b", "gate-1", "x" * 60])
def test_init_keeps_the_templates_id_where_the_folders_name_can_not_be_one(
    banyan: Banyan, tmp_path: Path, name: str
) -> None:
    assert banyan("init", tmp_path / name).exit_code == 0
    assert load(tmp_path / name).id == "my-city"


def test_init_takes_an_empty_folder_and_refuses_one_with_anything_in_it(banyan: Banyan, tmp_path: Path) -> None:
    (tmp_path / "city").mkdir()
    assert banyan("init", tmp_path / "city").exit_code == 0
    before = sorted(p.name for p in (tmp_path / "city").iterdir())
    result = banyan("init", tmp_path / "city")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        f"banyan: {tmp_path}/city is there already and not an empty folder; name a new one, or empty it first\n"
    )
    assert sorted(p.name for p in (tmp_path / "city").iterdir()) == before

"""notices.toml: receivers, quiet hours, retries and templates, with every mistake told."""

import shutil
from datetime import time, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec.structs import replace

from banyan.cli.main import cli
from banyan.command.notices.policy import Audience, Policy, Quiet, Receiver, Retry, Template, Urgency
from banyan.model.city import City
from banyan.model.text import Name
from banyan.model.time import minutes
from banyan.runtime.folder.errors import FolderErrors
from banyan.runtime.notices.folder import load_policy

GOOD = """
good_for_h = 12
[retry]
tries = 2
first_min = 5
factor = 3
longest_min = 30
[[receivers]]
id = "duty-officer"
channels = ["duty-phone", "gateway"]
quiet = [{ begin = 22:00:00, end = 07:00:00 }, { begin = 12:00:00, end = 14:00:00, below = "prompt" }]
[[receivers]]
id = "reporter"
channels = ["gateway"]
language = "en"
[[templates]]
key = "case.told.ended"
audience = "reporter"
urgency = "routine"
title = { zh = "有结果", en = "An answer" }
text = { zh = "案件 {case}", en = "Case {case}" }
"""


def folder(tmp_path: Path, text: str) -> Path:
    (tmp_path / "notices.toml").write_text(text, encoding="utf-8")
    return tmp_path


def test_what_a_city_declares_is_read(tmp_path: Path, bay: City) -> None:
    quiet = Quiet(time(22), time(7)), Quiet(time(12), time(14), Urgency.PROMPT)
    read = load_policy(folder(tmp_path, GOOD), bay)
    assert read.names["tower-road"] == next(place.name for place in bay.places if place.id == "tower-road")
    assert replace(read, names={}) == Policy(
        receivers=(Receiver("duty-officer", ("duty-phone", "gateway"), "zh", quiet),
                   Receiver("reporter", ("gateway",), "en")),
        templates=(Template("case.told.ended", Audience.REPORTER, Urgency.ROUTINE, Name("有结果", "An answer"),
                            Name("案件 {case}", "Case {case}")),),
        retry=Retry(2, minutes(5), 3, minutes(30)), good_for=timedelta(hours=12), timezone="Asia/Shanghai",
    )  # fmt: skip


def test_without_the_file_nobody_is_declared(tmp_path: Path, bay: City) -> None:
    assert replace(load_policy(tmp_path, bay), names={}) == Policy(timezone="Asia/Shanghai")


@pytest.mark.parametrize(
    ("wrong", "instead", "expected"),
    [
        ('id = "duty-officer"', 'id = "duty-oficer"', 'receivers[0].id: found "duty-oficer"; expected reporter, crew'),
        ('language = "en"', 'language = "fr"', 'receivers[1].language: found "fr"; expected zh or en'),
        ('"duty-phone", "gateway"', '"gateway", "gateway"', "receivers[0].channels: found gateway, gateway; expected"),
        ('below = "prompt"', 'below = "promt"', 'receivers[0].quiet[1].below: found "promt"; expected one of routine'),
        ('id = "reporter"', 'id = "duty-officer"', 'receivers[1].id: found "duty-officer" again; expected each once'),
        ('zh = "案件 {case}"', 'zh = "案件 {case.a}"', 'templates[0].text.zh: found "{case.a}"; expected plain'),
        ("tries = 2", "tries = 0", "retry.tries: found 0; expected 1 to 100"),
        ("good_for_h = 12", "good_for_h = 9000", "good_for_h: found 9000; expected 1 to 720"),
        ("good_for_h = 12", "good = 12", 'found an unknown key "good"'),
    ],
)
def test_a_mistake_is_told_with_its_place(
    tmp_path: Path, bay: City, wrong: str, instead: str, expected: str
) -> None:
    assert wrong in GOOD
    with pytest.raises(FolderErrors) as told:
        load_policy(folder(tmp_path, GOOD.replace(wrong, instead)), bay)
    assert expected in str(told.value)


def test_a_city_is_checked_with_its_notices(tmp_path: Path) -> None:
    city = shutil.copytree(Path(__file__).parents[3] / "cities" / "banyan-bay", tmp_path / "bay")
    folder(city, GOOD)
    assert CliRunner().invoke(cli, ["check", str(city)]).exit_code == 0
    folder(city, GOOD.replace("tries = 2", "tries = 0"))
    checked = CliRunner().invoke(cli, ["check", str(city)])
    assert checked.exit_code == 1
    assert "notices.toml, retry.tries: found 0; expected 1 to 100" in checked.output

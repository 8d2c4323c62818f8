"""banyan cases, casetypes and routes, as people type them: a case from report to answer over several commands."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Say

DESK, ROADS = ("--as", "duty-officer-1"), ("--as", "roads-1")


@pytest.fixture
def lived(tmp_path: Path, say: Say) -> tuple[Path, str]:
    """A data folder with one case that was dispatched, and its id."""
    data, out = tmp_path / "data", tmp_path / "case.json"
    done = say("cases", "report", "pothole", "--at", "119.601", "25.9901", "--city", "banyan-bay", "--data", data,
               "--source", "app:17", "--json", out, *DESK)
    assert done.code == 0, done.err
    case = str(json.loads(out.read_text())["case"]["id"])
    assert say("cases", "move", case, "file", "--data", data, *DESK).code == 0
    done = say("cases", "move", case, "dispatch", "--data", data, *DESK)
    assert done.out == f"Case {case}: dispatched, with roads\n"
    return data, case


def test_the_same_source_again_is_the_same_case(lived: tuple[Path, str], say: Say) -> None:
    data, case = lived
    done = say("cases", "report", "pothole", "--at", "119.601", "25.99", "--data", data, "--source", "app:17", *DESK)
    assert done.out.startswith(f"Case {case}: Hole in the road, dispatched")


def test_a_move_that_is_not_allowed_is_one_sentence_in_the_askers_language(lived: tuple[Path, str], say: Say) -> None:
    data, case = lived
    done = say("cases", "move", case, "file", "--data", data, "--language", "zh", *DESK)
    assert (done.code, done.err) == (2, f"banyan: 案件 {case} 的状态是“已派遣”，不能立案；应为：已受理\n")
    done = say("cases", "move", case, "return", "--ground", "x", "--reason", "y", "--data", data, *ROADS)
    assert done.code == 2
    assert "expected one of: not-our-area, not-our-thing, wrong-class" in done.err


def test_one_case_is_shown_with_clocks_holders_and_log(lived: tuple[Path, str], say: Say) -> None:
    data, case = lived
    done = say("cases", "show", case, "--data", data)
    assert f"Case {case}: Hole in the road (pothole, version 1)" in done.out
    assert "promised limit" in done.out
    assert [line.split()[2] for line in done.out.splitlines() if "→" in line] == ["report", "file", "dispatch"]


def test_the_journal_is_sound_and_rebuilds(lived: tuple[Path, str], say: Say) -> None:
    data, _ = lived
    assert say("checkjournal", "--data", data).code == 0
    assert "0 rows of the current state differed" in say("rebuild", "--data", data).out


def test_rounds_say_who_goes_where_and_what_it_gains(lived: tuple[Path, str], say: Say, tmp_path: Path) -> None:
    data, case = lived
    out = tmp_path / "rounds.json"
    done = say("cases", "rounds", "--unit", "roads", "--data", data, "--json", out)
    assert done.code == 0, done.err
    told = json.loads(out.read_text())
    [one] = told["rounds"]
    assert (told["schema"], [stop["case"] for stop in one["stops"]]) == ("banyan.case-rounds/1", [case])
    assert f" {case} Hole in the road " in done.out
    assert done.out.splitlines()[-1].startswith("0 late; first come, nearest would have 0: 0 avoided; ")
    assert say("cases", "rounds", "--unit", "drainage", "--data", data).out == "No open case asks for a visit.\n"


def test_answers_to_a_type_without_a_form_are_refused(say: Say, tmp_path: Path) -> None:
    answers = tmp_path / "answers.json"
    answers.write_text('{"state": "open"}')
    done = say("cases", "report", "bin-full", "--at", "119.601", "25.9901", "--city", "banyan-bay", "--data",
               tmp_path / "data", "--answers", answers, *DESK)
    assert (done.code, "bin-full has no form" in done.err) == (2, True)


BAD = (
    (("cases", "rounds", "--unit", "moon"), 'no unit "moon"'),
    (("cases", "show", "K1"), "no such case"),
    (("cases", "move", "K1", "file"), "there is no case K1"),
    (("cases", "report", "hoel"), "there is no case type hoel today"),
    (("cases", "report", "pothole", "--heard", "yesterday"), "a time with its offset was expected"),
    (("cases", "report", "pothole", "--at", "500", "0"), "no longitude and latitude"),
    (("cases", "list", "--as", "nobody"), "nobody is not known here"),
    (("cases", "list", "--city", "template"), "this city has no casework"),
)


def test_bad_input_is_one_sentence(lived: tuple[Path, str], say: Say) -> None:
    for args, told in BAD:
        done = say(*args, "--data", lived[0])
        assert done.code == 2, done.out
        assert told in done.err
        assert done.err.count("\n") == 1


def test_an_empty_folder_begins_with_a_city_or_says_so(tmp_path: Path, say: Say) -> None:
    done = say("cases", "list", "--data", tmp_path / "none")
    assert (done.code, "name the city with --city" in done.err) == (2, True)


def test_mistakes_in_case_types_are_listed_and_exit_is_1(tmp_path: Path, say: Say) -> None:
    (tmp_path / "casetypes").mkdir()
    (tmp_path / "casetypes" / "a.toml").write_text('[[types]]\nid = "x"\n')
    done = say("casetypes", "check", tmp_path, "--json", tmp_path / "out.json")
    assert done.code == 1
    assert "casetypes/a.toml, types[0].version: found nothing" in done.out
    assert json.loads((tmp_path / "out.json").read_text())["ok"] is False


def test_what_changed_under_one_version_is_said(tmp_path: Path, say: Say) -> None:
    source = Path(__file__).parents[2] / "src" / "banyan" / "packs" / "frontline" / "casetypes"
    for name in ("old", "new"):
        (tmp_path / name / "casetypes").mkdir(parents=True)
        for file in ("defaults.toml", "greening.toml"):
            text = (source / file).read_text(encoding="utf-8")
            if name == "new":
                text = text.replace('limit = "4 urgent hours"', 'limit = "3 urgent hours"')
            (tmp_path / name / "casetypes" / file).write_text(text, encoding="utf-8")
    done = say("casetypes", "diff", tmp_path / "old", tmp_path / "new")
    assert done.code == 1
    assert done.out.splitlines()[0] == (
        "changed tree-down@1, states[0].promised.limit: 4 urgent hours → 3 urgent hours")
    assert say("casetypes", "diff", tmp_path / "old", tmp_path / "old").code == 0


def test_a_route_is_explained_row_by_row(tmp_path: Path, say: Say) -> None:
    out = tmp_path / "route.json"
    done = say("routes", "explain", "--city", "banyan-bay", "noise", "--at", "119.601", "25.991",
                  "--when", "2026-07-24T23:10:00+08:00", "--json", out)
    assert done.code == 0, done.err
    assert done.out.startswith("goes to night-patrol (Night patrol), by noise-by-night\n")
    assert json.loads(out.read_text())["area"] == "old-town"


def test_a_wrong_class_is_put_right_and_the_clock_keeps_its_first_intake(lived: tuple[Path, str], say: Say) -> None:
    data, case = lived
    done = say("cases", "move", case, "re-class", "--type", "lamp-out", "--reason", "a lamp", "--data", data, *DESK)
    assert done.out == f"Case {case}: dispatched, with lighting\n"
    shown = say("cases", "show", case, "--data", data, "--language", "zh").out
    assert "（lamp-out 第 1 版）" in shown
    assert "改类" in shown
    done = say("cases", "move", case, "re-class", "--type", "lamp-out", "--reason", "a lamp", "--data", data, *DESK)
    assert (done.code, done.err) == (
        2, f"banyan: case {case} is of the type lamp-out already; name another\n")

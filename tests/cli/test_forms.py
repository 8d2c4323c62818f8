"""banyan forms."""

import json

import pytest

from tests.command.forms.forms import PIT

ANSWERS = {"state": "open", "width": 2, "length": 1.5, "lane": "left", "phone": "110"}


@pytest.fixture
def pit(tmp_path):
    file = tmp_path / "pit.json"
    file.write_text(json.dumps(PIT), encoding="utf-8")
    return file


def test_a_form_that_makes_sense_is_told_in_one_line(say, pit):
    assert say("forms", "check", pit, "--language", "en") == (0, "Form pit@1 makes sense: fields, 8; rules, 5\n", "")


def test_each_mistake_is_told_with_its_place(say, tmp_path):
    file = tmp_path / "pit.json"
    file.write_text(json.dumps(PIT | {"rules": [{"show": "colour"}, {"require": "lane", "when": {"given": "x"}}]}))
    code, _, err = say("forms", "check", file, "--language", "en")
    assert code == 1
    assert [line.split(": there is no field ")[0] for line in err.splitlines()] == [
        f"{file}, rules[1]", f"{file}, rules[2]"]


def test_a_form_may_be_toml(say, tmp_path):
    file = tmp_path / "f.toml"
    file.write_text('id = "f"\nversion = 1\n[schema]\ntype = "object"\nproperties.a.type = "string"\n')
    assert say("forms", "check", file)[0] == 0


def test_answers_come_to_values_and_to_what_is_missing(say, pit, tmp_path):
    answers, out = tmp_path / "a.json", tmp_path / "out.json"
    answers.write_text(json.dumps(ANSWERS))
    code, said, err = say("forms", "fill", pit, "--answers", answers, "--json", out, "--language", "en")
    assert (code, err) == (0, "")
    assert said.splitlines() == ["  state: open", "  width: 2", "  length: 1.5", "  area: 3", "  Lane: left",
                                 "  phone: 110"]
    assert json.loads(out.read_text())["values"]["area"] == 3
    answers.write_text(json.dumps(ANSWERS | {"lane": None}))
    code, _, err = say("forms", "fill", pit, "--answers", answers, "--language", "zh")
    assert (code, err) == (1, "车道: 必填，尚未填写\n")


@pytest.mark.parametrize(("content", "why"), [
    (b"", "is no JSON"), (b"[]", "holds no table"), (b"{", "is no JSON"), (b"\xff\xfe", "is not UTF-8 text"),
    (b"{}", "is no form: Object missing required field `id`"), (b"[" * 100_000, "is n"),
])  # fmt: skip
def test_a_file_that_is_no_form_is_refused_in_one_sentence(say, tmp_path, content, why):
    file = tmp_path / "f.json"
    file.write_bytes(content)
    code, _, err = say("forms", "check", file)
    assert code == 2
    assert why in err
    assert len(err.splitlines()) == 1


def test_a_form_with_mistakes_is_not_filled(say, tmp_path):
    file = tmp_path / "f.json"
    file.write_text(json.dumps(PIT | {"rules": [{"show": "colour"}]}))
    code, _, err = say("forms", "fill", file, "--answers", file)
    assert code == 2
    assert "has mistakes: mend what banyan forms check" in err

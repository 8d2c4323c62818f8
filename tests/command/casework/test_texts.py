"""Everything that the engine can say, it can say in both languages, about the same things."""

import re
from pathlib import Path
from string import Formatter

import banyan.command.casework as engine
import banyan.runtime.casework as office
from banyan.command.casework.texts import NAMES, TEXTS
from banyan.model.casework import Status, Verb

ROOMS = (engine, office)      # the office refuses what the engine never sees: answers that don't fit a type's form
SOURCES = "\n".join(p.read_text(encoding="utf-8") for room in ROOMS
                    for p in sorted(Path(str(room.__file__)).parent.glob("*.py")) if p.name != "texts.py")


def fields(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def test_every_refusal_and_every_notice_has_its_text() -> None:
    refusals = {f"case.no.{key}" for key in re.findall(r'\bNo\(\s*"([a-z-]+)"', SOURCES)}
    refusals |= set(re.findall(r'\bSaid\("(case\.no\.[a-z-]+)"', SOURCES))
    notices = set(re.findall(r'"(case\.told\.[a-z-]+)"', SOURCES)) | {
        f"case.told.{what}" for what in ("breach", "warning", "call", "return", "dispute")}
    assert refusals | notices == set(TEXTS)


def test_both_languages_speak_of_the_same_things() -> None:
    assert [key for key, name in TEXTS.items() if fields(name.zh) - fields(name.en)] == []
    said = {**TEXTS, **NAMES}
    assert [key for key, name in said.items() if re.search("[A-Za-z]", re.sub(r"\{.*?\}", "", name.zh))] == []
    assert [key for key, name in said.items() if re.search("[\u3000-\u9fff]", name.en)] == []


def test_verbs_and_statuses_have_names() -> None:
    assert {*map(str, Verb), *map(str, Status)} <= set(NAMES)

"""Case types from TOML: what is wrong is told by file, key and what was expected."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from banyan.model.casetype import in_force, version_of
from banyan.model.city import City
from banyan.model.clock import Absence
from banyan.model.ids import RoleId
from banyan.runtime.casework.casebook import load_casebook, of_folder, pack_types, packs
from banyan.runtime.folder import FolderErrors, find_city

GOOD = """
[defaults]
from = 2026-01-01
class_code = "P01"
thing = "part"
desk = "desk"
outcomes = [{ id = "solved", name = { zh = "已解决", en = "Solved" }, solved = true }]

[[types]]
id = "hole"
version = 1
subclass = "01"
name = { zh = "坑", en = "Hole" }
promised = "5 working days"
steps = { handle = { limit = "3 working days", warn = "2 working days" }, file = "30 minutes" }
states = [{ id = "deep", name = { zh = "深", en = "Deep" }, promised = "8 urgent hours" }]

[[types]]
id = "hole"
version = 2
from = 2026-07-01
subclass = "01"
name = { zh = "坑", en = "Hole" }
promised = "4 working days"
"""
Write = Callable[[str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(text: str) -> Path:
        (tmp_path / "casetypes").mkdir(exist_ok=True)
        (tmp_path / "casetypes" / "roads.toml").write_text(text, encoding="utf-8")
        return tmp_path

    return written


def test_defaults_are_under_every_type_and_a_limit_may_be_a_text(write: Write) -> None:
    first, second = of_folder(write(GOOD))
    assert (first.id, first.version, first.promised.limit, first.steps["file"].limit) == (
        "hole", 1, "5 working days", "30 minutes")
    assert first.terms("deep").promised.limit == "8 urgent hours"
    assert first.terms(None).steps["handle"].warn == "2 working days"
    assert second.first.isoformat() == "2026-07-01"


def test_the_version_that_holds_is_the_newest_of_the_day(write: Write) -> None:
    types = of_folder(write(GOOD))
    days = [in_force(types, "hole", types[0].first.replace(month=m, day=d)) for m, d in ((6, 30), (7, 1))]
    assert [d.version for d in days if d is not None] == [1, 2]


WRONG = [
    ('promised = "5 working days"', 'promised = "5 working weeks"', "types[0].promised.limit",
     '"5 working weeks"', 'a whole number from 1 to 999999 and a unit'),
    ('promised = "5 working days"', "promised = 5", "types[0].promised", "5", "a table"),
    ('id = "hole"\nversion = 1', 'id = "a hole"\nversion = 1', "types[0].id", '"a hole"',
     "letters, digits and hyphens"),
    ("version = 1", "version = 0", "types[0].version", "0", "1 or more"),
    ("version = 2", "version = 1", "types[1].version", 'version 1 of "hole" again', "another:"),
    ("from = 2026-07-01", "from = 2026-01-01", "types[1].from", "2026-01-01, as of version 1", "a day of its own"),
    ("file = ", "fille = ", "types[0].steps.fille", '"fille"', 'did you mean "file"?'),
    (", solved = true", "", "types[0].outcomes", "no outcome that is solved", "at least one with solved = true"),
    ('{ zh = "深", en = "Deep" }', '{ zh = "深", en = " " }', "types[0].states[0].name", "an empty text",
     "a name in both languages"),
    ('subclass = "01"\nname', 'subclas = "01"\nname', "types[0].subclas", 'an unknown key "subclas"',
     'did you mean "subclass"?'),
    ("[defaults]", "[default]", "default", 'an unknown key "default"', "one of defaults, types"),
]  # fmt: skip


@pytest.mark.parametrize(("was", "now", "key", "found", "expected"), WRONG)
def test_a_mistake_is_told_with_its_key(write: Write, was: str, now: str, key: str, found: str, expected: str) -> None:
    with pytest.raises(FolderErrors) as wrong:
        of_folder(write(GOOD.replace(was, now, 1)))
    told = next(e for e in wrong.value.errors if e.key == key)
    assert (told.file, told.found) == ("casetypes/roads.toml", found)
    assert expected in told.expected


@pytest.mark.parametrize("text", ["", "types = 3", "types = []", "[[types]]", "types = [1, [2]]", "defaults = 3",
                                  "[[types]]\nid = [[]]\npowers = 3\nescalation = [1]\nstates = [2]\nsteps = 1",
                                  "\x00", "[[types]]\nid = \"" + "x" * 100_000 + '"'])
def test_whatever_a_file_holds_nothing_but_mistakes_comes_of_it(write: Write, text: str) -> None:
    with pytest.raises(FolderErrors):
        of_folder(write(text))


def test_a_type_that_is_named_has_to_be_there(write: Write) -> None:
    text = GOOD.replace("version = 1\n", 'version = 1\nparts = [{ type = "hoel" }]\n')
    with pytest.raises(FolderErrors, match=r'types\[0\]\.parts\[0\]\.type: found "hoel".*did you mean "hole"'):
        of_folder(write(text))


def test_the_frontline_pack_has_forty_types_in_both_languages_with_limits_by_state() -> None:
    types = pack_types("frontline")
    assert packs() == ["frontline", "water"]
    assert len(types) >= 40
    codes = [(d.class_code, d.subclass) for d in types]
    assert len(set(codes)) == len(codes)
    assert sum(bool(d.states) for d in types) >= 15
    said = [name for d in types for name in (d.name, d.help, d.group, *(s.name for s in d.states)) if name is not None]
    assert [n.zh for n in said if any("a" <= c.casefold() <= "z" for c in n.zh)] == []
    assert [n.en for n in said if any(c > "\u3000" for c in n.en)] == []
    assert all(d.help is not None and d.group is not None and d.keywords for d in types)


def test_the_pack_is_data_and_hardly_any_python() -> None:
    folder = Path(__file__).parents[3] / "src" / "banyan" / "packs" / "frontline"
    assert sum(len(f.read_text().splitlines()) for f in folder.rglob("*.py")) < 700


def test_banyan_bay_calls_the_packs_roles_by_its_own_names(bay: City) -> None:
    book = load_casebook(find_city("banyan-bay"), bay)
    assert book is not None
    hole = version_of(book, "pothole", 1)
    assert hole is not None
    assert (hole.desk, [rung.role for rung in hole.escalation]) == ("duty-officer", ["supervisor", "director"])
    assert book.calendar("nobody's") == book.calendar(None)


def test_a_city_without_casework_has_none(bay: City) -> None:
    assert load_casebook(find_city("template"), bay) is None


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A copy of Banyan Bay that a test may change."""
    shutil.copytree(find_city("banyan-bay"), tmp_path / "bay")
    return tmp_path / "bay"


def absent(folder: Path, rows: str) -> None:
    file = folder / "casework.toml"
    file.write_text(file.read_text(encoding="utf-8") + rows, encoding="utf-8")


def test_absences_of_roles_and_units_stand_in_the_folder(own: Path, bay: City) -> None:
    absent(own, """
[[absences]]
role = "supervisor"
from = 2026-02-14T00:00:00+08:00
until = 2026-02-24T00:00:00+08:00
""")
    book = load_casebook(own, bay)
    assert book is not None
    begin, end = datetime(2026, 2, 13, 16, tzinfo=UTC), datetime(2026, 2, 23, 16, tzinfo=UTC)
    assert book.absences == (Absence(RoleId("supervisor"), begin, end),)


@pytest.mark.parametrize(("row", "key", "expected"), [
    ('role = "superviser"\nfrom = 2026-02-14T00:00:00Z\nuntil = 2026-02-15T00:00:00Z', "role",
     '(did you mean "supervisor"?)'),
    ('role = "supervisor"\nfrom = 2026-02-14T00:00:00Z\nuntil = 2026-02-14T00:00:00Z', "until",
     "a time after 2026-02-14T00:00:00Z"),
    ('role = "supervisor"\nfrom = 2026-02-14T00:00:00\nuntil = 2026-02-15T00:00:00Z', "from", "with its offset"),
    ('role = "supervisor"\nfrom = 2026-02-14\nuntil = 2026-02-15T00:00:00Z', "from", "with its offset"),
    ('role = "supervisor"\nfrom = 2026-02-14T00:00:00Z', "until", "this key is required"),
])  # fmt: skip
def test_a_wrong_absence_is_told_with_its_key(own: Path, bay: City, row: str, key: str, expected: str) -> None:
    absent(own, f"\n[[absences]]\n{row}\n")
    with pytest.raises(FolderErrors) as wrong:
        load_casebook(own, bay)
    told = [(e.file, e.key) for e in wrong.value.errors]
    assert told == [("casework.toml", f"absences[0].{key}")]
    assert expected in wrong.value.errors[0].expected

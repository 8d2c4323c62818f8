"""banyan.bulletin/1 keeps its published schema, and says no contact."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banyan.model.project import InvestmentKind, InvestorKind, Project
from banyan.packs.projects.bulletin import Ask, Bulletin, bulletin
from banyan.packs.projects.bulletin_bands import BANDS
from banyan.packs.projects.bulletin_figures import FigureError, chosen, is_released, numbers
from banyan.packs.projects.bulletin_json import as_json
from tests.packs.projects.small_list import DAY, EDITION, OFFLINE, STAGES, invested, project, staged

SCHEMA = json.loads((Path(__file__).parents[3] / "docs/schemas/bulletin.schema.json").read_text(encoding="utf-8"))
VALID = jsonschema.Draft202012Validator(SCHEMA, format_checker=jsonschema.FormatChecker())


def told(*projects: Project) -> Bulletin:
    return bulletin(projects, Ask(EDITION, date(2022, 6, 30), stages=STAGES))


def full() -> Bulletin:
    return told(
        project(1, invested("6"), channel=OFFLINE, sector=("chips",), kind=InvestorKind.STATE, origin="贵州",
                stages=staged(("started", date(2021, 12, 1)))),
        project(2, invested("3"), invested("1", InvestmentKind.INCREMENT)),
        project(3, invested("2", edition="2020 expo"), edition="2020 expo", signed_on=date(2020, 9, 1)),
    )  # fmt: skip


def checked(found: Bulletin, released: dict[str, str] | None = None) -> dict[str, Any]:
    plain: dict[str, Any] = json.loads(json.dumps(as_json(found, released or {}, BANDS)))
    VALID.validate(plain)
    return plain


def test_a_bulletin_keeps_its_schema() -> None:
    plain = checked(full())
    assert [t["name"] for t in plain["tables"]] == [
        "total", "channel", "sector", "investor_kind", "size_band", "origin", "change", "cohort"]
    assert plain["tables"][0]["rows"][0] == {
        "label": "total", "count": 2, "amount": "10000000000", "share": 1.0, "count_share": 1.0,
        "increases": ["P-0002"], "projects": ["P-0001", "P-0002"], "released": [],
    }
    assert plain["tables"][4]["rows"][1]["above"] == "1000000000"


def test_an_empty_bulletin_keeps_its_schema() -> None:
    assert checked(told())["tables"][0]["rows"][0]["share"] is None


def test_a_contact_and_its_cell_are_left_out() -> None:
    assert "contact" not in json.dumps(checked(full()))
    assert "13900001234" not in json.dumps(checked(full()))


def test_released_figures_are_named_in_their_row() -> None:
    given_ = {"total/total/count": "2", "total/total/amount": "1", "project/P-0001/amount": "6000000000"}
    plain = checked(full(), given_)
    assert plain["tables"][0]["rows"][0]["released"] == ["count"]
    assert [key["released"] for key in plain["key_projects"]] == [True, False]


def test_figures_are_chosen_by_whole_names_and_by_beginnings() -> None:
    every = numbers(full())
    assert [n.id for n in chosen(every, ["total/total/count", "channel/on-site-offline"])] == [
        "total/total/count", "channel/on-site-offline/count", "channel/on-site-offline/amount",
        "channel/on-site-offline/share"]
    assert len(chosen(every, ["project/"])) == 2
    with pytest.raises(FigureError, match='"chan"'):
        chosen(every, ["chan"])


def test_no_two_figures_share_a_name() -> None:
    names = [n.id for n in numbers(full())]
    assert len(set(names)) == len(names)


def test_a_release_holds_for_its_value_alone() -> None:
    (count, *_) = numbers(full())
    assert is_released(count, {count.id: count.value})
    assert not is_released(count, {count.id: "3"})
    assert not is_released(count, {})


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10**14), st.sampled_from(["2021 expo", "2020 expo", "夏季签约"])), max_size=8))
def test_any_list_keeps_the_schema(drawn: list[tuple[int, str]]) -> None:
    checked(told(*(project(i, invested(f"{n / 10**9:.9f}", edition=e), edition=e,
                           signed_on=DAY if e == EDITION else date(2020, 9, 1))
                   for i, (n, e) in enumerate(drawn, start=1))))

"""What a bulletin counts: exact answers on small lists, and properties that hold for every list."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banyan.model.ids import ProjectId
from banyan.model.project import InvestmentKind, Investor, InvestorKind, Project, Standing
from banyan.packs.projects.bulletin import Ask, Bulletin, bulletin
from banyan.packs.projects.bulletin_bands import BandError, band, read_bands
from tests.packs.projects.small_list import (
    BN,
    DAY,
    EDITION,
    OFF_SITE,
    OFFLINE,
    ONLINE,
    STAGES,
    invested,
    project,
    staged,
)

INCREMENT, REVISED = InvestmentKind.INCREMENT, InvestmentKind.REVISED
OLD = {"edition": "2020 expo", "signed_on": date(2020, 9, 15)}


def told(*projects: Project, **more: Any) -> Bulletin:
    return bulletin(projects, Ask(**({"edition": EDITION, "as_of": DAY, "stages": STAGES} | more)))


def rows(found: Bulletin, table: str) -> list[tuple[str, int, str]]:
    return [(row.label, row.count, f"{row.amount / BN:f}") for row in found.table(table).rows]


def old(number: int, bn: str, **more: Any) -> Project:
    return project(number, invested(bn, edition="2020 expo"), **(OLD | more))


def test_a_list_is_counted_by_channel_sector_and_investor() -> None:
    found = told(
        project(1, invested("6"), channel=OFFLINE, sector=("chips", "wafers"), kind=InvestorKind.PRIVATE),
        project(2, invested("3"), channel=OFF_SITE, sector=("chips",), kind=InvestorKind.STATE),
        project(3, invested("0.5"), channel=ONLINE, sector=("food",)),
    )
    assert rows(found, "total") == [("total", 3, "9.5")]
    assert rows(found, "channel") == [("on-site-offline", 1, "6"), ("on-site-online", 1, "0.5"), ("off-site", 1, "3")]
    assert rows(found, "sector") == [("chips", 2, "9"), ("food", 1, "0.5")]
    assert rows(found, "investor_kind") == [("state", 1, "3"), ("private", 1, "6"), ("unknown", 1, "0.5")]


def test_a_share_is_of_the_editions_amount() -> None:
    found = told(project(1, invested("1"), channel=OFFLINE), project(2, invested("3"), channel=OFF_SITE))
    assert [(row.share, row.count_share) for row in found.table("channel").rows] == [
        (Decimal("0.25"), Decimal("0.5")), (Decimal("0.75"), Decimal("0.5"))]


def test_an_open_band_leaves_its_bound_out() -> None:
    found = told(*(project(i, invested(bn)) for i, bn in enumerate(("1", "1.000000001", "5", "6"), start=1)))
    assert rows(found, "size_band")[1:] == [("above 1 bn", 3, "12.000000001"), ("above 5 bn", 1, "6")]


def test_a_closed_band_holds_its_bound() -> None:
    bands = read_bands([{"at_least": "1_000_000_000"}, {"below": 10**9}, {"above": 1, "at_most": "5,000,000,000"}])
    found = told(project(1, invested("1")), project(2, invested("5")), bands=bands)
    assert [(r.label, r.count) for r in found.table("size_band").rows] == [
        ("at least 1 bn", 2), ("below 1 bn", 0), ("above 1 and at most 5 bn", 2)]


def test_bands_that_hold_nothing_are_refused_in_a_sentence() -> None:
    for row, said in (({}, "needs one of"), ({"above": 2, "below": 2}, "no amount lies"), ({"above": "x"}, "no amount"),
                      ({"above": 1, "at_least": 2}, "two lower"), ({"over": 1}, "'over' is no key")):
        with pytest.raises(BandError, match=f"^band 1: .*{said}"):
            read_bands([row])
    with pytest.raises(BandError, match='two bands are called "a"'):
        read_bands([{"above": 1, "label": "a"}, {"above": 2, "label": "a"}])


def test_the_words_of_a_band_say_whether_its_bound_is_in_it() -> None:
    assert (band(above=BN).name.zh, band(at_least=BN).name.zh) == ("超过10亿元", "10亿元以上")
    assert band(at_least=BN / 2, below=BN).name.en == "at least 500 million and below 1 bn"


def test_an_increase_adds_to_its_own_editions_amount_and_to_no_count_and_no_band() -> None:
    found = told(
        project(1, invested("0.9"), invested("4", INCREMENT), channel=OFFLINE),
        project(2, invested("7", INCREMENT), channel=OFFLINE, increases=ProjectId("P-0009"), kind=InvestorKind.STATE),
        project(3, invested("8", edition="2020 expo"), invested("2", INCREMENT), channel=OFF_SITE, **OLD),
    )
    assert rows(found, "total") == [("total", 1, "13.9")]
    assert rows(found, "channel") == [("on-site-offline", 1, "11.9"), ("off-site", 0, "2")]
    assert [(r.label, r.count) for r in found.table("size_band").rows] == [
        ("at least 500 million", 1), ("above 1 bn", 0), ("above 5 bn", 0)]
    assert found.total.projects == ("P-0001", "P-0002", "P-0003")
    assert found.total.increased == ("P-0001", "P-0002", "P-0003")


def test_an_increase_is_sorted_as_the_project_that_it_increases() -> None:
    base = old(1, "8", channel=OFF_SITE, sector=("chips",), kind=InvestorKind.STATE, origin="贵州")
    alone = project(2, invested("2", INCREMENT), increases=ProjectId("P-0001"))
    found = told(base, alone)
    assert [rows(found, t) for t in ("channel", "sector", "investor_kind", "origin")] == [
        [("off-site", 0, "2")], [("chips", 0, "2")], [("state", 0, "2")], [("贵州", 0, "2")]]
    here = told(base, project(2, invested("2", INCREMENT), increases=ProjectId("P-0001"), channel=OFFLINE))
    assert rows(here, "channel") == [("on-site-offline", 0, "2")]


def test_what_was_signed_later_is_not_there_yet() -> None:
    late = project(2, invested("9"), signed_on=date(2021, 8, 24))
    assert rows(told(project(1, invested("1")), late), "total") == [("total", 1, "1")]
    assert rows(told(project(1, invested("1")), late, as_of=date(2021, 8, 24)), "total") == [("total", 2, "10")]


def test_a_revision_counts_from_its_day_on() -> None:
    revised = project(1, invested("1"), invested("6", REVISED, on=date(2021, 9, 1)))
    assert rows(told(revised), "size_band")[1] == ("above 1 bn", 0, "0")
    assert rows(told(revised, as_of=date(2021, 9, 1)), "size_band")[2] == ("above 5 bn", 1, "6")


def test_what_was_withdrawn_is_in_no_table() -> None:
    found = told(project(1, invested("1")), project(2, invested("2"), standing=Standing.WITHDRAWN))
    assert rows(found, "total") == [("total", 1, "1")]
    assert [p.id for p in found.projects] == ["P-0001"]


def test_origin_is_the_projects_own_else_its_investors() -> None:
    found = told(project(1, invested("1"), origin="贵州"), project(3, invested("4")),
                 project(2, invested("2"), investors=(Investor("x", origin="四川"),)))
    assert rows(found, "origin") == [("四川", 1, "2"), ("贵州", 1, "1"), ("unknown", 1, "4")]


def test_the_change_on_the_edition_before_is_told_row_by_row() -> None:
    found = told(project(1, invested("6"), channel=OFFLINE), project(2, invested("2"), channel=OFFLINE),
                 old(3, "4", channel=OFF_SITE), project(4, invested("1", edition="2019 expo"), edition="2019 expo"))
    assert found.previous == "2020 expo"
    assert [(r.of, r.label, r.count, f"{r.amount / BN:f}", r.count_now, r.count_before) for r in found.change] == [
        ("total", "total", 1, "4", 2, 1),
        ("size_band", "at least 500 million", 1, "4", 2, 1), ("size_band", "above 1 bn", 1, "4", 2, 1),
        ("size_band", "above 5 bn", 1, "6", 1, 0),
        ("channel", "on-site-offline", 2, "8", 2, 0), ("channel", "off-site", -1, "-4", 0, 1),
        ("sector", "unknown", 1, "4", 2, 1), ("investor_kind", "unknown", 1, "4", 2, 1),
    ]
    assert found.change[0].share == 1
    assert found.change[3].share is None


def test_the_edition_before_is_found_by_its_year_else_by_its_day() -> None:
    def before(*others: tuple[str, date]) -> str | None:
        several = [project(i, invested("1", edition=e), edition=e, signed_on=d) for i, (e, d) in enumerate(others, 2)]
        return told(project(1, invested("1")), *several).previous

    assert before(("2020 expo", DAY), ("2019 expo", DAY), ("spring fair 2020", DAY)) == "2020 expo"
    assert before(("2022 expo", date(2020, 1, 1)), ("spring fair", date(2021, 3, 1))) == "spring fair"
    assert before(("spring fair", date(2021, 9, 1))) is None
    assert before() is None


def test_another_edition_can_be_compared_with() -> None:
    fair = old(3, "1", edition="fair", investments=(invested("2", edition="fair"),))
    assert told(project(1, invested("1")), old(2, "3"), fair, previous="fair").change[0].amount == -BN


def test_a_cohort_is_followed_with_numerator_denominator_and_date() -> None:
    started, producing = date(2021, 11, 1), date(2022, 6, 1)
    found = told(
        project(1, invested("1"), stages=staged(("signed", DAY), ("started", started), ("in-production", producing))),
        project(2, invested("2"), stages=staged(("started", started), ("stopped", producing))),
        project(3, invested("3"), stages=staged(("signed", DAY))), project(4, invested("4")),
        old(5, "1", cohort="first batch", stages=staged(("started", DAY))), as_of=date(2021, 12, 31),
    )
    assert [(r.cohort, r.label, r.numerator, r.denominator, str(r.share), len(r.untold)) for r in found.cohorts] == [
        ("2021 expo", "signed", 4, 4, "1", 0), ("2021 expo", "started", 2, 4, "0.5", 1),
        ("2021 expo", "in-production", 0, 4, "0", 1),
        ("first batch", "signed", 1, 1, "1", 0), ("first batch", "started", 1, 1, "1", 0),
        ("first batch", "in-production", 0, 1, "0", 0),
    ]
    assert found.cohorts[1].projects == ("P-0001", "P-0002")
    assert {r.on for r in found.cohorts} == {date(2021, 12, 31)}


def test_key_projects_are_the_largest_by_what_was_signed() -> None:
    several = (  # the increase adds nothing here
        project(1, invested("1"), invested("9", INCREMENT)), project(2, invested("3")), project(3, invested("3")))
    found = told(*several, key_projects=2)
    assert [(k.project, k.amount / BN) for k in found.key_projects] == [("P-0002", 3), ("P-0003", 3)]


def test_an_edition_nobody_knows_has_empty_tables_and_tells_which_there_are() -> None:
    found = told(project(1, invested("1")), edition="2031 expo")
    assert rows(found, "total") == [("total", 0, "0")]
    assert found.total.share is None
    assert found.editions == ("2021 expo",)


AMOUNTS = st.integers(1, 20_000).map(lambda n: f"{n / 1000:.3f}")
LISTS = st.lists(st.tuples(
    AMOUNTS, st.one_of(st.none(), AMOUNTS), st.sampled_from([None, *InvestorKind]),
    st.sampled_from([None, OFFLINE, OFF_SITE]),
    st.sampled_from(["", "chips", "food"]), st.sampled_from([EDITION, "2020 expo"]),
), max_size=12)  # fmt: skip


@settings(deadline=None)
@given(LISTS)
def test_the_parts_of_every_breakdown_add_up_to_the_total(drawn: list[Any]) -> None:
    projects = [
        project(i, invested(bn, edition=e), *([invested(more, INCREMENT)] if more else []), kind=kind, channel=channel,
                sector=(sector,) if sector else (), edition=e, signed_on=date(2020, 9, 1) if e == "2020 expo" else DAY)
        for i, (bn, more, kind, channel, sector, e) in enumerate(drawn, start=1)
    ]
    found = told(*projects)
    expected = sum((Decimal(bn) for bn, _, _, _, _, e in drawn if e == EDITION), Decimal(0))
    expected += sum((Decimal(more) for _, more, _, _, _, _ in drawn if more), Decimal(0))
    assert found.total.amount == expected * BN
    assert found.total.count == sum(1 for *_, e in drawn if e == EDITION)
    for name in ("channel", "sector", "investor_kind", "origin"):
        table = found.table(name).rows
        assert (sum(r.count for r in table), sum(r.amount for r in table)) == (found.total.count, found.total.amount)
        assert sorted(p for r in table for p in r.projects) == list(found.total.projects)
    assert found.table("size_band").rows[1].count == sum(1 for bn, *_, e in drawn if e == EDITION and Decimal(bn) > 1)


@settings(deadline=None)
@given(st.permutations(range(1, 7)))
def test_the_order_of_the_list_changes_nothing(order: list[int]) -> None:
    several = [project(i, invested(str(i)), channel=OFFLINE if i % 2 else OFF_SITE) for i in range(1, 7)]
    assert told(*[several[i - 1] for i in order]) == told(*several)

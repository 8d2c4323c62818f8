"""What a bulletin says, word for word, in both languages; and what it leaves unsaid."""

import string
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from banyan.model.project import InvestmentKind, InvestorKind, Sector
from banyan.model.text import Name
from banyan.packs.projects.bulletin import Ask, Bulletin, bulletin
from banyan.packs.projects.bulletin_figures import numbers
from banyan.packs.projects.bulletin_money import column, percent, plain, words
from banyan.packs.projects.bulletin_paper import Paper, Section, Shown, spans
from banyan.packs.projects.bulletin_telling import Telling, tell
from banyan.packs.projects.bulletin_texts import LABELS, TEXTS
from tests.packs.projects.small_list import EDITION, OFF_SITE, OFFLINE, STAGES, invested, project, staged

ASK = Ask(EDITION, date(2022, 6, 30), stages=STAGES)
NAMES = {"chips": Name("芯片", "Chips")}


def made() -> Bulletin:
    started = staged(("started", date(2021, 12, 1)))
    return bulletin([
        project(1, invested("6"), invested("0.5", InvestmentKind.INCREMENT), channel=OFFLINE, sector=("chips",),
                kind=InvestorKind.STATE, stages=started, name="榕树芯片基地"),
        project(2, invested("0.85"), channel=OFF_SITE, sector=("food",), kind=InvestorKind.FOREIGN, name="树荫物流园"),
        project(3, invested("3", edition="2020 expo"), edition="2020 expo", signed_on=date(2020, 9, 1)),
        project(4, invested("2", edition="2020 expo"), edition="2020 expo", signed_on=date(2020, 9, 1)),
    ], ASK)  # fmt: skip


def told(language: str = "zh", *released: str, draft: bool = False) -> Paper:
    found = made()
    given = {n.id: n.value for n in numbers(found) if not released or n.id.startswith(released)}
    return tell(found, ASK, Telling(language, given, draft, NAMES))


def section(paper: Paper, name: str) -> Section:
    return next(s for s in paper.sections if s.name == name)


def said(paper: Paper, name: str) -> list[str]:
    return ["".join(b.text if isinstance(b, Shown) else b for b in s).replace("\xa0", " ")
            for s in section(paper, name).sentences]


def cells(paper: Paper, name: str) -> list[list[Any]]:
    grid = section(paper, name).grid
    assert grid is not None
    return [[c.text.replace("\xa0", " ") if isinstance(c, Shown) else c for c in row.cells] for row in grid.rows]


def test_the_sentences_in_chinese() -> None:
    paper = told("zh")
    assert (paper.title, paper.subtitle) == ("2021 expo项目签约情况通报", "数据截至2022年6月30日")
    assert said(paper, "total") == ["截至2022年6月30日，2021 expo共签约项目2个，总投资73.5亿元。",
                                    "总投资含1个项目的增资额；增资不计入项目数。"]
    assert said(paper, "change") == ["签约项目数与2020 expo持平。", "投资额增加23.5亿元，增长47.0 %。"]
    assert said(paper, "channel") == ["现场线下1个、65亿元，占88.4 %；场外1个、8.5亿元，占11.6 %。"]
    assert said(paper, "sector") == ["投资额最大的是芯片，为65亿元，占88.4 %。"]
    assert said(paper, "size_band") == [
        "投资额5亿元以上的项目2个；投资额超过10亿元的项目1个，比2020 expo减少1个；"
        "投资额超过50亿元的项目1个，比2020 expo增加1个。"]
    assert said(paper, "cohort") == ["2021 expo签约的2个项目中，1个已开工（50.0 %，截至2022年6月30日）。"]


def test_the_sentences_in_english() -> None:
    paper = told("en")
    assert (paper.title, paper.subtitle) == ("Projects signed: 2021 expo", "Figures as of 30 June 2022")
    assert said(paper, "total") == [
        "By 30 June 2022, 2 projects worth CNY 7.35 bn were signed at 2021 expo.",
        "The amount includes increases of capital of 1 project; an increase is not counted as a project."]
    assert said(paper, "change") == ["That is as many projects as at 2020 expo.",
                                     "Investment rose by CNY 2.35 bn, or 47.0 %."]
    assert said(paper, "channel") == [
        "On site, offline: 1 project, CNY 6.5 bn (88.4 %); Off site: 1 project, CNY 850 million (11.6 %)."]
    assert said(paper, "size_band") == [
        "2 projects at least 500 million; 1 project above 1 bn, 1 fewer than at 2020 expo; "
        "1 project above 5 bn, 1 more than at 2020 expo."]
    assert said(paper, "cohort") == ["Of 2 projects signed in 2021 expo, 1 reached “Started” by 30 June 2022 (50.0 %)."]


def test_a_table_has_one_unit_a_column_and_the_total_below() -> None:
    assert cells(told("zh"), "investor_kind") == [
        ["国有企业", "1", "65.0", "88.4 %"], ["外资企业", "1", "8.5", "11.6 %"], ["合计", "2", "73.5", "100.0 %"]]
    assert cells(told("en"), "sector") == [
        ["Chips", "1", "6.50", "88.4 %"], ["food", "1", "0.85", "11.6 %"], ["Total", "2", "7.35", "100.0 %"]]
    assert cells(told("zh"), "cohort")[0] == ["2021 expo", "开工", "1", "2", "50.0 %", "1", "2022年6月30日"]


def test_a_change_shows_both_editions() -> None:
    assert cells(told("zh"), "change")[:3] == [
        ["合计", "2", "2", "0", "+23.5", "+47.0 %"], ["投资规模：5亿元以上", "2", "2", "0", "+18.5", "+37.0 %"],
        ["投资规模：超过10亿元", "2", "1", "\u22121", "+10.0", "+20.0 %"]]


def test_every_reference_leads_to_the_rows_behind_it() -> None:
    paper = told("zh")
    groups = {g.words: g.rows for g in paper.groups}
    by_row = {o.number: o.name for o in paper.origins}
    assert [by_row[n] for n in groups["签约渠道：场外"]] == ["树荫物流园"]
    assert sorted(by_row[n] for n in groups["合计"]) == ["树荫物流园", "榕树芯片基地"]
    assert sorted(by_row[n] for n in groups["签约项目转化：2021 expo · 开工"]) == ["榕树芯片基地"]
    assert sorted(by_row[n] for n in groups["增资项目"]) == ["榕树芯片基地"]
    assert dict(paper.origins[0].places) == {"district-1.xlsx · 项目表 · 第1行": "名称 B1、投资额 D1"}


def test_a_sentence_with_a_figure_that_is_not_released_is_not_said() -> None:
    paper = told("zh", "total/total/count", "channel/off-site/", "channel/on-site-offline/count")
    assert [s.name for s in paper.sections] == ["channel"]
    assert said(paper, "channel") == ["场外1个、8.5亿元，占11.6 %。"]
    assert cells(paper, "channel") == [
        ["现场线下", "1", None, None], ["场外", "1", "8.5", "11.6 %"], ["合计", "2", None, None]]
    assert paper.figures["channel/on-site-offline/amount"] == ""
    assert paper.figures["channel/off-site/amount"] == "8.5亿元"
    assert any("未批准发布" in note for note in paper.notes)


def test_without_any_release_nothing_is_printed_and_no_project_is_named() -> None:
    paper = tell(made(), ASK, Telling("en"))
    assert (paper.sections, paper.groups, paper.origins, paper.notes) == ((), (), (), ("No figure has been released.",))


def test_a_draft_shows_every_figure_and_marks_what_is_not_released() -> None:
    paper = told("en", "total/total/count", draft=True)
    (sentence, _) = section(paper, "total").sentences
    assert [(b.text, b.draft) for b in sentence if isinstance(b, Shown)] == [("2", False), ("7.35 bn", True)]
    assert paper.draft == "DRAFT: figures with ◇ are not released"


def test_when_it_was_known_is_said() -> None:
    known = datetime(2022, 7, 1, 8, 30, tzinfo=UTC)
    paper = tell(made(), ASK, Telling("en", known_at=known, draft=True))
    assert paper.subtitle == "Figures as of 30 June 2022, from what was known at 1 July 2022 08:30 UTC"


def test_a_citys_word_for_a_sector_is_not_the_word_for_an_investor() -> None:
    found = bulletin([project(1, invested("1"), sector=("other",), kind=InvestorKind.OTHER)], ASK)
    given = {n.id: n.value for n in numbers(found)}
    sector = Sector("other", Name("其他产业", "Other sectors"))
    paper = tell(found, ASK, Telling("zh", given, names={sector.id: sector.name}))
    assert (cells(paper, "sector")[0][0], cells(paper, "investor_kind")[0][0]) == ("其他产业", "其他主体")


@pytest.mark.parametrize(("amount", "zh", "en"), [
    ("252400000000", "2524亿元", "252.4 bn"), ("850000000", "8.5亿元", "850 million"),
    ("32000000", "3200万元", "32 million"),
    ("450000", "45万元", "450,000"), ("1234567890123", "12345.68亿元", "1,234.57 bn"), ("0", "0元", "0"),
    ("99999999", "10000万元", "100 million"),
])  # fmt: skip
def test_an_amount_in_a_sentence(amount: str, zh: str, en: str) -> None:
    assert (words(Decimal(amount), "zh"), words(Decimal(amount), "en")) == (zh, en)


def test_amounts_under_one_another_and_shares() -> None:
    assert column([Decimal(10**8), Decimal("1234567890")], "zh") == ["1.00", "12.35"]
    assert column([Decimal(-(10**12)), Decimal(0)], "en") == ["\u22121,000", "0"]
    assert (percent(Decimal("0.4025")), percent(None), percent(Decimal("-0.05"), signed=True)) == (
        "40.3\xa0%", "–", "\u22125.0\xa0%")
    assert (plain(Decimal("1E+9")), plain(Decimal("1.50")), plain(Decimal(0))) == ("1000000000", "1.5", "0")


def test_numbers_that_follow_each_other_are_a_span() -> None:
    assert spans((3, 1, 2, 7)) == ((1, 3), (7, 7))
    assert spans(()) == ()


def test_every_text_is_there_in_both_languages_with_the_same_fields() -> None:
    for key, name in {**TEXTS, **LABELS}.items():
        zh, en = ({f for _, f, _, _ in string.Formatter().parse(text) if f} for text in (name.zh, name.en))
        assert name.zh, key
        assert name.en, key
        assert zh - {"projects", "were", "increases"} == en - {"projects", "were", "increases"}, key

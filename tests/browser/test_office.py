"""The programme office in a real browser: from dropped workbooks to a released bulletin, in both languages."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ROOT, Screen
from tests.server.fake_desk import FakeDesk
from tests.server.fake_figures import FakeFigures
from tests.server.fake_office import FakeOffice

AXE = ROOT / "ui" / "node_modules" / "axe-core" / "axe.min.js"
DESK, TABLET, PHONE = (1440, 900), (768, 1024), (390, 844)
SCREENS = ("projects", "import", "duplicates", "red", "cohorts", "bulletin", "figures")
TEXT = "共签约92个项目。\n其中线下50个，线上16个，场外26个。"

Enter = Callable[..., Screen]


@pytest.fixture
def enter(open_screen: Callable[..., Screen]) -> Enter:
    """enter(office, screen, ...): signed in as programme officer and standing on one of its screens."""

    def one(office: FakeOffice, where: str = "projects", principal: str = "officer-an", **given: Any) -> Screen:
        screen = open_screen(FakeDesk(10), principal=principal, office=office, figures=FakeFigures(),
                             at=f"/office/{where}", **given)
        screen.page.locator(".office main h2").first.wait_for()
        return screen

    return one


def test_the_office_is_a_second_place_that_loads_when_it_is_opened(open_screen: Callable[..., Screen]) -> None:
    screen = open_screen(FakeDesk(10), principal="officer-an", office=FakeOffice(), figures=FakeFigures())
    page = screen.page
    page.locator(".desk").wait_for()
    loaded = "performance.getEntriesByType('resource').some((r) => r.name.includes('/Office-'))"
    assert page.evaluate(loaded) is False, "the duty officer's page carries nothing of it"
    page.get_by_role("link", name="Programme office").click()
    expect(page.get_by_role("heading", name="Projects")).to_be_visible()
    assert page.evaluate(loaded) is True
    page.get_by_role("link", name="Command centre").click()
    expect(page.locator(".desk")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Projects")).to_be_visible()
    assert (screen.errors, screen.foreign) == ([], [])


def test_who_may_not_read_projects_sees_no_way_in(open_screen: Callable[..., Screen]) -> None:
    page = open_screen(FakeDesk(10), office=FakeOffice(), figures=FakeFigures()).page
    page.locator(".desk").wait_for()
    expect(page.get_by_role("link", name="Programme office")).to_have_count(0)


def test_a_city_without_projects_says_what_to_do_first(enter: Enter) -> None:
    page = enter(FakeOffice(empty=True)).page
    expect(page.locator(".empty")).to_contain_text("No projects yet")
    page.get_by_role("link", name="Import workbooks").click()
    expect(page.locator(".drop")).to_be_visible()
    for where in ("duplicates", "red", "cohorts", "bulletin"):
        page.evaluate(f"location.hash = '#/office/{where}'")
        expect(page.locator(".empty h3")).to_be_visible()


def test_workbooks_are_dropped_looked_at_mapped_taken_and_undone(enter: Enter) -> None:
    office = FakeOffice()
    page = enter(office, "import").page
    book = {"name": "榕东区.xlsx", "mimeType": "application/octet-stream", "buffer": b"PK"}
    page.locator(".drop input").set_input_files([book])
    page.get_by_label("Edition").fill("2031 expo")
    page.get_by_role("button", name="Read 1 workbook").click()
    expect(page.get_by_role("button", name="Import", exact=True)).to_be_visible()
    expect(page.locator("main")).to_contain_text("1 total disagrees with its rows")
    expect(page.locator("main")).to_contain_text("D17")
    expect(page.locator("main")).to_contain_text("Sheet “旧稿” was left out: it is hidden")
    page.get_by_label("What column “序号” is").select_option("serial")
    with page.expect_response(lambda answer: answer.request.method == "POST"):     # its button was there before, too
        page.get_by_role("button", name="Read with these fields").click()
    expect(page.get_by_role("button", name="Import", exact=True)).to_be_visible()
    assert office.done == [("map", "榕东区.xlsx", "项目表", "A=serial", "B=name", "D=investment", "officer-an")]
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.locator(".done")).to_contain_text("Imported: 40 new projects.")
    page.locator("main").get_by_role("link", name="Import").first.click()
    page.get_by_role("button", name="Undo import").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("All 40 rows that it brought (榕东区.xlsx) are taken back.")
    dialog.get_by_role("button", name="Undo import").click()
    expect(page.locator("main")).to_contain_text("undone")
    assert [d[0] for d in office.done] == ["map", "take", "undo"]


def test_what_is_no_workbook_is_told_and_nothing_is_left_behind(enter: Enter) -> None:
    office = FakeOffice()
    page = enter(office, "import").page
    page.locator(".drop input").set_input_files([{"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"}])
    page.get_by_label("Edition").fill("2031 expo")
    page.get_by_role("button", name="Read 1 workbook").click()
    expect(page.get_by_role("alert")).to_contain_text("a.pdf is no workbook: xlsx, xls, ods or csv was expected")
    assert office.imports == {}


def test_the_list_is_filtered_searched_and_walked_by_keyboard(enter: Enter) -> None:
    page = enter(FakeOffice()).page
    expect(page.locator(".sum")).to_contain_text("40 projects")
    page.get_by_label("Channel").select_option("off-site")
    expect(page.locator(".sum")).to_contain_text("13 projects")
    assert "channel=off-site" in page.url
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("11号")
    expect(page.locator(".sum")).to_contain_text("1 project")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2)).to_contain_text("虚构企业11号")
    expect(page.locator("main")).to_contain_text("Source: 榕东区.xlsx, 项目表, row 5")


def test_a_pair_is_merged_and_another_kept_apart(enter: Enter) -> None:
    office = FakeOffice()
    page = enter(office, "duplicates").page
    first = page.locator("article").first
    expect(first).to_contain_text("94 %")
    expect(first).to_contain_text("same investor and near amount")
    first.get_by_role("button", name="Merge, keep the right one").click()
    expect(page.locator("article")).to_have_count(1)
    page.get_by_role("button", name="Keep apart").click()
    expect(page.locator(".empty")).to_contain_text("No pair waits for a decision")
    assert office.done == [("merge", "P-0001", "P-0002", "P-0002", "officer-an"),
                           ("apart", "P-0003", "P-0005", "officer-an")]
    page.get_by_role("button", name="Merged").click()
    expect(page.locator("article")).to_have_count(2)
    page.locator("article").first.get_by_role("button", name="Unmerge").click()


def test_a_cell_is_mended_where_it_is_listed(enter: Enter) -> None:
    office = FakeOffice()
    page = enter(office, "red").page
    field = page.get_by_label("What cell D17 “10-12亿元” should be")
    field.fill("不详")
    field.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("12.5亿元 was expected")
    field.fill("11亿元")
    field.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("“10-12亿元” is mended.")
    assert office.done == [("mend", "R-0007", "11亿元", "officer-an")]


def test_a_number_of_the_bulletin_opens_its_rows_and_prints_only_when_released(enter: Enter) -> None:
    screen = enter(FakeOffice(), "bulletin")
    page = screen.page
    expect(page.get_by_role("button", name="Print")).to_be_disabled()
    page.get_by_role("button", name="All, Projects: 40, open its rows").click()
    expect(page.get_by_role("dialog")).to_contain_text("D5")
    page.keyboard.press("Escape")
    page.get_by_label("All, Projects may be printed").check()
    expect(page.locator(".verbs")).to_contain_text("1 of 8 numbers released")
    page.emulate_media(media="print")
    expect(page.get_by_text("CNY 14.78 bn")).not_to_be_visible()
    expect(page.get_by_role("button", name="All, Projects: 40, open its rows")).to_be_visible()
    expect(page.get_by_text("On-site, offline", exact=True)).not_to_be_visible()
    assert screen.errors == []


def test_a_rate_opens_the_projects_behind_it(enter: Enter) -> None:
    page = enter(FakeOffice(), "cohorts").page
    row = page.locator("figure").first.locator("tr", has_text="Started")
    expect(row).to_contain_text(re.compile(r"65\.0 %\s*26 of 40"))
    row.get_by_role("button").click()
    expect(page.get_by_role("dialog")).to_contain_text("D5")


def test_a_release_stands_beside_its_findings_and_each_leads_to_the_other(enter: Enter) -> None:
    page = enter(FakeOffice(), "figures").page
    page.get_by_label("or paste its text").fill(TEXT)
    page.get_by_role("button", name="Check", exact=True).click()
    marks = page.locator("button.mark")
    expect(marks).to_have_count(4)
    expect(marks.first).to_have_accessible_name("92: contradicts")
    marks.nth(1).click()
    finding = page.locator("#finding-f1")
    expect(finding).to_contain_text("50 + 16 + 26 = 92")
    expect(finding).to_contain_text("figures.csv, row 7")
    finding.get_by_role("button", name="92").click()
    expect(page.locator("#q-0")).to_be_focused()
    with page.expect_download() as download:
        page.get_by_role("link", name="Marked, HTML").click()
    assert download.value.suggested_filename == "release-marked.html"


@pytest.mark.parametrize(("size", "language", "scheme", "judged"), [
    (DESK, "zh-CN", "light", True), (PHONE, "en-GB", "dark", True), (PHONE, "zh-CN", "light", False),
    (TABLET, "en-GB", "light", False),
])  # fmt: skip
def test_every_screen_fits_and_has_no_barrier(
    enter: Enter, size: Any, language: str, scheme: str, judged: bool
) -> None:
    """`judged`: by axe, once a layout and a scheme of colours; the others are only measured."""
    if not AXE.is_file():
        pytest.skip("axe-core isn't installed: cd ui && npm ci")
    screen = enter(FakeOffice(), size=size, language=language, scheme=scheme)
    page = screen.page
    page.evaluate(AXE.read_text(encoding="utf-8"))
    for where in (*SCREENS, "projects/P-0004"):
        page.evaluate(f"location.hash = '#/office/{where}'")
        page.locator(".office main h2").first.wait_for()
        expect(page.locator("main .pad")).to_have_count(0)          # what was asked for is there
        wide = page.evaluate("[document.documentElement.scrollWidth, document.querySelector('main').scrollWidth]")
        assert max(wide) <= size[0], f"{where} is {wide} wide"
        found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")["violations"] if judged else []
        assert [(v["id"], v["nodes"][0]["html"][:120]) for v in found] == [], where
        if judged:
            screen.shot(f"office-{where.split('/')[0]}-{size[0]}-{language[:2]}")
    assert screen.errors == []

"""The stream browser in a real browser: from a search to a minute of one stream, in both languages and three widths."""

import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ROOT, Screen
from tests.server.fake_desk import FakeDesk
from tests.server.fake_streams import FakeStreams, stream_city

AXE = ROOT / "ui" / "node_modules" / "axe-core" / "axe.min.js"
DESK, TABLET, PHONE = (1440, 900), (768, 1024), (390, 844)
SIZES = {"desk": DESK, "tablet": TABLET, "phone": PHONE}

Enter = Callable[..., Screen]


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakeStreams]:
    with stream_city(tmp_path_factory.mktemp("streams")) as made:
        while not made.streams.look():
            pass
        yield made


@pytest.fixture
def enter(open_screen: Callable[..., Screen], city: FakeStreams) -> Enter:
    """enter(where, ...): a watcher who stands on one of the screens."""

    def one(where: str = "", **given: Any) -> Screen:
        screen = open_screen(FakeDesk(10), principal="watcher-1", things=city.service, at=f"/streams{where}", **given)
        screen.page.locator("main h2").first.wait_for()
        return screen

    return one


def spelled(page: Any) -> list[str]:
    return [name.split()[0] for name in page.locator("tbody a[data-row]").all_inner_texts()]


def window(page: Any) -> tuple[str, str]:
    asked = parse_qs(urlsplit(page.evaluate("location.hash").lstrip("#")).query)
    return asked["begin"][0], asked["end"][0]


def test_a_stream_is_found_by_text_kind_and_what_is_wrong_and_each_has_an_address(enter: Enter) -> None:
    screen = enter()
    page = screen.page
    expect(page.locator("tbody tr")).to_have_count(7)
    page.keyboard.press("/")
    page.keyboard.type("depth")
    expect(page.locator("tbody tr")).to_have_count(3)
    assert page.evaluate("location.hash") == "#/streams?text=depth"
    page.get_by_role("link", name="Silent 1").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody")).to_contain_text("no reading has ever come")
    page.get_by_role("link", name="Clear filters").first.click()
    expect(page.locator("tbody tr")).to_have_count(7)
    expect(page.get_by_label("Search")).to_have_value("")
    page.get_by_label("Owner").select_option("Water Bureau")
    expect(page.locator("tbody tr")).to_have_count(4)
    assert spelled(page) == ["a", "b", "c", "d"]
    page.get_by_label("Place", exact=True).fill("nowhere")
    expect(page.locator("main")).to_contain_text("No stream fits these filters.")
    assert (screen.errors, screen.foreign) == ([], [])


def test_what_is_silent_never_looks_live(enter: Enter) -> None:
    page = enter("?text=level").page
    expect(page.locator("tbody tr")).to_have_count(3)
    calm, silent = page.locator("tbody tr").nth(0), page.locator("tbody tr").nth(1)
    expect(calm.locator(".stale")).to_have_count(0)
    expect(silent.locator(".stale")).to_have_count(2)
    expect(silent).to_contain_text("3 h")
    silent.get_by_role("link").click()
    expect(page.locator("main")).to_contain_text("Not live: the last reading is 3 h old.")
    expect(page.locator("figure .box.stale canvas")).to_be_visible()


def test_a_chart_goes_from_a_year_to_a_minute_and_asks_the_city_for_each_window(enter: Enter) -> None:
    screen = enter("/5?span=day")
    page = screen.page
    expect(page.locator("main")).to_contain_text("120 readings, from 0 to 6 cm")
    for name, said in (("Year", "120 readings"), ("Hour", "60 readings"), ("Minute", "1 reading,")):
        with page.expect_response(re.compile("/api/streams/5/chart")):
            page.get_by_role("button", name=name, exact=True).click()
        expect(page.locator(".period")).to_contain_text(said)
    page.get_by_role("button", name="Day", exact=True).click()
    expect(page.locator(".period")).to_contain_text("120 readings")
    box = page.locator("figure canvas").bounding_box()
    with page.expect_response(re.compile("/api/streams/5/chart")):
        page.mouse.move(box["x"] + box["width"] * 0.95, box["y"] + 100)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] * 0.98, box["y"] + 100, steps=4)
        page.mouse.up()
    before = window(page)
    expect(page.locator(".period")).not_to_contain_text("120 readings")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(".period")).to_be_visible()
    assert window(page)[1] < before[1]
    page.keyboard.press("ArrowRight")
    assert window(page) == before
    assert (screen.errors, screen.foreign) == ([], [])


def test_the_files_are_of_what_is_shown(enter: Enter) -> None:
    page = enter("/5?begin=2026-07-25T17:15:00Z&end=2026-07-25T17:18:00Z").page
    expect(page.locator(".period")).to_contain_text("3 readings")
    with page.expect_download() as got:
        page.get_by_role("link", name="CSV").click()
    lines = got.value.path().read_text().splitlines()
    assert [line.split(",")[2] for line in lines[1:]] == [f"2026-07-25T17:1{n}:00Z" for n in (5, 6, 7)]
    page.goto(page.url.split("#")[0] + "#/streams/5?begin=2020-01-01T00:00:00Z&end=2020-01-02T00:00:00Z")
    expect(page.locator("main")).to_contain_text("No reading between")
    expect(page.get_by_role("link", name="CSV")).to_have_count(0)
    page.get_by_role("button", name="Newest reading").click()
    expect(page.locator(".period")).to_contain_text("readings, from")


def test_keys_go_through_the_rows_and_the_way_back_keeps_the_filters(enter: Enter) -> None:
    page = enter("?kind=Level").page
    expect(page.locator("tbody tr")).to_have_count(3)
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="b silent")).to_be_visible()
    page.get_by_role("link", name="To the list").click()
    expect(page.locator("tbody tr")).to_have_count(3)


def test_a_city_without_streams_says_where_they_are(open_screen: Callable[..., Screen]) -> None:
    page = open_screen(FakeDesk(10), principal="watcher-1", at="/streams").page
    expect(page.locator("main")).to_contain_text("No streams are kept here.")


def test_the_command_centre_leads_there(open_screen: Callable[..., Screen], city: FakeStreams) -> None:
    page = open_screen(FakeDesk(10), principal="watcher-1", things=city.service).page
    page.locator(".desk").wait_for()
    page.get_by_role("link", name="Streams").click()
    expect(page.locator("tbody tr")).to_have_count(7)


@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
@pytest.mark.parametrize("size", SIZES)
def test_each_width_holds_the_screens_in_both_languages_and_axe_finds_nothing(
    enter: Enter, language: str, size: str
) -> None:
    screen = enter(language=language, size=SIZES[size], scheme="dark" if size == "tablet" else "light")
    page = screen.page
    expect(page.locator("tbody tr")).to_have_count(7)
    for name, where in (("list", "#/streams"), ("one", "#/streams/4?span=day")):
        page.evaluate(f"location.hash = '{where}'")
        expect(page.locator("tbody tr" if name == "list" else "figure canvas").first).to_be_visible()
        screen.shot(f"streams-{name}-{size}-{language[:2]}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.evaluate("document.querySelector('main').scrollWidth <= document.querySelector('main').clientWidth")
        page.evaluate(AXE.read_text())
        found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
        assert [(v["id"], [n["html"][:90] for n in v["nodes"]]) for v in found] == []
    assert (screen.errors, screen.foreign) == ([], [])

"""Readings that weren't taken, in a real browser: counted, looked at, tried again; in both languages, for everybody."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace
from playwright.sync_api import expect

from tests.browser.conftest import ROOT, Screen
from tests.server.fake_city import AUTHORITY
from tests.server.fake_desk import FakeDesk
from tests.server.fake_office import FakeOffice
from tests.server.fake_readings import FakeReadings

SENDING = replace(AUTHORITY, roles=tuple(
    replace(role, may=(*role.may, "readings.send")) if role.id == "programme-officer" else role
    for role in AUTHORITY.roles))
"""The programme officer may send readings, too."""
AXE = ROOT / "ui" / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture
def enter(open_screen: Callable[..., Screen]) -> Callable[..., Screen]:
    def one(readings: FakeReadings, principal: str = "officer-an", **given: Any) -> Screen:
        screen = open_screen(FakeDesk(10), principal=principal, office=FakeOffice(), readings=readings,
                             authority=SENDING, at="/office/rejects", **given)
        screen.page.locator(".office main h2").first.wait_for()
        return screen

    return one


def test_rejects_are_counted_narrowed_down_and_tried_again(enter: Callable[..., Screen]) -> None:
    readings = FakeReadings()
    page = enter(readings).page
    expect(page.locator("main")).to_contain_text("row 1, v: wet: a finite number")
    page.get_by_role("link", name="unknown Datastream").click()
    expect(page.locator("main")).not_to_contain_text("row 1, v: wet")
    page.get_by_role("button", name="Try all of these again").click()
    expect(page.get_by_role("status")).to_have_text("1 taken, 0 still wait.")
    page.get_by_role("link", name="Show all").click()
    expect(page.locator("main")).to_contain_text("row 1, v: wet")
    readings.mended = False
    page.get_by_role("button", name="Try reading 3 again").click()
    expect(page.get_by_role("status")).to_have_text("0 taken, 1 still wait.")


def test_who_may_not_send_readings_can_look_and_not_try(enter: Callable[..., Screen]) -> None:
    page = enter(FakeReadings(), "officer-lin").page
    expect(page.get_by_role("button", name="Try all of these again")).to_be_disabled()


def test_a_city_that_took_everything_says_so(enter: Callable[..., Screen]) -> None:
    readings = FakeReadings()
    readings.waiting = []
    page = enter(readings).page
    expect(page.locator(".empty h3")).to_have_text("Every reading was taken")


@pytest.mark.parametrize(("size", "language", "scheme"), [
    ((1440, 900), "zh-CN", "light"), ((390, 844), "en-GB", "dark"),
])
def test_it_fits_and_is_accessible(
    enter: Callable[..., Screen], size: tuple[int, int], language: str, scheme: str) -> None:
    screen = enter(FakeReadings(), size=size, language=language, scheme=scheme)
    page = screen.page
    expect(page.locator("main tbody tr").nth(4)).to_be_visible()
    wide = page.evaluate("[document.documentElement.scrollWidth, document.querySelector('main').scrollWidth]")
    assert max(wide) <= size[0], wide
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:120]) for v in found] == []
    screen.shot(f"rejects-{size[0]}-{language[:2]}")
    assert screen.errors == []

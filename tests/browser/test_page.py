"""The command centre in a real browser: live, acted on by mouse and keyboard, in both languages, on wall and phone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ROOT
from tests.server.fake_desk import FakeDesk

PEAK = 345
DESK, WALL, PHONE = (1440, 900), (1920, 1080), (390, 844)


def test_a_change_in_the_city_reaches_the_screen_without_a_reload(open_screen):
    screen = open_screen(FakeDesk(250)).ready()
    screen.page.evaluate("window.kept = true")
    expect(screen.page.get_by_text("Nothing is wrong now.")).to_be_visible()
    screen.desk.advance(270)
    row = screen.page.locator("#row-I-tower-road")
    expect(row).to_contain_text("Tower Road underpass")
    expect(row).to_contain_text(re.compile(r"Crew 1 arrives 12:35, \d min"))
    expect(screen.page.locator("header .clock")).to_contain_text("12:3")
    assert screen.page.evaluate("window.kept")


def test_nothing_is_asked_of_any_other_host_and_nothing_breaks(open_screen):
    screen = open_screen(FakeDesk(PEAK)).ready()
    screen.page.locator(".wrong .row").first.click()
    expect(screen.page.locator(".detail canvas")).to_be_visible()
    screen.page.locator("button.language").click()
    screen.page.wait_for_timeout(800)
    assert screen.foreign == []
    assert screen.errors == []


def test_the_token_leaves_the_address_bar_and_works_once(open_screen, browser):
    screen = open_screen(FakeDesk(PEAK)).ready()
    assert "token" not in screen.page.url
    screen.page.reload()
    screen.ready()
    stranger = browser.new_context(locale="en-GB").new_page()
    stranger.goto(screen.served.sign_in_url("once"))
    expect(stranger.get_by_role("alert")).to_contain_text("This link was used already")
    stranger.context.close()


def test_approving_says_first_what_will_happen_and_then_does_it(open_screen):
    screen = open_screen(FakeDesk(125)).ready()
    page = screen.page
    page.get_by_role("button", name="Approve").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Gate East opens from 10 % to 60 % over 9 min.")
    assert screen.desk.records(0, "approval", 9) == [], "the first press only asks"
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).not_to_be_visible()
    assert screen.desk.records(0, "approval", 9) == []
    page.get_by_role("button", name="Approve").click()
    page.get_by_role("dialog").get_by_role("button", name="Approve").click()
    expect(page.get_by_role("dialog")).not_to_be_visible()
    [approval] = screen.desk.records(0, "approval", 9)
    assert (approval["body"]["approve"], approval["body"]["by"]) == (True, "officer-lin")
    screen.desk.advance(129)
    page.locator(".map button.gate", has_text="Gate East").click()
    expect(page.locator(".map button.gate", has_text="Gate East")).to_contain_text("34 % → 60 %")
    expect(page.locator(".detail")).to_contain_text("approved by Officer Lin")
    expect(page.locator(".detail ol")).to_contain_text("Gate East to 34 %")


def test_refusing_keeps_the_reason(open_screen):
    screen = open_screen(FakeDesk(125)).ready()
    screen.page.get_by_role("button", name="Refuse").click()
    dialog = screen.page.get_by_role("dialog")
    expect(dialog).to_contain_text("Nothing moves. Gate East stay")
    dialog.get_by_label("Reason").fill("boats in the lock")
    dialog.get_by_role("button", name="Refuse").click()
    expect(dialog).not_to_be_visible()
    [refusal] = screen.desk.records(0, "approval", 9)
    assert refusal["body"]["approve"] is False


def test_the_emergency_stop_takes_two_steps_and_is_seen_and_released(open_screen):
    screen = open_screen(FakeDesk(290, speed=1.0)).ready()
    page = screen.page
    page.get_by_role("button", name="Emergency stop").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("2 gates hold where they are now.")
    expect(dialog).to_contain_text("2 pumps go back to their floats.")
    expect(dialog).to_contain_text("1 open proposal expires.")
    page.keyboard.press("Escape")
    assert screen.desk.records(0, "stop", 9) == []
    page.get_by_role("button", name="Emergency stop").click()
    page.get_by_role("dialog").get_by_role("button", name="Stop everything").click()
    expect(page.get_by_role("alert")).to_contain_text("Emergency stop pulled at 12:50 by Officer Lin")
    screen.shot("stop-desk-en")
    page.get_by_role("button", name="Release").click()
    page.get_by_role("dialog").get_by_role("button", name="Release").click()
    expect(page.get_by_role("button", name="Emergency stop")).to_be_visible()
    assert [r["body"]["pulled"] for r in screen.desk.records(0, "stop", 9)] == [True, False]


def test_the_keyboard_moves_acknowledges_searches_and_goes_back(open_screen):
    screen = open_screen(FakeDesk(PEAK)).ready()
    page = screen.page
    rows = page.locator(".wrong li[id^=row-]")
    page.keyboard.press("j")
    expect(rows.nth(0)).to_have_class(re.compile("selected"))
    page.keyboard.press("j")
    expect(rows.nth(1)).to_have_class(re.compile("selected"))
    page.keyboard.press("k")
    expect(rows.nth(0)).to_have_class(re.compile("selected"))
    page.keyboard.press("a")
    expect(rows.nth(0).get_by_role("button", name="Acknowledge")).not_to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("ferry")
    expect(page.locator(".wrong")).to_contain_text("Ferry Lane")
    expect(page.locator(".wrong")).not_to_contain_text("West Lake")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.locator(".detail")).to_contain_text("Nothing selected")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("acknowledge the alerts of the selected incident")


def test_the_chain_goes_from_the_reading_to_the_crew_and_every_step_opens(open_screen):
    screen = open_screen(FakeDesk(290)).ready()
    page = screen.page
    page.locator("#row-I-tower-road .row").click()
    chain = page.locator(".detail ol")
    chain.locator(".kind", has_text="Crew").first.wait_for()
    kinds = [re.split(r"\s{2,}|\n", x.strip())[0] for x in chain.locator(".kind").all_inner_texts()]
    assert kinds.index("Reading") < kinds.index("Alert") < kinds.index("Incident") < kinds.index("Case")
    assert kinds.index("Case") < kinds.index("Task") < kinds.index("Crew")
    chain.locator("summary", has_text="Alert").first.click()
    expect(chain.locator("li", has_text="Alert").first.locator("pre")).to_be_visible()


def test_a_number_opens_its_readings_and_limits(open_screen):
    screen = open_screen(FakeDesk(PEAK)).ready()
    screen.page.locator(".wrong .row", has_text="West Lake").click()
    screen.page.locator(".detail .value").first.click()
    dialog = screen.page.get_by_role("dialog")
    expect(dialog).to_contain_text("raise at 2.30 m")
    value = screen.desk.series("west-lake.level", screen.desk.now, screen.desk.now, 2).high[0]
    expect(dialog).to_contain_text(f"{value:.2f} m")


def test_a_watcher_sees_everything_and_can_press_nothing_that_acts(open_screen):
    screen = open_screen(FakeDesk(290), principal="watcher-1").ready()
    page = screen.page
    expect(page.get_by_role("button", name="Emergency stop")).to_be_disabled()
    expect(page.get_by_role("button", name="Approve")).to_be_disabled()
    for button in page.get_by_role("button", name="Acknowledge", exact=True).all():
        expect(button).to_be_disabled()


def test_an_old_value_is_hatched_and_carries_its_age(open_screen):
    desk = FakeDesk(290, speed=1.0)
    desk.silent |= {"east-lake.level", "tower-road.depth"}
    desk.advance(304)
    screen = open_screen(desk).ready()
    page = screen.page
    board = page.locator(".map button.lake", has_text="East Lake").locator(".text")
    expect(board).to_have_class(re.compile("stale"))
    expect(board).to_contain_text("14 min old")
    assert "repeating-linear-gradient" in board.evaluate("e => getComputedStyle(e).backgroundImage")
    expect(page.locator(".wrong")).to_contain_text("But 2 gauges are silent:")
    screen.shot("stale-desk-en")


def test_a_gauge_that_never_spoke_is_not_zero(open_screen):
    desk = FakeDesk(0)
    desk.silent |= {"west-lake.level", "ferry-lane.depth", "gate-west.position"}
    desk.advance(30)
    screen = open_screen(desk).ready()
    expect(screen.page.locator(".map button.lake", has_text="West Lake")).to_contain_text("no reading")
    expect(screen.page.get_by_role("button", name="Ferry Lane no reading")).to_be_attached()
    screen.page.locator(".map button.lake", has_text="West Lake").click()
    expect(screen.page.locator(".detail")).to_contain_text("No reading in this window.")


@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
def test_a_lost_connection_is_said_and_mends_itself(open_screen, language):
    screen = open_screen(FakeDesk(PEAK), language=language).ready()
    page = screen.page
    page.locator(".wrong .row").first.click()
    page.context.set_offline(True)
    screen.served._server.force_exit = True  # cut what is open, as a pulled cable would
    assert screen.served.stop()
    link = page.locator("header .link")
    expect(link).to_have_text({"en-GB": "offline", "zh-CN": "离线"}[language])
    assert "repeating-linear-gradient" in page.locator(".wrong").evaluate("e => getComputedStyle(e).backgroundImage")
    screen.shot(f"offline-desk-{language[:2]}")


def test_without_webgl_the_city_is_still_drawn(open_screen):
    screen = open_screen(FakeDesk(PEAK))
    screen.ready()
    screen.page.add_init_script("HTMLCanvasElement.prototype.getContext = ((real) => function (kind, ...rest) {"
                                " return kind.startsWith('webgl') ? null : real.call(this, kind, ...rest); })"
                                "(HTMLCanvasElement.prototype.getContext)")
    screen.page.reload()
    screen.ready()
    expect(screen.page.locator(".map")).to_contain_text("This browser can't draw the map")
    expect(screen.page.locator(".map svg path.sea")).to_be_attached()
    screen.page.locator(".map button.gate").first.click()
    expect(screen.page.locator(".detail h2")).to_contain_text("Gate")


@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
def test_the_phone_never_scrolls_sideways_and_every_target_takes_a_thumb(open_screen, language):
    screen = open_screen(FakeDesk(PEAK), PHONE, language).ready()
    page = screen.page
    page.locator(".wrong .row").first.tap()
    for index, pane in enumerate(("wrong", "map", "detail", "time")):
        page.locator(".tabs button").nth(index).tap()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, pane
        for box in page.locator(".wrong, .map, .detail, .time").all():
            if box.is_visible():
                assert box.evaluate("e => e.scrollWidth - e.clientWidth") <= 0, pane
        small = page.evaluate(
            """() => [...document.querySelectorAll('button, summary, input')]
               .filter(e => e.checkVisibility({visibilityProperty: true}))
               .map(e => [e.textContent.trim(), e.getBoundingClientRect()])
               .filter(([, r]) => r.width > 0 && (r.height < 43.5 || r.width < 43.5))
               .map(([text, r]) => `${text} ${Math.round(r.width)}x${Math.round(r.height)}`)"""
        )
        assert small == [], pane
        screen.shot(f"phone-{pane}-{language[:2]}")


@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_has_no_accessibility_finding(open_screen, language, scheme):
    screen = open_screen(FakeDesk(PEAK), language=language, scheme=scheme).ready()
    screen.page.locator(".wrong .row").first.click()
    screen.page.locator(".detail canvas").wait_for()
    axe = (ROOT / "ui" / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    screen.page.evaluate(axe)
    found = screen.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in found["violations"]] == []


VISIBLE = """() => {
  const said = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const hidden = (e) => e.closest('[translate=no], script, style');
  while (walk.nextNode()) if (!hidden(walk.currentNode.parentElement)) said.push(walk.currentNode.textContent.trim());
  for (const e of document.querySelectorAll('[aria-label], [title], [placeholder]'))
    if (!e.closest('[translate=no]')) said.push(e.ariaLabel ?? '', e.title ?? '', e.placeholder ?? '');
  return said.filter(Boolean);
}"""
UNITS = re.compile(r"(?<![A-Za-z])(m³/s|mm/h|m|cm|km)(?![A-Za-z])")


@pytest.mark.parametrize(("minute", "storm"), [(PEAK, True), (290, True), (125, True), (100, False)])
def test_chinese_has_no_latin_word_and_english_no_chinese_sign(open_screen, minute, storm):
    screen = open_screen(FakeDesk(minute, storm=storm), language="zh-CN").ready()
    page = screen.page
    for language in ("zh", "en"):
        seen = []
        if minute > 200:
            page.locator(".wrong .row").first.click()
            page.locator(".detail ol li").first.wait_for()
            seen += page.evaluate(VISIBLE)
            page.locator(".detail .value").first.click()
            page.get_by_role("dialog").wait_for()
        seen += page.evaluate(VISIBLE)
        page.keyboard.press("Escape")
        if language == "zh":
            latin = [s for s in seen if re.search(r"[A-Za-z]", UNITS.sub("", s))]
            assert latin == []
            page.locator("button.language").click()
        else:
            assert [s for s in seen if re.search(r"[⺀-鿿＀-￯]", s)] == []
        assert len(seen) > 30


@pytest.mark.long(minutes=0.5)
@pytest.mark.parametrize(
    ("name", "minute", "storm", "size", "language", "scheme"),
    [
        ("calm-desk-en", 180, False, DESK, "en-GB", "light"), ("calm-desk-zh", 180, False, DESK, "zh-CN", "light"),
        ("storm-desk-en", PEAK, True, DESK, "en-GB", "light"), ("storm-desk-zh", PEAK, True, DESK, "zh-CN", "light"),
        ("storm-wall-zh", PEAK, True, WALL, "zh-CN", "dark"), ("storm-wall-en", PEAK, True, WALL, "en-GB", "dark"),
    ],
)  # fmt: skip
def test_screenshots_for_whoever_reviews_the_looks(open_screen, name, minute, storm, size, language, scheme):
    screen = open_screen(FakeDesk(minute, storm=storm), size, language, scheme).ready()
    if storm:
        screen.page.keyboard.press("j")
        screen.page.locator(".detail canvas").wait_for()
    screen.shot(name)
    assert screen.errors == []

"""Looks ahead on the page: plans compared, gauges doubted, other moments, what-ifs; by mouse, keyboard and thumb."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import ROOT
from tests.browser.test_page import UNITS, VISIBLE
from tests.server.fake_decisions import DecidingDesk

NOW = 285     # 12:45 in the city
DESK, WALL, PHONE = (1440, 900), (1920, 1080), (390, 844)


def desk(**given) -> DecidingDesk:
    return DecidingDesk(NOW, speed=1.0, **given)


def by_keys(page, key: str, times: int) -> None:
    for _ in range(times):
        page.keyboard.press(key)


# -- the look ahead ---------------------------------------------------------------------------------------------------

def test_a_levels_curve_names_what_is_with_the_plan_and_what_without(open_screen):
    page = open_screen(desk()).ready().page
    page.locator(".map button.lake", has_text="East Lake").click()
    legend = page.locator(".detail figcaption").first
    for words in ("with the plan", "range of members", "if nothing is done", "look-ahead"):
        expect(legend).to_contain_text(words)
    legend.get_by_role("button").click()
    expect(page.get_by_role("dialog")).to_contain_text("Look-ahead of 12:30")


def test_an_open_proposal_says_what_it_gains_and_opens_its_reasons(open_screen):
    page = open_screen(desk()).ready().page
    card = page.locator(".detail article.open")
    expect(card).to_contain_text("From the look-ahead of 11:30, 1 h 15 min old")
    expect(card).to_contain_text("1,007 m³ better than the rule as it is, 4,029 m³ better than doing nothing")
    card.get_by_role("button", name="Why this plan").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Look-ahead of 11:30")
    expect(dialog).to_contain_text("replaced by the one of 12:00")


def test_the_plans_tried_stand_side_by_side_with_their_weights(open_screen):
    page = open_screen(desk()).ready().page
    page.keyboard.press("p")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Plan 12 is followed. Gate East opens to 60 % from 12:40, Pump 1 starts at 13:20.")
    head = dialog.locator("table").first.locator("thead th").all_inner_texts()
    told = [re.sub(r"\s+", " ", x).strip() for x in head]
    assert told == ["Mean over the forecast", "Nothing done", "Rule as it is", "Plan 12 chosen", "Plan 7 runner-up",
                    "Weight"]
    street = dialog.locator("table").first.locator("tbody tr").first.locator("th, td").all_inner_texts()
    assert street == ["Street water, m³", "6,332", "3,775", "2,922", "3,227", "×1"]
    expect(dialog).to_contain_text("If it came as 145 % of the rain, Plan 7 would do better by 180 m³.")
    dialog.locator("summary", has_text="6 other plans tried").click()
    expect(dialog).to_contain_text("given up after 1 of 4 members")
    dialog.locator("summary", has_text="What Plan 12 changes").click()
    expect(dialog).to_contain_text("East Lake room made beforehand ×1.40")


def test_looks_ahead_are_stepped_through_and_marked_on_the_time_line(open_screen):
    page = open_screen(desk()).ready().page
    page.locator("button.look").last.click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("h2")).to_have_text("Look-ahead of 12:30")
    dialog.get_by_role("button", name="The look-ahead before").click()
    expect(dialog.locator("h2")).to_have_text("Look-ahead of 12:00")
    dialog.get_by_role("button", name="The look-ahead after").click()
    expect(dialog.locator("h2")).to_have_text("Look-ahead of 12:30")
    page.keyboard.press("Escape")
    expect(dialog).not_to_be_visible()


def test_a_failed_look_ahead_says_that_the_rule_is_alone_and_why(open_screen):
    page = open_screen(desk(fails_from=270)).ready().page
    page.get_by_role("button", name="No look-ahead: the rule decides alone").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("No look-ahead: the rule decides alone, because")
    expect(dialog).to_contain_text("the model of the city did not answer")
    expect(dialog.locator("table")).to_have_count(0)


# -- gauges -----------------------------------------------------------------------------------------------------------

def test_a_gauge_that_isnt_believed_is_signed_everywhere_and_says_what_steers(open_screen):
    page = open_screen(desk(lying=("west-lake.level",))).ready().page
    expect(page.locator(".map button.lake", has_text="West Lake")).to_contain_text("≠")
    expect(page.locator(".map button.lake", has_text="East Lake")).not_to_contain_text("≠")
    section = page.get_by_role("region", name="Gauges and the model")
    expect(section).to_contain_text("1 gauge is not trusted")
    section.get_by_role("button", name="West Lake").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Not trusted; it does not steer. West Lake is not believed")
    expect(dialog).to_contain_text("gauge +0.63 m from the model")
    expect(dialog).to_contain_text("Steers instead: 1.42 m")


# -- other moments ----------------------------------------------------------------------------------------------------

def test_looking_back_shows_that_moment_says_so_and_lets_nothing_be_done(open_screen):
    screen = open_screen(desk())
    page = screen.ready().page
    expect(page.locator(".map button.gate", has_text="Gate East")).to_be_visible()
    by_keys(page, "[", 24)
    banner = page.locator("div.away")
    expect(banner).to_contain_text("Looking back at 10:45")
    expect(banner).to_contain_text("2 h ago")
    expect(page.locator(".wrong")).to_contain_text("wrong")
    expect(page.locator(".wrong .row")).to_have_count(0)
    shown = page.locator(".map button.lake", has_text="East Lake")
    then = screen.desk._history["east-lake.level"]
    expect(shown).to_contain_text(f"{next(v for m, v in then if m == NOW - 120):.2f} m")
    expect(page.get_by_role("button", name="Approve")).to_be_disabled()
    expect(page.locator("header .clock")).to_contain_text("12:45")
    page.keyboard.press("Escape")
    expect(banner).not_to_be_visible()
    expect(page.get_by_role("button", name="Approve").first).to_be_enabled()
    expect(shown).to_contain_text(f"{then[-1][1]:.2f} m")


def test_the_forecast_never_looks_like_now(open_screen):
    page = open_screen(desk()).ready().page
    by_keys(page, "]", 12)
    expect(page.locator("div.away")).to_contain_text("Forecast for 13:45")
    expect(page.locator("div.away")).to_contain_text("In 1 h.")
    expect(page.locator(".wrong")).to_contain_text("Expected at 13:45")
    expect(page.locator(".map button.lake", has_text="East Lake")).to_contain_text("≈")
    expect(page.locator(".map button.crew")).to_have_count(0)
    page.locator('[data-away="forecast"]').wait_for()
    assert "dashed" in page.locator(".wrong").evaluate("e => getComputedStyle(e).outlineStyle")
    page.get_by_role("button", name="Back to now").click()
    expect(page.locator("div.away")).not_to_be_visible()


def test_the_slider_goes_by_keys_and_ends_at_the_looks_last_moment(open_screen):
    page = open_screen(desk()).ready().page
    slider = page.get_by_role("slider", name="Moment shown")
    assert slider.get_attribute("aria-valuetext") == "now"
    slider.focus()
    page.keyboard.press("ArrowLeft")
    expect(slider).to_have_attribute("aria-valuetext", "12:40, 5 min ago")
    page.keyboard.press("PageDown")
    expect(slider).to_have_attribute("aria-valuetext", "11:40, 1 h 5 min ago")
    page.keyboard.press("Home")
    expect(slider).to_have_attribute("aria-valuetext", re.compile(r"^08:00, 4 h 45 min ago"))
    page.keyboard.press("End")
    expect(slider).to_have_attribute("aria-valuetext", re.compile(r"forecast$"))
    page.keyboard.press("Escape")
    expect(slider).to_have_attribute("aria-valuetext", "now")


def test_now_goes_on_underneath_and_the_stop_leads_back_to_it(open_screen):
    screen = open_screen(desk())
    page = screen.ready().page
    by_keys(page, "[", 24)
    expect(page.locator("div.away")).to_contain_text("Looking back at 10:45")
    screen.desk.advance(NOW + 10)
    expect(page.locator("header .clock")).to_contain_text("12:55")
    expect(page.locator("div.away")).to_contain_text("2 h 10 min ago")
    page.get_by_role("button", name="Emergency stop").click()
    expect(page.get_by_role("dialog")).to_contain_text("2 gates hold where they are now.")
    expect(page.locator("div.away")).not_to_be_visible()


def test_a_forecast_that_has_come_true_becomes_a_look_back(open_screen):
    screen = open_screen(desk())
    page = screen.ready().page
    by_keys(page, "]", 2)
    page.locator('[data-away="forecast"]').wait_for()
    expect(page.locator("div.away")).to_contain_text("Forecast for 12:55")
    screen.desk.advance(NOW + 30)
    expect(page.locator("div.away")).to_contain_text("Looking back at 12:55")
    page.locator('[data-away="past"]').wait_for()


def test_without_a_look_ahead_the_slider_stops_at_now(open_screen):
    page = open_screen(desk(fails_from=0)).ready().page
    by_keys(page, "]", 6)
    expect(page.get_by_role("slider", name="Moment shown")).to_have_attribute("aria-valuetext", "now")
    expect(page.locator("div.away")).to_have_count(0)


# -- what if ----------------------------------------------------------------------------------------------------------

def test_a_what_if_is_asked_followed_kept_compared_and_proposed_in_two_steps(open_screen):
    screen = open_screen(desk(), whatif=True)
    page = screen.ready().page
    page.keyboard.press("w")
    dialog = page.get_by_role("dialog", name="What if")
    expect(dialog).to_contain_text("Nothing asked yet.")
    dialog.get_by_role("button", name="Take the look-ahead's plan").click()
    dialog.get_by_role("combobox", name="Rain", exact=True).select_option("storm")
    dialog.get_by_role("combobox", name="Storm", exact=True).select_option(label="Great storm")
    dialog.get_by_role("button", name="Run").click()
    expect(dialog.get_by_role("progressbar")).to_be_visible()
    expect(dialog).to_contain_text("Your plan")
    total = dialog.locator("tbody tr").first.locator("td").all_inner_texts()
    assert total == ["5,290", "3,833", "1,926", "1,094"]
    dialog.get_by_label("Keep under a name").fill("Not So")
    expect(dialog.get_by_role("button", name="Keep")).to_be_disabled()
    dialog.get_by_label("Keep under a name").fill("great-1")
    dialog.get_by_role("button", name="Keep").click()
    expect(dialog).to_contain_text("Kept.")
    dialog.get_by_role("combobox", name="Rain", exact=True).select_option("forecast")
    dialog.get_by_role("button", name="Run").click()
    expect(dialog.get_by_role("progressbar")).to_be_visible()
    dialog.get_by_role("combobox", name="Compare with").select_option(label="great-1")
    expect(dialog.locator("tbody small").first).to_have_text("±0")
    dialog.get_by_role("button", name="Make it a proposal").click()
    asked = page.get_by_role("dialog", name="Propose this?")
    expect(asked).to_contain_text("Gate East to 60 %.")
    asked.get_by_role("button", name="Cancel").click()
    expect(asked).not_to_be_visible()


def test_a_what_if_that_fails_says_so_with_the_citys_sentence(open_screen):
    page = open_screen(desk(), whatif=True).ready().page
    page.keyboard.press("w")
    dialog = page.get_by_role("dialog", name="What if")
    dialog.get_by_role("combobox", name="Rain", exact=True).select_option("storm")
    dialog.get_by_role("combobox", name="Storm", exact=True).select_option(label="One that fails")
    dialog.get_by_role("button", name="Run").click()
    expect(dialog).to_contain_text("This what-if could not be simulated.")
    dialog.get_by_text("The city says").click()
    expect(dialog).to_contain_text("a conduit has no length")


def test_a_watcher_may_look_at_what_ifs_and_run_none(open_screen):
    page = open_screen(desk(), principal="watcher-1", whatif=True).ready().page
    page.keyboard.press("w")
    expect(page.get_by_role("dialog", name="What if").get_by_role("button", name="Run")).to_be_disabled()


# -- every screen -----------------------------------------------------------------------------------------------------

def screens(page, phone: bool):
    """Each of the new screens in turn, by name."""
    def pane(n: int) -> None:
        if phone:
            page.locator(".tabs button").nth(n).tap()

    pane(1)
    page.locator(".map button.lake").nth(1).click()
    pane(2)
    page.locator(".detail canvas").wait_for()
    yield "lake"
    page.keyboard.press("p")
    page.locator("dialog table").first.wait_for()
    yield "decision"
    page.keyboard.press("Escape")
    by_keys(page, "[", 24)
    page.locator('[data-away="past"]').wait_for()
    pane(0)
    yield "past"
    by_keys(page, "]", 40)
    page.locator('[data-away="forecast"]').wait_for()
    yield "forecast"
    pane(3)
    yield "time"
    page.keyboard.press("Escape")
    page.keyboard.press("w")
    page.get_by_role("dialog").locator("fieldset").nth(2).get_by_role("button").nth(1).click()
    page.locator("dialog button.main").first.click()
    page.locator("dialog .answer table").wait_for()
    yield "whatif"
    page.keyboard.press("Escape")


LYING = {"lying": ("west-lake.level",)}


@pytest.mark.parametrize(("language", "scheme"), [("en-GB", "light"), ("zh-CN", "dark")])
def test_no_new_screen_has_an_accessibility_finding(open_screen, language, scheme):
    page = open_screen(desk(**LYING), language=language, scheme=scheme, whatif=True).ready().page
    page.evaluate((ROOT / "ui" / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8"))
    for name in screens(page, phone=False):
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        assert [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in found["violations"]] == [], name


@pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
def test_no_new_screen_scrolls_sideways_on_a_phone_and_every_target_takes_a_thumb(open_screen, language):
    page = open_screen(desk(**LYING), PHONE, language, whatif=True).ready().page
    for name in screens(page, phone=True):
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, name
        for box in page.locator(".wrong, .map, .detail, .time, dialog[open], dialog[open] .scroll").all():
            if box.is_visible():
                assert box.evaluate("e => e.scrollWidth - e.clientWidth") <= 0, name
        small = page.evaluate(
            """() => [...document.querySelectorAll('button, summary, input:not([type=checkbox]), select')]
               .filter(e => e.checkVisibility({visibilityProperty: true}))
               .map(e => [e.textContent.trim() || e.id, e.getBoundingClientRect()])
               .filter(([, r]) => r.width > 0 && (r.height < 43.5 || r.width < 43.5))
               .map(([text, r]) => `${text} ${Math.round(r.width)}x${Math.round(r.height)}`)"""
        )
        assert small == [], name


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_new_screen_mixes_languages(open_screen, language):
    page = open_screen(desk(**LYING), language="zh-CN" if language == "zh" else "en-GB", whatif=True).ready().page
    for name in screens(page, phone=False):
        seen = page.evaluate(VISIBLE)
        wrong = r"[A-Za-z]" if language == "zh" else r"[⺀-鿿＀-￯]"
        assert [s for s in seen if re.search(wrong, UNITS.sub("", s) if language == "zh" else s)] == [], name


@pytest.mark.long(minutes=0.5)
@pytest.mark.parametrize(
    ("size", "language", "scheme"),
    [(DESK, "en-GB", "light"), (DESK, "zh-CN", "light"), (WALL, "zh-CN", "dark"), (PHONE, "zh-CN", "light"),
     (PHONE, "en-GB", "light")],
)  # fmt: skip
def test_screenshots_for_whoever_reviews_the_looks(open_screen, size, language, scheme):
    screen = open_screen(desk(**LYING), size, language, scheme, whatif=True).ready()
    for name in screens(screen.page, phone=size == PHONE):
        screen.shot(f"ahead-{name}-{size[0]}-{language[:2]}")
    assert screen.errors == []

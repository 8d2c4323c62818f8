"""A shift at the screen: level I heard and seen, incidents acknowledged at once, the log, the handover."""

import re
from concurrent.futures import Future

import pytest
from playwright.sync_api import expect

from banyan.model.ids import PrincipalId
from banyan.model.intent import Action, Intent
from banyan.runtime.inbox import Delivery
from banyan.server import routes
from tests.browser.conftest import ROOT
from tests.browser.test_page import PEAK, UNITS, VISIBLE
from tests.server.fake_desk import FakeDesk

PHONE = (390, 844)
LANGUAGES = pytest.mark.parametrize("language", ["en-GB", "zh-CN"])
# Which tones were put onto the audio clock, and which were taken off it again.
LISTEN = """
window.tones = [];
window.AudioContext = class {
  constructor() { this.state = 'suspended'; this.began = performance.now(); this.destination = {}; }
  get currentTime() { return (performance.now() - this.began) / 1000; }
  async resume() { this.state = 'running'; }
  createGain() {
    const gain = {setValueAtTime() {}, linearRampToValueAtTime() {}};
    return {gain, connect: (x) => x};
  }
  createOscillator() {
    const tone = {frequency: {value: 0}, connect: (x) => x, disconnect() {}};
    tone.start = (at) => { tone.at = at; window.tones.push(tone); };
    tone.stop = (at) => { if (at === undefined) tone.cut = true; };
    return tone;
  }
};
"""
RINGS = "window.tones.filter(t => !t.cut).map(t => [t.frequency.value, Math.round(t.at * 10) / 10])"


def alarm(desk: FakeDesk, place: str = "ferry-lane") -> FakeDesk:
    """Level I at a place that nobody pumps."""
    desk._value[place] = 0.65
    desk.advance(desk.minute + 1)
    return desk


def listening(open_screen, desk: FakeDesk, **how):
    """The page with ears, before anybody has pressed anything on it."""
    screen = open_screen(desk, **how).ready()
    screen.page.add_init_script(LISTEN)
    screen.page.reload()
    return screen.ready()


def test_level_one_sounds_after_one_press_every_ten_seconds(open_screen):
    screen = listening(open_screen, alarm(FakeDesk(PEAK)))
    page = screen.page
    bar = page.locator(".banners .bar")
    expect(bar).to_contain_text("1 alert of level I is not acknowledged: Ferry Lane")
    assert page.evaluate(RINGS) == [], "a browser lets no page sound before a press"
    bar.get_by_role("button", name="Sound is off until you press here").click()
    page.wait_for_function("() => window.tones.length >= 8")
    rings = page.evaluate(RINGS)
    assert [hertz for hertz, _ in rings[:4]] == [880, 660, 880, 660]
    assert rings[4][1] - rings[0][1] == pytest.approx(10, abs=0.15)
    expect(page).to_have_title("‼ LEVEL I · Test Bay")
    expect(page).to_have_title("Test Bay")


def test_a_mute_has_an_end_on_the_screen_and_anything_new_rings_again(open_screen):
    screen = listening(open_screen, alarm(FakeDesk(PEAK)))
    page = screen.page
    page.keyboard.press("Shift")
    page.wait_for_function("() => window.tones.length > 0")
    page.keyboard.press("m")
    bar = page.locator(".banners .bar")
    expect(bar).to_contain_text("Muted, 10 min left")
    assert page.evaluate(RINGS) == []
    page.wait_for_timeout(1200)
    assert page.evaluate(RINGS) == [], "it stays quiet"
    screen.shot("sound-muted-desk-en")
    alarm(screen.desk, "market-street")
    expect(bar.get_by_role("button", name="Mute for 10 min")).to_be_visible()
    page.wait_for_function("() => window.tones.some(t => !t.cut)")
    expect(bar).to_contain_text("2 alerts of level I are not acknowledged")


def test_what_was_acknowledged_before_does_not_ring_and_acknowledging_ends_it(open_screen):
    desk = alarm(FakeDesk(PEAK))
    [aid] = [a.id for a in desk._alerts.values() if a.level == "I"]
    desk.act(Intent("seen", PrincipalId("officer-mei"), Action.ACKNOWLEDGE, aid))
    screen = listening(open_screen, desk)
    page = screen.page
    page.keyboard.press("Shift")
    page.wait_for_timeout(1200)
    assert page.evaluate("window.tones.length") == 0
    alarm(desk, "market-street")
    page.wait_for_function("() => window.tones.length > 0")
    page.locator(".wrong li", has_text="Market Street").get_by_role("button", name="Acknowledge").click()
    page.get_by_role("dialog").get_by_role("button", name="Acknowledge 1").click()
    expect(page.locator(".banners .bar")).not_to_be_visible()
    page.wait_for_function("() => window.tones.every(t => t.cut)")


def test_the_sound_can_be_switched_off_and_stays_off(open_screen):
    screen = listening(open_screen, alarm(FakeDesk(PEAK)))
    page = screen.page
    page.get_by_role("button", name="Sound is off until you press here").first.click()
    page.get_by_role("button", name="Sound on").click()
    page.reload()
    screen.ready()
    page.keyboard.press("Shift")
    page.wait_for_timeout(1200)
    assert page.evaluate("window.tones.length") == 0
    expect(page.locator(".banners .bar").get_by_role("button", name="Switch the sound on")).to_be_visible()


def two_at_once(desk: FakeDesk) -> FakeDesk:
    """A second, milder alert in the incident at Ferry Lane."""
    held = desk._current["incident"]["I-ferry-lane"][1]
    other = next(a for a in desk._alerts.values() if a.place == "east-lake")
    desk._put("incident", held | {"alerts": [*held["alerts"], other.id], "standing": [*held["standing"], other.id]})
    return desk


def test_an_incident_is_acknowledged_by_one_wish_in_two_steps_at_level_one(open_screen):
    desk = two_at_once(alarm(FakeDesk(PEAK)))
    screen = open_screen(desk).ready()
    page = screen.page
    asked = []
    page.on("request", lambda r: asked.append(r.post_data_json) if "/api/intents" in r.url else None)
    page.keyboard.press("j")
    page.keyboard.press("A")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Acknowledge 2 alerts?")
    expect(dialog).to_contain_text("Level I, Ferry Lane: 65 cm of water at Ferry Lane")
    screen.shot("acknowledge-desk-en")
    assert asked == []
    desk.advance(desk.minute + 1)
    dialog.get_by_role("button", name="Acknowledge 2").click()
    expect(page.locator(".banners")).to_contain_text("2 acknowledged")
    [wish] = asked
    assert (wish["action"], wish["target"], sorted(wish["args"].values())) == (
        "alert.acknowledge", "I-ferry-lane", ["I", "II"])


def test_what_came_in_between_is_not_acknowledged_unseen(open_screen):
    desk = alarm(FakeDesk(PEAK))
    screen = open_screen(desk).ready()
    page = screen.page
    page.keyboard.press("j")
    page.keyboard.press("a")
    page.get_by_role("dialog").wait_for()
    two_at_once(desk)
    desk.advance(desk.minute + 1)
    page.get_by_role("dialog").get_by_role("button", name="Acknowledge 1").click()
    expect(page.locator(".banners")).to_contain_text("1 acknowledged, 1 newer one not")


def test_a_wish_that_waits_for_its_tick_says_so_until_it_is_done(open_screen, monkeypatch):
    monkeypatch.setattr(routes, "PATIENCE_S", 0.2)
    desk = FakeDesk(PEAK)
    waiting: list[Delivery] = []
    slow: Future[dict[str, object]] = Future()
    done = desk.submit

    def submit(intent: Intent) -> "Future[dict[str, object]]":
        waiting.append(Delivery([], slow, intent.id))
        return done(intent) if slow.done() else Future()

    monkeypatch.setattr(desk, "submit", submit)
    screen = open_screen(desk).ready()
    page = screen.page
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(page.locator(".banners")).to_contain_text("Taken; it waits for the city's next tick")
    screen.shot("waits-desk-en")
    slow.set_result({})
    expect(page.locator(".banners")).to_contain_text("1 acknowledged")
    assert len({d.intent for d in waiting}) == 1, "asked again by the same key, so it is done once"
    assert len(waiting) > 1


def test_the_log_is_read_filtered_opened_and_taken_along(open_screen):
    screen = open_screen(alarm(FakeDesk(PEAK))).ready()
    page = screen.page
    page.keyboard.press("e")
    log = page.get_by_role("dialog")
    rows = log.locator(".rows > ol > li")
    expect(rows.first).to_contain_text("Alert at Ferry Lane is graver now: level I")
    everything = rows.count()
    log.get_by_role("searchbox").fill("抢险一队")     # found in either language
    expect(rows).to_have_count(3)
    expect(rows.last).to_contain_text("Crew 1 is sent to Tower Road underpass, arrives 12:35")
    rows.last.locator("summary").first.click()
    expect(rows.last.locator("ol li").first).to_be_visible()
    with page.expect_download() as download:
        log.get_by_role("link", name="Export as CSV").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert len(text.splitlines()) == 4
    log.get_by_role("searchbox").fill("no such thing")
    expect(log).to_contain_text("Nothing recorded fits this.")
    log.get_by_role("button", name="Clear the filter").click()
    expect(rows).to_have_count(everything)
    log.get_by_role("button", name="Crews", exact=True).click()
    expect(rows).not_to_have_count(everything)
    log.get_by_role("button", name="Crews", exact=True).click()
    screen.desk.advance(screen.desk.minute + 60)
    expect(rows).not_to_have_count(everything)
    assert screen.errors == []


def test_the_log_says_when_it_cannot_be_read_and_reads_again(open_screen):
    screen = open_screen(FakeDesk(PEAK)).ready()
    page = screen.page
    page.route("**/api/events?*", lambda route: route.fulfill(status=500, json={"error": "x", "code": "failed"}))
    page.keyboard.press("e")
    log = page.get_by_role("dialog")
    expect(log.get_by_role("alert")).to_contain_text("The log could not be read.")
    page.unroute("**/api/events?*")
    log.get_by_role("button", name="Try again").click()
    expect(log.locator("ol > li").first).to_be_visible()


def test_the_log_of_one_incident_is_opened_from_it(open_screen):
    screen = open_screen(FakeDesk(PEAK)).ready()
    page = screen.page
    page.locator(".wrong .row", has_text="East Lake").click()
    page.get_by_role("button", name="Log of this incident").click()
    log = page.get_by_role("dialog")
    expect(log).to_contain_text("Only of this incident: East Lake")
    expect(log.locator("ol > li").first).to_contain_text("East Lake")
    assert log.locator("ol > li", has_text="Tower Road").count() == 0


def test_a_shift_is_handed_over_on_the_screen_and_on_paper(open_screen):
    desk = alarm(FakeDesk(PEAK))
    screen = open_screen(desk).ready()
    page = screen.page
    page.keyboard.press("h")
    panel = page.get_by_role("dialog")
    panel.get_by_label("Write a handover note").fill("Gate East sticks.\n东闸卡滞。")
    panel.get_by_role("button", name="Hand over").click()
    expect(panel).to_contain_text("Level I, Ferry Lane, since 12:52, 1 alert not acknowledged")
    expect(panel).to_contain_text("Whoever takes over confirms it")
    assert panel.get_by_role("button", name="I have read it, I take over").count() == 0
    page.evaluate("window.print = () => { window.printed = true }")
    panel.get_by_role("button", name="Print").click()
    assert page.evaluate("window.printed")
    page.emulate_media(media="print")
    paper = page.locator("article.paper")
    expect(paper).to_be_visible()
    expect(paper).to_contain_text("东闸卡滞。")
    expect(page.locator(".desk")).not_to_be_visible()
    page.pdf(path=str(ROOT / "test-output" / "handover-en.pdf"), prefer_css_page_size=True)
    page.emulate_media(media="screen")
    expect(paper).not_to_be_visible()
    assert screen.errors == []


def test_who_takes_over_is_told_reads_and_confirms(open_screen):
    desk = FakeDesk(PEAK)
    desk.act(Intent("w", PrincipalId("officer-mei"), Action.HANDOVER_WRITE, "shift", {"note": "Quiet night."}))
    screen = open_screen(desk).ready()
    page = screen.page
    expect(page.locator(".banners")).to_contain_text("Officer Mei's handover note waits to be confirmed")
    page.get_by_role("button", name="Read it").click()
    panel = page.get_by_role("dialog")
    panel.get_by_role("button", name="I have read it, I take over").click()
    expect(panel.locator("summary")).to_contain_text("Officer Mei taken over by Officer Lin")
    expect(page.locator(".banners")).not_to_contain_text("handover note")
    [note] = desk.handovers(9)
    assert note["confirmed_by"] == "officer-lin"


def test_a_watcher_reads_the_note_and_can_neither_write_nor_confirm(open_screen):
    desk = FakeDesk(PEAK)
    desk.act(Intent("w", PrincipalId("officer-mei"), Action.HANDOVER_WRITE, "shift", {"note": "Quiet night."}))
    screen = open_screen(desk, principal="watcher-1").ready()
    screen.page.keyboard.press("h")
    panel = screen.page.get_by_role("dialog")
    expect(panel).to_contain_text("Quiet night.")
    expect(panel.get_by_role("button", name="I have read it, I take over")).to_be_disabled()
    expect(panel.get_by_role("textbox")).to_be_disabled()


def test_a_crew_goes_along_its_road_and_says_when_it_arrives(open_screen):
    desk = FakeDesk(268, speed=1.0)
    screen = open_screen(desk).ready()
    page = screen.page
    crew = page.locator(".map button.crew", has_text="Crew 1")
    expect(crew).to_contain_text(re.compile(r"arrives 12:35, \d min"))
    before = crew.evaluate("e => e.style.transform")
    screen.shot("crews-desk-en")
    desk.advance(272)
    expect(page.locator("header .clock")).to_contain_text("12:32")
    page.wait_for_function("(was) => document.querySelector('.map button.crew').style.transform !== was",
                           arg=before)
    expect(crew.locator(".pointer")).to_be_attached()
    expect(page.locator("#row-I-tower-road")).to_contain_text(re.compile(r"Crew 1 arrives 12:35, [34] min"))


def test_a_late_crew_is_marked_by_words_and_shape(open_screen):
    desk = FakeDesk(268, speed=1.0)
    task = desk._current["task"]["T-tower-road"][1]
    due = "2026-07-24T04:25:00Z"
    desk._put("task", task | {"expected_at": due})
    desk._put("crew", desk._current["crew"]["crew-1"][1] | {"expected_at": due})
    screen = open_screen(desk).ready()
    crew = screen.page.locator(".map button.crew", has_text="Crew 1")
    expect(crew).to_contain_text("late, was due 12:25")
    expect(crew.locator(".late")).to_have_text("1!")
    expect(screen.page.locator("#row-I-tower-road")).to_contain_text("Crew 1 is late: was due 12:25")


def axe(page) -> list[str]:
    page.evaluate((ROOT / "ui" / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in found["violations"]]


def grown(open_screen, **how):
    """Everything of a shift at once: an alarm, and a note that waits."""
    desk = alarm(FakeDesk(PEAK))
    chinese = how.get("language") == "zh-CN"
    note = "三号闸液压站渗油，开度勿超过 60 %。" if chinese else "Gate 3 leaks: keep it under 60 %."
    desk.act(Intent("w", PrincipalId("officer-mei"), Action.HANDOVER_WRITE, "shift", {"note": note}))
    return open_screen(desk, **how).ready()


@LANGUAGES
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_new_panels_have_no_accessibility_finding(open_screen, language, scheme):
    screen = grown(open_screen, language=language, scheme=scheme)
    page = screen.page
    page.keyboard.press("e")
    page.locator("dialog ol > li summary").first.click()
    page.locator("dialog ol ol li").first.wait_for()
    assert axe(page) == []
    screen.shot(f"log-desk-{language[:2]}-{scheme}")
    page.keyboard.press("Escape")
    page.keyboard.press("h")
    page.locator("dialog .waiting").wait_for()
    assert axe(page) == []
    screen.shot(f"handover-desk-{language[:2]}-{scheme}")
    assert screen.errors == []


@LANGUAGES
def test_on_a_phone_the_new_panels_take_a_thumb_and_never_scroll_sideways(open_screen, language):
    screen = grown(open_screen, size=PHONE, language=language)
    page = screen.page
    for name, opener in (("log", 0), ("handover", 1)):
        page.locator(".wrong .out button").nth(opener).tap()
        dialog = page.locator("dialog[open]")
        dialog.locator("ol li, .waiting").first.wait_for()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert dialog.evaluate("e => e.scrollWidth - e.clientWidth") <= 0
        small = dialog.evaluate(
            """d => [...d.querySelectorAll('button, summary, input, select, a, textarea')]
               .filter(e => e.checkVisibility({visibilityProperty: true}))
               .map(e => [e.textContent.trim(), e.getBoundingClientRect()])
               .filter(([, r]) => r.width > 0 && (r.height < 43.5 || r.width < 43.5))
               .map(([t, r]) => `${t} ${r.width}x${r.height}`)"""
        )
        assert small == [], name
        screen.shot(f"phone-{name}-{language[:2]}")
        page.keyboard.press("Escape")
        expect(dialog).not_to_be_visible()


def test_the_new_panels_speak_one_language_at_a_time(open_screen):
    for language, key in (("zh-CN", r"[A-Za-z]"), ("en-GB", r"[⺀-鿿＀-￯]")):
        screen = grown(open_screen, language=language)
        page = screen.page
        seen = []
        for panel in ("e", "h"):
            page.keyboard.press(panel)
            page.locator("dialog[open] ol li, dialog[open] .waiting").first.wait_for()
            seen += page.evaluate(VISIBLE)
            page.keyboard.press("Escape")
        seen += page.evaluate(VISIBLE)
        assert [s for s in seen if re.search(key, UNITS.sub("", s) if language == "zh-CN" else s)] == []
        assert len(seen) > 100

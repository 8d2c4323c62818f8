"""One evening in a real browser, as one story: a resident, the dispatcher, a phone without a line, the supervisor.

Each of them has a browser of their own on one served city, in the language and at the width of the run.
"""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from banyan.model.casework import Status, Verdict
from banyan.model.ids import PrincipalId
from banyan.runtime.casework.photo_round import PhotoRound
from banyan.server.app import create_app
from banyan.server.serve import Served, serve
from tests.browser.conftest import ROOT, SHOTS
from tests.browser.spoken import TEXTS, Spoken
from tests.server.fake_cases import BayDesk, Town, dispatched, photo

AXE = ROOT / "ui" / "node_modules" / "axe-core" / "axe.min.js"
EVENING = 600          # minutes from the start: 18:00 on Friday 24 July 2026
CONTACT = "13800138000"
PEOPLE = ("duty-officer-1", "drainage-1", "supervisor-1")
PHONE, DESK, WALL = (390, 844), (1440, 900), (1920, 1080)


class Person:
    """One browser page of one person; what it complained about, what it asked, and what was answered."""

    def __init__(self, browser: Any, served: Served, name: str, size: tuple[int, int], language: str) -> None:
        phone = size[0] < 500
        self.context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale=language, has_touch=phone, is_mobile=phone,
            reduced_motion="reduce", timezone_id="Asia/Shanghai",
        )  # fmt: skip
        self.context.set_default_timeout(45_000)
        self.page, self.url, self.name, self.width = self.context.new_page(), served.url, name, size[0]
        self.errors: list[str] = []
        self.asked: list[str] = []
        self.page.on("pageerror", lambda e: self.errors.append(str(e)))
        self.page.on("request", lambda r: self.asked.append(r.url))

    def stands(self, lon: float, lat: float) -> None:
        self.context.grant_permissions(["geolocation"])
        self.context.set_geolocation({"longitude": lon, "latitude": lat})

    def go(self, hash_: str) -> Any:
        self.page.evaluate("(to) => { location.hash = to }", hash_)
        return self.page

    def judged(self, where: str) -> None:
        """Nothing wider than the screen, and nothing that axe finds serious."""
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= self.width, f"{self.name}, {where}: {wide} wide"
        if AXE.is_file():
            self.page.evaluate(AXE.read_text(encoding="utf-8"))
            found = self.page.evaluate("axe.run(document, { resultTypes: ['violations'] })")["violations"]
            assert [(v["id"], v["nodes"][0]["html"][:160]) for v in found] == [], f"{self.name}, {where}"

    def shot(self, where: str, language: str) -> None:
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.evaluate("document.fonts.ready")
        self.page.screenshot(path=str(SHOTS / f"evening-{where}-{self.width}-{language[:2]}.png"))


Come = Callable[..., Person]


@pytest.fixture
def town(tmp_path: Path) -> Town:
    made = Town(tmp_path / "town")
    made.advance(EVENING)
    return made


@pytest.fixture
def come(browser: Any, town: Town) -> Iterator[Come]:
    """come(name, size, language): signed in as that principal, or at the residents' page as "resident".
    `live=False`: nothing is heard on the line of changes.
    """
    served = serve(create_app(BayDesk(EVENING, storm=False), {n: PrincipalId(n) for n in PEOPLE}, town.city.authority,
                              cases=town.desk, residents=town.residents, photos=town.photos))
    came: list[Person] = []

    def one(name: str, size: tuple[int, int], language: str, at: str = "", live: bool = True) -> Person:
        person = Person(browser, served, name, size, language)
        came.append(person)
        if not live:                # the line of changes is neither answered nor refused
            person.context.route("**/api/live", lambda _: None)
        person.page.goto(f"{served.url}report" if name == "resident" else f"{served.url}#{at}&token={name}")
        return person

    yield one
    for person in came:
        person.context.close()
    served.stop()


def _picture(red: int) -> dict[str, Any]:
    return {"name": f"{red}.png", "mimeType": "image/png", "buffer": photo(red, 90, 60)}


def _resident_reports(person: Person, say: Spoken, town: Town) -> str:
    """With a pin, a photo and the form's answers; gives the number to follow it by."""
    page = person.page
    page.get_by_label(say["what"]).select_option("drain-blocked")
    page.get_by_role("group", name=say["water"]).get_by_label(say["yes"], exact=True).check()
    page.get_by_label(say["depth"]).fill("20")
    page.get_by_role("group", name=say["passable"]).get_by_label(say["high-cars"]).check()
    page.locator(".pinmap svg path").first.wait_for()
    page.get_by_role("application").click(position={"x": 150, "y": 120})
    page.locator(".shoot input").set_input_files([_picture(20)])
    expect(page.locator(".photos img")).to_have_count(1)
    page.get_by_label(say["words"]).fill(f"{say['text']} {CONTACT}")
    person.judged("report")
    page.get_by_role("button", name=say["send"]).click()
    number = page.locator("strong.number").inner_text()
    assert re.fullmatch(r"([A-Z2-7]{4}-){3}[A-Z2-7]{4}", number)
    return str(number)


def _dispatcher_files_and_sends(person: Person, say: Spoken, cid: str) -> None:
    page = person.go(f"#/cases/desk/{cid}?queue=file")
    expect(page.locator(".detail")).to_contain_text(say["text"])
    expect(page.locator(".detail .photos img")).to_have_count(1)
    expect(page.locator(".detail")).to_contain_text(say["no-place"])
    page.get_by_role("button", name=say["file"], exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(say["flooded"]).check()
    expect(dialog.get_by_label(say["at-once"])).to_be_checked()
    dialog.get_by_role("button", name=say["file"], exact=True).click()
    expect(dialog).to_have_count(0)
    page = person.go("#/cases/rounds?unit=drainage")
    expect(page.locator(f"ol a[href$='{cid}']")).to_be_visible()
    person.judged("rounds")
    page.get_by_role("button", name=say["accept"], exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name=say["accept"], exact=True).click()
    expect(page.locator(".decided")).to_contain_text(say["accepted"])


def _phone_works_without_a_line(person: Person, say: Spoken, town: Town, cid: str) -> None:
    page = person.page
    task = page.locator(".task", has_text=say["drain"])
    expect(task).to_contain_text(say["visit"])
    person.judged("tasks")
    page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    person.context.set_offline(True)
    page.reload()
    expect(page.get_by_text(say["no-line"])).to_be_visible()
    page.locator(".task", has_text=say["drain"]).click()
    expect(page.locator(".fix[data-known='true']")).to_be_visible()
    page.locator(".shoot input").set_input_files([_picture(60)])
    expect(page.locator("img[src^='blob:']")).to_have_count(1)
    page.get_by_role("button", name=say["begin"], exact=True).click()
    done = page.get_by_role("button", name=say["done"], exact=True)
    expect(done).to_be_disabled()
    page.locator(".shoot input").set_input_files([_picture(200)])
    page.get_by_label(say["was-done"]).fill(say["leaves"])
    done.click()
    expect(page.locator("[data-unsent='2']")).to_be_visible()
    person.judged("offline")
    assert town.office.case(cid).status is Status.DISPATCHED
    person.context.set_offline(False)
    expect(page.locator("[data-unsent]")).to_have_count(0)
    assert [e.kind for e in town.office.case(cid).evidence] == ["photo-before", "photo-after"]


def _supervisor_verifies_closes_and_answers(person: Person, say: Spoken, cid: str, photos: int) -> None:
    page = person.go(f"#/cases/{cid}")
    expect(page.locator(".columns .photos img")).to_have_count(photos)
    expect(page.locator(".doubt").first).to_contain_text(say["far"])
    person.judged("one case")
    _does(page, say["verify"], lambda d: d.get_by_label(say["verify-yes"]).check())
    _does(page, say["close"], lambda d: (d.get_by_label(say["solved"], exact=True).check(),
                                         d.get_by_label(say["reason"]).fill(say["leaves"])), sure=True)
    page.get_by_role("button", name=say["answer"], exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label(say["answer-text"]).fill(say["answered"])
    dialog.get_by_role("button", name=say["next"], exact=True).click()
    dialog.get_by_role("button", name=say["answer"], exact=True).click()
    expect(dialog).to_have_count(0)


def _does(page: Any, verb: str, fill: Callable[[Any], object], sure: bool = False) -> None:
    page.locator(".verbs").get_by_role("button", name=verb, exact=True).click()
    dialog = page.get_by_role("dialog")
    fill(dialog)
    dialog.locator(".foot button.main").click()
    if sure:
        expect(dialog.locator(".sure")).to_be_visible()
        dialog.locator(".foot button.main").click()
    expect(dialog).to_have_count(0)


def _evening(come: Come, town: Town, language: str, desk: tuple[int, int], small: tuple[int, int]) -> None:
    say = TEXTS[language[:2]]
    resident = come("resident", small, language)
    before = {case.id for case in town.office.register.open()}
    number = _resident_reports(resident, say, town)
    [cid] = {case.id for case in town.office.register.open()} - before
    case = town.office.case(cid)
    assert case.reports[0].answers == {"water": True, "depth_cm": 20, "passable": "high-cars"}
    PhotoRound(town.photos, town.desk).look()
    resident.shot("told", language)

    dispatcher = come("duty-officer-1", desk, language, "/cases/desk")
    dispatcher.page.locator(".cases h2").first.wait_for()
    _dispatcher_files_and_sends(dispatcher, say, cid)
    dispatcher.shot("rounds", language)
    assert (town.office.case(cid).holder, town.office.case(cid).state) == ("drainage", "flooded")

    phone = come("drainage-1", small, language, "/cases/tasks")
    lon, lat = case.place.position or (0.0, 0.0)
    phone.stands(lon, lat + 0.01)           # 1112 m north of the drain, where no photo of it can be taken
    _phone_works_without_a_line(phone, say, town, cid)
    phone.shot("phone", language)
    PhotoRound(town.photos, town.desk).look()

    supervisor = come("supervisor-1", desk, language, "/cases")
    supervisor.page.locator(".cases h2").first.wait_for()
    _supervisor_verifies_closes_and_answers(supervisor, say, cid, 3)
    supervisor.shot("closed", language)
    board = supervisor.go("#/cases/boards")
    expect(board.get_by_role("button", name="reported@1")).to_be_visible()
    supervisor.judged("boards")
    supervisor.shot("boards", language)

    page = resident.page
    page.get_by_role("button", name=say["follow"], exact=True).click()
    page.get_by_label(say["number"]).fill(number)
    page.get_by_role("button", name=say["look"], exact=True).click()
    expect(page.locator("article")).to_contain_text(say["answered"])
    page.get_by_role("button", name=say["not-solved"], exact=True).click()
    page.get_by_label(say["still"]).fill(say["again"])
    resident.judged("follow")
    page.get_by_role("button", name=say["look-again"]).click()
    expect(page.locator("article")).to_contain_text(say["re-opened"])
    case = town.office.case(cid)
    assert (case.status, case.verdict, case.intake) == (Status.FILED, Verdict.NOT_SOLVED, case.reports[0].at)

    _again_and_solved(town, dispatcher, phone, supervisor, say, cid)
    page.get_by_role("button", name=say["look"], exact=True).click()
    expect(page.locator("article")).to_contain_text(say["answered"])
    page.get_by_role("button", name=say["solved"], exact=True).click()
    expect(page.get_by_role("button", name=say["solved"], exact=True)).to_have_attribute("aria-pressed", "true")
    resident.shot("solved", language)
    case = town.office.case(cid)
    assert (case.status, case.outcome, case.verdict) == (Status.CLOSED, "solved", Verdict.SOLVED)
    assert len(case.closings) == 2
    _nothing_leaked(town, resident, number, cid)
    assert [(p.name, p.errors) for p in (resident, dispatcher, phone, supervisor) if p.errors] == []


def _again_and_solved(town: Town, dispatcher: Person, phone: Person, supervisor: Person, say: Spoken, cid: str) -> None:
    """The second way, with a line all along."""
    page = dispatcher.go(f"#/cases/{cid}")
    _does(page, say["dispatch"], lambda _: None)
    page = phone.go(f"#/cases/tasks/{cid}")
    page.get_by_role("button", name=say["begin"], exact=True).click()
    expect(page.get_by_role("button", name=say["done"], exact=True)).to_be_disabled()
    page.locator(".shoot input").set_input_files([_picture(230)])
    expect(page.locator("img[src^='blob:']")).to_have_count(1)
    page.get_by_role("button", name=say["done"], exact=True).click()
    expect(page.locator("[data-unsent]")).to_have_count(0)
    expect(page.locator(".task", has_text=say["drain"])).to_have_count(0)
    _supervisor_verifies_closes_and_answers(supervisor, say, cid, 4)


def _nothing_leaked(town: Town, resident: Person, number: str, cid: str) -> None:
    """The resident's browser asked public routes alone; their answers hold no text, no photo, no case's number."""
    asked = [url.removeprefix(resident.url) for url in resident.asked if url.startswith("http")]
    assert [path for path in asked if path.startswith("api/") and not path.startswith("api/public/")] == []
    assert all(number not in path and number.replace("-", "") not in path for path in asked)
    told = resident.page.evaluate("""async (number) => {
        const ask = (path, body) => fetch('/api/public/' + path, body && { method: 'POST', body: JSON.stringify(body),
            headers: { 'Content-Type': 'application/json' } }).then((r) => r.text());
        const near = 'near?type=drain-blocked&lon=' + 119.6 + '&lat=' + 26.0;
        return (await Promise.all([ask('city'), ask('ground'), ask(near), ask('follow', { number })])).join('\\n');
    }""", number)
    case = town.office.case(cid)
    secrets = [CONTACT, cid, case.reports[0].id, case.reports[0].media[0], *PEOPLE, *(e.ref for e in case.evidence)]
    assert [one for one in secrets if one in told] == []


def test_an_evening_from_a_report_to_solved_at_the_second_try(come: Come, town: Town) -> None:
    _evening(come, town, "zh-CN", DESK, PHONE)


def test_a_photo_taken_without_a_line_has_the_citys_time_where_its_clock_was_never_heard(
    come: Come, town: Town
) -> None:
    """The city's clock stands months before the machine's, as in a run or an exercise."""
    say = TEXTS["en"]
    cid = town.report("drain-blocked")
    dispatched(town, cid)
    phone = come("drainage-1", PHONE, "en-GB", "/cases/tasks", live=False)
    phone.stands(119.6, 26.0)
    expect(phone.page.locator(".task", has_text=say["drain"])).to_contain_text("3 days left")
    phone.page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    phone.context.set_offline(True)
    phone.page.reload()
    phone.page.locator(".task", has_text=say["drain"]).click()
    phone.page.locator(".shoot input").set_input_files([_picture(60)])
    expect(phone.page.locator("img[src^='blob:']")).to_have_count(1)
    phone.page.get_by_role("button", name=say["begin"], exact=True).click()
    expect(phone.page.locator("[data-unsent='1']")).to_be_visible()
    phone.context.set_offline(False)
    expect(phone.page.locator("[data-unsent]")).to_have_count(0)
    [photo_before] = town.office.case(cid).evidence
    assert abs(photo_before.at - town.now) < timedelta(minutes=10)


@pytest.mark.long(minutes=3)
@pytest.mark.parametrize(("language", "desk", "small"), [
    ("en-GB", DESK, PHONE), ("zh-CN", WALL, PHONE), ("en-GB", WALL, DESK),
])  # fmt: skip
def test_the_evening_in_both_languages_at_three_widths(
    come: Come, town: Town, language: str, desk: tuple[int, int], small: tuple[int, int]
) -> None:
    _evening(come, town, language, desk, small)

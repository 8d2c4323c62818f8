"""Cases in a real browser: dispatcher, one case, the phone without a line, a resident; both languages, three widths."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from playwright.sync_api import expect

from banyan.model.casework import Status, Verb
from banyan.model.ids import PrincipalId
from banyan.runtime.casework.views import CaseAsked
from tests.browser.conftest import ROOT, Screen
from tests.server.fake_cases import DRAINAGE, MORNING, OFFICER, BayDesk, Town, photo

AXE = ROOT / "ui" / "node_modules" / "axe-core" / "axe.min.js"
DESK, PHONE, WALL = (1440, 900), (390, 844), (1920, 1080)
COVER, SEWER, HOLE, SECOND_HOLE, RUBBISH = (f"K20260724-00{n}" for n in ("01", "11", "07", "08", "10"))
PICTURE = {"name": "a.png", "mimeType": "image/png", "buffer": photo(20, 120, 40)}

Enter = Callable[..., Screen]


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path / "town")


@pytest.fixture
def enter(open_screen: Callable[..., Screen], town: Town) -> Enter:
    """enter(where, principal, ...): signed in, standing on one of the case screens."""

    def one(where: str = "", principal: str = OFFICER, **given: Any) -> Screen:
        desk = BayDesk(MORNING, storm=False)
        screen = open_screen(desk, principal=principal, town=town, at=f"/cases{where}", **given)
        screen.page.locator(".cases").first.wait_for()
        return screen

    return one


def test_the_desk_filters_by_its_link_bulk_files_and_hears_of_news_by_itself(enter: Enter, town: Town) -> None:
    screen = enter("?status=reported")
    page = screen.page
    expect(page.get_by_label("Status")).to_have_value("reported")
    expect(page.locator(".sum")).to_contain_text("7 cases")
    page.get_by_label("Type").select_option("pothole")
    expect(page.locator(".sum")).to_contain_text("2 cases")
    assert "type=pothole" in page.url
    page.get_by_label(f"Choose Hole in the road {HOLE}").check()
    page.get_by_label(f"Choose Hole in the road {SECOND_HOLE}").check()
    page.get_by_role("button", name="File 2", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("2 cases are filed, each with its type's usual limits.")
    dialog.get_by_role("button", name="File", exact=True).click()
    expect(page.locator(".empty")).to_contain_text("No case fits these filters")
    assert [town.office.case(cid).status for cid in (HOLE, SECOND_HOLE)] == [Status.FILED] * 2
    town.report("pothole", "new", 119.59, 26.0)
    expect(page.locator(".sum")).to_contain_text("1 case")
    page.get_by_role("button", name="Clear filters").click()
    expect(page.locator(".sum")).to_contain_text("19 cases")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2)).to_contain_text("Elder doesn't answer")
    assert (screen.errors, screen.foreign) == ([], [])


def test_board_and_map_keep_the_filters_and_lead_to_the_case(enter: Enter) -> None:
    page = enter("?view=board&late=1").page
    expect(page.locator(".board li")).to_have_count(2)
    page.get_by_role("button", name="Map").click()
    expect(page.locator(".map .legend")).to_be_visible()
    assert "view=map" in page.url
    assert "late=1" in page.url
    expect(page.locator(".sum")).to_contain_text("2 cases")


def test_without_an_answer_the_desk_says_since_when_it_is_old(enter: Enter) -> None:
    page = enter().page
    page.locator("[data-row]").first.wait_for()
    page.route("**/api/cases/news*", lambda route: route.abort())
    expect(page.get_by_role("alert").filter(has_text="What is shown is old")).to_be_visible(timeout=10_000)
    expect(page.locator(".sheet.stale")).to_be_visible()
    page.unroute("**/api/cases/news*")
    page.get_by_role("button", name="Try now").click()
    expect(page.locator(".sheet.stale")).to_have_count(0)


def test_a_case_shows_clocks_and_minutes_that_add_up_and_only_what_may_be_done(enter: Enter) -> None:
    page = enter(f"/{COVER}").page
    expect(page.locator("table").first).to_contain_text("overdue since 10:00")
    minutes = page.locator("section.sheet", has=page.get_by_role("heading", name="Where the time went"))
    cells = [int(text.split()[0]) for text in minutes.locator("table").first.locator("td.number").all_inner_texts()]
    assert sum(cells[:-1]) == cells[-1] == MORNING
    verbs = page.locator(".verbs button").all_inner_texts()
    assert "Reassign" in verbs
    assert not {"File", "Dispatch", "Begin work", "Feed back", "Rule"} & set(verbs)
    expect(page.locator(".photos img").first).to_be_visible()
    page.get_by_role("button", name="Reassign").click()
    go = page.get_by_role("dialog").get_by_role("button", name="Reassign")
    expect(go).to_be_disabled()
    page.get_by_label("Unit").select_option("roads")
    page.get_by_label("Reason").fill("It is in the carriageway")
    go.click()
    expect(page.locator(".facts").first).to_contain_text("Roads office")
    expect(page.locator("ol li").first).to_contain_text("Reassigned")


def test_a_case_that_isnt_there_says_so(enter: Enter) -> None:
    page = enter("/K1").page
    expect(page.locator(".empty")).to_contain_text("There is no case K1")


def test_the_dispatcher_files_and_sends_joins_after_a_look_and_rules(enter: Enter, town: Town) -> None:
    page = enter("/desk").page
    expect(page.get_by_text("Would go to Community stations.")).to_be_visible()
    page.keyboard.press("f")
    expect(page.get_by_label("and send it to Community stations at once")).to_be_checked()
    page.get_by_role("dialog").get_by_role("button", name="File", exact=True).click()
    expect(page.locator(".list .row")).to_have_count(6)
    assert town.office.case("K20260724-0004").holder == "community"
    page.goto(page.url.split("#")[0] + f"#/cases/desk/{SECOND_HOLE}?queue=file")
    expect(page.get_by_text(re.compile(r"\d+ m away"))).to_be_visible()
    page.get_by_role("button", name=f"Join this one to {HOLE}").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Go on").click()
    expect(dialog).to_contain_text(f"{SECOND_HOLE} ends as a duplicate of {HOLE}.")
    dialog.get_by_role("button", name="Join to another").click()
    expect(page.locator(".list .row")).to_have_count(5)
    assert town.office.case(SECOND_HOLE).joined_to == HOLE
    page.get_by_role("link", name="To rule on").click()
    expect(page.get_by_text("Returned 1 of at most 2 times")).to_be_visible()
    page.keyboard.press("r")
    page.get_by_label("Not upheld").check()
    dialog.get_by_label("Reason").fill("It smells")
    dialog.get_by_role("button", name="Go on").click()
    expect(dialog).to_contain_text("The objection is not upheld: the unit has to go on.")
    dialog.get_by_role("button", name="Rule").click()
    expect(page.locator(".empty")).to_contain_text("No return and no dispute waits")
    assert town.office.case(SEWER).holder == "drainage"


def test_a_new_reports_form_follows_its_answers_is_kept_over_a_reload_and_knows_the_lamp(
    enter: Enter, town: Town
) -> None:
    screen = enter("/new")
    page = screen.page
    page.get_by_label("Type").select_option("drain-blocked")
    depth = page.get_by_label("Depth in cm, guessed if need be")
    expect(page.get_by_role("group", name="Does water stand on the road?")).to_be_visible()
    expect(depth).to_have_count(0)
    page.get_by_role("group", name="Does water stand on the road?").get_by_label("Yes").check()
    page.get_by_label("Address or description of the place").fill("Ring Road 3")
    expect(page.get_by_text("Still needed: Depth in cm, guessed if need be")).to_be_visible()
    depth.fill("400")
    expect(page.get_by_role("alert")).to_contain_text("This is out of range: at most 300.")
    depth.fill("15")
    page.get_by_label("Length of the water in m").fill("0.1")
    page.get_by_label("Width of the water in m").fill("0.2")
    expect(page.locator("output")).to_have_text("0.02")
    expect(page.get_by_text("Still needed: Can traffic pass?")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Your draft of")).to_be_visible()
    expect(depth).to_have_value("15")
    page.get_by_role("group", name="Can traffic pass?").get_by_label("High cars only").check()
    page.get_by_role("button", name="Take the report").click()
    expect(page.get_by_role("heading", level=2)).to_contain_text("Blocked drain")
    kept = max(town.office.register.open(), key=lambda case: case.id).reports[0]
    assert kept.answers == {"water": True, "depth_cm": 15, "length_m": 0.1, "width_m": 0.2, "area_m2": 0.02,
                            "passable": "high-cars"}
    page.evaluate("location.hash = '#/cases/new'")
    expect(page.get_by_label("Type")).to_have_value("")
    page.get_by_label("Type").select_option("lamp-out")
    page.get_by_role("group", name="How many lamps").get_by_label("One").check()
    page.locator(".pinmap svg path").first.wait_for()
    with page.expect_request("**/api/cases/known") as asked:
        page.get_by_role("application").press("ArrowUp")
    lon, lat = asked.value.post_data_json["position"]
    before = town.report("lamp-out", answers={"lamps": "one", "number": "E-17"}, lon=lon, lat=lat)
    page.get_by_role("application").press("ArrowRight")
    page.get_by_role("application").press("ArrowLeft")
    number = page.get_by_label("Number on the post, if any")
    expect(number).to_have_value("E-17")
    expect(page.get_by_text(f"As answered for {before}")).to_be_visible()
    number.fill("E-18")
    expect(page.get_by_text(f"As answered for {before}")).to_have_count(0)
    page.reload()
    expect(number).to_have_value("E-18")
    page.get_by_role("button", name="Start anew").click()
    page.get_by_role("button", name="Start anew").click()
    expect(page.get_by_label("Type")).to_have_value("")
    assert screen.errors == []


def test_rounds_are_accepted_told_to_the_crew_and_taken_back_with_a_reason(enter: Enter, town: Town) -> None:
    page = enter("/rounds?unit=drainage").page
    expect(page.locator(".gain tbody tr")).to_have_count(2)
    expect(page.get_by_text("As many cases are late as by first come, nearest")).to_be_visible()
    page.get_by_role("button", name="Accept", exact=True).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("1 visit is told to its crew, in this order.")
    dialog.get_by_role("button", name="Accept", exact=True).click()
    expect(page.locator(".decided")).to_contain_text("Accepted by Duty officer one at 12:00.")
    expect(page.get_by_text("What was accepted is still the best that is proposed.")).to_be_visible()
    assert town.store.current("case-rounds")["drainage"]["rounds"][0]["stops"][0]["case"] == COVER
    page.get_by_role("button", name="Take back").click()
    back = dialog.get_by_role("button", name="Take back")
    expect(back).to_be_disabled()
    dialog.get_by_label("Why").fill("The crew is in the tunnel")
    back.click()
    expect(page.locator(".decided")).to_contain_text("Refused by Duty officer one at 12:00: The crew is in the tunnel")
    page.get_by_label("Unit").select_option("lighting")
    expect(page.locator("ol a")).to_have_count(1)
    town.desk.city = replace(town.desk.city, crews=())
    page.get_by_role("button", name="Propose anew").click()
    expect(page.get_by_role("heading", name="1 case nobody visits now")).to_be_visible()
    expect(page.locator("section li", has_text="Street lamp out")).to_contain_text("No crew has the skill it needs.")
    expect(page.get_by_role("link", name=re.compile("Not visited Street lamp out"))).to_be_visible()
    page.get_by_label("Unit").select_option("night-patrol")
    expect(page.locator(".empty")).to_contain_text("Nothing to visit")


def test_the_supervisor_looks_a_second_time_and_opens_again_what_does_not_hold(enter: Enter, town: Town) -> None:
    every = tuple(replace(d, sampled=100) for d in town.office.book.definitions)
    town.office.book = replace(town.office.book, definitions=every)
    page = enter("/checks", "supervisor-1").page
    expect(page.locator(".checks > li")).to_have_count(2)
    shelter = page.locator(".checks > li", has_text="Damaged bus shelter")
    expect(shelter).to_contain_text("Not the city's duty: 属公交公司")
    shelter.get_by_role("button", name="Open again").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Reason").fill("The shelter is the city's")
    dialog.get_by_role("button", name="Open again").click()
    expect(page.locator(".checks > li")).to_have_count(1)
    page.get_by_role("button", name="It holds").click()
    expect(dialog.get_by_label("Score, 0 to 100")).to_have_value("100")
    dialog.get_by_role("button", name="Evaluate").click()
    expect(page.locator(".empty")).to_contain_text("Nothing waits for a second look")
    expect(page.locator(".top")).to_contain_text("1 looked at")
    [holds] = [c for c in town.office.register.ended() if c.type == "bin-full"]
    [again] = [c for c in town.office.register.open() if c.type == "bus-shelter"]
    assert (holds.score, again.status) == (100, Status.FILED)


def test_what_the_case_refuses_is_said_in_the_language_of_the_screen(enter: Enter, town: Town) -> None:
    page = enter(f"/{HOLE}", language="zh-CN").page
    page.get_by_role("button", name="立案").click()
    town.move(HOLE, Verb.FILE)
    page.get_by_role("dialog").get_by_role("button", name="立案").click()
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("的状态是“已立案”，不能立案")


def test_the_phone_goes_on_without_a_line_and_sends_each_thing_once_when_it_is_back(enter: Enter, town: Town) -> None:
    drain = "K20260724-0002"
    town.move(drain, Verb.FILE)
    town.move(drain, Verb.DISPATCH)
    screen = enter("/tasks", DRAINAGE, size=PHONE)
    page = screen.page
    expect(page.locator(".task")).to_have_count(2)
    page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    page.context.set_offline(True)
    page.reload()
    expect(page.locator(".task")).to_have_count(2)
    expect(page.get_by_text("No line. Tasks as of")).to_be_visible()
    page.locator(".task", has_text="Blocked drain").click()
    page.locator(".shoot input").set_input_files([PICTURE])
    expect(page.locator(".photos img")).to_have_count(1)
    page.get_by_role("button", name="Begin", exact=True).click()
    done = page.get_by_role("button", name="Done", exact=True)
    expect(done).to_be_disabled()
    page.locator(".shoot input").set_input_files([{**PICTURE, "buffer": photo(200, 10, 10)}])
    page.get_by_label("What was done").fill("Leaves taken out")
    done.click()
    expect(page.locator("[data-unsent='2']")).to_be_visible()
    assert town.office.case(drain).status is Status.DISPATCHED
    page.reload()
    expect(page.locator("[data-unsent='2']")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator("[data-unsent]")).to_have_count(0)
    case = town.office.case(drain)
    assert (case.status, [e.kind for e in case.evidence]) == (Status.FED_BACK, ["photo-before", "photo-after"])
    log = town.store.bodies("case-move", [f"{drain}/{n}" for n in range(1, case.moves + 1)])
    assert [move["verb"] for move in log.values()].count("handle") == 1


def test_a_report_without_a_line_waits_and_is_taken_once_when_it_is_back(enter: Enter, town: Town) -> None:
    before = set(town.store.current("casework"))
    page = enter("/new", size=PHONE).page
    page.get_by_label("Type").select_option("pothole")
    page.get_by_label("Address or description of the place").fill("Banyan Road 9")
    heard: list[bool] = []

    def cut(route: Any) -> None:
        """The city takes the first one, and its answer is lost on the way."""
        if not heard:
            route.fetch()
        heard.append(True)
        route.abort()

    page.route("**/api/cases", cut)
    page.get_by_role("button", name="Take the report").click()
    expect(page.locator("[data-unsent='1']")).to_be_visible()
    page.reload()
    expect(page.locator("[data-unsent='1']")).to_be_visible()
    while len(heard) < 2:       # it is tried again by itself: pytest's own limit ends a test in which it isn't
        page.wait_for_timeout(50)
    page.unroute("**/api/cases")
    # On a slow machine it may have gone out by itself, and the button with it.
    page.get_by_role("button", name="Send now").evaluate_all("buttons => buttons.forEach(button => button.click())")
    expect(page.locator("[data-unsent]")).to_have_count(0)
    (made,) = set(town.store.current("casework")) - before
    case = town.office.case(made)
    assert (case.place.address, len(case.reports), len(heard) > 1) == ("Banyan Road 9", 1, True)


def test_what_the_city_refuses_stays_on_the_phone_until_somebody_decides(enter: Enter, town: Town) -> None:
    page = enter(f"/tasks/{COVER}", DRAINAGE, size=PHONE).page
    page.locator(".shoot input").set_input_files([PICTURE])
    expect(page.locator(".photos img[alt='Photo after']")).to_have_count(1)
    page.context.set_offline(True)
    page.get_by_role("button", name="Done", exact=True).click()
    expect(page.locator("[data-unsent='1']")).to_be_visible()
    town.move(COVER, Verb.CLOSE, outcome="withdrawn", reason="by the reporter")
    page.context.set_offline(False)
    refused = page.locator(".refused")
    expect(refused).to_contain_text("Not done: Fed back, Manhole cover")
    refused.get_by_role("button", name="Drop it").click()
    expect(refused).to_contain_text("What was done is lost here, with its 1 photo.")
    refused.get_by_role("button", name="Drop it").click()
    expect(refused).to_have_count(0)


def test_boards_open_their_rows_and_a_rate_its_formula_and_cases(enter: Enter, town: Town) -> None:
    """On the city's own route: what the morning's cases come to."""
    page = enter("/boards").page
    tile = page.get_by_role("button", name="not-our-duty@1")
    expect(tile).to_contain_text("50.00 %")
    expect(tile).to_contain_text("1 of 2")
    tile.click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("cases closed as not our duty")
    expect(dialog).to_contain_text("Counted in the numerator (1)")
    (shelter,) = [case.id for case in town.office.register.ended() if case.type == "bus-shelter"]
    dialog.get_by_role("link", name=shelter).first.click()
    expect(page.get_by_role("heading", level=2)).to_contain_text("Damaged bus shelter")
    page.go_back()
    reports = page.get_by_role("button", name="reported@1")
    expect(reports.locator(".n")).to_have_text(str(town.desk.page(CaseAsked()).count))
    page.goto(page.url.split("#")[0] + "#/cases/boards?from=2026-08-01&to=2026-08-31")
    expect(reports.locator(".n")).to_have_text("0")
    expect(tile.locator(".n")).to_have_text("–")
    page.get_by_role("link", name="Open, past the promised time, clock running").click()
    expect(page.locator(".sum")).to_contain_text("2 cases")


def test_a_resident_reports_follows_and_judges(open_screen: Callable[..., Screen], town: Town) -> None:
    screen = open_screen(BayDesk(MORNING, storm=False), town=town, size=PHONE, principal=OFFICER)
    page = screen.page
    page.context.clear_cookies()
    page.goto(f"{screen.served.url}report")
    screen.errors.clear()      # of the page that was left
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url.removeprefix(screen.served.url)))
    page.get_by_label("What is it about?").select_option("lamp-out")
    page.locator(".pinmap svg path").first.wait_for()
    page.get_by_role("application").click(position={"x": 120, "y": 130})
    expect(page.get_by_text("The pin is set.")).to_be_visible()
    page.locator(".shoot input").set_input_files([PICTURE])
    expect(page.locator(".photos img")).to_have_count(1)
    page.get_by_label("In your words").fill("The lamp is out")
    with page.expect_response("**/api/public/reports") as told:
        page.get_by_role("button", name="Send the report").click()
    number = page.locator("strong.number").inner_text()
    assert re.fullmatch(r"([A-Z2-7]{4}-){3}[A-Z2-7]{4}", number)
    assert told.value.json()["number"] == number
    cid = next(c.id for c in town.office.register.open() if any(r.channel == "resident" and r.media for r in c.reports))
    case = town.office.case(cid)
    assert case.place.position is not None
    assert 119.5 < case.place.position[0] < 119.7
    case = town.move(cid, Verb.CLOSE, outcome="not-our-duty", reason="private road")
    town.move(cid, Verb.ANSWER, report=case.reports[-1].id, reason="The lamp belongs to the estate.")
    page.get_by_role("button", name="Follow").click()
    page.get_by_label("Number of the report").fill(number.lower())
    page.get_by_role("button", name="Look", exact=True).click()
    expect(page.locator("article")).to_contain_text("The lamp belongs to the estate.")
    page.get_by_role("button", name="Not solved").click()
    page.get_by_label("What is still wrong?").fill("It is on the public road")
    page.get_by_role("button", name="Ask to look again").click()
    expect(page.locator("article")).to_contain_text("Opened again")
    assert town.office.case(cid).status is Status.FILED
    assert (screen.errors, screen.foreign) == ([], [])
    assert {url for url in asked if url.startswith("api/") and not url.startswith("api/public/")} == set()


SCREENS = ("", "?view=board", f"/{COVER}", "/desk?queue=rule", "/rounds?unit=drainage", "/checks", "/boards", "/new",
           "/imports")


@pytest.mark.parametrize(("size", "language", "scheme", "judged"), [
    (DESK, "zh-CN", "light", True), (PHONE, "en-GB", "dark", True), (WALL, "en-GB", "light", False),
])  # fmt: skip
def test_every_screen_fits_and_has_no_barrier(
    enter: Enter, size: Any, language: str, scheme: str, judged: bool
) -> None:
    """`judged`: by axe, once a layout and a scheme of colours; the others are only measured."""
    if not AXE.is_file():
        pytest.skip("axe-core isn't installed: cd ui && npm ci")
    screen = enter(size=size, language=language, scheme=scheme)
    page = screen.page
    page.evaluate(AXE.read_text(encoding="utf-8"))
    for where in SCREENS:
        page.evaluate(f"location.hash = '#/cases{where}'")
        _fits(page, where, size[0], judged)
    page.evaluate(f"location.hash = '#/cases/{COVER}'")
    page.locator(".verbs button").first.click()
    page.get_by_role("dialog").wait_for()
    _judge(page, "the form of a move", judged)
    page.keyboard.press("Escape")
    for where in ("#/cases/tasks", "#/report"):
        page.evaluate(f"location.hash = '{where}'")
        page.locator(".phone h2, .public h2").first.wait_for()
        _fits(page, where, size[0], judged)
    assert screen.errors == []


def _fits(page: Any, where: str, width: int, judged: bool) -> None:
    page.locator(".cases h2").first.wait_for()
    expect(page.locator("main .pad")).to_have_count(0)          # what was asked for is there
    wide = page.evaluate("[document.documentElement.scrollWidth, document.querySelector('main').scrollWidth]")
    assert max(wide) <= width, f"{where} is {wide} wide"
    _judge(page, where, judged)


def _judge(page: Any, where: str, judged: bool) -> None:
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")["violations"] if judged else []
    assert [(v["id"], v["nodes"][0]["html"][:160]) for v in found] == [], where


def test_tables_are_dropped_looked_at_imported_and_undone(enter: Enter, town: Town) -> None:
    """In Chinese. Two senders' files have one name, and the same cell unread."""
    table = {"name": "a.csv", "mimeType": "text/csv",
             "buffer": (ROOT / "examples" / "hotline-2026.csv").read_bytes()}
    screen = enter("/imports", language="zh-CN")
    page = screen.page
    expect(page.locator("main")).to_contain_text("还没有导入过")
    for n, sender in enumerate(("热线", "另一热线"), 1):
        page.locator("input[type=file]").set_input_files([table])
        page.get_by_label("谁的表格").fill(sender)
        page.get_by_role("button", name="读取 1 个表格").click()
        expect(page.locator("main")).to_contain_text("这是预览")
        expect(page.locator("h2")).to_contain_text(sender)
        assert len(town.tables.desk().imports) == n
        _judge_now(page, "a preview of an import")
        page.get_by_role("button", name="导入", exact=True).click()
        expect(page.locator("main")).to_contain_text("个案件已导入")
        page.locator("main a", has_text="导入").first.click()
    expect(page.get_by_role("heading", name="仍有 4 个单元格未能读取")).to_be_visible()
    second = page.locator("tbody tr", has_text="另一热线").first
    second.get_by_role("button", name="撤销导入").click()
    page.get_by_role("dialog").get_by_role("button", name="撤销导入").click()
    expect(second).to_contain_text("已撤销")
    begun = town.tables.begin("热线", PrincipalId(OFFICER))
    page.evaluate(f"location.hash = '#/cases/imports/{begun.id}'")
    expect(page.locator("main")).to_contain_text("表格还没有发送完")
    page.get_by_role("button", name="放弃").click()
    expect(page.locator("#imports-title")).to_be_visible()
    assert (screen.errors, screen.foreign) == ([], [])


def _judge_now(page: Any, where: str) -> None:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    _judge(page, where, judged=True)


def test_a_phones_targets_are_as_large_as_a_thumb(enter: Enter) -> None:
    page = enter(f"/tasks/{COVER}", DRAINAGE, size=PHONE).page
    page.get_by_role("button", name="Give back").wait_for()
    small = page.evaluate("""[...document.querySelectorAll('.phone :is(a, button, label.button)')]
        .filter((e) => e.offsetParent && !e.querySelector('img'))
        .map((e) => [e.innerText, e.getBoundingClientRect()]).filter(([, r]) => r.height < 44 || r.width < 44)
        .map(([text, r]) => [text, r.width, r.height])""")
    assert small == []


def test_a_printed_case_carries_its_clocks_and_log_and_no_buttons(enter: Enter) -> None:
    page = enter(f"/{COVER}").page
    page.locator(".verbs button").first.wait_for()
    page.emulate_media(media="print")
    expect(page.locator(".verbs")).not_to_be_visible()
    expect(page.locator("header")).not_to_be_visible()
    expect(page.get_by_role("heading", name="What happened")).to_be_visible()
    expect(page.get_by_text("overdue since 10:00")).to_be_visible()


@pytest.mark.long(minutes=0.5)
@pytest.mark.parametrize(("size", "language", "scheme"), [
    (PHONE, "zh-CN", "light"), (DESK, "en-GB", "light"), (WALL, "zh-CN", "dark"),
])  # fmt: skip
def test_screenshots_for_reviewers(enter: Enter, size: Any, language: str, scheme: str) -> None:
    screen = enter(size=size, language=language, scheme=scheme)
    for where in (*SCREENS, "?view=map", "/tasks"):
        screen.page.evaluate(f"location.hash = '#/cases{where}'")
        screen.page.locator(".cases h2").first.wait_for()
        screen.shot(f"cases-{re.sub('[^a-z0-9]+', '-', where.lower()).strip('-') or 'list'}-{size[0]}-{language[:2]}")
    assert screen.errors == []

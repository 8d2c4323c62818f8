"""What is known of closed cases without reading them is what the journal has, whatever happened since."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from banyan.model.casework import Case, Status, Verb
from banyan.runtime.casework.ended import EndedCases, of
from banyan.runtime.casework.looking import CaseDesk
from banyan.runtime.casework.views import CaseAsked
from tests.server.fake_cases import Town


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path, seeded=False)


def closed(town: Town, minute: float, kind: str = "bin-full", **more: str) -> Case:
    town.minute = minute
    cid = town.report(kind, lon=119.5 + minute / 1000, **more)
    return town.move(cid, Verb.CLOSE, outcome="not-our-duty", reason="private")


def test_closed_ones_are_found_newest_first_and_in_no_other_way_after_a_start_anew(town: Town) -> None:
    first, second, third = (closed(town, n) for n in (1, 2, 3))
    town.minute = 4
    town.move(second.id, Verb.REOPEN, "supervisor-1", reason="it is ours")
    found = town.office.register.closed
    assert [one.id for one in found.newest()] == [third.id, first.id]
    town.minute = 5
    town.move(second.id, Verb.CLOSE, outcome="withdrawn", reason="by the caller")
    assert [(one.id, one.outcome) for one in found.newest()] == [
        (second.id, "withdrawn"), (third.id, "not-our-duty"), (first.id, "not-our-duty")]
    assert [one.id for one in found.since(third.closings[-1].at)] == [second.id, third.id]
    again = EndedCases(town.office.register.ended())
    assert list(again.newest()) == list(found.newest())


def test_one_that_was_taken_back_and_one_that_is_open_are_not_among_them(town: Town) -> None:
    case = closed(town, 1)
    assert of(replace(case, undone=True)) is None
    assert of(town.office.case(town.report("pothole"))) is None
    found = EndedCases((case,))
    found.put(replace(case, undone=True))
    assert list(found.newest()) == []


def test_only_the_page_that_is_shown_is_read(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [closed(town, n).id for n in range(1, 8)]
    town.report("pothole")
    read: list[str] = []
    bodies = town.store.bodies

    def counted(kind: str, wanted: list[str]) -> dict[str, dict[str, object]]:
        read.extend(wanted)
        return bodies(kind, wanted)

    monkeypatch.setattr(town.store, "bodies", counted)
    monkeypatch.setattr(town.store, "current", lambda *_: pytest.fail("the whole list was read"))
    page = town.desk.page(CaseAsked(), 0, 3)
    assert ([one.id for one in page.rows][1:], page.count, read) == (ids[:4:-1], 8, ids[:4:-1])
    read.clear()
    assert town.desk.page(CaseAsked(open=False), 0, 1).count == 7
    assert read == [ids[-1]]
    assert [one.id for one in town.desk.page(CaseAsked(open=False), 5, 10).rows] == ids[1::-1]


@pytest.mark.parametrize("asked", [
    CaseAsked(type="lamp-out"), CaseAsked(status="closed"), CaseAsked(outcome="withdrawn"), CaseAsked(late=True),
    CaseAsked(late=False), CaseAsked(channel="phone"), CaseAsked(text="river"), CaseAsked(text="路灯"),
    CaseAsked(waiting=False), CaseAsked(waiting=True), CaseAsked(holder="duty-officer"), CaseAsked(source="app/1"),
    CaseAsked(area="old-town"), CaseAsked(open=True), CaseAsked(handler="lighting"),
    CaseAsked(source="app/1", open=True),
], ids=repr)  # fmt: skip
def test_every_filter_finds_the_closed_ones_that_their_lines_say(town: Town, asked: CaseAsked) -> None:
    closed(town, 1, "lamp-out", channel="phone", address="River Road 3")
    closed(town, 2, "bin-full", source="app/1")
    late = town.report("pothole", lon=119.4)
    town.minute = 60 * 24 * 60
    town.move(late, Verb.CLOSE, outcome="withdrawn", reason="by the caller")
    rows = town.desk.page(asked).rows
    assert [one.id for one in rows] == slow(town.desk, asked)
    assert town.desk.page(asked).late == sum(one.late for one in rows)


def slow(desk: CaseDesk, asked: CaseAsked) -> list[str]:
    """Every closed case read whole and compared word by word."""
    found = []
    for case in desk.office.register.ended():
        line = desk.line(case, desk.office.now())
        fields = ("type", "status", "outcome", "channel", "holder", "handler")
        fits = all(getattr(asked, f) in ("", getattr(line, f)) for f in fields) and asked.open is not True
        fits = fits and asked.area in ("", line.area, line.cell) and asked.late in (None, line.late)
        fits = fits and asked.waiting in (None, line.waiting is not None)
        said = f"{line.id}\0{line.address}\0{line.name.zh}\0{line.name.en}".casefold()
        fits = fits and asked.text.casefold() in said
        if fits and asked.source in ("", *(r.source for r in case.reports)) and case.status is Status.CLOSED:
            found.append((line.closed_at or desk.office.now(), line.id))
    return [cid for _, cid in sorted(found, key=lambda one: (-one[0].timestamp(), one[1]))]

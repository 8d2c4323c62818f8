"""Rounds for a unit's open cases: who goes where in which order, by what is due, and what that gains."""

from datetime import timedelta
from pathlib import Path
from typing import cast

import pytest
from msgspec.structs import replace

from banyan.model.case import Crew
from banyan.model.casework import Verb
from banyan.model.ids import CrewId, RoleId
from banyan.model.text import Name
from banyan.runtime.casework.rounds import CaseRounds, RoundAsk, RoundsAsk
from banyan.runtime.scenario import UsageError
from tests.server.fake_cases import OFFICER, Town, dispatched

KM = 1 / 100.08       # degrees of longitude at 26° N, near enough for an order


def crew(name: str, unit: str | None, **more: object) -> Crew:
    return Crew(CrewId(name), Name(f"队{name}", f"Crew {name}"), (), (119.6, 26.0), unit=cast("RoleId", unit), **more)


@pytest.fixture
def town(tmp_path: Path) -> Town:
    made = Town(tmp_path, seeded=False)
    made.desk.city = replace(made.city, crews=(crew("ours", "drainage"), crew("theirs", "lighting")))
    return made


def sent(town: Town, km: float, kind: str = "drain-blocked") -> str:
    cid = town.report(kind, lon=119.6 + km * KM, alone=True)
    dispatched(town, cid)
    return cid


def test_the_units_own_crew_goes_to_each_open_case_and_nobody_elses(town):
    far, near = sent(town, 4), sent(town, 1)
    lamp = sent(town, 1, "lamp-out")
    found = CaseRounds(town.desk).propose("drainage")
    [one] = found.rounds
    assert (one.crew, {stop.case for stop in one.stops}) == ("ours", {far, near})
    assert found.unmade == []
    assert [stop.case for stop in CaseRounds(town.desk).propose("lighting").rounds[0].stops] == [lamp]


def test_first_come_would_be_late_where_the_rounds_are_not(town):
    """The older case lies 20 km away and is due tomorrow; the one nearby is due in an hour."""
    older = sent(town, 20)
    urgent = sent(town, 1)
    case = town.office.case(urgent)
    town.office.register.put(replace(case, due=town.now + timedelta(hours=1)))
    found = CaseRounds(town.desk).propose("drainage")
    assert [stop.case for stop in found.rounds[0].stops] == [urgent, older]
    assert (found.planned.late, found.first_come_nearest.late, found.late_avoided) == (0, 1, 1)
    assert found.gain_min > 0
    assert found.status == "optimal"


def test_what_stands_still_waits_for_a_ruling_or_is_done_is_not_visited(town):
    cid = sent(town, 1)
    paused = sent(town, 2, "road-marking")
    town.move(paused, Verb.SUSPEND, ground="weather", reason="rain")
    unit = str(town.office.case(paused).holder)
    assert CaseRounds(town.desk).propose(unit).rounds == []
    town.move(cid, Verb.FEED_BACK, "drainage-1", evidence=(town.shown(),))
    assert CaseRounds(town.desk).propose("drainage").rounds == []


def test_who_cannot_be_visited_is_told_with_the_reason(town):
    town.desk.city = replace(town.city, crews=())
    cid = sent(town, 1)
    [left] = CaseRounds(town.desk).propose("drainage").unmade
    assert left.case == cid
    assert left.en == "No crew has the skill it needs."
    assert (left.name.en, left.position, left.due) == (
        "Blocked drain", town.office.case(cid).place.position, town.office.case(cid).due)


def test_an_unknown_unit_is_said_with_those_that_there_are(town):
    with pytest.raises(UsageError, match=r'no unit "moon"; expected one of .*drainage'):
        CaseRounds(town.desk).propose("moon")


def asked(found):
    told = tuple(RoundAsk(one.crew, tuple(stop.case for stop in one.stops)) for one in found.rounds)
    return RoundsAsk("drainage", accept=True, rounds=told)


def test_accepted_rounds_are_recorded_with_their_times_and_stand_until_they_are_taken_back(town):
    near, far = sent(town, 1), sent(town, 4)
    desk = CaseRounds(town.desk)
    assert desk.taken("drainage") is None
    taken = desk.decide(asked(desk.propose("drainage")), OFFICER)
    assert (taken.accepted, [stop.case for stop in taken.rounds[0].stops]) == (True, [near, far])
    assert taken.rounds[0].stops[0].arrives > town.now
    [rec] = [rec for rec in town.store.all if rec.kind == "case-rounds"]
    assert (rec.by, [(c.role, c.id) for c in rec.causes]) == (OFFICER, [("about", near), ("about", far)])
    assert desk.propose("drainage").taken == taken
    town.advance(5)
    back = desk.decide(RoundsAsk("drainage", accept=False, reason="The crew is in the tunnel"), OFFICER)
    assert (back.accepted, back.rounds, back.reason) == (False, [], "The crew is in the tunnel")
    assert desk.taken("drainage") == back


def test_rounds_that_can_no_longer_be_walked_are_refused_and_nothing_is_written(town):
    cid = sent(town, 1)
    desk = CaseRounds(town.desk)
    shown = asked(desk.propose("drainage"))
    town.move(cid, Verb.FEED_BACK, "drainage-1", evidence=(town.shown(),))
    with pytest.raises(UsageError, match=f"{cid} can't be visited any more; propose the rounds again"):
        desk.decide(shown, OFFICER)
    other = sent(town, 2)
    for told, why in (
        ((RoundAsk("theirs", (other,)),), "wasn't asked about"), ((RoundAsk("ours", (other, other)),), "twice"),
        ((), "visit nothing"),
    ):
        with pytest.raises(UsageError, match=why):
            desk.decide(RoundsAsk("drainage", accept=True, rounds=told), OFFICER)
    with pytest.raises(UsageError, match="needs a reason"):
        desk.decide(RoundsAsk("drainage", accept=False), OFFICER)
    assert [rec for rec in town.store.all if rec.kind == "case-rounds"] == []


def test_each_unit_of_banyan_bay_has_a_crew_of_its_own_that_goes_to_its_cases(tmp_path):
    town = Town(tmp_path, seeded=False)
    crews = {crew.unit for crew in town.city.crews}
    assert crews == {unit.id for unit in town.office.book.routes.units}
    for kind, unit in (("lamp-out", "lighting"), ("drain-blocked", "drainage"), ("tree-trim", "greening")):
        cid = sent(town, 1, kind)
        [one] = CaseRounds(town.desk).propose(unit).rounds
        assert [stop.case for stop in one.stops] == [cid]
        assert next(crew.unit for crew in town.city.crews if crew.id == one.crew) == unit

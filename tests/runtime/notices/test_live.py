"""A notice tried again while the city runs: by its own round, at once, and asked for by somebody."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from banyan.command.notices.policy import Policy, Receiver, Retry
from banyan.model.authority import Refused
from banyan.model.ids import PrincipalId
from banyan.model.observation import EMPTY
from banyan.model.ports import Unit
from banyan.model.time import minutes
from banyan.runtime.folder import find_city, load
from banyan.runtime.notices.desk import NoticeDesk
from banyan.runtime.notices.postman import Postman
from banyan.runtime.notices.round import Round
from banyan.runtime.scenario import UsageError
from banyan.server.app import create_app
from banyan.stores.embedded import EmbeddedStore
from tests.runtime.conftest import T0, at
from tests.runtime.notices.post import POLICY, told, unit
from tests.runtime.notices.test_postman import Memory
from tests.server.fake_desk import FakeDesk

OWNER = PrincipalId("owner")
ONCE = Policy(receivers=(Receiver("duty-officer", ("gateway",)),), retry=Retry(1, minutes(1)))


class Live:
    """A round that goes, with a door that refuses once; `wait` lets it do what it was asked."""

    def __init__(self, store: EmbeddedStore) -> None:
        self.store, self.door = store, Memory(refusals=1)
        man = Postman(store, lambda records: store.append(Unit(T0, T0, EMPTY, (), records)), ONCE,
                      {"gateway": self.door})
        store.append(unit([told(1)]))
        self.round = Round(man)
        self.desk = NoticeDesk(store, ONCE, self.round)
        self.round.tick(at(0))


@pytest.fixture
def live(store: EmbeddedStore) -> Iterator[Live]:
    made = Live(store)
    yield made
    made.round.close()


def given_up(live: Live) -> None:
    """Until the first try has failed."""
    for _ in range(500):
        rows = live.desk.page().rows
        if rows and rows[0].phase == "unreached":
            return
        live.round.tick(at(1))
    raise AssertionError("the first try never ended")


def test_somebody_has_it_tried_again_at_once_while_the_city_runs(live: Live) -> None:
    given_up(live)
    line = live.desk.again(told(1).id, OWNER)
    assert (line.phase, line.by, line.title.en) == ("waiting", "owner", "Case C-0001 is overdue")
    live.round.close()
    assert [e.id for e in live.door.came] == [told(1).id]
    [row] = live.desk.page(every=True).rows
    assert (row.phase, [t.result for t in row.tries]) == ("delivered", ["failed", "taken"])
    assert live.desk.page().rows == []


def test_what_arrived_and_what_there_is_not_are_told_so(live: Live) -> None:
    given_up(live)
    live.desk.again(told(1).id, OWNER)
    for _ in range(500):
        if live.door.came:
            break
        live.round.tick(at(2))
    with pytest.raises(Refused, match="is delivered: only what wasn't delivered"):
        live.desk.again(told(1).id, OWNER)
    with pytest.raises(KeyError):
        live.desk.again("case/nowhere/1/holder", OWNER)


def test_a_city_without_doors_says_that_nothing_leaves(live: Live, store: EmbeddedStore) -> None:
    given_up(live)
    with pytest.raises(UsageError, match="started without doors"):
        NoticeDesk(store, POLICY, None).again(told(1).id, OWNER)


def test_the_route_is_for_who_may_retry_notices(live: Live, tmp_path: Path) -> None:
    given_up(live)
    bay = load(find_city("banyan-bay"))
    app = create_app(FakeDesk(), {}, bay.authority, None, notices=live.desk, allowed_hosts=("testserver.local",))

    def signed_in(who: str) -> TestClient[Any]:
        client = TestClient(app, base_url="http://testserver.local")
        client.post("/api/session", json={"token": app.state.access.invite(PrincipalId(who))})
        return client

    owner, roads = signed_in("owner"), signed_in("roads-1")
    assert roads.get("/api/notices").status_code == 403
    assert [row["phase"] for row in owner.get("/api/notices").json()["rows"]] == ["unreached"]
    assert roads.post("/api/notices/retry", json={"id": told(1).id}).status_code == 403
    assert owner.post("/api/notices/retry", json={"id": "nowhere"}).status_code == 404
    answer = owner.post("/api/notices/retry", json={"id": told(1).id})
    assert (answer.status_code, answer.json()["by"]) == (200, "owner")

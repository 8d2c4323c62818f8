"""What-ifs by the API: asked, looked at, kept, made a proposal; refused where they can't be."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
from litestar.testing import TestClient

from banyan.model.ids import PrincipalId
from banyan.model.intent import Intent
from banyan.runtime.desk import Busy
from banyan.runtime.scenario import UsageError
from banyan.runtime.whatif.question import Question
from banyan.runtime.whatif.queue import Standing
from banyan.server.app import create_app
from tests.server.conftest import TOKENS
from tests.server.fake_city import AUTHORITY
from tests.server.fake_desk import FakeDesk
from tests.server.fake_whatif import LOOKS, FakeWhatIfs

SignIn = Callable[[str], TestClient]  # type: ignore[type-arg]  # its app, of no use here
PLAN = [{"minutes": 0, "device": "gate-east", "setting": 40}]


class Choosy(FakeWhatIfs):
    """Says no to some storms, as the real one does."""

    def ask(self, question: Question) -> Standing:
        if question.storm == "none":
            raise UsageError("--storm none: no such storm; the city's folder has great, broken")
        if question.storm == "third":
            raise Busy("one what-if is being simulated and another one waits: ask again in a moment")
        self.last = question
        return super().ask(question)


class Hears(FakeDesk):
    """Notes what it is asked, and says that it was done."""

    def __init__(self) -> None:
        super().__init__(290)
        self.heard: list[Intent] = []

    def submit(self, intent: Intent) -> "Future[dict[str, Any]]":
        self.heard.append(intent)
        waiting: Future[dict[str, Any]] = Future()
        waiting.set_result({"id": f"intent/{intent.id}", "result": "done"})
        return waiting


@pytest.fixture
def desk() -> Hears:
    return Hears()


@pytest.fixture
def whatifs(desk: FakeDesk, tmp_path: Path) -> Choosy:
    return Choosy(tmp_path, desk)


@pytest.fixture
def sign_in(desk: FakeDesk, whatifs: Choosy) -> Iterator[SignIn]:
    tokens = {token: PrincipalId(who) for token, who in TOKENS.items()}
    app = create_app(desk, tokens, AUTHORITY, None, whatifs=whatifs)  # type: ignore[arg-type]  # as much as routes ask
    with TestClient(app, base_url="http://127.0.0.1:8000", raise_server_exceptions=False) as client:
        def by(token: str) -> Any:
            assert client.post("/api/session", json={"token": token}).status_code == 200
            return client

        yield by


def done(client: Any, **question: Any) -> dict[str, Any]:
    asked = client.post("/api/whatif", json=question)
    assert asked.status_code == 202, asked.text
    for _ in range(LOOKS):
        found = client.get(f"/api/whatif/{asked.json()['id']}").json()
    assert found["state"] == "done"
    return found


def test_a_question_is_taken_looked_at_and_answered(sign_in: SignIn, whatifs: Choosy) -> None:
    client = sign_in("officer")
    asked = client.post("/api/whatif", json={"from": "live", "hours": 6, "storm": "great", "storm_at": 30,
                                             "tide": [[0, 1], [60, 2.5]], "faults": ["gate-stuck@3"], "plan": PLAN})
    assert (asked.status_code, asked.json()["state"], asked.json()["result"]) == (202, "running", None)
    assert whatifs.last.moment == "live"
    assert whatifs.last.tide == ((0.0, 1.0), (60.0, 2.5))
    assert [(r.minutes, r.device, r.setting) for r in whatifs.last.plan] == [(0.0, "gate-east", 40.0)]
    first = client.get(f"/api/whatif/{asked.json()['id']}")
    assert (first.json()["state"], first.headers["cache-control"]) == ("running", "no-store")
    found = done(client, plan=PLAN)["result"]
    assert found["schema"] == "banyan.whatif/1"
    assert set(found["runs"]) == {"passive", "standing", "banyan", "plan"}
    assert found["from"] == "live"


@pytest.mark.parametrize(("question", "says"), [
    ({"hours": 100}, "hours"), ({"storm_at": 5}, "no --storm is given"), ({"moment": "live"}, "moment"),
    ({"storm": "none"}, "storm none: no such storm; the city's folder has great, broken"),
    ({"rain": [[0, -3]]}, "rain, row 1: -3 is below 0"), ({"rain": []}, "rain: the table has no row"),
    ({"plan": [{"minutes": 0, "device": "gate-east", "setting": 400}]}, "plan, row 1: setting 400: 0 to 100 %"),
    ({"plan": [{"minutes": 0}]}, "plan"), ({"from": ""}, "from: live, or the id of a record, was expected"),
])  # fmt: skip
def test_a_bad_question_is_400_with_a_sentence(sign_in: SignIn, question: dict[str, Any], says: str) -> None:
    answer = sign_in("officer").post("/api/whatif", json=question)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")
    assert says in answer.text


def test_one_too_many_is_told_to_come_back(sign_in: SignIn) -> None:
    answer = sign_in("officer").post("/api/whatif", json={"storm": "third"})
    assert (answer.status_code, answer.json()["code"], answer.headers["retry-after"]) == (429, "busy", "1")


def test_a_simulation_that_fails_says_why(sign_in: SignIn) -> None:
    client = sign_in("officer")
    asked = client.post("/api/whatif", json={"storm": "broken"}).json()
    found = client.get(f"/api/whatif/{asked['id']}").json()
    assert (found["state"], found["result"]) == ("failed", None)
    assert found["error"] == "the network can't be simulated: a conduit has no length"


def test_what_nobody_asked_is_404(sign_in: SignIn) -> None:
    client = sign_in("officer")
    assert client.get("/api/whatif/ffff").json()["error"] == "there is no what-if ffff here"
    assert client.post("/api/whatif/ffff/keep", json={"name": "x"}).status_code == 404
    assert client.post("/api/whatif/ffff/propose", json={"id": "i"}).status_code == 404


def test_an_answer_is_kept_listed_and_not_overwritten(sign_in: SignIn) -> None:
    client = sign_in("officer")
    one, other = done(client, plan=PLAN), done(client, hours=2)
    assert client.post(f"/api/whatif/{one['id']}/keep", json={"name": "calm"}).json()["id"] == one["id"]
    taken = client.post(f"/api/whatif/{other['id']}/keep", json={"name": "calm"})
    assert (taken.status_code, "there is another what-if of that name" in taken.text) == (400, True)
    assert client.post(f"/api/whatif/{other['id']}/keep", json={"name": "Über"}).status_code == 400
    rows = client.get("/api/whatif").json()
    assert [(row["name"], row["id"]) for row in rows["kept"]] == [("calm", one["id"]), (None, other["id"])]


def test_only_roles_that_may_ask_ask_and_everybody_who_reads_the_city_looks(sign_in: SignIn) -> None:
    found = done(sign_in("officer"), plan=PLAN)
    watcher = sign_in("watcher")
    assert watcher.post("/api/whatif", json={}).status_code == 403
    assert watcher.post(f"/api/whatif/{found['id']}/keep", json={"name": "mine"}).status_code == 403
    assert watcher.post(f"/api/whatif/{found['id']}/propose", json={"id": "i"}).status_code == 403
    assert watcher.get(f"/api/whatif/{found['id']}").json()["state"] == "done"
    assert watcher.get("/api/whatif").status_code == 200
    assert sign_in("feed").get("/api/whatif").status_code == 403


def test_a_plan_becomes_the_wish_of_whoever_is_signed_in(sign_in: SignIn, desk: Hears) -> None:
    client = sign_in("officer")
    found = done(client, plan=PLAN)
    answer = client.post(f"/api/whatif/{found['id']}/propose", json={"id": "wish-1"})
    assert answer.status_code == 200, answer.text
    assert answer.json() == {"id": "intent/wish-1", "result": "done"}
    wish = desk.heard[-1]
    assert (wish.action, wish.by, wish.target, wish.args) == (
        "plan.propose", "officer-lin", found["id"], {"gate-east": "40"})
    bare = done(client, hours=3)
    none = client.post(f"/api/whatif/{bare['id']}/propose", json={"id": "wish-2"})
    assert (none.status_code, "no plan was tried in this what-if" in none.text) == (400, True)
    assert client.post(f"/api/whatif/{found['id']}/propose", json={"id": ""}).status_code == 400


def test_a_city_without_a_data_folder_has_no_what_if(client: Any) -> None:
    client.post("/api/session", json={"token": "officer"})
    for answer in (client.post("/api/whatif", json={}), client.get("/api/whatif")):
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown")

"""Authority from the first route: nothing is answered without a session and an action, but for a short list."""

from urllib.parse import quote

import pytest
from litestar import Litestar, get
from litestar.testing import TestClient

from banyan.model.authority import Refused
from banyan.model.ids import PrincipalId
from banyan.model.intent import Action, right
from banyan.runtime.owner_key import ACT_AS
from banyan.server.access import (
    COOKIE,
    FROM_BODY,
    OPEN_ROUTES,
    OWN_SESSION,
    PUBLIC,
    SHIFT_S,
    Access,
    Session,
    guard,
)
from banyan.server.app import create_app
from banyan.server.errors import HANDLERS
from tests.server.fake_city import AUTHORITY
from tests.server.fake_desk import FakeDesk

OFFICER = PrincipalId("officer-lin")
OFFICE = {"projects.read", "projects.import", "projects.merge", "projects.fix", "projects.undo", "figures.release",
          "figures.check"}
CASES = {"case.dispatch", "case.evaluate", "case.import", "case.undo-import", "case.read", "case.report", "case.judge"}
THINGS = {"things.read", "things.write"}
KNOWN_ACTIONS = {"city.read", "readings.send", "whatif.run", "proposal.make", "contact.reveal", "notice.retry",
                 OWN_SESSION, FROM_BODY}
KNOWN_ACTIONS |= OFFICE | CASES | THINGS


def routes() -> list[tuple[str, str, object]]:
    """(method, path, declared action) of every route of the application."""
    app = create_app(FakeDesk(), {}, AUTHORITY, None)
    found = []
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            found += [(m, route.path_format, handler) for m in sorted(handler.http_methods) if m != "OPTIONS"]
    return [(m, p.replace("{path}", "{path:path}"), h.opt.get("action")) for m, p, h in found]


def test_every_route_declares_an_action_or_is_on_the_open_list():
    for method, path, action in routes():
        assert action in KNOWN_ACTIONS or (method, path) in OPEN_ROUTES, f"{method} {path} declares no action"


def test_the_open_list_names_only_routes_that_exist_and_declare_nothing():
    open_routes = {(m, p) for m, p, action in routes() if action is None}
    assert open_routes == OPEN_ROUTES


def test_no_route_but_the_open_ones_answers_without_a_session(client):
    asked = 0
    for method, path, action in routes():
        if action is not None:
            answer = client.request(method, path.replace("{", "").replace("}", ""))
            # Of public ones the city's principal `resident` decides, whom this city doesn't have.
            refused = 403 if path.startswith("/api/public/") else 401
            assert answer.status_code == refused, f"{method} {path} answered {answer.status_code} to nobody"
            asked += 1
    assert asked >= 10


def test_public_routes_are_those_of_the_residents_page_alone():
    app = create_app(FakeDesk(), {}, AUTHORITY, None)
    public = {route.path_format for route in app.routes for handler in getattr(route, "route_handlers", ())
              if handler.opt.get(PUBLIC)}
    assert public == {path for _, path, _ in routes() if path.startswith("/api/public/")}


def test_a_route_without_an_action_is_refused_even_to_a_signed_in_officer():
    @get("/forgotten", sync_to_thread=False)
    def forgotten() -> str:
        return "secret"

    access = Access(AUTHORITY, {"t": OFFICER})
    app = Litestar([forgotten], guards=[guard], exception_handlers=HANDLERS, logging_config=None)
    app.state.access = access
    with TestClient(app) as client:
        client.cookies.set(COOKIE, access.sign_in("t").key)
        answer = client.get("/forgotten")
    assert answer.status_code == 403
    assert answer.json()["error"] == "/forgotten declares no action, so nobody may use it"


def test_a_token_is_good_for_one_sign_in(client):
    assert client.post("/api/session", json={"token": "officer"}).status_code == 200
    again = client.post("/api/session", json={"token": "officer"})
    assert again.status_code == 403
    assert again.json()["code"] == "refused"


def test_a_used_and_an_unknown_token_get_the_same_answer(client):
    client.post("/api/session", json={"token": "officer"})
    used = client.post("/api/session", json={"token": "officer"})
    unknown = client.post("/api/session", json={"token": "never"})
    assert (used.status_code, used.content) == (unknown.status_code, unknown.content)


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client):
    cookie = client.post("/api/session", json={"token": "officer"}).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert f"max-age={int(SHIFT_S)}" in cookie


def test_signing_out_ends_the_session(signed_in):
    client = signed_in("officer")
    kept = dict(client.cookies)
    assert client.delete("/api/session").status_code == 204
    client.cookies.clear()
    for name, value in kept.items():
        client.cookies.set(name, value)
    assert client.get("/api/session").status_code == 401


def test_a_session_ends_after_the_longest_shift():
    now = [0.0]
    access = Access(AUTHORITY, {"t": OFFICER}, clock=lambda: now[0])
    session = access.sign_in("t")
    now[0] = SHIFT_S - 1
    assert access.session(session.key) == session
    now[0] = SHIFT_S
    assert access.session(session.key) is None


def test_an_invitation_is_for_a_principal_of_this_city():
    access = Access(AUTHORITY, {})
    assert access.sign_in(access.invite(OFFICER)).principal == OFFICER
    with pytest.raises(Refused, match="nobody-here is not known here"):
        access.invite(PrincipalId("nobody-here"))


def test_the_session_says_who_it_is_and_what_its_roles_grant(signed_in):
    assert signed_in("watcher").get("/api/session").json() == {
        "principal": "watcher-1", "name": {"zh": "观察席", "en": "Watcher"}, "roles": ["watcher"], "may": ["city.read"],
    }


@pytest.mark.parametrize("cookie", ["", COOKIE, f"{COOKIE}=", f"{COOKIE}=forged", "a=b; ;;=", "\x01=\x02"])
def test_a_forged_or_broken_cookie_is_nobody(client, cookie):
    assert client.get("/api/frame", headers={"cookie": cookie}).status_code == 401


def test_a_feed_may_send_readings_and_read_nothing(signed_in):
    client = signed_in("feed")
    assert client.get("/api/city").status_code == 403
    assert client.post("/api/readings", content=b'{"stream":"x"}\n{"stream":"y"}\n').json() == {
        "lines": 2, "accepted": 2, "rejected": 0,
    }


def test_a_watcher_may_read_but_send_and_approve_nothing(signed_in, desk):
    client = signed_in("watcher")
    assert client.get("/api/frame").status_code == 200
    assert client.post("/api/readings", content=b"{}\n").status_code == 403
    for action in (a.value for a in Action):
        answer = client.post("/api/intents", json={"id": action, "action": action, "target": "P-0240"})
        assert answer.status_code == 403, action
        needed = right(Action(action))
        assert answer.json()["error"] == f"watcher-1 may not {needed} on *: no role of theirs allows it"
    assert desk.records(0, "approval", 10) == []


def test_a_principal_without_roles_may_do_nothing_but_see_that(signed_in):
    client = signed_in("rule")
    assert client.get("/api/session").json()["may"] == []
    assert client.get("/api/city").status_code == 403


KEY = "owner-key-0123456789"


@pytest.fixture
def keyed():
    app = create_app(FakeDesk(290), {}, AUTHORITY, None, keys={KEY: OFFICER})
    with TestClient(app, base_url="http://127.0.0.1:8000", raise_server_exceptions=False) as client:
        yield client


def bearer(key: str = KEY, **more: str) -> dict[str, str]:
    return {"authorization": f"Bearer {key}", **more}


def test_the_owners_key_acts_as_the_owner_or_as_somebody_the_city_knows(keyed):
    assert keyed.get("/api/session", headers=bearer()).json()["principal"] == "officer-lin"
    acting = keyed.get("/api/session", headers=bearer(**{ACT_AS: "watcher-1"}))
    assert acting.json()["principal"] == "watcher-1"
    assert keyed.get("/api/session", headers=bearer(**{ACT_AS: "nobody-here"})).status_code == 403


def test_whom_nobody_knows_is_named_as_they_were_typed(keyed):
    answer = keyed.get("/api/session", headers=bearer(**{ACT_AS: quote("陈")}))
    assert (answer.status_code, answer.json()["error"].partition(" ")[0]) == (403, "陈")


def test_a_screen_sends_no_errand_and_its_body_is_not_even_read(signed_in):
    answer = signed_in("officer").post("/api/errands/projects-import", content=b"",
                                       headers={"content-length": str(300 * 1024 * 1024)})
    assert (answer.status_code, "command line's" in answer.json()["error"]) == (403, True)


def test_acting_as_somebody_gives_no_more_than_they_may(keyed):
    wish = {"id": "1", "action": "stop.pull", "target": "stop"}
    assert keyed.post("/api/intents", json=wish, headers=bearer(**{ACT_AS: "watcher-1"})).status_code == 403
    assert keyed.post("/api/intents", json=wish, headers=bearer()).status_code == 200


@pytest.mark.parametrize("key", ["", KEY[:-1], KEY + "x", "schl\u00fcssel", "\u00ff" * 20])
def test_a_wrong_key_is_nobody(keyed, key):
    assert keyed.get("/api/frame", headers={"authorization": f"Bearer {key}".encode("latin-1")}).status_code == 401


def test_acting_as_somebody_takes_the_key(signed_in):
    client = signed_in("watcher")
    assert client.get("/api/session", headers={ACT_AS: "officer-lin"}).json()["principal"] == "watcher-1"


def test_open_access_is_one_declared_principal_and_only_where_it_was_asked_for(client):
    app = create_app(FakeDesk(290), {}, AUTHORITY, None, open_to=PrincipalId("watcher-1"))
    with TestClient(app, base_url="http://127.0.0.1:8000") as opened:
        assert opened.get("/api/frame").status_code == 200
        assert opened.post("/api/intents", json={"id": "1", "action": "stop.pull", "target": "stop"}).status_code == 403
        assert opened.get("/api/frame", headers={"host": "evil.test"}).status_code == 403
    assert client.get("/api/frame").status_code == 401


def test_keys_and_open_access_last_while_sessions_end():
    now = [0.0]
    access = Access(AUTHORITY, {"t": OFFICER}, clock=lambda: now[0])
    session = access.sign_in("t")
    assert access.lasts(session)
    access.sign_out(session.key)
    assert not access.lasts(session)
    assert access.lasts(Session("", OFFICER, float("inf")))

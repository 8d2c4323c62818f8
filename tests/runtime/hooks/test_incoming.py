"""Signed calls in: once a case, kept with their reason where they can't be one, and nobody else gets in."""

import json
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from litestar.testing import TestClient

from banyan.command.privacy import Contact
from banyan.edges.hooks import sign
from banyan.model.city import City
from banyan.model.observation import EMPTY
from banyan.model.ports import Notice, Unit
from banyan.model.record import Record, canonical
from banyan.runtime.casework.casebook import load_casebook
from banyan.runtime.casework.looking import CaseDesk
from banyan.runtime.casework.office import CaseOffice
from banyan.runtime.contacts import Contacts
from banyan.runtime.folder.errors import FolderErrors
from banyan.runtime.folder.places import find_city
from banyan.runtime.hooks.declared import Declared, load_hooks
from banyan.runtime.hooks.incoming import Hooks
from banyan.runtime.hooks.rejected import KEPT, waiting
from banyan.runtime.hooks.secrets import FILE, keep_secret, secrets_of
from banyan.runtime.scenario import UsageError
from banyan.server.app import create_app
from banyan.stores.embedded import EmbeddedStore
from tests.command.casework.town import START
from tests.server.fake_cases import bay, casebook
from tests.server.fake_desk import FakeDesk

HOOKS = """
[[incoming]]
name = "street-app"
principal = "apps-1"
key = "$.event.id"
per_minute = 30
[incoming.fields]
type = "$.event.kind"
text = "$.event.text"
longitude = "$.geo[0]"
latitude = "$.geo[1]"
phone = "$.from.tel"
at = "$.event.at"
[incoming.values.type]
"坑" = "pothole"
[incoming.fixed]
address = "as the app says"
"""
CALL = {"event": {"id": 17, "kind": "坑", "text": "a deep hole"}, "geo": [119.601, 25.991],
        "from": {"tel": "13900001234"}}  # fmt: skip
SECRET = "a secret of at least sixteen"     # noqa: S105  of this test alone
NOW = 1_767_225_600


class Sender:
    """A city with a hook, and a program that calls it."""

    def __init__(self, folder: Path, text: str = HOOKS) -> None:
        self.city, _ = bay()
        self.now, self.store = START, EmbeddedStore(folder, "banyan-bay")
        self.office = CaseOffice(casebook(), self.store, self.note, self.city.authority, lambda: self.now)
        self.desk = CaseDesk(self.office, self.store, self.city)
        self.data, self.wall = folder, NOW
        keep_secret(folder, "street-app", SECRET)
        self.contacts = Contacts(folder)
        declared = declare(folder / "city", text, self.city)
        hooks = Hooks(declared.incoming, secrets_of(folder), self.office, self.contacts, folder, lambda: self.wall)
        self.hooks = hooks
        app = create_app(FakeDesk(), {}, self.city.authority, None, cases=self.desk, hooks=hooks,
                         allowed_hosts=("testserver.local",))
        self.client = TestClient(app, base_url="http://testserver.local")

    def note(self, records: Sequence[Record], notices: Sequence[Notice] = ()) -> None:
        self.store.append(Unit(self.now, self.now, EMPTY, (), records, tuple(notices)))

    def call(self, told: Any = CALL, name: str = "street-app", **more: Any) -> Any:
        body = told if isinstance(told, bytes) else json.dumps(told).encode()
        at = more.get("at", NOW)
        key = more.get("signed_key", more.get("headers", {}).get("X-Banyan-Id", ""))
        headers = {"X-Banyan-Timestamp": str(at), "X-Banyan-Signature": more.get(
            "signature", sign(more.get("secret", SECRET).encode(), at, body, key))}  # fmt: skip
        return self.client.post(f"/api/hooks/{name}", content=body, headers={**headers, **more.get("headers", {})})

    def open(self) -> list[str]:
        return [case.id for case in self.office.register.open()]


def declare(folder: Path, text: str, city: City) -> Declared:
    folder.mkdir()
    (folder / "hooks.toml").write_text(text, encoding="utf-8")
    return load_hooks(folder, city, load_casebook(find_city("banyan-bay"), city))


@pytest.fixture
def town(tmp_path: Path) -> Sender:
    return Sender(tmp_path)


def test_a_signed_call_is_a_case_with_its_mapped_values(town: Sender) -> None:
    answer = town.call()
    assert answer.status_code == 200, answer.text
    case = town.office.case(answer.json()["case"])
    report = case.reports[0]
    assert (case.type, case.place.position, case.place.address) == ("pothole", (119.601, 25.991), "as the app says")
    assert (report.text, report.channel, report.source) == ("a deep hole", "hook", "hook:street-app/17")


def test_the_same_message_again_is_the_same_case_also_with_another_time_and_body(town: Sender) -> None:
    first = town.call().json()
    again = town.call({**CALL, "retry": 2}, at=NOW + 5).json()
    assert (again["case"], again["again"], first["again"]) == (first["case"], True, False)
    assert town.open() == [first["case"]]


def test_without_a_key_the_header_tells_messages_apart_and_without_that_the_body(town: Sender) -> None:
    far = [{"event": {"kind": "坑"}, "geo": [119.601 + n / 100, 25.991]} for n in range(2)]
    one = town.call(far[0], headers={"X-Banyan-Id": "m-1"}).json()
    assert town.call(far[1], headers={"X-Banyan-Id": "m-1"}).json() == {**one, "again": True}
    two = town.call(far[1]).json()
    assert (two["again"], town.call(far[1], at=NOW + 1).json()["again"]) == (False, True)
    assert len(town.open()) == 2


def test_a_recorded_call_cannot_be_sent_again_under_another_id(town: Sender) -> None:
    body = {"event": {"kind": "坑"}, "geo": [119.601, 25.991]}
    assert town.call(body, headers={"X-Banyan-Id": "m-1"}).status_code == 200
    again = town.call(body, headers={"X-Banyan-Id": "m-2"}, signed_key="m-1")
    assert (again.status_code, len(town.open())) == (403, 1)


def test_who_reported_is_a_pseudonym_and_their_number_is_in_no_record(town: Sender) -> None:
    case = town.office.case(town.call().json()["case"])
    reporter = case.reports[0].reporter
    assert reporter is not None
    assert town.contacts.of(reporter) == Contact(phone="13900001234")
    assert b"13900001234" not in b"".join(canonical(r) for _, r in town.store.records())


@pytest.mark.parametrize(("more", "said"), [
    ({"secret": "another secret, as long"}, "X-Banyan-Signature doesn't fit"),
    ({"signature": ""}, "X-Banyan-Signature doesn't fit"),
    ({"at": NOW - 301}, "signed more than 300 s ago or ahead"),
    ({"at": NOW + 301}, "signed more than 300 s ago or ahead"),
    ({"headers": {"X-Banyan-Timestamp": "soon"}}, "X-Banyan-Timestamp was expected"),
])  # fmt: skip
def test_an_unsigned_or_old_call_is_refused_and_kept_nowhere(town: Sender, more: dict[str, Any], said: str) -> None:
    before = town.store.sequence()
    answer = town.call(**more)
    assert (answer.status_code, said in answer.json()["error"]) == (403, True)
    assert (town.store.sequence(), waiting(town.store), (town.data / "hook-rejects").exists()) == (before, [], False)


def test_an_unknown_hook_and_one_without_a_secret_are_told_so(town: Sender) -> None:
    assert town.call(name="nobody").status_code == 404
    town.hooks._secrets = {}      # as at a start before its secret was made
    answer = town.call()
    assert (answer.status_code, "banyan hooks secret street-app" in answer.json()["error"]) == (403, True)


@pytest.mark.parametrize(("told", "said", "zh"), [
    (b"{", "the body is no JSON document", "正文不是 JSON 文档"),
    (b"[" * 100_000, "the body is no JSON document", "正文不是 JSON 文档"),
    ({"event": {"id": 1}}, "it names no case type", "没有案件类别"),
    ({"event": {"id": 1, "kind": "volcano"}}, "there is no case type volcano today", "今天没有类别 volcano"),
    ({"event": {"id": 1, "kind": "坑", "at": "noon"}, "geo": [999, "x"]},
     "at is no time with its offset, nor seconds; longitude is no number of degrees; latitude is no number of degrees",
     "at 不是带时区的时间；longitude 不是度数；latitude 不是度数"),
    ({"event": {"id": 1, "kind": "坑", "text": {"a": 1}}}, "text is neither a text nor a number",
     "text 不是文字或数字"),
])  # fmt: skip
def test_what_can_t_be_a_case_is_kept_as_it_came_with_the_reason(town: Sender, told: Any, said: str, zh: str) -> None:
    answer = town.call(told)
    [kept] = waiting(town.store)
    assert (answer.status_code, answer.json()["error"], answer.json()["zh"]) == (
        400, f"{said} (kept as {kept.id})", zh)
    raw = town.hooks.rejected.raw(kept.id)
    assert raw.read_bytes() == (told if isinstance(told, bytes) else json.dumps(told).encode())
    assert (raw.stat().st_mode & 0o077, kept.reason.en, kept.size) == (0, said, len(raw.read_bytes()))
    town.call(told, at=NOW + 1)
    assert len(waiting(town.store)) == 1, "the same message for the same reason is one"


def test_a_message_that_was_mended_goes_off_the_list_and_its_document_with_it(town: Sender) -> None:
    town.call({**CALL, "event": {"id": 17, "kind": "volcano"}})
    [kept] = waiting(town.store)
    assert town.call().status_code == 200
    assert (waiting(town.store), town.hooks.rejected.raw(kept.id).exists()) == ([], False)


def test_a_crash_between_the_case_and_the_list_is_mended_by_the_next_call(
    town: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    town.call({**CALL, "event": {"id": 17, "kind": "volcano"}})
    monkeypatch.setattr(town.hooks.rejected, "taken", lambda *_: None)
    assert town.call().status_code == 200
    assert len(waiting(town.store)) == 1
    monkeypatch.undo()
    assert town.call().status_code == 200
    assert waiting(town.store) == []


def test_a_refused_report_leaves_no_contact_behind(town: Sender) -> None:
    town.call({**CALL, "event": {"id": 17, "kind": "volcano"}})
    assert town.contacts.everybody() == {}


def test_documents_that_nobody_mended_are_forgotten_after_thirty_days(town: Sender) -> None:
    town.call({"event": {"id": 1}})
    [kept] = waiting(town.store)
    town.now += KEPT - timedelta(minutes=1)
    town.hooks.look()
    assert town.hooks.rejected.raw(kept.id).exists()
    town.now += timedelta(days=1)
    town.hooks.look()
    assert (town.hooks.rejected.raw(kept.id).exists(), waiting(town.store)) == (False, [])


def test_more_calls_than_a_hook_may_make_in_a_minute_are_told_to_wait(town: Sender) -> None:
    answers = [town.call(at=NOW + n).status_code for n in range(31)]
    assert answers == [200] * 30 + [429]


def test_who_calls_again_and_again_without_a_secret_is_soon_told_to_wait(town: Sender) -> None:
    answers = [town.call(signature="sha256=0").status_code for _ in range(31)]
    assert answers == [403] * 30 + [429]


def test_a_folder_s_mistakes_are_told_together(town: Sender, tmp_path: Path) -> None:
    text = HOOKS.replace('"apps-1"', '"apps-9"').replace('"$.event.kind"', '"event.kind"').replace(
        '= "pothole"', '= "potole"').replace("per_minute = 30", "per_minute = 0").replace("phone =", "fax =")
    with pytest.raises(FolderErrors) as wrong:
        declare(tmp_path / "wrong", text + '[[outgoing]]\nname = "street-app"\nurl = "ftp://x"\nverbs = ["clos"]\n',
                town.city)
    assert sorted(e.key for e in wrong.value.errors) == [
        "incoming[0].fields.fax", "incoming[0].fields.type", "incoming[0].per_minute", "incoming[0].principal",
        "incoming[0].type", "outgoing[0].name", "outgoing[0].url", "outgoing[0].verbs"]


def test_a_secret_that_others_may_read_is_not_used(tmp_path: Path) -> None:
    keep_secret(tmp_path, "a", SECRET)
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0
    (tmp_path / FILE).chmod(0o644)
    with pytest.raises(UsageError, match="may be read by others"):
        secrets_of(tmp_path)
    with pytest.raises(UsageError, match="at least 16"):
        keep_secret(tmp_path, "a", "short")


VALUE = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.integers() | st.text(max_size=30)
    | st.sampled_from(["坑", "pothole", "119.6", "2026-01-01T00:00:00Z"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "kind", "text", "at"]), inner),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def patient(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Any], int]:
    made = Sender(tmp_path_factory.mktemp("patient"), HOOKS.replace("per_minute = 30", "per_minute = 6000"))
    return lambda told: int(made.call(told).status_code)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.fixed_dictionaries({}, optional={"event": VALUE, "geo": VALUE, "from": VALUE}))
def test_any_signed_document_is_a_case_or_a_reject(patient: Callable[[Any], int], told: dict[str, Any]) -> None:
    assert patient(told) in (200, 400)

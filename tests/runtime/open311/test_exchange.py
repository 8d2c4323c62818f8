"""Cities that hand cases to each other over a network that loses and repeats: each journal shows a case once."""

from collections.abc import Mapping
from contextlib import suppress
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from litestar.testing import TestClient
from msgspec.structs import replace

from banyan.edges.open311.nouns import Filed, Report, Reporter, ServiceRequest, Status
from banyan.edges.open311.query import choose
from banyan.model.authority import Refused
from banyan.model.ids import PrincipalId
from banyan.runtime.open311.client import Client, Declined, Peer, Reply, Unreached
from banyan.runtime.open311.desk import Turned
from banyan.runtime.open311.exchange import Exchange
from banyan.runtime.open311.keys import ApiKey, digest, valid
from banyan.server.app import create_app
from tests.runtime.open311.books import Book
from tests.server.fake_311 import NOW, WITH_APPS, Fake311
from tests.server.fake_desk import FakeDesk

REPORT = Report(service_code="drain", address_string="塔楼路 1 号", description="堵",
                reporter=Reporter("an@example.org"))
CITIES = ("a", "b", "c")
BY = PrincipalId("officer-lin")
STEP = st.tuples(st.sampled_from(["hand", "deliver", "again"]), st.sampled_from(CITIES), st.sampled_from(CITIES))


class Direct(Client):
    """A peer without a network, which may lose the question or the answer, and say again what it said before."""

    def __init__(self, world, sender, receiver):
        self.world, self.sender, self.receiver = world, sender, receiver
        self.sent = []

    def file(self, report):
        self.sent.append(report)
        fate = self.world.fate()
        if fate == "lost":
            raise Unreached("lost")
        filed = self._give(report)
        if fate == "unanswered":
            raise Unreached("unanswered")
        return filed

    def _give(self, report):
        try:
            return self.world.exchanges[self.receiver].receive(report, self.sender)
        except Turned as why:
            raise Declined(400, why.faults) from None

    def again(self):
        for report in self.sent:
            with suppress(Declined):
                self._give(report)

    def request(self, rid):
        return self.world.books[self.receiver].request(rid)


class World:
    def __init__(self, fates=()):
        self.fates = list(fates)
        self.books = {city: Book(city) for city in CITIES}
        self.clients = {(x, y): Direct(self, x, y) for x in CITIES for y in CITIES if x != y}
        self.exchanges = {
            x: Exchange(x, self.books[x], {y: c for (own, y), c in self.clients.items() if own == x}) for x in CITIES
        }

    def fate(self):
        return self.fates.pop(0) if self.fates else "fine"

    def of(self, city, beginning):
        """The city's own id of the case."""
        if beginning.startswith(city):
            return beginning
        return next((s.case for s in self.books[city].kept.values() if s.beginning.request == beginning), None)


@settings(max_examples=150, deadline=None)
@given(st.lists(STEP, max_size=40), st.lists(st.sampled_from(["fine", "lost", "unanswered"]), max_size=30))
def test_whatever_is_lost_or_repeated_each_city_has_the_case_once_and_one_has_it_in_hand(steps, fates):
    world = World(fates)
    beginning = world.books["a"].file(REPORT)
    for what, city, to in steps:
        case = world.of(city, beginning)
        if what == "again" and city != to:
            world.clients[city, to].again()
        elif case is not None and what == "hand":
            try:
                world.exchanges[city].hand_over(case, to, BY)
            except Refused:
                continue
        elif case is not None:
            world.exchanges[city].deliver(case)
    world.fates.clear()
    for _ in CITIES:
        for city in CITIES:
            if (case := world.of(city, beginning)) is not None:
                assert world.exchanges[city].deliver(case)
    for book in world.books.values():
        assert sum(what == "opened" for _, what in book.log) <= 1
    holding = [c for c, b in world.books.items() for s in b.kept.values() if s.holder == c and s.leaving is None]
    assert len(holding) == (1 if world.books["a"].kept else 0)


def test_a_change_there_is_told_here_once_and_never_echoed():
    world = World()
    case = world.books["a"].file(REPORT)
    world.exchanges["a"].hand_over(case, "b", BY)
    assert world.exchanges["a"].deliver(case)
    assert world.exchanges["a"].look() == 1                     # that they have opened it
    world.books["b"].close("b-1", "cleaned")
    assert [world.exchanges[c].look() for c in ("a", "b", "a")] == [1, 0, 0]
    assert world.books["a"].status[case] == (Status.CLOSED, "cleaned")
    assert world.books["b"].log == [("b-1", "opened"), ("b-1", "closed: cleaned")]


class Desk(Fake311):
    """One city's door over its book."""

    def __init__(self, book, exchange, keys):
        super().__init__(0)
        self.book, self.exchange, self.api_keys = book, exchange, keys

    def about(self):
        return replace(super().about(), jurisdiction=self.book.here)

    def file(self, report, key, language):
        if report.origin is not None:
            return self.exchange.receive(report, key.jurisdiction)
        return Filed(self.book.file(report))

    def find(self, query, language) -> tuple[ServiceRequest, ...]:
        return choose([self.book.request(case) for case in self.book.reports], query)

    def key(self, given):
        return valid(self.api_keys, given, NOW)


class Wire:
    """Messages to another application; some answers are lost after they were given."""

    def __init__(self):
        self.app, self.lose = None, 0

    def __call__(self, method: str, url: str, body: bytes | None, headers: Mapping[str, str]) -> Reply:
        parts = urlsplit(url)
        with TestClient(self.app, base_url="http://127.0.0.1:8000") as client:
            answer = client.request(method, f"{parts.path}?{parts.query}", content=body, headers=dict(headers))
        if self.lose:
            self.lose -= 1
            raise Unreached("the answer is lost")
        return Reply(answer.status_code, answer.headers["content-type"], answer.content)


@pytest.fixture
def two():
    """a and b, each with a key of the other."""
    wires = {"a": Wire(), "b": Wire()}
    books, exchanges = {}, {}
    for here, there in (("a", "b"), ("b", "a")):
        peer = Peer(there, "http://other.example/open311/v2", f"bk-{here}")
        books[here] = Book(here)
        exchanges[here] = Exchange(here, books[here], {there: Client(peer, wires[there])})
        keys = (ApiKey(f"of-{there}", digest(f"bk-{there}"), PrincipalId("app-1"), jurisdiction=there),)
        wires[here].app = create_app(FakeDesk(), {}, WITH_APPS, None,
                                     requests311=Desk(books[here], exchanges[here], keys))
    return books, exchanges, wires


def test_two_cities_hand_a_case_back_and_forth_and_both_journals_show_it_once(two):
    books, exchanges, wires = two
    case = books["a"].file(REPORT)
    for giver, taker in [("a", "b"), ("b", "a")] * 3:
        wires[taker].lose = 2                                     # two answers are lost on the way back
        mine = case if giver == "a" else "b-1"
        exchanges[giver].hand_over(mine, taker, BY)
        assert [exchanges[giver].deliver(mine) for _ in range(3)] == [False, False, True]
    assert books["a"].log == [("a-1", "opened")] + [("a-1", "back from b")] * 3
    assert books["b"].log == [("b-1", "opened")] + [("b-1", "back from a")] * 2
    assert books["a"].kept["a-1"].hand == books["b"].kept["b-1"].hand == 6
    assert (books["b"].reports["b-1"].address_string, books["b"].reports["b-1"].description) == ("塔楼路 1 号", "堵")


def test_what_the_other_city_did_is_seen_here(two):
    books, exchanges, _ = two
    case = books["a"].file(REPORT)
    exchanges["a"].hand_over(case, "b", BY)
    exchanges["a"].deliver(case)
    books["b"].close("b-1", "疏通")
    exchanges["a"].look()
    assert books["a"].status[case] == (Status.CLOSED, "疏通")


def test_a_case_that_is_not_taken_stays_here(two):
    books, exchanges, _ = two
    case = books["a"].file(replace(REPORT, service_code="unknown-there"))
    exchanges["a"].hand_over(case, "b", BY)
    assert exchanges["a"].deliver(case)
    assert books["a"].kept[case].holder == "a"
    assert books["a"].log[-1] == (case, "not taken by b: service_code 'unknown-there' was not found.")
    assert books["b"].log == []


def test_a_case_that_may_not_go_stays_and_is_sent_nowhere(two):
    books, exchanges, _ = two
    case = books["a"].file(REPORT)
    books["a"].refuses = "it is not filed yet"
    with pytest.raises(Refused, match="it is not filed yet"):
        exchanges["a"].hand_over(case, "b", BY)
    assert exchanges["a"].deliver(case)
    assert books["a"].kept[case].leaving is None
    assert books["b"].log == []


def test_a_stranger_city_is_refused_with_those_that_are_known(two):
    with pytest.raises(Refused, match="no city c is known here; expected one of b"):
        two[1]["a"].hand_over("a-1", "c", BY)

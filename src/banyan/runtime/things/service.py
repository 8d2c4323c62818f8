"""SensorThings for whoever asks: each request to its answer, city streams through the city's door."""

import time
from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

import msgspec

from banyan.edges.sensorthings.arrays import read_arrays
from banyan.edges.sensorthings.batch import Part, Reply, resolved
from banyan.edges.sensorthings.entity import read_entity, read_json
from banyan.edges.sensorthings.path import read_path
from banyan.edges.sensorthings.render import self_link
from banyan.edges.sensorthings.root import ByMqtt
from banyan.edges.sensorthings.scan import scan, write_links
from banyan.model.authority import Refused
from banyan.model.columns import Appended, Judge, Refusal
from banyan.model.ports import StoreError, StoreFull
from banyan.model.query import Order, Path, Query, Resource
from banyan.model.thing_ports import Beside, Changing, Place, Promised, Things
from banyan.model.things import DATASTREAM, OBSERVATION, Draft, Kind, Reference, Wrong
from banyan.runtime.desk import Busy
from banyan.runtime.things.asked import Answer, Asked
from banyan.runtime.things.browsing import StreamBrowser
from banyan.runtime.things.city import CityStreams
from banyan.runtime.things.reads import read
from banyan.runtime.things.several import Several
from banyan.runtime.things.writes import create, created, under, write
from banyan.stores.things.plain import plain, refusal

T = TypeVar("T")
May = Callable[[str], None]
Made = dict[str, tuple[str, int]]      # what a batch has created so far, by its requests' keys
PATIENCE_S = 30.0
STREAMS_AT_ONCE = 1_000  # of a Thing, read in one transaction
_HANG_ON = frozenset({"Datastream", "Thing", "ObservedProperty", "Sensor"})     # of the last, with which its streams go
ERROR = "error"          # what CreateObservations says of a row that wasn't created (18-088, 13.2)


def wall() -> int:
    """µs since 1970."""
    return time.time_ns() // 1000


class Watching(Protocol):
    """Who accepts and judges what is appended (runtime/watch)."""

    def judge(self, now: int) -> Judge: ...
    def changed(self, number: int | None) -> None:
        """A Datastream was changed or deleted; None: something that many may hang on."""
        ...


class Service:
    """Blocking: each call returns when what it changed is durable. Raises things.Wrong, Busy, Refused."""

    def __init__(
        self, things: Things, city: CityStreams, clock: Callable[[], int] = wall, watch: Watching | None = None,
        ready: Callable[[], bool] = lambda: True, streams: StreamBrowser | None = None,
    ) -> None:  # fmt: skip
        """`ready`: whether the scanner is compiled; until then the general reader reads everything. `streams`: the
        same Datastreams to be looked through.
        """
        self.streams = streams
        self._things = things
        self._city = city
        self._clock = clock
        self.mqtt: ByMqtt | None = None      # where there is a broker
        self._watch = watch
        self._ready = ready
        self.several = Several(things, city, self._judge, _patiently)

    def answer(self, asked: Asked, by: str) -> Answer:
        if asked.method == "GET":
            with self._things.look(self._clock()) as look:
                return read(look, asked, self.mqtt)
        if asked.method == "POST" and asked.path.strip("/") == "CreateObservations":
            return self._arrays(asked, by)
        resource = read_path(asked.path)
        if asked.method == "POST" and is_collection_of_observations(resource):
            return self._observe(asked, resource, by)
        done = self._change(write(asked, resource))
        self._tell(asked.method, resource)
        return done

    def _tell(self, method: str, resource: Resource) -> None:
        """Whoever watches Datastreams looks again at those whose judging may hang on what was changed: on their own
        values, their Thing's or their ObservedProperty's. New ones it meets by itself.
        """
        last = resource.last
        if self._watch is None or last.kind.name not in _HANG_ON or method == "POST":
            return
        if last.id is None or (method == "DELETE" and last.kind is not DATASTREAM):
            self._watch.changed(None)       # whose they were can't be asked any more
        elif last.kind is DATASTREAM:
            self._watch.changed(last.id)
        elif last.kind.name != "Sensor":
            for eid in self._streams_of(last.kind, last.id):
                self._watch.changed(eid)

    def _streams_of(self, kind: Kind, eid: int) -> list[int | None]:
        """[None]: that can't be asked now, it may be any."""
        link, found, after = next(link for link in kind.links if link.name == "Datastreams"), list[int | None](), None
        try:
            while True:
                with self._things.look(self._clock()) as look:
                    query = Query(top=STREAMS_AT_ONCE, order=(Order(Path(("id",))),), after=after)
                    page = look.page(Place(DATASTREAM, None, (kind, eid, link)), query)
                found += [one.id for one in page.items]
                after = page.after
                if after is None:
                    return found
        except (Wrong, StoreError):
            return [None]

    def _judge(self, now: int) -> Judge | None:
        return self._watch.judge(now) if self._watch is not None else None

    def _change(self, work: Callable[[Changing], T]) -> T:
        now = self._clock()
        return _patiently(self._things.change(work, now, self._judge(now)))

    def now(self) -> int:
        """µs since 1970."""
        return self._clock()

    def observation(self, asked: Asked) -> Draft:
        """An Observation as it is posted to a collection, with what the collection says of it. Raises Wrong."""
        resource = read_path(asked.path)
        if not is_collection_of_observations(resource):
            raise Wrong(400, "that is no collection of Observations", "v1.1/Datastreams(1)/Observations")
        return self._whole(resource, read_entity(OBSERVATION, read_json(asked.body)))

    def observe_once(self, asked: Asked, whole: Draft, by: str, beside: Callable[[Changing], None]) -> None:
        """One Observation, as `observation` has read it; `beside` happens in its transaction, or right behind it where
        the city judges its stream. Raises Wrong, Busy, Refused.
        """
        resource = read_path(asked.path)
        draft = read_entity(OBSERVATION, read_json(asked.body))
        self._put(asked, resource, by, draft, whole, beside)

    def _observe(self, asked: Asked, resource: Resource, by: str) -> Answer:
        """One Observation: to the city where its stream is declared, else into the store."""
        draft = read_entity(OBSERVATION, read_json(asked.body))
        return self._put(asked, resource, by, draft, self._whole(resource, draft))

    def _whole(self, resource: Resource, draft: Draft) -> Draft:
        """With the link that its collection says."""
        whole, first = draft, resource.steps[0]
        if len(resource.steps) == 2 and first.kind is DATASTREAM and first.id is not None:
            whole = draft.linked("Datastream", Reference(first.id))       # the store says whether it is there
        elif len(resource.steps) > 1:
            with self._things.look(self._clock()) as look:
                whole = under(look.at(resource), draft)
        return whole

    def _put(self, asked: Asked, resource: Resource, by: str, draft: Draft, whole: Draft,
             beside: Callable[[Changing], None] | None = None) -> Answer:
        if not self._city.judges(whole):
            return self._created(asked, resource, draft, whole, beside)
        found = self._city.post(self._things, by, [whole], self._clock())[0]
        if isinstance(found, Wrong):
            raise found
        if beside is not None:
            self._change(beside)
        return self._shown(asked.base, found)

    def _created(self, asked: Asked, resource: Resource, draft: Draft, whole: Draft,
                 beside: Callable[[Changing], None] | None) -> Answer:
        """In columns where it is plain, else as a row. `beside` happens in its transaction."""

        def row(w: Changing) -> Answer:
            if beside is not None:
                beside(w)
            return create(asked, resource, draft)(w)

        now = self._clock()
        places, rows = plain([whole], now)
        if not places:
            return self._change(row)

        appended = _patiently(self._things.append(rows, now, self._judge(now), _with(beside)))
        eid, reason = int(appended.ids[0]), int(appended.reasons[0])
        if reason == Refusal.NO_STREAM and len(resource.steps) > 1:
            raise Wrong(404, f"there is no Datastream {rows.stream[0]}")
        if reason:
            raise refusal(reason, whole)
        return self._shown(asked.base, eid)

    def _shown(self, base: str, eid: int) -> Answer:
        """An Observation that is stored. That stays so where it can't be read now: then its address alone is said."""
        try:
            with self._things.look(self._clock()) as look:
                return created(look, base, OBSERVATION, eid)
        except (Wrong, StoreError):
            return Answer(201, location=self_link(base, OBSERVATION, eid), empty=True)

    def begin(self, asked: Asked) -> Promised[Appended] | None:
        """CreateObservations of plain readings, put to those that wait for their commit: nothing here blocks. None: it
        is for `answer`, and nothing was taken. Raises Wrong.
        """
        if asked.method != "POST" or asked.path.strip("/") != "CreateObservations" or not self._ready():
            return None
        now = self._clock()
        rows = scan(asked.body, now)
        if rows is None or self._city.any(rows.stream):
            return None
        return self._things.append(rows, now, self._judge(now))

    @staticmethod
    def ended(asked: Asked, stored: Appended) -> Answer:
        """What is answered once that is durable."""
        return Answer(201, msgspec.Raw(write_links(asked.base, stored.ids)))

    def _arrays(self, asked: Asked, by: str) -> Answer:
        waiting = self.begin(asked)
        if waiting is not None:
            return self.ended(asked, _patiently(waiting))
        drafts = read_arrays(read_json(asked.body))
        answers: list[int | Wrong] = [draft if isinstance(draft, Wrong) else 0 for draft in drafts]
        ours: list[tuple[int, Draft]] = []
        theirs: list[tuple[int, Draft]] = []
        for n, draft in enumerate(drafts):
            if isinstance(draft, Draft):
                (theirs if self._city.judges(draft) else ours).append((n, draft))
        # The city first: where it is too busy nothing has happened yet, and the whole can be sent again.
        if theirs:
            found = self._city.post(self._things, by, [draft for _, draft in theirs], self._clock())
            for (n, _), one in zip(theirs, found, strict=True):
                answers[n] = one
        for (n, _), one in zip(ours, self._ours([draft for _, draft in ours]), strict=True):
            answers[n] = one
        said = [ERROR if isinstance(one, Wrong) else self_link(asked.base, OBSERVATION, one) for one in answers]
        return Answer(201, said)

    def _ours(self, drafts: Sequence[Draft]) -> list[int | Wrong]:
        """Plain ones together in columns; the others as rows. Where one of the two isn't stored, the answer says
        which; raises where neither is.
        """
        now = self._clock()
        places, rows = plain(drafts, now)
        waiting = self._things.append(rows, now, self._judge(now)) if len(rows) else None
        others = sorted(set(range(len(drafts))) - set(places))
        found: dict[int, int | Wrong] = {}
        failed: list[Exception] = []
        if others:
            try:
                answers = self._change(lambda w: observed(w, [drafts[n] for n in others]))
                found |= dict(zip(others, answers, strict=True))
            except (Wrong, StoreError, StoreFull) as e:
                failed.append(e)
        if waiting is not None:
            try:
                appended = _patiently(waiting)
                for n, eid, reason in zip(places, appended.ids.tolist(), appended.reasons.tolist(), strict=True):
                    found[n] = eid if reason == 0 else refusal(reason, drafts[n])
            except (Wrong, StoreError, StoreFull) as e:
                failed.append(e)
        if failed and not any(isinstance(one, int) for one in found.values()):
            raise failed[0]
        return [found[n] if n in found else Wrong(503, str(failed[0])) for n in range(len(drafts))]

    def batch(self, parts: Sequence[Part], base: str, by: str, may: May) -> list[Reply]:
        """Requests in order; those of one change set together. `may` raises Refused for a method that isn't allowed."""
        made: Made = {}
        replies: list[Reply] = []
        done = 0
        while done < len(parts):
            some = _together(parts, done)
            done += len(some)
            if some[0].group is None:
                replies.append(self._one(some[0], base, by, may, made))
            else:
                replies += self._set(some, base, may, made)
        return replies

    def _one(self, part: Part, base: str, by: str, may: May, made: Made) -> Reply:
        try:
            may(part.method)
            part = resolved(part, made)
            found = self.answer(_asked(part, base), by)
        except (Wrong, Busy, Refused, StoreError, StoreFull) as e:
            return _failed(part, e)
        return _reply(part, found, made)

    def _set(self, parts: Sequence[Part], base: str, may: May, made: Made) -> list[Reply]:
        """All or none (18-088, 11.1). The first that can't be done is the answer of the set."""
        new: Made = {}
        failed: list[Reply] = []

        def work(w: Changing) -> list[Reply]:
            found = []
            for part in parts:
                one = resolved(part, {**made, **new})
                try:
                    found.append(_reply(one, _in_set(_asked(one, base))(w), new))
                except Wrong as wrong:
                    failed.append(_failed(one, wrong))
                    raise
            return found

        try:
            for part in parts:
                may(part.method)
            found = self._change(work)
        except (Wrong, Busy, Refused, StoreError, StoreFull) as e:
            return failed or [_failed(parts[0], e)]
        made |= new
        for part in parts:
            self._tell(part.method, read_path(resolved(part, made).path))
        return found


def _with(beside: Callable[[Changing], None] | None) -> Beside | None:
    """For one Observation; None, where nothing is: then it goes through the columns together with others."""
    if beside is None:
        return None

    def with_it(w: Changing, appended: Appended) -> None:
        if not int(appended.reasons[0]):      # what is refused didn't come
            beside(w)

    return with_it


def is_collection_of_observations(resource: Resource) -> bool:
    last = resource.last
    plain = not (resource.inside or resource.refs or resource.count or resource.raw)
    return last.kind is OBSERVATION and last.id is None and last.many and plain


def _patiently(waiting: Promised[T]) -> T:
    try:
        return waiting.result(PATIENCE_S)
    except TimeoutError:
        if not waiting.cancel():
            return waiting.result()
        raise Wrong(503, f"nothing was stored within {PATIENCE_S:.0f} s", "the same again in a moment") from None


def observed(w: Changing, drafts: Sequence[Draft]) -> list[int | Wrong]:
    """Together where that goes; else one by one, so that each gets its own answer."""
    try:
        return list(w.attempt(lambda: w.observe(drafts)))
    except Wrong as wrong:
        if len(drafts) == 1:
            return [wrong]
    half = len(drafts) // 2
    return [*observed(w, drafts[:half]), *observed(w, drafts[half:])]


def _together(parts: Sequence[Part], begin: int) -> Sequence[Part]:
    group = parts[begin].group
    end = begin + 1
    while group is not None and end < len(parts) and parts[end].group == group:
        end += 1
    return parts[begin:end]


def _in_set(asked: Asked) -> Callable[[Changing], Answer]:
    return write(asked, read_path(asked.path))


def _asked(part: Part, base: str) -> Asked:
    if (part.path in ("$batch", "CreateObservations") and part.group is not None) or part.path == "$batch":
        raise Wrong(400, f"{part.path} can't stand here", "requests to entities and collections")
    return Asked(part.method, part.path, part.query, base, part.body, part.media)


def _reply(part: Part, found: Answer, made: Made) -> Reply:
    if part.key is not None and found.location is not None and isinstance(found.body, dict):
        root = found.body["@iot.selfLink"].split("/")[-1]
        made[part.key] = (root, found.body["@iot.id"])
    return Reply(part, found.status, _bytes(found.body) if not found.empty else b"", found.location)


def _bytes(body: Any) -> bytes:
    return body.encode() if isinstance(body, str) else msgspec.json.encode(body)


def _failed(part: Part, error: Exception) -> Reply:
    status = error.status if isinstance(error, Wrong) else 429 if isinstance(error, Busy) else \
        403 if isinstance(error, Refused) else 503
    said = {"error": str(error), "code": code(status)}
    if isinstance(error, Wrong) and error.expected is not None:
        said["expected"] = error.expected
    return Reply(part, status, msgspec.json.encode(said))


def code(status: int) -> str:
    """For programs, as every answer of this server has one."""
    codes = {401: "signed-out", 403: "refused", 404: "unknown", 409: "conflict", 413: "too-large", 422: "unreadable",
             429: "busy", 501: "not-served", 503: "busy"}
    return codes.get(status, "malformed")

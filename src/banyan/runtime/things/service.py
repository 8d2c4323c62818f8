"""SensorThings for whoever asks: each request to its answer, city streams through the city's door."""

import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import msgspec

from banyan.edges.sensorthings.arrays import read_arrays
from banyan.edges.sensorthings.batch import Part, Reply, resolved
from banyan.edges.sensorthings.entity import read_entity, read_json
from banyan.edges.sensorthings.path import read_path
from banyan.edges.sensorthings.render import self_link
from banyan.model.authority import Refused
from banyan.model.ports import StoreError, StoreFull
from banyan.model.query import Resource
from banyan.model.thing_ports import Changing, Promised, Things
from banyan.model.things import DATASTREAM, OBSERVATION, Draft, Reference, Wrong
from banyan.runtime.desk import Busy
from banyan.runtime.things.asked import Answer, Asked
from banyan.runtime.things.city import CityStreams
from banyan.runtime.things.reads import read
from banyan.runtime.things.writes import create, created, under, write

T = TypeVar("T")
May = Callable[[str], None]
Made = dict[str, tuple[str, int]]      # what a batch has created so far, by its requests' keys
PATIENCE_S = 30.0
ERROR = "error"          # what CreateObservations says of a row that wasn't created (18-088, 13.2)


def wall() -> int:
    """µs since 1970."""
    return time.time_ns() // 1000


class Service:
    """Blocking: each call returns when what it changed is durable. Raises things.Wrong, Busy, Refused."""

    def __init__(self, things: Things, city: CityStreams, clock: Callable[[], int] = wall) -> None:
        self._things = things
        self._city = city
        self._clock = clock

    def answer(self, asked: Asked, by: str) -> Answer:
        if asked.method == "GET":
            with self._things.look(self._clock()) as look:
                return read(look, asked)
        if asked.method == "POST" and asked.path.strip("/") == "CreateObservations":
            return self._arrays(asked, by)
        resource = read_path(asked.path)
        if asked.method == "POST" and is_collection_of_observations(resource):
            return self._observe(asked, resource, by)
        return self._change(write(asked, resource))

    def _change(self, work: Callable[[Changing], T]) -> T:
        return _patiently(self._things.change(work, self._clock()))

    def _observe(self, asked: Asked, resource: Resource, by: str) -> Answer:
        """One Observation: to the city where its stream is declared, else into the store."""
        draft = read_entity(OBSERVATION, read_json(asked.body))
        before = resource.steps[-2] if len(resource.steps) > 1 else None
        if before is not None and before.kind is DATASTREAM and before.id is not None and not self._city.has(before.id):
            return self._change(create(asked, resource, draft))
        if before is not None:
            with self._things.look(self._clock()) as look:
                whole = under(look.at(resource), draft)
        else:
            whole = draft
        if not self._declared(whole):
            return self._change(create(asked, resource, draft))
        found = self._city.post(self._things, by, [whole], self._clock())[0]
        if isinstance(found, Wrong):
            raise found
        return self._change(lambda w: created(w, asked.base, OBSERVATION, found))

    def _declared(self, draft: Draft) -> bool:
        to = draft.links.get("Datastream", [None])[0]
        return isinstance(to, Reference) and self._city.has(to.id) and not draft.links.get("MultiDatastream")

    def _arrays(self, asked: Asked, by: str) -> Answer:
        drafts = read_arrays(read_json(asked.body))
        answers: list[int | Wrong] = [draft if isinstance(draft, Wrong) else 0 for draft in drafts]
        ours: list[tuple[int, Draft]] = []
        theirs: list[tuple[int, Draft]] = []
        for n, draft in enumerate(drafts):
            if isinstance(draft, Draft):
                (theirs if self._declared(draft) else ours).append((n, draft))
        # The city first: where it is too busy nothing has happened yet, and the whole can be sent again.
        if theirs:
            found = self._city.post(self._things, by, [draft for _, draft in theirs], self._clock())
            for (n, _), one in zip(theirs, found, strict=True):
                answers[n] = one
        if ours:
            found = self._change(lambda w: observed(w, [draft for _, draft in ours]))
            for (n, _), one in zip(ours, found, strict=True):
                answers[n] = one
        said = [ERROR if isinstance(one, Wrong) else self_link(asked.base, OBSERVATION, one) for one in answers]
        return Answer(201, said)

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
        return found


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
    codes = {401: "signed-out", 403: "refused", 404: "unknown", 409: "conflict", 413: "too-large", 429: "busy",
             501: "not-served", 503: "busy"}
    return codes.get(status, "malformed")

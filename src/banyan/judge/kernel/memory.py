"""What is remembered of every stream, in arrays that grow: added to, carried over to other rules, packed and unpacked.

A memory is worked on in place: whoever hands it to `run.step` goes on with the one that comes back.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from banyan.judge.kernel.layout import (
    BLOCK,
    LATCH,
    NEVER,
    NONE,
    POINT,
    RING,
    RISE,
    SILENCE,
    SLOT,
    STREAM,
    Programs,
    State,
)
from banyan.judge.kernel.program import Profile, programs
from banyan.judge.rules import MAX_POINTS
from banyan.model.template import Template

FIRST_POINTS = 8                 # of a rise's ring; it doubles when it is full
MOST_POINTS = MAX_POINTS + 3     # points a gap apart within a window, the one before it, and the one that comes
MOST_NUMBER = 2**24              # of a Datastream: beyond it `rows` would be larger than what it finds
ARRAYS: dict[str, Any] = {"rows": "i4", "streams": STREAM, "slots": SLOT, "due": "i8", "blocks": "i8",
                          "owner": "i4", "latches": LATCH, "rings": RING, "points": POINT, "bases": POINT}


class Memory:
    """`state` is what the compiled loop works on; `ticked` the last instant up to which time has passed."""

    def __init__(self, templates: Sequence[Template]) -> None:
        """Raises RuleError."""
        self.templates = tuple(templates)
        self.profiles: list[Profile] = []
        self._profile_at: dict[Profile, int] = {}
        self.programs: Programs = programs(self.templates, ())
        self._room = {name: np.zeros(0, dtype) for name, dtype in ARRAYS.items()}
        self._used = dict.fromkeys(ARRAYS, 0)
        self._soonest = np.array([NEVER], "i8")
        self.state = self._seen()

    def __len__(self) -> int:
        """Streams that are known."""
        return self._used["streams"]

    def nbytes(self) -> int:
        """Of all arrays, room to grow included."""
        return sum(array.nbytes for array in self._room.values())

    def row(self, number: int) -> int:
        """-1: not known."""
        rows = self.state.rows
        return int(rows[number]) if 0 <= number < len(rows) else -1

    def numbers(self) -> list[int]:
        """Those of the streams that are judged."""
        found: list[int] = np.flatnonzero(self.state.rows >= 0).tolist()
        return found

    def latched(self, number: int) -> dict[int, int]:
        """The rules of a stream whose level stands: the templates' places, and the levels' ranks."""
        row = self.row(number)
        if row < 0:
            return {}
        stream = self.state.streams[row]
        profile = self.profiles[stream["profile"]]
        levels = self.state.slots["level"][stream["slot"] : stream["slot"] + len(profile)].tolist()
        return {place: level for place, level in zip(profile, levels, strict=True) if level}

    def know(self, numbers: Any, profile: Profile, start: int) -> None:
        """Streams that have none yet get the rules of a profile. Silence counts from `start`, in µs."""
        numbers = np.asarray(numbers, "i8")
        if len(numbers) == 0:
            return
        if numbers.min() < 0 or numbers.max() >= MOST_NUMBER:
            raise ValueError(f"a Datastream's number is beyond {MOST_NUMBER}: it can't be judged here")
        which = self._profile(profile)
        shape = self.programs.profiles[which]
        count, many, latches = len(numbers), int(shape["count"]), int(shape["latches"])
        self._rows_for(int(numbers.max()))
        row, slot, latch = (self._used[name] for name in ("streams", "slots", "latches"))
        order = np.arange(count)
        streams = self._grown("streams", count)
        streams["time"], streams["number"], streams["profile"] = NONE, numbers, which
        streams["slot"], streams["latch"] = slot + order * many, latch + order * latches
        self._grown("latches", count * latches)["since"] = NONE
        self._grown("owner", count * many)[:] = np.repeat(row + order, many)
        due = self._grown("due", count * many)
        slots = self._grown("slots", count * many)
        slots["since"], slots["value"], slots["moved"], slots["ring"] = start, np.nan, NONE, -1
        due[:] = NEVER
        for k, place in enumerate(profile):
            self._begin(place, slots[k::many], due[k::many], start)
        self._room["rows"][numbers] = row + order
        self._due_from(slot)
        self.state = self._seen()

    def _begin(self, place: int, slots: Any, due: Any, start: int) -> None:
        rule = self.programs.rules[place]
        first, count = int(rule["first"]), int(rule["count"])
        if rule["kind"] == SILENCE:
            due[:] = start + int(self.programs.limits["hold"][first : first + count].min())
        elif rule["kind"] == RISE:
            order = np.arange(len(slots))
            slots["ring"] = self._used["rings"] + order
            point, base = self._used["points"], self._used["bases"]
            rings = self._grown("rings", len(slots))
            rings["first"], rings["size"] = point + order * FIRST_POINTS, FIRST_POINTS
            rings["base"] = base + order * count
            self._grown("points", len(slots) * FIRST_POINTS)
            self._grown("bases", len(slots) * count)

    def _due_from(self, slot: int) -> None:
        """Bounds for the due times from a slot on."""
        used, first = self._used["due"], slot // BLOCK
        more = -(-used // BLOCK) - self._used["blocks"]
        if more > 0:
            self._grown("blocks", more)
        due = self._room["due"][first * BLOCK : used]
        least = np.minimum.reduceat(due, np.arange(0, len(due), BLOCK)) if len(due) else due
        self._room["blocks"][first : self._used["blocks"]] = least
        self._soonest[0] = min(int(self._soonest[0]), int(least.min(initial=NEVER)))

    def _profile(self, profile: Profile) -> int:
        if any(a >= b for a, b in pairwise(profile)) or not all(0 <= n < len(self.templates) for n in profile):
            raise ValueError(f"{profile} are no places of templates, each once and rising")
        known = self._profile_at.get(profile)
        if known is None:
            known = self._profile_at[profile] = len(self.profiles)
            self.profiles.append(profile)
            self.programs = programs(self.templates, self.profiles)
        return known

    def forget(self, number: int) -> None:
        """A stream that is gone, or that other rules fit now: what is open of it nobody judges any more."""
        row = self.row(number)
        if row >= 0:
            self._retire(row)
            self.state.rows[number] = -1

    def _retire(self, row: int) -> None:
        """No tick looks at its rules any more. Its room is given back when the memory is made anew."""
        stream = self.state.streams[row]
        count = int(self.programs.profiles[stream["profile"]]["count"])
        self.state.due[stream["slot"] : stream["slot"] + count] = NEVER

    def change(self, number: int, profile: Profile, start: int) -> None:
        """Other rules fit a stream now; those that it had already go on."""
        row = self.row(number)
        if row >= 0 and self.profiles[self.state.streams[row]["profile"]] == profile:
            return
        if not profile:
            self.forget(number)
            return
        self.know([number], profile, start)
        if row >= 0:
            self.carry(number, self, row)
            self._retire(row)

    def lean(self) -> "Memory":
        """Itself; or, where more than a quarter of its streams is judged no more, one of the others alone, in the order
        that they had: a tick says the same of them in the same order.
        """
        rows = np.sort(self.state.rows[self.state.rows >= 0])
        if 4 * (len(self) - len(rows)) <= len(self):
            return self
        found, streams = Memory(self.templates), self.state.streams[rows]
        for some in np.split(streams, np.flatnonzero(np.diff(streams["profile"])) + 1):
            if len(some):
                found.know(some["number"], self.profiles[some["profile"][0]], 0)
        for number, row in zip(streams["number"].tolist(), rows.tolist(), strict=True):
            found.carry(number, self, row)
        found._soonest[0] = NEVER
        found._due_from(0)
        return found

    def carry(self, number: int, other: "Memory", row: int) -> None:
        """What `other` remembers in the row of a stream, for the stream of that number here, rule by rule.

        A rule goes on where its template is declared here just as there; the others begin anew.
        """
        there, here = other.state.streams[row], self.state.streams[self.row(number)]
        for name in ("time", "value", "seq"):
            here[name] = there[name]
        places = other.profiles[there["profile"]]
        known = {other.templates[place].id: k for k, place in enumerate(places)}
        for k, place in enumerate(self.profiles[here["profile"]]):
            was = known.get(self.templates[place].id)
            if was is not None and other.templates[places[was]] == self.templates[place]:
                self._carry_rule(k, here, other, was, there)

    def _carry_rule(self, k: int, here: Any, other: "Memory", was: int, there: Any) -> None:
        to, of = int(here["slot"]) + k, int(there["slot"]) + was
        ring = int(self.state.slots[to]["ring"])
        self.state.slots[to] = other.state.slots[of]
        self.state.slots[to]["ring"] = ring
        self.state.due[to] = other.state.due[of]
        block, due = to // BLOCK, int(other.state.due[of])
        self.state.blocks[block] = min(int(self.state.blocks[block]), due)
        self._soonest[0] = min(int(self._soonest[0]), due)
        latch, before = self.latch_of(here, k), other.latch_of(there, was)
        count = int(self.programs.rules[self.profiles[here["profile"]][k]]["count"])
        self.state.latches[latch : latch + count] = other.state.latches[before : before + count]
        if ring >= 0:
            theirs = other.state.rings[other.state.slots[of]["ring"]]
            mine = self.state.rings[ring]
            self.state.bases[mine["base"] : mine["base"] + count] = \
                other.state.bases[theirs["base"] : theirs["base"] + count]
            while self.state.rings[ring]["size"] < theirs["size"]:
                self._widen(ring)
            kept = _unrolled(other.state, theirs)
            first = int(self.state.rings[ring]["first"])
            self.state.points[first : first + len(kept)] = kept
            self.state.rings[ring]["head"], self.state.rings[ring]["count"] = 0, len(kept)

    def latch_of(self, stream: Any, k: int) -> int:
        """The first latch of a stream's k-th rule."""
        before = self.profiles[stream["profile"]][:k]
        return int(stream["latch"]) + sum(len(self.templates[place].limits) for place in before)

    def widen(self, row: int) -> None:
        """Rings of a stream that are full get twice the room."""
        stream = self.state.streams[row]
        count = int(self.programs.profiles[stream["profile"]]["count"])
        for place in range(int(stream["slot"]), int(stream["slot"]) + count):
            ring = int(self.state.slots[place]["ring"])
            if ring >= 0 and self.state.rings[ring]["count"] == self.state.rings[ring]["size"]:
                self._widen(ring)

    def _widen(self, ring: int) -> None:
        record = self.state.rings[ring]
        kept = _unrolled(self.state, record)
        first, size = self._used["points"], min(2 * int(record["size"]), MOST_POINTS)
        if size <= len(kept):
            raise AssertionError(f"a rise's window holds {len(kept)} points, more than {MOST_POINTS} can be")
        points = self._grown("points", size)
        points[: len(kept)] = kept
        self.state = self._seen()
        record = self.state.rings[ring]
        record["first"], record["size"], record["head"] = first, size, 0

    def _rows_for(self, number: int) -> None:
        used = self._used["rows"]
        if number >= used:
            self._grown("rows", number + 1 - used)[:] = -1

    def _grown(self, name: str, more: int) -> Any:
        """The new last records of an array, as zeros; doubled where there is no room."""
        used, room = self._used[name], self._room[name]
        if used + more > len(room):
            self._room[name] = np.zeros(max(used + more, min(2 * len(room), len(room) + 2**22)), room.dtype)
            self._room[name][:used] = room[:used]
        self._used[name] = used + more
        return self._room[name][used : used + more]

    def _seen(self) -> State:
        return State(soonest=self._soonest, **{name: self._room[name][: self._used[name]] for name in ARRAYS})

    def arrays(self) -> dict[str, Any]:
        """What there is to keep, by name."""
        return self.state._asdict()

    @classmethod
    def of(cls, templates: Sequence[Template], profiles: Sequence[Profile], arrays: dict[str, Any]) -> "Memory":
        """The memory that `arrays` were taken of. Raises RuleError."""
        memory = cls(templates)
        for profile in profiles:
            memory._profile(profile)
        memory._soonest[0] = arrays["soonest"][0]
        for name in ARRAYS:
            memory._room[name] = arrays[name]
            memory._used[name] = len(arrays[name])
        memory.state = memory._seen()
        return memory


def _unrolled(state: State, ring: Any) -> Any:
    """A ring's points, oldest first, as a copy."""
    places = int(ring["first"]) + (int(ring["head"]) + np.arange(int(ring["count"]))) % int(ring["size"])
    return state.points[places]

"""How templates, streams and what is remembered of them lie in memory. Times in µs since 1970.

A stream has a record, and for each rule of its profile a slot (32 B) and a due time (8 B); each limit of a rule has a
latch (32 B). A rise keeps the points of its window in a ring of its own (24 B a point, at most MAX_POINTS + 3).
"""

from typing import Any, NamedTuple

import numpy as np

NONE = -(2**63)            # no time
NEVER = 2**63 - 1
BLOCK = 64                 # slots whose due times share a bound, so that a tick passes over most
THRESHOLD, RISE, SILENCE, STUCK = range(4)

RULE = np.dtype([("kind", "i4"), ("first", "i4"), ("count", "i4"), ("unused", "i4"), ("window", "i8"), ("gap", "i8")])
LIMIT = np.dtype([("raise_at", "f8"), ("clear_at", "f8"), ("hold", "i8"), ("on_delay", "i8"), ("off_delay", "i8"),
                  ("rank", "i8")])
PROFILE = np.dtype([("first", "i4"), ("count", "i4"), ("latches", "i4"), ("most", "i4"), ("rises", "i4")])
STREAM = np.dtype([("time", "i8"), ("value", "f8"), ("seq", "i8"), ("number", "i4"), ("profile", "i4"), ("slot", "i4"),
                   ("latch", "i4")])
SLOT = np.dtype([("since", "i8"), ("value", "f8"), ("moved", "i8"), ("ring", "i4"), ("on", "i1"), ("waiting", "i1"),
                 ("level", "i1"), ("unsettled", "i1")])
LATCH = np.dtype([("since", "i8"), ("time", "i8"), ("value", "f8"), ("seq", "i8")])
RING = np.dtype([("first", "i8"), ("size", "i4"), ("head", "i4"), ("count", "i4"), ("base", "i4")])
POINT = np.dtype([("time", "i8"), ("value", "f8"), ("seq", "i8")])
CHANGE = np.dtype([
    ("row", "i4"), ("rule", "i4"), ("limit", "i1"), ("before", "i1"), ("after", "i1"), ("unused", "u1"),
    ("by", "i4"), ("at", "i8"), ("value", "f8"),
    ("shown_time", "i8"), ("shown_value", "f8"), ("shown_seq", "i8"),
    ("base_time", "i8"), ("base_value", "f8"), ("base_seq", "i8"),
    ("newest_time", "i8"), ("newest_value", "f8"), ("newest_seq", "i8"),
])  # fmt: skip
"""One change of a level as the loop writes it down: `rule` is the template's place, `limit` the limit's in it, `before`
and `after` are ranks (0: nothing latched), `by` the reading's place in its batch, -1 for a tick; `value` NaN: unknown.
`shown`: the reading that began what turned over, `base` a rise's older one, `newest` the last one; time NONE: none."""


class Programs(NamedTuple):
    """Templates as arrays: shared by all streams, never written."""

    rules: Any          # RULE, a template each
    limits: Any         # LIMIT, those of all templates one after another
    profiles: Any       # PROFILE: which rules a stream has
    of_profile: Any     # i4: places in `rules`, those of all profiles one after another


class State(NamedTuple):
    """What is remembered. `rows` finds a Datastream's record by its number, -1: none."""

    rows: Any           # i4
    streams: Any        # STREAM
    slots: Any          # SLOT
    due: Any            # i8 a slot: no tick before it can change anything
    blocks: Any         # i8 a BLOCK of slots: none of them is due before it
    owner: Any          # i4 a slot: its stream's row
    latches: Any        # LATCH
    rings: Any          # RING
    points: Any         # POINT
    bases: Any          # POINT, one for each limit of a rise: the older reading that its latch was shown by
    soonest: Any        # i8, one: no slot is due before it

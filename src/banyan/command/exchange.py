"""Cases that go from city to city: one case in each city's journal, however often it comes and goes.

A case is known everywhere by where it began. Each time it changes hands, its `hand` grows by one; a message with a hand
that is known already is an echo and changes nothing. So lost answers, repeated deliveries and circles are all the same.
"""

from msgspec import Struct
from msgspec.structs import replace

from banyan.model.authority import Refused
from banyan.model.time import Instant

MOST_HANDS = 20
"""Cities that hand a case around more often than that are arguing; a person has to speak to a person."""


class Beginning(Struct, frozen=True):
    """The city where a case began and its id there: its name among cities."""

    jurisdiction: str
    request: str


class Shared(Struct, frozen=True):
    """A case that another city has or had, as this city knows it; a record each time it changes.

    `leaving`: to whom it is on its way, while their answer isn't here; until then nobody else can be given it.
    """

    case: str                         # its id here
    beginning: Beginning
    hand: int
    holder: str                       # jurisdiction
    leaving: str | None = None
    there: str | None = None          # its id with whom it was handed to last
    seen: Instant | None = None       # the latest of their changes that was taken


class Arrived(Struct, frozen=True):
    """What a case that comes in is: new here (`shared` None) or one that we know. `changed`: it has to be recorded."""

    shared: Shared | None
    changed: bool


def leave(known: Shared | None, case: str, here: str, to: str) -> Shared:
    """Hand a case over: to be recorded before it is sent, and sent until it is answered. Raises Refused.

    The same again gives the same.
    """
    if to == here:
        raise Refused(f"case {case} is here already: {here} can't hand it over to itself")
    if known is None:
        return Shared(case, Beginning(here, case), 1, here, leaving=to)
    if known.leaving == to:
        return known
    if known.leaving is not None:
        raise Refused(f"case {case} is on its way to {known.leaving}: wait for their answer before it goes to {to}")
    if known.holder != here:
        raise Refused(f"case {case} is with {known.holder}: only who has it can hand it over")
    if known.hand >= MOST_HANDS:
        raise Refused(f"case {case} changed hands {known.hand} times: speak to {to}, it is not sent again")
    return replace(known, hand=known.hand + 1, leaving=to, there=None)


def answered(known: Shared, hand: int, there: str) -> Shared:
    """They took it under the id `there`. An answer to an earlier hand, or one that comes again, changes nothing."""
    if known.leaving is None or known.hand != hand:
        return known
    return replace(known, holder=known.leaving, leaving=None, there=there, seen=None)


def turned_down(known: Shared, hand: int) -> Shared:
    """They won't have it: it stays here, and the next try is another hand."""
    return replace(known, leaving=None) if known.leaving is not None and known.hand == hand else known


def arrive(known: Shared | None, beginning: Beginning, hand: int, sender: str, here: str) -> Arrived:
    """A case comes in from `sender`. Raises Refused for one that can't be: not theirs to give, or handed around."""
    if known is not None and hand <= known.hand:
        return Arrived(known, changed=False)
    if hand > MOST_HANDS:
        raise Refused(f"the case changed hands {hand} times: speak to {here}, it is not taken again")
    if known is None:
        if beginning.jurisdiction == here:
            raise Refused(f"no case {beginning.request} began here")
        return Arrived(None, changed=True)
    if sender not in (known.holder, known.leaving):
        raise Refused(f"case {known.case} is with {known.holder}: {sender} can't hand it over")
    return Arrived(replace(known, hand=hand, holder=here, leaving=None), changed=True)


def taken(case: str, beginning: Beginning, hand: int, here: str) -> Shared:
    """A case that was new here, now with its own id."""
    return Shared(case, beginning, hand, here)


def changed_there(known: Shared, holder: str, at: Instant) -> Shared | None:
    """What we know after `holder` told of a change at `at`; None where it is no news, or not theirs to tell."""
    if known.holder != holder or known.leaving is not None or (known.seen is not None and at <= known.seen):
        return None
    return replace(known, seen=at)

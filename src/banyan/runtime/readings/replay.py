"""Rejects again, after a mapping was mended or a Datastream was made: each once, and only what wasn't taken then."""

import re
from collections.abc import Callable, Sequence

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from banyan.edges.feeds.documents import FormatError, Unread, read_json
from banyan.edges.feeds.mapping import Ready, of_message
from banyan.model.feed import Fault, Reject, Row, Unfit
from banyan.model.ledger import Asked
from banyan.model.thing_ports import Changing
from banyan.model.things import Wrong
from banyan.runtime.readings.arriving import Arriving
from banyan.runtime.readings.book import Book
from banyan.runtime.readings.intake import Became, Intake

TOGETHER = 200         # rejects in one transaction
_PLACE = re.compile(r"(?:row|line) \d+, ")


class Replayed(Struct, frozen=True):
    """How many rejects were taken after all, and how many still wait, by reason; `after`: behind which number to go on,
    None at the end.
    """

    taken: int = 0
    waiting: dict[str, int] = {}
    after: int | None = None

    def and_then(self, more: "Replayed") -> "Replayed":
        waiting = dict(self.waiting)
        for fault, count in more.waiting.items():
            waiting[fault] = waiting.get(fault, 0) + count
        return Replayed(self.taken + more.taken, waiting, more.after)


def every_page(page: Callable[[int], Replayed]) -> Replayed:
    """All pages; `page` is asked for the one behind a number."""
    found = page(0)
    while found.after is not None:
        found = found.and_then(page(found.after))
    return found


def replay(intake: Intake, book: Book, asked: Asked, backfill: bool = False) -> Replayed:
    """A page of those that wait and are asked for, oldest first. `backfill`: stored and not judged. Raises Wrong (409:
    of a source that is no feed), Busy, Refused.
    """
    if asked.source is not None and asked.source not in book.feeds():
        raise _no_feed(f"the rejects of {asked.source[:60]}")
    with intake.things.look(intake.clock()) as look:
        page = look.ledger.rejects(replace(asked, state="waiting", most=TOGETHER))
    taken, waiting = 0, dict[str, int]()
    for source in dict.fromkeys(one.source for one in page):
        some = [one for one in page if one.source == source]
        count, still = _of_source(intake, book.feeds().get(source), some, backfill)
        taken += count
        for fault in still:
            waiting[fault] = waiting.get(fault, 0) + 1
    return Replayed(taken, waiting, page[-1].id if len(page) == TOGETHER else None)


def replay_one(intake: Intake, book: Book, rid: int, backfill: bool = False) -> Replayed:
    """Raises Wrong 404 where there is none of that number, 409 where it was taken before, or is of no feed."""
    with intake.things.look(intake.clock()) as look:
        one = look.ledger.reject(rid)
    if one is None:
        raise Wrong(404, f"there is no reject {rid}", "the number of one: banyan rejects list")
    if one.state != "waiting":
        raise Wrong(409, f"reject {rid} was taken before: nothing is taken twice")
    feed = book.feeds().get(one.source)
    if feed is None:
        raise _no_feed(f"reject {rid} of {one.source[:60]}")
    count, still = _of_source(intake, feed, [one], backfill)
    return Replayed(count, dict.fromkeys(still, 1))


def _no_feed(what: str) -> Wrong:
    return Wrong(409, f"{what} can't be tried again: there is no such feed, whose mapping would say what it means",
                 "a feed of that name in feeds.toml; or the same sent anew by the door that it came by")


def _of_source(intake: Intake, feed: Ready | None, some: Sequence[Reject], backfill: bool) -> tuple[int, list[str]]:
    """How many were taken, and why each of the others wasn't."""
    if feed is None:
        return 0, [one.fault for one in some]
    with intake.turn(feed.feed.name):
        readings, unfit = [], list[Unfit]()
        for one in some:
            topic = one.context.get("topic", {})
            said = feed.read(_rows(feed, one), one.at, topic, one.value)
            readings += said.readings
            unfit += said.refused
        outcome: list[tuple[int, list[str]]] = []

        def keep(w: Changing, became: Became) -> None:
            outcome.append(_kept(w, feed.feed.name, some, became, [*unfit, *(bad for _, bad in became.unfit)]))

        intake.send(Arriving(feed, (), backfill=backfill), readings, keep)
    return outcome[0]


def _rows(feed: Ready, one: Reject) -> list[Row | Unfit]:
    """The reject's row or message, told by the reject's number."""
    try:
        if one.row:
            return [Row(one.id, read_json(one.raw), one.raw)]
        return [replace(row, n=one.id) for row in of_message(feed, one.raw)]
    except (FormatError, Unread) as e:
        where, expected = (e.found, e.expected) if isinstance(e, FormatError) else (e.where, e.expected)
        return [Unfit(one.id, one.raw, Fault.MALFORMED, where, expected, row=one.row)]


def _kept(w: Changing, source: str, some: Sequence[Reject], became: Became, unfit: Sequence[Unfit]
          ) -> tuple[int, list[str]]:
    good = {one.row.n for one in [*became.taken, *became.repeated]}
    count, still = 0, list[str]()
    for one in some:
        mine = [_placed(bad, one) for bad in unfit if bad.n == one.id]
        if one.id in good:
            if not w.ledger.replayed(one.id):
                raise Wrong(409, f"reject {one.id} is being taken by somebody else", "the same again in a moment")
            w.ledger.refuse(source, mine, msgspec.json.encode(one.context), one.at)
            count += 1
        else:
            still.append(str(mine[0].fault) if mine else one.fault)
            if mine:
                w.ledger.refuse_again(one.id, mine[0])
    return count, still


def _placed(bad: Unfit, one: Reject) -> Unfit:
    """Its place as it was said when it came: the number that stands in `bad` is the reject's own."""
    before = _PLACE.match(one.where)
    return replace(bad, where=(before[0] if before else "") + _PLACE.sub("", bad.where, count=1))



"""The readings' doors as the server and the command line see them."""

import hashlib
import threading
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from banyan.edges.feeds.documents import FormatError
from banyan.edges.feeds.mapping import Ready, of_message
from banyan.edges.feeds.vector import at_once, plain
from banyan.model.feed import By, Format, Row, Unfit
from banyan.model.ledger import Asked
from banyan.model.things import Wrong
from banyan.runtime.desk import Busy
from banyan.runtime.readings import keys, shown
from banyan.runtime.readings.arriving import Arriving, Receipt
from banyan.runtime.readings.book import Book
from banyan.runtime.readings.intake import Begun, Intake
from banyan.runtime.readings.replay import Replayed, replay, replay_one
from banyan.runtime.readings.views import FeedView, RejectLine, RejectPage

AT_ONCE = 4              # deliveries of one source that are worked on or wait for their commit
LONGEST_KEY = 200        # characters of a delivery's key


class Unreadable(Exception):  # noqa: N818  said as operators say it
    """A delivery that can't be read as a whole: nothing of it was taken. `expected` says what would be right."""

    def __init__(self, error: str, expected: str) -> None:
        super().__init__(error)
        self.expected = expected


class ReadingsDesk:
    """Thread-safe, blocking. Raises Busy, Wrong, Refused, StoreFull, StoreError."""

    def __init__(self, intake: Intake, book: Book, data: Path) -> None:
        self._intake = intake
        self.book = book
        self._data = data
        self._lock = threading.Lock()
        self._at_work: dict[str, int] = {}

    def opens(self, feed: str, key: str) -> bool:
        """Whether a key is the feed's."""
        return keys.opens(self._data, feed, key)

    def begin(self, name: str, data: bytes, format_: Format) -> Begun | None:
        """One message of columns without a key of its own, put to those that wait for their commit: nothing here
        blocks. None: it is for `deliver`, and nothing was taken.
        """
        feed = self.book.feed(name)
        if feed.feed.per_minute is not None or not self._intake.ready():
            return None
        rows = at_once(feed, data, _as_said(feed, format_), self._intake.clock())
        if rows is None:
            return None
        with ExitStack() as at_work:
            at_work.enter_context(self._one_more(name))
            begun = self._intake.begin(Arriving(feed, ()), rows)
            if begun is not None:
                held = at_work.pop_all()
                begun.stored.add_done_callback(lambda _: held.close())
        return begun

    def deliver(self, name: str, data: bytes, format_: Format, key: str | None, backfill: bool) -> Receipt:
        """One message; JSON is columns where the mapping says so. Raises Unreadable too."""
        feed = self.book.feed(name)
        _check_key(key)
        format_ = _as_said(feed, format_)
        digest = "" if key is None else hashlib.sha256(data).hexdigest()
        with self._one_more(name):
            rows = plain(feed, data, format_, self._intake.clock(), self._intake.ready())
            if rows is not None:
                answer = self._intake.take_plain(Arriving(feed, (), key, backfill=backfill, digest=digest), rows)
                if answer is not None:
                    return answer
            try:
                return self._intake.take(Arriving(feed, of_message(feed, data, format_), key, backfill=backfill,
                                                  digest=digest))
            except FormatError as e:
                raise Unreadable(f"{e.found}: nothing of this delivery was taken", e.expected) from None

    def rows(self, name: str, rows: Iterable[Row | Unfit], key: str, backfill: bool) -> Receipt:
        """Some rows of a file that an import reads."""
        feed = self.book.feed(name)
        _check_key(key)
        with self._one_more(name):
            return self._intake.take(Arriving(feed, rows, key, backfill=backfill))

    @contextmanager
    def _one_more(self, name: str) -> Iterator[None]:
        with self._lock:
            if self._at_work.get(name, 0) >= AT_ONCE:
                raise Busy(f"{AT_ONCE} deliveries of {name} are at work: nothing of this one was taken, send it again "
                           "in a moment")
            self._at_work[name] = self._at_work.get(name, 0) + 1
        try:
            yield
        finally:
            with self._lock:
                self._at_work[name] -= 1

    def feeds(self) -> list[FeedView]:
        return [FeedView(name, str(one.feed.format), tuple((v.path, v.stream) for v in one.feed.values), one.feed.topic)
                for name, one in sorted(self.book.feeds().items())]

    def known(self, by: By, names: list[str]) -> int:
        """How many of some names are Datastreams."""
        return len(self._intake.directory.find((by, name) for name in names))

    def rejects(self, asked: Asked) -> RejectPage:
        with self._intake.things.look(self._intake.clock()) as look:
            return shown.page(look.ledger, asked)

    def reject(self, rid: int) -> RejectLine:
        """Whole. Raises Wrong 404."""
        with self._intake.things.look(self._intake.clock()) as look:
            return shown.one(look.ledger, rid)

    def replay(self, asked: Asked, rid: int | None, backfill: bool) -> Replayed:
        """One reject, or a page of those that are asked for."""
        if rid is not None:
            return replay_one(self._intake, self.book, rid, backfill)
        return replay(self._intake, self.book, asked, backfill)


def _as_said(feed: Ready, format_: Format) -> Format:
    """JSON is columns where the mapping says so."""
    return Format.COLUMNS if format_ is Format.JSON and feed.feed.format is Format.COLUMNS else format_


def _check_key(key: str | None) -> None:
    if key is not None and not (0 < len(key) <= LONGEST_KEY and key.isprintable()):
        raise Wrong(400, "the Idempotency-Key can't be a delivery's key", f"1 to {LONGEST_KEY} printable characters")

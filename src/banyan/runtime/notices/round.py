"""The postman's own thread beside the loop: a slow mail server holds no tick up."""

import threading
from concurrent.futures import Future
from typing import NamedTuple

from banyan.command.notices.delivery import Delivery
from banyan.model.authority import Refused
from banyan.model.ports import StoreFull
from banyan.model.time import Instant
from banyan.runtime.notices.postman import Postman


class _Wish(NamedTuple):
    """Somebody wants a notice tried again."""

    notice: str
    by: str
    answer: "Future[Delivery]"


class Round:
    """A round after each tick that wants one; ticks that come while one is under way are one round together."""

    def __init__(self, postman: Postman, name: str = "notices") -> None:
        self._postman = postman
        self._turn = threading.Condition()
        self._now: Instant | None = None
        self._last: Instant | None = None
        self._wishes: list[_Wish] = []
        self._over = False
        self.trouble: str | None = None
        self._thread = threading.Thread(target=self._go, name=name, daemon=True)
        self._thread.start()

    def tick(self, now: Instant) -> None:
        """Returns at once."""
        with self._turn:
            self._now = now
            self._turn.notify()

    def again(self, notice: str, by: str) -> "Future[Delivery]":
        """Try it anew, from its first channel, in a round of its own. The answer is its way as it begins again, or
        KeyError, Refused, StoreFull; it comes once the round under way is over.
        """
        wish = _Wish(notice, by, Future())
        with self._turn:
            self._wishes.append(wish)
            self._now = self._now or self._last
            self._turn.notify()
        return wish.answer

    def close(self, patience_s: float = 30.0) -> None:
        """Let the round under way end. What it leaves is taken up by the next start."""
        with self._turn:
            self._over = True
            self._turn.notify()
        self._thread.join(patience_s)

    def __enter__(self) -> "Round":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _go(self) -> None:
        begun = False
        while (now := self._next()) is not None:
            try:
                if not begun:
                    self._postman.begin(now)
                    begun = True
                self._granted(now)
                self._postman.step(now)
                self.trouble = None
            except StoreFull as error:      # nothing was sent that isn't recorded; the next tick tries again
                self.trouble = f"notices: {error}"
            except Exception as error:  # noqa: BLE001  the city goes on, its health says so, and the next tick tries again
                self.trouble = f"notices: {type(error).__name__}: {error}"

    def _granted(self, now: Instant) -> None:
        with self._turn:
            wishes, self._wishes = self._wishes, []
        for wish in wishes:
            if not wish.answer.set_running_or_notify_cancel():
                continue
            try:
                wish.answer.set_result(self._postman.again(wish.notice, wish.by, now))
            except (KeyError, Refused, StoreFull) as why:
                wish.answer.set_exception(why)

    def _next(self) -> Instant | None:
        with self._turn:
            self._turn.wait_for(lambda: self._over or self._now is not None)
            now, self._now = self._now, None
            self._last = now or self._last
            return None if self._over else now

"""Notices of a running city: what waits, what nobody could be told, and trying one again while it runs."""

from concurrent.futures import TimeoutError as TooSlow

from msgspec import Struct

from banyan.command.notices.addressing import words
from banyan.command.notices.delivery import OPEN, Delivery, Phase
from banyan.command.notices.policy import Audience, Policy
from banyan.model.ids import PrincipalId
from banyan.model.ports import Store
from banyan.model.text import Name
from banyan.model.time import Instant
from banyan.runtime.notices.postman import KIND, deliveries
from banyan.runtime.notices.round import Round
from banyan.runtime.scenario import UsageError

PATIENCE_S = 20.0      # how long one who asks waits for a round that is under way
MOST = 500


class TryLine(Struct, frozen=True):
    """`reached`: of a reporter, the masked contact that the channel was given."""

    n: int
    channel: str
    began_at: Instant
    ended_at: Instant | None
    result: str | None
    why: str
    reached: str


class NoticeLine(Struct, frozen=True):
    """A notice on its way. `to`: a role, a person, a crew, a reporter's pseudonym, or hook:NAME."""

    id: str
    to: str
    audience: str
    title: Name
    phase: str
    decided_at: Instant
    next_at: Instant | None
    tries: list[TryLine]
    by: str


class NoticePage(Struct, frozen=True):
    """Newest first; `count` is of all that fit."""

    rows: list[NoticeLine]
    count: int


class NoticeDesk:
    """Thread-safe. `people`, `hooks`: the rounds that send; None where nothing leaves this machine by that way."""

    def __init__(self, store: Store, policy: Policy, people: Round | None, hooks: Round | None = None) -> None:
        self._store, self._policy, self._people, self._hooks = store, policy, people, hooks

    def page(self, every: bool = False, limit: int = 100) -> NoticePage:
        """What isn't delivered; `every`: what is, too."""
        found = [one for one in deliveries(self._store).values() if every or one.phase is not Phase.DELIVERED]
        return NoticePage([self._line(one) for one in found[::-1][: min(limit, MOST)]], len(found))

    def again(self, notice: str, by: PrincipalId) -> NoticeLine:
        """Try it anew at once, from its first channel. Raises KeyError, Refused, UsageError, StoreFull."""
        found = deliveries(self._store, [notice]).get(f"{KIND}/{notice}")
        if found is None:
            raise KeyError(f"notice {notice[:80]}")
        round_ = self._hooks if found.letter.audience is Audience.HOOK else self._people
        if round_ is None:
            raise UsageError("nothing leaves this city: it was started without doors for notices (--doors)")
        waiting = round_.again(notice, str(by))
        try:
            return self._line(waiting.result(PATIENCE_S))
        except TooSlow:
            if not waiting.cancel():
                return self._line(waiting.result(PATIENCE_S))
            raise UsageError(f"the notices on their way took longer than {PATIENCE_S:.0f} s, and {notice[:80]} is as "
                             "it was: ask again") from None

    def _line(self, one: Delivery) -> NoticeLine:
        titles = [words(one.letter, self._policy, language)[0] for language in ("zh", "en")]
        tries = [TryLine(t.n, t.channel, t.began_at, t.ended_at, t.result, t.why, t.reached) for t in one.tries]
        return NoticeLine(one.letter.id, one.letter.to, one.letter.audience, Name(*titles), one.phase,
                          one.letter.decided_at, one.next_at if one.phase in OPEN else None, tries, one.by)

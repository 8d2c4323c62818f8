"""The way of one letter: waiting, being sent, delivered, or given up. Every step is a value that is recorded.

A try is recorded before it is made and after. What was being sent when everything stopped is sent again with the same
id: at least once, and once for a receiver that knows ids.
"""

from datetime import timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from banyan.command.notices.addressing import Letter
from banyan.command.notices.policy import Policy, Retry
from banyan.command.notices.quiet import told_at
from banyan.model.authority import Refused
from banyan.model.time import Instant


class Phase(StrEnum):
    WAITING = "waiting"          # until `next_at`
    SENDING = "sending"          # a try is under way, and nobody knows how it ended
    DELIVERED = "delivered"
    UNREACHED = "unreached"      # every channel was tried in vain
    NOBODY = "nobody"            # no channel is declared for who should be told: somebody has to pass it on
    EXPIRED = "expired"          # older than anyone wants to hear


OPEN = (Phase.WAITING, Phase.SENDING)


class Result(StrEnum):
    TAKEN = "taken"
    FAILED = "failed"
    UNKNOWN = "unknown"          # it was stopped in the middle


class Try(Struct, frozen=True):
    """One try by one channel. `result` None: it is under way. `receipt`: what the channel gave as its proof."""

    n: int
    channel: str
    began_at: Instant
    ended_at: Instant | None = None
    result: Result | None = None
    why: str = ""
    receipt: str = ""
    reached: str = ""            # of a reporter: the masked contact that the channel was given


class Delivery(Struct, frozen=True):
    """A letter and its way. `channel` is the place in `channels` of the one whose turn it is; `round` counts resets."""

    id: str
    letter: Letter
    channels: tuple[str, ...]
    language: str
    phase: Phase
    next_at: Instant | None = None
    channel: int = 0
    failures: int = 0            # of this channel, in this round
    tries: tuple[Try, ...] = ()
    steps: int = 0               # changes so far: numbers its records
    by: str = ""                 # who asked for the last round, where somebody did


def planned(one: Letter, policy: Policy, now: Instant) -> Delivery:
    """How a letter will go, decided when it is first seen."""
    receiver = policy.receiver(one.to, one.audience)
    made = Delivery(f"delivery/{one.id}", one, receiver.channels if receiver else (),
                    receiver.language if receiver else "zh", Phase.WAITING)
    if now - one.decided_at > policy.good_for and (receiver is None or receiver.ages):
        return replace(made, phase=Phase.EXPIRED)
    if receiver is None or not receiver.channels:
        return replace(made, phase=Phase.NOBODY)
    return replace(made, next_at=_told(made, policy, now))


def due(delivery: Delivery, now: Instant) -> bool:
    return delivery.phase is Phase.WAITING and delivery.next_at is not None and delivery.next_at <= now


def begun(delivery: Delivery, now: Instant, reached: str = "") -> Delivery:
    """A try by the channel whose turn it is. To be recorded before anything leaves."""
    attempt = Try(len(delivery.tries) + 1, delivery.channels[delivery.channel], now, reached=reached)
    return _next(delivery, phase=Phase.SENDING, next_at=None, tries=(*delivery.tries, attempt))


def taken(delivery: Delivery, now: Instant, receipt: str) -> Delivery:
    return _next(_ended(delivery, now, Result.TAKEN, receipt=receipt), phase=Phase.DELIVERED)


def failed(delivery: Delivery, now: Instant, why: str, policy: Policy, hopeless: bool = False) -> Delivery:
    """Wait and try again; after the last try of a channel the next one at once; after the last channel it is given up.

    What isn't urgent enough for the hour waits for its end, also on its way to another channel. `hopeless`: another try
    of this channel would end as this one.
    """
    ended = _ended(delivery, now, Result.FAILED, why=why)
    failures = delivery.failures + 1
    receiver = policy.receiver(delivery.letter.to, delivery.letter.audience)
    retry = receiver.retry if receiver is not None and receiver.retry is not None else policy.retry
    if failures < retry.tries and not hopeless:
        later = replace(ended, failures=failures)
        return _next(later, phase=Phase.WAITING, next_at=_told(later, policy, now + pause(retry, failures)))
    if delivery.channel + 1 < len(delivery.channels):
        other = replace(ended, failures=0, channel=delivery.channel + 1)
        return _next(other, phase=Phase.WAITING, next_at=_told(other, policy, now))
    return _next(replace(ended, failures=failures), phase=Phase.UNREACHED)


def interrupted(delivery: Delivery, now: Instant) -> Delivery:
    """It was being sent when everything stopped: nobody knows, so it is sent again by the same channel."""
    return _next(_ended(delivery, now, Result.UNKNOWN), phase=Phase.WAITING, next_at=now)


def again(delivery: Delivery, by: str, policy: Policy) -> Delivery:
    """Somebody wants it tried anew and at once, from the first channel. Raises Refused for what arrived or leaves."""
    if delivery.phase in (Phase.DELIVERED, Phase.SENDING):
        raise Refused(f"notice {delivery.letter.id} is {delivery.phase}: only what wasn't delivered is tried again")
    receiver = policy.receiver(delivery.letter.to, delivery.letter.audience)
    channels = receiver.channels if receiver is not None else delivery.channels
    if not channels:
        raise Refused(f"nobody can be reached for {delivery.letter.to}: declare a receiver in notices.toml")
    anew = replace(delivery, channels=channels, channel=0, failures=0, by=by)
    return _next(anew, phase=Phase.WAITING, next_at=delivery.letter.decided_at)


def pause(retry: Retry, failures: int) -> timedelta:
    """How long to wait after so many failures of a channel."""
    wait = retry.first
    for _ in range(failures - 1):
        wait = min(wait * retry.factor, retry.longest)
    return min(wait, retry.longest)


def _told(delivery: Delivery, policy: Policy, at: Instant) -> Instant:
    receiver = policy.receiver(delivery.letter.to, delivery.letter.audience)
    quiet = receiver.quiet if receiver is not None else ()
    return told_at(quiet, delivery.letter.urgency, at, ZoneInfo(policy.timezone))


def _ended(delivery: Delivery, now: Instant, result: Result, why: str = "", receipt: str = "") -> Delivery:
    last = replace(delivery.tries[-1], ended_at=now, result=result, why=why, receipt=receipt)
    return replace(delivery, tries=(*delivery.tries[:-1], last))


def _next(
    delivery: Delivery, phase: Phase, next_at: Instant | None = None, tries: tuple[Try, ...] | None = None
) -> Delivery:
    return replace(delivery, phase=phase, next_at=next_at, steps=delivery.steps + 1,
                   tries=delivery.tries if tries is None else tries)

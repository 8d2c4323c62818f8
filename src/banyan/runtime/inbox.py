"""Where people and feeds put messages for the next tick; each gets an answer once the tick is durable."""

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from typing import Any

import msgspec
from msgspec import Struct

from banyan.model.authority import Refused
from banyan.model.intent import Intent
from banyan.model.observation import Message
from banyan.runtime.desk import Busy, Receipt
from banyan.runtime.hearing import entity
from banyan.runtime.loop import Step

MOST = 20_000        # lines of one sender waiting; beyond it that one is told to wait
MOST_OF_ALL = 5 * MOST
MOST_WISHES = 1_000  # people's wishes waiting, beside the lines: no feed may keep the emergency stop out


class Delivery(Struct):
    """Lines of one sender, waiting together; `intent` is set when it is a person's. `each`: the answer says of every
    line why it was not taken ("": it was), not only how many were.
    """

    messages: list[Message]
    answer: "Future[Any]"
    intent: str | None = None
    each: bool = False


class Inbox:
    """Thread-safe. Filled by doors, emptied by the loop. `waiting` is set while something waits, `wished` while a
    person does, `pressing` while it is a person's wish or what was found of the city: not readings alone.
    """

    def __init__(self) -> None:
        self.waiting = threading.Event()
        self.wished = threading.Event()
        self.pressing = threading.Event()
        self._lock = threading.Lock()
        self._deliveries: list[Delivery] = []
        self._wishes = 0
        self._lines: Counter[str] = Counter()       # by sender
        self._closed: str | None = None

    def put(self, delivery: Delivery) -> None:
        """Raises Busy when too much waits, Refused when the city has stopped."""
        with self._lock:
            if self._closed is not None:
                raise Refused(self._closed)
            count = len(delivery.messages)
            if delivery.intent is not None:
                if self._wishes + count > MOST_WISHES:
                    raise Busy(f"{self._wishes} wishes wait for the next tick: try again in a moment")
                self._wishes += count
                self.wished.set()
                self.pressing.set()
            else:
                self._count(delivery.messages)
            self._deliveries.append(delivery)
            self.waiting.set()

    def _count(self, messages: list[Message]) -> None:
        """Who sends too much is told so; what waits of others has room beside it. Raises Busy."""
        sender = str(messages[0].source) if messages else ""
        for waiting, most in ((self._lines[sender], MOST), (self._lines.total(), MOST_OF_ALL)):
            if waiting + len(messages) > most:
                raise Busy(f"{waiting} messages wait for the next tick, at most {most} may: try again in a moment")
        self._lines[sender] += len(messages)

    def nudge(self) -> None:
        """Something was found that a tick brings in."""
        self.pressing.set()
        self.waiting.set()

    def take(self) -> list[Delivery]:
        with self._lock:
            taken, self._deliveries, self._wishes = self._deliveries, [], 0
            self._lines.clear()
            self.waiting.clear()
            self.wished.clear()
            self.pressing.clear()
        return [d for d in taken if d.answer.set_running_or_notify_cancel()]      # senders who gave up took theirs back

    def depth(self) -> tuple[int, int]:
        """Lines and wishes that wait."""
        with self._lock:
            return self._lines.total(), self._wishes

    def close(self, why: str) -> None:
        """No more messages; those that wait are refused with `why`."""
        with self._lock:
            self._closed = why
        for delivery in self.take():
            delivery.answer.set_exception(Refused(why))


def intent_line(intent: Intent) -> bytes:
    return msgspec.json.encode({"intent": intent}, order="deterministic")


def answer(deliveries: list[Delivery], step: Step) -> None:
    """Tell every sender what became of their lines. `step.verdicts` are in the order of the tick's messages."""
    at = 0
    reasons = iter(_reasons(step)) if any(delivery.each for delivery in deliveries) else iter(())
    for delivery in deliveries:
        verdicts = step.verdicts[at : at + len(delivery.messages)]
        at += len(delivery.messages)
        if delivery.each:
            delivery.answer.set_result(_why(verdicts, reasons))
            continue
        _why(verdicts, reasons)
        if delivery.intent is None:
            bad = verdicts.count(False)
            delivery.answer.set_result(Receipt(len(delivery.messages), len(verdicts) - bad, bad))
        elif (why := step.answers.get(delivery.intent, "")):
            delivery.answer.set_exception(Refused(why))
        else:
            wanted = entity(delivery.intent)
            body = next((r.body for r in step.records if r.kind == "intent" and r.body["id"] == wanted), None)
            delivery.answer.set_result(body or {"id": wanted, "result": "done already"})


def _reasons(step: Step) -> list[str]:
    """Why perceive rejected what it rejected, in the order of the tick's messages."""
    found = [r.body for r in step.records if r.kind == "reject" and r.by == "perceive"]
    return [f"{body['reason']}: expected {body['expected']}" for body in found]


def _why(verdicts: Sequence[bool], reasons: Iterator[str]) -> list[str]:
    return ["" if good else next(reasons, "not accepted") for good in verdicts]

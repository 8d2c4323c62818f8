"""Events of cases on their way to other programs: a signed POST, until it is answered with 2xx, with the same id."""

import http.client
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from datetime import timedelta
from email.message import Message
from typing import IO

import msgspec

from banyan.command.notices.policy import Policy, Receiver, Retry
from banyan.command.outlets import receiver
from banyan.edges.hooks import KEY_HEADER, SIGNATURE_HEADER, TIME_HEADER, sign
from banyan.model.time import minutes
from banyan.runtime.hooks.declared import Outgoing
from banyan.runtime.notices.door import Door, Envelope, NotTaken

OUTBOX = ("hook",)
RETRY = Retry(tries=60, first=minutes(1), factor=4, longest=timedelta(hours=1))      # two and a half days
_PATIENCE_S = 10.0


class HookDoor:
    """One program's address."""

    def __init__(self, url: str, secret: bytes, clock: Callable[[], float] = time.time) -> None:
        self._url, self._secret, self._clock = url, secret, clock
        self._opener = urllib.request.build_opener(_Stay())

    def send(self, envelope: Envelope) -> str:
        """The status it was answered with. A redirect isn't followed: what is signed for one address goes to none
        other.
        """
        args = envelope.args
        told = {"schema": "banyan.case-event/1", "id": envelope.id, "event": f"case.{args.get('verb', '')}", **args,
                "n": int(args.get("n") or 0)}  # fmt: skip
        body, seconds = msgspec.json.encode(told, order="deterministic"), int(self._clock())
        headers = {"Content-Type": "application/json", KEY_HEADER: envelope.id, TIME_HEADER: str(seconds),
                   SIGNATURE_HEADER: sign(self._secret, seconds, body, envelope.id)}  # fmt: skip
        request = urllib.request.Request(self._url, body, headers, method="POST")  # noqa: S310  http(s): checked when declared
        try:
            with self._opener.open(request, timeout=_PATIENCE_S) as answer:
                return f"HTTP {answer.status}"
        except urllib.error.HTTPError as error:
            error.close()
            raise NotTaken(f"it answered {error.code}") from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise NotTaken(f"it can't be reached ({type(error).__name__})") from None

    def close(self) -> None: ...


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> None:
        """No other address."""


def hook_doors(outgoing: tuple[Outgoing, ...], secrets: Mapping[str, bytes]) -> dict[str, Door]:
    """By channel. One without a secret has no door: nothing leaves unsigned, and it waits."""
    return {receiver(one.outlet.name): HookDoor(one.url, secrets[one.outlet.name])
            for one in outgoing if one.outlet.name in secrets}


def hook_policy(outgoing: tuple[Outgoing, ...], timezone: str) -> Policy:
    """At least once: an event is never too old, and is tried for days."""
    names = [receiver(one.outlet.name) for one in outgoing]
    return Policy(receivers=tuple(Receiver(name, (name,), "en", retry=RETRY, ages=False) for name in names),
                  timezone=timezone)

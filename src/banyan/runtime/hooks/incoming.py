"""A call that comes in: whose it is and how old, then what it says, then a case; or a reject with its reason."""

import time
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from banyan.edges.hooks import signed
from banyan.model.authority import Refused
from banyan.model.text import Name
from banyan.runtime.casework.asks import intake
from banyan.runtime.casework.office import CaseOffice, Declined
from banyan.runtime.contacts import Contacts
from banyan.runtime.hooks.declared import Incoming
from banyan.runtime.hooks.mapping import Unmapped, key_of, mapped
from banyan.runtime.hooks.rejected import HookReject, Rejected

LARGEST = 256 * 1024        # bytes of a document
_NO_JSON = Name("正文不是 JSON 文档", "the body is no JSON document")


class Called(Struct, frozen=True):
    """What a call came with: the three headers as they were given, and the body's bytes."""

    timestamp: str
    signature: str
    key: str
    body: bytes


class Taken(Struct, frozen=True):
    """The answer. `again`: the same message had been taken before; nothing has happened now."""

    case: str
    status: str
    again: bool = False


class Untaken(Exception):  # noqa: N818  said as operators say it
    """It was signed, and can't be a case; it is kept, with the reason."""

    def __init__(self, reject: HookReject) -> None:
        super().__init__(f"{reject.reason.en} (kept as {reject.id})")
        self.reject = reject


class Hooks:
    """Thread-safe as the office is. `clock` gives the wall's seconds since 1970."""

    def __init__(
        self, declared: tuple[Incoming, ...], secrets: Mapping[str, bytes], office: CaseOffice, contacts: Contacts,
        data: Path, clock: Callable[[], float] = time.time,
    ) -> None:  # fmt: skip
        self._hooks = {one.name: one for one in declared}
        self._secrets, self._office, self._contacts, self._clock = secrets, office, contacts, clock
        self.rejected = Rejected(data, office.store, office.note)
        self._looked: date | None = None

    def hook(self, name: str) -> Incoming:
        """Raises KeyError."""
        if name not in self._hooks:
            raise KeyError(f"hook {name[:40]}")
        return self._hooks[name]

    def check(self, name: str, called: Called) -> Incoming:
        """Whose call it is. Raises KeyError, Refused: what isn't signed is kept nowhere."""
        hook = self.hook(name)
        secret = self._secrets.get(name)
        if secret is None:
            raise Refused(f"hook {name} has no secret here: banyan hooks secret {name} makes one")
        if not (called.timestamp.isascii() and called.timestamp.isdecimal() and len(called.timestamp) < 13):
            raise Refused("X-Banyan-Timestamp was expected to be the seconds since 1970")
        if not signed(secret, int(called.timestamp), called.body, called.signature, called.key):
            raise Refused("X-Banyan-Signature doesn't fit: sha256= and the HMAC-SHA-256, in hexadecimal digits, of "
                          "timestamp, full stop, X-Banyan-Id (or nothing), full stop and body was expected")
        if abs(self._clock() - int(called.timestamp)) > hook.window_s:
            raise Refused(f"the call was signed more than {hook.window_s} s ago or ahead: sign it anew")
        return hook

    def take(self, hook: Incoming, called: Called) -> Taken:
        """A call that was checked. Raises Untaken, Refused, StoreFull."""
        try:
            document: Any = msgspec.json.decode(called.body)
        except (msgspec.MsgspecError, RecursionError):
            raise self._untaken(hook, key_of(hook, None, called.key, called.body), called.body, _NO_JSON) from None
        key = key_of(hook, document, called.key, called.body)
        source = f"hook:{hook.name}/{key}"
        known = self._office.register.of_source(source)
        if known is not None:
            case = self._office.case(known)
            self.rejected.taken(hook.name, key, case.id, self._office.now())      # a crash may have come before it
            return Taken(case.id, case.status, again=True)
        try:
            case = self._office.case(self._reported(hook, document, source))
        except Unmapped as why:
            raise self._untaken(hook, key, called.body, why.reason) from None
        except Declined as why:
            raise self._untaken(hook, key, called.body, Name(why.text("zh"), why.text("en"))) from None
        self.rejected.taken(hook.name, key, case.id, self._office.now())
        return Taken(case.id, case.status)

    def look(self) -> None:
        """Called again and again; once a day, what has been kept long enough is forgotten."""
        today = self._office.now().date()
        if today != self._looked:
            self.rejected.forget(self._office.now())
            self._looked = today

    def _reported(self, hook: Incoming, document: Any, source: str) -> str:
        found = mapped(hook, document, source)
        now = self._office.now()
        known = self._contacts.known(found.contact)
        reporter = self._contacts.keep(found.contact, now)
        by = self._office.actor(hook.principal, reporter)
        try:
            return self._office.report(intake(replace(found.ask, reporter=reporter), by, now)).id
        except (Declined, Refused):
            if reporter is not None and not known:
                self._contacts.drop(reporter)      # nothing was taken, so nothing of them is kept
            raise

    def _untaken(self, hook: Incoming, key: str, body: bytes, reason: Name) -> Untaken:
        return Untaken(self.rejected.keep(hook.name, key, body, reason, self._office.now()))

"""Doors: how a channel's letters leave. Without a declared one nothing leaves."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable
from urllib.parse import quote

from msgspec import Struct

from banyan.model.ports import Notice
from banyan.runtime.actuators import Actuators

CONTACTS = ("phone", "email")
"""What a channel may need to know of a reporter."""
_SAMPLES = {"phone": "13800138000", "email": "somebody@example.org"}
"""Stand in for theirs where an address is tried when the doors are opened."""


class Envelope(Struct, frozen=True):
    """What leaves. `id` is the notice's own in every try, so that who receives it twice knows.

    `address`: a reporter's telephone number or e-mail address, for a door that needs it; `args`: what the notice is
    about, for a door that speaks to a program.
    """

    id: str
    to: str
    urgency: str
    language: str
    title: str
    text: str
    address: str = ""
    args: dict[str, str] = {}


class NotTaken(Exception):  # noqa: N818  what happened, said as operators say it
    """The door didn't take it, and says why in a sentence without secrets. `hopeless`: nor would it the next time."""

    def __init__(self, why: str, hopeless: bool = False) -> None:
        super().__init__(why)
        self.hopeless = hopeless


class Door(Protocol):
    def send(self, envelope: Envelope) -> str:
        """The receipt, "" where the door gives none. Raises NotTaken; it may have left all the same."""
        ...

    def close(self) -> None: ...


@runtime_checkable
class ReporterDoor(Protocol):
    """A door that may reach reporters alone, each at their own address. `needs`: phone or email; "": no such door."""

    needs: str


class FileDoor:
    """A line of JSON for each letter, durable in a file or taken by a FIFO's reader: for a city's own gateway."""

    def __init__(self, path: Path, needs: str = "") -> None:
        """Raises UsageError where nothing can be appended."""
        self.needs = needs
        self._lines = Actuators(path, "a channel's file")

    def send(self, envelope: Envelope) -> str:
        line = {"to": envelope.to, "urgency": envelope.urgency, "language": envelope.language,
                "title": envelope.title, "text": envelope.text}  # fmt: skip
        if self.needs:
            line[self.needs] = envelope.address
        if not self._lines.send([Notice(envelope.id, envelope.to, line)]):
            raise NotTaken(self._lines.trouble or "it couldn't be written")
        return ""

    def close(self) -> None:
        self._lines.close()


class AppriseDoor:
    """Whatever apprise has a sender for. Its services know no ids, so the id stands at the end of the text.

    An address with {phone} or {email} in it reaches reporters, each at their own.
    """

    def __init__(self, name: str, urls: Sequence[str]) -> None:
        """Raises ValueError for an address that apprise doesn't know; the address itself is never said."""
        import apprise  # a fifth of a second: only where a city has such a door

        self._asset = apprise.AppriseAsset(
            app_id="Banyan", app_desc="Banyan", secure_logging=True, plugin_paths=[], async_mode=False,
            storage_mode=apprise.PersistentStoreMode.MEMORY,
        )  # fmt: skip
        self._apprise, self._urls = apprise, urls
        named = {field for field in CONTACTS for url in urls if f"{{{field}}}" in url}
        if len(named) > 1:
            raise ValueError(f"doors.{name}.urls name both {{phone}} and {{email}}; expected one of them")
        self.needs = next(iter(named), "")
        for n, url in enumerate(urls):
            if not apprise.Apprise(asset=self._asset).add(self._filled(url, _SAMPLES.get(self.needs, ""))):
                raise ValueError(f"doors.{name}.urls[{n}] is no address that apprise knows")

    def send(self, envelope: Envelope) -> str:
        text = f"{envelope.text}\n[{envelope.id}]"
        all_ = self._apprise.Apprise(asset=self._asset)
        for url in self._urls:
            if not all_.add(self._filled(url, envelope.address)):
                raise NotTaken("their address is none that this channel can reach", hopeless=True)
        try:
            sent = all_.notify(title=envelope.title, body=text, body_format=self._apprise.NotifyFormat.TEXT)
        except Exception as error:  # noqa: BLE001  a sender's defect must not end the round of the others
            raise NotTaken(f"apprise failed ({type(error).__name__})") from None
        if not sent:
            raise NotTaken("apprise could not send it")
        return ""

    def close(self) -> None: ...

    def _filled(self, url: str, address: str) -> str:
        """What somebody typed as their address can't become another part of a URL."""
        return url.replace(f"{{{self.needs}}}", quote(address, safe="")) if self.needs else url

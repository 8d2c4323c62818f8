"""Doors: how a channel's letters leave. Without a declared one nothing leaves."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from banyan.model.ports import Notice
from banyan.runtime.actuators import Actuators


class Envelope(Struct, frozen=True):
    """What leaves. `id` is the notice's own in every try, so that who receives it twice knows."""

    id: str
    to: str
    urgency: str
    language: str
    title: str
    text: str


class NotTaken(Exception):  # noqa: N818  what happened, said as operators say it
    """The door didn't take it, and says why in a sentence without secrets."""


class Door(Protocol):
    def send(self, envelope: Envelope) -> str:
        """The receipt, "" where the door gives none. Raises NotTaken; it may have left all the same."""
        ...

    def close(self) -> None: ...


class FileDoor:
    """A line of JSON for each letter, durable in a file or taken by a FIFO's reader: for a city's own gateway."""

    def __init__(self, path: Path) -> None:
        """Raises UsageError where nothing can be appended."""
        self._lines = Actuators(path, "a channel's file")

    def send(self, envelope: Envelope) -> str:
        line = {"to": envelope.to, "urgency": envelope.urgency, "language": envelope.language,
                "title": envelope.title, "text": envelope.text}  # fmt: skip
        if not self._lines.send([Notice(envelope.id, envelope.to, line)]):
            raise NotTaken(self._lines.trouble or "it couldn't be written")
        return ""

    def close(self) -> None:
        self._lines.close()


class AppriseDoor:
    """Whatever apprise has a sender for. Its services know no ids, so the id stands at the end of the text."""

    def __init__(self, name: str, urls: Sequence[str]) -> None:
        """Raises ValueError for an address that apprise doesn't know; the address itself is never said."""
        import apprise  # a fifth of a second: only where a city has such a door

        asset = apprise.AppriseAsset(
            app_id="Banyan", app_desc="Banyan", secure_logging=True, plugin_paths=[], async_mode=False,
            storage_mode=apprise.PersistentStoreMode.MEMORY,
        )  # fmt: skip
        self._all = apprise.Apprise(asset=asset)
        for n, url in enumerate(urls):
            if not self._all.add(url):
                raise ValueError(f"doors.{name}.urls[{n}] is no address that apprise knows")
        self._text = apprise.NotifyFormat.TEXT

    def send(self, envelope: Envelope) -> str:
        text = f"{envelope.text}\n[{envelope.id}]"
        try:
            sent = self._all.notify(title=envelope.title, body=text, body_format=self._text)
        except Exception as error:  # noqa: BLE001  a sender's defect must not end the round of the others
            raise NotTaken(f"apprise failed ({type(error).__name__})") from None
        if not sent:
            raise NotTaken("apprise could not send it")
        return ""

    def close(self) -> None:
        self._all.clear()

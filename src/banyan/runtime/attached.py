"""Files that came with cases: cleaned as their policy asks, kept under their digest, with what speaks against them."""

import hashlib
import os
import secrets
from collections.abc import Sequence
from datetime import tzinfo
from pathlib import Path

from msgspec import Struct

from banyan.command.forms.attachments import PHOTOS, Metadata, Policy, judged, sniff
from banyan.command.forms.photo import DEFAULT, Doubt, Tolerance, doubts
from banyan.edges.photos import PhotoError, shot, strip
from banyan.model.ports import StoreFull
from banyan.model.record import Record, record
from banyan.model.text import Said
from banyan.model.time import Instant

FOLDER = "media"
KIND = "attachment"


class Attachment(Struct, frozen=True):
    """The record of one file. Its own time and place aren't in it: they are the photographer's, where policy strips."""

    id: str                           # "blob:" and the first 32 digits of the kept file's SHA-256
    kind: str
    bytes: int
    metadata: Metadata
    doubts: tuple[Doubt, ...] = ()


class Unfit(Exception):  # noqa: N818  said as operators say it
    """A file that can't be attached; `said` tells why."""

    def __init__(self, said: Said) -> None:
        super().__init__(said.key)
        self.said = said


def ready(
    content: bytes, policy: Policy, at: Instant, position: tuple[float, float] | None, zone: tzinfo,
    tolerance: Tolerance = DEFAULT,
) -> tuple[Attachment, bytes]:  # fmt: skip
    """The file as it is kept, and its record. `at`, `position`: of the case. Raises Unfit."""
    wrong = judged(content, policy)
    kind = sniff(content)
    if wrong is not None or kind is None:
        raise Unfit(wrong or Said("forms.file_empty"))
    found: tuple[Doubt, ...] = ()
    if kind in PHOTOS:
        try:
            found = doubts(shot(content, zone), at, position, tolerance)
            content = strip(content) if policy.metadata is Metadata.STRIP else content
        except PhotoError:
            raise Unfit(Said("forms.photo_damaged")) from None
    name = f"blob:{hashlib.sha256(content).hexdigest()[:32]}"
    return Attachment(name, kind.value, len(content), policy.metadata, found), content


class MediaFolder:
    """Kept files of a data folder, one by one: the same content is one file."""

    def __init__(self, data: Path) -> None:
        self._folder = data / FOLDER

    def keep(self, files: Sequence[tuple[Attachment, bytes]], at: Instant, by: str) -> list[Record]:
        """Write them, and give the records that tell of them: files first, so that no record names a lost one.

        Raises StoreFull.
        """
        for about, content in files:
            self._write(self._path(about.id), content)
        return [record(KIND, f"{KIND}/{about.id}", at, by, about) for about, _ in files]

    def read(self, ref: str) -> bytes:
        """Raises KeyError for one that isn't there."""
        try:
            return self._path(ref).read_bytes()
        except (OSError, ValueError):
            raise KeyError(f"file {ref[:60]}") from None

    def _path(self, ref: str) -> Path:
        digest = ref.removeprefix("blob:")
        if len(digest) != 32 or not set(digest) <= set("0123456789abcdef"):
            raise ValueError(f"{ref[:60]} is no name of a kept file")
        return self._folder / digest[:2] / digest

    def _write(self, path: Path, content: bytes) -> None:
        if path.exists():
            return
        beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with beside.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        except OSError as error:
            raise StoreFull(f"{path.parent} takes no more ({error.strerror}): the report was not taken; free some "
                            "space and send it again") from error

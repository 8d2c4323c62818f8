"""How reporters can be reached: beside the journal, which never forgets, so that this can be."""

import re
import secrets
from pathlib import Path

import msgspec
from msgspec import Struct

from banyan.command.privacy import Contact, pseudonym
from banyan.model.ports import StoreFull
from banyan.model.time import Instant
from banyan.runtime.reporters import reporters_key

FOLDER = "contacts"
_NAME = re.compile(r"P-[A-Z2-7]{20}")


class Kept(Struct, frozen=True):
    """`at`: of their last report, from which retention counts."""

    contact: Contact
    at: Instant


class Contacts:
    """One small file a reporter, for the folder's owner alone. Raises StoreError without a usable key."""

    def __init__(self, data: Path) -> None:
        self._key = reporters_key(data)
        self._folder = data / FOLDER

    def keep(self, contact: Contact, at: Instant) -> str | None:
        """The reporter's pseudonym; None for one who said nothing that tells who they are. Raises StoreFull."""
        who = pseudonym(contact, self._key)
        if who is None:
            return None
        path = self._folder / f"{who}.json"
        beside = path.with_suffix(f".{secrets.token_hex(4)}")
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            beside.touch(mode=0o600)
            beside.write_bytes(msgspec.json.encode(Kept(self._merged(who, contact), at)))
            beside.replace(path)
        except OSError as error:
            raise StoreFull(f"{self._folder} takes no more ({error.strerror}): the report was not taken") from error
        return who

    def known(self, contact: Contact) -> bool:
        """Whether something is kept of this person already."""
        who = pseudonym(contact, self._key)
        return who is not None and self._read(who) is not None

    def of(self, who: str) -> Contact | None:
        """None where nothing is kept, or no longer."""
        found = self._read(who)
        return found.contact if found is not None else None

    def drop(self, who: str) -> None:
        """Forget one reporter's contact."""
        if _NAME.fullmatch(who):
            (self._folder / f"{who}.json").unlink(missing_ok=True)

    def everybody(self) -> dict[str, Instant]:
        """Pseudonym → their last report, of all whose contact is kept; pseudonyms stay in the journal for good."""
        found = ((path.stem, self._read(path.stem)) for path in sorted(self._folder.glob("P-*.json")))
        return {who: kept.at for who, kept in found if kept is not None}

    def _merged(self, who: str, contact: Contact) -> Contact:
        """What they said before, where they say nothing about it now."""
        before = self.of(who)
        if before is None:
            return contact
        return Contact(*(getattr(contact, f) or getattr(before, f) for f in Contact.__struct_fields__))

    def _read(self, who: str) -> Kept | None:
        if not _NAME.fullmatch(who):
            return None
        try:
            return msgspec.json.decode((self._folder / f"{who}.json").read_bytes(), type=Kept)
        except (OSError, msgspec.MsgspecError):
            return None

"""How reporters can be reached: beside the journal, which never forgets, so that this can be."""

import re
from collections.abc import Iterable
from pathlib import Path

import msgspec
from msgspec import Struct

from banyan.command.privacy import Contact, pseudonym
from banyan.model.ports import StoreFull
from banyan.model.time import Instant
from banyan.runtime import private
from banyan.runtime.reporters import reporters_key

FOLDER = "contacts"
REVEALED = "contact-revealed"
"""Kind of the record that tells who looked at a contact, for which case and why."""
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

    def who(self, contact: Contact) -> str | None:
        """The reporter's pseudonym; None for one who said nothing that tells who they are. Nothing is kept."""
        return pseudonym(contact, self._key)

    def keep(self, contact: Contact, at: Instant, of_before: bool = False) -> str | None:
        """The reporter's pseudonym, as `who`. `of_before`: they told it long ago, so what is known already stays.

        Raises StoreFull.
        """
        who = self.who(contact)
        if who is None:
            return None
        known = self.of(who) if of_before else None
        if known is not None:
            contact = _over(known, contact)
        path = self._folder / f"{who}.json"
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            private.put(path, msgspec.json.encode(Kept(self._merged(who, contact), at)))
        except OSError as error:
            raise StoreFull(f"{self._folder} takes no more ({error.strerror}): the report was not taken") from error
        return who

    def keep_several(self, contacts: Iterable[tuple[Contact, Instant]]) -> None:
        """As `keep` of before, durable together: a table tells of thousands. Raises StoreFull."""
        kept: dict[str, Kept] = {}
        for contact, at in contacts:
            who = self.who(contact)
            if who is None:
                continue
            first = kept[who].contact if who in kept else self.of(who)
            kept[who] = Kept(_over(first, contact) if first is not None else contact, at)
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            private.put_several(self._folder, {f"{who}.json": msgspec.json.encode(one) for who, one in kept.items()})
        except OSError as error:
            raise StoreFull(f"{self._folder} takes no more ({error.strerror}): nothing was taken") from error

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
        return _over(contact, before)

    def _read(self, who: str) -> Kept | None:
        if not _NAME.fullmatch(who):
            return None
        try:
            return msgspec.json.decode((self._folder / f"{who}.json").read_bytes(), type=Kept)
        except (OSError, msgspec.MsgspecError):
            return None


def _over(first: Contact, second: Contact) -> Contact:
    """What the first says, and the second where the first says nothing."""
    return Contact(*(getattr(first, f) or getattr(second, f) for f in Contact.__struct_fields__))

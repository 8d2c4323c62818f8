"""Who reported, without saying who: a pseudonym, a masked contact, and a reveal that leaves a trace.

The journal knows reporters by pseudonym alone. It can't be undone without the city's key, and a phone number, of which
there are few enough to try them all, can't be found from it without that key either.
"""

import hashlib
import hmac
import re
from base64 import b32encode

from msgspec import Struct

from banyan.model.authority import Authority, Refused, authorize
from banyan.model.ids import CaseId, PrincipalId
from banyan.model.time import Instant

REVEAL = "contact.reveal"
"""What a role has to grant who would see a contact."""

CHANNELS = PrincipalId("notices")
"""Who looks at a contact where a channel needs it to tell its reporter something."""

KEY_BYTES = 32
_SHORTEST_REASON = 4                  # characters, as in 回访核实
_LONGEST_REASON = 500
_COUNTRY = re.compile(r"^(?:\+|00)86")


class Contact(Struct, frozen=True):
    """How a reporter can be reached. It lies beside the journal, so that it can be deleted when its time is over."""

    phone: str | None = None
    email: str | None = None
    name: str | None = None
    account: str | None = None


class Revealed(Struct, frozen=True):
    """The record of a reveal: who looked, at whom, for which case and why. It holds nothing of the contact itself."""

    id: str
    reporter: str
    case: CaseId
    by: PrincipalId
    at: Instant
    reason: str
    fields: tuple[str, ...]


def pseudonym(contact: Contact, key: bytes) -> str | None:
    """The same person gives the same pseudonym, by phone, else e-mail, else account; None: nobody is named.

    HMAC-SHA-256 (RFC 2104), cut to 100 bits, which keep a billion reporters apart. Raises ValueError for a short key.
    """
    if len(key) < KEY_BYTES:
        raise ValueError(f"a reporters' key has {KEY_BYTES} bytes, not {len(key)}")
    told = _identity(contact)
    if told is None:
        return None
    made = hmac.new(key, told.encode("utf-8", "surrogatepass"), hashlib.sha256).digest()
    return f"P-{b32encode(made).decode()[:20]}"


def _identity(contact: Contact) -> str | None:
    phone = _digits(contact.phone)
    if phone:
        return f"phone:{phone}"
    email = (contact.email or "").strip().casefold()
    if email:
        return f"email:{email}"
    account = (contact.account or "").strip()
    return f"account:{account}" if account else None


def _digits(phone: str | None) -> str:
    """The digits of a number, without the country's own prefix: +86 138-0013-8000 and 13800138000 are one."""
    text = re.sub(r"[\s().-]", "", phone or "")
    return re.sub(r"[^0-9+]", "", _COUNTRY.sub("", text))


def masked(contact: Contact) -> Contact:
    """What is shown without a reveal: enough to see that it is the right one, too little to reach or name anybody."""
    return Contact(
        phone=_masked_phone(contact.phone), email=_masked_email(contact.email), name=_masked_name(contact.name),
        account="*" * 6 if contact.account else None,
    )  # fmt: skip


def _masked_phone(phone: str | None) -> str | None:
    digits = _digits(phone)
    if not digits:
        return None
    return f"{digits[:3]}****{digits[-2:]}" if len(digits) >= 9 else "*" * 6


def _masked_email(email: str | None) -> str | None:
    name, at, host = (email or "").strip().partition("@")
    if not name:
        return None
    return f"{name[0]}***@{host}" if at and len(name) > 1 else "***"


def _masked_name(name: str | None) -> str | None:
    text = (name or "").strip()
    return f"{text[0]}**" if text else None


_PERSONAL = re.compile(
    r"(?P<day>(?<!\d)(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}(?!\d))"      # a date, which stays
    r"|[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"              # e-mail; [A-Z]: \w would take Chinese along
    r"|(?<!\d)\d{17}[\dXx](?!\d)"                                      # identity number (GB 11643)
    r"|(?:\+|00)?\d(?:[ -]?\d){6,}"                                    # telephone, with or without blanks
)


def scrubbed(text: str) -> str:
    """A reporter's own words for the public: without the numbers and addresses by which somebody is found."""
    return _PERSONAL.sub(lambda found: found["day"] or "***", text)


def given_to_channel(
    reporter: str, case: CaseId, notice: str, attempt: int, field: str, at: Instant
) -> Revealed:
    """The record of a contact that is handed to a channel, so that its reporter is told what they are owed.

    They gave it for that: no right is asked, and it is recorded like any other look. `field`: the one that is given.
    """
    why = f"to send notice {notice}, try {attempt}"
    made = hashlib.sha256(f"{reporter}/{case}/{why}/{at.isoformat()}".encode()).hexdigest()[:16]
    return Revealed(f"reveal:{made}", reporter, case, CHANNELS, at, why, (field,))


def reveal(
    authority: Authority, by: PrincipalId, reporter: str, case: CaseId, reason: str, contact: Contact, at: Instant
) -> tuple[Revealed, Contact]:
    """The contact, and the record that has to be in the journal before it is shown. Raises Refused."""
    authorize(authority, by, REVEAL)
    why = " ".join(reason.split())
    if not _SHORTEST_REASON <= len(why) <= _LONGEST_REASON:
        raise Refused(f"a contact is revealed for a reason of {_SHORTEST_REASON} to {_LONGEST_REASON} characters, "
                      f"which is recorded with who asked; this one has {len(why)}")
    fields = tuple(f for f in Contact.__struct_fields__ if getattr(contact, f))
    made = hashlib.sha256(f"{reporter}/{case}/{by}/{at.isoformat()}".encode()).hexdigest()[:16]
    return Revealed(f"reveal:{made}", reporter, case, by, at, why, fields), contact

"""API keys of other programs: the city's folder holds their digests, never the keys."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable

from msgspec import Struct

from banyan.model.ids import PrincipalId
from banyan.model.time import Instant

PREFIX = "bk-"
_BYTES = 24
EVERY = "*"


class ApiKey(Struct, frozen=True):
    """`sha256` of the whole key. A plain digest will do: a key is drawn from 2**192, not thought up by a person."""

    id: str
    sha256: str
    principal: PrincipalId            # on whose authority its requests are filed
    services: tuple[str, ...] = (EVERY,)
    ends_at: Instant | None = None
    revoked: bool = False
    jurisdiction: str | None = None   # of the city that it was given to: only such a key may hand a case over

    def covers(self, service_code: str) -> bool:
        return EVERY in self.services or service_code in self.services


def minted() -> tuple[str, str]:
    """(a new key, its digest). The key is shown once and kept nowhere."""
    key = PREFIX + secrets.token_urlsafe(_BYTES)
    return key, digest(key)


def digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def valid(keys: Iterable[ApiKey], given: str, now: Instant) -> ApiKey | None:
    """The key that `given` is, unless it is revoked or has ended. All are compared, in constant time each."""
    found, wanted = None, digest(given)
    for key in keys:
        if hmac.compare_digest(key.sha256.lower().encode(), wanted.encode()):
            found = key
    if found is None or found.revoked or (found.ends_at is not None and found.ends_at <= now):
        return None
    return found

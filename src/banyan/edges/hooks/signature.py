"""HMAC-SHA-256 (RFC 2104) over time, id and body: who sent it, that nothing was changed, and when it was sent.

The signed bytes are the decimal seconds since 1970, a full stop, the id's header ("" where there is none), a full stop,
and the body as it goes over the wire. Were the id left out, a call that somebody recorded could be sent again under
another one, as if it were new.
"""

import hashlib
import hmac

TIME_HEADER, SIGNATURE_HEADER, KEY_HEADER = "x-banyan-timestamp", "x-banyan-signature", "x-banyan-id"
_PREFIX = "sha256="


def sign(secret: bytes, seconds: int, body: bytes, key: str = "") -> str:
    """The signature header's value. `key`: the id's header."""
    told = b"%d.%b.%b" % (seconds, key.encode("utf-8", "replace"), body)
    return _PREFIX + hmac.new(secret, told, hashlib.sha256).hexdigest()


def signed(secret: bytes, seconds: int, body: bytes, given: str, key: str = "") -> bool:
    """Whether `given` is the signature; compared in constant time, whatever it holds."""
    return hmac.compare_digest(sign(secret, seconds, body, key).encode(), given.strip().encode("utf-8", "replace"))

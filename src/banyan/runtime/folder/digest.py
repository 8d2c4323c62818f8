"""What a city is, in 64 characters: the same declaration gives the same digest on every machine."""

import hashlib
from datetime import date, time

import msgspec

from banyan.model.city import City


def digest(city: City) -> str:
    """sha256 of the city as canonical JSON (sorted keys; dates of the calendar sorted)."""
    plain = msgspec.to_builtins(city, order="deterministic", enc_hook=_plain)
    return hashlib.sha256(msgspec.json.encode(plain, order="deterministic")).hexdigest()


def _plain(value: object) -> str:
    if isinstance(value, date | time):
        return value.isoformat()
    raise NotImplementedError(f"no plain form for {type(value).__name__}")

"""Webhooks on the wire: a signature over time and body, and where in a JSON document a value stands."""

from banyan.edges.hooks.paths import Path, PathError, find, parse
from banyan.edges.hooks.signature import KEY_HEADER, SIGNATURE_HEADER, TIME_HEADER, sign, signed

__all__ = [
    "KEY_HEADER", "SIGNATURE_HEADER", "TIME_HEADER", "Path", "PathError", "find", "parse", "sign", "signed",
]  # fmt: skip

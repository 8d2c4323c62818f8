"""Column types that mean the same in every database: whole numbers of 64 bits, and texts in the order of their letters'
code points.
"""

import hashlib
import re

from sqlalchemy import BigInteger, Dialect, Integer, String, Text, TypeDecorator

from banyan.model.things import Wrong

WHOLE = BigInteger().with_variant(Integer(), "sqlite")     # SQLite numbers rows by an INTEGER column alone

LONGEST_WORD = 600       # characters; PostgreSQL's btree takes 2,704 bytes, and a character has up to four
_MARK = "\ue000"         # PostgreSQL's texts hold every character but U+0000, and an id that somebody sent may hold any
_ZERO = _MARK + "0"


class _Word(TypeDecorator[str]):
    """On PostgreSQL: any character may be in it, and one longer than LONGEST_WORD is kept as its beginning and a
    digest. It is found by the whole, and comes back shortened; what it is whole stands in the record's line.
    """

    impl = String(collation="C")
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002  SQLAlchemy gives it
        return None if value is None else kept(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002  the same
        if value is None or _MARK not in value:
            return value
        return _MARK.join(part.replace(_ZERO, "\0") for part in value.split(_MARK * 2))


def kept(value: str) -> str:
    """How PostgreSQL keeps a word."""
    if len(value) > LONGEST_WORD:
        value = f"{value[:LONGEST_WORD // 2]}… {hashlib.sha256(value.encode()).hexdigest()}"
    if _MARK in value or "\0" in value:
        value = value.replace(_MARK, _MARK * 2).replace("\0", _ZERO)
    return value


WORD = String().with_variant(_Word(), "postgresql")     # what is looked up by its letters: ids and kinds


_ZERO_IN_JSON = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


class _Text(TypeDecorator[str]):
    """On PostgreSQL: sorted by code point, and refused with the one character that it can't keep. `escaped`: JSON."""

    impl = Text(collation="C")
    cache_ok = True

    def __init__(self, escaped: bool) -> None:
        super().__init__()
        self.escaped = escaped

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002  the same
        if value is not None and (_ZERO_IN_JSON.search(value) if self.escaped else "\0" in value):
            raise Wrong(400, "a text holds the character U+0000, which the city's database can't keep",
                        "the same without it")
        return value


TEXT = Text().with_variant(_Text(escaped=False), "postgresql")
JSON = Text().with_variant(_Text(escaped=True), "postgresql")

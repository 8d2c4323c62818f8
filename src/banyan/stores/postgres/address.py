"""Where a journal lives on a PostgreSQL server: postgresql://USER@HOST:PORT/DATABASE?schema=NAME."""

import re
from dataclasses import dataclass, field

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from banyan.model.ports import StoreError

SCHEMA = "banyan"
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,54}")     # PostgreSQL cuts names at 63 bytes; old runs get a number behind it
_EXPECTED = "postgresql://USER@HOST:PORT/DATABASE, with ?schema=NAME where it isn't banyan"
_SCHEMES = ("postgresql", "postgres", "postgresql+psycopg")
_SECRET = ("password", "sslpassword", "passfile")


@dataclass(frozen=True)
class Address:
    """Of one journal. `url` is for the driver and holds the password, so it is in no representation; whatever is said
    or kept of an address is `str`, which has none.
    """

    url: URL = field(repr=False)
    schema: str

    def __str__(self) -> str:
        u, query = self.url, {k: v for k, v in self.url.query.items() if k not in _SECRET}
        if self.schema != SCHEMA:
            query["schema"] = self.schema
        return URL.create("postgresql", u.username, None, u.host, u.port, u.database, query).render_as_string()

    def same_place(self, other: "Address") -> bool:
        """Whoever signs in, and however."""
        return self._place() == other._place()

    def _place(self) -> tuple[str, int, str, str]:
        host = self.url.query.get("host", self.url.host) or "localhost"
        name = self.url.database or self.url.username or ""
        return str(host), self.url.port or 5432, name, self.schema

    def named(self, schema: str) -> "Address":
        return Address(self.url, schema)

    @property
    def secret(self) -> bool:
        return self.url.password is not None or any(key in self.url.query for key in _SECRET)


def address(text: str) -> Address:
    """Of an operator's words. Raises StoreError, which never repeats them: they may hold a password."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise StoreError(f"--store: that is no address of a database; {_EXPECTED} was expected") from None
    if url.drivername not in _SCHEMES:
        raise StoreError(f"--store: {url.drivername}: is not a kind of store; {_EXPECTED} was expected (without "
                         "--store the journal is a file in the data folder)")
    schema = url.query.get("schema", SCHEMA)
    if not isinstance(schema, str) or not _NAME.fullmatch(schema):
        raise StoreError("--store: schema= was expected to be one name of small letters, digits and _, at most 55 long")
    url = url.set(drivername="postgresql+psycopg").difference_update_query(["schema"])
    return Address(url, schema)

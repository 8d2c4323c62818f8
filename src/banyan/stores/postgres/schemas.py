"""Whole journals on a server: whether one is there, and an old one moved aside."""


from sqlalchemy import text
from sqlalchemy.sql.elements import quoted_name

from banyan.stores import tables as t
from banyan.stores.postgres.address import Address
from banyan.stores.postgres.ownership import take
from banyan.stores.postgres.server import once, transaction

_THERE = text("SELECT 1 FROM pg_tables WHERE schemaname = :schema AND tablename = :table")
_NAMED = text("SELECT 1 FROM pg_namespace WHERE nspname = :schema")


def there(place: Address) -> bool:
    """Whether somebody has begun a journal there. Raises StoreError."""
    with transaction(once(place), place) as c:
        return c.scalar(_THERE, {"schema": place.schema, "table": t.fact.name}) is not None


def moved(place: Address) -> Address:
    """The journal's schema gets a number; nothing is deleted. Raises StoreError while a process owns it."""
    with transaction(once(place), place) as c:
        take(c, place.schema, str(place))
        number = 1
        while c.scalar(_NAMED, {"schema": f"{place.schema}_{number}"}) is not None:
            number += 1
        aside = place.named(f"{place.schema}_{number}")
        quoted = c.dialect.identifier_preparer.quote
        old, new = (quoted(quoted_name(schema, quote=True)) for schema in (place.schema, aside.schema))
        c.execute(text(f"ALTER SCHEMA {old} RENAME TO {new}"))
        return aside

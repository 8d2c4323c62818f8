"""The functions of functions.sql in the store's own schema: those of this program's version, and no others."""

import hashlib
from pathlib import Path

from sqlalchemy import Connection, text

# What Python takes for space (str.isspace), so that trim() means the same on both stores.
SPACES = "".join(chr(n) for n in (*range(9, 14), *range(28, 33), 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028,
                                  0x2029, 0x202F, 0x205F, 0x3000))  # fmt: skip
_TEXT = Path(__file__).with_name("functions.sql").read_text(encoding="utf-8")
_COLLATION = text("SELECT 1 FROM pg_collation WHERE collname = 'und-x-icu'")
_OURS = text("""
    SELECT p.oid::regprocedure::text FROM pg_proc p
    WHERE p.pronamespace = to_regnamespace(current_schema()) AND p.proname ~ '^(sta_|json_|instr$)'
""")


def definitions(unicode_: bool) -> str:
    """`unicode_`: the server knows the case of all letters (ICU), else those of the database's own locale."""
    return _TEXT.replace("@COLLATE@", ' COLLATE "und-x-icu"' if unicode_ else "").replace("@SPACES@", SPACES)


def install(c: Connection, before: str | None) -> str:
    """Make them where `before` doesn't say that they are there; returns what they are now."""
    wanted = definitions(c.scalar(_COLLATION) is not None)
    digest = hashlib.sha256(wanted.encode()).hexdigest()
    if digest != before:
        for signature in c.execute(_OURS).scalars().all():
            c.exec_driver_sql(f"DROP FUNCTION {signature}")
        connection = c.connection.driver_connection
        connection.execute(wanted)  # type: ignore[union-attr]  # psycopg's: as it stands, with whatever % is in it
    return digest

"""Records from a PostgreSQL server, read-only, also while their owner writes."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from banyan_check.lines import decode
from banyan_check.report import BadInput

PAGE = 500                    # records a read, each in a transaction of its own
VARIABLE = "BANYAN_STORE"     # what --store says, where its password shouldn't be read by others
POINTER = "store.json"        # in the data folder: where its journal lives
QUERY = sql.SQL("SELECT seq, line FROM {} WHERE seq > %s ORDER BY seq LIMIT %s")


def store_of(folder: Path, said: str | None) -> str | None:
    """The address of the server that holds a folder's journal; None: the folder holds it itself. Raises BadInput."""
    known = os.environ.get(VARIABLE)  # noqa: TID251  a program of its own, which takes no password by its command line
    if said is not None:
        return known if known and _place(known) == _place(said) and not urlsplit(said).password else said
    if known:
        return known
    try:
        return str(json.loads((folder / POINTER).read_bytes())["store"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadInput(f"{folder / POINTER} can't be read ({error}): expected where the journal lives") from None


def from_server(store: str) -> Iterator[dict[str, Any]]:
    """The records of postgresql://USER@HOST/DATABASE?schema=NAME in order. Raises BadInput."""
    url, schema, shown = _parts(store)
    query, last = QUERY.format(sql.Identifier(schema, "record")), 0
    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=10) as db:
            db.read_only = True
            while page := db.execute(query, (last, PAGE)).fetchall():
                for seq, line in page:
                    if seq != last + 1:
                        raise BadInput(f"{shown}, record {last + 1} is missing: the next is {seq}, "
                                       "the journal has a hole")
                    last = seq
                    yield decode(bytes(line), f"{shown}, record {seq}")
    except psycopg.Error as error:
        said = " ".join(str(error).split())
        raise BadInput(f"{shown} is no journal that can be read ({said}): expected a --store of banyan") from None


def _place(store: str) -> tuple[str | None, int, str, str]:
    parts = urlsplit(store)
    return parts.hostname, parts.port or 5432, parts.path, dict(parse_qsl(parts.query)).get("schema", "banyan")


def _parts(store: str) -> tuple[str, str, str]:
    """For the driver; the schema; and as it may be shown, without a password."""
    try:
        parts = urlsplit(store)
        given, port = parse_qsl(parts.query), parts.port
    except ValueError:
        given, port, parts = [], None, urlsplit("")
    if re.sub(r"\+.*", "", parts.scheme) not in ("postgresql", "postgres"):
        raise BadInput("--store: expected postgresql://USER@HOST:PORT/DATABASE, with ?schema=NAME where it isn't "
                       "banyan")
    rest = urlencode([(key, value) for key, value in given if key != "schema"])
    url = urlunsplit(("postgresql", parts.netloc, parts.path, rest, ""))
    schema = dict(given).get("schema", "banyan")
    host = f"{parts.hostname or ''}{f':{port}' if port else ''}"
    return url, schema, f"postgresql://{host}{parts.path}, schema {schema}"

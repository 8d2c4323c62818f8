"""Routes of errands: a command line's command, carried out by this city. For the folder's owner alone."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress

import anyio.to_thread
import msgspec
from litestar import post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, JSONBody, RawBody, SkipValidation
from litestar.response import Stream
from msgspec import Struct

from banyan.runtime.errands import Errand, Errands, Frame, Head
from banyan.runtime.imports.books import Book
from banyan.server.access import FROM_BODY, OWNERS, Access
from banyan.server.errors import Malformed, Unknown
from banyan.server.reads import unknown
from banyan.server.routes import Req

ERRAND = {"action": FROM_BODY, OWNERS: True}      # each errand asks for its own right
BODY_LIMIT = 256 * 1024 * 1024            # of the workbooks of one import, as on screen
BEAT_S = 5.0                              # how often one that says nothing says that it goes on
_BEAT = b"{}\n"

Carriers = NamedDependency[SkipValidation[Errands | None]]  # a protocol: there is no class to check against
Doors = NamedDependency[Access]


class AnswerAsk(Struct, frozen=True, forbid_unknown_fields=True):
    yes: bool


class Heard(Struct, frozen=True):
    heard: bool = True


@post("/api/errands/{name:str}", opt=ERRAND, status_code=200, request_max_body_size=BODY_LIMIT,
      media_type="application/x-ndjson")
async def errand(name: FromPath[str], body: RawBody, errands: Carriers, access: Doors, request: Req) -> Stream:
    """One command of the command line. In the body a line of JSON and the bytes of its files; the answer is NDJSON, a
    line as soon as there is something to say. Whoever goes away before it is written has changed nothing.
    """
    carriers, who = _here(errands), access.of(request).principal
    loop, said = asyncio.get_running_loop(), asyncio.Queue[Frame | None]()

    def put(frame: Frame | None) -> None:
        with suppress(RuntimeError):      # the server has ended: nobody is there to hear it
            loop.call_soon_threadsafe(said.put_nowait, frame)

    def begin() -> Errand:
        head, books = read(body)
        return carriers.begin(name, who, head, books, put)

    try:
        begun = await anyio.to_thread.run_sync(begin)      # of large workbooks copying alone takes a tenth of a second
    except KeyError as missing:
        raise unknown(missing) from None
    except msgspec.MsgspecError as e:
        raise Malformed("what the errand is asked with can't be read", str(e)) from None
    return Stream(_lines(begun, said), media_type="application/x-ndjson", headers={"Cache-Control": "no-store"})


@post("/api/errands/{eid:str}/answer", opt=ERRAND, status_code=200, request_max_body_size=1024)
async def errand_answer(
    eid: FromPath[str], data: JSONBody[AnswerAsk], errands: Carriers
) -> Heard:
    """Yes or no to what an errand has asked."""
    try:
        _here(errands).answer(eid, data.yes)
    except KeyError as missing:
        raise unknown(missing) from None
    return Heard()


async def _lines(begun: Errand, said: asyncio.Queue[Frame | None]) -> AsyncIterator[bytes]:
    try:
        while True:
            try:
                frame = await asyncio.wait_for(said.get(), BEAT_S)
            except TimeoutError:
                yield _BEAT
                continue
            if frame is None:
                return
            yield msgspec.json.encode(frame) + b"\n"
    finally:
        begun.leave()


def read(body: bytes) -> tuple[Head, Sequence[Book]]:
    """Raises Malformed."""
    at = body.find(b"\n") + 1 or len(body)
    rest = len(body) - at
    try:
        head = msgspec.json.decode(memoryview(body)[:at], type=Head)
    except msgspec.MsgspecError as e:
        raise Malformed("the errand's first line can't be read", str(e)) from None
    if any(size < 0 for _, size in head.files) or sum(size for _, size in head.files) != rest:
        raise Malformed(f"{rest} bytes of files were sent", "as many as the errand's first line says")
    books = []
    for name, size in head.files:
        books.append(Book(name.replace("\\", "/").rpartition("/")[2][:200], body[at : at + size]))
        at += size
    return head, books


def _here(errands: Errands | None) -> Errands:
    if errands is None:
        raise Unknown("this city is served without its offices: no errand is carried out here")
    return errands


ROUTES: list[HTTPRouteHandler] = [errand, errand_answer]

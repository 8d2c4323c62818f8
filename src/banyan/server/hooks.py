"""The door for programs that know nothing of Open311: POST /api/hooks/NAME, signed; open without a session."""

from litestar import post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, RawBody, SkipValidation

from banyan.edges.hooks import KEY_HEADER, SIGNATURE_HEADER, TIME_HEADER
from banyan.runtime.desk import Busy
from banyan.runtime.hooks.incoming import LARGEST, Called, Hooks, Taken, Untaken
from banyan.server.errors import Malformed, Unknown
from banyan.server.office import Reader
from banyan.server.pace import Bucket
from banyan.server.residents import address_of
from banyan.server.routes import Req


class HookDoor:
    """The hooks of a city with the pace of each; `strangers`: calls of one address that were no good."""

    def __init__(self, hooks: Hooks | None) -> None:
        self.hooks = hooks
        self.strangers = Bucket("unsigned calls", 30, 10.0)
        self._paces: dict[str, Bucket] = {}

    def pace(self, name: str, per_minute: int) -> Bucket:
        made = Bucket(f"calls of {name}", per_minute, 60 / per_minute, together=1)
        return self._paces.setdefault(name, made)


Door = NamedDependency[SkipValidation[HookDoor]]


@post("/api/hooks/{path:path}", status_code=200, request_max_body_size=LARGEST)
async def called(path: FromPath[str], body: RawBody, hooks: Door, reads: Reader, request: Req) -> Taken:
    """A report by a program of hooks.toml: signed over time and body, at most so old, at most so many a minute.

    The same message again is the same case (`again`). What is signed and can't be taken is kept with its reason.
    """
    here = hooks.hooks
    if here is None:
        raise Unknown("this city takes no calls: its folder holds no hooks.toml")
    name, address = path.lstrip("/"), address_of(request)
    if hooks.strangers.empty(address):
        raise Busy("too many calls from here that were no good: try again in a few minutes")
    call = Called(_header(request, TIME_HEADER), _header(request, SIGNATURE_HEADER), _header(request, KEY_HEADER), body)
    try:
        hook = await reads.ask(here.check, name, call)
    except Exception:
        hooks.strangers.take(address)
        raise
    hooks.pace(name, hook.per_minute).take(name)
    try:
        return await reads.ask(here.take, hook, call)
    except Untaken as why:
        raise Malformed(str(why), "what hooks.toml says of this hook (docs/hooks.md)", why.reject.reason.zh) from None


def _header(request: Req, name: str) -> str:
    return request.headers.get(name, "")[:500]


ROUTES: list[HTTPRouteHandler] = [called]

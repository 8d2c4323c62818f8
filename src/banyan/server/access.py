"""Who is asking: one-time tokens become sessions, and every route says which action it needs.

A token travels in the URL's fragment, which browsers send to nobody, and is good for one sign-in. A session is a
cookie no script can read. Both live in memory: a restart signs everybody out.
"""

import secrets
import threading
import time
from collections.abc import Callable, Mapping
from http.cookies import CookieError, SimpleCookie
from urllib.parse import unquote

from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException
from litestar.handlers import BaseRouteHandler
from msgspec import Struct

from banyan.model.authority import Authority, Principal, Refused, authorize
from banyan.model.ids import PrincipalId
from banyan.runtime.casework.residents import RESIDENT
from banyan.runtime.owner_key import ACT_AS
from banyan.runtime.readings.desk import ReadingsDesk
from banyan.server.shares import Way, its_turn

COOKIE = "banyan-session"
SHIFT_S = 12 * 3600.0
"""A session ends after the longest shift; whoever sits there then signs in under their own name."""

OWN_SESSION = "session.own"
"""Declared by routes about the caller's own session: being signed in is enough."""

FROM_BODY = "intent.*"
"""Declared by the route that takes intents: the action is in the body and checked there."""

OPENED = "things."
"""Actions that open access (`banyan serve --open`, on loopback) includes without a role: conformance runs bring their
own cities, whose roles need not know them."""
SEND = "readings.send"
"""At these doors, and at those of `things.`, each sender has its share and no more (server/shares.py)."""

PUBLIC = "public"
"""Declared, with an action, by routes for anybody: they act as the city's principal `resident`, where it has one."""

OWNERS = "owners"
"""Declared, with an action, by routes for whoever holds the folder owner's key, as whom they say they act."""

KEYED = "keyed"
"""Declared, with an action, by a feed's door: the feed's own key opens it, and so does whoever may the action."""

OPEN_ROUTES = frozenset(
    {
        ("GET", "/health"),
        ("GET", "/ready"),
        ("GET", "/metrics"),
        ("GET", "/"),
        ("GET", "/report"),
        ("GET", "/favicon.svg"),
        ("GET", "/manifest.webmanifest"),
        ("GET", "/offline.js"),
        ("GET", "/assets/{path:path}"),
        ("POST", "/api/session"),
        ("GET", "/open311/discovery.json"),
        ("GET", "/open311/discovery.xml"),
        ("GET", "/open311/v2/discovery.json"),
        ("GET", "/open311/v2/discovery.xml"),
        ("GET", "/open311/v2/services.json"),
        ("GET", "/open311/v2/services.xml"),
        ("GET", "/open311/v2/services/{path:path}"),
        ("GET", "/open311/v2/requests.json"),
        ("GET", "/open311/v2/requests.xml"),
        ("GET", "/open311/v2/requests/{path:path}"),
        ("GET", "/open311/v2/tokens/{path:path}"),
        ("POST", "/open311/v2/requests.json"),      # carries its API key in the form (GeoReport v2)
        ("POST", "/open311/v2/requests.xml"),
        ("GET", "/open311/{path:path}"),            # answers that nothing is there, in the standard's words
        ("POST", "/open311/{path:path}"),
        ("POST", "/api/hooks/{path:path}"),         # signed by its sender (docs/hooks.md)
    }
)
"""All that may be asked without a session. Everything else declares an action, or is refused."""


class Session(Struct, frozen=True):
    """One signed-in principal; `until` is on the monotonic clock of this process, in seconds."""

    key: str
    principal: PrincipalId
    until: float


class Access:
    """Tokens, sessions and the city's authority. Thread-safe."""

    def __init__(
        self,
        authority: Authority,
        tokens: Mapping[str, PrincipalId],
        clock: Callable[[], float] = time.monotonic,
        keys: Mapping[str, PrincipalId] | None = None,
        open_to: PrincipalId | None = None,
    ) -> None:
        """`keys` are the folder owner's: good as a bearer as long as the city runs, and may act as anybody it knows.
        `open_to`: whoever comes without a session is this principal (conformance runs on loopback only).
        """
        self._authority = authority
        self._clock = clock
        self._lock = threading.Lock()
        self._tokens = dict(tokens)
        self._keys = dict(keys or {})
        self._opened = Session("", open_to, float("inf")) if open_to is not None else None
        self._sessions: dict[str, Session] = {}

    def invite(self, principal: PrincipalId) -> str:
        """A fresh one-time token for a principal of this city. Raises Refused for a stranger."""
        self.who(principal)
        token = secrets.token_urlsafe(24)
        with self._lock:
            self._tokens[token] = principal
        return token

    def sign_in(self, token: str) -> Session:
        """Use up a token. Raises Refused for one that is unknown or used: the two look the same from outside."""
        with self._lock:
            principal = self._tokens.pop(token, None)
            if principal is None:
                raise Refused("this sign-in link is unknown or was used already; ask for a new one")
            session = Session(secrets.token_urlsafe(32), principal, self._clock() + SHIFT_S)
            self._sessions[session.key] = session
            return session

    def sign_out(self, key: str) -> None:
        with self._lock:
            self._sessions.pop(key, None)

    def session(self, key: str | None) -> Session | None:
        """The session of that key while it lasts."""
        with self._lock:
            found = self._sessions.get(key or "")
            if found is not None and found.until <= self._clock():
                del self._sessions[found.key]
                return None
            return found

    def lasts(self, session: Session) -> bool:
        """Whether a session found earlier still holds. Keys and open access hold as long as the city runs."""
        return session.until == float("inf") or self.session(session.key) is not None

    def who(self, principal: PrincipalId) -> Principal:
        found = next((p for p in self._authority.principals if p.id == principal), None)
        if found is None:
            raise Refused(f"{principal} is not known here; sign in as one of the city's principals")
        return found

    def may(self, principal: PrincipalId) -> list[str]:
        """What the principal's roles grant, for a page that shows no button it would refuse."""
        roles = self.who(principal).roles
        return sorted({action for role in self._authority.roles if role.id in roles for action in role.may})

    def require(self, principal: PrincipalId, action: str) -> None:
        """Raises Refused unless a role of theirs grants `action` somewhere; on which target, the desk decides."""
        roles = self.who(principal).roles
        scopes = [scope for role in self._authority.roles if role.id in roles for scope in role.scope]
        for scope in scopes:
            try:
                authorize(self._authority, principal, action, scope)
            except Refused:
                continue
            return
        authorize(self._authority, principal, action)

    def require_of(self, session: Session, action: str) -> None:
        """Raises Refused unless that session may. Open access is for SensorThings whole, whatever roles say of it."""
        if session is not self._opened or not action.startswith(OPENED):
            self.require(session.principal, action)

    def keyed(self, session: Session) -> bool:
        """Whether it came with the folder owner's key."""
        return session.until == float("inf") and session is not self._opened

    def of(self, connection: ASGIConnection) -> Session:  # type: ignore[type-arg]  # four parameters, none of use here
        """The session of a request. Raises 401 without one."""
        session = self.session(_cookie(connection.headers.get("cookie", ""))) or self._of_key(connection)
        if session is None and self._opened is not None:
            return self._opened
        if session is None:
            raise NotAuthorizedException("nobody is signed in here; open the sign-in link that the city printed")
        return session

    def _of_key(self, connection: ASGIConnection) -> Session | None:  # type: ignore[type-arg]  # as above
        scheme, _, given = connection.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        for key, owner in self._keys.items():
            # Bytes: comparing text refuses letters beyond ASCII with an exception, and headers may hold them.
            if secrets.compare_digest(key.encode(), given.encode("utf-8", "replace")):
                acting = connection.headers.get(ACT_AS)
                return Session("", self.who(PrincipalId(unquote(acting))).id if acting else owner, float("inf"))
        return None


def _cookie(header: str) -> str | None:
    try:
        morsel = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return None
    return morsel.value if morsel else None


async def guard(connection: ASGIConnection, handler: BaseRouteHandler) -> None:  # type: ignore[type-arg]  # as above
    """On the whole application. A route that declares nothing and is not on the list is refused to everybody."""
    action = handler.opt.get("action")
    if action is None:
        asked = {(str(connection.scope.get("method", "")), path) for path in handler.paths}
        if asked <= OPEN_ROUTES:
            return
        raise Refused(f"{' '.join(sorted(handler.paths))} declares no action, so nobody may use it")
    access: Access = connection.app.state.access
    if handler.opt.get(PUBLIC):
        access.require(RESIDENT, str(action))
        return
    if handler.opt.get(KEYED) and _opens(connection):
        await its_turn(connection, f"the feed {connection.path_params['name']}", Way.FEED)
        return
    session = access.of(connection)
    if handler.opt.get(OWNERS) and not access.keyed(session):
        raise Refused("errands are the command line's: a page has its own ways to do the same")
    if action not in (OWN_SESSION, FROM_BODY):
        access.require_of(session, str(action))
    if action == SEND:
        await its_turn(connection, str(session.principal), Way.FEED if "name" in connection.path_params else Way.LINES)
    elif str(action).startswith(OPENED):
        way = Way.READ if connection.scope.get("method") in ("GET", "HEAD") else Way.WRITE
        await its_turn(connection, str(session.principal), way)


def _opens(connection: ASGIConnection) -> bool:  # type: ignore[type-arg]  # as above
    scheme, _, given = connection.headers.get("authorization", "").partition(" ")
    doors: ReadingsDesk | None = connection.app.state.readings
    if scheme.lower() != "bearer" or doors is None:
        return False
    return doors.opens(connection.path_params["name"], given)

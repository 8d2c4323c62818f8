"""uvicorn in a thread of its own: the main thread belongs to the city's loop."""

import errno
import socket
import threading

import uvicorn
from litestar import Litestar

from banyan.server.protocol import Protocol

CONNECTIONS = 2_000      # open screens and requests together; beyond it 503


class PortTaken(Exception):  # noqa: N818  said as operators say it
    """The port can't be had; nothing was started."""

    def __init__(self, port: int, forbidden: bool = False) -> None:
        why = "may not be used by this account" if forbidden else "is in use by another program"
        super().__init__(f"port {port} {why}; choose another with --port, or --port 0 for any free one")
        self.port = port


class Served:
    """A running server. `port` is the one that was really bound (for port 0)."""

    def __init__(self, server: uvicorn.Server, thread: threading.Thread, host: str, port: int) -> None:
        self._server = server
        self._thread = thread
        self.host = host
        self.port = port

    @property
    def url(self) -> str:
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{shown}:{self.port}/"

    def sign_in_url(self, token: str) -> str:
        """The token goes into the fragment, which no server and no log ever sees."""
        return f"{self.url}#token={token}"

    def stop(self, timeout_s: float = 10.0) -> bool:
        """Finish running answers, say goodbye to the screens, end the thread. False if that took too long."""
        self._server.should_exit = True
        self._thread.join(timeout_s)
        if self._thread.is_alive():
            self._server.force_exit = True
            self._thread.join(2.0)
        return not self._thread.is_alive()


def serve(app: Litestar, host: str = "127.0.0.1", port: int = 0) -> Served:
    """Start serving and return once connections are accepted. Raises PortTaken before anything is started."""
    bound = _bind(host, port)
    actual = int(bound.getsockname()[1])
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, date_header=False, lifespan="on",
        timeout_graceful_shutdown=3, timeout_keep_alive=30, limit_concurrency=CONNECTIONS, http=Protocol,
    )
    server = _Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, name="banyan-server", daemon=True)
    thread.start()
    server.wait_up(thread)
    return Served(server, thread, host, actual)


class _Server(uvicorn.Server):
    """Tells when it is up; screens are let go at the start of the shutdown, since they never end by themselves."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._up = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._up.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        app = self.config.app
        if isinstance(app, Litestar):
            await app.state.feed.close()
        await super().shutdown(sockets)

    def wait_up(self, thread: threading.Thread) -> None:
        while not self._up.wait(0.1):
            if not thread.is_alive():
                raise RuntimeError("the server ended while starting; the log above says why")


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sets TCP_NODELAY only where the protocol is named; without it each answer waits 40 ms for an ACK.
    bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    # Without it a port of a server that just ended stays blocked for a minute; it does not allow two listeners.
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen(128)
    except OSError as error:
        bound.close()
        if error.errno in (errno.EADDRINUSE, errno.EACCES):
            raise PortTaken(port, error.errno == errno.EACCES) from None
        raise
    bound.setblocking(False)
    return bound

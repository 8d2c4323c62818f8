"""uvicorn in a thread: it says which port it got, refuses one that is taken, and stops while screens listen."""

import http.client
import socket

import pytest

from banyan.model.ids import PrincipalId
from banyan.server.app import create_app
from banyan.server.serve import PortTaken, serve
from tests.server.fake_city import AUTHORITY
from tests.server.fake_desk import FakeDesk


def make_app():
    return create_app(FakeDesk(10), {"t": PrincipalId("officer-lin")}, AUTHORITY, None)


def test_port_zero_gets_a_real_port_on_loopback_only():
    served = serve(make_app())
    try:
        assert served.port > 0
        assert served.url == f"http://127.0.0.1:{served.port}/"
        assert served.sign_in_url("t") == f"http://127.0.0.1:{served.port}/#token=t"
        line = http.client.HTTPConnection("127.0.0.1", served.port, timeout=10)
        line.request("GET", "/health")
        assert line.getresponse().status == 200
    finally:
        assert served.stop()


def test_a_taken_port_is_said_before_anything_starts():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=f"^port {port} is in use by another program; choose another with --port"):
            serve(make_app(), port=port)


def test_the_port_is_free_again_after_the_stop():
    first = serve(make_app())
    assert first.stop()
    second = serve(make_app(), port=first.port)
    assert second.stop()


def test_a_listening_screen_is_told_goodbye_and_does_not_hold_up_the_stop():
    served = serve(make_app())
    line = http.client.HTTPConnection("127.0.0.1", served.port, timeout=10)
    line.request("POST", "/api/session", b'{"token":"t"}', {"content-type": "application/json"})
    answer = line.getresponse()
    cookie = answer.headers["set-cookie"].split(";")[0]
    answer.read()
    line.request("GET", "/api/live", headers={"cookie": cookie})
    stream = line.getresponse()
    assert stream.headers["content-type"].startswith("text/event-stream")
    while b"event: state" not in stream.readline():
        pass
    assert served.stop()
    assert b'event: bye\ndata: {"reason":"stopping"}' in stream.read()

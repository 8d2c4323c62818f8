"""What a request may say beside its body is held to 64 KiB: headers, trailers, framing of chunks. Bodies aren't."""

import socket
from collections.abc import Iterator

import pytest

from banyan.server.protocol import MOST_BESIDE
from banyan.server.serve import Served, serve
from tests.server.test_serve import make_app

SAID = f"A request may have {MOST_BESIDE} bytes beside its body; this one has more.".encode()
BEGUN = b"POST /api/session HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"


@pytest.fixture
def served() -> Iterator[Served]:
    found = serve(make_app())
    yield found
    assert found.stop()


def said_to(served: Served, *pieces: bytes) -> bytes:
    """The whole answer to a connection that sends these and then nothing more."""
    with socket.create_connection(("127.0.0.1", served.port), 60) as line:
        try:
            for piece in pieces:
                line.sendall(piece)
            line.shutdown(socket.SHUT_WR)
        except OSError:      # it was ended while more was on its way
            pass
        answer = b""
        try:
            while some := line.recv(65536):
                answer += some
        except ConnectionResetError:
            pass
        return answer


def test_headers_within_the_limit_are_taken(served: Served):
    request = b"GET /health HTTP/1.1\r\nhost: 127.0.0.1\r\nx-long: " + b"a" * (MOST_BESIDE - 200) + b"\r\n\r\n"
    assert said_to(served, request[:1000], request[1000:]).startswith(b"HTTP/1.1 200 OK\r\n")


@pytest.mark.parametrize("header", [b"a" * (MOST_BESIDE + 1), b"a\r\nx: " * 20_000], ids=["one long", "many"])
def test_headers_beyond_it_are_refused_before_they_end(served: Served, header: bytes):
    answer = said_to(served, b"GET /health HTTP/1.1\r\nhost: 127.0.0.1\r\nx: " + header)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert answer.endswith(SAID)


def test_a_long_address_is_refused(served: Served):
    assert said_to(served, b"GET /" + b"a" * (MOST_BESIDE + 1)).endswith(SAID)


def test_a_body_in_small_chunks_is_no_header(served: Served):
    chunks = b"1\r\n \r\n" * 50_000 + b'd\r\n{"token":"t"}\r\n0\r\n\r\n'
    answer = said_to(served, BEGUN + b"transfer-encoding: chunked\r\n\r\n", chunks)
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n"), answer


def test_trailers_are_held_to_it_too(served: Served):
    begun = BEGUN + b"transfer-encoding: chunked\r\n\r\n" + b"1\r\n \r\n" * 50_000 + b"0\r\n"
    line = socket.create_connection(("127.0.0.1", served.port), 60)
    line.sendall(begun)
    with pytest.raises(OSError, match=r"reset|Broken"):
        line.sendall((b"x: " + b"a" * 65536) * 1000)
    line.close()


def test_a_body_far_beyond_the_limit_is_a_body(served: Served):
    """Whose size is the application's business: signing in takes little."""
    body = b" " * (20 * MOST_BESIDE) + b'{"token":"t"}'
    answer = said_to(served, BEGUN + f"content-length: {len(body)}\r\n\r\n".encode(), body)
    assert answer.startswith(b"HTTP/1.1 413 ")
    assert SAID not in answer


@pytest.mark.parametrize("nonsense", [b"\x00\xff\xfe nonsense\r\n\r\n", b"GET / HTTP/1.1\r\nbad header\r\n\r\n",
                                      b"GET http://[ HTTP/1.1\r\n\r\n"])
def test_what_is_no_request_gets_400_and_the_next_one_is_served(served: Served, nonsense: bytes):
    assert said_to(served, nonsense).startswith(b"HTTP/1.1 400 ")
    assert said_to(served, b"GET /health HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n").startswith(b"HTTP/1.1 200 OK\r\n")


def test_two_requests_at_once_are_answered_in_their_order(served: Served):
    answer = said_to(served, b"GET /health HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n"
                             b"GET /nowhere HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n")
    assert answer.index(b"HTTP/1.1 200 OK\r\n") < answer.index(b"HTTP/1.1 404 Not Found\r\n")


def test_two_lengths_are_no_request(served: Served):
    twice = BEGUN + b"content-length: 13\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"
    assert said_to(served, twice).startswith(b"HTTP/1.1 400 ")

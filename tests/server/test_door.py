"""Host and Origin are checked before anything else, and every answer carries the page's protection."""

import pytest

from banyan.server.door import CONTENT_POLICY, Door, host_of


@pytest.mark.parametrize(
    ("authority", "host"),
    [
        ("127.0.0.1:8000", "127.0.0.1"), ("LOCALHOST", "localhost"), ("[::1]:80", "::1"), ("a.b:1", "a.b"),
        ("127.0.0.1:x", None), ("", None), ("evil@127.0.0.1", None), ("127.0.0.1/x", None), ("[::1", None),
        ("127.0.0.1?x", None), ("127.0.0.1#x", None),
    ],
)  # fmt: skip
def test_the_host_is_read_strictly(authority, host):
    assert host_of(authority) == host


@pytest.mark.parametrize("host", ["evil.test", "127.0.0.1.evil.test", "localhost.evil.test:8000", "", "evil@127.0.0.1"])
def test_another_host_is_refused_even_where_no_session_is_needed(client, host):
    answer = client.get("/health", headers={"host": host})
    assert answer.status_code == 403
    assert answer.json()["expected"] == "a Host among 127.0.0.1, ::1, localhost"


def test_a_request_with_two_hosts_is_refused():
    door = Door(None, ["localhost"])
    assert door.refusal("GET", [(b"host", b"localhost"), (b"host", b"evil.test")]) is not None
    assert door.refusal("GET", []) is not None
    assert door.refusal("GET", [(b"host", b"localhost")]) is None


UNSAFE = ["POST", "PUT", "PATCH", "DELETE"]


@pytest.mark.parametrize("method", UNSAFE)
@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.test"}, {"origin": "null"}, {"origin": "http://127.0.0.1:9999"},
        {"origin": "http://localhost:8000"}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"},
    ],
)  # fmt: skip
def test_another_sites_page_changes_nothing(signed_in, method, headers):
    answer = signed_in("officer").request(method, "/api/intents", headers=headers, json={})
    assert answer.status_code == 403
    assert answer.json()["error"] == "another site's page may not change anything here"


def test_the_own_page_and_programs_may(signed_in):
    client = signed_in("officer")
    body = {"id": "i-1", "action": "stop.pull", "target": "test-bay"}
    own = {"origin": "http://127.0.0.1:8000", "sec-fetch-site": "same-origin"}
    assert client.post("/api/intents", json=body, headers=own).status_code == 200
    assert client.post("/api/intents", json=body).status_code == 200


@pytest.mark.parametrize("path", ["/", "/health", "/api/frame", "/nowhere", "/favicon.svg"])
def test_every_answer_carries_the_protecting_headers(client, path):
    headers = client.get(path).headers
    assert headers["content-security-policy"] == CONTENT_POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_refusals_at_the_door_carry_them_too(client):
    assert client.get("/", headers={"host": "evil.test"}).headers["x-content-type-options"] == "nosniff"


def test_the_content_policy_names_no_host():
    assert "http" not in CONTENT_POLICY
    assert "unsafe" not in CONTENT_POLICY
    assert CONTENT_POLICY.startswith("default-src 'none'")

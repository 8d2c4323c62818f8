"""The built page: cached by content, never read from disk by a request's path; without it the server still starts."""

import gzip

import pytest

from tests.server.conftest import make_client
from tests.server.fake_desk import FakeDesk


@pytest.fixture
def built(tmp_path):
    (tmp_path / "secret.txt").write_text("not for you")
    page = tmp_path / "page"
    (page / "assets").mkdir(parents=True)
    (page / "index.html").write_text("<!doctype html><title>Banyan</title>")
    (page / "assets" / "index-1234.js").write_text("export const x = 1;\n" * 200)
    (page / "assets" / "dot.svg").write_bytes(b"<svg/>")
    with make_client(FakeDesk(), page) as client:
        yield client


def test_the_page_is_asked_for_anew_and_its_assets_never(built):
    assert built.get("/").headers["cache-control"] == "no-cache"
    asset = built.get("/assets/index-1234.js")
    assert asset.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert asset.headers["content-type"] == "text/javascript; charset=utf-8"


def test_an_unchanged_page_is_a_304(built):
    etag = built.get("/").headers["etag"]
    again = built.get("/", headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert built.get("/", headers={"if-none-match": '"other"'}).status_code == 200


def test_assets_travel_zipped_where_the_browser_takes_it(built):
    with built.stream("GET", "/assets/index-1234.js", headers={"accept-encoding": "gzip"}) as answer:
        raw = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert gzip.decompress(raw) == b"export const x = 1;\n" * 200
    plain = built.get("/assets/index-1234.js", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers


@pytest.mark.parametrize(
    "path", ["/assets/../../secret.txt", "/assets/..%2f..%2fsecret.txt", "/assets/%2e%2e/%2e%2e/secret.txt",
             "/assets//etc/passwd", "/assets/nowhere.js", "/secret.txt"],
)  # fmt: skip
def test_nothing_outside_the_page_is_served(built, path):
    answer = built.get(path)
    assert answer.status_code == 404
    assert "not for you" not in answer.text


def test_without_a_page_the_server_says_how_to_build_it(tmp_path):
    with make_client(FakeDesk(), tmp_path / "nowhere") as client:
        answer = client.get("/")
        assert answer.status_code == 503
        assert "npm ci && npm run build" in answer.text
        assert client.get("/health").status_code == 200

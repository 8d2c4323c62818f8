"""The client against answers that other servers give, and against those that none should."""

import http.server
import threading

import pytest

from banyan.edges.open311.nouns import Format, Origin, Report
from banyan.edges.open311.reader import AnswerError
from banyan.runtime.open311.client import Client, Declined, Peer, Reply, Unreached, over_http

XML = "text/xml; charset=utf-8"


def answering(status, kind, body, seen=None):
    def send(method, url, sent, headers):
        if seen is not None:
            seen.append((method, url, sent))
        return Reply(status, kind, body)

    return Client(Peer("city.gov", "https://city.gov/v2/", "k&y", {"drain": "001"}, Format.XML), send)


def test_a_report_is_sent_as_the_standard_has_it():
    seen = []
    body = b"<service_requests><request><service_request_id>9</service_request_id></request></service_requests>"
    report = Report(service_code="drain", lat=26.0625, long=-0.00001, attributes=(("A", ("1",)), ("B", ("2", "3"))),
                    origin=Origin("a.gov", "1", 2))
    assert answering(200, XML, body, seen).file(report).service_request_id == "9"
    [(method, url, sent)] = seen
    assert (method, url) == ("POST", "https://city.gov/v2/requests.xml")
    assert sent == (
        b"api_key=k%26y&jurisdiction_id=city.gov&service_code=001&lat=26.0625000&long=-0.0000100&"
        b"origin_jurisdiction=a.gov&origin_request_id=1&origin_hand=2&"
        b"attribute%5BA%5D=1&attribute%5BB%5D%5B%5D=2&attribute%5BB%5D%5B%5D=3"
    )


def test_a_request_that_is_not_there_is_none():
    errors = b"<errors><error><code>404</code><description>no</description></error></errors>"
    assert answering(404, XML, errors).request("1") is None


def test_a_refusal_says_what_the_list_says():
    errors = b"<errors><error><code>403</code><description>Bad key.</description></error></errors>"
    with pytest.raises(Declined, match="Bad key") as refused:
        answering(403, XML, errors).services()
    assert refused.value.status == 403


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_server_in_trouble_is_one_to_ask_again(status):
    with pytest.raises(Unreached, match=str(status)):
        answering(status, "text/html", b"<html>").services()


def test_a_page_instead_of_an_answer_is_no_answer():
    with pytest.raises(AnswerError):
        answering(200, "text/html", b"<p>Welcome<br>").services()


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://city.gov", "", "http://[", "http://127.0.0.1:1/"])
def test_an_address_that_leads_nowhere_is_unreached(url):
    with pytest.raises(Unreached):
        over_http("GET", url, None, {})


def test_a_redirect_is_not_followed():
    class Elsewhere(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(302)
            self.send_header("Location", "http://127.0.0.1:1/")
            self.end_headers()

        def log_message(self, *_):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Elsewhere)
    threading.Thread(target=server.handle_request, daemon=True).start()
    with pytest.raises(Unreached, match="302"):
        over_http("GET", f"http://127.0.0.1:{server.server_port}/", None, {})
    server.server_close()

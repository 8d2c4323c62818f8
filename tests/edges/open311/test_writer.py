"""XML and JSON say the same, and the client's reader gets back what was written."""

import json
import xml.etree.ElementTree as ET
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banyan.edges.open311 import reader, tree
from banyan.edges.open311.nouns import (
    Attribute,
    Extended,
    Fault,
    Filed,
    Format,
    Note,
    Service,
    ServiceDefinition,
    ServiceRequest,
    Status,
    Value,
)
from banyan.edges.open311.reader import AnswerError
from banyan.edges.open311.writer import write
from banyan.model.casetype import Datatype

SINGULAR = {"services": "service", "service_requests": "request", "errors": "error", "attributes": "attribute",
            "values": "value", "notes": "note"}
text = st.text(max_size=12)
whole_seconds = st.integers(600_000_000, 4_000_000_000).map(lambda s: datetime.fromtimestamp(s, UTC))
optional = st.none() | text
requests = st.builds(
    ServiceRequest, service_request_id=st.text("abc/#0", min_size=1, max_size=8), status=st.sampled_from(Status),
    service_code=st.text("xyz", min_size=1, max_size=4), requested_datetime=whole_seconds, status_notes=optional,
    description=optional, address=optional, updated_datetime=st.none() | whole_seconds,
    lat=st.none() | st.floats(-90, 90), long=st.none() | st.floats(-180, 180),
    extended=st.none() | st.builds(Extended, st.just("a.gov"), st.just("1"), st.integers(0, 9), optional, optional),
    notes=st.lists(st.builds(Note, whole_seconds, text, st.sampled_from(["filed", "closed"])), max_size=2).map(tuple),
)  # fmt: skip


def same(element, value, name):
    """Whether an element says what a JSON value says; by the standard library, element by element."""
    assert element.tag == name
    if isinstance(value, list):
        assert len(element) == len(value)
        for child, item in zip(element, value, strict=True):
            same(child, item, SINGULAR[name])
    elif isinstance(value, dict):
        assert [child.tag for child in element] == list(value)
        for child in element:
            same(child, value[child.tag], child.tag)
    elif value is None:
        assert (element.text, len(element)) == (None, 0)
    elif isinstance(value, str):
        assert element.text == value
    else:
        assert json.loads(element.text) == value
        assert type(json.loads(element.text)) is type(value)


@settings(deadline=None)
@given(st.lists(requests, max_size=3), st.booleans())
def test_xml_and_json_of_any_requests_agree(found, extensions):
    document = tree.requests(tuple(found), extensions)
    said = json.loads(write(document, Format.JSON))
    same(ET.fromstring(write(document, Format.XML)), said, "service_requests")  # noqa: S314  our own bytes


@settings(deadline=None)
@given(st.lists(requests, max_size=3))
def test_a_client_reads_the_same_from_both(found):
    document = tree.requests(tuple(found), extensions=True)
    read = [reader.requests(write(document, form), form) for form in Format]
    assert read[0] == read[1]
    assert [(r.service_request_id, r.status, r.lat, r.updated_datetime) for r in read[0]] == [
        (r.service_request_id, r.status, r.lat, r.updated_datetime) for r in found]


def test_services_and_definitions_come_back_as_they_were():
    services = (Service("1", "Cover", "", True, keywords=("a", "b")), Service("2", "Lamp", "x", False, group="light"))
    definition = ServiceDefinition("1", (
        Attribute("B", Datatype.NUMBER, "How deep?", 2),
        Attribute("A", Datatype.ONE, "What?", 1, required=True, values=(Value("1", "One"), Value("2", "Two"))),
    ))  # fmt: skip
    for form in Format:
        assert reader.services(write(tree.services(services), form), form) == services
        back = reader.definition(write(tree.definition(definition), form), form)
        assert back == ServiceDefinition("1", definition.attributes[::-1])


def test_a_post_is_never_answered_with_both_ids():
    assert json.loads(write(tree.filed(Filed("1", "t", "soon")), Format.JSON)) == [
        {"service_request_id": "1", "service_notice": "soon", "account_id": None}]
    assert reader.filed(write(tree.filed(Filed(None, "t")), Format.XML), Format.XML) == Filed(None, "t")


def test_what_xml_cannot_hold_is_replaced_in_both():
    document = tree.errors((Fault(400, "a\x00b\ud800c\ufffe"),))
    assert json.loads(write(document, Format.JSON)) == [{"code": 400, "description": "a\ufffdb\ufffdc\ufffd"}]
    assert ET.fromstring(write(document, Format.XML))[0][1].text == "a\ufffdb\ufffdc\ufffd"  # noqa: S314  our own bytes


def test_xml_says_its_encoding_first():
    assert write(tree.services(()), Format.XML) == b'<?xml version="1.0" encoding="UTF-8"?>\n<services/>'


def test_what_other_servers_send_is_read_leniently():
    body = (b'[{"service_request_id": 638344, "status": "closed", "service_code": 6, "lat": "37.76", "zipcode": 94122,'
            b'"requested_datetime": "2010-04-14T06:37:38-08:00", "attributes": [], "unknown": {"a": 1}}]')
    [found] = reader.requests(body, Format.JSON)
    assert (found.service_request_id, found.service_code, found.lat, found.zipcode) == ("638344", "6", 37.76, "94122")


BOMB = (b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
        b"<service_requests><request><description>&b;</description></request></service_requests>")


@pytest.mark.parametrize(("body", "form"), [
    (b"", Format.XML), (b"<a", Format.XML), (BOMB, Format.XML), (b"\xff", Format.JSON), (b"{}", Format.JSON),
    (b"[1]", Format.JSON), (b"[" * 5000, Format.JSON), (b"<a>" * 300 + b"</a>" * 300, Format.XML),
    (b'[{"status": "open"}]', Format.JSON), (b'[{"service_request_id":"1","requested_datetime":"x"}]', Format.JSON),
])  # fmt: skip
def test_an_answer_that_is_none_is_refused(body, form):
    with pytest.raises(AnswerError):
        reader.requests(body, form)


@given(st.binary(max_size=60), st.sampled_from(Format))
def test_no_bytes_break_the_reader_of_errors(body, form):
    assert isinstance(reader.errors(body, form), tuple)

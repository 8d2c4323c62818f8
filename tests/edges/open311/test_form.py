"""POST bodies: what is understood, and that nothing a stranger sends gets through as something else."""

from urllib.parse import quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banyan.edges.open311.form import MOST_FIELDS, read
from banyan.edges.open311.nouns import Media, Origin, Reporter

URLENCODED = "application/x-www-form-urlencoded; charset=utf-8"
PLACE = [("service_code", "001"), ("lat", "26.0625"), ("long", "119.3")]


def sent(*more, drop=()):
    return read(urlencode([p for p in PLACE if p[0] not in drop] + list(more)).encode(), URLENCODED)


def said(posting):
    return [f.description for f in posting.faults]


def test_the_standards_own_example_is_read():
    body = (
        b"api_key=xyz&jurisdiction_id=city.gov&service_code=001&lat=37.76524078&long=-122.4212043&"
        b"address_string=1234+5th+street&email=smit333%40sfgov.edu&device_id=tt222111&account_id=123456&"
        b"first_name=john&last_name=smith&phone=111111111&description=A+large+sinkhole+is+destroying+the+street&"
        b"media_url=http%3A%2F%2Ffarm3.static.flickr.com%2F2002%2F2212426634_5ed477a060.jpg&"
        b"attribute[WHISPAWN]=123456&attribute[WHISDORN]=COISL001"
    )
    posting = read(body, URLENCODED)
    assert (posting.api_key, posting.jurisdiction_id, posting.faults) == ("xyz", "city.gov", ())
    report = posting.report
    assert (report.service_code, report.lat, report.long) == ("001", 37.76524078, -122.4212043)
    assert report.attributes == (("WHISPAWN", ("123456",)), ("WHISDORN", ("COISL001",)))
    assert report.reporter == Reporter("smit333@sfgov.edu", "111111111", "john", "smith", "123456", "tt222111")
    assert report.media_url == "http://farm3.static.flickr.com/2002/2212426634_5ed477a060.jpg"


def test_several_values_of_one_attribute_keep_their_order():
    report = sent(("attribute[A][]", "2"), ("attribute[B]", "x"), ("attribute[A][]", "1")).report
    assert report.attributes == (("A", ("2", "1")), ("B", ("x",)))


def test_an_empty_argument_is_one_that_was_not_given():
    report = sent(("email", ""), ("description", "  "), ("attribute[A]", ""), ("media_url", "")).report
    assert (report.reporter, report.description, report.attributes, report.media_url) == (Reporter(), None, (), None)


def test_line_ends_become_the_one_of_this_house():
    assert sent(("description", "a\r\nb\rc")).report.description == "a\nb\nc"


@pytest.mark.parametrize(("drop", "more", "told"), [
    (("service_code",), [], ["service_code was not provided."]),
    (("lat", "long"), [],
     ["No location was provided; expected lat and long, address_string or address_id."]),
    (("long",), [], ["lat and long have to be sent together."]),
    ((), [("media_url", "javascript:alert(1)")],
     ["media_url is no link; expected one that begins with http:// or https://."]),
    ((), [("service_code", "002")], ["service_code was given twice with different values; expected one."]),
    ((), [("description", "x" * 4001)], ["description has 4001 characters; at most 4000 are taken."]),
    ((), [("description", "a\x01b")], ["'description' holds control characters; expected plain text."]),
    ((), [("attribute[A", "1")], ["'attribute[A' names no attribute; expected attribute[CODE] or attribute[CODE][]."]),
    ((), [("origin_jurisdiction", "a.gov")],
     ["A case handed over names origin_jurisdiction, origin_request_id and origin_hand, which counts from 1."]),
])  # fmt: skip
def test_what_is_wrong_is_told(drop, more, told):
    posting = sent(*more, drop=drop)
    assert posting.report is None
    assert said(posting) == told


@pytest.mark.parametrize("lat", ["NaN", "inf", "1e400", "90.1", "-91", "26°", "２６", "0x1a", "26,06", "--1", "1" * 99])
def test_a_latitude_that_is_none_is_refused(lat):
    posting = sent(("lat", lat), drop=("lat",))
    assert posting.report is None
    assert "expected degrees (WGS 84) between -90 and 90." in said(posting)[0]


@pytest.mark.parametrize("place", [("address_string", "塔楼路 1 号"), ("address_id", "545483")])
def test_an_address_alone_is_a_location(place):
    report = sent(place, drop=("lat", "long")).report
    assert (report.lat, getattr(report, place[0])) == (None, place[1])


def test_everything_wrong_is_told_at_once():
    assert len(sent(("lat", "x"), ("media_url", "x"), drop=("lat", "service_code")).faults) == 3


def test_a_case_that_is_handed_over_names_where_it_began():
    given = [("origin_jurisdiction", "a.gov"), ("origin_request_id", "C-1"), ("origin_hand", "3")]
    assert sent(*given).report.origin == Origin("a.gov", "C-1", 3)


@pytest.mark.parametrize(("body", "kind", "told"), [
    (b"\xff\xfe", URLENCODED, "The body is not UTF-8 text; expected a form encoded as UTF-8."),
    (b"description=%ff", URLENCODED, "The body is not UTF-8 text; expected a form encoded as UTF-8."),
    (b"a=1&" * 1000, URLENCODED, f"The body has more than {MOST_FIELDS} fields."),
    (b"{}", "application/json",
     "The body is application/json; expected application/x-www-form-urlencoded or multipart/form-data."),
    (b"--x\r\n", "multipart/form-data", "The multi-part body names no boundary in its Content-Type."),
    (b"--y\r\n\r\n--y--", "multipart/form-data; boundary=x",
     "The multi-part body can't be taken apart; is its boundary the one it names?"),
    (b'--x\r\nContent-Disposition: form-data; name="lat"\r\n\r\n26', "multipart/form-data; boundary=x",
     "The multi-part body ends before its last boundary: it was cut off."),
    (b"--x\r\n\r\n26\r\n--x--\r\n", "multipart/form-data; boundary=x",
     "A part of the body has no name in its Content-Disposition."),
    (b'--x\r\nContent-Disposition: form-data; name="lat"\r\n\r\n\xff\r\n--x--\r\n', "multipart/form-data; boundary=x",
     "The body is not UTF-8 text; expected a form encoded as UTF-8."),
])  # fmt: skip
def test_a_body_that_is_no_form_is_refused_as_a_whole(body, kind, told):
    posting = read(body, kind)
    assert (said(posting), posting.readable) == ([told], False)


def multipart(*parts):
    lines = []
    for name, file, content in parts:
        named = f'; filename="{file}"' if file is not None else ""
        lines += [b"--x", f'Content-Disposition: form-data; name="{name}"{named}'.encode(), b"", content]
    return b"\r\n".join([*lines, b"--x--", b""])


def test_photos_come_in_a_multi_part_body():
    body = multipart(("service_code", None, b"001"), ("address_string", None, "塔楼路".encode()),
                     ("media", "穴.jpg", b"\xff\xd8\xff\r\n--y\r\n"), ("media", "", b""))
    report = read(body, "multipart/form-data; boundary=x").report
    assert (report.service_code, report.address_string) == ("001", "塔楼路")
    assert report.media == (Media("穴.jpg", "text/plain", b"\xff\xd8\xff\r\n--y\r\n"),)


def test_more_files_than_are_taken_are_refused():
    parts = [("service_code", None, b"001"), ("address_id", None, b"1")] + [("media", "a.jpg", b"x")] * 6
    posting = read(multipart(*parts), "multipart/form-data; boundary=x")
    assert said(posting) == ["6 files came; at most 5 are taken with one request."]


@given(st.binary(max_size=200), st.sampled_from([URLENCODED, "multipart/form-data; boundary=x", "", "a/b", "\x00"]))
def test_no_bytes_break_the_reader(body, kind):
    posting = read(body, kind)
    assert posting.report is not None or posting.faults


@given(st.lists(st.tuples(st.sampled_from(["description", "address_string", "attribute[A]", "attribute[A][]", "lat"]),
                          st.text(max_size=20)), max_size=6))
def test_both_encodings_of_the_same_fields_are_read_alike(pairs):
    pairs = [(name, value.encode("utf-8", "replace").decode()) for name, value in pairs]
    plain = read("&".join(f"{quote_plus(n)}={quote_plus(v)}" for n, v in pairs).encode(), URLENCODED)
    parts = read(multipart(*((n, None, v.encode()) for n, v in pairs)), "multipart/form-data; boundary=x")
    if any(b"--x" in v.encode() for _, v in pairs) or not pairs:
        return
    assert plain == parts

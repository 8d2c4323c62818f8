"""A signature fits one time and one body; a path leads to one value or none, whatever the document."""

import hashlib
import hmac
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banyan.edges.hooks import PathError, find, parse, sign, signed

DOCUMENT = {"event": {"place": [{"long name": "Road 1", "lng": 119.6}, {"lng": 119.7}]}, "n": 0, "none": None}
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=12,
)


def test_the_signature_is_the_one_that_any_hmac_gives() -> None:
    for key in ("", "m-1", "消息"):
        wanted = hmac.new(b"a secret of mine", f"1767225600.{key}.{{}}".encode(), hashlib.sha256).hexdigest()
        assert sign(b"a secret of mine", 1767225600, b"{}", key) == f"sha256={wanted}"


def test_it_fits_that_time_that_body_and_that_secret_alone() -> None:
    given_ = sign(b"a secret of mine", 1767225600, b"{}")
    assert signed(b"a secret of mine", 1767225600, b"{}", given_)
    assert not signed(b"a secret of mine", 1767225601, b"{}", given_)
    assert not signed(b"a secret of mine", 1767225600, b"{ }", given_)
    assert not signed(b"a secret of mine", 1767225600, b"{}", given_, "m-1")
    assert not signed(b"another secret!!", 1767225600, b"{}", given_)


@pytest.mark.parametrize("text", ["", "sha256=", "sha1=00", "签名", "\ud800", "sha256=" + "0" * 64])
def test_whatever_is_given_as_one_is_answered(text: str) -> None:
    assert not signed(b"a secret of mine", 1, b"{}", text)


@pytest.mark.parametrize(("path", "value"), [
    ("$.event.place[0].lng", 119.6), ("$.event.place[-1]['lng']", 119.7), ('$.event.place[0]["long name"]', "Road 1"),
    ("$['n']", 0), ("$.none", None), ("$.event.place[2].lng", None), ("$.n.deeper", None), ("$", DOCUMENT),
])  # fmt: skip
def test_a_path_leads_to_what_stands_there(path: str, value: Any) -> None:
    assert find(DOCUMENT, parse(path)) == value


@pytest.mark.parametrize("path", ["", "event", "$..lng", "$.a[", "$.a[*]", "$.a[?(@.b)]", "$.a b", "$" + ".a" * 300])
def test_what_is_no_path_is_told_from_where_on(path: str) -> None:
    with pytest.raises(PathError, match=r"a JSON path like \$\.event"):
        parse(path)


@given(JSON, st.text(max_size=30))
def test_any_text_is_a_path_or_told_and_any_document_is_gone_through(document: Any, text: str) -> None:
    try:
        steps = parse(f"${text}")
    except PathError:
        return
    find(document, steps)

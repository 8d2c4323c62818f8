"""The same entities in both stores: the same answers, in the same order, page by page."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.runtime.things.client import Client, datastream, location, thing
from tests.runtime.things.conftest import opened
from tests.servers import STORES

RESULTS = (3, -2, 0.5, -0.0, 1e300, -1e-300, 2**52, True, False, None, "", "a", "B", "ä", "10", "９", [1], {"a": 2},
           {"a": 1, "b": None}, "2026-07-24T14:00:00Z", 7, 7.0, "7")
TEXTS = ("b", "B", "a", "Ä", "ä", "水", "é", "e\u0301", "\U0001f30a", "\uffff", "ß", "ſ", "İ", " x", "\u2003x\u2003")
Pair = tuple[Client, Client]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    with ExitStack() as held:
        clients = [held.enter_context(opened(kind, tmp_path_factory.mktemp(kind))) for kind in STORES]
        for client in clients:
            fill(client)
        yield clients[0], clients[1]


def fill(client: Client) -> None:
    for n, text in enumerate(TEXTS):
        client.post("Things", thing(text, properties={"n": n % 3, "t": TEXTS[-n]}))
    whole = thing("t", Locations=[location()], Datastreams=[datastream()])
    stream = client.get(f"Things({client.post('Things', whole)})/Datastreams")["value"][0]["@iot.id"]
    for n, result in enumerate(RESULTS):
        client.post(f"Datastreams({stream})/Observations", {
            "result": result, "phenomenonTime": f"2026-{n % 5 + 1:02d}-24T14:{n:02d}:00Z",
            "parameters": {"r": RESULTS[-n]}, **({"resultTime": f"2026-01-01T00:00:{n:02d}Z"} if n % 2 else {})})


def pages(client: Client, path: str) -> list[Any]:
    found, at = [], path
    while True:
        status, body = client.ask("GET", at)
        if status != 200:
            return [status, *found]
        found += body["value"]
        if "@iot.nextLink" not in body:
            return found
        at = body["@iot.nextLink"].partition("/v1.1/")[2]


@pytest.mark.parametrize("order", [
    "result", "result desc", "result,id desc", "parameters/r,id", "parameters/r desc,result", "phenomenonTime desc",
    "resultTime", "resultTime desc,id", "result add 1", "result mod 2 desc", "length(result)", "result gt 1,id",
    "Datastream/name,result", "parameters/none,id desc",
])  # fmt: skip
def test_observations_come_in_one_order(both: Pair, order: str) -> None:
    embedded, server = (pages(client, f"Observations?$orderby={order}&$top=4&$select=id,result") for client in both)
    assert server == embedded
    assert len(embedded) == len(RESULTS)


@pytest.mark.parametrize("order", ["name", "name desc", "properties/t,id", "properties/n,name desc", "tolower(name)",
                                   "length(name),name", "Datastreams/Observations/result", "trim(name)"])
def test_things_come_in_one_order(both: Pair, order: str) -> None:
    embedded, server = (pages(client, f"Things?$orderby={order}&$top=3&$select=id,name") for client in both)
    assert server == embedded
    assert len(embedded) == len(TEXTS) + 1


@pytest.mark.parametrize("asked", [
    "tolower(name) eq 'ä'", "toupper(name) eq 'SS'", "toupper(name) eq 'S'", "trim(name) eq 'x'", "name gt 'Z'",
    "name lt 'ä'", "name ge '水'", "length(name) eq 2", "indexof(name,'x') eq 1", "substring(name,1) eq 'x'",
    "properties/t lt name", "properties/t eq name", "name eq 'é'", "properties/n add 1 gt 2", "startswith(name,'')",
    "properties/n div 0 gt 1", "properties/n mod 0 eq 0", "properties/n mul 1e308 gt 1e308",
    "Datastreams/any(d:d/Observations/any(o:o/result mul 1e300 gt 1e307))",
])  # fmt: skip
def test_filters_find_the_same(both: Pair, asked: str) -> None:
    embedded, server = (pages(client, f"Things?$filter={asked}&$select=id,name") for client in both)
    assert server == embedded


NUMBERS = st.one_of(st.integers(-2**31, 2**31), st.floats(allow_nan=False, allow_infinity=False),
                    st.sampled_from([0, 1, -1, 2, 0.1, 0.5, 1e308, 5e-324, 2**40]))
OPERANDS = st.one_of(st.just("result"), st.just("parameters/r"), NUMBERS.map(repr).map(lambda t: t.replace("+", "%2B")))


def reckoned(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    signs = st.sampled_from(["add", "sub", "mul", "div"])
    both_sides = st.tuples(inner, signs, inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})")
    return st.one_of(both_sides, *(inner.map(form.format) for form in ("floor({0})", "round({0})", "-({0})")))


@settings(max_examples=100, deadline=None)
@given(st.recursive(OPERANDS, reckoned, max_leaves=4), st.sampled_from(["eq", "gt", "le", "ne"]), OPERANDS)
def test_any_reckoning_comes_to_the_same(both: Pair, left: str, operator: str, right: str) -> None:
    embedded, server = (pages(client, f"Observations?$filter={left} {operator} {right}&$select=id&$top=100")
                        for client in both)
    assert server == embedded, json.dumps([left, operator, right])

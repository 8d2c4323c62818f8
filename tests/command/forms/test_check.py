"""A form that can't work is told before anybody fills it."""

from copy import deepcopy

import pytest

from banyan.command.forms.check import check
from banyan.command.forms.form import FormError, decode
from banyan.command.forms.texts import TEXTS
from banyan.model.text import render
from tests.command.forms.forms import PIT


def told(change):
    data = deepcopy(PIT)
    change(data)
    return [f"{m.where}: {render(m.said, TEXTS, 'en')}" for m in check(decode(data))]


def rule(**given):
    return lambda data: data["rules"].append(given)


def schema(**given):
    return lambda data: data["schema"].update(given)


def test_the_form_of_these_tests_makes_sense():
    assert told(lambda _: None) == []


NO_OBJECT = 'schema: the schema has to be an object with fields ("type": "object" and "properties")'


@pytest.mark.parametrize(("change", "why"), [
    (schema(type="array"), NO_OBJECT), (schema(properties={}, required=[]), NO_OBJECT),
    (schema(allOf=[{"$ref": "#/$defs/none"}]), "schema: reference #/$defs/none leads to nothing in the schema"),
    (schema(allOf=[{"$ref": "#"}]), "schema: references of the schema lead round in a circle"),
    (schema(patternProperties={"[": {}}), "schema: the schema is wrong at patternProperties: '[' is not a 'regex'"),
    (schema(required=["colour"]), "schema: field colour is required and isn't declared"),
    (schema(allOf=[{"$ref": "https://example.org/x"}]),
     "schema: reference https://example.org/x leads out of the form; expected one that begins with #"),
    (schema(**{"$schema": "http://json-schema.org/draft-07/schema#"}),
     "schema: the schema is of dialect http://json-schema.org/draft-07/schema#; expected "
     "https://json-schema.org/draft/2020-12/schema"),
    (schema(minProperties="two"), "schema: the schema is wrong at minProperties: 'two' is not of type 'integer'"),
    (rule(show="lane", require="lane"), "rules[6]: a rule has exactly one of show, require, compute"),
    (rule(when=True), "rules[6]: a rule has exactly one of show, require, compute"),
    (rule(show="colour"), "rules[6]: there is no field colour; expected one of area, lane, length, phone, photos, "
                          "seen, state, width"),
    (rule(show="lane", value=1), "rules[6]: value belongs to rules that compute, and each of them needs it"),
    (rule(compute="lane"), "rules[6]: value belongs to rules that compute, and each of them needs it"),
    (rule(show="lane", when={"=": [1]}), "rules[6]: = takes a list of operands, 2 of them"),
    (rule(compute="area", value=1), "rules: field area is computed by two rules"),
    (rule(show="seen", when={"given": "seen"}), "rules: fields wait for each other: seen → seen"),
    (lambda data: data["prefill"].update(colour="x"), "prefill: there is no field colour; expected one of area, lane, "
                                                      "length, phone, photos, seen, state, width"),
    (lambda data: data["labels"].update(colour={"zh": "色", "en": "Colour"}),
     "labels: there is no field colour; expected one of area, lane, length, phone, photos, seen, state, width"),
])  # fmt: skip
def test_a_mistake_is_told_with_its_place(change, why):
    assert told(change) == [why]


def test_a_circle_over_several_fields_is_told_whole():
    [why] = told(rule(show="state", when={"=": [{"field": "lane"}, "left"]}))
    assert why.startswith("rules: fields wait for each other: ")
    assert {"area", "lane", "state"} <= set(why.replace("→", " ").split())


def test_what_makes_a_field_required_closes_no_circle():
    def both(data):
        data["rules"] += [{"require": "seen", "when": {"given": "phone"}},
                          {"require": "phone", "when": {"given": "seen"}}]

    assert told(both) == []


def test_a_schema_without_end_is_refused():
    def deep(data):
        inner = data["schema"]["properties"]["state"] = {}
        for _ in range(5000):
            inner["not"] = inner = {}

    assert told(deep) == ["schema: nested more than 40 levels deep"]


@pytest.mark.parametrize("data", [[], None, {}, {"id": "x"}, {"id": "x", "version": 1, "schema": []},
                                  {"id": "x", "version": 1, "schema": {}, "rules": [{"hide": "x"}]}])
def test_data_that_are_no_form_are_refused(data):
    with pytest.raises(FormError):
        decode(data)

"""Attributes as a form and back."""

from hypothesis import given
from hypothesis import strategies as st

from banyan.command.forms.check import check
from banyan.command.forms.fill import fill
from banyan.command.forms.form import decode
from banyan.edges.open311.answers import wrong
from banyan.edges.open311.nouns import Attribute, Report, ServiceDefinition, Value
from banyan.model.casetype import Datatype
from banyan.runtime.open311.forms import answers_of, attributes_of, definition_of, form_of
from tests.command.forms.forms import FORM
from tests.server.fake_311 import COVER

DEFINITION = ServiceDefinition("cover", COVER)


def test_a_definition_becomes_a_form_and_is_itself_again():
    form = form_of(DEFINITION, DEFINITION)
    assert check(form) == ()
    asked = tuple(a for a in COVER if a.variable)
    assert definition_of(form, "en") == (ServiceDefinition("cover", asked), ())


def test_answers_go_through_the_form_and_back():
    given_ = (("STATE", ("gone",)), ("AROUND", ("bus", "school")), ("DEPTH", ("1.5",)))
    filled = fill(form_of(DEFINITION, DEFINITION), answers_of(given_, form_of(DEFINITION, DEFINITION)))
    assert filled.wrong == ()
    assert filled.values == {"STATE": "gone", "AROUND": ["bus", "school"], "DEPTH": 1.5}
    assert attributes_of(filled.values) == given_


def test_the_form_refuses_what_the_definition_refuses():
    form = form_of(DEFINITION, DEFINITION)
    bad = answers_of((("STATE", ("burnt",)), ("DEPTH", ("deep",)), ("SINCE", ("lately",))), form)
    assert sorted(w.field for w in fill(form, bad).wrong) == ["DEPTH", "SINCE", "STATE"]
    assert [w.field for w in fill(form, {}).wrong] == ["STATE"]


def test_what_the_standard_cannot_ask_is_named():
    definition, left = definition_of(FORM, "en")
    assert left == ("photos",)
    assert [(a.code, a.datatype.value, a.required) for a in definition.attributes] == [
        ("state", "singlevaluelist", True), ("width", "number", False), ("length", "number", False),
        ("lane", "text", False), ("phone", "text", False), ("seen", "datetime", False)]
    assert definition.attributes[3].description == "Lane"


def test_a_form_of_odd_schemas_is_left_out_and_breaks_nothing():
    form = decode({"id": "odd", "version": 1, "schema": {"type": "object", "properties": {
        "a": True, "b": {"enum": [1, 2]}, "c": {"type": ["string", "null"]}, "d": {"oneOf": []},
        "e": {"type": "array"}}}})
    assert definition_of(form, "zh") == (ServiceDefinition("odd", ()), ("a", "b", "c", "d", "e"))
    assert answers_of((("a", ("1",)), ("none", ("2",))), form) == {"a": "1", "none": "2"}


attributes = st.lists(st.builds(
    Attribute, st.text("ABC", min_size=1, max_size=3), st.sampled_from(Datatype), st.text(max_size=5), st.just(1),
    st.booleans(), values=st.just((Value("x", "X"), Value("y", "Y"))),
), max_size=4, unique_by=lambda a: a.code)  # fmt: skip


@given(attributes, st.sampled_from(["x", "1", "-2.5", "2026-07-24T14:00:00Z", "y"]))
def test_what_a_definition_takes_its_form_takes(found, value):
    numbered = tuple(Attribute(a.code, a.datatype, a.description, i, a.required, values=a.values)
                     for i, a in enumerate(found, start=1))
    definition = ServiceDefinition("s", numbered)
    report = Report(service_code="s", attributes=tuple((a.code, (value,)) for a in numbered))
    form = form_of(definition, definition)
    if not numbered or any(wrong(a, (value,)) for a in numbered):
        return
    assert fill(form, answers_of(report.attributes, form)).wrong == ()

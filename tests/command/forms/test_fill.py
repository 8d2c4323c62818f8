"""Answers through a form; and that the order of its rules says nothing, against a slow, obvious reading."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from banyan.command.forms.check import check
from banyan.command.forms.expression import fields_of, holds, value
from banyan.command.forms.fill import fill, settle
from banyan.command.forms.form import Form, Rule
from banyan.command.forms.texts import TEXTS
from banyan.model.text import render
from tests.command.forms.forms import FORM


def wrong(answers):
    found = fill(FORM, answers).wrong
    return [f"{w.field}{'/' + w.at if w.at else ''} {render(w.said, TEXTS, 'en')}" for w in found]


GOOD = {"state": "open", "width": 2, "length": 1.5, "lane": "left", "phone": "110"}


def test_what_is_reckoned_shows_and_requires_further_questions():
    found = fill(FORM, GOOD)
    assert found.values == {"state": "open", "width": 2, "length": 1.5, "area": 3, "lane": "left", "phone": "110"}
    assert (found.required, found.computed, found.wrong) == (("lane", "phone", "state"), ("area",), ())
    assert [w.field for w in fill(FORM, GOOD | {"lane": None}).wrong] == ["lane"]


def test_a_skipped_field_is_absent_and_so_is_what_hangs_on_it():
    found = fill(FORM, GOOD | {"state": "fenced"})
    assert found.values == {"state": "fenced", "phone": "110"}
    assert found.shown == ("state", "area", "phone", "seen", "photos")
    assert found.wrong == ()


def test_a_reckoned_field_is_not_answered():
    assert fill(FORM, GOOD | {"area": 100}).values["area"] == 3
    assert "area" not in fill(FORM, {"area": 100}).values


@pytest.mark.parametrize(("change", "why"), [
    ({"state": None}, ["state is needed, and no answer was given"]),
    ({"state": "gone"}, ["state is none of the choices; expected ['open', 'fenced']"]),
    ({"width": -1}, ["width is out of range; expected minimum 0"]),
    ({"width": "2"}, ["width is of the wrong type; expected number"]),
    ({"lane": "leftmost"}, ["lane is too short, too long or too many; expected maxLength 5"]),
    ({"phone": "+86"}, ["phone is not in the form expected: ^[0-9]+$"]),
    ({"seen": "2026-07-24 14:00"}, ["seen is no valid date-time"]),
    ({"seen": "2026-07-24T14:00:00+08:00"}, []),
    ({"photos": [{"ref": "1"}, {}]}, ["photos/1 doesn't keep to required: ['ref']"]),
    ({"colour": 1}, ["colour there is no field colour; expected one of area, lane, length, phone, photos, seen, "
                     "state, width"]),
])  # fmt: skip
def test_what_is_wrong_is_told_by_field(change, why):
    assert wrong(GOOD | change) == why


def test_nothing_answered_is_told_in_full():
    assert wrong({}) == ["phone is needed, and no answer was given", "state is needed, and no answer was given"]


def test_a_reference_within_the_form_is_followed():
    schema = FORM.schema | {"$defs": {"short": {"maxLength": 2}},
                            "properties": FORM.schema["properties"] | {"lane": {"$ref": "#/$defs/short"}}}
    form = replace(FORM, schema=schema)
    assert check(form) == ()
    assert [w.field for w in fill(form, GOOD).wrong] == ["lane"]


FIELDS = "abcde"
operand = st.one_of(st.integers(0, 3), st.sampled_from([{"field": f} for f in FIELDS]))
condition = st.recursive(
    st.one_of(st.builds(lambda o, x, y: {o: [x, y]}, st.sampled_from(["=", "!=", "<", ">="]), operand, operand),
              st.sampled_from([{"given": f} for f in FIELDS])),
    lambda inner: st.one_of(st.builds(lambda x: {"not": x}, inner),
                            st.builds(lambda o, x, y: {o: [x, y]}, st.sampled_from(["and", "or"]), inner, inner)),
    max_leaves=4,
)  # fmt: skip
total = st.builds(lambda o, x, y: {o: [x, y]}, st.sampled_from(["+", "-", "*"]), operand, operand)
rules = st.lists(st.one_of(
    st.builds(lambda f, w: Rule(show=f, when=w), st.sampled_from(FIELDS), condition),
    st.builds(lambda f, w: Rule(require=f, when=w), st.sampled_from(FIELDS), condition),
    st.builds(lambda f, v, w: Rule(compute=f, value=v, when=w), st.sampled_from(FIELDS), total,
              st.just(True) | condition),
), max_size=7)  # fmt: skip
SCHEMA = {"type": "object", "properties": {f: {} for f in FIELDS}}


def slow(form, answers):
    """Begin with everything unknown and apply all rules to all fields until nothing changes any more."""
    values = {}
    for _ in range(2 * len(FIELDS) + 2):
        now = {}
        for field in FIELDS:
            shows = [r for r in form.rules if r.show == field]
            sums = [r for r in form.rules if r.compute == field]
            if shows and True not in [holds(r.when, values) for r in shows]:
                continue
            found = [value(r.value, values) for r in sums if holds(r.when, values)] if sums else [answers.get(field)]
            if found and found[0] is not None:
                now[field] = found[0]
        values = now
    return values


@settings(max_examples=150, deadline=None)
@given(rules, st.permutations(FIELDS), st.dictionaries(st.sampled_from(FIELDS), st.integers(0, 3)), st.randoms())
def test_the_order_of_rules_says_nothing(written, rank, answers, random):
    kept, computed = [], set()
    for rule in written:      # those that look at fields of a lower rank alone, so that nothing goes round
        looked = fields_of(rule.when) | fields_of(rule.value)
        if all(rank.index(f) < rank.index(rule.field) for f in looked) and rule.compute not in computed:
            kept.append(rule)
            computed |= {rule.compute} - {None}
    form = Form("f", 1, SCHEMA, rules=tuple(kept))
    assert check(form) == ()
    shuffled = list(kept)
    random.shuffle(shuffled)
    first, second = fill(form, answers), fill(replace(form, rules=tuple(shuffled)), answers)
    assert first == second
    assert settle(form, answers)[1] == slow(form, answers)


def test_the_slow_reading_meets_forms_with_rules():
    """So that the property above is not about empty forms."""
    form = Form("f", 1, SCHEMA, rules=(
        Rule(show="a", when={"given": "b"}), Rule(compute="b", value={"+": [{"field": "c"}, 1]}),
        Rule(show="c", when={"=": [{"field": "d"}, 1]}),
    ))  # fmt: skip
    assert check(form) == ()
    assert slow(form, {"a": 1, "c": 1, "d": 1}) == settle(form, {"a": 1, "c": 1, "d": 1})[1] == {
        "a": 1, "b": 2, "c": 1, "d": 1}
    assert slow(form, {"a": 1, "c": 1, "d": 2}) == settle(form, {"a": 1, "c": 1, "d": 2})[1] == {"d": 2}

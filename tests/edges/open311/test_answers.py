"""Reports against the questions of their service."""

import pytest

from banyan.edges.open311.answers import check
from banyan.edges.open311.nouns import Report, ServiceDefinition
from tests.server.fake_311 import COVER

DEFINITION = ServiceDefinition("cover", COVER)


def told(*attributes):
    return [f.description for f in check(Report(service_code="cover", attributes=attributes), DEFINITION)]


def test_a_report_that_answers_everything_passes():
    given = (("STATE", ("gone",)), ("AROUND", ("bus", "school")), ("DEPTH", ("-1.5e2",)), ("SINCE", ("2026-07",)))
    assert told(*given) == []


@pytest.mark.parametrize(("attribute", "why"), [
    (("AROUND", ("bus",)), "attribute[STATE] was not provided; service cover asks for it."),
    (("STATE", ("burnt",)), "attribute[STATE] is 'burnt'; expected one of gone, loose."),
    (("STATE", ("gone", "loose")), "attribute[STATE] was given 2 times; expected one value."),
])  # fmt: skip
def test_what_is_wrong_with_a_required_answer_is_told(attribute, why):
    assert told(attribute) == [why]


@pytest.mark.parametrize(("attribute", "why"), [
    (("AROUND", ("bus", "bus")), "attribute[AROUND] names a value twice."),
    (("DEPTH", ("deep",)), "attribute[DEPTH] is 'deep'; expected a number."),
    (("DEPTH", ("NaN",)), "attribute[DEPTH] is 'NaN'; expected a number."),
    (("SINCE", ("lately",)), "attribute[SINCE] is 'lately'; expected a W3C date and time with its zone, as in "
                             "2026-07-24T14:00:00Z."),
    (("HINT", ("yes",)), "attribute[HINT] is none of service cover; expected STATE, AROUND, DEPTH, SINCE."),
])  # fmt: skip
def test_what_is_wrong_with_another_answer_is_told(attribute, why):
    assert told(("STATE", ("gone",)), attribute) == [why]

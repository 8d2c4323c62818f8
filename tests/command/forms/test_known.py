"""What is known is filled in with its source; what a person changes is theirs; nobody overwrites unseen."""

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from banyan.command.forms.known import Conflict, Fact, begin, carry_over, save
from tests.command.forms.forms import FORM

AT = datetime(2026, 7, 24, tzinfo=UTC)
PHONE = Fact("110", "case C-17", AT - timedelta(days=3))


def test_a_draft_begins_with_what_the_city_knows_and_from_where():
    draft = begin(FORM, {"reporter.phone": PHONE, "survey.area": Fact(9, "survey", AT), "other": PHONE}, AT)
    assert draft.answers == {"phone": "110"}          # the area is reckoned, so nobody fills it in
    assert draft.known == {"phone": PHONE}


def test_an_answer_that_is_changed_is_no_longer_the_citys():
    draft = begin(FORM, {"reporter.phone": PHONE}, AT)
    kept = save(draft, {"state": "open"}, AT, 1)
    assert (kept.known, kept.revision) == ({"phone": PHONE}, 2)
    changed = save(kept, {"phone": "120", "state": None}, AT, 2)
    assert (changed.answers, changed.known) == ({"phone": "120"}, {})


def test_a_draft_that_somebody_saved_in_between_is_not_overwritten():
    draft = save(begin(FORM, {}, AT), {"state": "open"}, AT, 1)
    with pytest.raises(Conflict) as refused:
        save(draft, {"state": "fenced"}, AT, 1)
    assert refused.value.said.args == {"revision": "2"}


def test_a_draft_goes_over_to_a_new_version_of_its_form():
    draft = save(begin(FORM, {"reporter.phone": PHONE}, AT), {"state": "open"}, AT, 1)
    fields = {f: s for f, s in FORM.fields.items() if f not in ("phone",)}
    later = replace(FORM, version=2, schema=FORM.schema | {"properties": fields}, rules=(), prefill={})
    moved, lost = carry_over(draft, later, AT)
    assert (moved.version, moved.answers, moved.known, lost) == (2, {"state": "open"}, {}, ("phone",))

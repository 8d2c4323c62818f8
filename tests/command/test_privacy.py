"""Reporters without their names; and no look at a contact without a trace."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banyan.command.privacy import Contact, masked, pseudonym, reveal, scrubbed
from banyan.model.authority import Authority, Principal, Refused, Role
from banyan.model.ids import CaseId, PrincipalId, RoleId
from banyan.model.text import Name

KEY = bytes(range(32))
AT = datetime(2026, 7, 24, tzinfo=UTC)
PHONE = Contact(phone="13800138000", email="lin@example.org", name="林晓")
NAME = Name("回访员", "Caller")
AUTHORITY = Authority((Role(RoleId("caller"), NAME, ("contact.reveal",)),),
                      (Principal(PrincipalId("caller-1"), NAME, (RoleId("caller"),)),
                       Principal(PrincipalId("reader-1"), NAME, ())))


def test_a_pseudonym_is_the_same_for_the_same_person_and_says_nothing_of_them():
    # By hand: HMAC-SHA-256 of "phone:13800138000" under the bytes 0 to 31, base 32, 20 letters.
    assert pseudonym(PHONE, KEY) == "P-4GGAJ3SZDVKZ3UJ2DGCI"
    assert pseudonym(Contact(phone="+86 138-0013-8000"), KEY) == pseudonym(PHONE, KEY)
    assert pseudonym(Contact(phone="0086(138)00138000", name="other"), KEY) == pseudonym(PHONE, KEY)
    assert pseudonym(Contact(phone="13800138001"), KEY) != pseudonym(PHONE, KEY)
    assert pseudonym(PHONE, bytes(32)) != pseudonym(PHONE, KEY)


def test_without_a_phone_the_address_or_the_account_tells_who_it_is():
    assert pseudonym(Contact(email=" Lin@Example.ORG"), KEY) == pseudonym(Contact(email="lin@example.org"), KEY)
    assert pseudonym(Contact(account="7"), KEY) != pseudonym(Contact(account="8"), KEY)
    assert pseudonym(Contact(email="7"), KEY) != pseudonym(Contact(account="7"), KEY)
    assert pseudonym(Contact(name="林晓"), KEY) is None


def test_a_short_key_makes_no_pseudonyms():
    with pytest.raises(ValueError, match="32 bytes, not 4"):
        pseudonym(PHONE, b"1234")


def test_a_masked_contact_is_recognised_and_of_no_use():
    assert masked(PHONE) == Contact(phone="138****00", email="l***@example.org", name="林**")
    assert masked(Contact(phone="110", email="x@a.cn", account="lin")) == Contact("******", "***", None, "******")
    assert masked(Contact()) == Contact()


@given(st.text("0123456789 +-", min_size=9, max_size=20), st.text(min_size=2, max_size=20))
def test_no_mask_shows_the_whole_of_anything(phone, name):
    shown = masked(Contact(phone=phone, name=name, account=name))
    digits = "".join(c for c in phone if c.isdigit())
    assert len(digits) < 9 or digits not in (shown.phone or "")
    assert len(name.strip()) < 2 or name.strip() not in (shown.name or "")
    assert shown.account in (None, "******")


def test_a_reveal_needs_the_right_and_a_reason_and_leaves_a_record_without_the_contact():
    record, contact = reveal(AUTHORITY, PrincipalId("caller-1"), "P-1", CaseId("C-1"), " 回访  核实 ", PHONE, AT)
    assert contact == PHONE
    assert (record.by, record.case, record.reporter, record.reason) == ("caller-1", "C-1", "P-1", "回访 核实")
    assert record.fields == ("phone", "email", "name")
    assert "13800138000" not in repr(record)
    assert "林" not in repr(record)


@pytest.mark.parametrize("reason", ["", "   ", "ok", "x" * 501])
def test_a_reason_that_is_none_reveals_nothing(reason):
    with pytest.raises(Refused, match="a contact is revealed for a reason of 4 to 500 characters"):
        reveal(AUTHORITY, PrincipalId("caller-1"), "P-1", CaseId("C-1"), reason, PHONE, AT)


def test_who_may_not_see_contacts_sees_none_whatever_the_reason():
    with pytest.raises(Refused, match=r"reader-1 may not contact\.reveal"):
        reveal(AUTHORITY, PrincipalId("reader-1"), "P-1", CaseId("C-1"), "a good reason", PHONE, AT)





NUMBERS = st.one_of(
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),                        # mobile telephone
    st.from_regex(r"0[0-9]{2,3}-[0-9]{7,8}", fullmatch=True),                # landline with its area
    st.from_regex(r"\+86 1[3-9][0-9] [0-9]{4} [0-9]{4}", fullmatch=True),
    st.from_regex(r"[1-9][0-9]{16}[0-9X]", fullmatch=True),                  # identity number (GB 11643)
    st.from_regex(r"[a-z]{1,8}@[a-z]{1,8}\.(com|cn)", fullmatch=True),
)


@given(st.lists(st.tuples(st.sampled_from(["路灯坏了，电话", "call me: ", "（", "\n", " "]), NUMBERS,
                          st.sampled_from(["。", " please", "）", "\n"])), min_size=1, max_size=4))
def test_nothing_by_which_somebody_is_found_is_left_in_public_words(parts):
    shown = scrubbed("".join(before + number + after for before, number, after in parts))
    for before, number, after in parts:
        assert number not in shown
        assert after in shown
        assert before in shown


@pytest.mark.parametrize("text", ["塔楼路 12 号 3 单元 401", "water 35 cm deep since 14:30", "G104 K12+300",
                                  "since 2026-07-24 14:30, 2026/7/4", ""])
def test_house_numbers_depths_and_days_stay(text):
    assert scrubbed(text) == text

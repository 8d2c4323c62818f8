"""The figures desk of a served city: a release held, checked in both languages, given back marked, and forgotten."""

import time
from datetime import date
from decimal import Decimal

import pytest

from banyan.measure.figures.claims import Totals
from banyan.model.figure import Amount, Dimension, Figure, Period, Unit
from banyan.runtime.figures import on_desk
from banyan.runtime.figures.desk import ReleaseView
from banyan.runtime.figures.on_desk import OnDesk
from banyan.runtime.scenario import UsageError

TEXT = "A total of 90 projects worth 25 billion yuan were signed, of which 50 were offline, 16 online and 26 off-site."
LEDGER = b"""id,subject,indicator,operator,value,unit,period
X-1,harbour fair,projects,=,90,projects,2031
X-2,harbour fair,projects,=,many,projects,2031
"""
PATIENCE_S = 60.0


def totals(edition: str) -> Totals:
    """92 projects worth 25 bn, whatever the edition is called."""
    if edition != "2031 fair":
        raise UsageError(f'no project of the edition "{edition}" is known here')
    day = Period("2031", None, date(2031, 12, 31))
    count = Figure("projects/count", edition, "projects", Amount("92", Decimal(92), Decimal(0)),
                   Unit(Dimension.COUNT, noun="project"), day)
    amount = Figure("projects/amount", edition, "investment", Amount("25 bn", Decimal(25 * 10**9), Decimal(0)),
                    Unit(Dimension.MONEY, "CNY"), day)
    return Totals(edition, count, amount)


@pytest.fixture
def desk() -> OnDesk:
    return OnDesk(totals)


def checked(desk: OnDesk, rid: str, edition: str = "") -> ReleaseView:
    desk.check(rid, edition)
    end = time.monotonic() + PATIENCE_S
    while (view := desk.looked_at(rid)).state == "checking" and time.monotonic() < end:
        time.sleep(0.01)
    return view


def test_a_breakdown_that_does_not_add_up_is_one_finding_over_its_numbers_in_both_languages(desk: OnDesk) -> None:
    view = checked(desk, desk.hold("release.txt", TEXT.encode()).id)
    assert (view.state, view.language, view.text) == ("checked", "en", TEXT)
    finding = next(f for f in view.findings if f.check == "breakdown")
    assert finding.result == "fail"
    assert [view.quantities[q].text for q in finding.quantities] == ["90", "50", "16", "26"]
    assert ("92" in finding.arithmetic.zh, "92" in finding.arithmetic.en) == (True, True)
    assert finding.arithmetic.zh != finding.arithmetic.en
    first = view.quantities[finding.quantities[0]]
    assert (first.verdict, first.findings[0], TEXT[first.start:first.end]) == ("contradicts", finding.id, "90")


def test_a_number_is_compared_with_the_projects_of_the_edition_that_is_named(desk: OnDesk) -> None:
    rid = desk.hold("release.txt", TEXT.encode()).id
    assert all(f.check != "projects" for f in checked(desk, rid).findings)
    view = checked(desk, rid, "2031 fair")
    against = [(f.result, a.kind, a.id) for f in view.findings if f.check == "projects" for a in f.against]
    assert ("fail", "projects", "projects/count") in against
    with pytest.raises(UsageError, match="no project of the edition"):
        desk.check(rid, "1999 fair")


def test_a_ledger_says_which_of_its_rows_were_not_read(desk: OnDesk) -> None:
    rid = desk.hold("release.txt", TEXT.encode()).id
    view = desk.add_ledger(rid, "figures.csv", LEDGER)
    assert (view.ledgers, len(view.rejected)) == (["figures.csv"], 1)
    assert view.rejected[0].startswith("figures.csv, 3: value “many”")
    with pytest.raises(UsageError, match="X-1 is in another ledger too"):
        desk.add_ledger(rid, "again.csv", LEDGER)
    with pytest.raises(UsageError):
        desk.add_ledger(rid, "none.csv", b"a,b\n1,2\n")


@pytest.mark.parametrize(("kind", "begins"), [("html", b"<!doctype html>"), ("docx", b"PK")])
def test_the_release_comes_back_marked(desk: OnDesk, kind: str, begins: bytes) -> None:
    rid = desk.hold("release.txt", TEXT.encode()).id
    with pytest.raises(UsageError, match="isn't checked yet"):
        desk.marked(rid, kind, "en")
    checked(desk, rid)
    assert desk.marked(rid, kind, "zh").startswith(begins)


def test_pasted_text_needs_no_ending_and_other_files_are_refused(desk: OnDesk) -> None:
    assert desk.hold("pasted text", b"92 projects").file == "pasted text.txt"
    with pytest.raises(UsageError, match=r"talk.pptx: a docx, html or txt file was expected"):
        desk.hold("talk.pptx", b"PK")
    view = checked(desk, desk.hold("broken.docx", b"PK\x03\x04 no archive").id)
    assert (view.state, "broken.docx" in view.error) == ("failed", True)


def test_the_oldest_release_makes_room(desk: OnDesk) -> None:
    ids = [desk.hold("a.txt", b"1").id for _ in range(on_desk.MOST + 1)]
    with pytest.raises(KeyError):
        desk.looked_at(ids[0])
    desk.drop(ids[1])
    with pytest.raises(KeyError):
        desk.drop(ids[1])

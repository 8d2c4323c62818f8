"""What a project adds to an edition's totals."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from banyan.measure.contribution import Contribution, contribution, reached
from banyan.model.figure import Amount
from banyan.model.ids import ProjectId
from banyan.model.project import Investment, InvestmentKind, Project, Stage, StageAt, Standing, masked
from banyan.model.text import Name

SIGNED, REVISED, INCREMENT = InvestmentKind.SIGNED, InvestmentKind.REVISED, InvestmentKind.INCREMENT


def cny(value: int, kind: InvestmentKind = SIGNED, edition: str = "2021", on: date | None = None) -> Investment:
    return Investment(kind, Amount(str(value), Decimal(value), Decimal(1)), edition, on)


def project(*investments: Investment, **more: Any) -> Project:
    return Project(ProjectId("P-0001"), "Banyan Bolt Works", "2021", investments, (), datetime(2026, 1, 5, tzinfo=UTC),
                   **more)


def test_a_project_counts_once_with_what_was_signed():
    assert contribution(project(cny(12)), "2021") == Contribution(1, Decimal(12), Decimal(12))


def test_it_counts_in_no_other_edition():
    assert contribution(project(cny(12)), "2022") == Contribution(0, Decimal(0), None)


def test_a_later_increase_adds_its_increment_to_its_own_edition_and_counts_nothing():
    raised = project(cny(12), cny(3, INCREMENT, "2022"))
    assert contribution(raised, "2021") == Contribution(1, Decimal(12), Decimal(12))
    assert contribution(raised, "2022") == Contribution(0, Decimal(3), None)
    assert contribution(raised, None) == Contribution(1, Decimal(15), Decimal(12))


def test_an_increase_in_the_same_edition_leaves_the_size_band_to_what_was_signed():
    assert contribution(project(cny(9), cny(2, INCREMENT)), "2021") == Contribution(1, Decimal(11), Decimal(9))


def test_a_row_that_is_only_an_increase_counts_nothing():
    alone = project(cny(3, INCREMENT), increases=ProjectId(""))
    assert contribution(alone, "2021") == Contribution(0, Decimal(3), None)


def test_a_revision_replaces_what_was_signed_from_its_day_on():
    revised = project(cny(12), cny(10, REVISED, on=date(2021, 9, 1)), signed_on=date(2021, 8, 23))
    assert contribution(revised, "2021", date(2021, 8, 22)).count == 0
    assert contribution(revised, "2021", date(2021, 8, 31)).amount == 12
    assert contribution(revised, "2021", date(2021, 9, 1)).amount == 10


def test_what_carries_no_date_holds_on_every_day():
    assert contribution(project(cny(12)), "2021", date(2000, 1, 1)).count == 1


def test_what_was_withdrawn_or_undone_adds_nothing():
    for standing in (Standing.WITHDRAWN, Standing.UNDONE):
        assert contribution(project(cny(12), standing=standing), "2021") == Contribution(0, Decimal(0), None)


def test_a_project_that_stopped_has_been_as_far_as_it_came():
    name = Name("", "")
    ranks = {"signed": 1, "started": 2, "built": 3, "stopped": None}
    stages = tuple(Stage(sid, name, rank) for sid, rank in ranks.items())
    told = (StageAt("signed", date(2021, 8, 23)), StageAt("started", date(2022, 3, 1)), StageAt("stopped"))
    stopped = project(cny(12), stages=told)
    assert [reached(stopped, s, stages) for s in stages] == [True, True, False, False]
    assert not reached(stopped, stages[1], stages, date(2022, 2, 28))


def test_a_contact_is_masked_but_for_its_first_character_and_last_two_digits():
    assert masked("项目专员 13900001234") == "项*** *********34"
    assert masked("0591-88887766") == "***********66"
    assert masked("") == ""

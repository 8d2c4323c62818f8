"""Laws of rates: so many for every thousand of others, and rates whose names say what they are taken of."""

import re

import pytest

from banyan.packs.figures import further, read
from banyan.packs.figures.laws.by_definition import DEFINITIONS, Definition
from tests.packs.figures.test_likely import marked


@pytest.mark.parametrize(("text", "right", "wrong", "check"), [
    ("The coroner recorded 84 drug deaths in a population of 612,000, a rate of {} per 100,000.", "13.7", "17.3",
     "average"),
    ("Police logged 5,376 burglaries last year, which works out at {} for every 1,000 households in a city of 128,000 "
     "households.", "42", "24", "average"),
    ("There were 12.4 live births per 1,000 inhabitants: in all {} babies were born to the 1.5 million people of the "
     "region.", "18,600", "16,800", "average"),
    ("For each 1,000 kilometres of track there were {} accidents: 9 on a network of 15,000 kilometres.", "0.6", "1.6",
     "average"),
    ("For every 100 berths there were {} boats in May: the harbour counted 11,520 boats and 18,000 berths.", "64", "72",
     "average"),
    ("每百户拥有汽车48.2辆。全县65万户，合计约{}万辆，另有公交车2140辆。", "31.3", "38.3", "average"),
    ("今年发生火灾84起，按60万户计，每万户{}起。", "1.4", "2.4", "average"),
    ("去年出生婴儿41,200人，其中婴儿死亡103例，婴儿死亡率为{}‰。", "2.5", "3.4", "share"),
    ("快递丢失率为万分之{}：寄出200万件，丢失600件。", "三", "八", "share"),
    ("Registered voters: 64,200. Votes cast: 41,730. Turnout: {}%. Invalid ballots: 417.", "65.0", "56.0", "share"),
    ("Last month 3,120 vehicles were tested and 468 failed; the failure rate, at {} percent, was unchanged.",
     "15", "25", "share"),
    ("Only 58 of the 145 rooms were let, so the hotel ran at {} percent of capacity.", "40", "60", "share"),
    ("Divorces numbered 2,460 last year against 6,150 marriages, i.e. {} divorces per 100 marriages.", "40", "60",
     "average"),
    ("The dropout rate fell to 6.0 percent; 54 of {} students left before the end of the course.", "900", "700",
     "share"),
    ("Every second applicant was turned away, {} of 1,280.", "640", "460", "share"),
    ("【体检】\n应检教师1,460人\n实检1,387人\n受检率{}%", "95", "85", "share"),
])  # fmt: skip
def test_a_rate_is_the_one_divided_by_the_other(text: str, right: str, wrong: str, check: str) -> None:
    assert marked(text.format(right), check) == set()
    assert marked(text.format(wrong), check) != set()


@pytest.mark.parametrize(("text", "check"), [
    ("With 1,530 hospital beds for its 450,000 inhabitants, the province has 3.4 beds per 1,000 people, below the "
     "national mean of 4.1.", "average"),
    ("Turnout was 58 percent; 41,870 voters were registered in 1998, and 3,120 ballots came by post.", "share"),
    ("一季度接待游客175万人次，二季度237万人次；民宿平均入住率为54%。", "share"),
    ("年初会员41,350名，全年新入会6,280名、退会4,130名，年末会员数为43,500名，缴费率92%。", "share"),
    ("球队场均失分78.6分，上赛季为71.9分，主教练坦言需要补强；主场上座率为83%。", "share"),
    ("抽检食品2,350批次，检出不合格46批次，合格率为98.04%。", "share"),
    ("Of the 96 samples taken, 84 met the standard, a compliance rate of 87.5%.", "limit"),
])  # fmt: skip
def test_a_rate_of_others_is_left_alone(text: str, check: str) -> None:
    assert marked(text, check) == set()


@pytest.mark.parametrize("definition", DEFINITIONS, ids=lambda definition: definition.name[:12])
def test_an_example_holds_the_name_the_part_and_the_whole(definition: Definition) -> None:
    said = definition.example
    assert all(re.search(pattern, said, re.IGNORECASE) for pattern in (
        definition.name, definition.part, definition.whole))
    assert len(further.read(read(said)).quantities) > 2

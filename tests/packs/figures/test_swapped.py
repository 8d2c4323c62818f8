"""Two numbers of the ledger in each other's place: each fits a row, and the words beside it are of the other one."""

import pytest

from tests.packs.figures.test_likely import marked

SPACE = "A,临汐博览会,室内展览面积,=,5.2,万平方米,2026\nB,临汐博览会,室外展览面积,=,1.6,万平方米,2026\n"
COVER = "A,沐阳市,失业保险参保人数,=,118.7,万人,2025\nB,沐阳市,工伤保险参保人数,=,142.5,万人,2025\n"
MILLS = "A,东河糖厂,产糖量,=,4.86,万吨,2025\nB,西河糖厂,产糖量,=,3.72,万吨,2025\n"
WARDS = "A,Brannock Road site,beds,=,412,count,2025\nB,Highmoor site,beds,=,166,count,2025\n"
STAY = "A,Brannock Trust,length of stay,=,4.7,days,2025\nB,Brannock Trust,length of stay,=,5.1,days,2024\n"
TRIP = "A,砺山供电公司,平均到达时间,=,26,分钟,2026-07\nB,砺山供电公司,平均到达时间,=,31,分钟,2025-07\n"


@pytest.mark.parametrize(("text", "ledger", "one", "other"), [
    ("临汐博览会开幕\n\n2026年展览面积中，室内{}万平方米、室外{}万平方米。", SPACE, "5.2", "1.6"),
    ("沐阳市2025年统计\n\n失业保险参保{}万人，工伤保险参保{}万人。", COVER, "118.7", "142.5"),
    ("2025年制糖业\n\n东河糖厂产糖{}万吨，西河糖厂产糖{}万吨。", MILLS, "4.86", "3.72"),
    ("Beds in 2025\n\nBrannock Road has {} beds and Highmoor has {} beds.", WARDS, "412", "166"),
    ("Brannock Trust in 2025\n\nThe length of stay changed from {} to {} days.", STAY, "5.1", "4.7"),
    ("砺山供电公司7月运行情况\n\n平均到达时间由{}分钟变为{}分钟。", TRIP, "31", "26"),
])  # fmt: skip
def test_two_numbers_in_each_others_place_contradict(text: str, ledger: str, one: str, other: str) -> None:
    assert marked(text.format(one, other), "ledger", ledger=ledger) == set()
    found = marked(text.format(other, one), "ledger", ledger=ledger)
    assert any(one in number for number in found)
    assert any(other in number for number in found)


@pytest.mark.parametrize(("text", "ledger"), [
    ("沐阳市2025年统计\n\n142.5万人参加工伤保险，118.7万人参加失业保险。", COVER),
    ("沐阳市2025年统计\n\n失业、工伤保险参保分别为118.7万人和142.5万人。", COVER),
    ("Brannock Trust in 2025\n\nThe length of stay is 4.7 days, down from 5.1 days in 2024.", STAY),
])  # fmt: skip
def test_names_behind_their_numbers_or_before_both_don_t(text: str, ledger: str) -> None:
    assert marked(text, "ledger", ledger=ledger) == set()

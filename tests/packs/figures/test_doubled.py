"""One number told of two things that the ledger keeps apart."""

import pytest

from tests.packs.figures.test_likely import marked

SPEED = "A,北环路早高峰,平均车速,=,31.4,公里/小时,2025\nB,北环路晚高峰,平均车速,=,27.9,公里/小时,2025\n"
GROWTH = "A,对东盟,进出口增速,=,12.6,%,2025\nB,对欧盟,进出口增速,=,6.2,%,2025\n"
OFFICES = "A,东岭管理部,缴存额,=,11.6,亿元,2025\nB,西渡管理部,缴存额,=,9.3,亿元,2025\n"
GREENS = "A,柳川市,建成区绿地率,=,38.4,%,2025\nB,柳川市,建成区绿化覆盖率,=,41.7,%,2025\n"
CLASSES = ("A,Vell,average primary class size,=,22.6,pupils,2025\n"
           "B,Vell,average lower secondary class size,=,25.3,pupils,2025\n")
STORES = "A,Bonded warehouse,pallet places,=,36000,count,2025\nB,Cold store,pallet places,=,26000,count,2025\n"
CENTRES = ("A,Jade Lake computing centre,capacity,=,2600,petaflops,2025\n"
           "B,Beiwan supercomputing centre,capacity,=,1450,petaflops,2025\n")


@pytest.mark.parametrize(("text", "ledger", "right", "wrong"), [
    ("北环路2025年运行情况\n\n北环路平均车速，早高峰31.4公里/小时，晚高峰为{}公里/小时。", SPEED, "27.9", "31.4"),
    ("2025年外贸情况\n\n对东盟进出口268.3亿元，增长12.6%；对欧盟214.7亿元，增长{}%。", GROWTH, "6.2", "12.6"),
    ("Capacity in 2025\n\nThe computing centre at Jade Lake offers 2,600 petaflops. At the Beiwan "
     "supercomputing centre capacity is {} petaflops.", CENTRES, "1,450", "2,600"),
    # two indicators of one subject
    ("柳川市2025年绿化情况\n\n柳川市建成区绿地率38.4%，绿化覆盖率{}%。", GREENS, "41.7", "38.4"),
    ("Vell's schools in 2025\n\nThe 1,204 primary classes average 22.6 pupils. In lower secondary, where there are 618 "
     "classes, the average is also {} pupils.", CLASSES, "25.3", "22.6"),
])  # fmt: skip
def test_the_number_of_the_one_beside_the_name_of_the_other_contradicts(
    text: str, ledger: str, right: str, wrong: str
) -> None:
    assert marked(text.format(right), "ledger", ledger=ledger) == set()
    assert any(wrong in number for number in marked(text.format(wrong), "ledger", ledger=ledger))


@pytest.mark.parametrize(("text", "ledger", "wrong"), [
    ("2025年公积金年报\n\n东岭、西渡两个管理部的缴存额均为11.6亿元。", OFFICES, "11.6"),
    ("The park in 2025\n\nThe bonded warehouse and the cold store: 36,000 pallet places each", STORES, "36,000"),
])  # fmt: skip
def test_a_number_said_of_both_contradicts_the_other_row(text: str, ledger: str, wrong: str) -> None:
    assert any(wrong in number for number in marked(text, "ledger", ledger=ledger))


@pytest.mark.parametrize(("text", "ledger"), [
    ("2025年公积金年报\n\n东岭管理部缴存额11.6亿元，笔均11.6万元；西渡管理部缴存额9.3亿元。", OFFICES),
    ("The park in 2025\n\nThe bonded warehouse has 36,000 pallet places. Goods on 36,000 pallets passed it in May.",
     STORES),
    ("柳川市2025年绿化情况\n\n柳川市建成区绿地率38.4%，其中绿地38.4公顷已验收；绿化覆盖率41.7%。", GREENS),
])  # fmt: skip
def test_a_number_that_stands_twice_for_one_thing_doesn_t(text: str, ledger: str) -> None:
    assert marked(text, "ledger", ledger=ledger) == set()

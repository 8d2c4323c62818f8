"""What there was, what came and went, what is left: each number has its wrong twin."""

import pytest

from tests.packs.figures.relations.test_said import failing
from tests.packs.figures.test_likely import marked


@pytest.mark.parametrize(("text", "right", "wrong"), [
    ("The barn opened the month with 12,600 tonnes. It took in 4,150 tonnes, loaded out {} tonnes and was left with "
     "10,850 tonnes.", "5,900", "9,500"),
    ("On 30 June the depot had 4,310 pallets; by 31 July, after deliveries of 1,220 and shipments of {}, there were "
     "4,035.", "1,495", "1,945"),
    ("Debt came down to $1.36 bn from $1.52 bn: repayments of {} mn outweighed new borrowing of $250 mn.", "$410",
     "$140"),
    ("Cases pending: 1,905 at the beginning of the quarter, 2,044 at the end. {} were lodged in between and 1,173 "
     "decided.", "1,312", "1,132"),
    ("Opening stock: 7,300 t\nPurchases: 2,150 t\nSales: {} t\nClosing stock: 6,610 t", "2,840", "2,480"),
    ("The clinic counted 412 patients on Friday. It discharged 131 and admitted {}, leaving 399 on Sunday.", "118",
     "181"),
    ("Stocks were 8.62 million tons at the end of May and, with 5.24 million bought and {} million sold, 7.71 million "
     "at the end of June.", "6.15", "1.65"),
    ("年初会员41,350名，全年新入会6,280名、退会{}名，年末会员数为43,500名。", "4,130", "1,430"),
    ("水库日报\n8时蓄水量：5,420万立方米\n24小时来水：360万立方米\n24小时出库：{}万立方米\n"
     "次日8时蓄水量：5,500万立方米", "280", "480"),
    ("截至年末，共有出租车8,420辆，年初为8,310辆；一年间新增{}辆，报废255辆。", "365", "536"),
    ("共有在册志愿者13,260人，比年初净增{}人：新注册2,075人，注销935人。", "1,140", "4,110"),
    ("收容所年初有犬84只，一年内送来19只，被领养{}只，年末还剩76只。", "27", "17"),
    ("Forty new buses joined the fleet and {} old ones were scrapped, which takes the number of buses from 310 to 322.",
     "28", "82"),
    ("On Monday 212 cats were waiting. By Friday 64 had come in, 81 were rehomed and 5 died, so that {} were still "
     "there.", "190", "210"),
    ("After 14 openings and {} closures the chain runs 321 stores, against 338 a year ago.", "31", "13"),
    ("Stock on 1 January: 1,310. Births 92, deaths 71, arrivals 30, departures 25. Net change: {}. Stock on "
     "31 December: 1,336.", "+26", "+62"),
    ("2021年末全镇户籍人口为31,204人。当年出生212人，死亡288人，迁入356人，迁出{}人，年末余31,063人。", "421", "241"),
    ("公司今年添置新船12艘，报废{}艘，船舶总数由146艘变为149艘。", "9", "19"),
    ("药店一年间关掉{}家门店，又开出38家，门店数从310家增至325家。", "23", "32"),
])  # fmt: skip
def test_a_stock_is_what_there_was_with_what_came_and_without_what_went(text: str, right: str, wrong: str) -> None:
    assert failing(text.format(right))[1] == []
    assert marked(text.format(wrong), "balance") != set()


@pytest.mark.parametrize("text", [
    # who is born and who dies isn't all: people move
    "全年出生人口4.1万人，死亡人口3.6万人，年末常住人口512.6万人，上年末为511.3万人。",
    # gifts from abroad are a part of the gifts
    "The fund began the year with 40 million, gave 12 million away and received 9 million in gifts, of which 3 million "
    "came from abroad. It ended the year with 37 million.",
    # a take-over that no word calls one
    "It opened the year with 312 shops, opened 24 and closed 9; then it took over a chain of 40, so that there are 367 "
    "now.",
    # flows of one thing, levels of another
    "The chain opened 30 shops and closed 12; staff grew from 4,000 to 4,300.",
    "去年引进人才320人，流出85人，博士由410人增至502人，总量达6,300人。",
    "By the end of May 286 of the 450 homes had been sold and 61 reserved, so that 103 were still available.",
    # points, and what was won and lost
    "It ended the season with 61 points, won 18 matches and lost 9; it had started the season with 3 points deducted.",
])  # fmt: skip
def test_what_is_no_balance_is_left_alone(text: str) -> None:
    assert marked(text, "balance") == set()

"""Which way two levels went, as a word beside them says: the word that says the other way is found."""

import pytest

from tests.packs.figures.relations.test_said import failing


@pytest.mark.parametrize(("text", "right", "wrong"), [
    ("Inflation {} to 2.8 percent in May from 3.3 percent in April.", "eased", "quickened"),
    ("Unemployment edged {} to 5.4 percent in March, from 5.1 percent in February.", "up", "down"),
    ("Barley {} to $186 a tonne on Friday, having stood at $193 a week earlier.", "slipped", "firmed"),
    ("The spread {} to 148 basis points from 131 at the start of the month.", "widened", "tightened"),
    ("Overnight stays {} to 1.12 million after 1.31 million the summer before.", "slid back", "bounced back"),
    ("Stocks {} to 412,000 tonnes from 438,000 tonnes a month before.", "dwindled", "swelled"),
    ("Passenger numbers {}, reaching 34,000 in May after 31,500 a year earlier.", "rose", "fell"),
    ("The mean went from 31.5 mg per litre to 27.8, {} which the agency welcomes.", "a decrease", "an increase"),
    ("Our response times got {} again: crews needed 8 minutes 40 seconds, compared with 9 minutes 15 seconds in the "
     "previous year.", "better", "worse"),
    ("The average wait got {}: 34 days, against 41 the year before.", "better", "worse"),
    ("The trade gap {} in October. It left a deficit of 1.5 bn, after a deficit of 2.3 bn in September.",
     "narrowed", "widened"),
    ("Patients waited 61 days, 12 days {} than the 73 of the year before.", "less", "more"),
    ("Journey times have become {}: the night train now takes 9.5 hours, where it used to take 11 hours.",
     "shorter", "longer"),
    ("一季度居民消费价格涨幅{}，由1.9%降到1.4%。", "回落", "扩大"),
    ("民航准点率较上月的84.6%{}，为88.1%。", "提升", "下降"),
    ("两市收入差距由2.1倍{}到1.8倍。", "缩小", "扩大"),
    ("逆差连续三个月{}，分别为8.4亿元、7.9亿元、6.2亿元。", "收窄", "扩大"),
    ("前11个月外贸逆差{}。逆差14.3亿美元，上年同期逆差为19.8亿美元。", "收窄", "扩大"),
    ("玉米批发价本周报每吨2386元，上周为2412元，行情继续{}。", "走低", "走高"),
    ("三个季度增速分别为7.2%、6.5%和5.8%，势头逐季{}。", "放缓", "加快"),
    ("收入差距进一步{}：两者之比由上年的2.41变为2.35。", "缩小", "拉大"),
    ("贷款利率3.88%，比年初的4.05%{}17个基点。", "下行", "上行"),
    ("空置率从去年末的18.2%{}至16.9%。", "回落", "攀升"),
    ("候诊时间为46分钟，较去年的52分钟有所{}。", "缩短", "延长"),
])  # fmt: skip
def test_the_word_for_the_other_way_is_found(text: str, right: str, wrong: str) -> None:
    assert failing(text.format(right))[1] == []
    assert failing(text.format(wrong))[1] != []


@pytest.mark.parametrize("text", [
    "The currency weakened to 17.2 pesos a dollar from 16.9.",
    "The club climbed to place 3 from place 7.",
    "Applications fell to 12,700, while places rose from 3,100 to 3,350.",
    "The board had planned that costs fall to 40 million from 36 million, which never happened.",
    "报名人数从1.42万减少到1.27万，录取人数却由3100人增至3350人。",
])  # fmt: skip
def test_other_things_that_went_their_way_are_left_alone(text: str) -> None:
    assert failing(text)[1] == []

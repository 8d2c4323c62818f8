"""One number for two things, classes by size, and what has come together by a day: each with its wrong twin."""

import pytest

from tests.packs.figures.relations.test_said import failing
from tests.packs.figures.test_likely import marked


@pytest.mark.parametrize(("text", "right", "wrong", "check"), [
    # classes that join without a gap
    ("318 farms keep up to 20 cows, 145 keep 21 to 50, and {} more than 50. The board inspected all 530 of them.",
     "67", "167", "breakdown"),
    ("Of the 2,310 flats let last year, {} had less than 40 square metres, 1,365 between 40 and 80, and 533 more than "
     "80.", "412", "142", "breakdown"),
    ("Fish below 30 cm: 22 percent; 30 to 45 cm: 51 percent; above 45 cm: {} percent.", "27", "37", "shares-add"),
    ("Some 612,000 people are aged 65 and over, {} of them aged 80 and over.", "164,000", "846,000", "subset"),
    ("Age groups: juniors up to 17, an open class from 18 to {}, and masters of 40 or above. No one is in two of them.",
     "39", "45", "limit"),
    ("300人以上的企业有168家，其中1,000人以上的有{}家，300人以上、1,000人以下的129家。", "39", "93", "breakdown"),
    ("从年龄看，0—14岁占16.2%，15—59岁占{}%，60岁及以上占22.3%。", "61.5", "66.5", "shares-add"),
    ("超百亿元的1个，50亿元（含，下同）以上、不足百亿元的{}个，10亿元以上、不足50亿元的9个，10亿元以下的14个，共26个。",
     "2", "12", "breakdown"),
    ("贷款余额中，期限一年以内的占42%，1至5年的占{}%，5年以上的占25%。", "33", "43", "shares-add"),
    # what has come together by a day
    ("Ore shipments since the start of the year had reached {} million tons as of the end of September; at mid-year "
     "they stood at 5.6 million tons.", "7.9", "5.2", "limit"),
    ("In the first ten months the railway sold 48.6 million tickets, a monthly average of {} million.", "4.86", "5.86",
     "average"),
    ("Over the year 48.6 million tickets were sold, a monthly average of 4.05 million. The best month, with {} "
     "million, was May.", "5.30", "3.50", "limit"),
    ("The port keeps to its goal of 200,000 boxes. As 150,000 were handled in three quarters, {} are still needed.",
     "50,000", "80,000", "breakdown"),
    ("During the {} months from April to December the office took in 33.4 billion.", "nine", "seven", "elapsed"),
    ("截至9月末，开工已累计达到{}套，6月末这一累计数为6,120套。", "8,640", "5,640", "limit"),
    ("本周报告病例：{}例\n此前25周累计：4,905例\n前26周累计：5,217例", "312", "213", "breakdown"),
    ("上半年，全县接待游客412万人次。分季度看，一季度175万人次，二季度{}万人次。", "237", "327", "breakdown"),
    # one number for two things
    ("A total of 14,382 young people applied. Women sent 9,127 of the applications and men {}.", "5,255", "9,127",
     "breakdown"),
    ("甲水域投放267.4万尾，乙水域投放{}万尾，两处共400.0万尾。", "132.6", "267.4", "breakdown"),
    ("咨询：46,173件\n投诉：18,294件\n合计：{}件", "64,467", "46,446", "breakdown"),
    ("赞成17,462票，反对9,385票，弃权208票，赞成票比反对票多{}票。", "8,077", "7,807", "change"),
    ("There were 23,614 ballots in favour, {} against, 402 blank. It passed by a margin of 5,307 ballots.", "18,307",
     "23,614", "change"),
])  # fmt: skip
def test_a_wrong_twin_is_found_and_the_right_one_left_alone(text: str, right: str, wrong: str, check: str) -> None:
    assert failing(text.format(right))[1] == []
    assert marked(text.format(wrong), check) != set()


@pytest.mark.parametrize("text", [
    # rates of classes are no shares of one whole
    "Unemployment was 12 percent among people aged 15 to 24, 5 percent among those of 25 to 54 and 4 percent "
    "of the rest.",
    "15—24岁人口失业率为12.3%，25—59岁为4.8%，60岁及以上为2.1%。",
    "Turnout was 62% among voters under 30, 71% among those aged 30 to 59 and 80% among those over 60.",
    # days of warmth and of mild weather
    "气温在30℃以上的日数有21天，35℃以上的有4天，10至20℃之间的有96天。",
    # of the whole country, and of the city
    "全国60岁及以上人口2.8亿人，65岁以上人口2.1亿人；我市60岁及以上人口41万人，65岁及以上31万人。",
    # a rate of its own, a price, a day until which
    "年初会员41,350名，全年新入会6,280名、退会4,130名，年末会员数为43,500名，缴费率92%。",
    "1至5月累计286万吨，上半年合计341万吨，均价每吨下降6%。",
    "Up to the end of May, 1.35 million stays had been counted. With June the half-year figure reached 1.62 million.",
    # the same number told again
    "Of 14,382 applicants 9,127 were women. These 9,127 women came from 31 towns.",
])  # fmt: skip
def test_what_only_looks_alike_is_left_alone(text: str) -> None:
    assert failing(text)[1] == []

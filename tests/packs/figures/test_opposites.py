"""Numbers tied without a verb between them: the right text is clean, the wrong one is marked."""

import pytest

from tests.packs.figures.relations.test_said import failing


@pytest.mark.parametrize(("text", "right", "wrong"), [
    ("Officers called at 240 kitchens and found fault with {} of them. The resulting failure rate, 22.5%, is high.",
     "54", "45"),
    ("Vines cover 48,800 ha of the province's 384,000 ha of farmland. Their share is thus {}%.", "12.7", "17.2"),
    ("游客中外地客占{}%，本地客占45%。", "55", "65"),
    ("血压得到控制的占七成，另有{}成尚未达标。", "三", "五"),
    ("People of 65 and over accounted for 61% of the patients, whereas the under-65s, {}% of the total, recovered.",
     "39", "49"),
    ("The town sends {} women and 73 men to the games, a delegation of 137 athletes.", "64", "46"),
    ("A third of the club's 96 members, {} in all, live abroad.", "32", "48"),
    ("Rain (mm)\nQ1: 214\nQ2: {}\nQ3: 152\nQ4: 271\nYear: 803", "166", "196"),
    ("北区人均绿地18.6平方米，南区只有6.2平方米，前者为后者的{}倍；全市平均为12.9平方米。", "3", "2"),
    ("4月份共受理诉求{}件，日均780件。", "23400", "32400"),
    ("In April the desk took {} calls, 720 a day.", "21,600", "26,100"),
    ("The harvest recovered to 31,200 tonnes, an increase of 8,900 tonnes, or {} per cent, over the 22,300 tonnes "
     "pressed in the previous season.", "39.9", "28.5"),
    ("The rate {} to 5.1 per cent (September: 5.3 per cent).", "ticked down", "ticked up"),
    ("候诊时间去年是52分钟，推行分诊后为38分钟，候诊时间明显{}。", "缩短", "拉长"),
    ("年初余额6.48亿元，经营活动净流入3.15亿元，投资活动净流出{}亿元，筹资活动净流入1.20亿元，年末余额为6.81亿元。",
     "4.02", "2.40"),
    ("Renewables covered 44.7 percent, 1.9 points more than last year's {} percent.", "42.8", "41.8"),
])  # fmt: skip
def test_pairs_opposites_and_months(text: str, right: str, wrong: str) -> None:
    assert failing(text.format(right))[1] == []
    assert failing(text.format(wrong))[1] != []

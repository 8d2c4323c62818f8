"""Laws of the last pass: sizes, ratios, lists, points, ways. Each wrong number is found, each right one left alone."""

import pytest

from tests.packs.figures.relations.test_said import failing
from tests.packs.figures.test_likely import marked


@pytest.mark.parametrize(("text", "right", "wrong", "check"), [
    ("10亿元以上项目12个、总投资{}亿元。", "198.6", "98.6", "floor"),
    ("按投资规模分，5亿元至10亿元的23个，投资{}亿元。", "158.2", "98.2", "floor"),
    ("按投资规模分，5亿元至10亿元的23个，投资{}亿元。", "158.2", "358.2", "floor"),
    ("5亿元以下的61个，投资{}亿元。", "202.3", "402.3", "floor"),
    ("There are 23 projects of between 500 million and 1 billion yuan, with a total of {} billion yuan.", "15.8", "9.8",
     "floor"),
    ("今年核销1296万元，直接带动消费6739万元，杠杆率1比{}。", "5.2", "52", "product"),
    ("目前集团共有{}座水厂，能力合计110万立方米，其中东岭水厂40万立方米、西渡水厂35万立方米、南坪水厂20万立方米、"
     "北渚水厂15万立方米。", "四", "五", "list"),
    ("年末失业率由上年末的3.1%变为2.9%，{}0.2个百分点。", "下降", "上升", "limit"),
    ("{} bridges have been strengthened: Ashby, Corley, Denton, Mill Lane, Low Weir.", "Five", "Six", "list"),
    ("今年新开{}条公交线，一线一镇，终点依次是柳河、东岭、北渚和石埠。", "4", "5", "list"),
    ("新建{}座小学，校址分别位于柳河、东岭、北渚。", "3", "4", "list"),
    ("抓好{}项任务：一要培植财源；二要兜牢民生；三要防范风险；四要深化改革。", "四", "五", "list"),
    ("养老床位从2023年末的5480张{}到2024年末的5260张，其中护理型3420张。", "减少", "增加", "limit"),
    ("甲类支出21.4亿元，乙类16.8亿元，丙类11.2亿元，三块相加{}亿元。“三保”支出与前述科目互有交叉，不宜相加。", "49.4",
     "51.4", "breakdown"),
    ("从2025年11月1日（{}）首班车驶出算起，3号线已经运营一个月。", "星期六", "星期日", "weekday"),
    ("全线设{}座车站：地下13座、高架5座、地面2座。", "20", "18", "breakdown"),
    ("The line serves {} stations: 13 underground, five elevated and two at street level.", "20", "18", "breakdown"),
    ("群众满意率97.2%，2024年为95.8%，提高1.4{}。", "个百分点", "%", "points"),
    ("12345热线受理投诉117件，同比下降17.0{}，去年同期为141件。", "%", "个百分点", "points"),
    ("在公办学校就读的2602人，占随迁子女新生的95.2{}。", "%", "个百分点", "points"),
    ("The programme spent 14,406 euros per home, {} from 15,230 euros at the end of 2024.", "down", "up", "limit"),
    ("全年收入318.4亿元，支出322.7亿元，收支{}4.3亿元。", "赤字", "结余", "limit"),
    ("Revenue was €61.8 million and costs were €63.0 million. The club closed the year with a {} of €1.2 million.",
     "loss", "profit", "limit"),
    ("Exports of 4.82 million tonnes and imports of 5.31 million tonnes left a {} of 0.49 million tonnes.", "deficit",
     "surplus", "limit"),
    ("Last year 1,240 residents arrived and 1,318 left, a net {} of 78.", "loss", "gain", "limit"),
    ("December brought {} guests, 4.1% more than the 491,800 of a year earlier and the first time the month has topped "
     "500,000.", "512,000", "495,900", "limit"),
    ("The appeal closed with {} letters, so more than 1,900 households want the bus.", "1,952", "1,852", "limit"),
    ("It took 23 days on average, five days {} than in 2024 (28 days).", "less", "more", "limit"),
])  # fmt: skip
def test_what_is_wrong_is_found_and_what_is_right_left_alone(text: str, right: str, wrong: str, check: str) -> None:
    assert marked(text.format(right), check) == set()
    assert marked(text.format(wrong), check) != set()


@pytest.mark.parametrize(("text", "check"), [
    ("总投资超过10亿元的项目有81个，其中已完成投资30亿元。", "floor"),
    ("5亿元至10亿元的项目23个，今年完成投资38.6亿元。", "floor"),
    ("男女比例为2比1，去年投资36亿元，今年40亿元。", "product"),
    ("出口增长5%，进口增长3%，服务贸易提高2%。", "points"),
    ("共有8条线路，日均客流60万人次，其中1号线30万人次、2号线20万人次、其他线路10万人次。", "list"),
])  # fmt: skip
def test_what_only_looks_alike_is_left_alone(text: str, check: str) -> None:
    assert marked(text, check) == set()


@pytest.mark.parametrize(("text", "right", "wrong", "check"), [
    ("Connections {}, from 312 to 1,248.", "quadrupled", "tripled", "growth"),
    ("Taps {} in two years, from 36.5 million in 2023 to 109.5 million in 2025.", "tripled", "doubled", "growth"),
    ("E-bike hires reached 95,000, {} times the 19,000 of 2022.", "five", "three", "growth"),
    ("The portal offers 1,860 datasets. They were downloaded 4.65 million times, an average of {} downloads for each "
     "dataset.", "2,500", "25,000", "average"),
    ("There are 1,150 beds. The hospital employs 690 doctors, or {} for each bed.", "0.6", "0.8", "average"),
    ("年营业收入10亿元以上的9家。9家企业合计实现营业收入{}亿元。", "183.5", "83.5", "floor"),
    ("工程2025年4月15日开工，11月20日竣工，随后于{}投入试运行。", "12月3日", "9月3日", "order"),
])  # fmt: skip
def test_so_many_times_so_much_each_and_what_came_later(text: str, right: str, wrong: str, check: str) -> None:
    assert marked(text.format(right), check) == set()
    assert marked(text.format(wrong), check) != set()


@pytest.mark.parametrize(("text", "right", "wrong"), [
    ("Income for the year came to £84.2 million and spending to £81.6 million, a {} of £2.6 million.",
     "surplus", "deficit"),
    ("The museum took in $3.42 million and spent $3.71 million, so that it closed with a {} of $0.29 "
     "million.", "loss", "profit"),
    ("Revenue was €12.8 million against costs of €14.1 million. That left a {} of €1.3 million.",
     "deficit", "surplus"),
    ("Exports reached 41.6 billion crowns and imports 47.9 billion crowns, which makes a trade {} of 6.3 "
     "billion crowns.", "deficit", "surplus"),
    ("Receipts of £6.40 million stood against expenditure of £6.15 million; the {} was £0.25 million.",
     "surplus", "shortfall"),
    ("Opening stocks were 84,000 tonnes. Closing stocks came to 71,500 tonnes, a {} of 12,500 tonnes.",
     "draw", "build"),
    ("Initial stocks of 3.2 million barrels rose in spring. Stocks at the end of the quarter stood at 3.6 "
     "million barrels, a {} of 0.4 million barrels.", "build", "draw"),
    ("全年收入1846万元，支出1902万元，收支相抵{}56万元。", "亏空", "结余"),
    ("大会总收入614万元，总支出587万元，{}27万元。", "结余", "超支"),
    ("全年出口218.4亿元，进口196.1亿元，贸易{}22.3亿元。", "顺差", "逆差"),
    ("财政收入42.6亿元，财政支出45.1亿元，收支{}2.5亿元。", "缺口", "盈余"),
    ("本年度收入3.26亿元、支出3.31亿元，{}500万元。", "亏损", "盈余"),
    ("年初库存12.4万吨，年末库存9.8万吨，库存{}2.6万吨。", "减少", "增加"),
    ("期初存粮36.2万吨，期末存粮41.5万吨，{}5.3万吨。", "增库", "去库"),
    ("一出一进，出口31.2亿元、进口36.8亿元，{}5.6亿元。", "逆差", "顺差"),
    ("The list stood at 18,460 on 30 June. It had been 18,920 at the end of March, so it went {} by 460 in "
     "the quarter.", "down", "up"),
    ("Debt came to €84.2 million in December. It had been €79.6 million in June, so it {} by €4.6 "
     "million.", "rose", "fell"),
    ("小麦总产36.4万吨，与上年的35.6万吨相比{}2.2%。", "增产", "减产"),
    ("用电量12.6亿千瓦时，同上年的13.4亿千瓦时相比{}6.0%。", "下降", "增长"),
])  # fmt: skip
def test_what_is_left_over_is_called_so_and_what_had_been_more_went_down(text: str, right: str, wrong: str) -> None:
    assert failing(text.format(right))[1] == []
    assert failing(text.format(wrong))[1] != []

"""Laws of rows and multiples: what all of a row come to, months of a year, points of a growth, "double that"."""

import pytest

from tests.packs.figures.test_likely import marked


@pytest.mark.parametrize(("text", "right", "wrong", "check"), [
    ("The ferry carried 11,400 people in June, 18,600 in July and 19,200 in August, {} over the three months.",
     "49,200", "42,900", "breakdown"),
    ("四个季度的净利润分别是1.2亿元、1.6亿元、1.4亿元和0.9亿元，加起来全年{}亿元，每股派息0.18元。", "5.1", "5.7",
     "breakdown"),
    ("第一天售票1.2万张，第二天1.8万张，两天累计{}万张，门票均价80元。", "3.0", "3.9", "breakdown"),
    ("Gross domestic product grew by 3.2 percent. Private consumption contributed 1.9 percentage points, investment {} "
     "points and net exports the remaining 0.5 points.", "0.8", "1.8", "breakdown"),
    ("去年经济增长5.6%，其中消费拉动{}个百分点，投资拉动1.5个百分点，净出口拉动0.7个百分点。", "3.4", "4.3",
     "breakdown"),
    ("From January to May the registry recorded 5,934 new firms; up to the end of April the count had been 4,721. May "
     "on its own therefore contributed {}.", "1,213", "1,413", "breakdown"),
    ("In the first half the port handled 4.38 million people and in the second half 5.17 million, which brings the "
     "annual figure to {} million.", "9.55", "9.95", "breakdown"),
    ("前7个月新增就业31.5万人，其中7月新增{}万人，此前的1至6月新增27.3万人。", "4.2", "5.2", "breakdown"),
    ("One court needs 14 months to decide a case; the other, at 42 months, needs {} that.", "triple", "double",
     "growth"),
    ("Prize money has gone up to $1.8 million, twice the ${} on offer when it was founded.", "900,000", "600,000",
     "growth"),
    ("两所高校合计在校生4.5万人，其中甲校3.0万人，正好是乙校的{}，乙校有1.5万人。", "两倍", "三倍", "growth"),
    ("Water use has fallen to {} of what it was: 40 litres in 2005, 13.3 litres now.", "a third", "a half", "share"),
    ("耗水量由每吨12立方米降到4立方米，仅为改造前的{}。", "三分之一", "四分之一", "share"),
    ("Visitors, at 330,000, were half as many again as the {} of the year before.", "220,000", "270,000", "growth"),
    ("Electricity from the sun (1,260 GWh) exceeded that from wind (420 GWh) by a factor of {}.", "three", "five",
     "growth"),
    ("Cumulative sales: 1.2 million by the end of June, {} million by the end of September (third quarter: "
     "0.7 million).",
     "1.9", "2.9", "breakdown"),
    ("Full-year profit was 118 million. With 27, 31 and 26 million earned in the first three quarters, the fourth "
     "yielded {} million.", "34", "44", "breakdown"),
    ("公司市值420亿元，相当于其年利润{}亿元的20倍。", "21", "12", "growth"),
])  # fmt: skip
def test_what_is_wrong_is_found_and_what_is_right_left_alone(text: str, right: str, wrong: str, check: str) -> None:
    assert marked(text.format(right), check) == set()
    assert marked(text.format(wrong), check) != set()


@pytest.mark.parametrize(("text", "check"), [
    ("Full-year net profit was 118 million. With 27, 31 and 26 million earned in the first three quarters, the fourth "
     "quarter yielded 34 million.", "breakdown"),
    ("First-quarter sales were 31.2 million, second-quarter sales 28.9 million, which gives 60.1 million for the "
     "half-year.", "places"),
    ("The library had 52,300 members. It gained 4,100 and lost 2,600, so that it now has 53,800.", "change"),
    ("The year opened with 412 patients; 388 were added, 350 were discharged, and it closed with 450.", "subset"),
    ("第一天接待游客4.3万人次，第二天6.1万人次，第三天5.6万人次，三天共接待16.0万人次。", "places"),
    ("The reservoir holds 2.6 million cubic metres, exactly half of its capacity of 5.2 million cubic metres.",
     "limit"),
    ("经济增长5.6%，其中消费拉动3.4个百分点，投资拉动1.5个百分点。", "breakdown"),
])  # fmt: skip
def test_what_only_looks_alike_is_left_alone(text: str, check: str) -> None:
    assert marked(text, check) == set()

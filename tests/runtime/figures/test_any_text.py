"""No text makes a check raise, whatever its numbers; and every place is a place of the text."""

from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from banyan.edges.ledger import read
from banyan.runtime.figures.checking import Known, check_text
from banyan.runtime.figures.result import result

WORDS = st.sampled_from([
    "0", "1", "7.5", "100", "1,240", "99999999999999999999",
    "0.0", "-3", "2021", "9999", "0001", " percent", "%",
    " billion yuan",
    "亿元", "万", "个项目", " projects", " of which ", "其中", "，",
    "。", ". ", "; ", " up ", " from ", " to ", "增长",
    "比上年的", "年均",
    " percentage points", "个百分点", " times", "倍", " per capita ",
    "人均", "占", "的", " or ", " and ", " US$", "1美元兑", "元",
    " in 2022", "2022年", "May 5, 2023", "2023年5月5日", "至", " during the fair",
    "期间", " the remaining ", "其余", "\n",
    " each over ",
    "分别为A、B和C", " residents", "人口", " from 2018 to 2023 ", " a year",
    " doubled", "翻一番", "第", "first", " total ", "共",
])  # fmt: skip
LEDGER = read(
    b"id,subject,indicator,operator,value,unit,period\nA,Nanzhou,projects,=,0,count,2022\nB,X,of,~,1,%,2022\n", "l.csv")
KNOWN = Known(LEDGER.figures, (), date(2024, 1, 1))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(WORDS, max_size=40).map("".join))
def test_no_text_makes_a_check_raise(text: str) -> None:
    for language in ("zh", "en"):
        told = result([check_text(text, "x.txt", KNOWN, language)])["files"][0]
        assert all(text[q["start"]:q["end"]] == q["text"] for q in told["quantities"])
        assert all(0 <= i < len(told["quantities"]) for f in told["findings"] for i in f["quantities"])

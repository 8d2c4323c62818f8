"""One origin written in several ways is one row of the bulletin's table, in both languages."""

import pytest

from banyan.packs.projects.divisions import DIVISIONS, NAMES, origin
from tests.packs.projects.small_list import project
from tests.packs.projects.test_bulletin_tables import invested, rows, told


@pytest.mark.parametrize(("written", "found"), [
    ("广东", "广东"), ("广东省", "广东"), ("廣東省", "广东"), ("中国广东", "广东"), (" 广 东 省 ", "广东"),
    ("Guangdong", "广东"), ("GUANGDONG province", "广东"), ("Guangdong Province, China", "广东"),
    ("guangdong (P.R. China)", "广东"), ("陕西省", "陕西"), ("Shaanxi", "陕西"), ("Shanxi", "山西"),
    ("Shanghai Municipality", "上海"), ("上海市", "上海"), ("Guangxi Zhuang Autonomous Region", "广西"),
    ("宁夏回族自治区", "宁夏"), ("Tibet", "西藏"), ("Hong Kong SAR", "香港"), ("香港特别行政区", "香港"),
    ("中国香港", "香港"), ("Macau", "澳门"), ("臺灣", "台湾"), ("this province", "本省"), ("省内", "本省"),
])  # fmt: skip
def test_a_division_has_one_name_however_it_is_written(written: str, found: str):
    assert origin(written) == found


@pytest.mark.parametrize("written", [
    "", "中国", "China", "新加坡", "Jilin City", "吉林市", "广东省深圳市", "Guangdong Works", "海南路街道",
])
def test_what_is_no_division_stays_as_it_is_written(written: str):
    assert origin(written) == written


def test_every_division_of_the_code_table_is_there_once():
    # GB/T 2260: 5, 3, 7, 6, 5 and 5 in the six regions of the mainland, then Taiwan, Hong Kong and Macao.
    regions = [sum(d.code // 10 == region for d in DIVISIONS) for region in range(1, 9)]
    assert regions == [5, 3, 7, 6, 5, 5, 1, 2]
    assert len({d.en for d in DIVISIONS}) == len(DIVISIONS) == 34


def test_a_table_of_origins_adds_up_what_two_languages_say():
    found = told(project(1, invested("1"), origin="广东省"), project(2, invested("2"), origin="Guangdong"),
                 project(3, invested("4"), origin="Singapore"))
    assert rows(found, "origin") == [("Singapore", 1, "4"), ("广东", 2, "3")]
    assert (NAMES["广东"].zh, NAMES["广东"].en) == ("广东", "Guangdong")

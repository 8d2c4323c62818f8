"""Laws of one amount told twice: at two scales, in two units, in words and in percent."""

import pytest

from tests.packs.figures.test_likely import marked


@pytest.mark.parametrize(("text", "right", "wrong", "check"), [
    ("The loan of 2.5 billion yen, or {} million yen, will be repaid over 20 years.", "2,500", "5,200", "product"),
    ("The pipeline is 86 km long. The last of its {} metres were laid in May.", "86,000", "68,000", "product"),
    ("The lake covers 1,320 hectares. Anglers pay 15 crowns for a day on these {} km².", "13.2", "23.1", "product"),
    ("The herd eats 1.2 tonnes of hay a day; those {} kilograms come from two farms.", "1,200", "2,100", "product"),
    ("The dam stores 0.9 cubic kilometres, that is {} million cubic metres of water.", "900", "90", "product"),
    ("项目总投资2.5亿元，这{}万元由三家银行提供。", "25,000", "52,000", "product"),
    ("捐款总额为50.3万元，即{}元，已全部到账。", "503,000", "530,000", "product"),
    ("该电站年发电1.35太瓦时，即{}亿千瓦时。", "13.5", "15.3", "product"),
    ("Two thirds of those asked, or {} percent, want the square closed to cars.", "67", "76", "repeated"),
    ("Nearly half of the pupils ({} percent) come by bike.", "48", "38", "repeated"),
    ("{} than nine out of ten residents, 92 per cent, are satisfied.", "More", "Fewer", "limit"),
    ("The farm owns 640 acres. Its {} hectares lie on both banks of the river.", "259", "295", "product"),
    ("The tunnel is 14.6 km long. Crews dug 22 metres a day on average through the {} metres of slate.",
     "14,600", "16,400", "product"),
    ("救援帐篷总重18吨，净重合计{}公斤。", "18,000", "16,000", "product"),
    ("占35%（比率0.35），即每100家企业中有{}家。", "35", "53", "share"),
    ("九成学生（{}%）在校就餐。", "90", "70", "repeated"),
    ("五分之一的家庭（{}%）拥有两辆汽车。", "20", "30", "repeated"),
    ("A ratio of 0.62, in other words {} percent, was measured.", "62", "26", "product"),
    ("全市绿化覆盖率为0.42，也就是{}%。", "42", "24", "product"),
    ("八成受访者（每10人中有{}人）表示满意。", "8", "6", "share"),
])  # fmt: skip
def test_what_is_told_twice_is_the_same(text: str, right: str, wrong: str, check: str) -> None:
    assert marked(text.format(right), check) == set()
    assert marked(text.format(wrong), check) != set()


@pytest.mark.parametrize(("text", "check"), [
    ("The fund holds 2.5 billion yen, or 5,200 yen for each of its members.", "product"),
    ("The road is 86 km long. Its widest 68 metres are at the toll gate.", "product"),
    ("Half of the pupils (38 percent of the girls) come by bike.", "repeated"),
    ("A fifth of the flats were let, 26 percent more than in 2019.", "repeated"),
    ("项目总投资2.5亿元，其中5,200万元由银行提供。", "product"),
    ("The ministry will put 3.2 billion rupees into roads. Of these 3,200 million rupees, 45 percent go to bridges.",
     "share"),
    ("拥有数字化车间的企业占35%（比率0.35），即每100家企业中有35家。", "share"),
    ("Donors gave $503,400, including one legacy of $80,000, and overheads were kept to 6 per cent.", "share"),
])  # fmt: skip
def test_what_is_another_amount_is_left_alone(text: str, check: str) -> None:
    assert marked(text, check) == set()

"""Provinces and what stands beside them (GB/T 2260), so that one origin written in several ways is one row.

广东, 广东省, Guangdong and "Guangdong Province, China" are one. What lies in a province (a city), and other countries,
stay as they are written: no list that we have a right to says all their names.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from banyan.model.plain import key, plain
from banyan.model.text import Name
from banyan.packs.projects.names import simple


class Division(NamedTuple):
    """`code`: the first two digits of GB/T 2260. `full`, `others`: how else it is written."""

    code: int
    zh: str
    full: str
    en: str
    others: tuple[str, ...] = ()


DIVISIONS = (
    Division(11, "北京", "北京市", "Beijing"), Division(12, "天津", "天津市", "Tianjin"),
    Division(13, "河北", "河北省", "Hebei"), Division(14, "山西", "山西省", "Shanxi"),
    Division(15, "内蒙古", "内蒙古自治区", "Inner Mongolia", ("Nei Mongol",)),
    Division(21, "辽宁", "辽宁省", "Liaoning"), Division(22, "吉林", "吉林省", "Jilin"),
    Division(23, "黑龙江", "黑龙江省", "Heilongjiang"), Division(31, "上海", "上海市", "Shanghai"),
    Division(32, "江苏", "江苏省", "Jiangsu"), Division(33, "浙江", "浙江省", "Zhejiang"),
    Division(34, "安徽", "安徽省", "Anhui"), Division(35, "福建", "福建省", "Fujian"),
    Division(36, "江西", "江西省", "Jiangxi"), Division(37, "山东", "山东省", "Shandong"),
    Division(41, "河南", "河南省", "Henan"), Division(42, "湖北", "湖北省", "Hubei"),
    Division(43, "湖南", "湖南省", "Hunan"), Division(44, "广东", "广东省", "Guangdong"),
    Division(45, "广西", "广西壮族自治区", "Guangxi", ("Guangxi Zhuang",)), Division(46, "海南", "海南省", "Hainan"),
    Division(50, "重庆", "重庆市", "Chongqing"), Division(51, "四川", "四川省", "Sichuan"),
    Division(52, "贵州", "贵州省", "Guizhou"), Division(53, "云南", "云南省", "Yunnan"),
    Division(54, "西藏", "西藏自治区", "Xizang", ("Tibet",)), Division(61, "陕西", "陕西省", "Shaanxi"),
    Division(62, "甘肃", "甘肃省", "Gansu"), Division(63, "青海", "青海省", "Qinghai"),
    Division(64, "宁夏", "宁夏回族自治区", "Ningxia", ("Ningxia Hui",)),
    Division(65, "新疆", "新疆维吾尔自治区", "Xinjiang", ("Xinjiang Uygur", "Xinjiang Uyghur")),
    Division(71, "台湾", "台湾省", "Taiwan"), Division(81, "香港", "香港特别行政区", "Hong Kong", ("HK",)),
    Division(82, "澳门", "澳门特别行政区", "Macao", ("Macau",)),
)
_HERE = {"本省": Name("本省", "This province"), "省内": Name("本省", "This province"),
         "thisprovince": Name("本省", "This province"), "withintheprovince": Name("本省", "This province"),
         "本市": Name("本市", "This city"), "市内": Name("本市", "This city"), "thiscity": Name("本市", "This city"),
         "withinthecity": Name("本市", "This city")}
_LEAD = re.compile(r"(?:中国|中华人民共和国)[,、·\s]*(?=.)")
_TAIL = re.compile(r"\s*(?:,\s*(?:p\.?\s?r\.?\s?)?china|\((?:p\.?\s?r\.?\s?)?china\))\s*$")
_KINDS = {"省": ("Province",), "市": ("City", "Municipality"), "治区": ("Autonomous Region",),
          "政区": ("SAR", "Special Administrative Region")}


def _ways(d: Division) -> tuple[str, ...]:
    kinds = next(words for end, words in _KINDS.items() if d.full.endswith(end))
    western = (d.en, *d.others)
    return tuple(key(text) for text in (d.zh, d.full, *western, *(f"{w} {kind}" for w in western for kind in kinds)))


_KNOWN = {way: Name(d.zh, d.en) for d in DIVISIONS for way in _ways(d)} | _HERE
NAMES = {name.zh: name for name in _KNOWN.values()}


@lru_cache(maxsize=4096)
def origin(text: str) -> str:
    """The Chinese short name of a division, however it is written; any other text as a person would type it."""
    bare = key(_TAIL.sub("", _LEAD.sub("", simple(text), count=1)))
    found = _KNOWN.get(bare)
    return plain(text) if found is None else found.zh

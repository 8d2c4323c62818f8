"""Numbers of somebody or some year that a text leaves open: "a single district", 某项指标, "in an earlier year"."""

import re

from banyan.model.figure import Dimension, Quantity, Reading

_KIND_EN = (r"(?:districts?|count(?:y|ies)|cit(?:y|ies)|towns?|villages?|firms?|compan(?:y|ies)|hospitals?|schools?"
            r"|indicators?"
            r"|regions?|agenc(?:y|ies)|areas?|sites?|plants?|sectors?|stations?|operators?|banks?|neighbou?rhoods?"
            r"|categor(?:y|ies)|countr(?:y|ies)|provinces?|boroughs?|suppliers?|institutions?|departments?|shops?"
            r"|lines?"
            r"|routes?|products?|species|crops?|authorit(?:y|ies)|universit(?:y|ies)|factor(?:y|ies)|industr(?:y|ies)"
            r"|branch(?:es)?|wards?|ports?|parks?|courts?|offices?|contractors?|farms?|groups?)")
_KIND_ZH = (r"(?:企业|单位|公司|区|县|镇|乡|街道|社区|医院|学校|景区|项目|指标|机构|城市|园区|工厂|小区|部门|品种"
            r"|行业|地区|地方"
            r"|产品|路段|线路|站点|高校|银行|乡镇|村)")
_WHOSE_EN = re.compile(
    rf"\b(?:(?:a|one|another) (?:single|certain|particular|unnamed|given|local|nearby|neighbou?ring|leading|major)"
    rf" (?:[a-z-]+ )?|one (?:of the )?(?:[a-z-]+ )?|some (?:[a-z-]+ )?|a few |certain |several )(?-i:{_KIND_EN})\b"
    rf"|\bone (?:indicator|item|measure|figure|of them)\b|\ba certain \w+", re.IGNORECASE)
_WHOSE_ZH = re.compile(rf"某(?![某年月日])|(?:有关|相关|个别|部分|一些|有的|有些){_KIND_ZH}"
                       rf"|(?<![每任同第])一[家个所座项处条]{_KIND_ZH}")
_WHEN_EN = re.compile(
    r"\b(?:an|one|another|some|in a|a certain) (?:earlier|previous|recent|past|other|unspecified) (?:year|season"
    r"|month|period)s?\b"
    r"|\bsome (?:years|months|time) (?:ago|earlier|back)\b|\bin earlier years\b|\ba (?:few|couple of) years (?:ago"
    r"|earlier)\b"
    r"|\bone (?:year|month|season) in the past\b|\bin the past,"
    r"|\b(?:in|of|from|during) (?:an|some) (?:earlier|previous|past|former) (?:one|edition|campaign|round|session"
    r"|count|survey)\b"
    r"|\b(?:at (?:its|their|the) peak|at one (?:time|point)|in (?:its|their) heyday|in the early days|to begin with)\b"
    r"|\bonce (?:had|reached|stood at|counted|numbered|topped|ran to|been as \w+ as)\b", re.IGNORECASE)
_EARLIER = re.compile(r"^ (?:[a-z]+ ){0,2}(?:in|of|from) an? (?:earlier|previous|past)\b", re.IGNORECASE)
_WHEN_ZH = re.compile(r"某[一个]?(?:年|月|季度|时期|阶段)|前些年|早些年|早年|若干年前|几年前|过去某|历史上某|此前某"
                      r"|有一年|以往某|(?<!不)曾(?:经)?(?:一度)?(?:达|有|为|是|高达|创|突破|超过|接近|降至|降到|跌至)"
                      r"|当初|起初|最初|早先|鼎盛时|高峰时|最[多高好]时|(?:此前|以往|历史)(?:的)?(?:最[高低好多]|峰值|高峰)")
_SOURCE = re.compile(r"\b(?:a|an|one|some|recent|several|various) (?:[a-z]+ ){0,2}(?:survey|poll|study|studies"
                     r"|report|ranking|list|estimates?"
                     r"|analysts?|experts?|sources?|media|observers)\b|有(?:关|些)?(?:机构|部门|方面|人士|媒体|专家"
                     r"|调查)|不完全统计|某机构"
                     r"|相关(?:机构|部门|方面|人士)", re.IGNORECASE)
_STOP = re.compile(r"[;；。\n]|\.\s|(?<=\d)[,，](?=\s?\D)")
BEFORE, BEHIND = 60, 40
_OF_A_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|[去前上今本]年|\b(?:last|this) year\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[,，；;、。]|(?<=\d) and ")
_OF_THESE = re.compile(
    r"其中|当中|用[去于了]|花[去在]"
    r"|\b(?:of|from|out of) (?:these|this|them|it|that|which|those|the (?:total|sum|money))\b", re.IGNORECASE)
_PART_OF_A_YEAR = re.compile(
    r"(?<!年)(?<!年\d)(?:截至|截止|到|至)?\d{1,2}月(?:底|末|份)|上半年|下半年|前[一二三四]季度|[一二三四]季度|前\d{1,2}个?月"
    r"|\b(?:first|second|third|last|fourth) (?:half|quarter|three quarters|(?:six|nine|eight|ten|three) months)\b"
    r"|\b(?:by|to|until|at|before) (?:the )?(?:end|close|middle) of (?:January|February|March|April|May|June|July"
    r"|August|September|October|November)\b", re.IGNORECASE)
_SAME_YEAR = re.compile(r"同年|当年|今年|本年|全年|\b(?:that|the same|this|of the) year\b", re.IGNORECASE)
_RELATIVE = (Dimension.PERCENT, Dimension.POINTS, Dimension.TIMES, Dimension.DATE)


def whose(reading: Reading, quantity: Quantity) -> bool:
    """Are the words beside the number of somebody who isn't named?"""
    lead, tail = _beside(reading, quantity)
    pattern = _WHOSE_EN if (lead + tail).isascii() else _WHOSE_ZH
    return bool(pattern.search(lead)) or bool(re.match(r"\s?(?:of|in|at|by) ", tail) and pattern.search(tail[:24]))


def when(reading: Reading, quantity: Quantity) -> bool:
    """Are they of a time that isn't named?"""
    lead, tail = _beside(reading, quantity)
    if _OF_A_YEAR.search(_CLAUSE.split(lead)[-1] + tail) and not _EARLIER.search(tail):
        return False
    return bool((_WHEN_EN if (lead + tail).isascii() else _WHEN_ZH).search(f"{lead} {tail}"))


def of_no_year(quantity: Quantity) -> bool:
    """Several years are told, and it isn't said which of them is its own."""
    return between_years(quantity) or in_part_of_a_year(quantity)


def between_years(quantity: Quantity) -> bool:
    """"61 million in 2024 and 74 million in 2025, and 18 million of these": of which of the two years?"""
    at = quantity.sentence.find(quantity.text)
    before = quantity.sentence[:max(at, 0)]
    years = {hit.group() for hit in _OF_A_YEAR.finditer(before)}
    lead, tail = _CLAUSE.split(before)[-1], _CLAUSE.split(quantity.sentence[at + len(quantity.text):])[0]
    own = _OF_A_YEAR.search(lead + tail) or quantity.unit.dimension in _RELATIVE
    return len(years) > 1 and not own and bool(_OF_THESE.search(lead))


def in_part_of_a_year(quantity: Quantity) -> bool:
    """"84,000 in 2022 and 97,000 in 2023, and 71,500 by the end of August": of which year?"""
    at = quantity.sentence.find(quantity.text)
    before = quantity.sentence[:max(at, 0)]
    hits = list(_PART_OF_A_YEAR.finditer(before))
    start = hits[-1].start() if hits else at
    tail = _CLAUSE.split(quantity.sentence[at + len(quantity.text):])[0]
    hit = hits[-1] if hits else _PART_OF_A_YEAR.search(tail)
    if hit is None or not _OF_A_YEAR.search(before[:start]):
        return False
    own = _OF_A_YEAR.search(before[start:]) or _OF_A_YEAR.search(tail) or _SAME_YEAR.search(before[start - 6:])
    return not own and quantity.unit.dimension not in _RELATIVE


def source(said: str) -> bool:
    """"according to a survey" names no source that a reader could look up."""
    return bool(_SOURCE.search(said))


def _beside(reading: Reading, quantity: Quantity) -> tuple[str, str]:
    lead = _STOP.split(reading.text[max(0, quantity.start - BEFORE):quantity.start])[-1]
    return lead, _STOP.split(reading.text[quantity.end:quantity.end + BEHIND])[0]

"""Numbers of somebody or some year that a text leaves open: "a single district", 某项指标, "in an earlier year"."""

import re

from banyan.model.figure import Quantity, Reading

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
    r"|\bone (?:year|month|season) in the past\b|\bin the past,", re.IGNORECASE)
_WHEN_ZH = re.compile(r"某[一个]?(?:年|月|季度|时期|阶段)|前些年|早些年|早年|若干年前|几年前|过去某|历史上某|此前某"
                      r"|有一年|以往某")
_SOURCE = re.compile(r"\b(?:a|an|one|some|recent|several|various) (?:[a-z]+ ){0,2}(?:survey|poll|study|studies"
                     r"|report|ranking|list|estimates?"
                     r"|analysts?|experts?|sources?|media|observers)\b|有(?:关|些)?(?:机构|部门|方面|人士|媒体|专家"
                     r"|调查)|不完全统计|某机构"
                     r"|相关(?:机构|部门|方面|人士)", re.IGNORECASE)
_STOP = re.compile(r"[;；。\n]|\.\s|(?<=\d)[,，](?=\s?\D)")
BEFORE, BEHIND = 60, 40


def whose(reading: Reading, quantity: Quantity) -> bool:
    """Are the words beside the number of somebody who isn't named?"""
    lead, tail = _beside(reading, quantity)
    pattern = _WHOSE_EN if (lead + tail).isascii() else _WHOSE_ZH
    return bool(pattern.search(lead)) or bool(re.match(r"\s?(?:of|in|at|by) ", tail) and pattern.search(tail[:24]))


def when(reading: Reading, quantity: Quantity) -> bool:
    """Are they of a time that isn't named?"""
    lead, tail = _beside(reading, quantity)
    return bool((_WHEN_EN if (lead + tail).isascii() else _WHEN_ZH).search(f"{lead} {tail}"))


def source(said: str) -> bool:
    """"according to a survey" names no source that a reader could look up."""
    return bool(_SOURCE.search(said))


def _beside(reading: Reading, quantity: Quantity) -> tuple[str, str]:
    lead = _STOP.split(reading.text[max(0, quantity.start - BEFORE):quantity.start])[-1]
    return lead, _STOP.split(reading.text[quantity.end:quantity.end + BEHIND])[0]

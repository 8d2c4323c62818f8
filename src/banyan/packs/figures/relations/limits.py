"""Bounds between two numbers of a sentence: "12 percent, above the floor of 15", 浓度148微克，低于160微克的限值."""

import re
from collections.abc import Iterator

from banyan.model.figure import Comparison, Relation, Tie
from banyan.packs.figures.relations import cues
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene

_MARK_ZH = (
    r"限值|上限|下限|红线|警戒[线值]|标准|目标|要求|规定|底线|门槛|阈值|平均|均值|全国|全省|全市|上年|去年"
    r"|大关|关口|整数关|指标|线|预算|预警|限额|纪录|最高|最低|底数|定额|约束"
)
_MARK_EN = (
    r"floor|ceiling|limits?|cap|target|goal|threshold|minimum|maximum|requirement|required|standard|benchmark"
    r"|average|mean"
    r"|national|quota|budget\w*|allowed|permitted|mandated|guideline|norm|plan(?:ned)?|record|forecast"
    r"|red line|bar|mark"
)
_OVER = re.compile(
    r"(?:高于|超过|超出|多于|大于|突破|不低于|不少于|好于|快于|长于|超)(?:了)?[^，。；;\d]{0,20}$"
    r"|\b(?:above|over|exceed\w*|more than|higher than|beyond|surpass\w*|beat\w*|past|ahead of"
    r"|pass(?:ed|es|ing)?|cross(?:ed|es|ing)?|topp(?:ed|ing)|broke through|breaking through"
    r"|in excess of|longer than|faster than)"
    r"\b[^,;.\d]{0,50}$",
    re.IGNORECASE,
)
_UNDER = re.compile(
    r"(?:(?<!不)(?:低于|少于|小于)|不到|不足|短于|慢于|控制在|未达|不及|限定在)[^，。；;\d]{0,20}$"
    r"|(?:未|没有|不|没)(?:超过|突破|超出|高于|超)[^，。；;\d]{0,20}$"
    r"|\b(?:below|under|less than|lower than|fewer than|within|short of|not exceed\w*|not more than"
    r"|inside|beneath|shorter than|no more than)"
    r"\b[^,;.\d]{0,50}$",
    re.IGNORECASE,
)
_NOT = re.compile(r"(?:未|没有|不|没|并未|尚未|非)(?:能)?$|\b(?:not|never|without|nor)(?: \w+)? ?$", re.IGNORECASE)
_MARK = re.compile(rf"(?:{_MARK_ZH})|\b(?:{_MARK_EN})\b", re.IGNORECASE)
_MARK_BEHIND = re.compile(
    rf"^的?[^，。；;\d]{{0,10}}?(?:{_MARK_ZH})|^[ -](?:[a-z-]+ ){{0,3}}?(?:{_MARK_EN})\b", re.IGNORECASE
)
_BETWEEN = re.compile(r"[；;。]|\b(?:while|but|whereas)\b|而", re.IGNORECASE)


def search(scene: Scene) -> Iterator[Claim]:
    for sentence in scene.sentences:
        for n, bound in enumerate(sentence):
            for actual in reversed(sentence[:n]):
                if actual.key == bound.key and actual.word == bound.word:
                    claim = _claim(scene, actual, bound)
                    if claim is not None:
                        yield claim
                    break


def _claim(scene: Scene, actual: Frame, bound: Frame) -> Claim | None:
    between = scene.between(actual, bound)
    if _BETWEEN.search(between) or len(between) > 80 or cues.moves(actual) or cues.is_growth(bound):
        return None
    label, words = _said(bound)
    if not label or not (_MARK.search(words) or _MARK_BEHIND.match(bound.tail)):
        return None
    if actual.comparison is not Comparison.EQUAL and actual.comparison is not Comparison.ABOUT:
        return None
    tie = Tie(Relation.LIMIT, (("limit", bound.at), ("actual", actual.at)), label=label)
    over = actual.value >= bound.value
    return Claim(bound.at, tie, over == (label == "over") or actual.value == bound.value)


def _said(bound: Frame) -> tuple[str, str]:
    """("over" or "within", the words that say so)."""
    under, over = _UNDER.search(bound.lead), _OVER.search(bound.lead)
    if under and (not over or under.start() <= over.start()):
        return "within", under[0]
    if over:
        return ("within" if _NOT.search(bound.lead[: over.start()]) else "over"), over[0]
    return "", ""

"""Who gets something met the terms: "for firms with 10 to 49 employees. Among the recipients, one has 34 of them"."""

import re
from collections.abc import Iterator

from banyan.model.figure import Comparison
from banyan.packs.figures.laws.bounds import broken
from banyan.packs.figures.laws.wholes import RANGE
from banyan.packs.figures.loose.bounds import LOWER, UPPER, bound
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import one_kind
from banyan.packs.figures.relations import cues
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import INFINITE, Frame, Scene

_TERMS = re.compile(
    r"\b(?:open(?:ed)? to|eligible|entitled|qualif\w+|paid to|granted to|given to|awarded to|reserved for"
    r"|limited to|restricted to|goes to"
    r"|go to|available to|for (?:[a-z]+ ){1,3}(?:with|of|over|under|aged|between|from)|must (?:have|be|measure"
    r"|weigh|employ)|only (?:[a-z]+ ){1,3}"
    r"(?:with|of|over|under|between|from|may|can))\b"
    r"|申报条件|面向|限[于定为]?|适用于|仅[限向]|对象(?:为|是)|资格|条件(?:为|是)|可申[请报领]|方可|才[可能]",
    re.IGNORECASE)
_CHOSEN = re.compile(
    r"\b(?:recipients?|beneficiar\w+|winners?|selected|admitted|chosen|awarded|accepted|approved|successful"
    r"|grantees?|passed|qualified|entrants"
    r"|received|among (?:them|these|those))\b|获[得奖批评选]|入选|入围|通过|获补|受助|中签|录取|获评|享受",
    re.IGNORECASE)
_NOT = re.compile(r"\b(?:not|except|exception|unless|refused|rejected|excluded|failed|waived|waiver|apply|applied"
                  r"|ineligible)\b|未|除|不符|例外|落选|驳回",
                  re.IGNORECASE)
_APART = re.compile(r"\b(?:total|all|together|average|mean|years?|grants? of|each got|up to|more"
                    r"|less)\b[^,;.\d]{0,16}$|共|合计|平均|总|奖金|补贴|资助",
                    re.IGNORECASE)
_FAR = 6.0              # times the terms, beyond which a number is of something else


def search(scene: Scene, _: Held) -> Iterator[Claim]:
    for terms in scene.frames:
        ranged = bool(RANGE.search(scene.text[terms.start:terms.end]))
        label = bound(terms)
        if not (ranged or label) or not _TERMS.search(scene.before(terms, 120)) or cues.moves(terms):
            continue
        for actual in _chosen(scene, terms):
            low = terms.low if ranged else terms.value if label == LOWER else 0.0
            high = terms.high if ranged else terms.value if label == UPPER else INFINITE
            if (actual.high < low or actual.low > high) and 1 / _FAR < actual.value / terms.value < _FAR:
                yield broken(terms, actual, LOWER if actual.high < low else UPPER)


def _chosen(scene: Scene, terms: Frame) -> Iterator[Frame]:
    """The numbers of the terms' kind in the sentence behind that tells who was chosen."""
    number = terms.sentence + 1
    if number >= len(scene.sentences) or not scene.sentences[number]:
        return
    sentence = scene.sentences[number]
    said = scene.text[scene.starts[number]:sentence[-1].end + len(sentence[-1].tail)]
    if not _CHOSEN.search(said) or _NOT.search(said):
        return
    for frame in sentence:
        kind = one_kind(frame, terms) and (frame.word == terms.word or not frame.word)
        exact = frame.comparison is Comparison.EQUAL and frame.high < INFINITE and frame.value > 0
        if kind and exact and frame.paragraph == terms.paragraph and not (
                cues.moves(frame) or cues.is_past(frame) or _APART.search(frame.lead)):
            yield frame

"""So much each, how many, and what they make, told in two places of a text: right but for a power of ten.

"302.4 megalitres a day, or 240 litres for each person served", the people in another paragraph; "a dividend of 22 cents
per share", and further on "with 213 million shares in issue, the dividend will cost 46.9 million". What each is for
names what is counted; where any such count fits, nothing is claimed.
"""

import re
from collections.abc import Iterator, Sequence

from banyan.model.figure import Comparison, Dimension, Relation, Tie
from banyan.packs.figures.laws.factors import factor_of
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import is_plain
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene

_PER = re.compile(
    r"^(?: [a-z]+)? (?:for (?:each|every)|per|to (?:each|every)) (?P<noun>(?!day|year|month|week)[a-z]{4,})\b")
_OR = re.compile(
    r"^[^.;\d]{0,40}[,(] ?(?:or|i\.e\.|that is|equal to|equivalent to|which is)(?: about| some| around)? ?[$€£¥]?$",
    re.IGNORECASE)
_COSTS = re.compile(r"\b(?:costs?|total\w*|amounts?|worth|absorbs?|comes? to|came to|paid out|distribut\w+)\b",
                    re.IGNORECASE)
_PEOPLE = frozenset({"person", "people", "head", "capita", "inhabitant", "resident", "citizen"})
_WORD = re.compile(r"[a-z]{6,}")
_POWERS = (0.001, 0.01, 0.1, 10.0, 100.0, 1000.0)
_CLOSE, _FIT = 0.004, 0.06      # of a power of ten; of what is right as it stands
_MOST = 40              # numbers each of which may be so much each


def search(scene: Scene, _: Held) -> Iterator[Claim]:
    told = [(f, hit["noun"]) for f in scene.frames if is_plain(f)
            and f.comparison in (Comparison.EQUAL, Comparison.ABOUT) and (hit := _PER.match(f.tail))][:_MOST]
    for each, noun in told:
        counts = [f for f in scene.frames if f.key[0] == Dimension.COUNT and is_plain(f) and _is_counted(f, noun)]
        before = next((f for f in scene.earlier(each, 1) if f.sentence == each.sentence), None)
        if before is not None and is_plain(before) and _OR.match(scene.between(before, each)):
            yield from _slipped(each, counts, [before])
        else:
            yield from _slipped(each, counts, _amounts(scene, each, counts))


def _is_counted(frame: Frame, noun: str) -> bool:
    return frame.word == noun or (noun in _PEOPLE and frame.word in _PEOPLE)


def _amounts(scene: Scene, each: Frame, counts: Sequence[Frame]) -> list[Frame]:
    """What costs so much in the sentence of such a count or the next, by a word that stands beside what each is."""
    name = set(_WORD.findall(scene.before(each, 40).lower()))
    places = {(n, f.paragraph) for f in counts if f.sentence != each.sentence for n in (f.sentence, f.sentence + 1)
              if n < len(scene.sentences)}
    near = [f for n, paragraph in sorted(places) for f in scene.sentences[n] if f.paragraph == paragraph]
    return [f for f in near if is_plain(f) and not _PER.match(f.tail) and _COSTS.search(f.lead)
            and name & set(_WORD.findall(f.lead.lower()))]


def _slipped(each: Frame, counts: Sequence[Frame], amounts: Sequence[Frame]) -> Iterator[Claim]:
    found: list[tuple[Frame, Frame]] = []
    for amount in amounts:
        factor = 1.0 if amount.key == each.key else float(factor_of(amount.key[1], each.key[1]) or 0)
        for count in counts:
            made = each.value * count.value / (amount.value * factor) if factor else 0.0
            if abs(made - 1) < _FIT:
                return
            if any(abs(made * power - 1) < _CLOSE for power in _POWERS):
                found.append((count, amount))
    for count, amount in found[:1]:
        members = (("each", each.at), ("count", count.at), ("amount", amount.at))
        yield Claim(amount.at, Tie(Relation.PRODUCT, members), False)

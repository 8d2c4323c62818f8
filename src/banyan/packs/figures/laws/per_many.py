"""So many for every hundred, thousand or million of others: births per 1,000 inhabitants, 每百户48.2辆, 3.4‰.

The rate, how many there are of the one and of the other: where all three are told, the one divided by the other is the
rate. What it is a rate of is told by the nouns beside it; where it names none, by the two numbers of its own sentence.
"""

import re
from collections.abc import Iterator

from msgspec import Struct

from banyan.model.figure import Comparison, Dimension, Reading, Relation, Tie
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.matching.kin import english, kinds
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import INFINITE, Frame, Scene

_MANIES = {"百": 100, "千": 1000, "万": 10000, "十万": 100000, "百万": 1000000, "hundred": 100, "thousand": 1000,
           "ten thousand": 10000, "hundred thousand": 100000, "million": 1000000}
_K_EN = (r"(?P<n>1,000,000|100,000|10,000|1,000|1000|100|(?:a |one )?hundred thousand|ten thousand|(?:a |one )?hundred"
         r"|(?:a |one )?thousand|(?:a |one )?million)\b(?P<of>(?: (?!there|and|or|in|of|by|on|is|was|were"
         r"|are)[a-z'-]{3,}){0,3})")
_BEHIND = re.compile(
    rf"^(?: (?!per|and|or|but|than|out|of|in|to|for)[a-z'-]+){{0,6}},? (?:per|(?:for|in|to|of|out of|among|on"
    rf"|from) (?:every|each)"
    rf"|out of|a|every|each) {_K_EN}", re.IGNORECASE)
_BEFORE = re.compile(rf"\b(?:(?:for|in|of|among|to|out of|from) (?:every|each)|per|each|every) {_K_EN}[^.;\d]{{0,48}}$",
                     re.IGNORECASE)
_BEFORE_ZH = re.compile(
    r"每(?P<n>百万|十万|[百千万]|1000万?|100万?|10万|1万)(?P<of>[\u4e00-\u9fff]{0,10}?)(?:拥?有|配[有备]|中|里|的|为"
    r"|达|是|发生"
    r"|死亡|，|[\u4e00-\u9fff]{2,8}率)?[^，。；\d]{0,16}[，,]?[^，。；\d]{0,8}$")
_BEHIND_ZH = re.compile(r"^[\u4e00-\u9fff]{0,2}/(?P<n>百万|十万|[百千万]|1000|100|10万)(?P<of>[\u4e00-\u9fff]{1,6})")
_PERMILLE = re.compile(r"‰|per mille|千分之|万分之")
_LINK = re.compile(
    r"(?:即|合|折合|相当于|也就是|平均|率[^，。；\d]{0,6})[^，。；\d]{0,10}$"
    r"|[:：]|\b(?:or|that is|i\.e\.|which is|works? out|making|makes|giving|gives|rate|rates|mortality|equals?"
    r"|equivalent|equal|so|thus|means?|meaning|came to|comes to|amount\w*)\b", re.IGNORECASE)
_PERSONS_ZH = re.compile(r"人口|居民|常住|户籍")
_PERSON = re.compile(r"\b(?:people|persons?|inhabitants?|residents?|population|citizens?|islanders?|villagers?|souls"
                     r"|head)\b", re.IGNORECASE)
_LAST_YEAR = re.compile(r"^ ?(?:[a-z]+ )?last year\b", re.IGNORECASE)
_AGAINST = re.compile(r"\bagainst (?:the |some |about )?$", re.IGNORECASE)     # 2,460 divorces against 6,150 weddings
_ELSEWHERE = re.compile(
    r"上年|去年|全国|全省|平均水平|均值|目标|标准"
    r"|\b(?:previous|last year|year before|earlier|ago|nation\w*|average|mean|target|goal|country|elsewhere|than)\b",
    re.IGNORECASE)
_ANY = frozenset(("", "个", "人", "名", "位"))     # classifiers of everything
_NEAR = 7               # numbers to each side of a rate, among which the two stand
_FAR = 12.0             # times off, beyond which they are of other things
_CLOSE = 3.2            # the same, where no noun says that they are the ones
_HUNDRED = 100
_CALLED, _NAMED, _SAME_SENTENCE, _ALONE = 2.0, 1.0, 0.5, 1.5     # what speaks for two numbers
_SURE = 2.5             # of these, from which the two may be further off
_AVERAGE = 0.04         # how far a year's average may lie from a level of its population


class Rate(Struct, frozen=True):
    """`many`: for how many it is so much; `of`: what these are called, "" where the text doesn't say."""

    frame: Frame
    many: int
    of: str


def search(scene: Scene, held: Held) -> Iterator[Claim]:
    for frame in scene.frames:
        rate = _rate(scene, frame)
        if rate is not None and (frame.at not in held.fast or frame.at not in held.heads):
            claim = _claim(scene, rate)
            if claim is not None:
                yield claim


def refuted(scene: Scene, reading: Reading) -> Reading:
    """The same without averages that take a rate, or the thousand that it is for, for so many each."""
    rates = {f.at: rate for f in scene.frames if (rate := _rate(scene, f)) is not None and not f.is_percent}
    thousands = {f.at for rate in rates.values() for f in scene.around(rate.frame.sentence, 0)
                 if _is_the_many(scene, rate, f)}
    told = {frozenset((a.at, b.at)) for rate in rates.values() for near in [_near(scene, rate)]
            for a in near for b in near if a.value < b.value and _fits(rate, a, b)}
    kept = tuple(tie for tie in reading.ties if not _is_misread(tie, rates, thousands, told))
    return Reading(reading.text, reading.language, reading.quantities, kept, reading.covered)


def _is_misread(tie: Tie, rates: dict[int, Rate], thousands: set[int], told: set[frozenset[int]]) -> bool:
    if tie.relation is not Relation.AVERAGE:
        return False
    of = dict(tie.members)
    rate = rates.get(of.get("average", -1))
    if rate is not None:
        return tie.per != rate.many
    return bool(thousands & set(of.values())) or (tie.per == 1 and frozenset(
        i for name, i in tie.members if name != "average") in told)


def _rate(scene: Scene, frame: Frame) -> Rate | None:
    if frame.value <= 0 or frame.high == INFINITE or frame.comparison not in (Comparison.EQUAL, Comparison.ABOUT) or (
            cues.moves(frame) or _ELSEWHERE.search(re.split(r"[,，。；;]", frame.lead[-30:])[-1])):
        return None
    if frame.is_percent and _PERMILLE.search(scene.text, frame.start, frame.end):
        return Rate(frame, _HUNDRED, "")
    if frame.key[0] is not Dimension.COUNT:
        return None
    hit = _BEHIND.match(scene.text[frame.end:frame.end + 90])
    if hit is None and not frame.chinese:
        hit = _BEFORE.search(scene.before(frame, 100))
        hit = None if hit is not None and _is_taken(scene, frame, hit["n"]) else hit
    if hit is None and frame.chinese:
        hit = _BEHIND_ZH.match(frame.tail) or _BEFORE_ZH.search(scene.before(frame, 44))
    if hit is None:
        return None
    said = re.sub(r"^(?:a|one) ", "", hit["n"].lower())
    many = _MANIES.get(said) or int(said.replace(",", "").replace("万", "0000"))
    return Rate(frame, many, hit["of"].strip()) if frame.value < many else None


def _is_taken(scene: Scene, frame: Frame, many: str) -> bool:
    """ "12.5 deaths for each million inhabitants, 129 in ...": the million is of the number before it."""
    earlier = (_BEHIND.match(scene.text[f.end:frame.start]) for f in scene.sentences[frame.sentence] if f.at < frame.at)
    return any(hit is not None and hit["n"] == many for hit in earlier)


def _claim(scene: Scene, rate: Rate) -> Claim | None:
    near = _near(scene, rate)
    pairs = [(a, b) for a in near for b in near if a.at != b.at and a.value < b.value]
    if any(_fits(rate, a, b) for a, b in pairs):
        return None
    scored = [(score, -abs(a.at - rate.frame.at) - abs(b.at - rate.frame.at), a, b)
              for a, b in pairs if (score := _score(scene, rate, near, a, b)) > 0]
    if not scored:
        return None
    best, _, part, whole = max(scored, key=lambda s: s[:2])
    off = part.value / whole.value * rate.many / rate.frame.value
    if not (1 / _FAR < off < _FAR) or (best < _SURE and not 1 / _CLOSE < off < _CLOSE):
        return None
    if rate.frame.is_percent:
        members = (("share", rate.frame.at), ("part", part.at), ("whole", whole.at))
        return Claim(rate.frame.at, Tie(Relation.SHARE, members, "stated"), False)
    members = (("average", rate.frame.at), ("amount", part.at), ("count", whole.at))
    return Claim(rate.frame.at, Tie(Relation.AVERAGE, members, "named", per=rate.many), False)


def _fits(rate: Rate, part: Frame, whole: Frame) -> bool:
    frame = rate.frame
    half = frame.step / 2 if frame.low == frame.high else 0.0       # a rate is rounded, even to a whole number
    low, high = fits.quotient(fits.span(part), fits.span(whole))
    if rate.many > _HUNDRED or rate.frame.is_percent:       # of the year's average population, which is seldom told
        low, high = low * (1 - _AVERAGE), high * (1 + _AVERAGE)
    return fits.meets((low * rate.many, high * rate.many), (frame.low - half, frame.high + half))


def _near(scene: Scene, rate: Rate) -> list[Frame]:
    """The counts around it that are no rate themselves, nor the thousand that it is for, nor of another time."""
    head = rate.frame
    found = []
    for f in scene.around(head.sentence, 2, 2):
        if f.at == head.at or abs(f.at - head.at) > _NEAR or f.paragraph != head.paragraph or f.value <= 1:
            continue
        if f.key[0] not in (Dimension.COUNT, Dimension.MEASURE) or not (f.low > 0 and f.high < INFINITE):
            continue
        if _is_past(f) or _is_the_many(scene, rate, f) or _rate(scene, f) is not None or (cues.moves(f) and (
                not _is_of_them(f))):
            continue
        found.append(f)
    return found


def _is_past(frame: Frame) -> bool:
    """ "5,376 burglaries last year" are of the year that the text is of."""
    return cues.is_past(frame) and not _LAST_YEAR.match(frame.tail) and not _AGAINST.search(frame.lead)


def _is_of_them(frame: Frame) -> bool:
    """ "Identified hearing loss in 23 of them": no loss of 23."""
    return bool(re.match(r" of (?:them|these|those|whom|which)\b", frame.tail))


def _is_the_many(scene: Scene, rate: Rate, frame: Frame) -> bool:
    said = scene.before(frame, 12)
    return frame.value == rate.many and bool(re.search(r"每$|\b(?:per|every|each|out of|of|a|in|for) $", said))


def _score(scene: Scene, rate: Rate, near: list[Frame], part: Frame, whole: Frame) -> float:
    """How surely the two are meant; 0 where nothing says it."""
    head = rate.frame
    called = _is_called(scene, whole, rate.of) if rate.of else False
    if rate.of and not called and _is_called(scene, part, rate.of):
        return 0.0
    here = [f for f in near if f.sentence == head.sentence]
    first, last = min(part.at, whole.at, head.at), max(part.at, whole.at, head.at)
    said = scene.text[min(part.start, whole.start, head.start):max(part.end, whole.end, head.end)]
    alone = {f.at for f in here} == {part.at, whole.at} and last - first <= 3 and bool(
        _LINK.search(said) or _LINK.search(head.lead))
    if rate.of and not called and not alone:
        return 0.0
    noun = _noun(scene, rate)
    named = bool(noun) and (_is_called(scene, part, noun) or (
        head.chinese and part.word == head.word and head.word not in _ANY))
    if not rate.of and not alone and not (named and _linked(rate, part, whole)):
        return 0.0
    if not (named or alone or (called and all(f.at in (part.at, whole.at) for f in near))):
        return 0.0
    return _CALLED * called + _NAMED * named + _ALONE * alone + _SAME_SENTENCE * (part.sentence == head.sentence)


def _linked(rate: Rate, part: Frame, whole: Frame) -> bool:
    """A rate without "of whom": all three in a row."""
    at = sorted((rate.frame.at, part.at, whole.at))
    return at[2] - at[0] <= 3


def _noun(scene: Scene, rate: Rate) -> str:
    """What it is so many of: the words behind the rate, in Chinese those before it."""
    head = rate.frame
    if head.chinese:
        return re.sub(r"每[^，。；]*$", "", scene.before(head, 16)[-8:]) + head.word
    behind = scene.text[head.end:head.end + 40]
    return re.split(r"\b(?:per|for|in|to|of|out|among|every|each)\b", behind)[0] or head.word


def _is_called(scene: Scene, frame: Frame, name: str) -> bool:
    """Does the name of these stand beside the number, or another word for it?"""
    if frame.chinese:
        beside = scene.before(frame, 24).split("。")[-1][-14:] + frame.tail[:6]
        pairs = {name[n:n + 2] for n in range(len(name) - 1)} or {name}
        said = any(p in beside for p in pairs if p) or (name in ("户", "人") and frame.tail.startswith(name))
        return said or bool(_PERSONS_ZH.search(name) and _PERSONS_ZH.search(beside)) or (
            name.startswith("人") and bool(_PERSONS_ZH.search(beside)))
    beside = f"{scene.before(frame, 40)[-40:]} {frame.word} {re.split(r'[,.;]', frame.tail)[0][:30]}"
    if _PERSON.search(name):
        return bool(_PERSON.search(beside))
    own = f"{frame.word} {re.split(r'[,.;]', frame.tail)[0][:30]}"
    return bool(english(name) & english(own)) or bool(kinds(name) & kinds(own)) or bool(
        english(name) & english(scene.before(frame, 24)))

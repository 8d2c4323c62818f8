"""Growth on growth: what years of growth of their own come to, and in how many years it doubles at so much a year."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from msgspec import Struct

from banyan.model.figure import Dimension, Reading, Relation, Tie
from banyan.packs.figures.likely.spans import told_years, year_of
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import is_plain, one_kind
from banyan.packs.figures.relations import cues
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene

_STEP = re.compile(
    r"\b(?:earned|returned|yielded|made|gained|lost|rose|fell|grew|up|down|add(?:ed|ing)|by|of|in (?:19|20)\d\d:?)"
    r"(?: by| of| a further| another| an extra| only| just)* $", re.IGNORECASE)
_TOTAL = re.compile(
    r"(?:累计|合计|总共|总体|共|总的?)[^，。；\d]{0,10}$"
    r"|\b(?:cumulative\w*|in total|altogether|overall|combined|all told|taken together|together|in all|compounded)\b"
    r"[^,;.\d]{0,40}$|\b(?:rise|growth|gain|increase|fall|drop|decline) (?:of|over) (?:the )?"
    r"(?:two|three|four|five|whole)[ -][a-z]+ (?:period )?(?:of|was|is|came to|amounted to|comes to) $", re.IGNORECASE)
_TOTAL_BEHIND = re.compile(r"^ (?:in all|in total|altogether|overall|together|cumulatively"
                           r"|over the (?:whole )?(?:two|three|four|five|period|years))\b", re.IGNORECASE)
_AVERAGE = re.compile(
    r"(?:年均|平均)[^，。；\d]{0,8}$|\b(?:average|averag\w+|annually|a year)\b[^,;.\d]{0,30}$", re.IGNORECASE)
_DOUBLES = re.compile(
    r"翻(?:一番|番|倍)|增长一倍|\bdoubl(?:e|es|ed|ing)\b(?! (?:the|that|those|what|its|as))", re.IGNORECASE)
_HALVES = re.compile(r"减半|\bhalv(?:e|es|ed|ing)\b", re.IGNORECASE)
_MANY_TIMES = re.compile(r"翻[两二三]番")
_RATE = re.compile(
    r"年均|每年|年增[长速]|\b(?:a|per|each|every) year\b|\bannual|\byearly\b|\bp\.a\.", re.IGNORECASE)
# "«at» 7.2 percent a year it doubles «in» ten years": what is supposed, and how long it takes
_AT = re.compile(r"若|如果?|按|照|保持|以|假[如设]"
                 r"|\b(?:at|if|were|with|assuming|growing|keeps?|continues?|compounding)\b", re.IGNORECASE)
_IN_YEARS = re.compile(
    r"[\u4e00-\u9fff，]$|\b(?:in|within|every|takes?|after|for|over)(?: (?:about|some|only|just|roughly|around|the|next"
    r"|another|under|nearly|less|than))* ?$", re.IGNORECASE)
_YEAR = re.compile(r"(?<![\d.,])((?:19|20)\d\d)(?![\d.,]\d)")
_CLAUSE = re.compile(r"[，。；、,;()（）]|\band\b|\. ")
_BEHIND = 40            # characters around, in which the verb stands
_LEAST, _MOST = 2, 12       # steps


class Chain(Struct, frozen=True):
    """Growths of years that follow each other, in their order."""

    steps: tuple[Frame, ...]
    first: int
    last: int


def search(scene: Scene, _: Held) -> Iterator[Claim]:
    for sentence in scene.sentences:
        chain = _chain(sentence)
        if chain is not None:
            yield from _ends(scene, chain)
        yield from _doubling(scene, sentence)


def refuted(scene: Scene, reading: Reading) -> Reading:
    """The same reading without growths of a single year between levels that several such years lie between."""
    chains = [chain for sentence in scene.sentences if (chain := _chain(sentence)) is not None]
    steps = {f.at for chain in chains for f in chain.steps}
    frames = {f.at: f for f in scene.frames}

    def is_astray(tie: Tie) -> bool:
        of = dict(tie.members)
        now, before = (frames.get(of.get(name, -1)) for name in ("now", "before"))
        if tie.relation is not Relation.GROWTH or of.get("growth") not in steps or now is None or before is None:
            return False
        return year_of(scene, now) - year_of(scene, before) > 1 or Dimension.DURATION in (now.key[0], before.key[0])

    return Reading(reading.text, reading.language, reading.quantities,
                   tuple(tie for tie in reading.ties if not is_astray(tie)), reading.covered) if steps else reading


def _chain(sentence: Sequence[Frame]) -> Chain | None:
    steps = [(year, f) for f in sentence if f.is_percent and f.is_bounded and _is_step(f)
             and (year := _own_year(f))][:_MOST]
    if len(steps) < _LEAST or any(b - a != 1 for (a, _), (b, _) in pairwise(steps)):
        return None
    return Chain(tuple(f for _, f in steps), steps[0][0], steps[-1][0])


def _is_step(frame: Frame) -> bool:
    if _TOTAL.search(frame.lead) or _TOTAL_BEHIND.match(frame.tail) or _AVERAGE.search(frame.lead):
        return False
    return cues.moves(frame) or bool(_STEP.search(frame.lead))


def _own_year(frame: Frame) -> int:
    """The year told in the growth's own clause; 0 where there is none, or two."""
    years = set(_YEAR.findall(f"{_CLAUSE.split(frame.lead)[-1]}|{_CLAUSE.split(frame.tail)[0]}"))
    return int(years.pop()) if len(years) == 1 else 0


def _ends(scene: Scene, chain: Chain) -> Iterator[Claim]:
    """What the steps come to: a total growth, an average of them, or the levels at both ends."""
    last = chain.steps[-1]
    near = [f for n in (last.sentence, last.sentence + 1) if n < len(scene.sentences) for f in scene.sentences[n]]
    behind = [f for f in near if f.at > last.at and f.is_percent and f.paragraph == last.paragraph]
    steps = tuple(("step", f.at) for f in chain.steps)
    for head in behind:
        whole = _TOTAL.search(head.lead) or _TOTAL_BEHIND.match(scene.text[head.end:head.end + _BEHIND])
        name = "total" if whole else "average" if _AVERAGE.search(head.lead) else ""
        if name and told_years(scene, head) in (0, len(steps)) and _same_thing(scene, last, head):
            yield Claim(head.at, Tie(Relation.CHAIN, ((name, head.at), *steps)), False)
    levels = [f for n in range(max(0, last.sentence - 1), min(last.sentence + 2, len(scene.sentences)))
              for f in scene.sentences[n] if is_plain(f) and f.paragraph == last.paragraph]
    befores = [f for f in levels if year_of(scene, f) == chain.first - 1 and f.at < chain.steps[0].at]
    nows = [f for f in levels if year_of(scene, f) == chain.last and f.at > last.at]
    if len(befores) == 1 and nows and one_kind(befores[0], nows[0]):
        members = (("now", nows[0].at), ("before", befores[0].at), *steps)
        yield Claim(nows[0].at, Tie(Relation.CHAIN, members), False)


def _same_thing(scene: Scene, last: Frame, head: Frame) -> bool:
    """No semicolon parts them, unless the head's clause is of the steps' years together."""
    between = scene.between(last, head)
    return not re.search(r"[；;]", between) and ("。" not in between or bool(re.search(r"[两三四五]年", head.lead)))


def _doubling(scene: Scene, sentence: Sequence[Frame]) -> Iterator[Claim]:
    """"At 7.2 percent a year it would double in ten years", 每年7.2%，10年翻一番."""
    lengths = [f for f in sentence if f.key[0] == Dimension.DURATION and f.key[1] == "year" and f.is_bounded]
    rates = [f for f in sentence if f.is_percent and f.is_bounded and 0 < f.value < 100 and _is_yearly(f)]
    if len(lengths) != 1 or len(rates) != 1:
        return
    rate, length = rates[0], lengths[0]
    said = re.split(r"[。；;\n]|\. ", scene.text[min(rate.start, length.start):max(rate.end, length.end) + _BEHIND])[0]
    said = scene.before(min(rate, length, key=lambda f: f.at), _BEHIND) + said
    if not _AT.search(scene.before(rate)) or not _IN_YEARS.search(length.lead):
        return
    factor = Decimal(2) if _DOUBLES.search(said) else Decimal("0.5") if _HALVES.search(said) else None
    if factor is not None and not _MANY_TIMES.search(said):
        verb = tuple(("verb", f.at) for f in sentence if f.key[0] == Dimension.TIMES)
        members = (("rate", rate.at), ("length", length.at), *verb)
        yield Claim(length.at, Tie(Relation.CHAIN, members, factor=factor), False)


def _is_yearly(frame: Frame) -> bool:
    return bool(_RATE.search(frame.lead) or _RATE.search(frame.tail[:24]))

"""What would be right but for a power of ten or a turned pair of digits: products, shares and sums told in one breath.

"Each of the 26,000 panels is rated at 450 watts, which gives 117 megawatts"; 床位5.4万张，入住3240人，入住率60%;
12.6亿元 and 8.4万元 make 21.0亿元. Words only have to say that something is so much each, a share or a total; that
numbers near each other fit but for noughts is seldom chance. Where any of them fit as they stand, nothing is claimed.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from banyan.measure.figures.products import RESTATED
from banyan.model.figure import Comparison, Dimension, Relation, Tie
from banyan.packs.figures.laws.apiece import is_a_slip
from banyan.packs.figures.laws.factors import factor_of
from banyan.packs.figures.laws.rates import per_unit, per_word
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import is_plain
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene

_EACH = re.compile(
    r"\b(?:each|every|apiece|per (?:head|capita|person|household|inhabitant|resident)|uniform|fixed|flat)\b"
    r"|[人户]均|每", re.IGNORECASE)
_MANY_EACH = re.compile(        # so much for so many of them: 每10股派现3.2元
    r"每[\d十百千万]{1,6}[\u4e00-\u9fff]|\b(?:per|for every|for each) (?:\d|ten\b|hundred|thousand|million|dozen)",
    re.IGNORECASE)
_EACH_BEHIND = re.compile(r"^[^,.;，。；\d]{0,30} (?:per (?:head|capita|person|household)|each|apiece)\b",
                          re.IGNORECASE)
_RATE = re.compile(r"(?:率|占(?:比|[^，。；\d]{0,10})|比重)(?:为|达到?|约)?$|[（(]$"
    r"|\b(?:or|i\.e\.|that is|,)(?: about)? ?$")
_OR_SO_MUCH = re.compile(
    r",? (?:or|that is|i\.e\.|which is|equal to|equivalent to)(?: about| some| around| roughly| nearly)? ?[$€£¥]?"
    r"|，?(?:即|约合|合|折合|约)约?", re.IGNORECASE)
_GROWS = re.compile(r"增长|下降|同比|上升|涨|降|\b(?:growth|up|down|more|less|rise|rose|fell)\b", re.IGNORECASE)
_TOTAL = re.compile(
    r"(?:合计|共计|总计|总共|一共|总投资|总额|总量|总数|累计|共|总[\u4e00-\u9fff]{1,3})[^，。；\d]{0,6}$"
    r"|\b(?:total\w*|together|altogether|in all|makes?|making|made|adds? up to|sum|combined)\b[^.;\d]{0,24}$",
    re.IGNORECASE)
_LISTED = re.compile(
    r"^[^.。；;\d]{0,40}(?:[,，、;；\n]|\band\b|\bplus\b|和|及|与)[^.。\d]{0,40}$", re.IGNORECASE)
_POWERS = (0.0001, 0.001, 0.01, 0.1, 10.0, 100.0, 1000.0, 10000.0)
_NEAR, _ROW = 5, 6          # numbers apart, and numbers that make a total
_WIDE = 1.12                # a range or a number of one digit makes anything
_FINE = 100             # steps of a number that tells its digits
_CLOSE = 0.004              # of a power of ten, beside the rounding of what is written


def search(scene: Scene, held: Held) -> Iterator[Claim]:
    for frame in scene.frames:
        if not is_plain(frame) and not frame.is_percent:
            continue
        near = [f for f in scene.around(frame.sentence, 1, 1) if f.at != frame.at and abs(f.at - frame.at) < _NEAR
                and f.paragraph == frame.paragraph and is_plain(f) and not cues.is_past(f)]
        if frame.is_percent:
            yield from _share(scene, frame, held)
            yield from _of_share(scene, frame, held)
        elif _is_each(scene, frame):
            yield from _product(frame, near, held)
        elif _TOTAL.search(frame.lead) and frame.at not in held.summed:
            yield from _sum(scene, frame, held)


def _is_each(scene: Scene, frame: Frame) -> bool:
    said = re.split(r"[。；;]|\.\s", scene.text[max(0, frame.start - 90) : frame.start])[-1]
    if _MANY_EACH.search(said):
        return False
    exact = frame.comparison in (Comparison.EQUAL, Comparison.ABOUT)
    named = _EACH.search(said) or _EACH_BEHIND.match(frame.tail)
    return exact and bool(cues.is_each(frame) or per_word(frame) or named)


def _product(each: Frame, near: Sequence[Frame], held: Held) -> Iterator[Claim]:
    """So much each, so many, and what they make but for a slip; the amount stands behind one of the two."""
    if each.at in held.fast:
        return
    symbol, slips = per_unit(each), []
    for count in near:
        many = _many(count, symbol)
        if not many or count.key == each.key or count.sentence > each.sentence:
            continue
        for amount in near:
            factor = _times(each, amount)
            if amount.at == count.at or not factor or amount.value * factor <= each.value:
                continue
            made = (each.low * count.low * many / factor, each.high * count.high * many / factor)
            if fits.meets(made, fits.span(amount)):
                return
            exact = each.value * count.value * many / factor
            if amount.at not in held.fast and (_is_power(made, amount) or is_a_slip(exact, amount, 2)):
                slips.append((abs(amount.at - each.at) + abs(count.at - each.at), count, amount, many / factor))
    if slips:
        _, count, amount, scale = min(slips, key=lambda s: s[0])
        members = (("each", each.at), ("count", count.at), ("amount", amount.at))
        yield Claim(amount.at, Tie(Relation.PRODUCT, members, RESTATED, factor=Decimal(str(round(scale, 9)))), False)


def _many(count: Frame, symbol: str) -> float:
    """How many of what it is per one of the count's is; 0 where it is no count of these."""
    if symbol:
        return 1.0 if count.key[1] == symbol else float(factor_of(count.key[1], symbol) or 0)
    return float(count.key[0] == Dimension.COUNT and count.value > 1 and count.value == int(count.value))


def _times(each: Frame, amount: Frame) -> float:
    """How many of its unit one of the amount's is; 0 where they are of two kinds."""
    if each.key == amount.key:
        return float(each.key[0] != Dimension.COUNT or each.word == amount.word or not each.word)
    return float(factor_of(amount.key[1], each.key[1]) or 0) if each.key[0] == amount.key[0] else 0.0


def _is_power(made: fits.Span, said: Frame) -> bool:
    low, high = made[0] * (1 - _CLOSE), made[1] * (1 + _CLOSE)
    return high < low * _WIDE and any(fits.meets((low * power, high * power), fits.span(said)) for power in _POWERS)


def _share(scene: Scene, share: Frame, held: Held) -> Iterator[Claim]:
    """A part told right before its share, and the whole before it, in its sentence or the one before."""
    if share.at in held.fast or not _RATE.search(share.lead) or _GROWS.search(share.lead) or share.step > 1:
        return
    part = next((f for f in scene.earlier(share, 1) if f.at == share.at - 1 and is_plain(f)), None)
    if part is None or share.sentence - part.sentence > 1 or part.at in held.fast:
        return
    wholes = [f for f in scene.earlier(part, _NEAR) if is_plain(f) and f.key == part.key and not cues.is_past(f)
              and part.sentence - f.sentence < 2 and not cues.is_each(f)]
    if any(fits.share(share, fits.span(part), fits.span(f)) for f in wholes):
        return
    for whole in reversed(wholes):
        made = (whole.low * share.low / 100, whole.high * share.high / 100)
        if _is_power(made, part):
            members = (("share", share.at), ("part", part.at), ("whole", whole.at))
            yield Claim(share.at, Tie(Relation.SHARE, members), False)
            return


def _of_share(scene: Scene, share: Frame, held: Held) -> Iterator[Claim]:
    """"4 per cent, or about 45.4 thousand tonnes": a percentage, and what it makes of a number right before it."""
    part = next((f for f in scene.sentences[share.sentence] if f.at == share.at + 1 and is_plain(f)), None)
    if part is None or share.at in held.fast or cues.moves(share) or not _OR_SO_MUCH.fullmatch(share.tail):
        return
    wholes = [f for f in scene.earlier(share, _NEAR) if is_plain(f) and f.key == part.key and not cues.is_past(f)
              and share.sentence - f.sentence < 2 and f.paragraph == share.paragraph and not cues.is_each(f)]
    if part.value < _FINE * part.step or any(fits.share(share, fits.span(part), fits.span(f)) for f in wholes):
        return
    for whole in reversed(wholes):
        made = whole.value * share.value / 100
        if any(abs(made * power / part.value - 1) < _CLOSE for power in _POWERS):
            members = (("share", share.at), ("part", part.at), ("whole", whole.at))
            yield Claim(share.at, Tie(Relation.SHARE, members), False)
            return


def _sum(scene: Scene, whole: Frame, held: Held) -> Iterator[Claim]:
    """The row right before a total, of which one has a power of ten too many or too few."""
    parts: list[Frame] = []
    for frame in reversed(scene.earlier(whole, _ROW)):
        following = parts[0] if parts else whole
        said = scene.between(frame, following)
        if frame.at != following.at - 1 or frame.key != whole.key or not is_plain(frame) or cues.is_past(frame):
            return
        if len(said) > 120 or not (_LISTED.search(said) or frame.sentence != following.sentence):
            return
        parts.insert(0, frame)
        if len(parts) > 1 and (fits.sums(whole, parts) or whole.at in held.summed):
            return
        if len(parts) > 1 and any(_mends(parts, part, whole) for part in parts):
            members = (("whole", whole.at), *(("part", f.at) for f in parts))
            yield Claim(whole.at, Tie(Relation.BREAKDOWN, members), False)
            return


def _mends(parts: Sequence[Frame], wrong: Frame, whole: Frame) -> bool:
    rest = [f for f in parts if f is not wrong]
    low, high = fits.total(rest)
    left = whole.low - high, whole.high - low
    return left[0] > 0 and any(
        fits.meets((wrong.low * power, wrong.high * power), left) and wrong.value * power >= whole.value / 50
        for power in _POWERS)

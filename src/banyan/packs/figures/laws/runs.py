"""A row of numbers side by side, and what all of them come to: "over the three months", 加起来全年, two days together.

All that stand in the row are meant, and as many as its sum names: a sum that only some of them make by their rounding
is none. What contributed to a growth, in points, adds up to it.
"""

import re
from collections.abc import Iterator, Sequence

from banyan.measure.figures.sums import CONTRIBUTIONS
from banyan.model.figure import Comparison, Dimension, Relation, Tie
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import is_plain
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import INFINITE, Frame, Scene

_NUMBERS = {word: n for n, words in enumerate((
    "", "", "两 二 two both", "三 three", "四 four", "五 five", "六 six", "七 seven")) for word in words.split()}
_BESIDE = re.compile(      # between two of the row: a name or a time, and nothing that opens anew
    r"^(?!.*\b(?:of which|of whom|including|than|from|up|down|against|making|which|total|leaving"
    r"|or)\b)(?: [a-z'-]+){0,3}"
    r"(?:,|;| and|, and)(?: [a-z'’-]+){0,4}(?: [$¥€£]?|[$¥€£])$"
    r"|^(?!.*[其共计比至累])[\u4e00-\u9fff]{0,4}[、，和及与；][\u4e00-\u9fff]{0,10}$", re.IGNORECASE)
_CLOSE_BY = re.compile(r"^[^，。；;\d]{0,3}(?:、|和|及|与|, ?| and |, and )$", re.IGNORECASE)
_MANY = re.compile(
    r"\b(?:over|in|for|during|across) (?:the|those|these|all|its) (?P<en>two|three|four|five|six|seven)"
    r" (?:months|quarters|weeks|days|years|nights|rounds|seasons|events|shows|sessions)\b", re.IGNORECASE)
_MANY_ZH = re.compile(
    r"(?<!第)(?P<zh>[两二三四五六七])(?:天|个月|年|个?季度?|周|日|场|轮|期)(?:累计|合计|共|一共|总共|总计|加起来"
    r"|下来)?[^，。；\d]{0,10}$")
_SUM_ZH = re.compile(r"(?:加起来|合起来|相加|合计|累计|共计|总计)[^，。；\d]{0,10}$")
_FAR = 1.8              # times off, beyond which the row and the sum are of two things
_POINT = re.compile(r"^ ?(?:percentage )?points?\b|^个?百分点", re.IGNORECASE)
_GAVE = re.compile(
    r"拉动|贡献|\b(?:contribut\w+|made up of|composed of|add(?:ed|ing)|owed|accounted for)\b", re.IGNORECASE)
_TOOK = re.compile(
    r"拖累|拉低|下拉|负|\b(?:minus|negative|subtract\w*|deduct\w*|took|taking|shav\w+|drag\w*|cut|lower\w*|reduc\w+"
    r"|less"
    r"|knock\w*)\b|[-−–]$", re.IGNORECASE)
_ALL_NAMED = re.compile(
    r"净出口|第三产业|服务业|农业|其余|余下|\b(?:net (?:exports|trade)|services|farming|agriculture|exports|trade"
    r"|remaining|rest|remainder"
    r"|other)\b", re.IGNORECASE)
_GREW = re.compile(r"增长|增速|\b(?:gr[eo]w\w*|growth|expan\w+|rose|increase\w*)\b", re.IGNORECASE)
_FEWEST = 3             # contributions that may be all there are


def search(scene: Scene, _: Held) -> Iterator[Claim]:
    for sentence in scene.sentences:
        for whole in sentence:
            yield from _whole(scene, whole)
    yield from _contributions(scene)


def _whole(scene: Scene, whole: Frame) -> Iterator[Claim]:
    if not _may(whole) or cues.is_each(whole):
        return
    many = _named_many(scene, whole)
    row = _row(scene, whole, _BESIDE if many else _CLOSE_BY)
    if many and len(row) >= many:
        row = row[-many:]
    elif many or len(row) < _FEWEST or not (whole.chinese and _SUM_ZH.search(whole.lead)):
        return
    if fits.sums(whole, row) or not 1 / _FAR < sum(f.value for f in row) / whole.value < _FAR:
        return
    members = (("whole", whole.at), *(("part", f.at) for f in row))
    yield Claim(whole.at, Tie(Relation.BREAKDOWN, members, "passage"), False)


def _may(frame: Frame) -> bool:
    return is_plain(frame) and frame.comparison is Comparison.EQUAL and not cues.is_past(frame)


def _named_many(scene: Scene, whole: Frame) -> int:
    """How many parts its own words name: "42,900 over the three months", 两天累计."""
    behind = scene.text[whole.end:whole.end + 60].split(".")[0]
    hit = _MANY_ZH.search(scene.before(whole, 24)) if whole.chinese else (
        _MANY.search(re.split(r"[,;]", behind)[0]) or _MANY.search(re.split(r"[.;]", scene.before(whole, 50))[-1]))
    return _NUMBERS[(hit[1]).lower()] if hit else 0


def _row(scene: Scene, whole: Frame, beside: re.Pattern[str]) -> list[Frame]:
    """The numbers of its kind right before it, or before the number of days that it is for, side by side."""
    before = [f for f in scene.sentences[whole.sentence] if f.at < whole.at and f.key[0] != Dimension.DURATION]
    row: list[Frame] = []
    for f in reversed(before):
        if f.key != whole.key or not (f.low > 0 and f.high < INFINITE) or cues.is_past(f) or cues.moves(f):
            break
        if row and not beside.match(scene.between(f, row[0])):
            break
        row.insert(0, f)
    return row


def _contributions(scene: Scene) -> Iterator[Claim]:
    """Growth of 3.2 percent: consumption contributed 1.9 points, investment 0.8 and net exports the remaining 0.5."""
    for growth in scene.frames:
        if not growth.is_percent or not growth.is_bounded or not _GREW.search(growth.lead[-40:] + growth.tail[:8]):
            continue
        behind = [f for f in scene.around(growth.sentence, 0, 1) if f.at > growth.at]
        parts = _points(scene, growth, [f for f in behind if f.paragraph == growth.paragraph])
        said = scene.text[growth.end:parts[-1].end + 16] if parts else ""
        if len(parts) < _FEWEST or not _GAVE.search(said) or _TOOK.search(said) or not _ALL_NAMED.search(said):
            continue
        low, high = sum(f.value - f.step / 2 for f in parts), sum(f.value + f.step / 2 for f in parts)
        near = 1 / _FAR < (low + high) / 2 / growth.value < _FAR
        if near and not fits.meets((low, high), fits.span(growth)):
            members = (("whole", growth.at), *(("part", f.at) for f in parts))
            yield Claim(growth.at, Tie(Relation.BREAKDOWN, members, CONTRIBUTIONS), False)


def _points(scene: Scene, growth: Frame, behind: Sequence[Frame]) -> list[Frame]:
    """The points that follow in a row; behind the first a number may stand without its unit."""
    found: list[Frame] = []
    for f in behind:
        pointed = f.key[0] == Dimension.POINTS or f.word == "point" or _POINT.match(scene.text[f.end:f.end + 20])
        bare = bool(found) and f.key == (Dimension.COUNT, "") and "." in scene.text[f.start:f.end] and not f.word
        if not (pointed or bare) or f.at != growth.at + 1 + len(found):
            break
        found.append(f)
    return found

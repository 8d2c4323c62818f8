"""One number for two things: a row that would make its whole if one of two like numbers were another.

"Women sent 9,127 applications and men 9,127" of 14,382; 甲水域投放267.4万尾，乙水域投放267.4万尾，两处共400.0万尾.
That two parts are alike to the last of their digits is seldom chance, so fewer words than else are needed to tell the
whole. And of two things that are told alike, each with its two levels, each change is that of its own levels.
"""

import re
from collections.abc import Iterator, Sequence

from banyan.model.figure import Comparison, Dimension, Reading, Relation, Tie
from banyan.packs.figures.laws.balances import side
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.lists import is_tally
from banyan.packs.figures.loose.segments import is_plain, one_kind
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene

_DIGITS = 3             # that are hardly alike by chance
_PARTS = 6              # of one row
_LINES = 8              # of a table above its total
_NEAR = (0.4, 2.5)      # of the total, what its lines make where one is wrong
_AGAIN = re.compile(r"(?:这|该|上述|其中的?|前述|所述)[^，。；\d]{0,4}$|\b(?:the|these|those|this|that"
                    r"|same)(?: same)? $", re.IGNORECASE)
_MOVED_TO = re.compile(r"[增减升降跌涨提缩扩](?:加|少|长|高|大|小)?(?:至|到)[^，。；]{0,12}$"
                       r"|\b(?:rose|fell|grew|increased|decreased|declined|up|down|from [^,;.]{1,20}) to $",
                       re.IGNORECASE)
_LABEL = re.compile(r"^\W{0,4}(?:合计|总计|共计|小计|总数|总量|全部|(?:grand |sub)?total|altogether|in all|sum"
                    r"|all [a-z]+)"
                    r"(?: [a-z]+){0,2} ?[:：|—–-]? ?$", re.IGNORECASE)
_ROW = re.compile(r"^[^\d。；;]{1,40}?[:：|—–-] ?$")
_FOR = re.compile(r"赞成|同意|支持|\b(?:in favou?r|for the|voted (?:for|yes)|yes|ayes?|approv\w+|won)\b", re.IGNORECASE)
_AGAINST = re.compile(r"反对|不同意|\b(?:against|no|noes|oppos\w+|reject\w+)\b", re.IGNORECASE)
_MARGIN = re.compile(r"(?:领先|票差|差距|多出?|净赢|优势)[^，。；\d]{0,8}$|\b(?:margin|majority|lead|difference"
                     r"|gap) (?:of|was|is)\b"
                     r"[^,;.\d]{0,16}$|\b(?:won|passed|carried|ahead"
                     r"|outnumber\w+)\b[^,;.\d]{0,40}\bby\b[^,;.\d]{0,12}$",
                     re.IGNORECASE)
_THAN = re.compile(r"(?:^|[，；。])[^，。；\d]{0,6}?(?P<a>[\u4e00-\u9fff]{2,8}?)比(?P<b>[\u4e00-\u9fff]{2,8}?)(?:多出?"
                   r"|少|高出?|低)(?:了|约)?$")
_LEFT = re.compile(r"\b(?:left|leaves|leaving)(?: (?:a|an) [a-z -]{1,24} of)? ?[$€£¥]?$", re.IGNORECASE)
_OF_THEN = re.compile(r"^ (?:[a-z]+ )?(?:of|in) (?:the )?(?:year|month|quarter|season)s? (?:before|earlier)"
                      r"|^ (?:[a-z]+ )?(?:of|in) (?:the )?(?:last|previous|preceding) ", re.IGNORECASE)
_LEVELS = 3             # numbers from a change to its levels


def search(scene: Scene, held: Held) -> Iterator[Claim]:
    sums = {whole for whole, _ in held.sums}
    yield from _totals(scene, sums)
    for number in range(len(scene.sentences)):
        near = sorted(scene.around(number, 1, 1), key=lambda f: f.at)
        frames = [f for f in near if is_plain(f) and f.comparison is Comparison.EQUAL]
        frames = [f for f in frames if not is_tally(f, frames)]
        for n, first in enumerate(frames):
            second = next((f for f in frames[n + 1:n + 3] if _is_copy(first, f)), None)
            if second is not None and first.sentence == number:
                yield from _summed(scene, frames, first, second)
    for head in scene.frames:
        yield from _than(scene, head)
        yield from _voted(scene, head)
        yield from _moved(scene, head)
        yield from _left(scene, head)


def _is_copy(first: Frame, second: Frame) -> bool:
    """The same digits for another thing: not "these 9,127", not the same words again."""
    digits = len(f"{first.value:.9g}".replace(".", "").strip("0"))
    return (first.value == second.value and first.step == second.step and digits >= _DIGITS and one_kind(first, second)
            and not _AGAIN.search(second.lead) and first.lead[-6:].strip() != second.lead[-6:].strip())


def _summed(scene: Scene, frames: Sequence[Frame], first: Frame, second: Frame) -> Iterator[Claim]:
    """The row around the two, and the number before or behind it, which the row doesn't make."""
    of = [f for f in frames if f.key == first.key and (f.word == first.word or not f.chinese)]
    if first not in of or second not in of:
        return
    at, end = of.index(first), of.index(second)
    rows = [(of[low - 1] if low else None, of[low:high + 1], of[high + 1] if high + 1 < len(of) else None)
            for low in range(at, -1, -1) for high in range(end, min(end + _PARTS, len(of)))]
    readings = [(whole, row) for before, row, behind in rows for whole in (before, behind) if whole is not None]
    if any(fits.sums(whole, row) for whole, row in readings):
        return
    for whole, row in readings:
        if any(_MOVED_TO.search(f.lead) for f in row):
            continue            # 由2400件增至3900件: levels of two times
        other = whole.value - sum(f.value for f in row if f.at != second.at)
        if cues.PAST.search(whole.lead) or _OF_THEN.match(whole.tail):
            continue
        told = whole.at < row[0].at or cues.TOTAL.search(scene.before(whole, 90))
        if told and other > first.step and whole.value > max(f.value for f in row) and other / first.value > 1 / _PARTS:
            members = (("whole", whole.at), *(("part", f.at) for f in row))
            yield Claim(whole.at, Tie(Relation.BREAKDOWN, members, "stated"), False)
            return


def _totals(scene: Scene, sums: set[int]) -> Iterator[Claim]:
    """合计 below the lines of a table, each with a label and one number."""
    alone = [s[0] if len(s) == 1 else None for s in scene.sentences]
    rows = [f if f is not None and (_ROW.match(f.lead) or _LABEL.match(f.lead)) else None for f in alone]
    for n, total in enumerate(rows):
        if total is None or total.at in sums or not is_plain(total) or not _LABEL.match(total.lead):
            continue
        parts: list[Frame] = []
        for row in reversed(rows[max(0, n - _LINES):n]):
            if row is None or row.key != total.key or row.word != total.word or not is_plain(row) or (
                    _LABEL.match(row.lead) or (parts or [total])[-1].paragraph - row.paragraph != 1):
                break
            parts.append(row)
        made = sum(f.value for f in parts)
        whole = len(parts) > 1 and _NEAR[0] < made / total.value < _NEAR[1]
        if whole and not any(fits.sums(total, parts[:k]) for k in range(2, len(parts) + 1)):
            members = (("whole", total.at), *(("part", f.at) for f in reversed(parts)))
            yield Claim(total.at, Tie(Relation.BREAKDOWN, members, "stated"), False)


def _than(scene: Scene, change: Frame) -> Iterator[Claim]:
    """赞成票比反对票多8077票: of the two numbers that are called so."""
    said = _THAN.search(change.lead) if change.chinese else None
    if said is None:
        return
    earlier = [f for f in reversed(scene.earlier(change, 8)) if is_plain(f) and f.key == change.key
               and change.sentence - f.sentence < 2 and f.word == change.word]
    one, other = (next((f for f in earlier if said[name][:2] in f.lead[-10:]), None) for name in "ab")
    if one is not None and other is not None and one.at != other.at and not fits.difference(change, one, other):
        yield Claim(change.at, _change(change, one, other), False)


def _voted(scene: Scene, change: Frame) -> Iterator[Claim]:
    """"23,614 in favour, 18,307 against ... passed by a margin of 5,307"."""
    if not _MARGIN.search(change.lead) or change.is_percent:
        return
    earlier = [f for f in scene.earlier(change, 8) if is_plain(f) and f.key == change.key
               and change.sentence - f.sentence < 2]
    ayes = [f for f in earlier if _FOR.search(_own(f)) and not _AGAINST.search(_own(f))]
    noes = [f for f in earlier if _AGAINST.search(_own(f)) and not _FOR.search(_own(f))]
    if len(ayes) == 1 and len(noes) == 1 and not fits.difference(change, ayes[0], noes[0]):
        yield Claim(change.at, _change(change, ayes[0], noes[0]), False)


def _own(frame: Frame) -> str:
    """The words of its own: in Chinese before it, in English behind it, else before it in its clause."""
    lead = re.split(r"[,，、;；:：]", frame.lead)[-1]
    tail = re.split(r"[,;.]|\band\b", frame.tail)[0]
    return lead if frame.chinese else f"{lead} {tail}"


def _left(scene: Scene, rest: Frame) -> Iterator[Claim]:
    """"Income was 72.35 million and expenditure 68.91 million, which left 3.44 million"."""
    before = [f for f in scene.earlier(rest, 2) if f.sentence == rest.sentence and is_plain(f) and f.key == rest.key]
    if len(before) != 2 or rest.is_percent or not _LEFT.search(rest.lead):
        return
    came, went = before
    if (side(came), side(went)) == (1, -1) and not fits.difference(rest, came, went):
        yield Claim(rest.at, _change(rest, came, went), False)


def _moved(scene: Scene, change: Frame) -> Iterator[Claim]:
    """"The upper lake lost 73.6, from 291.0 to 217.4; the lower one 73.6, from 140.5 to 102.3": as the one before."""
    earlier = [f for f in scene.earlier(change, 2 * _LEVELS) if f.value == change.value and f.key == change.key
               and change.sentence - f.sentence < 2]
    if change.is_percent or not earlier or len(f"{change.value:.9g}".replace(".", "").strip("0")) < _DIGITS:
        return
    frames = {f.at: f for f in scene.sentences[change.sentence] if f.at > change.at}
    one, own = _pair(scene, earlier[-1]), [frames.get(change.at + k) for k in (1, 2)]
    if one is None or own[0] is None or own[1] is None or not fits.difference(earlier[-1], *one):
        return
    now, before = own[1], own[0]
    alike = now.key == before.key == one[0].key and change.at - earlier[-1].at == _LEVELS
    if alike and not fits.difference(change, now, before) and change.key[0] in (Dimension.COUNT, Dimension.MEASURE,
                                                                                 Dimension.MONEY):
        yield Claim(change.at, _change(change, now, before), False)


def _pair(scene: Scene, change: Frame) -> tuple[Frame, Frame] | None:
    behind = [f for f in scene.frames if change.at < f.at <= change.at + 2]
    return (behind[1], behind[0]) if len(behind) == 2 and behind[0].key == behind[1].key else None


def refuted(scene: Scene, reading: Reading) -> Reading:
    """Without sums in which the noes are parts of the ayes."""
    frames = {f.at: f for f in scene.frames}

    def is_vote(tie: Tie) -> bool:
        of = [(name, frames[i]) for name, i in tie.members if i in frames]
        wholes, parts = ([f for name, f in of if name == wanted] for wanted in ("whole", "part"))
        return bool(wholes) and not fits.sums(wholes[0], parts) and bool(_FOR.search(_own(wholes[0]))) and any(
            _AGAINST.search(_own(f)) for f in parts)

    kept = tuple(tie for tie in reading.ties if tie.relation is not Relation.BREAKDOWN or not is_vote(tie))
    return Reading(reading.text, reading.language, reading.quantities, kept, reading.covered)


def _change(change: Frame, now: Frame, before: Frame) -> Tie:
    return Tie(Relation.CHANGE, (("change", change.at), ("now", now.at), ("before", before.at)))

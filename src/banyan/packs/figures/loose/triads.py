"""A percentage, a multiple or a change that is alone with two levels of one kind: they are what it is of.

Words that tie a percentage to its numbers are without end; that there is one percentage and one pair in a stretch of
words is as good a sign. None of the ways in which the three may belong together fits: then one of them is wrong.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from banyan.model.figure import Dimension, Relation, Tie
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import Segment, is_plain, is_slip, one_kind, segments
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.bases import ANY, base_name, is_called, is_of_it, is_of_named
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import INFINITE, Frame, Scene
from banyan.packs.figures.relations.growth import is_second
from banyan.packs.figures.relations.shares import STATED
from banyan.packs.figures.relations.thousands import is_permille

_SHARE = re.compile(
    r"占|比重|比例|份额|[^增速概功频]率|即|也就是|相当于|成为|分之|当中|其中"
    r"|\bi\.e\.|\b(?:shares?|rate|turnout|percentage|proportion|portion|quota|or|that is|i\.e\.|out of|of (?:the"
    r"|all|its"
    r"|their|these"
    r"|those|whom|which|them|every)|account\w*|ma[dk]e\w* up|represent\w*|equals?|equivalent|comes? to|came to"
    r"|amount\w*|corresponds?|slice|constitut\w+|majority|fraction)\b", re.IGNORECASE)  # fmt: skip
_CHANGE = re.compile(
    r"[增减升降涨跌]|上涨|扩大|扩招|缩|翻|多[了出]|少了|提高|提升|回落|下滑|发展到|相比|较|同比|去年|上年"
    r"|\b(?:up|down|rise|rose|rising|grew|grow\w*|increas\w+|declin\w+|fell|fall\w*|drop\w*|cut|reduc\w+|more|less"
    r"|fewer"
    r"|higher|lower|shorter|longer|larger|smaller|above|below|against|compared|than|from|after|again|doubl\w*|tripl\w*"
    r"|halv\w*|quadrupl\w*|times|shr[aiu]nk\w*|gain\w*|went|c[ao]me down|expan\w+"
    r"|improv\w+)\b", re.IGNORECASE)  # fmt: skip
_BOTH = re.compile(r"[合共总]|\b(?:total|together|both|all|combined|left|leaving)\b", re.IGNORECASE)
_OF_THEM = re.compile(r"其中|当中|占|\b(?:of (?:them|these|those|which|whom|the total|all|this|that)|among them)\b",
                      re.IGNORECASE)
_RATE = re.compile(
    r"(?:入住|使用|利用|完成|合格|及格|通过|录取|出席|到会|上座|满员|开工|投产|签约|履约|办结|回收|治愈|就业|入学"
    r"|参保|覆盖|普及"
    r"|达标|优良|成活|出租|空置|中签|命中|获奖|入围)率(?:为|达|约|是)*$"
    r"|\b(?:occupancy|response|pass|success|completion|attendance|participation|admission|acceptance|coverage"
    r"|utilisation"
    r"|utilization|vacancy|employment|survival|turnout|approval|reply|return)(?: rate)? (?:of|is|was|at)(?: about)? $",
    re.IGNORECASE)
_TO = re.compile(r" ?(?:to|and|[-–—~～至到]) ?(?:RMB |US)?[$¥€£]?", re.IGNORECASE)
_FROM = re.compile(r"[由从自比]|\bfrom\b", re.IGNORECASE)
_IN_ZH = re.compile(r"[\u4e00-\u9fff]{2}[中里]，?[^，。；\d]{0,10}的有?$")     # 十一个县区中，负增长的有三个
_OF_IT = re.compile(r"\bof (?:about |over |some )?(?:RMB |US)?[$¥€£]?$|[:：] ?$", re.IGNORECASE)
_ALL_OF = re.compile(r"(?:全部|总|所有)(?P<name>[\u4e00-\u9fff]{2,6})的$")
_OF_ALL = re.compile(r"^ of (?:all|the total|everyone|everybody|everything)\b", re.IGNORECASE)
_EARLIER = 60       # numbers before, among which a whole is known by its name
_LETTERS = 3        # of a telling word
_WHOLE = 10.0       # times a part that its whole may be
_APPLIED = re.compile(r"按(?!期|时)照?[^，。；\d]{0,6}$|\bat (?:a (?:rate|ratio) of )?$", re.IGNORECASE)
_FAR = 4.0  # times off, beyond which the three are of different things
_RELATIVE = (Dimension.PERCENT, Dimension.TIMES)
_APART = 90  # characters between a number and the next of its three


_REAL = re.compile(r"[^。；]{0,24}(?:可比价|不变价|剔除|扣除[^，。；]{0,8}因素|可比口径|同口径)"
                   r"|[^.;\d]{0,24}\b(?:real terms|constant prices|like[- ]for[- ]like|comparable prices"
                   r"|adjusted for)\b",
                   re.IGNORECASE)
_ALL_YEARS = re.compile(r"[两二三四五六七八九十]年(?:下来|累计|合计|间|之后)"
                        r"|\b(?:over|after|across|in) the (?:two|three|four|five|whole)\b"
                        r"|\b(?:after|over) (?:two|three|four|five) years\b", re.IGNORECASE)
_SET_AGAINST = re.compile(r"[同与比较]上年|\b(?:than|against|compared)\b", re.IGNORECASE)


def search(scene: Scene, held: Held) -> Iterator[Claim]:
    for number in range(len(scene.sentences)):
        for segment in segments(scene, number):
            heads = [f for f in segment.frames if _is_head(f) and not is_permille(scene, f)]
            for head in heads:
                open_ = head.at not in held.heads
                astray = not open_ and not held.partners[head.at] <= {f.at for f in segment.frames}
                claim = _applied(segment, head) or (
                    _claim(scene, segment, head, heads, astray) if open_ or astray else None)
                if claim is None or _is_real(scene, head, claim):
                    continue
                if not (_is_of_years(scene, head, claim) or held.are_parts(*(i for _, i in claim.tie.members[1:]))):
                    yield claim


def _is_of_years(scene: Scene, head: Frame, claim: Claim) -> bool:
    """2022年下跌25%，两年下来，100万元只剩90万元: the levels are of all the years, the growth of the last alone."""
    levels = {i for name, i in claim.tie.members if name in ("now", "before") and i > head.at}
    first = next((f for f in scene.frames if f.at in levels), None)
    return first is not None and len(levels) == 2 and bool(_ALL_YEARS.search(scene.text, head.end, first.start))


def _is_real(scene: Scene, head: Frame, claim: Claim) -> bool:
    """按可比价计算增长5.6%: of no levels that are told in the money of their years, unless it is set against one."""
    if claim.tie.relation is not Relation.GROWTH or not (_REAL.search(head.lead) or _REAL.match(head.tail)):
        return False
    before = dict(claim.tie.members).get("before")
    return not any(f.at == before and _SET_AGAINST.search(f.lead) for f in scene.frames)


def _is_head(frame: Frame) -> bool:
    if not frame.is_bounded or cues.is_yearly(frame):
        return False
    return (frame.key[0] in _RELATIVE and 0 < frame.value <= 1000) or frame.key[0] == Dimension.POINTS or (
        frame.is_level and cues.moves(frame))


def _claim(
    scene: Scene, segment: Segment, head: Frame, heads: Sequence[Frame], astray: bool = False
) -> Claim | None:
    """`astray`: a relation holds it to a number elsewhere, perhaps by chance: against that only a plain pair counts."""
    levels = _levels(head, segment.frames)
    risen = _rise(head, segment, levels)
    if risen is not None and not astray:
        return risen
    if astray:
        pair = _alone(scene, head, levels, heads)
        pair = pair if pair is not None and _is_plain_pair(scene, head, *pair) else None
    else:
        pair = _alone(scene, head, levels, heads) or _with_neighbour(scene, segment, head, levels, heads)
        pair = pair or _of_all(scene, head, levels)
    if pair is None:
        return _rate(scene, segment, head) if not astray else None
    a, b = pair
    if is_of_it(head, min(pair, key=lambda f: f.value)):
        return None
    in_rows = len(heads) > 1 and cues.IN_TURN.search(segment.said)
    if _fits(head, a, b, segment.said) or is_elsewhere(scene, head, a, b) or in_rows:
        return None     # what agrees is found by the searches that know what agrees with what
    if head.key[0] in _RELATIVE and not cues.moves(head) and _is_share(segment, head):
        return _share(head, a, b)
    moved = (cues.moves(head) or _CHANGE.search(segment.said)) and not is_second(scene, head)
    return _growth(head, a, b) if moved and not _is_part_or_end(scene, *pair) else None


def _is_part_or_end(scene: Scene, a: Frame, b: Frame) -> bool:
    """The second is a part of the first, or both are the ends of one range: no level of now and of before."""
    first, second = sorted((a, b), key=lambda f: f.at)
    ends = second.at == first.at + 1 and _TO.fullmatch(scene.between(first, second))
    among = cues.AMONG.search(second.lead) or _IN_ZH.search(second.lead)
    return bool(among) or (bool(ends) and not _FROM.search(first.lead))


def _applied(segment: Segment, head: Frame) -> Claim | None:
    """预售86.0亿元，按35%核定，共30.1亿元: what the percentage is applied to stands before it, what it makes behind."""
    before = next((f for f in segment.frames if f.at == head.at - 1), None)
    behind = next((f for f in segment.frames if f.at == head.at + 1), None)
    if before is None or behind is None or not head.is_percent or not _APPLIED.search(head.lead):
        return None
    if before.key != behind.key or not (is_plain(before) and is_plain(behind)) or behind.value > before.value:
        return None
    if fits.share(head, fits.span(behind), fits.span(before)):
        return None
    return _share(head, before, behind)


def _of_all(scene: Scene, head: Frame, levels: Sequence[Frame]) -> tuple[Frame, Frame] | None:
    """"36.5 percent of all who came", 全部产量的25%: of what its paragraph begins with, or what is called so before."""
    named, topic = _ALL_OF.search(head.lead), _OF_ALL.match(head.tail)
    if not (named or topic) or not head.is_percent or cues.moves(head):
        return None
    for part in (f for f in levels if abs(f.at - head.at) == 1 and not is_of_named(scene, head, f)):
        earlier = [f for f in scene.earlier(part, _EARLIER) if is_plain(f) and f.key == part.key
                   and f.value > part.value]
        if named:
            called = [f for f in earlier if named["name"] in scene.before(f, 16)]
            whole = called[0] if len({f.value for f in called}) == 1 else None
        else:
            whole = next((f for f in earlier if f.paragraph == part.paragraph and len(levels) == 1), None)
        if whole is not None:
            return whole, part
    return None


def _rate(scene: Scene, segment: Segment, head: Frame) -> Claim | None:
    """7,840 beds, 5,880 residents, "an occupancy rate of 75 percent": the one number before that can be its whole."""
    part = next((f for f in segment.frames if f.at == head.at - 1 and is_plain(f)), None)
    if part is None or not head.is_percent or not _RATE.search(head.lead) or not 0 < head.value <= 100:
        return None
    before = [f for f in scene.sentences[segment.sentence] if f.at < part.at and is_plain(f) and f.key == part.key]
    wholes = [f for f in before if part.value <= f.value < part.value * _WHOLE]
    if len(wholes) != 1 or fits.share(head, fits.span(part), fits.span(wholes[0])):
        return None
    left = (wholes[0].low - part.high, wholes[0].high - part.low)
    if fits.share(head, left, fits.span(wholes[0])):
        return None
    return _share(head, part, wholes[0])


def _is_plain_pair(scene: Scene, head: Frame, a: Frame, b: Frame) -> bool:
    """"X, up 10 percent, last year 42"; "W, of which P, or 40 percent": no words could say it plainer."""
    first, second = sorted((a, b), key=lambda f: f.at)
    if cues.moves(head):
        return cues.is_past(a) != cues.is_past(b)
    among = cues.AMONG.search(scene.between(first, second))
    return bool(among) and second.at == head.at - 1 and first.at == head.at - 2


def _levels(head: Frame, frames: Sequence[Frame]) -> list[Frame]:
    if head.key[0] == Dimension.POINTS:
        return [f for f in frames if f.is_percent and not cues.moves(f)]
    levels = [f for f in frames if is_plain(f) and f.at != head.at]
    rates = [f for f in frames if f.is_percent and f.at != head.at and not cues.moves(f)]
    if head.is_percent and cues.moves(head) and not levels and len(rates) == 2:
        return rates        # "76.6 percent, up from 68.2 - a gain of 8.4 percent"
    return levels if head.key[0] in _RELATIVE else [f for f in levels if one_kind(f, head)]


def _alone(scene: Scene, head: Frame, levels: Sequence[Frame], heads: Sequence[Frame]) -> tuple[Frame, Frame] | None:
    """The only two of a kind; or, of several, the only two that stand in one row with the head."""
    pairs = [(a, b) for a, b in combinations(levels, 2) if one_kind(a, b)]
    if head.is_level:
        pairs = [(a, b) for a, b in pairs if head.key in (a.key, b.key)]
    if len(pairs) > 1 or len(heads) > 1:
        pairs = [(a, b) for a, b in pairs if _in_row(head, a, b)]
        own = [h for h in heads if h.at != head.at and any(_in_row(h, a, b) for a, b in pairs)]
        if own:
            return None
    if len(pairs) != 1:
        return None
    row = sorted((head, *pairs[0]), key=lambda f: f.at)
    near = all(len(scene.between(x, y)) < _APART for x, y in pairwise(row))
    return pairs[0] if near else None


def _in_row(head: Frame, a: Frame, b: Frame) -> bool:
    places = sorted((head.at, a.at, b.at))
    return places[2] - places[0] == 2


def _with_neighbour(
    scene: Scene, segment: Segment, head: Frame, levels: Sequence[Frame], heads: Sequence[Frame]
) -> tuple[Frame, Frame] | None:
    """One level beside the head, one of its kind beside the stretch: "It has 75 members. Forty-five of them, 60 %"."""
    number = segment.sentence
    if len(levels) != 1 or len(heads) != 1 or abs(levels[0].at - head.at) > 1:
        return None
    shares = {f.at - 1 for f in scene.sentences[number] if f.is_percent and not cues.moves(f)}
    beside = [f for f in scene.sentences[number] if f not in segment.frames]
    if levels[0].at in shares and any(f.at in shares and one_kind(f, levels[0]) for f in beside):
        return None     # "463 firms, or 45 percent; 370, or 36 percent": each is a part of a third
    for near in (beside, list(scene.sentences[number - 1]) if number and not beside else []):
        likely = [f for f in _levels(head, near) if one_kind(f, levels[0]) and f.paragraph == head.paragraph]
        of_them = _OF_THEM.search(segment.said) and not cues.moves(head)
        likely = [f for f in likely if not cues.is_past(f)] if of_them else likely
        known = of_them or (len(likely) == 1 and cues.is_past(likely[0]) and cues.moves(head))
        if len(likely) == 1 and (known or not any(_is_head(f) for f in near)):
            return likely[0], levels[0]
    return None


def _rise(head: Frame, segment: Segment, levels: Sequence[Frame]) -> Claim | None:
    """贷款余额876亿元，增加76亿元，增长9.5%: a level, what it has grown by, and by how many percent that is."""
    changes = [f for f in segment.frames if f.is_level and f.at != head.at and cues.moves(f) and f.high < INFINITE]
    if not head.is_percent or not cues.moves(head) or len(changes) != 1 or len(levels) != 1:
        return None
    change, now = changes[0], levels[0]
    if change.key != now.key or abs(head.at - change.at) != 1 or change.value >= now.value or _SHARE.search(
            segment.said):
        return None
    bases = ((now.low - change.high, now.high - change.low), (now.low + change.low, now.high + change.high),
             fits.span(now))
    if any(fits.share(head, fits.span(change), base) for base in bases):
        return None
    return Claim(head.at, Tie(Relation.RISE, (("growth", head.at), ("change", change.at), ("now", now.at))), False)


def _is_share(segment: Segment, head: Frame) -> bool:
    return head.key[0] == Dimension.PERCENT and bool(
        cues.SHARE.search(head.lead) or cues.SHARE_BEHIND.match(head.tail) or _SHARE.search(segment.said))


def is_elsewhere(scene: Scene, head: Frame, a: Frame, b: Frame) -> bool:
    """"94 percent of the teams, and 7 of the 9 halls": its words name a whole that neither number is."""
    name = base_name(head)
    if not name or ANY.search(name):
        return False
    own = [word[:-1] for word in name.lower().split() if len(word) > _LETTERS]
    gap = next((scene.between(head, f) for f in (a, b) if f.at == head.at + 1), ",")
    if _OF_IT.search(gap) or "," not in gap:
        return False        # "three quarters of the budget of 64 million", "36 percent of the power: 5.4 of 15"
    if a.chinese or not own:
        return not (is_called(scene, a, name) or is_called(scene, b, name))
    said = " ".join(f.tail[:30] if f.at > head.at else scene.before(f, 40) + f.tail[:30] for f in (a, b)).lower()
    return not any(word in said for word in own)


def _fits(head: Frame, a: Frame, b: Frame, said: str) -> bool:
    if head.key[0] == Dimension.TIMES:
        return fits.multiple(head, a, b, False) or fits.multiple(head, b, a, False)
    if head.key[0] != Dimension.PERCENT:
        return fits.difference(head, a, b)
    if cues.moves(head):
        return _grows(head, a, b)
    small, large = sorted((a, b), key=lambda f: f.value)
    rest = (max(large.low - small.high, 0.0), large.high - small.low)
    return any((
        fits.share(head, fits.span(small), fits.span(large)), fits.share(head, fits.span(large), fits.span(small)),
        _grows(head, a, b), fits.share(head, rest, fits.span(large)),
        bool(_BOTH.search(said)) and any(fits.share(head, fits.span(f), fits.total((a, b))) for f in (a, b)),
    ))


def _grows(head: Frame, a: Frame, b: Frame) -> bool:
    """In either order; where one is told as the earlier, in that alone."""
    way = cues.way(head)
    if cues.is_past(a) != cues.is_past(b) and cues.moves(head):
        now, before = (b, a) if cues.is_past(a) else (a, b)
        return fits.growth(head, now, before, way)
    small, large = sorted((a, b), key=lambda f: f.value)
    return (way >= 0 and fits.growth(head, large, small)) or (way <= 0 and fits.growth(head, small, large))


def _share(head: Frame, a: Frame, b: Frame) -> Claim | None:
    part, whole = sorted((a, b), key=lambda f: f.value, reverse=head.value > 100)
    made = part.value / whole.value * 100
    if not 1 / _FAR < made / head.value < _FAR and not is_slip(made, head.value):
        return None
    return Claim(head.at, Tie(Relation.SHARE, (("share", head.at), ("part", part.at), ("whole", whole.at)), STATED),
                 False)


def _growth(head: Frame, a: Frame, b: Frame) -> Claim | None:
    now, before = _in_time(head, a, b)
    if not 1 / _FAR < now.value / before.value < _FAR and head.key[0] != Dimension.TIMES:
        return None
    if head.is_level and not head.value < _FAR * max(abs(now.value - before.value), max(now.value, before.value) / 10):
        return None
    name, relation = ("growth", Relation.GROWTH) if head.key[0] in _RELATIVE else ("change", Relation.CHANGE)
    return Claim(head.at, Tie(relation, ((name, head.at), ("now", now.at), ("before", before.at))), False)


def _in_time(head: Frame, a: Frame, b: Frame) -> tuple[Frame, Frame]:
    """(now, before): by their words, else in the direction that the head's words say."""
    if cues.is_past(a) != cues.is_past(b):
        return (b, a) if cues.is_past(a) else (a, b)
    small, large = sorted((a, b), key=lambda f: f.value)
    return (small, large) if cues.way(head) < 0 else (large, small)

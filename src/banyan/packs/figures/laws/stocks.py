"""A stock and what moves it: what there was, more what came in, less what went out, is what is left.

"It opened the month with 12,600 tonnes, took in 4,150, loaded out 5,900 and was left with 10,850"; 年初41350名，新入会
6280名、退会4130名，年末43500名. What each number does is told by the words nearest to it; flows of both ways
have to be told.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise, product

from banyan.model.figure import Dimension, Reading, Relation, Tie
from banyan.packs.figures.en.stocks import STOCK as EN
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import one_kind
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import INFINITE, Frame, Scene
from banyan.packs.figures.zh.stocks import STOCK as ZH

# A number, and what it does: open | close | in | out | net; dated, where only a day tells when it was; "" where nothing
# tells it.
Told = tuple[Frame, str]
_BACK, _LINES = 4, 9            # sentences of a balance; lines, where each number has one
_SHORT = 60                     # characters of such a line
_MOST, _SPARE = 6, 2            # flows of one balance; those that may be parts of others
_FAR = 20.0                     # times the stock, beyond which a number is of something else
_GROWN, _OFF = 4.0, {True: 2.5, False: 1.5}     # times: what a stock grows to; what is off, both stocks named or not
_CLAUSE_ZH = re.compile(r"[，。；、\n]")
_CLAUSE_EN = re.compile(r"[,;\n]|\.\s|\band\b(?! (?:was|is|now)\b)", re.IGNORECASE)
_BEHIND_EN = re.compile(r"[,;:.\n(]|\band\b", re.IGNORECASE)
_NET = re.compile(r"(?<!活动)净[增减入出流][^，。；\d]{0,4}$"
                  r"|[比较][^，。；\d]{1,8}(?:增[加长]?|减少?|多|少|[上下]升?降?)了?$"
                  r"|\bnet (?:gain|loss|increase|decrease|rise|fall|growth|inflow"
                  r"|outflow|addition|change)\b[^,;.\d]{0,16}$", re.IGNORECASE)
_THEN = re.compile(r"\b(?:there (?:are|were|is|was)|(?:has|had|have|holds?|held|counts?|owes?|owed|compris\w+|numbers?"
                   r"|numbered|stands?|stood|makes|made|keeps?|kept|runs?|operates?)(?: at)?|to|at|now)"
                   r"(?: about| only)? ?[$€£¥]?$|[共为有达至到]$", re.IGNORECASE)       # a stock behind its flows
_THEN_BEHIND = re.compile(r"^(?: [a-z]+)? (?:are|were|is|was) (?:still|now|waiting|left)\b", re.IGNORECASE)
_APIECE = re.compile(r"[每均]|\b(?:per|each|apiece|average\w*|mean|median)\b", re.IGNORECASE)
_FROM = re.compile(r"\bfrom (?:about )?[$€£¥]?$|[由从]$", re.IGNORECASE)     # "from 204 to 216": two stocks
_TO = re.compile(r"(?: [a-z]+){0,2} to (?:about )?[$€£¥]?|\w{0,2}[变增减升降扩缩][长加少到至为]{1,2}", re.IGNORECASE)
_SUBJECT = re.compile(r"^ [a-z]+ (?=(?:the|its|it|they|there)\b)", re.IGNORECASE)     # "41 closures the chain has"
_SALE = re.compile(r"[销卖]售?|\b(?:sales?|sold)\b", re.IGNORECASE)     # it takes goods out and brings money in
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*"
_DAY = re.compile(rf"\d月(?:\d{{1,2}}日|末|底|初)|\b(?:on|by|at|of|until) (?:the )?(?:\d{{1,2}}(?:st|nd|rd|th)?"
                  rf" {_MONTH}|{_MONTH} \d{{1,2}})\b|\b(?:end|start|beginning) of {_MONTH}\b"
                  rf"|\bin {_MONTH}\b", re.IGNORECASE)
_YEAR_END = re.compile(r"\d{4} ?年[末底]")
_ALL_ZH = re.compile("总[数量]")
_NATURAL = re.compile(r"出生|死亡|\b(?:births?|born|deaths?|died)\b", re.IGNORECASE)
_CLAIMS = (Relation.BREAKDOWN, Relation.CHANGE, Relation.SUBSET, Relation.GROWTH, Relation.SHARE)


def search(scene: Scene, _: Held) -> Iterator[Claim]:
    for stretch in _stretches(scene):
        told = _in_turn([(f, _does(f)) for f in stretch])
        for n, (frame, does) in enumerate(told):
            if does == "close" or (does == "dated" and _is_later(told, n)) or _is_last(told, n):
                yield from _closed(told, n)
            if does == "net":
                yield from _net(told[n + 1:], frame)
                yield from _net([*told[max(0, n - _MOST):n]], frame, 1)


def _in_turn(told: Sequence[Told]) -> Sequence[Told]:
    """"8.6 at the end of May ..., 9.1 at the end of June": of several ends the first is what there was."""
    told = _around_flows(_in_one_breath(told))
    ends = [k for k, (f, does) in enumerate(told) if does == "close" and (not f.chinese or _DAY.search(f.lead))]
    if len(ends) < 2 or any(does == "open" for _, does in told):
        return told         # 年末常住人口, 年末户籍人口: two stocks at one end
    return [(f, "open" if k == ends[0] else does) for k, (f, does) in enumerate(told)]


def _in_one_breath(told: Sequence[Told]) -> Sequence[Told]:
    """"which brings their number from 204 to 216", 由1,460辆变为1,495辆: what there was, and what is left."""
    found = list(told)
    for n, ((first, _), (last, _)) in enumerate(pairwise(told)):
        ways = {does for f, does in told[:n] if f.sentence == first.sentence}
        beside = last.at == first.at + 1 and _FROM.search(first.lead) and _TO.fullmatch(last.lead)
        if beside and {"in", "out"} <= ways and one_kind(first, last):
            found[n], found[n + 1] = (first, "open"), (last, "close")
    return found


def _around_flows(told: Sequence[Told]) -> Sequence[Told]:
    """2022年末28,614人，迁入402人、迁出517人，年末28,414人: the end of the year before is what there was."""
    ends = [k for k, (_, does) in enumerate(told) if does == "close"]
    if len(ends) < 2 or any(does == "open" for _, does in told) or not _YEAR_END.search(told[ends[0]][0].lead):
        return told
    ways = {does for _, does in told[ends[0] : ends[1]]}
    return [(f, "open" if k == ends[0] and {"in", "out"} <= ways else does) for k, (f, does) in enumerate(told)]


def _is_later(told: Sequence[Told], n: int) -> bool:
    """The last of several days, where no word tells what is left."""
    others = [does for k, (_, does) in enumerate(told) if k != n and does in ("open", "close", "dated")]
    return "close" not in others and bool(others) and "dated" not in [does for _, does in told[n + 1:]]


def _is_last(told: Sequence[Told], n: int) -> bool:
    """"..., and there were 4,035": right behind flows of both ways, where no word tells what is left."""
    frame, does = told[n]
    ways = {other for _, other in told[:n]}
    first = next((k for k, (_, other) in enumerate(told[:n]) if other), 0)
    bare = first > 0 and bool(_THEN_BEHIND.match(frame.tail))           # "143 dogs ... 132 were still there"
    opened = bool(ways & {"open", "dated"}) or "open" in [other for _, other in told[n + 1:n + 2]] or bare
    return not does and {"in", "out"} <= ways and "close" not in ways and opened and (
        told[n - 1][1] in ("in", "out") and told[n - 1][0].sentence == frame.sentence) and bool(
        _THEN.search(frame.lead.rstrip()) or _THEN_BEHIND.match(frame.tail))


def _stretches(scene: Scene) -> Iterator[list[Frame]]:
    """The numbers of so many sentences of one paragraph, or of so many short lines."""
    for number, sentence in enumerate(scene.sentences):
        group, short = list(sentence), _is_short(scene, number)
        for other in range(number + 1, min(number + _LINES, len(scene.sentences))):
            following, short = scene.sentences[other], short and _is_short(scene, other)
            if not short and other >= number + _BACK:
                break
            lines = following[0].paragraph - group[-1].paragraph
            if lines and not (lines == 1 and short):
                break
            group += following
        yield [f for f in group if not f.is_percent]


def _is_short(scene: Scene, number: int) -> bool:
    sentence = scene.sentences[number]
    return len(sentence) < 3 and sentence[-1].end - scene.starts[number] < _SHORT


def _does(frame: Frame) -> str:
    """By the word nearest before the number, else by the first one behind it in its clause, else by a day."""
    if frame.low <= 0 or frame.high >= INFINITE or (cues.is_each(frame) and _APIECE.search(frame.lead + frame.tail)):
        return ""
    if _NET.search(frame.lead):
        return "net"
    table, clause = (ZH, _CLAUSE_ZH) if frame.chinese else (EN, _CLAUSE_EN)
    lead = clause.split(_SUBJECT.sub("", frame.lead).rstrip(":： "))[-1]
    if not frame.chinese and cues.PAST.search(lead):
        return "open"
    tail = (_CLAUSE_ZH if frame.chinese else _BEHIND_EN).split(frame.tail)[0][:8 if frame.chinese else 48].rstrip()
    said = [found.meaning for found in table.find(lead) or table.find(tail)[:1]]
    if frame.chinese and not said:
        said = [found.meaning for found in table.find(frame.lead) if found.meaning in ("open", "close")]
    if not said:
        return "dated" if _DAY.search(f"{frame.lead} {tail}") else ""
    if said[-1] == "close" and "open" in said:
        return "open"           # 年初余额, 周初在院
    sale = _SALE.search(f"{lead} {tail}") and frame.key[0] == Dimension.MONEY
    return "" if sale else said[-1]


def _closed(told: Sequence[Told], n: int) -> Iterator[Claim]:
    """The stock that is left, with the one that there was, and all that is told of what moved it."""
    closing = told[n][0]
    alike = [(k, f, does) for k, (f, does) in enumerate(told) if _of_kind(f, closing)]
    flows = [k for k, _, does in alike if does in ("in", "out")]
    opening = _opening(alike, n, flows)
    if opening is None or not flows:
        return
    stock, (first, last) = told[opening][0], sorted((opening, n))
    between = [(f, does) for k, f, does in alike if first < k < last]
    behind = [(f, does) for k, f, does in alike if k > last]
    sure = told[opening][1] in ("open", "dated")
    ahead = [(f, does) for k, f, does in alike if k < first]
    flows_told = _flows(between, behind, sure) or _ahead(ahead, told[first][0])
    if flows_told and 1 / _GROWN < closing.value / stock.value < _GROWN:
        named = told[n][1] == "close" and told[opening][1] == "open"
        yield from _claim(closing, [stock], flows_told, _OFF[named])


def _opening(alike: Sequence[tuple[int, Frame, str]], n: int, flows: Sequence[int]) -> int | None:
    """What is told to be so, the nearest before; else the first day's; else what stands right before the flows."""
    told = [k for k, _, does in alike if does == "open"]
    dated = [k for k, _, does in alike if does == "dated" and k < n]
    bare = [k for k, _, does in alike if flows and k == flows[0] - 1 and k < n and not does]
    return next((some[at] for some, at in (([k for k in told if k < n], -1), (told, 0), (dated, 0), (bare, 0)) if some),
                None)


def _of_kind(frame: Frame, other: Frame) -> bool:
    """Of one unit; calves are born, animals sold, and so many head remain."""
    if frame.chinese or frame.key[0] != Dimension.COUNT or frame.key != other.key:
        return one_kind(frame, other)
    return True


def _flows(between: Sequence[Told], behind: Sequence[Told], sure: bool) -> list[Told]:
    """What stands between the two stocks, else what follows both of them up to the next stock.

    Both ways are told; between stocks that are `sure` one way is enough, and words may leave open what another does.
    """
    following = []
    for f, does in behind:
        if does in ("open", "close", "dated"):
            break
        following.append((f, does))
    for flows in (list(between), [*between, *following]):
        ways = {does for _, does in flows}
        if {"in", "out"} <= ways or (sure and {""} < ways <= {"in", "out", ""} and flows is not following):
            return flows
    return []


def _ahead(ahead: Sequence[Told], stock: Frame) -> list[Told]:
    """"After 26 openings and 41 closures it has 535": both ways, told right before the two stocks in their sentence.

    "From 204 to 216" is so told of anything: there what came in or went out has to be named again.
    """
    flows = [(f, does) for f, does in ahead if f.sentence == stock.sentence]
    if {does for _, does in flows} != {"in", "out"}:
        return []
    return flows if not _FROM.search(stock.lead) or _is_named_again(stock, [f for f, _ in flows]) else []


def _is_named_again(stock: Frame, flows: Sequence[Frame]) -> bool:
    """ "30 trams ... the number of trams", 17家门店……门店数, 新车120辆……车辆总数."""
    if not stock.chinese:
        return any(f.word and f.word in stock.lead.lower() for f in flows)
    name = _CLAUSE_ZH.split(stock.lead)[-1]
    said = "".join(_CLAUSE_ZH.split(f.lead)[-1] + _CLAUSE_ZH.split(f.tail)[0] for f in flows)
    return name[:2] in said or (bool(_ALL_ZH.search(name)) and name[:1] in said)


def _net(beside: Sequence[Told], net: Frame, back: int = 0) -> Iterator[Claim]:
    """"A net gain of 24: 310 came, 286 went"; "310 came, 286 went. Net change: +24", so many sentences `back`."""
    near = [(f, does) for f, does in beside if one_kind(f, net) and f.sentence == net.sentence - back]
    flows = _flows([], near, False)
    if flows:
        yield from _claim(net, [], flows, _FAR)


def _claim(closing: Frame, opening: Sequence[Frame], told: Sequence[Told], off: float) -> Iterator[Claim]:
    """All that is told in or out, unless some of it, or a number of which nothing is told, makes it fit.

    `off`: times the number that is left, within which they come to it where one of them is wrong.
    """
    flows = [(f, does) for f, does in told if does in ("in", "out", "") and f.value < _FAR * closing.value][:_MOST]
    held = next((found for found in _readings(flows) if _fits(closing, opening, found)), None)
    known = [(f, does) for f, does in flows if does]
    natural = all(_NATURAL.search(f.lead + f.tail) for f, _ in known)
    made = abs(sum(f.value for f in opening) + sum(f.value if does == "in" else -f.value for f, does in known))
    near = 1 / off < made / closing.value < off
    moved = abs(closing.value - sum(f.value for f in opening))
    if held is None and moved > _FAR * sum(f.value for f, _ in known):
        return                  # what came in so small beside the change is of something else
    whole = _is_whole(closing, known, flows) and (off > _OFF[False] or {"in", "out"} <= {does for _, does in known})
    if held is None and (natural or not near or not whole):
        return                  # who is born and who dies isn't all: people move
    members = [("opening", f.at) for f in opening] + [(does, f.at) for f, does in held or known]
    yield Claim(closing.at, Tie(Relation.BALANCE, (*members, ("closing", closing.at))), held is not None)


def _readings(flows: Sequence[Told]) -> Iterator[list[Told]]:
    """All of them, what is not told as in or out; then without one or two, which may be parts of another."""
    ways = [(does,) if does else ("in", "out") for _, does in flows]
    for size in range(len(flows), max(len(flows) - _SPARE, 2) - 1, -1):
        for chosen in combinations(range(len(flows)), size):
            for signs in product(*(ways[k] for k in chosen)):
                yield [(flows[k][0], sign) for k, sign in zip(chosen, signs, strict=True)]


def _is_whole(closing: Frame, known: Sequence[Told], flows: Sequence[Told]) -> bool:
    """Is enough told of what moved it? Of other things than what is left, both ways have to be told."""
    ways = {does for _, does in known}
    other = not closing.chinese and any(f.word and closing.word and f.word != closing.word for f, _ in flows)
    return {"in", "out"} <= ways or (bool(ways) and len(flows) > 1 and not other)


def _fits(closing: Frame, opening: Sequence[Frame], flows: Sequence[Told]) -> bool:
    came = fits.total([*opening, *(f for f, does in flows if does == "in")])
    went = fits.total([f for f, does in flows if does == "out"])
    left = came[0] - went[1], came[1] - went[0]
    fell = -left[1], -left[0]
    return fits.meets(left, fits.span(closing)) or (not opening and fits.meets(fell, fits.span(closing)))


def refuted(scene: Scene, reading: Reading) -> Reading:
    """Without the sums, changes and shares of numbers that a balance explains, where these don't hold."""
    frames = {f.at: f for f in scene.frames}
    held = [{i for _, i in tie.members} for tie in reading.ties if tie.relation is Relation.BALANCE]
    kept = tuple(tie for tie in reading.ties if tie.relation not in _CLAIMS or not any(
        len(members & {i for _, i in tie.members}) > 1 for members in held) or _stands(frames, tie))
    return Reading(reading.text, reading.language, reading.quantities, kept, reading.covered)


def _stands(frames: dict[int, Frame], tie: Tie) -> bool:
    of = [(name, frames[i]) for name, i in tie.members if i in frames]
    named = dict(of)
    match tie.relation:
        case Relation.BREAKDOWN if "whole" in named:
            return fits.sums(named["whole"], [f for name, f in of if name == "part"])
        case Relation.CHANGE if {"change", "now", "before"} <= named.keys():
            return fits.difference(named["change"], named["now"], named["before"])
        case Relation.SUBSET if "whole" in named:
            return all(f.low <= named["whole"].high for name, f in of if name == "part")
        case Relation.GROWTH if {"growth", "now", "before"} <= named.keys():
            return fits.growth(named["growth"], named["now"], named["before"])
        case Relation.SHARE if {"share", "part", "whole"} <= named.keys():
            return fits.share(named["share"], fits.span(named["part"]), fits.span(named["whole"]))
    return True

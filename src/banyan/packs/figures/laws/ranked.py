"""Who is the most, and who follows: names with values in a row, a record and the one before it, "Stanlow was the "
    "driest"."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from banyan.model.figure import Comparison, Relation, Tie
from banyan.packs.figures.laws.ways import LESS, MORE
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.orders import FALLING, RISING
from banyan.packs.figures.loose.segments import one_kind
from banyan.packs.figures.relations import cues
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import INFINITE, Frame, Scene

_FIRST = re.compile(
    r"[最较]?[高多大]的[是为]|居首|第一|首位|榜首|领先|领跑|最[高多大]|冠军|头名|\b(?:came first|led|leads|leading"
    r"|in the lead|first place"
    r"|topp\w+|heads? the|headed by"
    r"|ahead|tops|first)\b",
    re.IGNORECASE,
)
_FOLLOWED = re.compile(
    r"其次|次之|依次|紧随其后|随后|接下来|接着|\b(?:followed|then|next|ahead of|behind (?:it|them)|trailed)\b",
    re.IGNORECASE,
)
_LEAST_FIRST = re.compile(
    r"最[低少快短小慢]|用时|倒数|垫底|从低到高|\b(?:lowest|least|fewest|fastest|shortest|smallest|cheapest|slowest"
    r"|minutes|seconds)\b",
    re.IGNORECASE,
)
_ITEM = re.compile(
    r"^(?: [a-z]+)?[)）]?(?:，|、|, |; | and |, and |, then |; then |, ahead of |, followed by | followed by "
    r"| ahead of | then )"
    r"[^,;.，。；、()（）\d]{0,30}(?:[(（]|，|, )?(?: ?with | on | at )?$",
    re.IGNORECASE,
)
_RECORD = re.compile(
    r"(?:新高|之最|历史最[高多好大]|最[高多大长强暖热好]|纪录|首位)|\b(?:record|highest|most|largest|biggest|best"
    r"|longest|warmest|hottest"
    r"|wettest|busiest|busier"
    r"|strongest|heaviest|peak)\b",
    re.IGNORECASE,
)
_LOW = re.compile(
    r"新低|最[低少小短冷干]|\b(?:lowest|fewest|smallest|least|coldest|driest|shortest|quietest|weakest|worst"
    r"|slowest)\b",
    re.IGNORECASE,
)
_SINCE = re.compile(
    r"(?:以来|历史|有记录|[近\d一二三四五六七八九十]年|历年|开[办园馆业通]|建[校馆站园])[^，。；]{0,8}(?:最|新高"
    r"|新低|之最)|创[^，。；]{0,10}(?:新高|新低|纪录)|再创"
    r"|最[高多大热暖][^，。；]{0,6}$"
    r"|\b(?:since|ever|on record|in (?:[a-z]+|\d+) years|so far|in its history|records? began|yet|of all time"
    r"|record)\b",
    re.IGNORECASE,
)
_EARLIER = re.compile(
    r"此前|之前|以前|原纪录|上年|去年|前年|上届|往年|[二三四五六七八九十]年前|(?:19|20)\d\d年?|\b(?:last (?:year"
    r"|season|time)|years? ago"
    r"|the year before"
    r"|previous\w*|before|earlier|former|old record|in (?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_EXTREMES = (
    (
        1,
        re.compile(
            r"\b(?:wettest|highest|tallest|busiest|largest|biggest|longest|hottest|warmest|most|oldest|richest"
            r"|dearest|heaviest|fullest|widest"
            r"|leader|winner)\b|最[高多大长热湿重]|居首|居第一|第一|领先|冠军|首位",
            re.IGNORECASE,
        ),
    ),
    (
        -1,
        re.compile(
            r"\b(?:driest|lowest|smallest|quietest|shortest|coldest|coolest|fewest|least|youngest|poorest|cheapest"
            r"|lightest|narrowest"
            r"|last)\b|最[低少小短冷干轻]|垫底|居末|末位|最后一",
            re.IGNORECASE,
        ),
    ),
)
_NAME_EN = re.compile(
    r"(?P<name>[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,2})(?: (?:with|had|scored|reached|recorded|on|at|got|saw|counted"
    r"|[a-z]{3,9}ed))?[ :(]{1,2}$"
)
_NAME_ZH = re.compile(r"(?:^|[，。；、：:（(和及与])(?P<name>[\u4e00-\u9fff]{2,6}?)(?:得|有|为|是|达|共|约|，)?$")
_NOT = re.compile(
    r"除|之一|增幅|增速|\b(?:except|one of the|second|third|among the|fastest-growing|growth|per|share)\b",
    re.IGNORECASE,
)
_AFTER = 160  # characters behind a row in which one of its names is called the most
_FAR = 6.0


def search(scene: Scene, _: Held) -> Iterator[Claim]:
    for sentence in scene.sentences:
        levels = [f for f in sentence if _may(f)]
        for run in _rows(scene, levels):
            yield from _followed(scene, run)
            yield from _called(scene, run)
        yield from _most(scene, levels)
    yield from _records(scene)


def _may(frame: Frame) -> bool:
    return (
        (frame.is_level or frame.is_percent)
        and frame.value > 0
        and frame.comparison is Comparison.EQUAL
        and (frame.high < INFINITE and not cues.moves(frame))
    )


def _rows(scene: Scene, levels: Sequence[Frame]) -> Iterator[list[Frame]]:
    """Three or more values of one kind, each behind a name, with hardly a word between them."""
    run: list[Frame] = []
    for frame in levels:
        if run and not (
            frame.at == run[-1].at + 1
            and frame.key == run[-1].key
            and frame.word in ("", run[0].word)
            and len(scene.between(run[-1], frame)) < 40
        ):
            if len(run) > 2:
                yield run
            run = []
        run.append(frame)
    if len(run) > 2:
        yield run


def _followed(scene: Scene, run: Sequence[Frame]) -> Iterator[Claim]:
    """ "First with 71 percent, followed by Dray (68) and Moss (52)": none has more than who stands before."""
    before = scene.before(run[0], 60)
    said = before + scene.text[run[0].start : run[-1].end + 12]
    if not (_FIRST.search(before) and _FOLLOWED.search(scene.between(run[0], run[1]))):
        return
    end = next((n for n, (a, b) in enumerate(pairwise(run), 1) if not _ITEM.match(scene.between(a, b))), len(run))
    run = run[: end - 1 if cues.REST.search(run[end - 1].lead) else end]        # what is left may be more than the last
    if len(run) < 3:
        return
    rising = bool(_LEAST_FIRST.search(said))
    values = [-f.value if rising else f.value for f in run]
    if any(b > a for a, b in pairwise(values)) and any(b < a for a, b in pairwise(values)):
        yield Claim(
            run[0].at, Tie(Relation.PLACES, tuple(("value", f.at) for f in run), RISING if rising else FALLING), False
        )


def _called(scene: Scene, run: Sequence[Frame]) -> Iterator[Claim]:
    """Behind the row one of its names is called the most, or the least."""
    named = [(name, f) for f in run if (name := _name(scene, f))]
    if len(named) < len(run) or len({name for name, _ in named}) < len(named):
        return
    end = run[-1].end
    text = scene.text[end : end + _AFTER].split("\n")[0]
    for clause in re.split(r"[，。；,;]|\.\s|\band\b|\.$", text):
        told = [f for name, f in named if name in clause]
        ways = [way for way, words in _EXTREMES if words.search(clause)]
        if len(told) != 1 or len(ways) != 1 or _NOT.search(clause) or re.search(r"\d", clause):
            continue
        mine = told[0]
        beaten = [f for f in run if f.at != mine.at and (f.low > mine.high if ways[0] > 0 else f.high < mine.low)]
        if beaten:
            other = max(beaten, key=lambda f: f.value * ways[0])
            label = MORE if ways[0] > 0 else LESS
            yield Claim(mine.at, Tie(Relation.LIMIT, (("limit", other.at), ("actual", mine.at)), label), False)


def _name(scene: Scene, frame: Frame) -> str:
    lead = scene.text[max(0, frame.start - 40) : frame.start].split("\n")[-1]
    hit = (_NAME_ZH if frame.chinese else _NAME_EN).search(lead)
    return hit["name"] if hit else ""


_THE_MOST = re.compile(
    r"(?<![上去前]年)最[高多大长热]的?(?!年)[^，。；\d]{0,14}$"
    r"|\bthe (?:hottest|highest|largest|longest|biggest|busiest|wettest|tallest"
    r"|heaviest|oldest|most [a-z]+)"
    r"(?: [a-z]+){0,6}? (?:was|is|were|with|came|reached)\b[^;.]{0,50}$",
    re.IGNORECASE,
)
_THE_LEAST = re.compile(
    r"(?<![上去前]年)最[低少小短冷]的?(?!年)[^，。；\d]{0,14}$"
    r"|\bthe (?:coldest|lowest|smallest|shortest|quietest|driest|youngest|lightest"
    r"|fewest)"
    r"(?: [a-z]+){0,6}? (?:was|is|were|with|came|reached)\b[^;.]{0,50}$",
    re.IGNORECASE,
)
_APART = re.compile(
    r"线|满分|标准|门槛|全|共|总|合计|平均|上年|去年|此前|目标|其余|\b(?:all|total|together|average|mean|last year"
    r"|previous|before"
    r"|target|altogether"
    r"|rest|others?"
    r"|record|than|from|to)\b",
    re.IGNORECASE,
)


def _most(scene: Scene, levels: Sequence[Frame]) -> Iterator[Claim]:
    """ "The hottest day was the 9th with 37.4 degrees; on the 2nd the station measured 36.8"."""
    for head in levels:
        lead = scene.before(head, 90)
        way = bool(_THE_MOST.search(lead)) - bool(_THE_LEAST.search(lead))
        if not way or re.search(r"[;；]", re.split(r"最|\bthe (?=[a-z]+est|most)", lead)[-1]):
            continue
        others = [
            f for f in levels if f.at != head.at and f.key == head.key and f.word == head.word and not cues.is_past(f)
        ]
        clauses = [re.split(r"[，。；,;]|\band\b", scene.before(f, 60).rstrip("，, "))[-1] for f in others]
        if not others or any(words.search(c) for c in clauses for _, words in _EXTREMES):
            continue
        plain = [f for f, c in zip(others, clauses, strict=True) if not _APART.search(c)]
        beaten = [f for f in plain if (f.low > head.high if way > 0 else f.high < head.low)]
        if (
            len(beaten) == 1
            and len(plain) == len(others)
            and 1 / _FAR < beaten[0].value / head.value < _FAR
            and (len(others) > 1 or beaten[0].value / head.value < 2)
        ):
            members = (("limit", beaten[0].at), ("actual", head.at))
            yield Claim(head.at, Tie(Relation.LIMIT, members, MORE if way > 0 else LESS), False)


def _records(scene: Scene) -> Iterator[Claim]:
    """A record of all years, and an earlier year's number that is beyond it."""
    for n, head in enumerate(scene.frames):
        if not _may(head) or cues.is_past(head) or _EARLIER.search(_clause(scene, head)):
            continue
        tail = re.split(r"[。；;]|\.\s", scene.text[head.end : head.end + 70].split("\n")[0])[0]
        if re.search(r"\d[\d.,]*", tail):
            tail = re.split(r"(?<=[，,])(?=[^，,]*\d)", tail)[0]
        said = _clause(scene, head) + " " + tail
        way = bool(_RECORD.search(said)) - bool(_LOW.search(said))
        if not way or not _SINCE.search(said) or _NOT.search(said):
            continue
        for other in scene.frames[n + 1 : n + 4]:
            if (
                not _may(other)
                or other.sentence - head.sentence > 1
                or other.paragraph != head.paragraph
                or head.is_percent != other.is_percent
                or not one_kind(head, other)
            ):
                break
            beyond = other.low > head.high if way > 0 else other.high < head.low
            past = _EARLIER.search(_clause(scene, other)) or cues.is_past(other)
            if past and beyond and 1 / _FAR < other.value / head.value < _FAR:
                members = (("limit", other.at), ("actual", head.at))
                yield Claim(head.at, Tie(Relation.LIMIT, members, MORE if way > 0 else LESS), False)


def _clause(scene: Scene, frame: Frame) -> str:
    return re.split(r"[，。；,;]|\.\s", scene.before(frame, 60).rstrip("，, "))[-1]

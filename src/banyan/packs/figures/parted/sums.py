"""Parts that make their whole by the grammar of the sentence: a list behind a colon, a rest, a closing or a last line.

"Of the 1,264 calls, 288 were fires, 611 accidents and 143 rescues. The remaining 222"; April / May / June / Total;
"after 187.9 mn in the first six months, and took the year's figure to 400.3 mn". What the parts are called is no
matter: their place says that they are parts.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from banyan.model.figure import Comparison, Dimension, Relation, Tie
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import is_plain, is_slip, one_kind
from banyan.packs.figures.parted.inside import OPENS
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene

_COLON = re.compile(r"^[^.;，。；\d]{0,80}(?:[:：]| [-–—] |——)[^.;。；\d]{0,60}$")
_COLONS = re.compile(r"[:：] ?")
_NOT_ALL = re.compile(
    r"其中|主要|包括|等(?!级|候|待)|例如|比如|\b(?:including|such as|among (?:them|which|these)|for example|notably"
    r"|mainly"
    r"|up (?:from|by)|etc|others? (?:include|were)|compared|against|than|top|largest|biggest|leading)\b|[前最]",
    re.IGNORECASE)
_GAP = re.compile(r"^[^.;:。；：\d]{0,70}(?:,|，|、|\band\b|和|及|与)[^.;:。；：\d]{0,50}$", re.IGNORECASE)
_REST = re.compile(
    r"(?:其余|余下|剩余|剩下|另有|另外?)(?![^，。；\d]{0,8}(?:大多|多数|大部|[一过]半|有些|部分))[^，。；\d]{0,12}$"
    r"|(?<!most of )(?<!half of )(?<!some of )(?<!many of )\b(?:(?<!of )the rest|the remaining|the remainder"
    r"|the other|another"
    r"|a further|the balance|leaving)(?: [a-z]+)?,? ?(?:RMB |US)?[$¥€£]?$",
    re.IGNORECASE)
_LEFT = re.compile(        # "so that 114 were still available"
    r"^(?: [a-z]+)? (?:are|were|remain|remained|is|was)(?: still)? (?:available|left|free|vacant|empty|unsold"
    r"|outstanding|pending|missing|undecided|to come)\b", re.IGNORECASE)
_MORE = re.compile(r"另|\b(?:another|a further)(?: [a-z]+)? $", re.IGNORECASE)     # of them, or besides them
_OF_THEM = re.compile(r"^ (?:[a-z]+ )?of (?:them|these|those|the (?:total|[a-z]+s))\b", re.IGNORECASE)
_OF_WHOLE = re.compile(
    r"^(?: [a-z]+)? (?:out )?of (?:the|its|their|all|our|a total of)(?: [a-z]+){0,2} $", re.IGNORECASE)
_CLOSES = re.compile(      # "and took the year's figure to", "among the 19,000 counted"
    r"\b(?:br(?:ing|ings|inging|ought)|tak(?:e|es|ing)|took|lift(?:s|ed|ing)?|push(?:es|ed|ing)?|ma(?:ke|kes|king|de)"
    r"|put(?:s|ting)?|rais(?:es|ed|ing)|for|giv(?:es|ing)|yield(?:s|ing|ed)?"
    r"|ma(?:ke|kes|de) up|produc(?:es?|ed|ing)|form(?:s|ed)?) (?:the |its |their |his |her |an? )?"
    r"(?:[a-z'’-]+ ){0,3}"
    r"(?:total|figure|tally|sum|count|number|turnout|haul|bill|result|revenue|turnover|sales|year"
    r"|budget|income|proceeds|cost)s?(?: [a-z]+){0,3}"
    r" (?:to|of|at) (?:RMB |US)?[$¥€£]?$"
    r"|(?:[;,] |\band )(?:so )?the (?:whole )?(?:total|bill|sum|cost|figure|budget|income)(?: [a-z]+){0,2} (?:came"
    r"|comes|amount(?:s|ed)|add(?:s|ed) up|ran|runs) to (?:RMB |US)?[$¥€£]?$"
    r"|(?:^|[两二三四五六七八])[种项类个家处座条块][\u4e00-\u9fff]{0,4}"
    r"(?:总[产销面金数]?[量积额值数]?|合计|共计?|总计)[^，。；\d]{0,4}$"
    r"|(?:构成|组成|合成|形成)[^，。；\d]{0,14}$", re.IGNORECASE)
_ALTOGETHER = re.compile(r"^(?: [a-z]+)? (?:altogether|in all|in total|all told|combined)\b", re.IGNORECASE)
_AMONG_ALL = re.compile(r"\b(?:among|out of|of) (?:the|all|a total of)(?: [a-z]+)? $", re.IGNORECASE)
_COUNTED = re.compile(r"^ (?:[a-z]+ )?(?:counted|cast|in all|in total|altogether|handed in|returned|received)\b",
                      re.IGNORECASE)
_TOTAL_LINE = re.compile(
    r"合计|总计|共计|总数|总和|全年|\b(?:total|sum|overall|altogether|all|together|combined|grand|full year|whole year"
    r"|year)\b", re.IGNORECASE)
_ALL_ZH = re.compile(r"(?:共有?|共获|合计|总计|共计|总共|一共)[^，。；\d]{0,10}$")
_MADE_OF_ZH = re.compile(r"^[^，。；\d]{1,6}(?:组成|构成)，(?:包括|即|分别[为是])?")
_NAMED_ZH = re.compile(r"^[^，。；、\d]{0,8}[，、和][^，。；\d]{1,10}$")
_APART = re.compile(r"另|还|新|比|较|每|均|同比|其中|增|减|获奖|用于")
_BACK = 6                   # numbers before, of which one may be what they make
_KINDS = tuple(tuple(re.compile(words, re.IGNORECASE) for words in kinds) for kinds in (
    (r"赞成|同意|\b(?:for|in favou?r)\b", r"反对|\bagainst\b", r"弃权|\babst\w+"), (r"男", r"女")))
_PERSONS = frozenset("人名位票")
_FEW, _MANY = 2, 12         # parts of a list
_CLOSE = (0.55, 1.7)        # of the whole, what the parts make when one number is wrong
_NET = (0.8, 1.3)           # the same where a list without a rest might leave something out
List = tuple[Frame, Sequence[Frame]]


def search(scene: Scene, held: Held) -> Iterator[Claim]:
    """What holds is told as well: it speaks against the sums that leave some of its parts out."""
    sums = {whole for whole, _ in held.sums}
    for number, sentence in enumerate(scene.sentences):
        for whole, parts in (*_with_rest(scene, number), *_behind_colon(scene, sentence), *_closed(sentence),
                             *_told_in_all(scene, sentence), *_by_kind(sentence)):
            yield from _claims(scene, whole, parts, sums)
    for whole, parts in _lines(scene):
        yield from _claims(scene, whole, parts, sums)


def _claims(scene: Scene, whole: Frame, parts: Sequence[Frame], sums: set[int]) -> Iterator[Claim]:
    plain = all(is_plain(f) and f.comparison in (Comparison.EQUAL, Comparison.ABOUT) for f in (whole, *parts))
    if not plain or not _FEW <= len(parts) <= _MANY or cues.PAST.search(whole.lead) or any(
            cues.is_each(f) or cues.PAST.search(_COLONS.split(f.lead)[-1]) for f in parts):
        return
    held = fits.sums(whole, parts)
    if not held and (whole.at in sums or _is_explained(whole, parts) or _is_of_other(scene, whole, parts)):
        return
    made = sum(f.value for f in parts)
    if held or _CLOSE[0] < made / whole.value < _CLOSE[1] or is_slip(made, whole.value):
        members = (("whole", whole.at), *(("part", f.at) for f in parts))
        yield Claim(whole.at, Tie(Relation.BREAKDOWN, members), held)


def _is_explained(whole: Frame, parts: Sequence[Frame]) -> bool:
    """Some of the numbers make the whole without the others, which are then of something else."""
    return len(parts) > _FEW and any(fits.sums(whole, some) for size in range(len(parts) - 1, 1, -1)
                                     for some in combinations(parts, size))


def _is_of_other(scene: Scene, whole: Frame, parts: Sequence[Frame]) -> bool:
    """A number a little further up is what they make."""
    before = scene.earlier(min(parts, key=lambda f: f.at), _BACK)
    return any(_may_be_part(f, parts[0]) and fits.sums(f, parts) for f in before if f.at != whole.at)


def _with_rest(scene: Scene, number: int) -> Iterator[List]:
    """From a whole that opens a clause, or that a first part is "of", to what is called the rest."""
    sentence = scene.sentences[number]
    following = scene.sentences[number + 1] if number + 1 < len(scene.sentences) else ()
    for n, whole in enumerate(sentence):
        opened, first = bool(OPENS.search(whole.lead)), sentence[n - 1] if n else None
        of_it = first is not None and first.at == whole.at - 1 and _OF_WHOLE.match(scene.between(first, whole))
        then = [f for f in (*sentence[n + 1:], *following) if f.paragraph == whole.paragraph and _may_be_part(whole, f)]
        of_them = any(_OF_THEM.match(f.tail) for f in then[:1])
        if not (opened or of_it or of_them) or not then:
            continue
        parts = [first] if of_it and first is not None else []
        rest = next((k for k, part in enumerate(then) if _REST.search(part.lead) or _LEFT.match(part.tail)), None)
        if rest is not None and (rest > 1 or not _MORE.search(then[rest].lead)):
            yield whole, [*parts, *then[:rest + 1]]


def _may_be_part(whole: Frame, part: Frame) -> bool:
    """Of its unit; counts are of any noun."""
    counts = whole.key == part.key == (Dimension.COUNT, "")
    return (counts and (not part.chinese or part.word == whole.word)) or one_kind(whole, part)


def _behind_colon(scene: Scene, sentence: Sequence[Frame]) -> Iterator[List]:
    """"handled 41.7 million tonnes last year: 18.2 million of containers, ... and 3.3 of": to the sentence's end."""
    for n, whole in enumerate(sentence[:-2]):
        parts = sentence[n + 1:]
        said = scene.text[whole.start - min(len(whole.lead), 24):parts[-1].end + 24]
        listed = all(_GAP.match(scene.between(a, b)) for a, b in pairwise(parts))
        if not listed or not _COLON.match(scene.between(whole, parts[0])) or _NOT_ALL.search(said):
            continue
        if len(parts) > _FEW and all(_may_be_part(whole, f) and f.value < whole.value for f in parts):
            yield whole, parts


def _closed(sentence: Sequence[Frame]) -> Iterator[List]:
    """All numbers of its kind before a number that the words call what they come to."""
    for n, whole in enumerate(sentence):
        before = [f for f in sentence[:n] if f.is_level and _may_be_part(whole, f) and not cues.moves(f)]
        all_told = _AMONG_ALL.search(whole.lead) and _COUNTED.match(whole.tail) and len(before) > _FEW
        near = len(before) > _FEW and _NET[0] < sum(f.value for f in before) / whole.value < _NET[1]
        row = near and _ALTOGETHER.match(whole.tail)
        if len(before) >= _FEW and (all_told or row or _CLOSES.search(whole.lead)):
            yield whole, before


def _told_in_all(scene: Scene, sentence: Sequence[Frame]) -> Iterator[List]:
    """共获17枚奖牌，男子项目7枚，女子项目9枚，混合项目1枚。"""
    for n, whole in enumerate(sentence):
        parts = sentence[n + 1:]
        all_of_it = _ALL_ZH.search(whole.lead) or _MADE_OF_ZH.match(whole.tail)
        if not whole.chinese or len(parts) <= _FEW or not all_of_it:
            continue
        names = [scene.between(a, b) for a, b in pairwise((whole, *parts))]
        same = all(f.key == whole.key and f.word == whole.word and (f.word or f.key[1]) for f in parts)
        made = sum(f.value for f in parts) / whole.value
        ends = re.match(r"^[^，、；\d]{0,6}(?:。|$)", parts[-1].tail)
        low, high = _CLOSE if _MADE_OF_ZH.match(whole.tail) else _NET
        if same and ends and low < made < high and all(
                _NAMED_ZH.match(name) and not _APART.search(name) for name in names):
            yield whole, parts


def _by_kind(sentence: Sequence[Frame]) -> Iterator[List]:
    """88名代表中，51人赞成，29人反对，8人弃权; 4310名居民中，女性2204人，男性2106人: kinds that leave nobody out."""
    for n, whole in enumerate(sentence):
        for kinds in _KINDS:
            parts = sentence[n + 1:n + 1 + len(kinds)]
            if len(parts) < len(kinds) or whole.key != (Dimension.COUNT, "") or not whole.word:
                continue
            told = [{k for k, kind in enumerate(kinds) if kind.search(_own(f))} for f in parts]
            persons = all(f.word in _PERSONS or not f.chinese for f in (whole, *parts))
            if persons and sorted(k for found in told for k in found) == list(range(len(kinds))) and all(
                    len(found) == 1 and f.value < whole.value for f, found in zip(parts, told, strict=True)):
                yield whole, parts


def _own(frame: Frame) -> str:
    """The words of its own clause."""
    before, behind = re.split(r"[，,；;。、]|\band\b", frame.lead), re.split(r"[，,；;。、.]|\band\b", frame.tail)
    return f"{before[-1]} {behind[0]}"


def _lines(scene: Scene) -> Iterator[List]:
    """Lines with a name and a number each, of which the last or the first is called the total."""
    run: list[Frame] = []
    for sentence in (*scene.sentences, ()):
        alone = sentence[0] if len(sentence) == 1 and _is_row(scene, sentence[0]) else None
        if alone is not None and run and alone.paragraph == run[-1].paragraph + 1 and one_kind(run[-1], alone):
            run.append(alone)
            continue
        if len(run) > _FEW:
            yield from _totalled(run)
        run = [alone] if alone is not None else []


def _is_row(scene: Scene, frame: Frame) -> bool:
    """A short line: the name, the number and its unit."""
    start = scene.text.rfind("\n", 0, frame.start) + 1
    line = scene.text[start:scene.text.find("\n", frame.end) if "\n" in scene.text[frame.end:] else len(scene.text)]
    return len(line) < 48 and not re.search(r"[。；;]|\.\s", line) and is_plain(frame)


def _totalled(run: Sequence[Frame]) -> Iterator[List]:
    called = [f for f in run if _TOTAL_LINE.search(f.lead)]
    if len(called) == 1 and called[0] is run[-1]:
        yield run[-1], run[:-1]
    elif len(called) == 1 and called[0] is run[0]:
        yield run[0], run[1:]

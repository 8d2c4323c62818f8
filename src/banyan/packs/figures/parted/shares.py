"""A share with its part and its whole where the grammar names them, whatever each of them is called.

"1,148 homes, or 16.4% of the municipality's 7,000 dwellings"; "That was 57.3% of everything sold, a total of 8.43 bn";
"31.4% (37 of 118)"; 公交车总数4200辆，…新能源车占比78%. Shares of one vote, or that end with the rest, make 100.
"""

import re
from collections.abc import Iterator, Sequence

from banyan.model.figure import Comparison, Relation, Tie
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import is_plain, is_slip, one_kind
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene
from banyan.packs.figures.relations.shares import STATED

_ABOUT = r"(?:(?:about|only|just|nearly|almost|some|over|around|a|an|as much as|as many as|no less than) )*"
_THAT_IS = re.compile(     # between a part and its share
    rf"(?:, or|,? that is(?: to say)?,?|,? i\.e\.,?|, which (?:is|was|makes|equals|corresponds to|represents)|[(—–]"
    r"|,? (?:representing|accounting for|making up|corresponding to|equal to|equivalent to|equalling|constituting))"
    rf" ?{_ABOUT}$|, {_ABOUT}$|(?:，|（)(?:即|也就是|占|相当于|约占|占到)?(?:了|约)?$", re.IGNORECASE)
_OF_W = re.compile(        # between a share and its whole
    r"^ (?:share )?of (?:the|its|their|all|our|a|an|some|about|those|these|[A-Z][\w'’-]+)\b[^.;,()\d%]{0,50}$")
_PART_OF = re.compile(     # between a part and its whole
    r"^[^，。；\d]{0,3}）的$|^(?: [a-z]+){0,2} (?:out )?of (?:the |its |their |all |our |a total of |some "
    r"|about |those |these |[A-Za-z’']+['’]s )?"
    r"(?:[a-z-]+ ){0,2}$|^ ?/ ?$|^(?: [a-z]+)? out of (?:every )?$")
_BRACKET = re.compile(r"^[^.;。；\d%]{0,24}[(:,–—（：，]\s?(?:or |i\.e\. |namely |that is,? )?$")
_TAKES_ZH = re.compile(r"[中里]，?占(?:了|到|比)?$")       # 女教师在450名教师中占六成，共270人
_ONE_IN = re.compile(r"每|every|one|\w+ (?:in|out of) ", re.IGNORECASE)
_COLON = re.compile(r"^[^。；;.\d]{0,40}[：:—–][^。；;.\d]{0,16}$")
_IT_WAS = re.compile(
    r"(?:^|[.;] )(?:that|this|it|which|they|these|those|the (?:sum|amount|figure|number))"
    r" (?:is|was|were|are|makes?|made|represent(?:s|ed)?|correspond(?:s|ed) to|equal(?:s|led)|account(?:s|ed) for"
    rf"|amount(?:s|ed) to|comes? to|came to|means?|works out at) {_ABOUT}$"
    r"|(?:^|[。；])(?:这|此数|该数|此)[^，。\d]{0,6}(?:占|相当于|为)[^，。\d]{0,12}$",
    re.IGNORECASE)
_TOTAL = re.compile(
    r"\b(?:a total of|in all|altogether|total(?:l?ing|led|s)?(?: (?:of|was|were|is|to))?|overall) (?:RMB |US)?[$¥€£]?$",
    re.IGNORECASE)
_A_RATE = re.compile(
    r"[,–—(] ?(?:or |with |giving |which gives )?(?:an?|the) (?:[a-z]+ ){0,2}(?:share|rate|proportion|ratio|percentage)"
    rf" of {_ABOUT}$", re.IGNORECASE)
_OF_THEM = re.compile(r"^ (?:[a-z]+ )?of (?:them|these|those|whom|which)\b[^.;\d]{0,20}[,(–—] ?(?:or |that is )?$")
_SHARE_ZH = re.compile(
    r"(?:^|[，。；、])(?P<name>[\u4e00-\u9fff]{2,8}?)(?:的)?(?:占比|占|比重|所占比重|所占比例)(?:为|达|约|到|了)*$")
_TOTAL_ZH = re.compile(r"(?:总数|总量|总额|总计|合计|共有?|全部|总规模|总人数|总户数)(?:为|达|约|是|有)*$")
_FOR = re.compile(r"\b(?:for|in favou?r|yes|backed|supported|approved)\b|赞成|同意|支持", re.IGNORECASE)
_AGAINST = re.compile(r"\b(?:against|opposed|rejected|no)\b|反对|不同意", re.IGNORECASE)
_VOTE = re.compile(
    r"\b(?:vot\w+|ballots?|referendum|plebiscite|motion|amendment|carried|turnout|proposal|elect\w+)\b|公投|投票|表决|有效票|选票"
    r"|赞成票", re.IGNORECASE)
_SILENT = re.compile(
    r"弃权|未表态|无所谓|不确定|\b(?:abst\w+|undecided|unsure|no opinion|don.t know|blank|spoil\w+|invalid|polled"
    r"|survey\w*|respondents|poll)\b",
    re.IGNORECASE)
_OWN_REST = re.compile(
    r"(?:其余|余下|剩余|剩下|另外?)[^，。；\d]{0,10}$|\b(?:the rest|the remaining|the remainder|the other|the balance)"
    r"(?: [a-z]+)?,? $", re.IGNORECASE)
_OF_ZH = re.compile(r"[\u4e00-\u9fff]占[^，。；\d]{0,6}$")
_MORE, _OFF = 1.0, 0.1  # percentage points beyond rounding: of shares that may leave some out, of those that are all
_FAR = 3.0              # times off, beyond which the three are of different things
_BACK = 3               # sentences before, in which the whole of a share that is called one may stand


def search(scene: Scene, held: Held) -> Iterator[Claim]:
    for number, sentence in enumerate(scene.sentences):
        for share in sentence:
            if share.is_percent and not cues.moves(share) and not cues.is_past(share) and share.at not in held.heads:
                pairs = [*_beside(scene, sentence, share), *_that_was(scene, number, share),
                         *_called(scene, number, share), *_by_name(scene, number, share)]
                yield from _claims(share, pairs)
        yield from _of_hundred(scene, sentence)
        yield from _votes(scene, sentence)
        yield from _with_rest(scene, sentence)


def _claims(share: Frame, pairs: Sequence[tuple[Frame, Frame]]) -> Iterator[Claim]:
    """Of the pairs that the grammar allows none fits: the first is claimed."""
    usable = [(p, w) for p, w in pairs if is_plain(p) and is_plain(w) and p.at != w.at and _one_kind(p, w)]
    if not usable or any(fits.share(share, fits.span(p), fits.span(w)) for p, w in usable):
        return
    part, whole = usable[0]
    made = part.value / whole.value * 100
    if 1 / _FAR < made / share.value < _FAR or is_slip(round(made, 1), share.value):
        members = (("share", share.at), ("part", part.at), ("whole", whole.at))
        yield Claim(share.at, Tie(Relation.SHARE, members, STATED), False)


def _one_kind(part: Frame, whole: Frame) -> bool:
    """Counts of any noun: "1,148 homes, or 16.4% of the 7,000 dwellings"."""
    return part.key == whole.key or one_kind(part, whole)


def _beside(scene: Scene, sentence: Sequence[Frame], share: Frame) -> Iterator[tuple[Frame, Frame]]:
    """The two numbers next to the share, with "or" and "of", or one of the other in brackets."""
    by = {f.at: f for f in sentence}
    one, two = by.get(share.at - 1), by.get(share.at - 2)
    then, after = by.get(share.at + 1), by.get(share.at + 2)
    if one is not None and then is not None and _THAT_IS.search(scene.between(one, share)) and (
            _OF_W.match(scene.between(share, then))):
        yield one, then
    if one is not None and two is not None and _PART_OF.match(scene.between(two, one)) and (
            _THAT_IS.search(scene.between(one, share))):
        yield two, one
    if then is not None and after is not None and _PART_OF.match(scene.between(then, after)) and (
            _BRACKET.match(scene.between(share, then))):
        yield then, after
    if one is not None and then is not None and _TAKES_ZH.search(scene.between(one, share)) and (
            re.fullmatch(r"[，,（(](?:共|计|即|有|为|约)*", scene.between(share, then))):
        yield then, one
    if then is not None and after is not None and _ONE_IN.match(scene.text, share.start) and (
            _COLON.match(scene.between(share, then))):
        yield (then, after) if then.value < after.value else (after, then)
    if one is not None and _OF_THEM.match(scene.between(one, share)):
        before = reversed(scene.earlier(one, _BACK))
        whole = next((f for f in before if _one_kind(one, f) and f.value > one.value), None)
        if whole is not None and one.sentence - whole.sentence <= 1 and whole.paragraph == one.paragraph:
            yield one, whole


def _that_was(scene: Scene, number: int, share: Frame) -> Iterator[tuple[Frame, Frame]]:
    """"That was 57.3% of everything Ostravia sold abroad, a total of 8.43 bn": the part is what was told before."""
    if not number or not _IT_WAS.search(scene.before(share, 60)) or scene.sentences[number][0].at != share.at:
        return
    before = [f for f in scene.sentences[number - 1] if f.paragraph == share.paragraph and is_plain(f)]
    then = next((f for f in scene.sentences[number] if f.at == share.at + 1), None)
    wholes = [then] if then is not None and (
        _OF_W.match(scene.between(share, then)) or _TOTAL.search(then.lead)) else []
    for whole in wholes:
        yield from ((part, whole) for part in reversed(before) if _one_kind(part, whole) and part.value < whole.value)
    if not wholes and len(before) > 1 and _PART_OF.match(scene.between(before[-2], before[-1])):
        yield before[-2], before[-1]


def _called(scene: Scene, number: int, share: Frame) -> Iterator[tuple[Frame, Frame]]:
    """"1,177 respondents ..., a share of 45 per cent": of the only larger number of the sentences before."""
    part = next((f for f in scene.sentences[number] if f.at == share.at - 1), None)
    if part is None or not _A_RATE.search(share.lead) or re.search(r"\d", scene.between(part, share)):
        return
    larger = [f for f in scene.around(number, _BACK) if f.at < part.at and f.paragraph == part.paragraph and is_plain(f)
              and f.key == part.key and f.value > part.value]
    if len({f.value for f in larger}) == 1:
        yield part, larger[0]


def _by_name(scene: Scene, number: int, share: Frame) -> Iterator[tuple[Frame, Frame]]:
    """新能源公交车2376辆。公交车总数4200辆，…新能源车占比78%: the part has its name, the whole is called a total."""
    told = _SHARE_ZH.search(scene.before(share, 24))
    if told is None:
        return
    near = [f for f in scene.around(number, 1) if f.at < share.at and f.paragraph == share.paragraph and is_plain(f)
            and not cues.is_past(f)]
    parts = [f for f in near if told["name"][:3] in scene.before(f, 16) and not _TOTAL_ZH.search(f.lead)]
    for part in parts[:1]:
        wholes = [f for f in near if f.key == part.key and f.word == part.word and _TOTAL_ZH.search(f.lead)]
        if len(wholes) == 1 and wholes[0].value > part.value:
            yield part, wholes[0]


def _of_hundred(scene: Scene, sentence: Sequence[Frame]) -> Iterator[Claim]:
    """"2,214 of the 14,760 vans, that is 15 out of every 100"."""
    for part, whole, of, hundred in zip(sentence, sentence[1:], sentence[2:], sentence[3:], strict=False):
        if hundred.value not in (100, 1000) or not re.fullmatch(r" (?:out of|in|of|per) (?:every )?", scene.between(
                of, hundred)) or hundred.at != part.at + 3:
            continue
        if _PART_OF.match(scene.between(part, whole)) and _THAT_IS.search(scene.between(whole, of)):
            made = part.value / whole.value * hundred.value
            if abs(made - of.value) > 1 and 1 / _FAR < made / of.value < _FAR:
                members = (("average", of.at), ("amount", part.at), ("count", whole.at))
                yield Claim(of.at, Tie(Relation.AVERAGE, members, "named", per=int(hundred.value)), False)


def _votes(scene: Scene, sentence: Sequence[Frame]) -> Iterator[Claim]:
    """62.4 per cent in favour and 37.6 against, where nobody abstained."""
    shares = [f for f in sentence if f.is_percent and not cues.moves(f) and f.comparison is Comparison.EQUAL]
    said = scene.text[scene.starts[sentence[0].sentence]:sentence[-1].end + len(sentence[-1].tail)]
    around = scene.text[max(0, scene.starts[sentence[0].sentence] - 120):sentence[-1].end + 120]
    if _SILENT.search(around) or not _VOTE.search(said):
        return
    sides = [[f for f in shares if words.search(_own(f))] for words in (_FOR, _AGAINST)]
    if [len(side) for side in sides] == [1, 1] and abs(sides[0][0].at - sides[1][0].at) == 1:
        yield from _hundred([*sides[0], *sides[1]], True)


def _own(frame: Frame) -> str:
    """The words of its own clause, before it in Chinese, else before and behind it."""
    before = re.split(r"[，,；;。、]|\band\b", frame.lead)[-1]
    return before if frame.chinese else f"{before} {re.split(r'[,;.]|and ', frame.tail)[0]}"


def _with_rest(scene: Scene, sentence: Sequence[Frame]) -> Iterator[Claim]:
    """Shares in a row that end with the rest make 100; those that are all said to be taken of one thing no more."""
    shares = [f for f in sentence if f.is_percent]
    plain = len(shares) > 1 and not any(cues.moves(f) or cues.is_past(f) or f.comparison is not Comparison.EQUAL
                                        for f in shares)
    if not plain or shares[-1].at - shares[0].at != len(shares) - 1:
        return
    if _OWN_REST.search(shares[-1].lead) and len(shares) > 2:
        yield from _hundred(shares, True)
    elif len(shares) > 2 and all(_OF_ZH.search(f.lead) for f in shares) and "其中" not in scene.text[
            shares[0].start:shares[-1].start]:
        yield from _hundred(shares, False)


def _hundred(shares: Sequence[Frame], whole: bool) -> Iterator[Claim]:
    """`whole`: they leave nothing out."""
    low, high = fits.total(shares)
    if low > 100 + (_OFF if whole else _MORE) or (whole and high < 100 - _OFF):
        yield Claim(shares[0].at, Tie(Relation.BREAKDOWN, tuple(("part", f.at) for f in shares)), False)

"""Which way two levels went, as a word beside them says: "quickened to 3.4 from 3.9", "went from 31 to 27, a rise".

The word has no number of its own: with one, it is a change (ways). What it is said of stands right beside it, or has
the name that it is said of: "the deficit narrowed ... a deficit of 1.5, after one of 2.3".
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from banyan.model.figure import Dimension, Relation, Tie
from banyan.packs.figures.laws import ways
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import one_kind
from banyan.packs.figures.relations import cues
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene

_GO = (r"(?:push|driv|bring|edg|inch|tick|nudg|go|mov|revis|mark|tak|scal|step|ramp|drov|brought|went|gone|took|taken"
       r"|com|came|crept|driven|notch|trend|drift|wind|wound)\w* (?:it |them |back )?")
_RISE = (
    r"(?:ros|ris|increas|climb|jump|surg|soar|swell|gr[eo]w|advanc|quicken|accelerat|firm|rebound|recover|rall(?:y|i)"
    r"|lengthen|widen|expand|balloon|mushroom|rocket|spik|shot up|pick(?:s|ed|ing)? up|bounc|creep|crept|strengthen"
    rf"|lift|boost|rais|doubl|tripl|multipl|extend|prolong)\w*|{_GO}(?:up|upwards?|higher)")
_FALL = (
    r"(?:fall|fell|drop|declin|decreas|slip|sank|sink|sunk|shr[aiu]nk|dip|slump|plung|tumbl|eas|cool|slow|narrow"
    r"|soften|weaken|retreat|reced|dwindl|subsid|abat|slid|slack|moderat|contract|collaps|crash|div|lower|reduc|trim"
    r"|slash|par|halv|curtail|shorten|diminish|ebb|sag|tighten|thinn|plummet|taper)\w*|cut(?:s|ting)?"
    rf"|{_GO}(?:down|downwards?|lower)")
_RISE_ZH = (
    r"增长|增加|增大|增多|上升|上涨|上扬|上行|上调|上浮|走高|走强|走升|回升|回暖|反弹|攀升|提高|提升|抬升|抬高|扩大"
    r"|拉大|加大|延长|拉长|加快|加速|提速|跃升|飙升|激增|猛增|剧增|递增|壮大|变大|变长|升高|趋快|加剧|走阔|变宽|增|升|涨")
_FALL_ZH = (
    r"减少|减小|下降|下跌|下行|下调|下滑|下浮|下挫|走低|走弱|走软|回落|回调|缩小|缩短|收窄|收缩|降低|放缓|趋缓|减缓"
    r"|减慢|减速|滑落|骤降|锐减|萎缩|压缩|压降|递减|变小|变短|走窄|变窄|降|减|跌|缩")
_BOTH = ((1, _RISE, _RISE_ZH), (-1, _FALL, _FALL_ZH))
_MANNER = (
    r"(?: (?:slightly|sharply|again|further|back|steadily|only|somewhat|markedly|considerably|modestly|marginally"
    r"|steeply|gradually|significantly|substantially|once more|year on year|on the year|on average|slowly|quickly"
    r"|in turn|strongly|dramatically|a (?:little|touch|notch|bit|shade)|as well|too|overall))*")
_MANNER_ZH = r"继续|持续|明显|有所|略有|进一步|逐步|总体|呈|大幅|小幅|显著|稳步|再度|再次|仍在"
_AMOUNT = (r"(?: (?:about|nearly|over|some|just|only|almost|under|an?|the|average|around))*"
           r"(?: ?(?:RMB |US|HK)?[$¥€£])? ?")
_REACHED_ZH = r"[到至为](?:了|约|近|目前的?|(?:20\d\d年)?(?:年?[末底]|\d{1,2}月[末份]?)?的)*"
_TO, _FROM = (
    {way: re.compile(rf"\b(?:{en}){_MANNER} {word}{_AMOUNT}$|(?:{zh}){behind}$", re.IGNORECASE)
     for way, en, zh in _BOTH} for word, behind in (("to", _REACHED_ZH), ("from", r"\b\B")))
# "rose, reaching 34,000", 回落，报2386元
_AT = {way: re.compile(
    rf"\b(?:{en}|{adjective})\b[^;.\d]{{0,40}}?,? (?:at|ending (?:up )?at|reaching|standing at|settling at|closing at"
    rf"|finishing at|coming to|to reach|to (?:stand|settle|end) at){_AMOUNT}$"
    rf"|(?:{zh})[^，。；\d]{{0,6}}[，,][^，。；\d]{{0,6}}?(?:达到?|为|报|收于|录得|降至|升至)$", re.IGNORECASE)
    for (way, en, zh), adjective in zip(_BOTH, ("higher|longer|up", "lower|shorter|down"), strict=True)}
# «, a decrease which», «，行情继续走低», 较去年的52分钟«有所延长»
_BEHIND = {way: re.compile(
    rf"^[^,;.\d]{{0,40}}(?:,| -| –) (?:which (?:is|was) |i\.e\. |that is,? )?an? (?:[a-z-]+ ){{0,2}}(?:{en})\b"
    rf"(?! (?:of|by)\b)"
    rf"|^[^，。；\d]{{0,10}}[，,][\u4e00-\u9fff]{{0,8}}?(?:{_MANNER_ZH}){{1,2}}(?:{zh})(?:趋势|态势|之势|的?势头|了)?[。；，,]"
    rf"|^(?:{_MANNER_ZH}){{0,2}}(?:{zh})了?(?:[。；，,]|$)", re.IGNORECASE)
    for way, en, zh in (
        (1, "increase|rise|gain|growth|upturn|climb|jump|widening|lengthening|rebound|acceleration", _RISE_ZH),
        (-1, "decrease|fall|drop|decline|reduction|dip|downturn|narrowing|shortening|slowdown|easing", _FALL_ZH))}
_WENT = {way: re.compile(
    rf"^[^,;.\d]{{0,24}}(?: in (?:19|20)\d\d)?, (?:the|its|their) [a-z' -]{{3,40}}? (?:has |have |had |again )?"
    rf"(?:{en})\b(?!{_MANNER} (?:by|to|from)\b)", re.IGNORECASE) for way, en, _ in _BOTH}
_WITH = re.compile(r"^(?:[^,;.]{0,24}, )?With [^,;.\d]{0,24}$")
_REACHED_BEHIND = re.compile(r"[，,](?:至|达到?|为|报|仅)$")
# 去年是52分钟，推行后«为»38分钟
_NOW_BEHIND = re.compile(r"[，,][^，。；\d]{0,16}(?:[后今现]|目前|本[月年季期])[年在季月]?"
                         r"(?:[为是]|[降升缩减增][至到为]|达到?)$")
_NAMES = (r"gap|deficit|surplus|shortfall|spread|margin|lead|backlog|differential|difference"
          r"|逆差|顺差|差距|缺口|赤字|盈余|利差|价差|亏损|倍差|降幅|涨幅|增幅|跌幅")
_OFTEN_ZH = r"(?:同比|环比|再度?|又|继续|持续|进一步|明显|有所|略有|大幅|小幅|逐步)*"
_NAMED = {way: re.compile(
    rf"\b(?P<name>{_NAMES})(?: [a-z]+){{0,6}}? (?:has |have |had |was |were |is |again |also |then )*(?:{en})\b"
    rf"(?!{_MANNER} (?:by|to|from)\b)|(?P<zh>{_NAMES}){_OFTEN_ZH}(?:{zh})(?![到至为了\d])", re.IGNORECASE)
    for way, en, zh in (
        (1, r"widened|grew|increased|swelled|ballooned|rose|expanded|deepened|lengthened",
         "扩大|拉大|增加|加大|走阔|增大|上升"),
        (-1, r"narrowed|shrank|shrunk|decreased|fell|declined|contracted|tightened|eased|dwindled|dropped|closed",
         "收窄|缩小|减少|走窄|缩减|下降|回落"))}
_SYNONYMS = {
    "gap": re.compile(r"gap|deficit|shortfall", re.IGNORECASE),
    "差距": re.compile(r"差距|相差|之比|倍差"),
}
_WAITS = re.compile(r"\b(?:times?|waits?|delays?|queues?)\b", re.IGNORECASE)      # fewer of them are better
_BETTER = re.compile(r"\b(?:better|improved|quicker|shorter)\b", re.IGNORECASE)
_WORSE = re.compile(r"\b(?:worse|worsened|slower|longer)\b", re.IGNORECASE)
_BETWEEN = re.compile(r"^[^;；。\n]{0,70}$")
_AGAINST = re.compile(
    r"\b(?:from|against|compared (?:with|to)|versus|as against|having (?:been|stood at)|after|had (?:been|stood at)"
    r"|used to [a-z]+|(?:up|down) from|last (?:year|month|week|time)'?s?|earlier|previously"
    r"|the (?:previous|preceding|prior) [a-z]+)\b"
    r"[^,;.\d]{0,30}$|\((?:in )?(?:jan|feb|mar|apr|may|june?|july?|aug|sep|oct|nov|dec)[a-z]*[:,]? ?$"
    r"|(?:[由从比较]|上[年月周季届]|去年|此前|原[来先]|年初|同期|前一)[^，。；\d]{0,14}$", re.IGNORECASE)
_FROM_HERE = re.compile(r"^[，,：:]? ?(?:[由从]|from )[^，。；,;\d]{0,8}$", re.IGNORECASE)
_IN_TURN = re.compile(
    r"逐[年季月周日]|连续|持续|依次|\b(?:steadily|each (?:year|month|quarter|time)|(?:year|month) (?:after|by)"
    r" (?:year|month)|quarter by quarter|in succession|continuously|in a row)\b", re.IGNORECASE)
_LIST_OPENS = re.compile(r"(?:分别|依次)(?:为|是|达)?$|[:：] ?$|\b(?:from|at) $")
_ROW = re.compile(r"(?:、|和|及|，|, | and |,? and |, then | then |；)(?:\d{4}年)?")
# A currency that falls costs more of the other, and who climbs a table has a smaller number.
_CURRENCIES = re.compile(
    r"汇率|人民币对|兑|名次|排名|位次|\b(?:yuan|dollar|euro|pound|yen|rupee|peso|rouble|ruble|lira|kron[ae]|franc|won"
    r"|currency|exchange rate|ranking|ranked|place|position)\b", re.IGNORECASE)
_RATE_WORDS = re.compile(r"slow|quick|accelerat|放缓|加快|加速|减速|提速|减慢|减缓|趋缓|趋快", re.IGNORECASE)
_REACH = 220            # characters behind a name, in which its levels stand
_FAR = 5.0


def search(scene: Scene, _: Held) -> Iterator[Claim]:
    for number, sentence in enumerate(scene.sentences):
        for a, b in pairwise(sentence):
            way, now, before = _pair(scene, a, b)
            if way:
                yield from _claim(way, now, before)
        yield from _in_turn(scene, sentence)
        yield from _introduced(scene, number)
    yield from _called(scene)


def _claim(way: int, now: Frame, before: Frame) -> Iterator[Claim]:
    if one_kind(now, before) and 1 / _FAR < now.value / before.value < _FAR and (
            now.high < before.low if way > 0 else now.low > before.high):
        members = (("limit", before.at), ("actual", now.at))
        yield Claim(now.at, Tie(Relation.LIMIT, members, ways.MORE if way > 0 else ways.LESS), False)


def _pair(scene: Scene, a: Frame, b: Frame) -> tuple[int, Frame, Frame]:
    """(way, now, before) of two neighbours, as the word right before or behind them says; way 0 where none does."""
    between = scene.between(a, b)
    said = scene.before(a, 60)
    if not (_may(a) and _may(b)) or not _BETWEEN.match(between) or cues.UNREAL.search(
            re.split(r"[，。；;,]|\. ", said)[-1]) or _CURRENCIES.search(said + b.tail):
        return 0, a, b
    way = _way(_TO, a) or _way(_AT, a)
    if way and ways.is_anothers(scene, a, b):
        return 0, a, b
    if way and _is_past(b) and not re.search(r"\b(?:to|by|and)\b ?$", b.lead):
        return way, a, b
    way = _way(_FROM, a) or (_way(_TO, b) if _AGAINST.search(a.lead) else 0)
    to = ways.TO.search(between)
    if ways.FROM.search(a.lead) and to and not way:
        way = _behind(b)
    if way and to:
        return way, b, a
    if ways.is_before(a) and _REACHED_BEHIND.search(b.lead) and _behind(a):
        return _behind(a), b, a
    if _WITH.search(a.lead) and _is_past(b) and (way := _subject_went(b)):
        return way, a, b
    if ways.is_before(a) and not _is_past(b) and _NOW_BEHIND.search(b.lead) and _behind(b):
        return _behind(b), b, a
    if _is_past(b) and not (ways.is_before(a) or cues.moves(a)):
        way = _behind(b)
        return way, a, b
    return 0, a, b


def _behind(frame: Frame) -> int:
    return bool(_BEHIND[1].match(frame.tail)) - bool(_BEHIND[-1].match(frame.tail))


def _subject_went(frame: Frame) -> int:
    """"With 6.1 births, after 6.6 in 2022, «the birth rate declined» once more"."""
    return bool(_WENT[1].match(frame.tail)) - bool(_WENT[-1].match(frame.tail))


def _may(frame: Frame) -> bool:
    others = (Dimension.POINTS, Dimension.TIMES)
    return ways.may(frame) or (frame.key[0] in others and frame.value > 0 and frame.is_bounded)


def _is_past(frame: Frame) -> bool:
    return ways.is_before(frame) or bool(_AGAINST.search(frame.lead))


def _way(tables: dict[int, re.Pattern[str]], frame: Frame) -> int:
    for way, pattern in tables.items():
        hit = pattern.search(frame.lead)
        if hit and not (frame.key[0] == Dimension.DURATION and _RATE_WORDS.search(hit[0])):
            return way
    return 0


def _in_turn(scene: Scene, sentence: Sequence[Frame]) -> Iterator[Claim]:
    """7.2%、6.5%和5.8%，逐季放缓: of a row, the last against the first."""
    run: list[Frame] = []
    for frame in (*sentence, None):
        if frame is not None and run and frame.key == run[-1].key and _may(frame) and _ROW.fullmatch(
                scene.between(run[-1], frame)):
            run.append(frame)
            continue
        if len(run) > 2:
            tail = re.split(r"[。；;]|\. ", run[-1].tail)[0]
            lead = said if _LIST_OPENS.search(said := scene.before(run[0], 40)) else ""
            for words in (tail, lead):
                steps = _IN_TURN.search(words)
                if steps and not cues.UNREAL.search(words):
                    up, down = (re.search(f"(?:{zh})|\\b(?:{en})\\b", words, re.IGNORECASE) for _, en, zh in _BOTH)
                    if bool(up) is not bool(down):
                        yield from _claim(1 if up else -1, run[-1], run[0])
        run = [frame] if frame is not None and _may(frame) else []


def _introduced(scene: Scene, number: int) -> Iterator[Claim]:
    """差距进一步缩小：由2.41变为2.35; "Our response times got better: 8 minutes, compared with 9"."""
    frames = scene.sentences[number]
    opening = scene.text[scene.starts[number]:frames[0].start]
    cut = max(opening.rfind("："), opening.rfind(": "))
    said = opening[:max(cut, 0)]
    if cut < 0 or cues.UNREAL.search(said):
        return
    way = _of_wait(said) if frames[0].key[0] == Dimension.DURATION else _of_name(said)
    alike = [f for f in frames if way and _may(f) and f.key == frames[0].key and not _is_aside(scene, f)]
    if len(alike) > 1:
        a, b = alike[:2]
        if _is_past(b) and not _is_past(a):
            yield from _claim(way, a, b)
        elif _is_past(a) and re.search(r"[到至为]|\bto\b", scene.between(a, b)):
            yield from _claim(way, b, a)


def _is_aside(scene: Scene, frame: Frame) -> bool:
    """In brackets, and no level of before: the base of a ratio, a number of something else."""
    said = scene.before(frame, 30)
    inside = max(said.rfind("（"), said.rfind("(")) > max(said.rfind("）"), said.rfind(")"))
    return inside and not ways.is_before(frame)


def _of_wait(said: str) -> int:
    return bool(_WORSE.search(said)) - bool(_BETTER.search(said)) if _WAITS.search(said) else 0


def _of_name(said: str) -> int:
    return bool(_NAMED[1].search(said)) - bool(_NAMED[-1].search(said))


def _called(scene: Scene) -> Iterator[Claim]:
    """"The trade gap narrowed. ... a deficit of 1.5 bn, after a deficit of 2.3 bn": told of the levels of its name."""
    for way, pattern in _NAMED.items():
        for hit in pattern.finditer(scene.text):
            name = (hit["name"] or hit["zh"]).lower()
            called = _SYNONYMS.get(name, re.compile(re.escape(name), re.IGNORECASE))
            behind = [f for f in scene.frames if f.start >= hit.end()][:2]
            if len(behind) == 2 and _FROM_HERE.match(scene.text[hit.end():behind[0].start]) and (
                    ways.TO.search(scene.between(*behind))):
                yield from _claim(way, behind[1], behind[0])
                continue
            near = [f for f in scene.frames if 0 <= f.start - hit.end() < _REACH and _may(f)
                    and "\n\n" not in scene.text[hit.end():f.start] and called.search(_own(f))]
            if len(near) > 1 and not cues.UNREAL.search(scene.text[max(0, hit.start() - 40):hit.start()]):
                a, b = near[:2]
                if _is_past(a) is not _is_past(b):
                    yield from _claim(way, *((b, a) if _is_past(a) else (a, b)))


def _own(frame: Frame) -> str:
    """The words of its clause before a number."""
    return re.split(r"[，。；;]|,(?! after)|\. ", frame.lead)[-1]

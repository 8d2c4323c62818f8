"""A mark and the number that is said to have passed or missed it, wherever in the sentence the two stand.

"At 91.3 percent, vaccination cleared the 90 percent target"; "fell short of its goal of 5,000 saplings, planting 4"
    ",610";
a band of 2 to 4 percent that a rate stayed inside. The words say on which side the number lies.
"""

import re
from collections.abc import Iterator

from banyan.model.figure import Comparison, Dimension, Relation, Tie
from banyan.packs.figures.laws.bounds import broken
from banyan.packs.figures.laws.ways import LESS, MORE
from banyan.packs.figures.laws.wholes import RANGE
from banyan.packs.figures.loose.bounds import LOWER, UPPER
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import one_kind
from banyan.packs.figures.relations import cues
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import INFINITE, Frame, Scene

_MARK_EN = (r"(?:mark|targets?|goals?|thresholds?|limits?|caps?|ceilings?|floors?|quorum|quotas?|plan(?:ned)?"
            r"|standards?|guidelines?|guide value"
            r"|benchmark|barrier|hurdle|bar|line|level|minimum|maximum|norm|average|mean|requirement|required"
            r"|needed|allowed"
            r"|permitted|promised|budget(?:ed)?|forecasts?|projections?|expectations?|capacity|designed|pass mark"
            r"|allowance|criterion)")
_MARK_ZH = (r"(?:大关|关口|台阶|门槛|目标|任务|指标|计划|标准|限值|限额|上限|下限|红线|警戒[线值水]?|汛限|底线|线"
            r"|要求|预算|概算|均值|平均水平"
            r"|规定|承诺|预期|及格|合格|条件|定额)")
_OVER_EN = (r"(?:clear(?:ed|s|ing)|topp(?:ed|ing)|tops|pass(?:ed|es|ing)|cross(?:ed|es|ing)|exceed(?:ed|s|ing)"
            r"|surpass(?:ed|es|ing)|beat(?:s|en|ing)?"
            r"|breach(?:ed|es|ing)|broke(?:n)?(?: through)?|breaks|hit|hits|reach(?:ed|es|ing)|meets?|met"
            r"|fulfill?(?:ed|s|ing)|smash(?:ed|es|ing)"
            r"|achiev(?:ed|es|ing)|attain(?:ed|s)|oversho[ot]t?|overtook|above|over|beyond|more than|in excess of"
            r"|ahead of|past|higher than|satisf(?:ied|ies))")
_UNDER_EN = (r"(?:below|under|beneath|inside|within|(?:short|shy) of|miss(?:ed|es|ing)|less than|fewer than"
             r"|lower than|undershot|undercut"
             r"|fail(?:ed|s|ing)? (?:to (?:reach|meet|clear|pass|hit)|(?=the))|(?:did|does|do) not (?:reach|meet"
             r"|hit|clear|attain)"
             r"|(?:never|not) reach(?:ed)?|compl(?:ied|ies|y|ying) with|kept to|respect(?:ed|s)|observ(?:ed|es))")
_OVER_ZH = (r"(?:超额完成|完成了?|达到了?|达成|实现|突破|超过|高于|多于|大于|优于|越过|迈[过上入]|跨[过上越]|站上"
            r"|站稳|超越|好于|满足|不低于|不少于|超出|超)")
_UNDER_ZH = (r"(?:低于|少于|小于|不到|不足|未达到?|没有?达到|未能(?:达到|完成|突破|实现)|没有?完成|未完成|未突破"
             r"|没有?突破|控制在|不超过|未超过?"
             r"|没有?超过|不高于|距离?|离|差)")
_SIDES = (
    (LOWER, re.compile(rf"\b{_OVER_EN}\b(?P<gap>[^;.\d]{{0,44}})$|{_OVER_ZH}(?P<zh>[^，。；\d]{{0,14}})$",
                       re.IGNORECASE)),
    (UPPER, re.compile(rf"\b{_UNDER_EN}\b(?P<gap>[^;.\d]{{0,44}})$|{_UNDER_ZH}(?P<zh>[^，。；\d]{{0,14}})$",
                       re.IGNORECASE)),
)  # fmt: skip
_MARK = re.compile(rf"\b{_MARK_EN}\b|{_MARK_ZH}", re.IGNORECASE)
_MARK_BEHIND = re.compile(rf"^[ -](?:[a-z-]+ ){{0,3}}?{_MARK_EN}\b|^[^，。；\d]{{0,12}}?{_MARK_ZH}", re.IGNORECASE)
_DENIED = re.compile(r"\b(?:not|never|no|nor|nobody|yet to|cannot|n't|fail(?:ed|s) to)(?: \w+)? ?$|(?:未|没有?|不"
                     r"|难以|尚未|未能)$", re.IGNORECASE)
_OPEN = re.compile(      # a mark that is still to be met, or only spoken of
    r"\b(?:will|would|should|must|aims?|hopes?|expects?|expected|plans? to|to be|if|until|next year|by 20\d\d|could"
    r"|may|might|almost"
    r"|nearly|once|had|earlier|except|other than|some|many|each|every|all|most|those|applicants? (?:with|who)|anyone)\b"
    r"|将|力争|预计|有望|若|如果|要求各|确保|拟|计划到|明年|必须|应当|的(?:企业|项目|单位|居民|家庭|人员)|凡|均|都"
    r"|各|曾", re.IGNORECASE)
_CLEANER = re.compile(r"微克|毫克|分贝|分钟|污染|浓度|排放|噪声|等待|死亡|µg|micrograms?|milligrams?|decibels?"
                      r"|minutes|pollut|emission|noise|waiting",
                      re.IGNORECASE)     # of these there is better to be little
_BETTER = re.compile(r"优于|好于|达到|符合|满足|\b(?:better than|met|meets?|reach\w*|satisf\w+|fulfil\w*|attain\w*)\b",
                     re.IGNORECASE)
_BAND = re.compile(r"\b(?:inside|within|in|into)\b[^;.\d]{0,50}$|(?:在|处于|位于|落[在入])[^，。；\d]{0,10}$",
                   re.IGNORECASE)
_BAND_BEHIND = re.compile(r"^(?:[ -][a-z]+){0,3}[ -](?:band|corridor|range|bracket|zone|target|window|interval)\b"
                          r"|^[^，。；\d]{0,8}(?:区间|范围|之间|目标|标准|以内|内)", re.IGNORECASE)
_PAST = re.compile(r"上年|去年|前年|同期|上季|上月|此前|原[来先为]|[二两三一]季度末的|\b(?:last year"
                   r"|year (?:earlier|before|ago)|previous\w*|after|from|in (?:19|20)\d\d"
                   r"|up on|down on|than)\b[^,;.\d]{0,20}$", re.IGNORECASE)
_REACHED = re.compile(r"[至到]了?$|\b(?:to|at|hit|reached) ?[$¥€£]?$", re.IGNORECASE)
_TOTAL = re.compile(r"\b(?:out of|of the|of)(?: [a-z]+)? $|应到|总[分计数]|满分|共", re.IGNORECASE)
_PLANNED = re.compile(r"(?:原定|原计划|计划|目标(?:为|是)|任务(?:为|是)|应)[^，。；\d]{0,10}$"
                      r"|\b(?:planned|targeted|aimed (?:for|at)|(?:target|goal|plan|quota) (?:was|had been|of"
                      r"|stood at))(?: [a-z]+)? $", re.IGNORECASE)
_MISSED = re.compile(r"没有?完成|未完成|未能?完成|未达|没有?达|落空|未能实现|未实现|\b(?:fell short|miss(?:ed|es)"
                     r"|not (?:met|reached|achieved)|unfulfilled)\b", re.IGNORECASE)
_MET = re.compile(r"超额|超出计划|提前完成|(?<![未没能有])完成(?:了)?(?:计划|任务|目标)(?!的)|顺利完成|\b(?:exceed\w*"
                  r"|beat\w*|surpass\w*|more than met|(?:was|were) (?:met|reached|achieved|fulfilled))\b",
                  re.IGNORECASE)
# 完成全年目标7.0万人的90%: so much of the mark, which isn't reached
_OF_MARK = re.compile(r"^[^，。；\d]{0,6}的(?:近|约|逾|超过?)?$")
_CUT = re.compile(r"[。；;]|\.\s|\n|\b(?:while|whereas)\b")
# Of themselves these say no more than what is counted: "people over 65".
_PREPOSITION = re.compile(r"(?:over|above|beyond|more than|below|under|beneath|less than|fewer than|lower than"
                          r"|higher than|within|inside)\b"
                          r"|(?:高于|多于|大于|低于|少于|小于|不足|不到|超过?)", re.IGNORECASE)
# Of these marks it is worse to reach more: 达到醉酒驾驶标准
_GRAVE = re.compile(r"醉酒|[醉酒]驾|饮酒|立案|入刑|追诉|犯罪|重伤|轻伤|超标"
                    r"|重度|中度|严重|污染标准|预警|报警|启动|处罚|强制"
                    r"|\b(?:alarm|alert|warning"
                    r"|drink-driving|drunk|intoxicat\w+|offence|criminal|danger\w*"
                    r"|emergency)\b",
                    re.IGNORECASE)
# "38, within the ceiling of 40, but the ring road, at 43, …": what turns speaks of another
_TURN = re.compile(r"\b(?:but|though|although|yet|however)\b|[，；](?:但|而|不过|然而)", re.IGNORECASE)
_NEAR = 2.5             # times the mark, beyond which a number is of something else
_FURTHER = 1            # sentence on: "the target was 300. Only 268 had come in"


def search(scene: Scene, _: Held) -> Iterator[Claim]:
    for mark in scene.frames:
        if RANGE.search(scene.text[mark.start:mark.end]):
            yield from _in_band(scene, mark)
            continue
        label = _side(scene, mark)
        if not label or mark.value <= 0:
            continue
        actual = _actual(scene, mark)
        if actual is None or not 1 / _NEAR < actual.value / mark.value < _NEAR:
            continue
        if actual.high < mark.value if label == LOWER else actual.low > mark.value:
            yield _broken(mark, actual, label)


def _broken(mark: Frame, actual: Frame, label: str) -> Claim:
    """An average is as well a level that is more or less than another; a bound of all isn't one of each."""
    if not cues.is_each(actual):
        return broken(mark, actual, label)
    members = (("limit", mark.at), ("actual", actual.at))
    return Claim(mark.at, Tie(Relation.LIMIT, members, MORE if label == LOWER else LESS), False)


def _side(scene: Scene, mark: Frame) -> str:
    """On which side of the mark the number is said to lie; "" where the words don't tell, or of what is to come."""
    lead = _CUT.split(scene.before(mark, 90))[-1]
    lead = lead.rsplit("，", 1)[-1] if mark.chinese else lead
    planned = _PLANNED.search(lead)
    if planned:
        start, end = _clause(scene, mark)
        return _verdict(scene.text[start:end + 60].split("\n")[0])
    hits = [(hit.start(), label, hit) for label, words in _SIDES if (hit := words.search(lead))]
    if not hits or cues.is_growth(mark) or _OF_MARK.match(mark.tail):
        return ""
    start, label, hit = min(hits, key=lambda found: found[0])
    named = _MARK.search(hit[0]) or _MARK_BEHIND.match(mark.tail)
    verb = not _PREPOSITION.match(hit[0])
    direct = verb and mark.comparison in (Comparison.ABOVE, Comparison.BELOW, Comparison.AT_MOST, Comparison.AT_LEAST)
    if not (named or direct) or _OPEN.search(lead):
        return ""
    if _DENIED.search(lead[:start]):
        label = UPPER if label == LOWER else LOWER
    said = hit[0] + mark.tail[:16] + scene.text[mark.start:mark.end]
    grave = _GRAVE.search(hit[0] + mark.tail[:16])
    if label == LOWER and not grave and _BETTER.search(hit[0]) and (_CLEANER.search(said) or _CLEANER.search(lead)):
        return UPPER
    return label


def _verdict(said: str) -> str:
    """Of a plan that its sentence says to have been met or missed."""
    missed, met = _MISSED.search(said), _MET.search(said)
    return "" if bool(missed) is bool(met) else UPPER if missed else LOWER


def _actual(scene: Scene, mark: Frame) -> Frame | None:
    """The only number of the mark's kind in its sentence that is of now and no mark itself."""
    start, end = _clause(scene, mark)
    here = [f for f in scene.sentences[mark.sentence] if f.at != mark.at and start <= f.start < end]
    if any(f.at < mark.at and one_kind(f, mark) for f in here):
        here = [f for f in here if f.at < mark.at or not _TURN.search(scene.between(mark, f))]
    alike = [f for f in here if _may(scene, mark, f)]
    if len(alike) == 1:
        return alike[0]
    told = [f for f in alike if _SAID.search(f.lead) and abs(f.at - mark.at) <= 2]
    return told[0] if len(told) == 1 else None


_SAID = re.compile(r"^(?:At|With) (?:only |just )?[$¥€£]?$|, (?:at|with|to|reaching|planting|averaging"
                   r"|namely)? ?(?:only |just )?[$¥€£]?$|[（(]$|: (?:only |just )?$"
                   r"|[，,：](?:[^，。；\d]{0,3})[达为]到?了?$"
                   r"|\b(?:at|reaching|came (?:in )?(?:at|to)|stands? at|stood at|with) (?:only |just )?[$¥€£]?$",
                   re.IGNORECASE)


def _clause(scene: Scene, mark: Frame) -> tuple[int, int]:
    """Where the stretch around the mark begins and ends, between semicolons."""
    start, last = scene.starts[mark.sentence], scene.sentences[mark.sentence][-1]
    before = max((m.end() for m in re.finditer(r"[;；]", scene.text[start:mark.start])), default=0)
    behind = re.search(r"[;；。]|\.\s", scene.text[mark.end:last.end])
    return start + before, mark.end + behind.start() if behind else last.end


def _may(scene: Scene, mark: Frame, frame: Frame) -> bool:
    exact = frame.comparison is Comparison.EQUAL and frame.low > 0 and frame.high < INFINITE and frame.value > 0
    kind = (one_kind(frame, mark) or (frame.key == mark.key and not frame.chinese)) and (
        frame.is_percent is mark.is_percent)
    ranged = RANGE.search(scene.text[frame.start:frame.end])
    past = _PLANNED.search(frame.lead) or (cues.is_past(frame) and not _REACHED.search(frame.lead))
    moved = cues.moves(frame) and not (frame.is_percent and mark.is_percent)
    return bool(exact and kind and not ranged and not past and not moved and not _PAST.search(frame.lead[-24:])
                and not _TOTAL.search(frame.lead[-10:]) and frame.key[0] != Dimension.POINTS)


def _in_band(scene: Scene, band: Frame) -> Iterator[Claim]:
    """"came in at 3.6% and stayed inside the 2–4% band", 上涨2.6%，位于2%至3%的目标区间内."""
    before = [f for f in scene.sentences[band.sentence] if f.at < band.at and f.key == band.key]
    said = _CUT.split(scene.before(band, 60))[-1]
    inside = _BAND.search(said) and _BAND_BEHIND.match(band.tail)
    if not before or not inside or _DENIED.search(said) or _OPEN.search(said):
        return
    actual = before[-1]
    alike = actual.key == band.key and actual.comparison is Comparison.EQUAL and not cues.is_past(actual)
    beyond = actual.low > band.high or actual.high < band.low
    near = 1 / _NEAR < actual.value / band.value < _NEAR and not _CUT.search(scene.between(actual, band))
    if alike and beyond and near:
        yield broken(band, actual, UPPER if actual.low > band.high else LOWER)

"""A rate whose name says what it is taken of: turnout of those on the register, 出席率 of those who should come.

Each name is a line with the words for the part and for the whole. The two may stand in a sentence or a row of their
own, before the rate or behind it; where any two numbers near by make the rate, nothing is claimed.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from msgspec import Struct

from banyan.model.figure import Comparison, Dimension, Relation, Tie
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import INFINITE, Frame, Scene


class Definition(Struct, frozen=True):
    """Regexes: the name of the rate, and the words beside its part and beside its whole; `example` shows all three."""

    name: str
    part: str
    whole: str
    example: str


DEFINED = "defined"      # of a tie: the rate's name says what is taken of what
DEFINITIONS = (
    Definition(
        r"turnout|投票率",
        r"\b(?:cast|votes?|voted|ballots|polled)\b|参加投票|投票选民|投了票|投票(?:人数|的)|收回选票",
        r"\b(?:registered|register|electorate|eligible|entitled|electors|roll)\b|登记选民|选民(?:总数|登记)|有选举权",
        "Registered voters: 64,200. Votes cast: 41,730. Turnout: 65.0%"),
    Definition(
        r"pass rate|及格率|合格率|通过率|过关率|达标率",
        r"\bpass(?:ed|es)?\b|及格|合格|通过|达标",
        r"\b(?:sat|took|candidates|entered|examined|inspected|tested|samples?)\b|抽[检查样]|检[测查验]|参[考加]|实考"
        r"|应考|报考",
        "抽查480批次，456批次合格，合格率95%"),
    Definition(
        r"failure rate|fail rate|不合格率|不及格率",
        r"\bfail(?:ed|s|ures?)?\b|不合格|不及格",
        r"\b(?:sat|took|candidates|entered|examined|inspected|tested|samples?)\b|抽[检查样]|检[测查验]|参[考加]|实考",
        "3,120 vehicles were tested and 468 failed; the failure rate is 15 percent"),
    Definition(
        r"occupancy(?: rate)?|load factor|of (?:its |total |full )?capacity|上座率|入住率|床位使用率|使用率|客座率"
        r"|出租率",
        r"\b(?:sold|occupied|let|taken|filled|used|carried|tickets|passengers)\b|占用|入住|售出|售票|出租|使用",
        r"\b(?:seats?|rooms|beds|berths|places|capacity|available|offered)\b|开放|座位|客房|床位|核定|可供|共有|拥有",
        "开放床位1,200张，日均占用1,104张，床位使用率92%"),
    Definition(
        r"response rate|回收率|回复率|应答率",
        r"\b(?:returned|repl(?:y|ied|ies)|responded|responses|answered|came back)\b|回收|收回|回复",
        r"\b(?:sent|mailed|questionnaires|invited|asked|contacted|distributed)\b|发放|发出|寄出",
        "发放问卷2,000份，回收1,860份，回收率93%"),
    Definition(
        r"conviction rate|clear-?up rate|detection rate|solution rate|破案率|侦破率|检出率",
        r"\b(?:convict\w+|solved|cleared|detected|positive)\b|破获|侦破|检出|异常|阳性",
        r"\b(?:charged|tried|cases|reported|crimes|offences|tested|screened)\b|发案|立案|检[查测]|实检|筛查",
        "实检1,387人，血脂异常305人，检出率22.0%"),
    Definition(
        r"completion rate|graduation rate|完成率|完工率|开工率|竣工率|办结率|结案率|签约率|履约率",
        r"\b(?:completed|finished|graduated|done|closed)\b|完成|完工|已?开工|竣工|办结|结案|审结|签约",
        r"\b(?:started|enrolled|began|planned|of the|entered|received)\b|计划|应|任务|共|受理|交办|接收|收案|项目",
        "受理案件840件，办结756件，办结率90%"),
    Definition(
        r"attendance(?: rate)?|出席率|出勤率|到会率|参会率|到课率",
        r"\b(?:attended|present|came|turned up)\b|实到|出席|到会|出勤",
        r"\b(?:invited|members|enrolled|due|expected|entitled)\b|应到|应参会|应出勤|应出席",
        "应到388人，实到369人，出席率95.1%"),
    Definition(
        r"参检率|受检率|体检率|参保率|参考率|参训率|接种率|覆盖率|入学率|普查率|vaccination rate|coverage(?: rate)?"
        r"|participation rate|enrolment rate",
        r"实[检考到]|已?参保|受检|参检|已接种|完成接种|接种|入学|\b(?:vaccinated|covered|enrolled|took part|insured"
        r"|signed up)\b",
        r"应[检参考接入]|报名|适龄|目标人群|\b(?:eligible|entitled|all|total|population|children|of the)\b",
        "应检教师1,460人，实检1,387人，受检率95%"),
    Definition(
        r"admission rate|acceptance rate|录取率|中签率|中标率|命中率|success rate|中奖率",
        r"\b(?:admitted|accepted|successful|won|found|recovered|succeeded)\b|录取|中签|中标|命中|中奖",
        r"\b(?:appl(?:ied|icants|ications)|candidates|attempts|lost|tried)\b|报考|报名|参加|投标|申请|摇号",
        "6,280户参加摇号，1,570户中签，中签率25%"),
    Definition(
        r"unemployment(?: rate)?|jobless rate|失业率",
        r"\b(?:unemployed|out of work|jobless|without a job)\b|失业(?:人员|人数|者)",
        r"\b(?:labou?r force|workforce|active population)\b|劳动力",
        "3,712 people out of work in a labour force of 58,000: unemployment stands at 6.4 percent"),
    Definition(
        r"recovery rate|collection rate|recycling rate|cure rate|治愈率|回收利用率|收缴率|缴费率",
        r"\b(?:recovered|collected|recycled|cured|took back|taken back|paid)\b|治愈|回收|收缴|已缴|实缴",
        r"\b(?:placed|sold|treated|lost|due|generated|produced|market|patients)\b|患者|病例|应缴|应收|产生",
        "43 kt of the 61 kt placed on the market were taken back, a collection rate of 70 percent"),
    Definition(
        r"punctuality(?: rate)?|on-time rate|正点率|准点率|准时率",
        r"\b(?:on time|punctual\w*)\b|正点|准点|准时",
        r"\b(?:run|ran|trains|flights|operated|departures|services)\b|开行|执行|航班|列车|班次",
        "9,600 trains run, 8,832 on time, punctuality 92.0 percent"),
    Definition(
        r"就业率|employment rate",
        r"落实去向|已?就业|\b(?:found (?:work|jobs?)|employed|in work)\b",
        r"毕业生|劳动年龄|\b(?:graduates|leavers|working age)\b",
        "6,500名毕业生中5,915人已就业，就业率91%"),
    Definition(
        r"调解率|撤诉率|上诉率|settlement rate",
        r"调解|撤诉|上诉|\b(?:settled|withdrawn)\b",
        r"审结|结案|案件|\b(?:cases|decided|filed)\b",
        "审结9,840件，其中调解4,034件，调解率41%"),
)
_COMPILED = tuple(tuple(re.compile(p, re.IGNORECASE) for p in (d.name, d.part, d.whole)) for d in DEFINITIONS)
_KINDS = (Dimension.COUNT, Dimension.MEASURE)
_LINES = 3              # sentences to each side of the rate
_NEAR = 6               # numbers to each side of the rate, among which the two stand
_FAR = 2.6              # times off, beyond which they are of other things
_NOT = re.compile(r"[不未漏空缺]|\b(?:not|un[a-z]+|fail\w*|without|empty|vacant|absent|missing|lost|miss\w*|declined"
                  r"|rejected|refused|abstain\w*)\b", re.IGNORECASE)
_FIRST = re.compile(r"^ (?:[a-z-]+ )?")        # "a 65 percent overall turnout"
_PAIR = re.compile(r"^ (?:out )?of (?:the |its |their |all )*(?:[a-z]+ )?$", re.IGNORECASE)      # "58 of the 145 rooms"
_RATE = re.compile(r"\brate\b[^,;.\d]{0,24}$", re.IGNORECASE)
_APPOSED = re.compile(r"^[^,.;:()\d]{0,60}(?:, | ?[(]|: | [-–—] )(?:or |i\.e\. |namely |that is )?$", re.IGNORECASE)
_OF_KIND = re.compile(r"[型类级式][\u4e00-\u9fff]{1,3}$")       # 护理型床位: only some of them
_OUT_OF = re.compile(r"^(?: [a-z]+)? (?:out )?of (?:the |its |their |all )?$", re.IGNORECASE)
_FEW = 3                # numbers around a rate, among which the only "so many of so many" is meant
_WORDS = 34             # characters before a number that say what it is
_OTHER = re.compile(
    r"上年|去年|同比|目标|计划(?=[^，。]*率)|\b(?:target|last year|previous|year before|against|than)\b", re.IGNORECASE)


def search(scene: Scene, held: Held) -> Iterator[Claim]:
    for rate in scene.frames:
        if rate.at in held.fast or not _is_head(rate):
            continue
        for name, part, whole in _COMPILED:
            if _is_called(scene, rate, name):
                claim = _claim(scene, rate, part, whole)
                if claim is not None:
                    yield claim
                break
        else:
            yield from _of_pair(scene, rate)


def _is_head(rate: Frame) -> bool:
    plain = rate.is_percent and rate.comparison is Comparison.EQUAL and 0 < rate.value <= 100
    return plain and not cues.moves(rate) and not cues.is_past(rate)


def _is_called(scene: Scene, rate: Frame, name: re.Pattern[str]) -> bool:
    lead = re.split(r"[。；;\n]|\. ", scene.before(rate, _WORDS))[-1]
    hits = [hit for hit in name.finditer(lead) if not re.search(r"\d", lead[hit.end():])]
    said = bool(hits) and not _OTHER.search(lead[hits[-1].start():])
    return said or (not rate.chinese and bool(name.match(_FIRST.sub("", rate.tail)) or name.match(rate.tail.lstrip())))


def is_of_others(scene: Scene, rate: Frame, part: Frame, whole: Frame) -> bool:
    """Does the rate's name ask for other things than these? Occupancy is taken of no visitors by quarter."""
    for name, own, other in _COMPILED:
        if _is_called(scene, rate, name):
            said = _beside(scene, part)
            if whole.at == part.at + 1 and _OUT_OF.match(scene.between(part, whole)):
                said += whole.tail          # "689 of the 743 exhibitors answered"
            return not (own.search(said) or other.search(_beside(scene, whole)))
    return False


def _beside(scene: Scene, frame: Frame) -> str:
    before = re.split(r"[。；;\n]|\. ", scene.before(frame, _WORDS))[-1]
    return f"{before} {frame.tail}"


def _claim(scene: Scene, rate: Frame, part: re.Pattern[str], whole: re.Pattern[str]) -> Claim | None:
    near = [f for f in scene.around(rate.sentence, _LINES, _LINES) if 0 < abs(f.at - rate.at) <= _NEAR
            and f.key[0] in _KINDS and f.low > 0 and f.high < INFINITE and f.value > 1 and not cues.is_past(f)]
    pairs = [(a, b) for a in near for b in near if a.at != b.at and a.key == b.key]
    if any(fits.share(rate, fits.span(a), fits.span(b)) or (_is_denied(a) and _leaves(rate, a, b)) for a, b in pairs):
        return None
    parts, wholes = _named(scene, near, part, whole), _named(scene, near, whole, part)
    meant = [(a, b) for a in parts for b in wholes if a.at != b.at and a.key == b.key and a.value <= b.value * _FAR]
    meant = [(a, b) for a, b in meant if not _OF_KIND.search(b.lead)] or meant
    if not meant:
        return None
    a, b = min(meant, key=lambda p: abs(p[0].at - rate.at) + abs(p[1].at - rate.at))
    if a.value > b.value or not 1 / _FAR < a.value / b.value * 100 / rate.value < _FAR:
        return None
    return Claim(rate.at, Tie(Relation.SHARE, (("share", rate.at), ("part", a.at), ("whole", b.at)), DEFINED), False)


def _of_pair(scene: Scene, rate: Frame) -> Iterator[Claim]:
    """Any other rate, and the only "54 of the 900 students" beside it; "every second applicant, 640 of 1,280"."""
    near = [f for f in scene.around(rate.sentence, 1, 1) if f.paragraph == rate.paragraph and f.key[0] in _KINDS]
    near = sorted((f for f in near if f.low > 0 and f.high < INFINITE), key=lambda f: f.at)
    pairs = [(a, b) for a, b in pairwise(near) if b.at == a.at + 1 and a.value < b.value and _OUT_OF.match(
        scene.between(a, b))]
    if len(pairs) != 1 or len(near) > _FEW:
        return
    a, b = pairs[0]
    told = a.at == rate.at + 1 and _APPOSED.match(scene.between(rate, a))
    if not told and not _RATE.search(scene.before(rate, _WORDS)):
        return
    beside = min(abs(a.at - rate.at), abs(b.at - rate.at)) == 1
    fit = fits.share(rate, fits.span(a), fits.span(b)) or _leaves(rate, a, b)
    if beside and not fit and 1 / _FAR < a.value / b.value * 100 / rate.value < _FAR:
        yield Claim(rate.at, Tie(Relation.SHARE, (("share", rate.at), ("part", a.at), ("whole", b.at)), DEFINED), False)


def _leaves(rate: Frame, part: Frame, whole: Frame) -> bool:
    """46 of the 2,350 failed: 98.04 percent are good."""
    return fits.share(rate, (max(whole.low - part.high, 0.0), whole.high - part.low), fits.span(whole))


def _is_denied(part: Frame) -> bool:
    return bool(_NOT.search(part.lead[-10:]) or _NOT.search(part.tail[:20]))


def _named(
    scene: Scene, near: Sequence[Frame], own: re.Pattern[str], other: re.Pattern[str]
) -> list[Frame]:
    """Those beside which the words stand, and not only the other's."""
    found = []
    for f in near:
        before = re.split(r"[，。；;\n]|\. ", scene.before(f, _WORDS))[-1]
        tail = f.tail
        if _PAIR.match(tail):
            tail += next((g.tail for g in near if g.at == f.at + 1), "")
        behind = re.split(r"[，。；;,\n]|\.(?: |$)|\band\b", tail)[0]
        if f.chinese:
            said = own.search(before) or own.search(behind[:6])
            apart = other.search(before) and not own.search(before)
        else:
            said = own.search(behind) or own.search(before)
            apart = other.search(behind) and not own.search(behind)
        if said and not apart:
            found.append(f)
    return found

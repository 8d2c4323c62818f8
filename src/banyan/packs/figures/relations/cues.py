"""What a number does in its relation, told by the few words right before and behind it, in either language."""

import re
from functools import lru_cache

from banyan.model.figure import Dimension
from banyan.packs.figures.relations.frames import Frame

_ABOUT = (
    r"(?:约|近|超过?|逾|仅|只有|达到?|为|了|出|至少|高达|，|：|:| |RMB|US\$|[$¥€£]|about|nearly|over|around"
    r"|almost|some|only|just"
)
_ABOUT += r"|more than|less than|an?|the)*"
_UP_ZH = (
    r"增长|增加|增幅|增速|上升|上行|上扬|上浮|走强|走阔|反弹|回升|回涨|上涨|提高|提升|扩大|净增|新增|攀升|上调|增|涨幅?|升幅?|加快|反弹|延长|拉长|变长|拉大|走高|抬升|高出?"
    r"|多出?|快|扩招|扩建|扩容|增收|增产|增支|增招|增建|增投|增开|增发|多收|多支|多投|多卖|多招|多完成|多接待|领先|超出|净流入"
)
_DOWN_ZH = (
    r"下降|减少|降低|下行|下浮|下挫|走弱|走窄|降幅|减幅|跌幅|下滑|回落|缩短|压缩|收窄|变短|走低|拉低|下调|下跌|减|(?<!起)降|跌|少|低|慢|节约|节省|萎缩|缩减"
    r"|放缓|年轻|年长|减收|减产|减支|少收|少支|少投|裁减|压减|削减|落后|短少|减员|减亏|压降|净流出|缩水"
)
_UP_EN = (
    r"(?<!made )(?<!make )(?<!makes )(?<!making )(?<!take )(?<!takes )(?<!taking )(?<!took )(?<!set )"
    r"(?<!picked )(?<!signed )(?<!opened )(?<!cleaned )(?<!turned )(?<!showed )(?<!bought )"
    r"(?<!ended )(?<!used )(?<!lined )(?<!backed )(?<!filled )(?<!covered )(?<!gave )(?<!put )up"
    r"|increas\w+|gr[eo]w\w*|growth|ris(?:e|es|en|ing)|rose|gain\w*|jump\w*|surg\w+|climb\w*|expan\w+|soar\w*"
    r"|advanc\w+|improv\w+|leap\w*|leapt|swell\w*|(?<!value )added|adding|widen\w*|lengthen\w*|rais\w+(?= by\b)|higher"
    r"|more|bigger|plus|rebound\w*|quicken\w*|firm(?:ed|ing)|recover(?:ed|ing)|balloon\w*|strengthen\w*"
)
_DOWN_EN = (
    r"down|decreas\w+|declin\w+|drop\w*|fall\w*|fell|reduc\w+|cut\w*|shr[aiu]nk\w*|slip\w*|lower\w*"
    r"|shorten\w*"
    r"|los[st]\w*|trim\w*|sav\w+|dip\w*|narrow\w*|slump\w*|plung\w+|slash\w*|contract(?:ed|ing|ion)|eas(?:ed"
    r"|ing)"
    r"|tumbl\w+|slid\w*|dwindl\w+|sank|cool(?:ed|ing)|weaken\w*|retreat\w*|plummet\w*|minus"
    r"|shed\w*|less|fewer|quicker|faster|shorter|younger"
)
_LINK = (
    r"(?:[ -](?:by|of|a|an|year|on|the|in|total|real|further|sharply|slightly|overall|net|annual|about|was|is|at"
    r"|some))*"
)

MOVED = re.compile(
    rf"^[长短宽窄高低大小重轻深厚贵早晚远](?:出|了|约|近|上)*$|(?:{_UP_ZH}|{_DOWN_ZH}){_ABOUT}$"
    rf"|\b(?:{_UP_EN}|{_DOWN_EN}){_LINK} {_ABOUT}$"
    rf"|\b(?:difference|gap|margin|lead|advantage|discount|rebate|gain)(?: (?:between|from"
    rf"|over) [^,;.\d]{{1,30}}?)?(?: (?:of|by|was|is|being"
    rf"|comes to|amounts to))? {_ABOUT}$|相差{_ABOUT}$|差距{_ABOUT}$"
    rf"|(?:高出|高于|低于|超出)[^，。；\d]{{1,8}}(?<!的)$"
    rf"|\b(?:or|that is|i\.e\.) by {_ABOUT}$|\brunning, by {_ABOUT}$|\) is {_ABOUT}$|(?:偏"
    rf"|相)[高低多少大小差]{_ABOUT}$",
    re.IGNORECASE,
)
_UPWARDS, _DOWNWARDS = (
    re.compile(rf"(?:{zh}){_ABOUT}$|\b(?:{en}){_LINK} {_ABOUT}$", re.IGNORECASE)
    for zh, en in ((_UP_ZH, _UP_EN), (_DOWN_ZH, _DOWN_EN))
)
MOVED_BEHIND = re.compile(
    r"^ ?(?:points? |percent )?(?:year[- ]on[- ]year |annual |net |overall )?(?:more|less|fewer|higher|lower|quicker"
    r"|faster"
    r"|slower|shorter|longer|bigger|larger|smaller|greater|[a-z]{3,}er than|warmer|cooler"
    r"|hotter|colder|wetter|drier|heavier|lighter|older|wider|narrower"
    r"|deeper|busier|quieter|taller|stronger|weaker|cleaner|safer|above|below|ahead"
    r"|increase|rise|growth|gain|jump|drop|decline|fall|decrease|reduction|cut|improvement|up|down|better|worse"
    r"|cheaper"
    r"|dearer)\b|^的?(?:增长|增幅|降幅|涨幅|跌幅|增速)",
    re.IGNORECASE,
)
# 增至, "rose to": the level that was reached, no change.
REACHED = re.compile(
    r"(?:到|至|为|达到?)(?:了|约|近|超过?)?$|\b(?:to|at|reach\w*|stood at|hit)(?: about| nearly| over| some| just"
    r"| only"
    r"| RMB| US\$| ?[$¥€£])* ?$",
    re.IGNORECASE,
)
# The level that something is compared with.
BASE = re.compile(
    r"(?:(?<![占相对])[比较]|与|同|和|由|从|自|高于|低于|快于|慢于|多于|少于)[^，。；,;]{0,24}$"
    r"|(?:上年|去年|前年|上届|同期|上月|上季|此前|原来|原先|原|过去|年初|年前|以前|年|月|季度)[^，。；,;\d]{0,10}$"
    r"|\bfrom (?:(?:the|an?|about|some|nearly|over|just|only|its|their|around|almost|year\W?s|last|previous|more|less"
    r"|than|RMB|US|HK) ?)*"
    r"[$¥€£]?$|\b(?:than|against|compared (?:with|to)|versus|over|on|of|above|below|last year\W?s?|previous\w*"
    r"|earlier|in"
    r" (?:19|20)\d\d)\b[^,;.]{0,50}$",
    re.IGNORECASE,
)
BASE_BEHIND = re.compile(
    r"^[^，。；,;.\d（(]{0,16}(?:(?:(?:a|one|two|three|five|six|ten|twelve) (?:years?|months?|quarter) (?:ago"
    r"|earlier|before))"
    r"|last (?:year|time|month)|(?:the )?previous (?:year|season|edition)|of (?:the )?(?:19|20)\d\d|in (?:the )?(?:19"
    r"|20)\d\d"
    r"|recorded in|of the last)",
    re.IGNORECASE,
)
YEARLY = re.compile(
    r"(?:年均|年平均|平均每年|每年|年复合)[^，。；\d]{0,8}$|(?:CAGR ?[）)]?|年利率)[^，。；,;\d]{0,5}$"
    r"|\b(?:average|annually|annual(?! (?:increase|rise|gain|drop|fall|decrease|decline) of)|compound|per year"
    r"|a year)\b(?!-)[^,;.\d]{0,24}$",
    re.IGNORECASE,
)
YEARLY_BEHIND = re.compile(
    r"^ (?:(?:a|per|each|every) year\b(?! (?:ago|earlier|before))|annually\b|per annum\b|p\.a\.|compound\b)",
    re.IGNORECASE)

# So much for each of them.
EACH = re.compile(
    r"(?:平均|[人户日月亩台场笔件套班校次]均|均价|单价|均耗|每[^，。；\d]{1,12}|(?<!其他)(?<!其余)(?<!其它)各|亩产"
    r"|单产|单笔|票价"
    r"|标准)[^，。；\d]{0,16}$"
    r"|\b(?:fee|price|fare|charge|toll|grant|bonus|subsid\w+|allowance|rent|levy|payment|ticket|premium"
    r"|tariff)s? (?:of|at|is|was)[^,;.\d]{0,20}$"
    r"|\bper (?!cent|capita|mille)[a-z]+\b[^,;.\d]{0,30}$|\b(?:average|averag(?:ed|es|ing)|mean|median"
    r"|each(?! of the $)|apiece|per capita|every)\b[^,;.]{0,40}$",
    re.IGNORECASE,
)
EACH_BEHIND = re.compile(
    r"^(?: (?!and\b)[a-z]+){0,2} (?:(?:on|in) (?:each|every|an average)|per|for (?:every|each)) (?!cent)[a-z]+\b"
    r"|^,? ?(?:each|apiece|a ?piece|on average|per [a-z]+|for (?:each|every|one)\b|an? (?:head|person|household|day"
    r"|month|mile|week"
    r"|visitor|student|unit|family|piece|pupil|patient|home|ton|tonne|kilomet\w+|hectare|bed|seat|ticket|member"
    r"|worker"
    r"|employee|company|firm|farm|project|night|year|hour|game|match|ship|trip|share|head|minute|second|litre|liter"
    r"|kilo|kilometre|metre))\b"
    r"(?! (?:ago|earlier|before|later)\b)"
    r"|^(?:/|每)(?:人|户|天|日|月|家|件|亩|套|吨|台|次)",
    re.IGNORECASE,
)

# Words that say of a percentage that it is a part of a whole.
SHARE = re.compile(
    r"占|比重|比例|份额|率|即|相当于|构成|完成|达到?.{0,8}的$|为.{1,16}的$|[）)]的$|(?<!\d)的$"
    r"|\bi\.e\.|\b(?:account\w*|shares?|proportion|ratio|rate|represent\w*|ma(?:ke|kes|de|king) up|or|i\.e\."
    r"|that is|which is"
    r"|comes? to"
    r"|equal\w*|constitut\w*|making|equivalent|compris\w*|percentage|absorb\w*|took|tak(?:es?|ing)|margin"
    r"|corresponds?)\b",
    re.IGNORECASE,
)
SHARE_BEHIND = re.compile(
    r"^ (?:share )?of (?:the|its|their|all|total|these|those|them|that|this|what|everything|which|whom|[A-Za-z])",
    re.IGNORECASE,
)

# The total of what stands before it.
TOTAL = re.compile(
    r"(?:合计|共计|总计|总共|一共|共|计|累计|总数|总量|总额|加起来|合起来|合共)[^，。；\d]{0,8}$"
    r"|\b(?:total\w*|altogether|together|in all|sum|adding up|combined|overall|all told|bringing)\b[^.;]{0,40}$",
    re.IGNORECASE,
)
TOTAL_BEHIND = re.compile(
    r"^[^,.;，。；\d]{0,30}?(?:\b(?:in all|in total|altogether|together|combined|all told|overall|total)\b)",
    re.IGNORECASE,
)
# The words that open a list of parts.
OPENS = re.compile(
    r"其中|包括|包含|分别|依次|分为|由(?=[^，。；\d]{1,8}$)|内有|当中|[\u4e00-\u9fff]中，|：|:|涉及"
    r"|按[^，。；\d]{1,14}[，,]?|从[^，。；\d]{1,14}看|分[^，。；\d]{1,8}看"
    r"|\b(?:of (?:which|whom|them|these|those|this|that)|including|compris\w+|consist\w*|made up|composed|divided"
    r"|split|broken"
    r" down|namely|respectively|among (?:them|these|those|which)|among the|within|being|with)\b",
    re.IGNORECASE,
)
# Of these the whole may stand in an earlier sentence.
OPENS_ANEW = re.compile(
    r"其中|当中|按|从|分|：|\b(?:of (?:which|whom|them|these|those|this|that)|among (?:them|these|those|which|the)|by"
    r"|respectively)\b",
    re.IGNORECASE,
)
REST = re.compile(
    r"(?:其余|其他|其它|剩余|余下|剩下|另有|另外?|此外|别的)[^，。；\d]{0,12}$"
    r"|\b(?:rest|remain\w*|others?|else|balance|remainder|leaving)\b[^.;\d]{0,40}$",
    re.IGNORECASE,
)
REST_BEHIND = re.compile(
    r"^(?: (?!and\b)[a-z-]+){0,3} (?:others|remaining|elsewhere|of other|other)\b|^[^,.;，。；\d]{0,8}其[他它余]",
    re.IGNORECASE,
)
# Numbers that are told from the largest on are no parts of the first.
RANKED = re.compile(
    r"得票最高|排名|[由从][高低多少大小长短][^，。；\d]{0,4}到[高低多少大小长短]|递[增减]"
    r"|[前列][三四五六十\d]+[名位个家款大强]|居首|\b(?:top|first|largest|biggest|leading) (?:two"
    r"|three|four|five|ten)"
    r"\b|\b(?:followed by|ahead of|runner-up)\b", re.IGNORECASE)
# A new list of parts opens.
_FROM_ZH = re.compile(r"[由从][^，。；,;]{0,18}$")
_ONWARDS = re.compile(r"^[^，。；]{0,12}?(?:[增减降升到至跃翻涨跌改]|提[高升]|扩大|发展|缩|压|调整|变为|延长|回落)")
AGAIN = re.compile(
    r"其中|(?:，|；)(?:按|从|分)[^，。；\d]{1,14}[分看]|\b(?:of which|of whom)\b|\b(?:comprised"
    r"|consisted)\b", re.IGNORECASE)
UNREAL = re.compile(        # what is denied, or has yet to come
    r"未|没有|并非|而不是|目标|计划|预计|力争|\b(?:not|never|instead of|rather than|expected|forecast|target|plan\w*"
    r"|would|will|if|should)\b", re.IGNORECASE)
IN_TURN = re.compile(r"分别|依次|\brespectively\b", re.IGNORECASE)    # so many amounts, and then what each of them is
AMONG = re.compile(r"其中|\bof (?:which|whom|them|these)\b", re.IGNORECASE)     # a part of what stands before
# Behind these words stands no part of what was told before.
OF_ALL_ZH = r"(?<![平人日月年户亩台时场周])均|(?<![成首古])都"      # of each of those told: no 平均, no 首都
APART = re.compile(r"同比|环比|增长|目标|计划|\b(?:target|goal|planned)\b", re.IGNORECASE)
# The level of an earlier time.
_CURRENCY = r" ?[(（]? ?(?:RMB |US|HK)?[$¥€£]?$"
PAST = re.compile(
    r"(?:彼时|当时|那时)(?:仅|只)?[为是有]?$|(?:上一?年|去年|前一?年|[一二两三四五十]年前|上届|同期|上季|上月|上周|上赛季|上学[期年]|上一[季月周届期轮]|年前|年初|此前|原来|原先|原(?=[为是有])|过去)(?:同期|同月|同一?(?:季度?|时期|阶段)|度|末|底)*[^，。；,;]{0,3}$"
    r"|(?<![占相对同环])[比较与](?![重例率])[^，。；,;]{0,24}$|[（(](?:19|20)\d\d年?[:：,，为 ]*$"
    r"|[（(](?:in )?(?:19|20)\d\d(?: [a-z]+){1,3}[:：] ?(?:RMB |US|HK)?[$¥€£]?$"
    r"|\bfrom(?: (?:the|an?|about|some|nearly|over|just|only|its|their|around|almost|year\W?s|last|previous|more|less"
    rf"|than)\b)*{_CURRENCY}"
    r"|\b(?:than|against|compared (?:with|to)|versus|last year\W?s?|previous|(?:years?|months?) (?:earlier|ago"
    r"|before))"
    rf"(?:,? (?!and\b|or\b|with\b)[a-z']+){{0,6}}{_CURRENCY}"
    rf"|\bwhen (?:it|they|there|the [a-z]+) (?:stood at|was|were|had been|came to|totalled|amounted to){_CURRENCY}"
    r"|[（(](?:the )?(?:prior|previous|last|preceding) (?:year|month|week|quarter|season|period|term)\W?s?[^)\d]{0,16}$"
    rf"|\b(?:over|on|above|below|up on|down on) the(?: (?!and\b|or\b|with\b)[a-z']+){{0,2}}{_CURRENCY}"
    r"|\b(?:from|than|against|with|over|on) (?:the |those of |in )?(?:19|20)\d\d(?:\W?s)? ?[(（:]? ?$",
    re.IGNORECASE,
)
_STANDARDS, _THINGS = re.compile(r"标准$"), re.compile(r"[项个条部份]")     # 发布标准9项 counts them
_LISTED = re.compile(r"\s*(?:,|、|和|及|and|, and)\s*")     # "58,000, 79,000 and 43,000 on each day" are a list
_MORE = re.compile(r"^ (?:percent )?(?:more|higher|up|above|longer|larger|faster|bigger)\b", re.IGNORECASE)
_LESS = re.compile(r"^ (?:percent )?(?:less|fewer|lower|down|below|shorter|smaller)\b", re.IGNORECASE)
_REMEMBERED = 4096      # numbers: more than those of the sentences around one
_GROWTHS = (Dimension.PERCENT, Dimension.TIMES)


def moves(frame: Frame) -> bool:
    """Is it a growth or a change: up by, 减少了, "more than"? A level that was reached is none."""
    return _moves(frame.lead, frame.tail)


# The same words are asked for again with every partner that a number is tried with.
@lru_cache(maxsize=_REMEMBERED)
def _moves(lead: str, tail: str) -> bool:
    if REACHED.search(lead) and not re.search(r"(?:幅|速|率)(?:度)?(?:为|达到?)", lead[-6:]):
        return bool(re.search(r"\b(?:gain|drop|rise|fall|increase|decrease|cut)[^,;]* (?:at|of)", lead[-20:]))
    return bool(MOVED.search(lead) or MOVED_BEHIND.match(tail))


def is_growth(frame: Frame) -> bool:
    return frame.key[0] in _GROWTHS and moves(frame)


def is_past(frame: Frame) -> bool:
    """A level of an earlier time: last year's, or what something came from."""
    return _is_past(frame.lead, frame.tail)


@lru_cache(maxsize=_REMEMBERED)
def _is_past(lead: str, tail: str) -> bool:
    said = PAST.search(lead)
    if (said and not AMONG.search(lead, said.start())) or BASE_BEHIND.match(tail):
        return True         # "180 more than in May, of whom 2,390" are of now
    return bool(_FROM_ZH.search(lead) and _ONWARDS.match(tail))


def is_each(frame: Frame) -> bool:
    """So much a head, a day, a piece."""
    return _is_each(frame.lead, frame.tail)


@lru_cache(maxsize=_REMEMBERED)
def _is_each(lead: str, tail: str) -> bool:
    rate = EACH.search(lead) and not (_STANDARDS.search(lead) and _THINGS.match(tail))
    return bool(rate or (EACH_BEHIND.match(tail) and not _LISTED.fullmatch(lead)))


def way(frame: Frame) -> int:
    """1 up, -1 down, 0 where the words don't say."""
    return _way(frame.lead) or (1 if _MORE.match(frame.tail) else -1 if _LESS.match(frame.tail) else 0)


@lru_cache(maxsize=_REMEMBERED)
def _way(lead: str) -> int:
    return bool(_UPWARDS.search(lead)) - bool(_DOWNWARDS.search(lead))


_IN_ALL_BEHIND = re.compile(r"^ (?:in all|in total|altogether|overall)\b")


def is_yearly(frame: Frame) -> bool:
    """An average growth over years: no growth between two levels."""
    return bool(YEARLY.search(frame.lead) or YEARLY_BEHIND.match(frame.tail)) and not _IN_ALL_BEHIND.match(frame.tail)


def is_base(frame: Frame) -> bool:
    """A level of before, that another is compared with."""
    return bool(BASE.search(frame.lead) or BASE_BEHIND.match(frame.tail))

"""What title, dateline, opening or last line say for the whole text: whose figures, of which year, by whom."""

import re

from banyan.model.figure import Covered, Dimension, Reading, Role
from banyan.packs.figures.further import vague
from banyan.packs.figures.further.lacking import bare, from_no_year

_LINES = 3              # that open a text: title, dateline and the first paragraph
_FIRST = 400            # characters of them that are read
_LAST = 160             # characters at the end, for "Source: ..."
_YEAR = re.compile(
    r"(?<![\d.,])(?:19|20)\d\d(?![\d,.]\d|\d)|[二一][零〇九][零〇一二三四五六七八九]{2}年|十[一二三四五]五")
_WHOM_ZH = re.compile(
    r"全[省市区县国州镇]|[我本该][省市区县州镇]|[\u4e00-\u9fff]{2,}?(?:省|市|区|县|州|盟|镇|乡|港|机场|公司|集团"
    r"|医院|学校"
    r"|大学|学院|银行|中心|协会|园区|景区|流域|局|委|院|厂|所|馆)")
_WHOM_EN = re.compile(r"(?<!^)(?<![.!?\n] )(?<!\n)\b(?!January|February|March|April|May\b|June|July|August|September"
                      r"|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|I\b)"
                      r"[A-Z][A-Za-z'-]{2,}|^[A-Z][A-Za-z'-]{2,}(?:'s)? [A-Za-z]|^[A-Z]{3,}", re.MULTILINE)
_ISSUER_ZH = re.compile(
    r"(?:统计|财政|教育|交通|交通运输|文化|旅游|生态|环境|卫生|农业|农村|水务|水利|公安|民政|商务|住房|住建|发展"
    r"|改革|应急"
    r"|市场|体育|医保|税务|海关|审计|人社|社保|能源|气象|消防|规划|科技|工信|数据|林业|房管|港口|城管|邮政|人力|退役"
    r"|信访)"
    r"[^，。；\n]{0,14}?(?:局|委员会|委|厅|部|署|办公室|院|中心)|人民政府|政府(?:办公?室)?[^，。；]{0,8}(?:通报|发布"
    r"|消息|获悉)"
    r"|(?:集团|公司|协会|管委会|指挥部|办公室|组委会|机场|港务局|医院|大学|银行)[^，。；]{0,12}(?:通报|发布|公布"
    r"|介绍|消息"
    r"|透露|披露|公告|表示|获悉|宣布)|(?:公报|通报|通告|公告|公示)(?:$|\n|（)|(?:据|根据)[^，。；\n]{2,30}(?:统计"
    r"|介绍|通报|发布"
    r"|公布|测算|初步核算|核算|消息|数据)|初步核算|新闻发布会")
_ISSUER_EN = re.compile(
    r"\b(?:Bureau|Commission|Office|Department|Ministry|Authority|Administration|Government|Committee|Company|Council"
    r"|Cent(?:er|re)|Bank|Group|University|Hospital|Association|Agency|Board|Trust|Service|Institute|Corporation|Port"
    r"|Airport|Operator|Museum|Library)\b[^.\n]{0,60}\b(?:said|says|announced|reported|reports|published|released"
    r"|released by|disclosed|show\w*|according)\b"
    r"|\b(?:Communique|Communiqué|Bulletin|Statistics|Annual Report|Press Release|Statement)\b"
    r"|\baccording to (?:the |an? )?[^.,\n]{3,60}"
    r"|\b(?:data|figures|statistics|numbers) (?:from|released by|published by"
    r"|of) (?:the )?[^.,\n]{3,60}"
    r"|\b(?:issued|published|released) by\b|\b(?:Bureau|Ministry|Commission|Department) of [A-Z]")
_SOURCE_LINE = re.compile(
    r"(?:数据)?(?:来源|发布单位|发布机构)\s*[:：]|\b(?:Source|Issued by|Released by)\s*:", re.IGNORECASE)
# What others have asked or counted needs a source of its own, whoever issues the text.
_OTHERS = re.compile(
    r"调查|问卷|测评|民调|研究(?:显示|表明)|报告(?:显示|指出)|有关(?:部门|方面|机构)|第三方|业内|专家"
    r"|不完全统计|相关(?:统计|数据|资料|部门|方面|人士)|有(?:统计|资料)(?:显示|表明)?|有关(?:统计|资料|数据|人士)"
    r"|据估计|估算"
    r"|\b(?:analysts?|observers|insiders|industry (?:figures|data|estimates|sources))\b"
    r"|\b(?:incomplete|available|unofficial) (?:statistics|data|figures)\b|\bbelieved to\b"
    r"|\bsurveys?\b|\bpolls?\b|\bstud(?:y|ies)\b|\bresearch shows\b|\bexperts?\b|\bit is said\b|\breportedly\b"
    r"|\bestimated?\b", re.IGNORECASE)


def read(reading: Reading) -> Reading:
    opening = _opening(reading.text)
    indices = range(len(reading.quantities))
    told = reading.quantities
    subject = [i for i in indices if not bare(reading, told[i]) and not vague.whose(reading, told[i])] if _names(
        opening) else []
    dated = [i for i in indices if not (from_no_year(reading, i) or vague.when(reading, told[i])
                                        or vague.of_no_year(told[i]))]
    year = dated if _YEAR.search(opening) else []
    source = [i for i in indices if not _needs_its_own(reading, i)] if _issued(reading.text, opening) else []
    covered = Covered(frozenset(subject), frozenset(year), frozenset(source))
    return Reading(reading.text, reading.language, reading.quantities, reading.ties, covered)


def _opening(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return "\n".join(lines[:_LINES])[:_FIRST]


def _names(opening: str) -> bool:
    return bool(_WHOM_ZH.search(opening) or _WHOM_EN.search(opening))


def _issued(text: str, opening: str) -> bool:
    return bool(_ISSUER_ZH.search(opening) or _ISSUER_EN.search(opening) or _SOURCE_LINE.search(text[-_LAST:])
                or _SOURCE_LINE.search(opening))


def _needs_its_own(reading: Reading, index: int) -> bool:
    """A place among others, a survey: not the issuer's own count."""
    quantity = reading.quantities[index]
    ranks = quantity.role is Role.RANKING or quantity.unit.dimension is Dimension.RANK
    return ranks or bool(_OTHERS.search(quantity.sentence))

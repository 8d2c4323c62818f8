"""Days against the period of the event, and moments that must follow each other."""

import re
from datetime import timedelta

from banyan.model.figure import Dimension, Relation, Tie
from banyan.packs.figures.dates import weekday_line
from banyan.packs.figures.page import Page
from banyan.packs.figures.ties.items import MARKERS

_HELD = re.compile(
    r"\b(?:held|holds?|runs?|running|takes? place|took place|opens? (?:on|from)|lasts?|scheduled|from)\b|举行|举办"
    r"|召开|会期"
    r"|展期|会议时间|时间为|举办时间|于|在",
    re.IGNORECASE,
)  # fmt: skip
# The day of the paper itself is no day of what it tells of.
_ISSUED = re.compile(
    r"\b(?:issued|published|released|updated|printed|posted|dated)(?: on)?:? (?:[A-Z][a-z]+day,? )?$"
    r"|(?:印发|发文|签发|发布|发布日期|印发日期)[：:（( ]{0,3}$", re.IGNORECASE)
_ISSUED_BEHIND = re.compile(r"(?:公告|公布|发布|印发|通报|签发|讯|电|刊发|issued|published)(?:[）)]|$)", re.IGNORECASE)
_EVENT = re.compile(
    r"\b(?:opening|closing|award|signing) ceremon|\bsub-?forum|\bmain forum|\bclosing day|\bfinal day|\b(?:closing"
    r"|opening) (?:forum|session|match|event)|\bduring the (?:summit|expo|fair|forum|games|conference|event|festival"
    r"|congress|week)\b|期间|会期内|开幕式|闭幕式|闭幕|签约仪式"
    r"|颁奖|主论坛|分论坛",
    re.IGNORECASE,
)  # fmt: skip
# What leads up to a ceremony is no part of it.
_PREPARED = re.compile(r"彩排|预演|报名|预热|倒计时|\b(?:rehears\w+|registration|preview|tickets?)\b", re.IGNORECASE)

_EDITION = timedelta(days=92)       # off a stretch, beyond which days are of another edition


def claimed(page: Page) -> list[Tie]:
    """Ties among all days of a text."""
    days = [i for i, m in enumerate(page.mentions) if m.dimension is Dimension.DATE]
    return [*_schedule(page, days), *_order(page, days)]


def _schedule(page: Page, days: list[int]) -> list[Tie]:
    """Days that head the lines of a programme, and ceremonies, against the stretch in which the event is held."""
    stretches = [i for i in days if _is_stretch(page, i) and not _heads(page, i)]
    if not stretches:
        return []
    whole = stretches[0]
    moments = [i for i in days if i != whole and not _is_issue(page, i) and (
        _heads(page, i) or (i > whole and _is_ceremony(page, i)))]
    if not moments or all(_is_far(page, whole, i) for i in moments):
        return []
    return [Tie(Relation.WITHIN, (("whole", whole), *(("moment", i) for i in moments)))]


def _is_far(page: Page, whole: int, index: int) -> bool:
    """Days of this year's fair, before a sentence about the next one."""
    stretch, day = page.mentions[whole].period, page.mentions[index].period
    if stretch is None or day is None or stretch.start is None or day.start is None:
        return False
    return abs(stretch.start - day.start) > _EDITION


def _is_stretch(page: Page, index: int) -> bool:
    """"held from 23 to 25 August": several days, after a word that says the event lasts them."""
    mention = page.mentions[index]
    period = mention.period
    several = re.search(r"-|–|—|~|\bto\b|\bthrough\b|\band\b|至|到", page.plain[mention.start:mention.end])
    if period is None or not several or (period.start is not None and period.start == period.end):
        return False
    sentence = page.sentences[mention.sentence]
    return bool(_HELD.search(page.plain, sentence.start, sentence.end))


def _heads(page: Page, index: int) -> bool:
    """A line that is a day and no sentence: "Sunday, April 25"."""
    mention = page.mentions[index]
    sentence = page.sentences[mention.sentence]
    line = page.plain[sentence.start:sentence.end]
    others = (page.plain[sentence.start:mention.start] + page.plain[mention.end:sentence.end]).strip(" ,，:：()（）")
    return sentence.heading and len(others) < 24 and (weekday_line(line) or len(others) < 12)


def _is_issue(page: Page, index: int) -> bool:
    mention = page.mentions[index]
    sentence = page.sentences[mention.sentence]
    behind = page.plain[mention.end:sentence.end].strip()
    return bool(_ISSUED.search(page.plain, sentence.start, mention.start) or _ISSUED_BEHIND.match(behind))


def _is_ceremony(page: Page, index: int) -> bool:
    sentence = page.sentences[page.mentions[index].sentence]
    return bool(_EVENT.search(page.plain, sentence.start, sentence.end)) and not _PREPARED.search(
        page.plain, sentence.start, sentence.end)


def _order(page: Page, days: list[int]) -> list[Tie]:
    """Stages of one thing in one sentence: signed, started, completed."""
    ties = []
    by_sentence: dict[int, list[tuple[int, int]]] = {}
    for i in days:
        stage = _stage(page, i)
        if stage:
            by_sentence.setdefault(page.mentions[i].sentence, []).append((stage, i))
    for found in by_sentence.values():
        stages = sorted(found)
        if len({stage for stage, _ in stages}) == len(stages) > 1:
            ties.append(Tie(Relation.ORDER, tuple(("moment", i) for _, i in stages)))
    return ties


def _stage(page: Page, index: int) -> int:
    """The stage named nearest to a day, within its clause."""
    mention = page.mentions[index]
    sentence = page.sentences[mention.sentence]
    table = MARKERS[sentence.language].BEGINS
    low = max((page.plain.rfind(mark, sentence.start, mention.start) + 1 for mark in ",，;；、"),
        default=sentence.start)
    marks = [at for mark in ",，;；、" if (at := page.plain.find(mark, mention.end, sentence.end)) >= 0]
    high = min(marks, default=sentence.end)
    hit = table.last(page.plain, max(low, sentence.start), mention.start) or table.first(page.plain, mention.end, high)
    return int(hit.meaning) if hit else 0

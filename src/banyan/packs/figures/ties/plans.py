"""What was planned against what is done; a share of a number that follows it; one number for two subjects."""

import re
from decimal import Decimal

from banyan.model.figure import Comparison, Relation, Role, Tie
from banyan.packs.figures.page import Page
from banyan.packs.figures.ties.weigh import alike, near, sums

_PLANNED = re.compile(r"计划(?:总)?投资[^，。；\d]{0,6}$|(?:总投资|概算|预算)[^，。；\d]{0,4}$"
                      r"|\bplanned (?:total )?investment[^,;.\d]{0,24}$|\bbudget of $", re.IGNORECASE)
_DONE = re.compile(r"(?:累计|已)完成投资[^，。；\d]{0,4}$|\b(?:completed|spent|invested|disbursed)\b[^,;.]{0,24}$",
                   re.IGNORECASE)
_DONE_AFTER = re.compile(r"^[^,;.]{0,24}\b(?:had|has|have)? ?(?:been )?(?:completed|spent|invested|disbursed)\b",
                         re.IGNORECASE)
_OF_NUMBER = re.compile(r"^ of (?:the |its |all |a total of |these |those )*$", re.IGNORECASE)
# "相当于周边租金45元的40%", 为预算308亿元的101.5%
_THE_NUMBERS = re.compile(r"(?:[）)])?的(?:约|近|超过?|不足)?")
_COMPARED = re.compile(r"(?:相当于|仅?为|仅?是|占|完成|达到?)[^，。；\d]{0,16}(?:约|近)?$")
_SUMMED = re.compile(r"总投资|总额|总量|总数|合计|共计|总计|\btotal\b|\baltogether\b|\bin all\b|\btogether\b"
                     r"|\bcombined\b", re.IGNORECASE)


def claimed(page: Page, number: int) -> list[Tie]:
    """The ties of these kinds of one sentence."""
    return [*_plans(page, number), *_shares(page, number), *_total_after(page, number)]


def _plans(page: Page, number: int) -> list[Tie]:
    levels = [i for i in page.indices(number) if page.mentions[i].is_money and page.mentions[i].role is Role.LEVEL]
    planned = [i for i in levels if _PLANNED.search(_before(page, i))]
    done = [i for i in levels if i not in planned and (
        _DONE.search(_before(page, i))
            or _DONE_AFTER.match(page.plain[page.mentions[i].right:page.mentions[i].right + 40]))]
    if len(planned) != 1 or len(done) != 1 or planned[0] > done[0] or not alike(page.mentions[planned[0]],
            page.mentions[done[0]]):
        return []
    return [Tie(Relation.SUBSET, (("whole", planned[0]), ("part", done[0])))]


def _before(page: Page, index: int) -> str:
    mention = page.mentions[index]
    return page.plain[max(page.sentences[mention.sentence].start, mention.left - 44):mention.left]


def _shares(page: Page, number: int) -> list[Tie]:
    """"58 percent of the 850 billion planned"; 完成全年计划（850亿元）的58%: the whole stands beside the share."""
    ties = []
    for index in page.indices(number):
        mention = page.mentions[index]
        if not mention.is_percent or mention.role not in (Role.SHARE, Role.RATE, Role.LEVEL):
            continue
        whole = _whole_beside(page, number, index)
        part = _part_after(page, index, whole) if whole is not None else None
        if part is None and whole is not None:
            part = _part_before(page, number, index, whole)
        if whole is not None and part is not None:
            ties.append(Tie(Relation.SHARE, (("share", index), ("part", part), ("whole", whole))))
    return ties


def _whole_beside(page: Page, number: int, index: int) -> int | None:
    mention, indices = page.mentions[index], page.indices(number)
    if index + 1 in indices and _OF_NUMBER.match(page.plain[mention.end:page.mentions[index + 1].left]):
        return index + 1
    if index - 1 in indices and _THE_NUMBERS.fullmatch(page.plain[page.mentions[index - 1].right:mention.left]) and (
            _COMPARED.search(page.plain[page.sentences[number].start:page.mentions[index - 1].left])):
        return index - 1
    if index - 1 in indices and re.fullmatch(r"[^，。；\d]{0,6}[）)]的?(?:近|约|超过?)?",
                                             page.plain[page.mentions[index - 1].right:mention.left]):
        opened = page.plain[max(0, page.mentions[index - 1].left - 8):page.mentions[index - 1].left]
        return index - 1 if "（" in opened or "(" in opened else None
    return None


def _part_after(page: Page, index: int, whole: int) -> int | None:
    """"half of the 320 projects, or 160": the part follows its whole."""
    part = whole + 1
    if part >= len(page.mentions) or page.mentions[part].sentence != page.mentions[index].sentence or whole < index:
        return None
    between = page.plain[page.mentions[whole].right:page.mentions[part].left]
    return part if re.fullmatch(r"[^,;.]{0,40},? (?:or|that is|i\.e\.,?) ",
                                between) and _may_be_part(page, part, whole) else None


def _part_before(page: Page, number: int, index: int, whole: int) -> int | None:
    """The nearest level of the same kind before the share; in the sentence before where this one has none."""
    here = page.indices(number)
    found = [i for i in here if i < index and i != whole and _may_be_part(page, i, whole)]
    if not found and number and not [i for i in here if i < index and i != whole]:
        found = [i for i in page.indices(number - 1) if _may_be_part(page, i, whole)][:1]
        sentences = page.sentences
        if sentences[number - 1].paragraph != sentences[number].paragraph:
            return None
        return found[0] if found else None
    return found[-1] if found else None


def _may_be_part(page: Page, index: int, whole: int) -> bool:
    part = page.mentions[index]
    return part.role is Role.LEVEL and alike(part, page.mentions[whole]) and not part.was


def _total_after(page: Page, number: int) -> list[Tie]:
    """Parts first and then what they make together: only where they do, or miss it by a digit or a power of ten."""
    levels = [i for i in page.indices(number) if page.mentions[i].role is Role.LEVEL and (
        page.mentions[i].is_money or page.mentions[i].is_count) and not page.mentions[i].was]
    ties = []
    for whole in levels[2:]:
        mention = page.mentions[whole]
        lead = page.plain[page.mentions[whole - 1].right:mention.left]
        parts = [i for i in levels if i < whole and alike(page.mentions[i], mention)]
        plain = all(page.mentions[i].comparison is Comparison.EQUAL for i in (*parts, whole))
        if len(parts) < 2 or not plain or not _SUMMED.search(lead) or len(parts) > 12:
            continue
        said = [page.mentions[i] for i in parts]
        if sums(mention, said) or (near(mention, said) and mention.value > max(m.value
                for m in said) * Decimal("0.09")):
            ties.append(Tie(Relation.BREAKDOWN, (("whole", whole), *(("part", i) for i in parts))))
    return ties

"""What the lines of a table are: rows, sections, subtotals, totals, notes, the header again."""

import re
from typing import NamedTuple

from banyan.model.plain import plain
from banyan.model.project import InvestorKind
from banyan.packs.projects import categories
from banyan.packs.projects.categories import Lists
from banyan.packs.projects.headers import EXACT, names_of
from banyan.packs.projects.money import UNSAID, unit_in

_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")
_COUNTED = re.compile(r"[,，、:：;；]?\s*(?:共计?|合计|小计|总计)?\s*\d+\s*(?:个|项|家)(?:项目)?.*$|"
                      r",?\s*\d+\s*projects?.*$")
_TOTAL = re.compile(
    r"^(?P<of>.{0,24}?)\s*(?P<what>小计|合计|总计|共计|总合计|累计|总和|汇总|sub-?\s?totals?|grand totals?|"
    r"totals?|in total|sum)$")
_BARE = re.compile(r"(?:本[区县市页表])?(?:小计|合计|总计|共计|总合计|累计|总和|sub-?totals?|grandtotals?|totals?|"
                   r"intotal|sum)")
_ONLY_COUNT = re.compile(r"(?:共计?|合计|total)?\s*\d+\s*(?:个|项|家|户|企业|公司|项目|个项目|家企业|projects?|"
                         r"companies|investors?|firms?)?|[-/—–.·*]+")
_LEADING_TOTAL = re.compile(r"^(?P<what>小计|合计|总计|共计|sub-?totals?|grand totals?|totals?|"
                            r"sum)(?:\s*[:：\d(（]|\s+(?:of|for|in)\b|$)")
_COUNTS_ALL = re.compile(r"共(?:计|有)?\s*(\d+)\s*(?:个|项|家)\s*(?:项目|企业)?")
AS_ABOVE = frozenset({"同上", "〃", "″", "”", "“", "\"", "''", "ditto", "do.", "-do-", "same as above"})
_SUM_WORD = re.compile(r"[计總总和]|汇\s*总|total|sum", re.IGNORECASE)
_GRAND = ("总计", "总合计", "grand total", "grand totals", "合计", "共计", "total", "totals", "in total", "总和",
    "汇总", "sum", "累计")
_NOTE = re.compile(r"^(?:附?注(?:\s*\d+)?\s*[:：.、]|注\s*\d*$|备注\s*[:：]|说明\s*[:：]|填表|填报|制表|审核|审批|"
                   r"联系人\s*[:：]|联系电话\s*[:：]|数据来源|"
                   r"资料来源|单位负责人|报送|统计时间|统计口径|截至|截止|以上(?!合计)|\*|※|notes?\b|"
                   r"remarks?\s*[:.]|source\s*[:.]|prepared by|"
                   r"compiled by|checked by|data as of|as of\b|filled in by|contact\s*:)", re.IGNORECASE)
_NUMBERED = (
    (1, re.compile(r"^(?:第[一二三四五六七八九十]+(?:部分|类|批)|[一二三四五六七八九十]+\s*[、.．,，]|"
                   r"part\s+[\divx]+\s*[:.\-]?|section\s+\w{1,3}\s*[:.\-]|"
                   r"[ivx]+\s*[.、)])\s*", re.IGNORECASE)),
    (2, re.compile(r"^[(（][一二三四五六七八九十]+[)）]\s*[、.]?\s*|^[a-h]\s*[.、)]\s*", re.IGNORECASE)),
    (3, re.compile(r"^\d{1,2}\s*[、.．]\s*(?=\D)")),
    (4, re.compile(r"^[(（]\d{1,2}[)）]\s*")),
)
_SERIAL_SECTION = re.compile(r"^[(（]?[一二三四五六七八九十]+[)）]?[、.．]?$")
_KEYED = re.compile(r"^(?P<key>[^:：]{1,20})[:：]\s*(?P<value>.+)$")
_COUNT = re.compile(r"(\d+)\s*(?:个|项(?!目名)|家|projects?\b)")
_DISTRICT = re.compile(r"(?:.{1,10}(?:区|县|市|旗|新区|开发区|高新区|经开区)|.{2,40}\s(?:district|"
                       r"county))$", re.IGNORECASE)
_GENERIC = re.compile(r"^(?:sheet|工作表|附件|附表|表|table|page|页)?\s*[一二三四五六七八九十\d]*$|汇总|项目|明细|"
                      r"清单|一览|名单|台账|list|project|data|数据|"
                      r"summary|统计|签约表|总表|全部|all|模板|template|csv", re.IGNORECASE)


class Section(NamedTuple):
    """A line that carries a value for the rows under it. `level`: of its number, 0 without one."""

    field: str
    value: str
    level: int


class Total(NamedTuple):
    """`grand`: of everything so far; else of the rows since the last section or subtotal."""

    grand: bool
    rows: int | None


def total(text: str) -> Total | None:
    """Whether a label is that of a sum: "合 计", "智能制造小计（12个）", "Total (10 projects)"."""
    if _SUM_WORD.search(text) is None:
        counted = _COUNTS_ALL.fullmatch(plain(text).strip()) if text.lstrip().startswith("共") else None
        return Total(True, int(counted[1])) if counted is not None else None
    low = plain(text).casefold()
    squeezed = re.sub(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])", "", low)
    bare = _COUNTED.sub("", _BRACKETS.sub("", squeezed)) or _BRACKETS.sub("", squeezed)
    bare = bare.strip(" :：,，.、")
    found = _TOTAL.match(bare) or _LEADING_TOTAL.match(squeezed)
    if found is None:
        return None
    of = found.groupdict().get("of") or ""
    count = _COUNT.search(squeezed)
    grand = found["what"] in _GRAND and not of.strip(" :：、,一二三四五六七八九十()")
    return Total(grand, int(count[1]) if count else None)


def is_bare_total(text: str) -> bool:
    """"小 计", "Total": a word of sums and nothing else. No project is called so."""
    return _BARE.fullmatch(re.sub(r"\s+", "", plain(text)).casefold().strip(":：,，.、")) is not None


def is_count(text: str) -> bool:
    """"3个", "共 12 家", "4 projects", "/": what a line of sums has where rows have a company."""
    return _ONLY_COUNT.fullmatch(plain(text).casefold().strip()) is not None


def is_note(text: str) -> bool:
    return bool(_NOTE.match(text)) or len(text) > 60


def is_signed_note(text: str) -> bool:
    """"填表人：某科员": a note beyond doubt, also where a project's name would stand."""
    return bool(_NOTE.match(text)) and ":" in plain(text)[:14]


def count_in(text: str) -> int | None:
    """"智能制造（32个）" → 32."""
    found = _COUNT.search(text)
    return int(found[1]) if found else None


def is_serial_section(text: str) -> bool:
    """"一" or "（二）" where other rows have 1, 2, 3."""
    return bool(_SERIAL_SECTION.match(text))


def numbered(text: str) -> tuple[int, str]:
    """(level of its number, the text without it); level 0: it has none."""
    for level, pattern in _NUMBERED:
        if (found := pattern.match(text)) is not None and found.end() < len(text):
            return level, text[found.end():].strip()
    return 0, text


def section(text: str, mapped: frozenset[str], lists: Lists, last: str = "") -> Section | None:
    """What a section's line says; None where it says nothing that a project has. `last`: what the one before said."""
    level, rest = numbered(plain(text))
    rest = _COUNTED.sub("", _BRACKETS.sub(lambda m: "" if _is_remark(m[0]) else m[0], rest))
    rest = rest.strip(" :：,，、.-—")
    keyed = _KEYED.match(rest)
    if keyed is not None:
        named = [name for name, sure in names_of(keyed["key"]) if sure >= EXACT or len(keyed["key"]) <= 6]
        carried = next((name for name in named if name in CARRIED), None)
        if carried is not None:
            return Section(carried, keyed["value"].strip(), level)
    if (known := category(rest, lists, mapped, last)) is not None:
        return Section(known, rest, level)
    if not rest:
        return None
    if "district" not in mapped and _DISTRICT.match(rest) and not rest.endswith("城市"):
        return Section("district", rest, level)
    if "sector" not in mapped:
        return Section("sector", _without_tail(rest), level)
    return None


def _is_remark(brackets: str) -> bool:
    """A number of projects, a unit: nothing that a section is called by."""
    return any(c.isdigit() for c in brackets) or unit_in(brackets) != UNSAID


_CHANNELS_IN = (("线下", "offline"), ("线上", "云签约", "online"), ("场外", "会外", "off-site"))


def of_title(text: str, mapped: frozenset[str], lists: Lists) -> Section | None:
    """What a line above a table says of all its rows; a title that names two channels says nothing of either."""
    said = section(text, mapped | {"sector", "district"}, lists)
    if said is not None:
        return said
    low = plain(text).casefold()
    there = [words for words in _CHANNELS_IN if any(w in low for w in words)]
    if len(there) != 1 or "channel" in mapped:
        return None
    return Section("channel", next(w for w in there[0] if w in low), 0)


CARRIED = frozenset({"sector", "subsector", "channel", "investor_kind", "agreement", "stage", "district", "origin",
                     "edition", "cohort", "row_kind", "place", "signed_on"})


def category(text: str, lists: Lists, mapped: frozenset[str] = frozenset(), last: str = "") -> str | None:
    """The field whose list a text is a word of. 其他 is a word of several: the one that sections here are about, else
    one that has no column.
    """
    found = [field for field, known in (
        ("channel", categories.channel), ("investor_kind", categories.investor_kind), ("row_kind", _increase),
        ("agreement", categories.agreement)) if known(text) is not None]
    other = _is_other(text)
    if other or any(categories.sector(text, lists) == s.id for s in lists.sectors):
        found.insert(0 if other else len(found), "sector")
    if categories.stage(text, lists) is not None:
        found.append("stage")
    if last in found:
        return last
    return next((field for field in found if field not in mapped), found[0] if found else None)


def _is_other(text: str) -> bool:
    return categories.investor_kind(text) is InvestorKind.OTHER


def _increase(text: str) -> bool | None:
    """Only an increase is said by a section: 新建 and its like are no news."""
    return True if categories.is_increase(text) else None


def _without_tail(text: str) -> str:
    """"智能制造类项目" → "智能制造"; a name that is all tail stays."""
    for tail in ("类签约项目", "领域签约项目", "类项目", "签约项目", "领域项目", "项目", "类", " projects"):
        if text.endswith(tail) and len(text) > len(tail) + 1:
            return text.removesuffix(tail).strip()
    return text


def of_sheet(name: str, mapped: frozenset[str], lists: Lists, several: bool) -> Section | None:
    """What a sheet's name says of its rows. `several`: the workbook has other tables, so the name tells them apart."""
    text = plain(name)
    level, bare = numbered(text)
    bare = _without_tail(bare).strip(" -_.")
    if (known := category(bare, lists, mapped)) is not None:
        return Section(known, bare, level)
    if _GENERIC.search(text) and bare == text:
        return None
    if "district" not in mapped and _DISTRICT.match(bare):
        return Section("district", bare, level)
    if several and "sector" not in mapped and not _GENERIC.search(bare):
        return Section("sector", bare, level)
    return None

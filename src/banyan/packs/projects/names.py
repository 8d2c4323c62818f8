"""Names for comparing: what is left of a project's or company's name without what many names have."""

import re
from functools import lru_cache

import opencc

from banyan.model.plain import plain

_TRADITIONAL = re.compile(r"[\u3400-\u9fff]")
_BRACKETS = re.compile(r"[(\[【《“\"][^()\[\]【】《》“”\"]*[)\]】》”\"]")
_PLACE = re.compile(r"^(?:中国|(?:[\u3400-\u9fff]{2,3}(?:省|自治区))|(?:[\u3400-\u9fff]{2,4}市)|"
                    r"(?:[\u3400-\u9fff]{1,4}(?:区|县|新区|开发区)))(?=[\u3400-\u9fff]{2})")
_FORMS = re.compile(
    r"(?:股份有限公司|有限责任公司|集团有限公司|控股有限公司|有限公司|股份公司|集团公司|总公司|分公司|子公司|控股集团|集团|控股|公司|企业|"
    r"co\.?,?\s*ltd\.?|company limited|limited|ltd\.?|inc\.?|corporation|corp\.?|llc|gmbh|plc|group|holdings?|"
    r"company|co\.)",
    re.IGNORECASE)
_BEFORE_COLON = re.compile(r"^[^:]{2,24}:\s*(?=[^\s:]{2,})")
_LEADS = re.compile(r"^(?:关于|拟建|新建|年产|投资建设|投资|建设|合作共建|共建|签约)+")
_TAILS = re.compile(r"(?:的?(?:签约|投资|建设|合作|开发|落地|产业化|生产|一体化|综合|配套|研发|制造)?(?:项目|工程|"
                    r"计划|合同|协议)|"
                    r"(?:增资|追加投资)(?:扩产|扩股)?|建设|投资)+$")
_WORKS = re.compile(r"(?:(?:智能|智慧|数字|科技|产业|生产|制造|研发|创新|运营|结算|区域|西部|全国|高端|先进|新型|"
                    r"示范|孵化|加工|物流|仓储|数据|服务)*"
                    r"(?:基地|产业园|园区|科技园|工业园|园|中心|总部|平台|工厂|生产线|车间|研究院|实验室|厂区|厂房|厂|线))+$")
_LATIN_COMMON = frozenset({
    "the", "of", "and", "for", "a", "an", "in", "on", "at", "project", "projects", "phase", "new", "construction",
    "investment", "base", "plant", "park", "center", "centre", "co", "ltd", "limited", "company", "group", "inc",
    "corp", "industrial", "industry", "development", "works", "factory", "production", "program", "programme",
    "capital", "increase", "zone", "district", "city", "county", "technology", "technologies", "tech",
})  # fmt: skip
_LETTER = re.compile(r"[A-Za-z]")
_WORD = re.compile(r"[a-z][a-z0-9]+")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "Ⅰ": 1, "Ⅱ": 2, "Ⅲ": 3, "Ⅳ": 4}
_CHINESE = {c: i for i, c in enumerate("一二三四五六七八九十", 1)}
_PHASE = re.compile(r"第?\s*([一二三四五六七八九十]|\d{1,2})\s*(?:期|阶段|批)|(?:phase|stage|"
                    r"ph\.?)\s*-?\s*(\d{1,2}|[ivx]{1,3})(?![a-z])|"
                    r"(?<![a-z])(\d{1,2})(?:st|nd|rd|th)\s+phase|(first|second|third|fourth)\s+phase|"
                    r"(?<=\s)(i{1,3}|iv)$", re.IGNORECASE)
_YEARS = re.compile(r"(?:19|20)\d{2}年?")
# Looked for first: most names have nothing of it, and one sign is found in a tenth of the time.
_BRACKET, _IN_PHASE = re.compile(r"[(\[【《“\"]"), re.compile(r"[期段批A-Za-z]")
_IN_FORMS, _IN_NUMBERS = re.compile(r"[司团股业A-Za-z]"), re.compile(r"[\dA-Za-z]")
_TAIL_ENDS, _WORKS_ENDS = tuple("目程划同议资产股设"), tuple("地园区心部台厂间院室房线")
_WORDS, _SIGNS, _ROUND = re.compile(r"[a-z0-9]+"), re.compile(r"[\s\W_]+"), re.compile(r"\([^()]*\)")
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_NUMBERS = re.compile(r"\d+(?:\.\d+)?(?:[a-z]{1,3})?|(?<![a-z&.'])[a-z](?=[区座栋线地块]|$|\s)", re.IGNORECASE)


@lru_cache(maxsize=16384)
def simple(text: str) -> str:
    """Typed plainly, in simplified characters and small letters."""
    low = plain(text).casefold()
    turned, written = _simplified()
    return low.translate(turned) if written.search(low) else low


@lru_cache(maxsize=1)
def _simplified() -> tuple[dict[int, int], re.Pattern[str]]:
    """Sign by sign, so that a hundred thousand names take no time: traditional → simplified, as OpenCC has it; and a
    pattern of the signs that have a simpler form.
    """
    signs = "".join(map(chr, range(0x4E00, 0xA000)))
    simpler = opencc.OpenCC("t2s").convert(signs)
    pairs = zip(signs, simpler, strict=True) if len(simpler) == len(signs) else ()
    turned = {ord(a): ord(b) for a, b in pairs if a != b}
    return turned, re.compile(f"[{''.join(map(chr, turned))}]" if turned else r"(?!)")


@lru_cache(maxsize=16384)
def core(name: str) -> str:
    """A project's name without brackets, place before it, corporate forms, and what most names end with."""
    whole = simple(name)
    named = _BEFORE_COLON.sub("", whole) if ":" in whole else whole
    bare = without_phase(_BRACKETS.sub("", named) if _BRACKET.search(named) else named).strip() or named
    while (cut := _cut(_LEADS, _cut(_PLACE, bare))) != bare and len(cut) >= 2:
        bare = cut
    bare = _FORMS.sub("", bare) if _IN_FORMS.search(bare) else bare
    if _WORD.search(bare) and not _TRADITIONAL.search(bare):
        words = [w for w in _WORDS.findall(bare) if w not in _LATIN_COMMON]
        return " ".join(words) or bare.strip()
    cut = _TAILS.sub("", bare) if bare.endswith(_TAIL_ENDS) else bare
    return _squeezed(cut if len(cut) >= 2 else bare) or bare


def _cut(lead: re.Pattern[str], text: str) -> str:
    found = lead.match(text)
    return text if found is None else text[found.end():]


def _squeezed(text: str) -> str:
    return text if text.isalnum() else _SIGNS.sub("", text)


def without_phase(text: str) -> str:
    return _PHASE.sub("", text) if _IN_PHASE.search(text) else text


@lru_cache(maxsize=16384)
def kind_of_works(name: str) -> tuple[str, str]:
    """A name's core as (what it is about, what kind of works): ("榕树螺栓", "生产基地")."""
    bare = core(name)
    found = _WORKS.search(bare) if bare.endswith(_WORKS_ENDS) else None
    if found is None or found.start() < 2:
        return bare, ""
    return bare[: found.start()], found[0]


@lru_cache(maxsize=16384)
def company(name: str) -> str:
    """A company's name without place and corporate form."""
    bare = _ROUND.sub("", simple(name))
    while (cut := _cut(_PLACE, bare)) != bare and len(cut) >= 2:
        bare = cut
    cut = _FORMS.sub("", bare)
    if not _TRADITIONAL.search(cut):
        words = [w for w in _WORDS.findall(cut) if w not in _LATIN_COMMON]
        return " ".join(words) or cut.strip()
    return _squeezed(cut) or _squeezed(bare)


@lru_cache(maxsize=16384)
def phase(name: str) -> int | None:
    """"二期", "Phase II", "2nd phase" → 2."""
    text = simple(name)
    found = _PHASE.search(text) if _IN_PHASE.search(text) else None
    if found is None:
        return None
    said = next(g for g in found.groups() if g)
    if said.isdigit():
        return int(said)
    return _CHINESE.get(said) or _ROMAN.get(said.casefold()) or _ORDINALS.get(said.casefold())


@lru_cache(maxsize=16384)
def numbers(name: str) -> frozenset[str]:
    """Digits and single letters that tell one of several like it: "A区", "300MW"."""
    text = simple(name)
    if _IN_NUMBERS.search(text) is None:
        return frozenset()
    return frozenset(_NUMBERS.findall(_YEARS.sub("", without_phase(_BEFORE_COLON.sub("", text)))))


@lru_cache(maxsize=16384)
def latin(name: str) -> frozenset[str]:
    """Words in Latin letters that aren't common."""
    if _LETTER.search(name) is None:
        return frozenset()
    return frozenset(w for w in _WORD.findall(simple(name)) if w not in _LATIN_COMMON and len(w) > 2)


@lru_cache(maxsize=16384)
def in_scripts(name: str) -> tuple[str, ...]:
    """A name told in both scripts, "榕树螺栓 Banyan Bolt Works", is two names."""
    if _LETTER.search(name) is None:
        return (name,)
    latin_part = " ".join(re.findall(r"[A-Za-z][A-Za-z0-9&.'-]*(?:\s+[A-Za-z0-9&.'-]+)+", name))
    chinese_part = re.sub(r"[A-Za-z][A-Za-z0-9&.'-]*(?:\s+[A-Za-z0-9&.'-]+)+|[()（）]", "", name).strip(" -/")
    if len(latin(latin_part)) >= 2 and len(_TRADITIONAL.findall(chinese_part)) >= 3:
        return chinese_part, latin_part
    return (name,)


def is_chinese(name: str) -> bool:
    return _TRADITIONAL.search(name) is not None


@lru_cache(maxsize=16384)
def syllables(name: str) -> tuple[str, ...]:
    """"榕树" → ("rong", "shu")."""
    return tuple(_syllable(c) for c in simple(name) if _TRADITIONAL.match(c))


@lru_cache(maxsize=16384)
def _syllable(sign: str) -> str:
    from pypinyin import lazy_pinyin  # here: its dictionary takes as long to load as all the rest together

    return str(lazy_pinyin(sign)[0])


@lru_cache(maxsize=16384)
def spelled(name: str) -> frozenset[str]:
    """How two to four characters that stand together are spelled: what a word in Latin letters may be."""
    parts = syllables(name)
    return frozenset("".join(parts[i : i + n]) for n in (2, 3, 4) for i in range(len(parts) - n + 1))

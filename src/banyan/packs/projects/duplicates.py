"""Projects that look like one: a score of 0-1 with its reasons. Nothing is merged here.

At or above 0.9 two rows tell of one project as far as names, company and amount can say; what differs in phase, in the
numbers of its name or in a valid project code stays below, whatever else agrees.
"""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz

from banyan.model.figure import Amount
from banyan.model.ids import ProjectId
from banyan.model.project import Duplicate, Project
from banyan.model.text import Name
from banyan.packs.projects import blocks, names
from banyan.packs.projects.faces import Called, Face, face, shared

SHOWN = 0.7                # pairs below aren't shown
SURE = 0.9                 # at or above: `merge --at-least 0.9` takes them
_HUNDREDTH = Decimal("0.01")
_SAME_CODE, _HIGHEST = Decimal("0.98"), Decimal("0.97")
# What differs in a telling way stays below.
_PHASES, _ONE_PHASE, _CODES, _NUMBERS, _AMOUNTS = map(Decimal, ("0.6", "0.85", "0.5", "0.85", "0.89"))
_WITHOUT_COMPANY = 0.95    # names that differ by the company's name alone
_SPELLED = 0.3             # of a company's words, for one in Latin letters to be the Chinese one spelled


def find(
    projects: Sequence[Project], fresh: frozenset[str] | None = None, shown: float = SHOWN,
    progress: Callable[[int], None] = lambda _n: None,
) -> list[Duplicate]:
    """The pairs of one list that score at least `shown`, the likeliest first. `fresh`: ids, one of which is in each."""
    faces = [face(p) for p in projects]
    least = Decimal(str(shown))
    found: dict[tuple[str, str], Duplicate] = {}
    for n, (i, j) in enumerate(blocks.pairs(faces, fresh)):
        if n % 1000 == 0:
            progress(n)
        if (likely := score(faces[i], faces[j], least)) is not None:
            found[likely.a, likely.b] = likely
    return sorted(found.values(), key=lambda d: (-d.score, d.a, d.b))


def score(a: Face, b: Face, least: Decimal = Decimal(-1)) -> Duplicate | None:
    """None below `least`, and where they can't be one: an increase and a project."""
    if a.increase != b.increase:
        return None
    first, second = (a, b) if a.id <= b.id else (b, a)
    code = shared(first.codes, second.codes)
    near = _near(first.amount, second.amount)
    if code is None and _hopeless(a, b, near, float(least)):
        return None
    value = _highest(first, second, code, near)
    if value < least:
        return None
    alike, company = _names(first, second), _company(first, second)
    if code is None:
        value = min(value, _weighed(alike, company, near))
    value = value.quantize(_HUNDREDTH)
    if value < least:
        return None
    reasons = tuple(_reasons(first, second, code, alike, company, near))
    return Duplicate(ProjectId(first.id), ProjectId(second.id), value, reasons) if reasons else None


def _hopeless(a: Face, b: Face, near: float, least: float) -> bool:
    """Whether the names alone keep two below `least`, whatever the companies say: as most that are looked at."""
    if len(a.names) > 1 or len(b.names) > 1:
        return False
    x, y = a.names[0], b.names[0]
    if not (x.chinese and y.chinese) or x.core.endswith(y.core) or y.core.endswith(x.core):
        return False
    about = fuzz.ratio(x.about, y.about) / 100           # as `_weighed` with the same company, and with none
    return 0.55 * about + 0.25 + 0.2 * near < least - 0.01 > (0.7 * about + 0.3 * near) * 0.97


class _Alike(NamedTuple):
    value: float
    why: str                   # names | spelled | ""


def _weighed(alike: _Alike, company: float | None, near: float) -> Decimal:
    if alike.why in ("spelled", ""):   # one in Latin letters, one in Chinese: the spelling is a weaker sign
        known = max(alike.value, company or 0.0)
        both = alike.value >= 0.3 and (company is None or company >= 0.3)
        if near >= 0.95 and (known >= 0.5 or both):
            value = 0.4 * known + 0.3 + 0.25 * near
            value = max(value, 0.91) if both and company is not None else value
            return Decimal(str(round(max(value, 0.9) if company == 1.0 else min(value, 0.97), 4)))
        return Decimal(str(round(0.3 * known + 0.3 * near, 4)))
    if company is None:
        value = (0.7 * alike.value + 0.3 * near) * 0.97
    else:
        value = 0.55 * alike.value + 0.25 * company + 0.2 * near
    return Decimal(str(round(min(value, 0.97), 4)))


def _names(a: Face, b: Face) -> _Alike:
    best = max((_name(x, y) for x in a.names for y in b.names), key=lambda found: found.value) if (
        len(a.names) + len(b.names) > 2) else _name(a.names[0], b.names[0])
    if best.value < _WITHOUT_COMPANY and any(
            _but_for_company(x.core, y.core, a, b) for x in a.names for y in b.names):
        return _Alike(_WITHOUT_COMPANY, "names")
    return best


def _but_for_company(x: str, y: str, a: Face, b: Face) -> bool:
    """"榕甲数据中心" and "数据中心", where the company is called 榕甲..."""
    longer, shorter = (x, y) if len(x) >= len(y) else (y, x)
    if len(longer) - len(shorter) < 2 or len(shorter) < 3 or not longer.endswith(shorter):
        return False
    before = longer.removesuffix(shorter)
    return any(c.text.startswith(before) or before.endswith(c.text) for c in a.companies + b.companies if c.text)


def _name(x: Called, y: Called) -> _Alike:
    if x.chinese != y.chinese:
        return _across(x.text, y.text)
    if not x.chinese:
        return _Alike(fuzz.token_sort_ratio(x.about, y.about) / 100, "names")
    about = fuzz.ratio(x.about, y.about) / 100
    if x.works == y.works:
        return _Alike(about, "names")
    if x.works and y.works:
        return _Alike(min(about, 0.75) if fuzz.ratio(x.works, y.works) < 60 else 0.9 * about, "names")
    return _Alike(about * 0.97, "names")


@lru_cache(maxsize=16384)
def _across(x: str, y: str) -> _Alike:
    """English beside Chinese: the words in Latin letters against the spelling of the characters, and shared ones."""
    western, chinese = (y, x) if names.is_chinese(x) else (x, y)
    words = names.latin(western)
    if not words:
        return _Alike(0.0, "")
    spelled, shared = names.spelled(chinese), names.latin(chinese)
    hits = sum(len(w) for w in words if w in shared or w in spelled or _made_of(w, names.syllables(chinese)))
    return _Alike(hits / sum(len(w) for w in words), "spelled")


@lru_cache(maxsize=16384)
def _made_of(word: str, syllables: tuple[str, ...]) -> bool:
    """Whether a word is several characters that stand together, spelled in one."""
    return len(word) > 4 and any("".join(syllables[i:j]) == word
                                 for i in range(len(syllables)) for j in range(i + 2, min(i + 7, len(syllables)) + 1))


def _company(a: Face, b: Face) -> float | None:
    """0-1; None where one of them names none."""
    if a.credit and b.credit:
        return 1.0 if shared(a.credit, b.credit) is not None else 0.2
    best: float | None = None
    for x in a.companies:
        for y in b.companies:
            if x.chinese == y.chinese:
                value = _alike_firms(x.text, y.text)
            elif (value := _across(x.text, y.text).value) < _SPELLED:
                continue                      # another script says nothing against it
            best = value if best is None else max(best, value)
    return best


def _alike_firms(x: str, y: str) -> float:
    if x == y:
        return 1.0
    if min(len(x), len(y)) >= 4 and (x in y or y in x):
        return 0.9
    value = fuzz.ratio(x, y) / 100
    return value if value >= 0.8 else value * 0.5


def _near(a: Amount | None, b: Amount | None) -> float:
    if a is None or b is None:
        return 0.3
    x, y = a.value, b.value
    if x == y:
        return 1.0
    apart, most = (x - y, x) if x > y else (y - x, y)
    if apart * 2 <= a.step + b.step:
        return 0.95                          # one number, rounded in two ways
    return 0.0 if apart * 10 > most else 0.8 if apart * 100 <= most else 0.4


def _highest(a: Face, b: Face, code: str | None, near: float) -> Decimal:
    """What the score can't exceed, whatever names and companies say. `_differing` says why."""
    value = _HIGHEST if code is None else _SAME_CODE
    if a.phases != b.phases:
        value = _PHASES if a.phases and b.phases else _ONE_PHASE
    if code is not None:
        return value
    if a.codes and b.codes:
        value = min(value, _CODES)
    if a.numbers != b.numbers:
        value = min(value, _NUMBERS)
    return min(value, _AMOUNTS) if near < 0.8 else value


def _reasons(
    a: Face, b: Face, code: str | None, alike: _Alike, company: float | None, near: float
) -> Iterator[Name]:
    if code is not None:
        yield Name(f"项目代码相同 {code}", f"same project code {code}")
    if alike.why == "names" and alike.value >= 0.6:
        pair = f"{names.core(a.name)} / {names.core(b.name)}"
        yield Name(f"名称相近（{alike.value:.2f}）：{pair}", f"names alike ({alike.value:.2f}): {pair}")
    if alike.why == "spelled" and alike.value >= 0.4:
        yield Name("英文名称与中文拼音或共有的字母相符",
                   "the English name is the Chinese one spelled, or shares its Latin words")
    if company is not None and company >= 0.8:
        yield Name("投资方相同", "same investor")
    if near >= 0.95:
        yield Name("金额相同", "same amount")
    elif near >= 0.8:
        yield Name("金额相近", "near amount")
    yield from _differing(a, b, code, near)


def _differing(a: Face, b: Face, code: str | None, near: float) -> Iterator[Name]:
    """In the order of `_highest`."""
    if a.phases != b.phases:
        both = bool(a.phases and b.phases)
        yield Name("期数不同", "another phase") if both else Name("只有一个写明期数", "only one names a phase")
    if a.codes and b.codes and code is None:
        yield Name("项目代码不同", "other project codes")
    if a.numbers != b.numbers and code is None:
        yield Name("名称中的编号不同", "other numbers in the names")
    if near < 0.8 and code is None:
        yield Name("金额不同", "other amounts")

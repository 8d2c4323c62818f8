"""Projects that look like one: a score of 0-1 with its reasons. Nothing is merged here.

At or above 0.9 two rows tell of one project as far as names, company and amount can say; what differs in phase, in the
numbers of its name or in a valid project code stays below, whatever else agrees.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz

from banyan.model.figure import Amount
from banyan.model.project import Duplicate, InvestmentKind, Project
from banyan.model.text import Name
from banyan.packs.projects import names

SHOWN = 0.7                # pairs below aren't shown
SURE = 0.9                 # at or above: `merge --at-least 0.9` takes them
_CAP = Decimal("0.89")     # what differs in a telling way stays below
_BLOCK = 40                # rows that share a key and are all compared; of more, only neighbours by amount
_NEIGHBOURS = 3
_WITHOUT_COMPANY = 0.95    # names that differ by the company's name alone
_SPELLED = 0.3             # of a company's words, for one in Latin letters to be the Chinese one spelled
_FAR = 0.9                 # of the larger amount
_RAREST = 3                # pairs of signs of a name that it is looked up by


class Face(NamedTuple):
    """What of a project is compared, made once."""

    project: Project
    names: tuple[str, ...]
    companies: tuple[str, ...]
    codes: frozenset[str]
    credit: frozenset[str]
    amount: Amount | None
    increase: bool
    phases: frozenset[int]
    numbers: frozenset[str]
    cores: frozenset[str]
    value: float                # of `amount`, for looking up; 0 where there is none


def face(project: Project) -> Face:
    said = tuple(part for name in (project.name, *project.aliases) for part in names.in_scripts(name))
    companies = tuple(names.company(n) for i in project.investors for n in (i.name, *i.aliases) if n)
    signed = [i.amount for i in project.investments if i.kind is not InvestmentKind.INCREMENT]
    added = [i.amount for i in project.investments if i.kind is InvestmentKind.INCREMENT]
    increase = project.increases is not None
    amounts = added if increase else signed
    return Face(
        project, said, companies, frozenset(c.text for c in project.codes if c.kind == "project" and not c.wrong),
        frozenset(i.code.text for i in project.investors if i.code and not i.code.wrong),
        amounts[0] if amounts else None, increase,
        frozenset(p for n in said if (p := names.phase(n)) is not None), names.numbers(project.name),
        frozenset(names.core(n) for n in said), float(amounts[0].value) if amounts else 0.0,
    )


def find(
    projects: Sequence[Project], fresh: frozenset[str] | None = None, shown: float = SHOWN,
    progress: Callable[[int], None] = lambda _n: None,
) -> list[Duplicate]:
    """The pairs of one list that score at least `shown`, the likeliest first. `fresh`: ids, one of which is in each."""
    faces = [face(p) for p in projects]
    found = []
    for n, (a, b) in enumerate(_pairs(faces, fresh)):
        if n % 1000 == 0:
            progress(n)
        if (likely := score(faces[a], faces[b])) is not None and likely.score >= Decimal(str(shown)):
            found.append(likely)
    return sorted(found, key=lambda d: (-d.score, d.a, d.b))


def score(a: Face, b: Face) -> Duplicate | None:
    """None where they can't be one: an increase and a project, two increases of different amounts."""
    if a.increase != b.increase:
        return None
    first, second = sorted((a, b), key=lambda f: f.project.id)
    reasons: list[Name] = []
    alike = _names(first, second)
    company = _company(first, second)
    near = _near(first.amount, second.amount)
    if first.codes & second.codes:
        value = Decimal("0.98")
        reasons.append(Name(f"项目代码相同 {min(first.codes & second.codes)}",
                            f"same project code {min(first.codes & second.codes)}"))
    else:
        value = _weighed(alike, company, near)
    reasons += _told(first, second, alike, company, near)
    for cap, why in _differing(first, second):
        if value > cap:
            value = cap
        reasons.append(why)
    if not reasons:
        return None
    return Duplicate(first.project.id, second.project.id, value.quantize(Decimal("0.01")), tuple(reasons))


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
    best = max((_name(x, y) for x in a.names for y in b.names), key=lambda found: found.value)
    if best.value < _WITHOUT_COMPANY and any(
            _but_for_company(x, y, a.companies + b.companies) for x in a.names for y in b.names):
        return _Alike(_WITHOUT_COMPANY, "names")
    return best


def _but_for_company(x: str, y: str, companies: Sequence[str]) -> bool:
    """"榕甲数据中心" and "数据中心", where the company is called 榕甲..."""
    longer, shorter = sorted((names.core(x), names.core(y)), key=len, reverse=True)
    before = longer.removesuffix(shorter)
    return len(shorter) >= 3 and 2 <= len(before) < len(longer) and any(
        c.startswith(before) or before.endswith(c) for c in companies if c)


@lru_cache(maxsize=16384)
def _name(x: str, y: str) -> _Alike:
    if names.is_chinese(x) != names.is_chinese(y):
        return _across(x, y)
    about_x, works_x = names.kind_of_works(x)
    about_y, works_y = names.kind_of_works(y)
    if not names.is_chinese(x):
        return _Alike(fuzz.token_sort_ratio(about_x, about_y) / 100, "names")
    about = fuzz.ratio(about_x, about_y) / 100
    if works_x and works_y and works_x != works_y:
        return _Alike(min(about, 0.75) if fuzz.ratio(works_x, works_y) < 60 else 0.9 * about, "names")
    if works_x != works_y:
        about *= 0.97
    return _Alike(about, "names")


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
    if a.credit & b.credit:
        return 1.0
    if a.credit and b.credit:
        return 0.2
    best: float | None = None
    for x in a.companies:
        for y in b.companies:
            if names.is_chinese(x) == names.is_chinese(y):
                value = 1.0 if x == y else fuzz.ratio(x, y) / 100
                value = value if value >= 0.8 else value * 0.5
                if value < 1.0 and min(len(x), len(y)) >= 4 and (x in y or y in x):
                    value = 0.9
            elif (value := _across(x, y).value) < _SPELLED:
                continue                      # another script says nothing against it
            best = value if best is None else max(best, value)
    return best


def _near(a: Amount | None, b: Amount | None) -> float:
    if a is None or b is None:
        return 0.3
    apart = abs(a.value - b.value)
    if apart == 0:
        return 1.0
    if apart * 2 <= a.step + b.step:
        return 0.95                          # one number, rounded in two ways
    part = apart / max(a.value, b.value)
    return 0.8 if part <= Decimal("0.01") else 0.4 if part <= Decimal("0.1") else 0.0


def _told(a: Face, b: Face, alike: _Alike, company: float | None, near: float) -> Iterator[Name]:
    if alike.why == "names" and alike.value >= 0.6:
        pair = f"{names.core(a.project.name)} / {names.core(b.project.name)}"
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


def _differing(a: Face, b: Face) -> Iterator[tuple[Decimal, Name]]:
    if a.phases != b.phases:
        both = bool(a.phases and b.phases)
        yield (Decimal("0.6") if both else Decimal("0.85"),
               Name("期数不同", "another phase") if both else Name("只有一个写明期数", "only one names a phase"))
    if a.codes and b.codes and not a.codes & b.codes:
        yield Decimal("0.5"), Name("项目代码不同", "other project codes")
    if a.numbers != b.numbers and not a.codes & b.codes:
        yield Decimal("0.85"), Name("名称中的编号不同", "other numbers in the names")
    if _near(a.amount, b.amount) < 0.8 and not a.codes & b.codes:
        yield _CAP, Name("金额不同", "other amounts")


def _pairs(faces: Sequence[Face], fresh: frozenset[str] | None) -> Iterator[tuple[int, int]]:
    """Which rows are compared: those that share a code, a company, or what is rare in their names."""
    seen: set[int] = set()
    count = len(faces)
    for block in _blocks(faces):
        for i, j in _within(faces, block):
            if fresh is not None and faces[i].project.id not in fresh and faces[j].project.id not in fresh:
                continue
            pair = i * count + j if i < j else j * count + i
            if i != j and _worth_a_look(faces[i], faces[j]) and pair not in seen:
                seen.add(pair)
                yield (i, j) if i < j else (j, i)


def _worth_a_look(a: Face, b: Face) -> bool:
    """Amounts that are far apart are no sign of two projects only where name or code say that they are one."""
    low, high = (a.value, b.value) if a.value < b.value else (b.value, a.value)
    return low >= high * _FAR or not a.cores.isdisjoint(b.cores) or not a.codes.isdisjoint(b.codes)


def _blocks(faces: Sequence[Face]) -> Iterable[list[int]]:
    first: dict[str, int] = {}                # most keys are one row's alone: no list for those
    keys: dict[str, list[int]] = {}
    often = _often(faces)
    words = frozenset(w for f in faces for n in (*f.names, *f.companies) if not names.is_chinese(n)
                      for w in names.latin(n))
    for i, f in enumerate(faces):
        for k in dict.fromkeys(_keys(f, often, words)):
            if (there := first.setdefault(k, i)) != i:
                keys.setdefault(k, [there]).append(i)
    return keys.values()


def _keys(f: Face, often: Mapping[str, int], words: frozenset[str]) -> Iterator[str]:
    yield from (f"code:{c}" for c in f.codes)
    yield from (f"credit:{c}" for c in f.credit)
    yield from (f"company:{c}" for c in f.companies if c)
    for bare in sorted(f.cores):
        yield f"name:{bare}"
        pairs = sorted(_bigrams(bare), key=lambda p: (often.get(p, 0), p))
        yield from (f"pair:{p}" for p in pairs[:_RAREST])
    for text in (*f.names, *f.companies):
        yield from (f"word:{w}" for w in names.latin(text))
        if words and names.is_chinese(text):
            yield from (f"word:{w}" for w in sorted(names.spelled(text) & words))


def _often(faces: Sequence[Face]) -> dict[str, int]:
    found: dict[str, int] = {}
    for f in faces:
        for bare in f.cores:
            for pair in _bigrams(bare):
                found[pair] = found.get(pair, 0) + 1
    return found


def _bigrams(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}


def _within(faces: Sequence[Face], block: list[int]) -> Iterator[tuple[int, int]]:
    """All pairs of a small block; in a large one those next to each other by amount, then by name."""
    if len(block) <= _BLOCK:
        for n, i in enumerate(block):
            for j in block[n + 1 :]:
                yield i, j
        return
    by_amount = sorted(block, key=lambda i: (faces[i].value, faces[i].project.id))
    for n, i in enumerate(by_amount):
        for j in by_amount[n + 1 : n + 1 + _NEIGHBOURS]:
            yield i, j

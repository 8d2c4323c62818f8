"""The same claim twice, one number for two subjects, one rank for two places."""

import re
from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import combinations

from banyan.measure.figures.answer import Answer, Told, joined
from banyan.measure.figures.check import Check, answered
from banyan.measure.figures.claims import Claims, alike, folded, same_period, same_scope, same_subject
from banyan.measure.figures.interval import meet
from banyan.measure.figures.weighing import weigh
from banyan.measure.figures.writing import plain
from banyan.model.figure import Dimension, Quantity, Relation, Result, Role
from banyan.model.text import Name

AGAIN = "again"     # label of a tie whose reader has seen that both are one claim, whatever subject each was given
MOST = 40          # numbers of one key that are compared with each other
MANY = 3           # digits from which it is worth asking where no reader has tied them
OTHER, ALIKE = 4, 4     # words (or Chinese characters) that two sentences of one mould may and must have
_WORD = re.compile(r"[a-z0-9.]+|[\u3400-\u9fff]")
_STOP = re.compile(r"[，。；：、;:\n]|[,.](?=\s)| and | while ")
NEIGHBOURS = 240   # characters between two equal numbers that are told one after the other
WIDE = 60          # characters of a clause to each side
TELLING = 2        # digits from which two equal numbers are hardly a coincidence


def repeated(claims: Claims) -> Iterator[Answer]:
    """What a text says twice it says alike."""
    for a, b in _repeats(claims):
        weighed = weigh(claims, [a, b], lambda number, a=a, b=b: meet(number(a), number(b)), of_sum=True)  # type: ignore[misc]  # the pair is bound as it is now
        told = Told("repeated.twice", {
            "a": claims.words(a), "b": claims.words(b), "what": _about(claims.quantity(a), claims.quantity(b)),
        })
        yield answered("repeated", claims, weighed, told, [a, b])


def _repeats(claims: Claims) -> Iterator[tuple[int, int]]:
    """Pairs of the same claim: as the reader tied them, or with every particular known and alike."""
    seen: set[tuple[int, int]] = set()
    tied = [(tuple(dict.fromkeys(i for _, i in tie.members)), tie.label) for tie in claims.ties(Relation.SAME)]
    for indices, label in tied:
        for a, b in combinations(sorted(indices), 2):
            claimed = label == AGAIN or _same_claim(claims.quantity(a), claims.quantity(b))
            if claimed and (a, b) not in seen:
                seen.add((a, b))
                yield a, b
    for a, b in _pairs(claims, _claim):
        if (a, b) not in seen and _fully_alike(claims.quantity(a), claims.quantity(b)) and _slipped(claims, a, b):
            seen.add((a, b))
            yield a, b


def _same_claim(a: Quantity, b: Quantity) -> bool:
    """Tied as the same by the reader, who has seen the words; subjects that are named must still agree."""
    return alike(a, b) and a.role is b.role and not _two_subjects(a, b) and a.unit.dimension is not Dimension.RANK


def _fully_alike(a: Quantity, b: Quantity) -> bool:
    return (
        alike(a, b) and a.role is b.role is Role.LEVEL and a.unit.dimension in (Dimension.MONEY, Dimension.COUNT)
        and bool(a.indicator) and folded(a.indicator) == folded(b.indicator)
        and folded(a.unit.noun) == folded(b.unit.noun)
        and same_subject(a, b) and same_scope(a, b) and same_period(a.period, b.period)
    )  # fmt: skip


def _pairs(claims: Claims, key: Callable[[Quantity], Hashable]) -> Iterator[tuple[int, int]]:
    """All pairs of numbers that are alike in `key`, of at most `MOST` each; None is alike to nothing."""
    groups: dict[Hashable, list[int]] = {}
    for i in claims.indices():
        found = key(claims.quantity(i))
        if found is not None:
            groups.setdefault(found, []).append(i)
    for indices in groups.values():
        yield from combinations(indices[:MOST], 2)


def _claim(quantity: Quantity) -> Hashable:
    return (folded(quantity.subject), folded(quantity.indicator)) if quantity.subject and quantity.indicator else None


def _number(quantity: Quantity) -> Hashable:
    summed = quantity.unit.dimension in (Dimension.MONEY, Dimension.COUNT)
    return (quantity.amount.value, quantity.unit.dimension) if summed and _digits(quantity) >= MANY else None


def _slipped(claims: Claims, a: int, b: int) -> bool:
    """The same digits, moved or in another order: any other difference more likely makes them two figures."""
    one, other = claims.quantity(a).amount.value, claims.quantity(b).amount.value
    digits = [sorted(value.normalize().as_tuple().digits) for value in (one, other)]
    return digits[0] == digits[1] and len(digits[0]) > 1


def _two_subjects(a: Quantity, b: Quantity) -> bool:
    return bool(a.subject and b.subject) and folded(a.subject) != folded(b.subject)


def two_subjects(claims: Claims) -> Iterator[Answer]:
    """One number for two subjects: likely a slip of copying, but it may be chance."""
    for indices in dict.fromkeys(tuple(i) for i in (*_same_numbers(claims), *_twins(claims), *_beside(claims))):
        told = Told("repeated.subjects", {
            "number": claims.words(indices[0]),
            "subjects": joined([plain(_whose(claims, i)) for i in indices], "；", "; "),
        })
        yield Answer("two-subjects", Result.CANNOT_TELL, (told,), tuple(indices))


def _whose(claims: Claims, index: int) -> str:
    return claims.quantity(index).subject or _clause(claims, index).strip()


def _same_numbers(claims: Claims) -> Iterator[Sequence[int]]:
    for tie in claims.ties(Relation.SAME):
        indices = sorted({i for _, i in tie.members})
        several = any(_two_subjects(claims.quantity(a), claims.quantity(b)) for a, b in combinations(indices, 2))
        if several and _one_number(claims, indices):
            yield indices


def _twins(claims: Claims) -> Iterator[Sequence[int]]:
    """Two sentences alike but for a word or two that give the same number."""
    for a, b in _pairs(claims, _number):
        one, other = claims.quantity(a), claims.quantity(b)
        clauses = _clause(claims, a), _clause(claims, b)
        sentences = one.sentence, other.sentence
        if alike(one, other) and any(_alike_but_for_a_word(*said) for said in (sentences, clauses)):
            yield (a, b)


def _beside(claims: Claims) -> Iterator[Sequence[int]]:
    """One number of many digits twice in neighbouring sentences, where no relation holds the two."""
    held = [{i for _, i in tie.members} for tie in claims.ties(*Relation)]
    for a, b in _pairs(claims, _number):
        one, other = claims.quantity(a), claims.quantity(b)
        near = one.end < other.start < one.end + NEIGHBOURS
        apart = _clause(claims, a) != _clause(claims, b) and not any({a, b} <= members for members in held)
        if near and apart and alike(one, other) and one.role is other.role is Role.LEVEL:
            yield (a, b)


def _clause(claims: Claims, index: int) -> str:
    """The number with the words between the two stops beside it."""
    quantity, text = claims.quantity(index), claims.reading.text
    before = _STOP.split(text[max(0, quantity.start - WIDE):quantity.start])[-1]
    return before + quantity.text + _STOP.split(text[quantity.end:quantity.end + WIDE])[0]


def _digits(quantity: Quantity) -> int:
    return len(quantity.amount.value.normalize().as_tuple().digits)


def _alike_but_for_a_word(a: str, b: str) -> bool:
    first, second = (set(_WORD.findall(sentence.casefold())) for sentence in (a, b))
    return 1 <= len(first - second) <= OTHER and 1 <= len(second - first) <= OTHER and len(first & second) >= ALIKE


def _one_number(claims: Claims, indices: Sequence[int]) -> bool:
    values = {claims.quantity(i).amount.value for i in indices}
    return len(values) == 1 and len(next(iter(values)).normalize().as_tuple().digits) >= TELLING


def ranking(claims: Claims) -> Iterator[Answer]:
    """One ranking has one place: "first … 4" is none."""
    ranks = {i for i in claims.indices() if claims.quantity(i).unit.dimension is Dimension.RANK}
    told_of: set[frozenset[int]] = set()
    groups = [[i for _, i in tie.members if i in ranks] for tie in claims.ties(Relation.SAME)]
    moved = [{i for _, i in tie.members} for tie in claims.ties(Relation.MOVED)]
    groups += [[a, b] for a, b in _pairs(claims, _rank) if _one_ranking(claims.quantity(a), claims.quantity(b))]
    groups = [indices for indices in groups if not any(set(indices) <= members for members in moved)]
    for indices in groups:
        if len(indices) < 2 or frozenset(indices) in told_of:
            continue
        told_of.add(frozenset(indices))
        agree = all(meet(claims.strict(a), claims.strict(b)) for a, b in combinations(indices, 2))
        told = Told("ranking.agree" if agree else "ranking.differ", {
            "ranks": joined([Name(f"“{w.zh}”", f"“{w.en}”") for w in map(claims.words, indices)], "、", ", "),
        })
        yield Answer("ranking", Result.PASS if agree else Result.FAIL, (told,), tuple(indices))


def _rank(quantity: Quantity) -> Hashable:
    return quantity.sentence if quantity.unit.dimension is Dimension.RANK else None


def _one_ranking(a: Quantity, b: Quantity) -> bool:
    """Said in one sentence of one subject and indicator, in one scope and period."""
    return (
        a.sentence == b.sentence and same_subject(a, b) and bool(a.indicator)
        and folded(a.indicator) == folded(b.indicator) and same_scope(a, b) and a.period == b.period
    )  # fmt: skip


def _about(a: Quantity, b: Quantity) -> Name:
    return plain(", ".join(filter(None, [a.subject or b.subject, a.indicator or b.indicator])))


TEXTS: dict[str, Name] = {
    "repeated.twice": Name("同一数据（{what}）两处分别为“{a}”和“{b}”。",
                           "The same figure ({what}) is given as “{a}” and as “{b}”."),
    "repeated.subjects": Name("“{number}”用于不同主体：{subjects}；可能是误抄，也可能是巧合，无法判断。",
                              "“{number}” is given for different subjects: {subjects}; a slip of copying or chance, "
                              "which can't be told."),
    "ranking.agree": Name("{ranks} 名次一致。", "{ranks}: the ranks agree."),
    "ranking.differ": Name("{ranks}：同一排名给出不同名次。", "{ranks}: one ranking with different places."),
}  # fmt: skip
CHECKS = (
    Check("repeated", Name("同一数据前后一致吗？", "Is what is said twice said alike?"), repeated),
    Check("two-subjects", Name("同一数字没有用于不同主体吗？", "Is no number claimed for two subjects?"), two_subjects),
    Check("ranking", Name("同一排名只有一个名次吗？", "Has a ranking one place only?"), ranking),
)

"""Which number of a text tells which figure of a ledger that uses other words: by all that is known of both.

The unit is of one kind, the text speaks of the subject, no year speaks against it. Then words and value decide
together: a value that fits needs few words; one that is a slip away (digits changed, a power of ten) needs more, and
that no other number of the text tells the figure and no other figure fits the number; another value proves nothing.
"""

import re
from collections.abc import Container, Sequence
from datetime import timedelta
from decimal import Decimal
from difflib import SequenceMatcher

from msgspec import Struct

from banyan.measure.figures.claims import Match
from banyan.measure.figures.interval import meet
from banyan.measure.figures.slips import slip
from banyan.measure.figures.widths import coarsely
from banyan.model.figure import Dimension, Figure, Quantity, Reading, Role
from banyan.packs.figures.matching import names, units, when, whose
from banyan.packs.figures.matching.kin import characters, english, stem
from banyan.packs.figures.matching.numerals import digits, is_same, written
from banyan.packs.figures.matching.roles import role_of, same_role
from banyan.packs.figures.matching.synonyms import WHOLE
from banyan.packs.figures.matching.window import around, clause
from banyan.packs.figures.matching.wording import Spoken, spoken

MOST = 20_000           # pairs of a number and a figure that are weighed
LEAD = 120              # characters before a sentence that lead up to it
FITS = (0.45, 0.45, 0.10, 0.0)  # words that a value needs which fits in one, two, three, four digits
SURE = {3: 0.20, 2: 0.35, 1: 0.40}     # words that a slip needs, by how telling it is
NEAR = 0.55             # words that make a number near a figure of another value
ACROSS = 0.6            # words of an indicator in the other language that name it
UNDATED = 0.2           # how surely a text without a year is of the year of a figure
PLACED = 0.4            # how surely a sentence is about a subject of the place that the text is about
FOREIGN = 0.6           # how surely a sentence is about a subject that only values tell
TWIN, ALL = 1, 0.75     # how telling it is that a number stands twice, as slips are, and the words that it needs
BESIDE = 7              # numbers, within which it stands twice
EXACT = 3               # digits of a number that tells a subject whose name isn't in the text
MONTH, YEAR = timedelta(days=27), timedelta(days=364)       # a shorter stretch is no month, a longer one a year
AGREEING = 2            # so many such numbers tell it
_STAGE = re.compile(r"\b(?:start(?:ed|s)|begun|plan(?:ned|s)?|permit\w*|approv\w+|expected|target\w*|budget\w*"
                    r"|applied)\b"
                    r"|开工|在建|计划|批准|获批|预算|目标|申请", re.IGNORECASE)
_LEVELS = (Role.LEVEL, Role.SHARE, Role.RATE, Role.GROWTH, Role.RANKING, Role.AVERAGE_GROWTH, Role.CHANGE, Role.GAP)


class Pair(Struct, frozen=True):
    """A number and a figure that may be the same. `words`: 0 to 1. `slip`: 0 for none, to 3. `dated`: 0 to 1."""

    index: int
    figure: Figure
    words: float
    fits: bool
    slip: int
    dated: float
    whose: float
    named: bool             # the number is of what the figure counts, by the very word
    said: Spoken
    copied: bool = False    # it stands for another thing right beside it as well

    @property
    def weight(self) -> float:
        return self.words + self.slip / 10 + self.dated / 5 + self.whose / 5


def told(reading: Reading, figures: Sequence[Figure], levels: dict[int, int]) -> dict[int, tuple[Match, ...]]:
    """Of each number the figures that it may tell, best first."""
    spoken_of = {name for name in {f.subject for f in figures} if _speaks(reading.text, name, figures)}
    foreign = _foreign(reading, figures, levels)
    found = _pairs(reading, [f for f in figures if f.subject in spoken_of or f.subject == foreign
                             or _is_placed(reading.text, f)], levels, foreign)
    twins = _twins(reading)
    fitting = _once_told([p for p in found if p.fits], twins, _contested(figures))
    told_figures, told_numbers = {p.figure.id for p in fitting}, {p.index for p in fitting}
    exact = {(units.kind(f.unit), f.amount.value) for f in figures}
    open_ = [p for p in found if not p.fits and p.figure.id not in told_figures and p.index not in told_numbers
             and not (p.slip == 1 and p.index not in twins and _is_known(reading.quantities[p.index], exact))]
    sure = [p for p in _mutual(open_) if _set_apart(p, figures)]
    matches: dict[int, list[tuple[float, Match]]] = {}
    for pair in [*fitting, *(p for p in open_ if p in sure or p.words >= NEAR)]:
        matches.setdefault(pair.index, []).append((-pair.weight, Match(pair.figure, pair in sure, pair.copied)))
    return {index: tuple(match for _, match in sorted(each, key=lambda m: (m[0], m[1].figure.id)))
            for index, each in matches.items()}


def _is_known(quantity: Quantity, exact: Container[tuple[object, Decimal]]) -> bool:
    """A row of the ledger has it as it stands: it is near another one by chance."""
    return digits(quantity.amount.value) >= EXACT and (units.kind(quantity.unit), quantity.amount.value) in exact


def _speaks(text: str, subject: str, figures: Sequence[Figure]) -> bool:
    aliases = {alias for f in figures if f.subject == subject for alias in f.aliases}
    return any(whose.spoken_of(name, text) for name in (subject, *sorted(aliases)))


def _foreign(reading: Reading, figures: Sequence[Figure], levels: dict[int, int]) -> str:
    """The subject that the ledger names in the other language's letters: known by several of its values, told exactly.

    Dinglan District's revenue, spending and population all stand in a text about 定澜区. "" where none is so told, or
    two are.
    """
    chinese = bool(characters(reading.text[:LEAD]))
    other = [f for f in figures if bool(characters(f.subject)) is not chinese and bool(english(f.subject)) is chinese]
    told_of: dict[str, set[str]] = {}
    for index, quantity in enumerate(reading.quantities if other else ()):
        if digits(quantity.amount.value) < EXACT or len(told_of) * len(other) > MOST:
            continue
        for figure in other:
            if units.kind(figure.unit) != units.kind(quantity.unit) or not _may(quantity, figure):
                continue
            known = units.brought(figure, quantity.unit)
            said = words_of(reading, index, levels.get(index))
            if known.amount.value == quantity.amount.value and _words(figure, said):
                told_of.setdefault(figure.subject, set()).add(figure.id)
    ranked = sorted(((len(ids), subject) for subject, ids in told_of.items()), reverse=True)
    if not ranked or ranked[0][0] < AGREEING or (len(ranked) > 1 and ranked[1][0] == ranked[0][0]):
        return ""
    return ranked[0][1]


def _mutual(pairs: Sequence[Pair]) -> list[Pair]:
    """Slips whose number and figure are each other's best, and well ahead of the next."""
    latest = _latest(pairs)
    likely = [p for p in pairs if p.slip and p.words >= SURE[p.slip] and p.dated > 0 and (p.slip > 1 or p.named)
              and (p.dated != UNDATED or p.figure.id in latest)]
    found = []
    for pair in likely:
        rivals = [p for p in likely if p is not pair and (p.index == pair.index or p.figure.id == pair.figure.id)]
        if all(pair.weight > p.weight for p in rivals):
            found.append(pair)
    return found


def _latest(pairs: Sequence[Pair]) -> frozenset[str]:
    """Of the figures of one thing those of the last year."""
    last: dict[tuple[str, str, str], int] = {}
    for pair in pairs:
        known = when.of_period(pair.figure.period)
        of = (pair.figure.subject, pair.figure.indicator, pair.figure.breakdown)
        last[of] = max(last.get(of, 0), max(known, default=0))
    return frozenset(p.figure.id for p in pairs if max(when.of_period(p.figure.period), default=0) >= last[
        p.figure.subject, p.figure.indicator, p.figure.breakdown])


def _set_apart(pair: Pair, figures: Sequence[Figure]) -> bool:
    """Where the ledger has figures of like names, the words by which this one differs from them are said."""
    name = pair.figure.indicator
    return all(spoken(rest, pair.said) > 0 for figure in figures if figure.unit.dimension is pair.figure.unit.dimension
               and (rest := _rest(name, figure.indicator)))


def _rest(name: str, other: str) -> str:
    """What a name says beyond another one that it mostly agrees with; "" where they are two things or one."""
    if name == other:
        return ""
    if name.isascii():
        own, theirs = english(name), english(other)
        return " ".join(sorted(own - theirs)) if len(own & theirs) * 2 >= len(theirs) > 0 else ""
    common = SequenceMatcher(None, name, other, autojunk=False).find_longest_match()
    if common.size * 5 < len(other) * 3:
        return ""
    return name[:common.a] + name[common.a + common.size:]


def _pairs(reading: Reading, figures: Sequence[Figure], levels: dict[int, int], foreign: str) -> list[Pair]:
    of_kind: dict[object, list[Figure]] = {}
    for figure in figures:
        of_kind.setdefault(units.kind(figure.unit), []).append(figure)
    years, found, weighed = when.of_text(reading.text), list[Pair](), 0
    twins = _twins(reading)
    for index, quantity in enumerate(reading.quantities):
        likely = [f for f in of_kind.get(units.kind(quantity.unit), ()) if _may(quantity, f)]
        weighed += len(likely)
        if weighed > MOST:
            break
        if not likely:
            continue
        said = words_of(reading, index, levels.get(index))
        spoken_years = when.of_quantity(quantity, clause(reading, index), _before(quantity), years)
        spent = TWIN if index in twins else 0
        pairs = [_pair(reading, index, f, said, spoken_years, years, foreign, spent) for f in likely]
        found += [p for p in pairs if p is not None]
    return found


def _contested(figures: Sequence[Figure]) -> frozenset[str]:
    """The figures whose indicator the ledger has of another subject, too."""
    subjects: dict[str, set[str]] = {}
    for figure in figures:
        subjects.setdefault(figure.indicator, set()).add(figure.subject)
    return frozenset(f.id for f in figures if len(subjects[f.indicator]) > 1)


def _once_told(fitting: Sequence[Pair], twins: frozenset[int], contested: frozenset[str]) -> list[Pair]:
    """Of two equal numbers side by side only the one whose words say more tells a figure that fits both.

    Of a `contested` figure these are the words of its subject as well.
    """
    def said(pair: Pair) -> float:
        return pair.words + (pair.whose if pair.figure.id in contested else 0.0)

    best: dict[str, float] = {}
    for pair in fitting:
        best[pair.figure.id] = max(best.get(pair.figure.id, 0.0), said(pair))
    return [p for p in fitting if p.index not in twins or said(p) >= best[p.figure.id]]


def _twins(reading: Reading) -> frozenset[int]:
    """Numbers of three digits or more that stand twice, one soon behind the other: one may be copied from the other."""
    found: set[int] = set()
    for index, quantity in enumerate(reading.quantities):
        figures = digits(quantity.amount.value)
        telling = max(figures, written(quantity)) >= EXACT and figures > 1
        for other in range(index + 1, min(index + BESIDE, len(reading.quantities))):
            twin = reading.quantities[other]
            if is_same(twin, quantity) and telling and twin.role is quantity.role is Role.LEVEL:
                found |= {index, other}
    return frozenset(found)


def _may(quantity: Quantity, figure: Figure) -> bool:
    if quantity.role not in _LEVELS or quantity.unit.dimension in (Dimension.DATE, Dimension.OTHER):
        return False
    percent = quantity.unit.dimension in (Dimension.PERCENT, Dimension.POINTS)
    plainly = quantity.role is Role.LEVEL and role_of(figure) is Role.SHARE      # "stood at 4.3 percent"
    return not percent or plainly or same_role(quantity.role, role_of(figure))


def _pair(reading: Reading, index: int, figure: Figure, said: Spoken, spoken_years: frozenset[int],
          years: when.Years, foreign: str, spent: int = 0) -> Pair | None:
    """`spent`: how telling it is that the number stands for another thing right beside it as well."""
    quantity = reading.quantities[index]
    known = units.brought(figure, quantity.unit)
    fits = meet(coarsely(quantity.amount, quantity.unit), coarsely(known.amount, known.unit))
    change = quantity.role in (Role.CHANGE, Role.GAP) and role_of(figure) is Role.LEVEL
    how = 0 if fits or change or _of_other_months(quantity, figure) else slip(quantity.amount, known.amount)
    dated = _dated(spoken_years, when.of_period(figure.period), years)
    if not dated and not years.own and not spoken_years:
        dated = UNDATED         # a text without any year is of now
    whose_ = max(whose.in_sentence(name, reading.text, quantity.sentence, said.lead)
                 for name in (figure.subject, *figure.aliases))
    whose_ = whose_ or (FOREIGN if foreign and figure.subject == foreign else 0.0)
    whose_ = whose_ or (PLACED if how and _is_placed(reading.text, figure) else 0.0)
    if dated < 0 or not whose_ or _other_statistic(quantity, figure):
        return None
    words = _words(figure, said)
    copied = not (fits or how) and words >= ALL and spent > 0
    how = how or (spent if copied else 0)
    if fits and not (words >= FITS[min(digits(quantity.amount.value), len(FITS)) - 1] and _is_close(quantity, known)):
        return None
    if not (fits or how or words >= NEAR) or (not fits and _of_another_stage(figure.indicator, said)):
        return None
    return Pair(index, known, words, fits, how, dated, whose_, _named(quantity, figure, said, words), said,
                copied)


def _of_another_stage(name: str, said: Spoken) -> bool:
    """What is started, planned or permitted is told apart from what is there: the sentence has to say so."""
    stage = _STAGE.search(name)
    return stage is not None and not (spoken(stage.group(), said) or _STAGE.search(f"{said.sentence} {said.lead}"))


def _of_other_months(quantity: Quantity, figure: Figure) -> bool:
    """The first ten months, and the ledger has nine: another number is no slip."""
    asked, told_ = quantity.period, figure.period
    if asked is None or None in (asked.start, asked.end, told_.start, told_.end):
        return False
    assert asked.start and asked.end and told_.start and told_.end  # noqa: S101, PT018  as the line above says
    spans = (asked.end - asked.start, told_.end - told_.start)
    return asked.start == told_.start and all(MONTH <= span < YEAR for span in spans) and (
        abs(asked.end - told_.end) > MONTH / 2)


def _is_placed(text: str, figure: Figure) -> bool:
    """The text speaks of the subject elsewhere, or is about its place: for a slip that is enough."""
    return whose.spoken_of(figure.subject, text) or bool(
        figure.geography and whose.of_opening(figure.geography, text))


def _named(quantity: Quantity, figure: Figure, said: Spoken, words: float) -> bool:
    """By the very word, or, across languages, by most of its words."""
    counted = stem(quantity.unit.noun) if quantity.unit.noun else ""
    apart = bool(characters(figure.indicator)) is not bool(characters(said.beside))
    return (apart and words >= ACROSS) or counted in english(figure.indicator) or (
        names.spoken_of(figure.indicator, said.beside))


def _is_close(quantity: Quantity, figure: Figure) -> bool:
    """"over 100" fits everything above it: only what isn't far above it is the same."""
    a, b = abs(quantity.amount.value), abs(figure.amount.value)
    return a == b or (b > 0 and Decimal("0.5") <= a / b <= 2)


def _words(figure: Figure, said: Spoken) -> float:
    told = max(spoken(name, said) for name in (figure.indicator, *figure.aliases))
    part = figure.breakdown.casefold()
    if part in WHOLE or part.startswith(("all ", "全")):
        return told
    of_part = spoken(figure.breakdown, Spoken(said.beside, said.sentence, ""))
    return max(told, 0.3) * 0.5 + of_part * 0.5 if of_part > 0.3 else 0.0


def _dated(spoken_years: frozenset[int], known: frozenset[int], years: when.Years) -> float:
    """1: the words name the year; 0.5: the text's own; 0: nobody knows; below 0: another year."""
    if not known:
        return 0.25
    if spoken_years:
        return 1.0 if spoken_years & known else -1.0
    return 0.5 if known & years.own else 0.0


def _other_statistic(quantity: Quantity, figure: Figure) -> bool:
    """Both are indicators of official statistics, and two of them."""
    a, b = quantity.indicator, figure.indicator
    return names.is_statistic(a) and names.is_statistic(b) and not names.near(a, b)


def words_of(reading: Reading, index: int, level: int | None) -> Spoken:
    quantity = reading.quantities[index]
    at = reading.text.rfind(quantity.sentence, 0, quantity.end + len(quantity.sentence))
    lead = reading.text[max(0, at - LEAD):max(0, at)] if at >= 0 else ""
    return Spoken(f"{around(reading, index, level)} {quantity.unit.noun}", quantity.sentence, lead)


def _before(quantity: Quantity) -> str:
    at = quantity.sentence.find(quantity.text)
    return quantity.sentence[:at] if at > 0 else ""

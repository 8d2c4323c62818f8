"""Says one bulletin in one language, and keeps count of what its numbers lead to and of what may not be printed."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from msgspec.structs import replace

from banyan.model.ids import ProjectId
from banyan.model.text import Name, Said, render
from banyan.packs.projects import bulletin_money as money
from banyan.packs.projects import divisions
from banyan.packs.projects.bulletin import Bulletin
from banyan.packs.projects.bulletin_figures import Number, is_released, numbers
from banyan.packs.projects.bulletin_paper import Bit, Group, Sentence, Shown
from banyan.packs.projects.bulletin_texts import LABELS, TEXTS

MARK = "◇"       # beside a figure of a draft that is not released
_KEY = re.compile(r"\{(\w+)\}")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")


class LeftOut(Exception):  # noqa: N818  no failure: the sentence is not said
    """A sentence has a number that may not be printed."""


class Speaker:
    """`released`: name of a figure → the value it was released with.

    `names`: words of sectors and stages; `bands`: of size bands.
    """

    def __init__(
        self, told: Bulletin, language: str, released: Mapping[str, str], draft: bool, names: Mapping[str, Name],
        bands: Mapping[str, Name],
    ) -> None:  # fmt: skip
        self.language, self.draft = language, draft
        self._numbers: dict[str, Number] = {n.id: n for n in numbers(told)}
        self._released, self._names, self._bands = released, names, bands
        self._groups: dict[str, tuple[str, tuple[ProjectId, ...]]] = {}
        self.left_out: set[str] = set()

    def say(self, key: str, **args: str) -> str:
        return render(Said(key, args), TEXTS, self.language)

    def label(self, of: str, label: str) -> str:
        """The words of a value of a table or of a stage; what nobody gave words stands as it was written."""
        known: tuple[Mapping[str, Name], ...] = {
            "size_band": (self._bands,), "sector": (self._names, LABELS), "stage": (self._names,),
            "origin": (divisions.NAMES, LABELS),
        }.get(of, (LABELS,))
        name = next((names[label] for names in known if label in names), None)
        return label if name is None else name.said(self.language)

    def row(self, of: str, label: str) -> str:
        """A row as it is called outside of its table."""
        if of == "total":
            return self.label(of, label)
        return f"{self.say(f'section.{of}')}{self.colon}{self.label(of, label)}"

    @property
    def colon(self) -> str:
        return "：" if self.language == "zh" else ": "

    def day(self, on: date) -> str:
        if self.language == "zh":
            return f"{on.year}年{on.month}月{on.day}日"
        return f"{on.day} {_MONTHS[on.month - 1]} {on.year}"

    def moment(self, at: datetime) -> str:
        return f"{self.day(at.date())}{' ' if self.language == 'en' else ''}{at:%H:%M} UTC"

    def plural(self, count: int, one: str, several: str) -> str:
        return one if count == 1 else several

    @property
    def unit(self) -> str:
        return money.COLUMN[self.language][1]

    def count(self, number: int, signed: bool = False) -> str:
        """Chinese papers write 2524, English ones 2,524 (GB/T 15835: four digits need no separator)."""
        sign = "+" if signed and number > 0 else money.MINUS if number < 0 else ""
        return sign + (f"{abs(number):,}" if self.language == "en" else str(abs(number)))

    def money(self, amount: Decimal) -> str:
        return money.words(amount, self.language)

    def has(self, name: str) -> bool:
        return name in self._numbers

    def may_print(self, name: str) -> bool:
        number = self._numbers.get(name)
        return number is not None and is_released(number, self._released)

    def number(self, name: str, text: str, words: str) -> Shown | None:
        """A figure in words, with its reference (`words`: its name in appendix 1); None: it may not be printed."""
        allowed = self.may_print(name)
        if not allowed and not self.draft:
            self.left_out.add(name)
            return None
        group = name.rpartition("/")[0]
        projects = self._numbers[name].projects if name in self._numbers else ()
        return replace(self.aside(group, text, words, projects, Shown("", 0)), draft=not allowed)

    def aside(self, name: str, text: str, words: str, projects: tuple[ProjectId, ...], beside: Shown) -> Shown:
        """A number that has no release of its own, because it is only said `beside` one that has."""
        if name not in self._groups:
            self._groups[name] = (words, projects)
        return Shown(text, list(self._groups).index(name) + 1, beside.draft)

    def need(self, name: str, text: str, words: str) -> Shown:
        """As `number`, for a sentence. Raises LeftOut."""
        shown = self.number(name, text, words)
        if shown is None:
            raise LeftOut(name)
        return shown

    def sentence(self, key: str, **args: Bit | Sentence) -> Sentence:
        """A text with numbers in it. Arguments may be words, numbers, or pieces already said."""
        bits: list[Bit] = []
        for i, part in enumerate(_KEY.split(TEXTS[key].said(self.language))):
            value: Bit | Sentence = part if i % 2 == 0 else args[part]
            bits += list(value) if isinstance(value, tuple) else [value] if value != "" else []
        return tuple(bits)

    def groups(self, rows: Mapping[ProjectId, int]) -> tuple[Group, ...]:
        """Appendix 1. `rows`: project → its row in appendix 2."""
        return tuple(Group(i, words, tuple(rows[pid] for pid in projects if pid in rows))
                     for i, (words, projects) in enumerate(self._groups.values(), start=1))

    def refs(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(self._groups, start=1)}

    def figures(self) -> dict[str, str]:
        """Every figure in words, for sentences of the office's own."""
        return {n.id: self._words(n) if self.draft or is_released(n, self._released) else ""
                for n in self._numbers.values()}

    def _words(self, number: Number) -> str:
        what, value = number.id.rpartition("/")[2], Decimal(number.value)
        if what == "count":
            return self.count(int(value))
        return self.money(value) if what == "amount" else money.percent(value)

    def behind(self) -> frozenset[ProjectId]:
        """All projects that a printed number leads to."""
        return frozenset(pid for _, projects in self._groups.values() for pid in projects)


def joined(pieces: Sequence[Sentence], between: str, end: str) -> Sentence:
    bits: list[Bit] = []
    for i, piece in enumerate(pieces):
        bits += [between] if i else []
        bits += piece
    return (*bits, end) if bits else ()

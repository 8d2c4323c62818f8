"""What a check answers, and how it says its arithmetic in both languages."""

from collections.abc import Mapping

from msgspec import Struct, field

from banyan.model.figure import Result
from banyan.model.text import Name

Args = dict[str, Name]


class Told(Struct, frozen=True):
    """A line of arithmetic by key; the arguments are numbers and names as each language writes them."""

    key: str
    args: Args = field(default_factory=dict)

    def said(self, texts: Mapping[str, Name], language: str) -> str:
        template = texts[self.key].said(language)
        return template.format(**{name: value.said(language) for name, value in self.args.items()})


class Answer(Struct, frozen=True):
    """One check's answer. `quantities`: indices, the likeliest culprit first. `against`: ids of ledger figures."""

    check: str
    result: Result
    told: tuple[Told, ...]
    quantities: tuple[int, ...]
    against: tuple[str, ...] = ()


def same(text: str) -> Name:
    """What both languages write alike."""
    return Name(text, text)


def joined(names: list[Name], zh: str, en: str) -> Name:
    return Name(zh.join(n.zh for n in names), en.join(n.en for n in names))


"""What of a project is compared with others, made once."""

from functools import lru_cache

from msgspec import Struct

from banyan.model.figure import Amount
from banyan.model.project import InvestmentKind, Project
from banyan.packs.projects import names


class Written(Struct, frozen=True, gc=False):
    """A text in one script: a company's name without place and corporate form."""

    text: str
    chinese: bool


class Called(Written, frozen=True, gc=False):
    """A project's name. `core`, without what most names have, is `about` and then the kind of `works`."""

    core: str
    about: str
    works: str


class Face(Struct, frozen=True, gc=False):
    """Of one project. Tuples, not sets: a hundred thousand of them stand in memory together."""

    id: str
    name: str
    names: tuple[Called, ...]
    companies: tuple[Written, ...]
    codes: tuple[str, ...]
    credit: tuple[str, ...]
    amount: Amount | None
    increase: bool
    phases: tuple[int, ...]
    numbers: tuple[str, ...]
    cores: tuple[str, ...]
    value: float                # of `amount`, for looking up; 0 where there is none


def face(project: Project) -> Face:
    called = tuple(_called(part) for name in (project.name, *project.aliases) for part in names.in_scripts(name))
    increase = project.increases is not None
    amount = next((i.amount for i in project.investments if (i.kind is InvestmentKind.INCREMENT) is increase), None)
    return Face(
        project.id, project.name, called,
        tuple(_firm(n) for i in project.investors for n in (i.name, *i.aliases) if n),
        tuple(dict.fromkeys(c.text for c in project.codes if c.kind == "project" and not c.wrong)),
        tuple(dict.fromkeys(i.code.text for i in project.investors if i.code and not i.code.wrong)),
        amount, increase, _phases(called), _ordered(names.numbers(project.name)),
        tuple(dict.fromkeys(c.core for c in called)), float(amount.value) if amount is not None else 0.0,
    )


def _called(text: str) -> Called:
    about, works = names.kind_of_works(text)
    return Called(text, names.is_chinese(text), names.core(text), about, works)


@lru_cache(maxsize=65536)
def _firm(name: str) -> Written:
    text = names.company(name)
    return Written(text, names.is_chinese(text))


def _phases(called: tuple[Called, ...]) -> tuple[int, ...]:
    found = {p for c in called if (p := names.phase(c.text)) is not None}
    return tuple(sorted(found)) if found else ()


@lru_cache(maxsize=4096)
def _ordered(numbers: frozenset[str]) -> tuple[str, ...]:
    return tuple(sorted(numbers))


def shared(a: tuple[str, ...], b: tuple[str, ...]) -> str | None:
    """The first in order of what both have."""
    if not a or not b:
        return None
    if len(a) == 1:
        return a[0] if a[0] in b else None
    return min((text for text in a if text in b), default=None)

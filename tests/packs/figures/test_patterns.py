"""Every pattern's own example: the words in «» are found, and mean what the pattern says."""

import re
from collections.abc import Iterator

import pytest

from banyan.packs.figures import indicators, units
from banyan.packs.figures.en import amounts as en_amounts
from banyan.packs.figures.en import dates as en_dates
from banyan.packs.figures.en import leave as en_leave
from banyan.packs.figures.en import markers as en_markers
from banyan.packs.figures.en import ranks as en_ranks
from banyan.packs.figures.en import roles as en_roles
from banyan.packs.figures.en import stocks as en_stocks
from banyan.packs.figures.pattern import DatePattern, Pattern, Table
from banyan.packs.figures.plain import plain
from banyan.packs.figures.zh import amounts as zh_amounts
from banyan.packs.figures.zh import dates as zh_dates
from banyan.packs.figures.zh import leave as zh_leave
from banyan.packs.figures.zh import markers as zh_markers
from banyan.packs.figures.zh import ranks as zh_ranks
from banyan.packs.figures.zh import roles as zh_roles
from banyan.packs.figures.zh import stocks as zh_stocks

MODULES = (
    en_amounts, en_leave, en_markers, en_ranks, en_roles, zh_amounts, zh_leave, zh_markers, zh_ranks, zh_roles, units,
        indicators, en_stocks, zh_stocks,
)  # fmt: skip


def tables() -> Iterator[tuple[str, Table]]:
    for module in MODULES:
        for name, table in vars(module).items():
            if isinstance(table, Table):
                yield f"{module.__name__.removeprefix('banyan.packs.figures.')}.{name}", table


def examples() -> list[object]:
    return [
        pytest.param(table, pattern, id=f"{name} {pattern.example}")
        for name, table in tables() for pattern in table.patterns
    ]  # fmt: skip


@pytest.mark.parametrize(("table", "pattern"), examples())
def test_a_pattern_finds_its_example_and_means_what_it_says(table: Table, pattern: Pattern) -> None:
    before, marked, after = re.split("[«»]", pattern.example)
    text = plain(before + marked + after)
    anchored = pattern.regex.startswith("^") or "$" in pattern.regex[-4:]
    found = [table.at(text, len(before)), table.before(text, len(before + marked))]
    found += table.find(text[len(before):len(before + marked)] if anchored else text)
    spans = [
        (f.meaning, text[f.start:f.end].strip()) if not anchored else (f.meaning, marked.strip()) for f in found
            if f is not None
    ]
    assert (pattern.meaning, plain(marked).strip()) in spans


@pytest.mark.parametrize("pattern", [
    pytest.param(p, id=p.example) for p in (*en_dates.DATES, *zh_dates.DATES)])
def test_a_date_pattern_finds_its_example(pattern: DatePattern) -> None:
    before, marked, after = re.split("[«»]", pattern.example)
    text = plain(before + marked + after)
    found = [m for m in re.finditer(pattern.regex, text, re.IGNORECASE) if m.group()]
    assert plain(marked) in [m.group() for m in found]


def test_no_pattern_repeats_a_repetition() -> None:
    """(a+)+ takes time that doubles with each letter; a release is written by strangers."""
    nested = re.compile(r"[+*]\)[+*]|[+*]\)\{\d+,\}")
    every = [p for _, table in tables() for p in table.patterns]
    assert not [p.regex for p in every if nested.search(p.regex)]

"""The relations that a text claims among its numbers. What its words don't claim is tied by nobody."""

from itertools import groupby

from banyan.model.figure import Relation, Tie
from banyan.packs.figures.page import Page
from banyan.packs.figures.ties import (
    bands,
    breakdown,
    growth,
    hundreds,
    lists,
    moments,
    pairs,
    plans,
    rows,
    same,
    subsets,
)

_LONG = 40      # sentences; a paragraph beyond that is read in pieces


def claimed(page: Page) -> tuple[Tie, ...]:
    """All ties of a text, without repetition, in the order of their first members."""
    ties: list[Tie] = []
    for paragraph in _paragraphs(page):
        ties += breakdown.claimed(page, paragraph)
    for number in range(len(page.sentences)):
        ties += plans.claimed(page, number)
    for number in range(len(page.sentences)):
        ties += rows.claimed(page, number, ties)
        ties += hundreds.claimed(page, number, ties)
    tied = {i for tie in ties if tie.relation is Relation.SHARE for name, i in tie.members if name == "share"}
    for number in range(len(page.sentences)):
        ties += [*pairs.claimed(page, number), *growth.claimed(page, number), *bands.claimed(page, number)]
        ties += [*lists.claimed(page, number), *pairs.shares(page, number, tied)]
        ties += _new(ties, subsets.claimed(page, number))
    ties += [*moments.claimed(page), *same.claimed(page)]
    return tuple(sorted(dict.fromkeys(ties), key=lambda t: (min(i for _, i in t.members), t.relation)))


def _new(ties: list[Tie], found: list[Tie]) -> list[Tie]:
    """Those whose whole and part no list has tied yet."""
    known = [{i for _, i in tie.members} for tie in ties if tie.relation in (Relation.BREAKDOWN, Relation.SUBSET)]
    return [tie for tie in found if not any({i for _, i in tie.members} <= members for members in known)]


def _paragraphs(page: Page) -> list[range]:
    found = []
    for _, group in groupby(range(len(page.sentences)), key=lambda n: page.sentences[n].paragraph):
        numbers = list(group)
        found += [range(n, min(n + _LONG, numbers[-1] + 1)) for n in range(numbers[0], numbers[-1] + 1, _LONG)]
    return found

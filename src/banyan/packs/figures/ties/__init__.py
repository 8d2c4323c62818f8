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
    known: dict[int, list[set[int]]] = {}
    _remember(known, ties)
    for number in range(len(page.sentences)):
        ties += [*pairs.claimed(page, number), *growth.claimed(page, number), *bands.claimed(page, number)]
        ties += [*lists.claimed(page, number), *pairs.shares(page, number, tied)]
        subs = _new(known, subsets.claimed(page, number))
        _remember(known, subs)
        ties += subs
    ties += [*moments.claimed(page), *same.claimed(page)]
    return tuple(sorted(dict.fromkeys(ties), key=lambda t: (min(i for _, i in t.members), t.relation)))


def _remember(known: dict[int, list[set[int]]], ties: list[Tie]) -> None:
    """Under each number the lists that it is in, so that a long text stays cheap."""
    for tie in ties:
        if tie.relation in (Relation.BREAKDOWN, Relation.SUBSET):
            members = {i for _, i in tie.members}
            for member in members:
                known.setdefault(member, []).append(members)


def _new(known: dict[int, list[set[int]]], found: list[Tie]) -> list[Tie]:
    """Those whose whole and part no list has tied yet."""
    return [tie for tie in found if not any({i for _, i in tie.members} <= members
                                            for members in known.get(tie.members[0][1], ()))]


def _paragraphs(page: Page) -> list[range]:
    found = []
    for _, group in groupby(range(len(page.sentences)), key=lambda n: page.sentences[n].paragraph):
        numbers = list(group)
        found += [range(n, min(n + _LONG, numbers[-1] + 1)) for n in range(numbers[0], numbers[-1] + 1, _LONG)]
    return found

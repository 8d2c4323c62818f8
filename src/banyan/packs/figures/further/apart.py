"""Numbers that stand side by side are no whole and its parts: those of a ranking, those in brackets behind names."""

import re

from banyan.model.figure import Reading, Relation, Tie

_IN_BRACKETS = re.compile(r"[（(][^（）()]{0,12}$")
REACH = 16          # characters before a number in which its bracket opens


def read(reading: Reading) -> Reading:
    ranked = {i for tie in reading.ties if tie.relation is Relation.PLACES
              for name, i in tie.members if name == "value"}
    kept = tuple(tie for tie in reading.ties if not (
        tie.relation is Relation.BREAKDOWN and (_ranked(tie, ranked) or _bracketed(reading, tie))))
    return reading if len(kept) == len(reading.ties) else Reading(
        reading.text, reading.language, reading.quantities, kept, reading.covered)


def _ranked(tie: Tie, ranked: set[int]) -> bool:
    return {i for _, i in tie.members} <= ranked


def _bracketed(reading: Reading, tie: Tie) -> bool:
    """Whole and parts each in brackets of their own."""
    starts = [reading.quantities[i].start for _, i in tie.members]
    if not all(_IN_BRACKETS.search(reading.text[max(0, start - REACH):start]) for start in starts):
        return False
    return all(re.search(r"[）)]", reading.text[a:b]) for a, b in zip(sorted(starts), sorted(starts)[1:], strict=False))

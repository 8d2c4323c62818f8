"""Numbers that stand side by side are no whole and its parts: those of a ranking, those in brackets behind names."""

import re
from collections.abc import Mapping

from banyan.model.figure import Reading, Relation, Tie
from banyan.packs.figures.further.retold import rows

_IN_BRACKETS = re.compile(r"[（(][^（）()]{0,12}$")
REACH = 16          # characters before a number in which its bracket opens


def read(reading: Reading) -> Reading:
    ranked = {i for tie in reading.ties if tie.relation is Relation.PLACES
              for name, i in tie.members if name in ("value", "top")}
    places = {index: (row.start, column) for row in rows(reading) for column, index in enumerate(row.cells)}
    kept = tuple(tie for tie in reading.ties if not (
        tie.relation is Relation.BREAKDOWN and (
            _ranked(tie, ranked) or _bracketed(reading, tie) or _across(tie, places))))
    return reading if len(kept) == len(reading.ties) else Reading(
        reading.text, reading.language, reading.quantities, kept, reading.covered)


def _ranked(tie: Tie, ranked: set[int]) -> bool:
    return {i for _, i in tie.members} <= ranked


def _across(tie: Tie, places: Mapping[int, tuple[int, int]]) -> bool:
    """Cells of a table that share neither a row nor a column."""
    cells = [places[i] for _, i in tie.members if i in places]
    return len(cells) == len(tie.members) and len({row for row, _ in cells}) > 1 < len({column for _, column in cells})


def _bracketed(reading: Reading, tie: Tie) -> bool:
    """Whole and parts each in brackets of their own."""
    if not any(name == "whole" for name, _ in tie.members):
        return False        # "the county (45%), firms (35%) and foundations (25%)" are shares of what isn't told
    starts = [reading.quantities[i].start for _, i in tie.members]
    if not all(_IN_BRACKETS.search(reading.text[max(0, start - REACH):start]) for start in starts):
        return False
    return all(re.search(r"[）)]", reading.text[a:b]) for a, b in zip(sorted(starts), sorted(starts)[1:], strict=False))

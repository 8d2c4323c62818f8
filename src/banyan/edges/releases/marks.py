"""Marks on a text: where they lie beside and over one another, and which of them tell the same finding."""

from collections.abc import Sequence
from itertools import pairwise

from msgspec import Struct

from banyan.edges.releases.texts import ORDER
from banyan.model.figure import Verdict


class Mark(Struct, frozen=True):
    """A verdict about one number. `start`, `end`: code points into the release's text.

    `label`: the check in a few words; `note`: its arithmetic. Marks that share verdict, label, note and against are one
    finding over several numbers. `others`: places in the same text that the number was compared with; `against`: what
    it was compared with elsewhere, as a sentence with value and place ("figures.csv, row 7: 12.3 bn CNY").
    """

    start: int
    end: int
    verdict: Verdict
    label: str = ""
    note: str = ""
    others: tuple[tuple[int, int], ...] = ()
    against: tuple[str, ...] = ()


class Entry(Struct):
    """One finding: its number, and every place that it is about."""

    number: int
    verdict: Verdict
    label: str
    note: str
    against: tuple[str, ...]
    places: list[tuple[int, int]]
    others: list[tuple[int, int]]


class Stretch(Struct, frozen=True):
    """A part of the text under the same marks. `ends`: numbers of the entries with a mark that ends here."""

    start: int
    end: int
    verdict: Verdict
    ends: tuple[int, ...]


def entries(marks: Sequence[Mark], text: str) -> list[Entry]:
    """Findings, numbered by verdict (contradictions first) and then by their place.

    Raises ValueError for a mark outside the text: its maker has read another text.
    """
    found: dict[tuple[Verdict, str, str, tuple[str, ...], int], Entry] = {}
    for mark in sorted(marks, key=lambda m: (ORDER.index(m.verdict), m.start, m.end)):
        for start, end in ((mark.start, mark.end), *mark.others):
            if not 0 <= start < end <= len(text):
                raise ValueError(f"a mark from {start} to {end} on a text of {len(text)} code points")
        alone = -1 if mark.note or mark.label else mark.start      # marks that say nothing have nothing in common
        key = (mark.verdict, mark.label, mark.note, mark.against, alone)
        entry = found.setdefault(key, Entry(len(found) + 1, mark.verdict, mark.label, mark.note, mark.against, [], []))
        if (mark.start, mark.end) not in entry.places:
            entry.places.append((mark.start, mark.end))
        entry.others += [place for place in mark.others if place not in entry.others]
    for entry in found.values():
        entry.others = [place for place in entry.others if place not in entry.places]
    return list(found.values())


def stretches(listed: Sequence[Entry]) -> list[Stretch]:
    """The marked parts of the text in order, none over another; where marks overlap the strongest verdict shows."""
    spans = sorted((start, end, ORDER.index(e.verdict), e.number) for e in listed for start, end in e.places)
    cuts = sorted({cut for start, end, _, _ in spans for cut in (start, end)})
    found: list[Stretch] = []
    active: list[tuple[int, int, int, int]] = []
    coming = 0
    for low, high in pairwise(cuts):
        while coming < len(spans) and spans[coming][0] <= low:
            active.append(spans[coming])
            coming += 1
        active = [span for span in active if span[1] > low]
        if active:
            ends = tuple(sorted({number for _, end, _, number in active if end == high}))
            found.append(Stretch(low, high, ORDER[min(rank for _, _, rank, _ in active)], ends))
    return found


def anchors(listed: Sequence[Entry]) -> dict[int, str]:
    """Name of the place at each code point where something begins that others point to."""
    starts = sorted({start for e in listed for start, _ in (*e.places, *e.others)})
    return {start: f"p{i}" for i, start in enumerate(starts, start=1)}

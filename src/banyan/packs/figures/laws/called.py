"""A share by name: "liquid bulk stood for 38.9%", where a list before has a row of that name, and what the rows make.

The words before the percentage name whose it is. The row that is called so is the part, and the whole is what the rows
make, or what another share of a row of the list is of: no search by place is asked, and no chance fit counts.
"""

import re
from collections.abc import Iterator

from banyan.model.figure import Relation, Tie
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import is_plain
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene
from banyan.packs.figures.relations.shares import STATED

_BACK = 24      # numbers before, among which the list stands
_FAR = 3.0
_NAME_EN = re.compile(
    r"(?:^|[.,;:] |\band |\bthat )(?:[Tt]he |thus )?(?P<name>[A-Za-z][a-z-]+(?: [a-z-]+){0,3}?)"
    r" (?:thus |therefore |alone |now |together )?(?:(?:stood|stands|accounted|accounts) for|made up|makes? up|drew"
    r"|took|takes?|represent\w*|for|had|has|hold|held|got|received|was|is|were|are|brought)"
    r"(?: about| some| a share of)? $", re.IGNORECASE)
_NAME_ZH = re.compile(r"(?:^|[，。；、])(?:其中|而)?(?P<name>[\u4e00-\u9fff]{2,10}?)(?:又|则|就|仅|约|合计)?"
                      r"(?:占|占比|比重)(?:为|约|了|达)?$")
_FRACTION_OF = re.compile(
    r"^ of the [a-z-]+(?: [a-z-]+){0,2} (?:were|was|are|is)(?: [a-z]+)? (?P<part>[a-z-]+ [a-z-]+)", re.IGNORECASE)
_NEXT = re.compile(r"(?:^|, )and (?P<name>[A-Za-z][a-z-]+(?: [a-z-]+){0,3}) $")       # "and green energy 29.7%"


def search(scene: Scene, held: Held) -> Iterator[Claim]:
    for share in scene.frames:
        if not (share.is_percent and 0 < share.value <= 100 and not cues.moves(share) and not cues.is_past(share)):
            continue
        name = _name(scene, share)
        before = scene.earlier(share, _BACK)
        rows = [f for f in before if name and is_plain(f) and not cues.is_past(f) and not cues.is_each(f)
                and _is_called(scene, f, name)]
        wholes = [(row, whole) for row in rows for whole in _wholes(scene, held, row)]
        if not wholes or len({row.value for row, _ in wholes}) > 1 or share.at < rows[-1].at + 1:
            continue
        if any(fits.share(share, fits.span(row), fits.span(whole)) for row, whole in wholes):
            continue
        row, whole = wholes[-1]
        if held.partners.get(share.at, frozenset()) >= {row.at, whole.at} or not (
                1 / _FAR < row.value / whole.value * 100 / share.value < _FAR):
            continue
        members = (("share", share.at), ("part", row.at), ("whole", whole.at))
        yield Claim(share.at, Tie(Relation.SHARE, members, STATED), False)


def _name(scene: Scene, share: Frame) -> str:
    if share.chinese:
        hit = _NAME_ZH.search(share.lead)
        return hit["name"] if hit else ""
    behind = _FRACTION_OF.match(share.tail)
    if behind:
        return behind["part"].lower()
    hit = _NAME_EN.search(share.lead) or (_NEXT.search(share.lead) if share.at - 1 in {
        f.at for f in scene.sentences[share.sentence] if f.is_percent} else None)
    return hit["name"].lower() if hit else ""


def _is_called(scene: Scene, row: Frame, name: str) -> bool:
    """Its own words, before it or behind it, are that name."""
    if row.chinese:
        return row.lead.strip().endswith(name)
    lead, tail = row.lead.strip(" \n–—-:").lower(), row.tail.lower()
    same_line = scene.text[row.end:row.end + 1] != "\n"
    return (lead.endswith(name) and lead[-len(name) - 1:-len(name)] in ("", " ", "\n", ",")) or (
        same_line and bool(re.match(rf" {re.escape(name)}s?\b", tail)))


def _wholes(scene: Scene, held: Held, row: Frame) -> list[Frame]:
    """What the row makes with others, and what it or a sibling is a share of."""
    found = {whole for whole, parts in held.sums if row.at in parts}
    siblings = {part for _, parts in held.sums if row.at in parts for part in parts} | {row.at}
    found |= {whole for part, whole in held.shares if part in siblings and whole not in siblings}
    return [f for f in scene.frames if f.at in found and f.key == row.key and f.value > row.value]

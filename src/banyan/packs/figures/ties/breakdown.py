"""A whole and its parts: "of which", 其中, "the remaining 26", lists whose shares make 100 %."""

import re
from collections.abc import Sequence
from decimal import Decimal

from msgspec import Struct

from banyan.model.figure import Comparison, Dimension, Relation, Role, Tie
from banyan.packs.figures.mention import Mention
from banyan.packs.figures.page import Page
from banyan.packs.figures.ties.items import MARKERS, Item, Kind, items
from banyan.packs.figures.ties.items import kind as kind_of
from banyan.packs.figures.ties.restated import restated_by, said_of
from banyan.packs.figures.ties.weigh import alike, makes, near, ratio, share_of, slack, summed, sums

_ABOVE = Decimal("1.5")     # how far above its whole a part may be and still be a slip of the pen
_PERCENT: Kind = (Dimension.PERCENT, "")
# Labels that leave nothing out when both (or all) are there.
_COMPLETE = tuple(re.compile(p, re.IGNORECASE) for p in (
    r"线下.*线上|线上.*线下", r"\boffline\b.*\bonline\b|\bonline\b.*\boffline\b", r"第一产业.*第二产业.*第三产业",
            r"城镇.*(?:农村|乡村)",
    r"\burban\b.*\brural\b|\brural\b.*\burban\b", r"内资.*外资|外资.*内资", r"男.*女|女.*男", r"出口.*进口|进口.*出口",
    r"\bexports?\b.*\bimports?\b|\bimports?\b.*\bexports?\b", r"primary.*secondary.*tertiary", r"\bdomestic\b.*\b(?:fo"
            r"reign|overseas)\b",
    r"国内.*(?:国外|海外|境外)|境内.*境外",
))  # fmt: skip
_PEAK = re.compile(r"[^，。；\d]{0,6}(?:峰值|高峰|最高)|(?: [a-z]+){0,2} (?:peak|record)\b", re.IGNORECASE)


class List(Struct):
    """Parts in a row, with the whole of each kind (indices of mentions), and how the text introduces them."""

    parts: list[Item]
    wholes: dict[Kind, int]
    marker: str
    label: str = ""


def claimed(page: Page, sentences: range) -> list[Tie]:
    """The breakdowns, subsets and shares of one paragraph."""
    found = items(page, sentences)
    used: set[int] = set()
    ties: list[Tie] = []
    for n, item in enumerate(found):
        if item.marker and id(item) not in used:
            ties += _marked(page, found, n, used)
    ties += _unmarked(page, [i for i in found if id(i) not in used])
    return ties


def _marked(page: Page, found: list[Item], n: int, used: set[int]) -> list[Tie]:
    head = found[n]
    parts = [head]
    likely = _wholes(page, found, n, parts, used)
    for item in found[n + 1:]:
        if not item.marker and item.sentence == parts[-1].sentence and not _of_wholes(page, item, likely):
            continue        # of another thing: "52 works from 12 countries"
        if (item.marker and not item.nested) or not _goes_on(page, parts[-1], item) or not _of_wholes(page, item,
                likely):
            break
        parts.append(item)
    parts = _before_stop(page, parts, _wholes(page, found, n, parts, used))
    wholes = _wholes(page, found, n, parts, used)
    if not wholes:
        return []
    ties: list[Tie] = []
    inner = next((k for k, p in enumerate(parts) if k and p.nested), None)
    if inner is not None:
        closing = _closed(page, parts, inner)
        nested = parts[inner:closing]
        used.update(id(p) for p in nested)
        whole = {k: v for k, v in parts[inner - 1].members.items() if k != _PERCENT}
        ties += _list(page, List(nested, whole, nested[0].marker))
        parts = parts[:inner] + parts[closing:]
    if not parts[-1].rest:
        parts = _prefix(page, _lenient(page, found, n, wholes) or parts, wholes)
    if head.marker == "colon" and not (len(parts) > 1 and _is_whole(page, List(parts, wholes, "of"))):
        return ties
    used.update(id(p) for p in parts)
    return ties + _with_rest(page, List(parts, wholes, head.marker, _sorted_by(page, head)))


def _before_stop(page: Page, parts: list[Item], wholes: dict[Kind, int]) -> list[Item]:
    """Without what a semicolon sets apart, unless that completes the list, or the list has nothing but semicolons."""
    stops = [k for k in range(1, len(parts)) if re.search(r"[;；]", page.plain[parts[k - 1].end:parts[k].start])]
    listed = List(parts, wholes, "of")
    if not stops or parts[-1].rest or _holds(page, listed, parts):
        return parts
    if len(stops) == len(parts) - 1 > 1 and (parts[0].marker in ("all", "colon") or _near(page, listed)):
        return parts
    return parts[:stops[0]]


def _of_wholes(page: Page, item: Item, wholes: dict[Kind, int]) -> bool:
    return all(alike(page.mentions[wholes[k]], page.mentions[i]) for k, i in item.members.items() if k in wholes)


def _lenient(page: Page, found: list[Item], n: int, wholes: dict[Kind, int]) -> list[Item]:
    """Parts that are called by what they are ("of whom 15 are doctors and 18 nurses"): where they make the whole."""
    parts = [found[n]]
    for item in found[n + 1:]:
        if item.marker or item.sentence != parts[0].sentence or item.members.keys() != parts[0].members.keys():
            break
        parts.append(item)
        if _holds(page, List(parts, wholes, "of"), parts):
            return parts
    return []


def _prefix(page: Page, parts: list[Item], wholes: dict[Kind, int]) -> list[Item]:
    """The first so many parts where they alone make the whole: what follows is of something else."""
    for count in range(len(parts), 1, -1):
        if _holds(page, List(parts[:count], wholes, "of"), parts[:count]):
            return parts[:count]
    return parts


def _closed(page: Page, parts: list[Item], inner: int) -> int:
    """Behind the last part inside the bracket that the nested marker opened."""
    for k in range(inner, len(parts)):
        following = page.plain[parts[k].end:parts[k].end + 24]
        bracket = re.search(r"[)）(（]", following)
        if bracket and bracket.group() in ")）":
            return k + 1
    return len(parts)


def _goes_on(page: Page, last: Item, item: Item) -> bool:
    """Is `item` a further part: of the same kinds, in the same sentence or in one that says so?"""
    shared = [k for k in item.members if k in last.members]
    if not shared or not all(k == _PERCENT or alike(page.mentions[item.members[k]], page.mentions[last.members[k]])
            for k in shared):
        return False
    if item.sentence == last.sentence:
        return True
    between = page.plain[page.sentences[item.sentence].start:item.start]
    return item.sentence == last.sentence + 1 and (item.rest or bool(re.match(r"\s*(?:Another|另|A further)", between)))


def _wholes(page: Page, found: list[Item], n: int, parts: list[Item], used: set[int]) -> dict[Kind, int]:
    """For each kind of the parts the number right before them that may be their whole, before others one they make.

    A whole may be sorted twice, by district and by age: the parts of the first list are no wholes of the second.
    """
    wholes: dict[Kind, int] = {}
    sorted_by = bool(_sorted_by(page, found[n]))
    earlier = [item for item in found[max(0, n - 16):n] if not (sorted_by and id(item) in used)][-4:]
    for kind in {k: None for p in parts for k in p.members if k != _PERCENT}:
        members = [page.mentions[p.members[kind]] for p in parts if kind in p.members]
        likely = [
            item.members[kind] for item in reversed(earlier)
            if kind in item.members and found[n].sentence - item.sentence <= 2
            and all(alike(page.mentions[item.members[kind]], m) for m in members)
            and not _PEAK.match(page.plain, page.mentions[item.members[kind]].end)
        ]  # fmt: skip
        whole_list = len(members) == len(parts) > 1 and not parts[-1].rest
        holding = [i for i in likely if whole_list and sums(page.mentions[i], members)]
        if likely:
            named = [i for i in likely if said_of(page, found[n], i)]
            wholes[kind] = (holding or named or likely)[0]
    return wholes


def _with_rest(page: Page, listed: List) -> list[Tie]:
    """A rest may belong to a larger whole: of 92, 66 were live (50 offline, 16 online), the remaining 26 were not."""
    rest = listed.parts[-1]
    if not rest.rest or len(listed.parts) < 2 or _holds(page, listed, listed.parts):
        return _list(page, listed)
    others = listed.parts[:-1]
    larger = {k: i for k in listed.wholes if k in rest.members and (i := _larger(page, listed.wholes[k],
        rest.members[k])) is not None}
    if not larger or not _holds(page, listed, others):
        return _list(page, listed)
    ties = _list(page, List(others, listed.wholes, "all", listed.label))
    for kind, whole in larger.items():
        ties.append(_tie(Relation.BREAKDOWN, whole, [listed.wholes[kind], rest.members[kind]], listed.label))
    return ties


def _larger(page: Page, whole: int, rest: int) -> int | None:
    """The earlier number that whole and rest make up; else the nearest earlier one that is larger than both."""
    a, b = page.mentions[whole], page.mentions[rest]
    before = [
        i for i in range(max(0, whole - 40), whole)
        if alike(page.mentions[i], a) and page.mentions[i].role is Role.LEVEL and page.mentions[i].value > a.value
    ]  # fmt: skip
    holding = [i for i in before if sums(page.mentions[i], [a, b])]
    return holding[-1] if holding else before[-1] if before else None


def _holds(page: Page, listed: List, parts: Sequence[Item]) -> bool:
    """Does any kind of the parts add up to its whole?"""
    for kind, whole in listed.wholes.items():
        members = [p.members[kind] for p in parts if kind in p.members]
        if len(members) == len(parts) > 1 and sums(page.mentions[whole], [page.mentions[m] for m in members]):
            return True
    return False


def _list(page: Page, listed: List) -> list[Tie]:
    ties: list[Tie] = []
    whole_list = _is_whole(page, listed)
    for kind, whole in listed.wholes.items():
        members = [p.members[kind] for p in listed.parts if kind in p.members and p.members[kind] != whole]
        if not members:
            continue
        complete = whole_list and len(members) == len(listed.parts) > 1
        restated = restated_by(page, listed.parts[0], whole)
        if not complete and not restated and not _plausible(page, whole, members):
            continue
        relation = Relation.BREAKDOWN if complete else Relation.SUBSET
        ties.append(_tie(relation, whole, members, restated or listed.label))
    shares = [s for p in listed.parts if (s := p.share()) is not None]
    if len(shares) == len(listed.parts) > 2 and (whole_list or _hundred(page, shares)):
        ties.append(Tie(Relation.BREAKDOWN, tuple(("part", s) for s in shares), listed.label))
    return ties + shares_of(page, listed.parts, listed.wholes)


def _plausible(page: Page, whole: int, parts: Sequence[int]) -> bool:
    """A part far above its whole, or of a thing that isn't named alike, is more likely misread than miswritten."""
    of = page.mentions[whole]
    return all(
        m.value <= of.value or (m.value <= of.value * _ABOVE and m.sentence == of.sentence and _named_alike(m, of))
        for m in (page.mentions[i] for i in parts)
    )


def _named_alike(part: Mention, whole: Mention) -> bool:
    return part.noun in ("", "person", "visit", whole.noun)


def _tie(relation: Relation, whole: int, parts: Sequence[int], label: str = "") -> Tie:
    return Tie(relation, (("whole", whole), *(("part", p) for p in parts)), label)


def _is_whole(page: Page, listed: List) -> bool:
    """Do the parts leave nothing out? By its words, or because what stands beside adds up."""
    if len(listed.parts) < 2:
        return False
    if listed.parts[-1].rest or listed.marker == "all" or _holds(page, listed, listed.parts):
        return not _open(page, listed) or listed.parts[-1].rest
    if listed.marker in ("some", "including") or _open(page, listed):
        return False
    labels = " ".join(page.plain[p.start - min(len(p.label), 24):p.end] for p in listed.parts)
    if any(p.search(labels) for p in _COMPLETE):
        return True
    return _near(page, listed) and (len(listed.parts) > 2 or listed.marker == "of")


def _open(page: Page, listed: List) -> bool:
    last = listed.parts[-1]
    table = MARKERS[page.sentences[last.sentence].language].OPEN_END
    return bool(table.first(page.plain[last.end:last.end + 30], 0))


def _near(page: Page, listed: List) -> bool:
    """Sums that miss the whole by little are meant to make it: one wrong digit, no part left out."""
    for kind, whole in listed.wholes.items():
        members = [page.mentions[p.members[kind]] for p in listed.parts if kind in p.members]
        plain = len(members) == len(listed.parts) and all(m.comparison is Comparison.EQUAL for m in members)
        if plain and near(page.mentions[whole], members):
            return True
    return False


def _hundred(page: Page, shares: Sequence[int]) -> bool:
    mentions = [page.mentions[s] for s in shares]
    return abs(sum((m.value for m in mentions), Decimal(0)) - 100) <= max(sum((slack(m) for m in mentions), Decimal(0)),
        Decimal(3))


def _unmarked(page: Page, found: list[Item]) -> list[Tie]:
    """Items in a row without a word that says so: only where their shares or sums show that they are all."""
    ties: list[Tie] = []
    for run in _runs(page, found):
        first = List(run[1:], {k: v for k, v in run[0].members.items() if k != _PERCENT}, "of")
        by = _sorted_by(page, run[1]) if run[1].sentence > run[0].sentence else ""
        if first.wholes and (_holds(page, first, first.parts) or (by and _near(page, first))):  # it leads the run
            ties += _list(page, first)
            continue
        sorted_by = _sorted_by(page, run[0])
        shares = [s for p in run if (s := p.share()) is not None]
        sure = (len(shares) == len(run) > 2 and _hundred(page, shares)) or run[-1].rest
        wholes = _totals(page, run, sure or bool(sorted_by))
        listed = List(run, wholes, "all" if sure else "of", sorted_by)
        if wholes and (sure or _holds(page, listed, run) or (sorted_by and _near(page, listed))):
            ties += _list(page, listed)
        elif sure and len(shares) == len(run) > 2:
            ties.append(Tie(Relation.BREAKDOWN, tuple(("part", s) for s in shares), sorted_by))
    return ties


def _runs(page: Page, found: list[Item]) -> list[list[Item]]:
    """Three items or more in a row that have the same kinds."""
    runs: list[list[Item]] = []
    for item in found:
        if runs and _same_kinds(page, runs[-1][-1], item) and item.sentence - runs[-1][-1].sentence <= 1:
            runs[-1].append(item)
        else:
            runs.append([item])
    return [run for run in runs if len(run) > 2]


def _same_kinds(page: Page, a: Item, b: Item) -> bool:
    return a.members.keys() == b.members.keys() and all(
        k == _PERCENT or alike(page.mentions[a.members[k]], page.mentions[b.members[k]]) for k in a.members)


def _totals(page: Page, run: list[Item], sure: bool) -> dict[Kind, int]:
    """What the run adds up to, for each kind: the earlier number that it makes, else the text's own total."""
    wholes: dict[Kind, int] = {}
    held: list[int] = []
    first = run[0].first()
    for kind in run[0].members:
        if kind == _PERCENT:
            continue
        members = [page.mentions[p.members[kind]] for p in run]
        most = max(p.value for p in members)
        before = [
            i for i in range(max(0, first - 200), first)
            if (m := page.mentions[i]).role is Role.LEVEL and alike(m, members[0]) and m.value >= most
        ]  # fmt: skip
        total = summed(members)
        holding = [i for i in before if makes(page.mentions[i], total)]
        stated = [i for i in before if page.mentions[i].total and ratio(page.mentions[i], members) >= Decimal("0.7")]
        if holding:
            wholes[kind] = holding[0]
            held.append(holding[0])
        elif sure and stated:
            wholes[kind] = min(stated, key=lambda i: abs(ratio(page.mentions[i], members) - 1))
    for index in held:          # the amount beside the count that holds, and the other way round
        for other in (index - 1, index + 1):
            beside = _kind_at(page, other, first)
            together = beside is not None and page.mentions[other].sentence == page.mentions[index].sentence
            if together and beside in wholes and wholes[beside] not in held:
                wholes[beside] = other
    return wholes


def _kind_at(page: Page, index: int, before: int) -> Kind | None:
    return kind_of(page.mentions[index]) if 0 <= index < before else None


def shares_of(page: Page, parts: Sequence[Item], wholes: dict[Kind, int]) -> list[Tie]:
    """Each share with its part and whole. Of what the shares are, amounts or counts, is what most of them fit."""
    shared = [p for p in parts if p.share() is not None]
    kinds = [k for k in wholes if any(k in p.members for p in shared) and _plausible(
        page, wholes[k], [p.members[k] for p in shared if k in p.members])]
    if not shared or not kinds:
        return []

    def fits(kind: Kind) -> tuple[int, Decimal]:
        pairs = [(page.mentions[p.share() or 0], page.mentions[p.members[kind]]) for p in shared if kind in p.members]
        whole = page.mentions[wholes[kind]]
        off = sum((abs(part.value / whole.value * 100 - share.value) for share, part in pairs if whole.value),
            Decimal(0))
        return sum(share_of(share, part, whole) for share, part in pairs), -off

    best = max(kinds, key=fits)
    whole = page.mentions[wholes[best]]
    return [
        Tie(Relation.SHARE, (("share", p.share() or 0), ("part", p.members[best]), ("whole", wholes[best])))
        for p in shared if best in p.members and p.members[best] != wholes[best] and (
            share_of(page.mentions[p.share() or 0], page.mentions[p.members[best]], whole)
            or not _fits_other(page, p.share() or 0, whole))
    ]  # fmt: skip


def _fits_other(page: Page, share: int, whole: Mention) -> bool:
    """Is the share that of another number of its sentence: told last of all, of what was told first?"""
    return any(alike(page.mentions[i], whole) and share_of(page.mentions[share], page.mentions[i], whole)
               for i in page.indices(page.mentions[share].sentence))


def _sorted_by(page: Page, item: Item) -> str:
    """By what a sentence sorts the whole: "In terms of investors" → investors."""
    sentence = page.sentences[item.sentence]
    table = MARKERS[sentence.language].SORTED_BY
    hit = table.last(page.plain, sentence.start, item.start)
    if not hit:
        return ""
    return re.split(r"[,，；;]",
        page.plain[hit.end:hit.end + 30])[0].strip().removesuffix("来看").removesuffix("看").removesuffix("分")

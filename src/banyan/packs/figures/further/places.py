"""Places in rankings against the values that they rank, against how many are ranked, and against each other."""

import re
from itertools import pairwise

from banyan.measure.figures.claims import alike
from banyan.model.figure import Comparison, Dimension, Quantity, Reading, Relation, Role, Tie
from banyan.packs.figures.further.near import behind, between, more

_VALUES = (Dimension.COUNT, Dimension.MONEY, Dimension.MEASURE, Dimension.PERCENT, Dimension.DURATION)
_LOWEST = re.compile(
    r"\b(?:lowest|least|fewest|fastest|quickest|shortest|smallest|cheapest|slowest)\b|最[低少快短小慢]|用时|耗时"
    r"|倒数|从低到高",
    re.IGNORECASE)
_JOINT = re.compile(r"\b(?:joint|jointly|tied?|equal|shared?|both)\b|并列|同列|同居|同为|都", re.IGNORECASE)
_MOST = re.compile(r"最[多高大长强]|居首|领先|夺冠|冠军|金牌|榜首|首位|\b(?:most|highest|largest|top|led|leads"
                   r"|leading|winner|won|gold|title)\b",
                   re.IGNORECASE)
_ANEW = re.compile(r"(?:19|20)\d\d|[去上前]年|上届|分别|\b(?:last year|previous|respectively|relay|event|category"
                   r"|class)\b",
                   re.IGNORECASE)
_THESE = re.compile(r"\b(?:among|of) (?:these|those|them|the (?:two|three|four|five|six|seven|eight|nine|ten))\b"
                    r"|其中|上述|这些",
                    re.IGNORECASE)
_SCOPE = re.compile(r"\b(?:in|among|of) (?:the )?(?:country|world|nation|province|city|county|region|state)\b"
                    r"|nation\w*|world\w*|global\w*|全[国省市球区县]|世界|国内", re.IGNORECASE)
_AMONG_ZH = re.compile(r"^[^，。；]{0,20}(?:中|里|当中|之中|参[与加评]|评比|排名|上榜|相比|比较)")
_AMONG_ZH_LEAD = re.compile(r"(?:在|全[省市国县区球]|[我本该同]|与|的|参评的?|参加[^，。；]{0,6}的?)[^，。；\d]{0,8}$")
_AMONG_EN = re.compile(r"\b(?:among|of|out of|between|from among|field of) (?:the |all |all the |its |our "
                       r")?$", re.IGNORECASE)
_BEHIND = re.compile(r"\b(?:behind|after|trailing|surpassed only by|second only to|beaten only by)\b|仅次于|次于"
                     r"|落后于|排在",
                     re.IGNORECASE)
_FROM = re.compile(r"(?:[由从]|\bfrom|[比较][去上前本\d\u4e00-\u9fff]{0,4}[年月季届期度])[^，。；,;]{0,12}$"
                   r"|\b(?:compared with|against|after(?: coming)?) [^,;.\d]{0,12}$", re.IGNORECASE)
_LAST_YEAR = re.compile(r"[去上前]年|上[届期]|[^.;,]{0,8}(?:\b(?:last|previous|preceding) (?:year|edition|time"
                        r"|survey)\b"
                        r"|\ba year (?:earlier|ago|before)\b)", re.IGNORECASE)
_UP = re.compile(r"前移|前进|上升|提升|跃升|升|\b(?:up|rose|risen|climb\w*|gain\w*|moved up"
                 r"|advanc\w+)\b", re.IGNORECASE)
_DOWN = re.compile(r"后移|下降|下滑|后退|退|降|\b(?:down|fell|fallen|dropp\w+|slipp\w+|lost)\b", re.IGNORECASE)
_STEPS = re.compile(r"^ ?(?:个?位次?|个?名次|places?|positions?|spots?|rungs?)", re.IGNORECASE)
FAR = 90            # characters between a value and its place, or a place and the next of its ranking
MOST = 60           # places of one text


def read(reading: Reading) -> Reading:
    ranks = [i for i, q in enumerate(reading.quantities)
             if q.unit.dimension is Dimension.RANK and q.amount.comparison is Comparison.EQUAL][:MOST]
    ties: list[Tie] = []
    for chain in _chains(reading, ranks):
        moved = _moved(reading, chain)
        ties += moved
        if not moved:
            ties += [*_valued(reading, chain), *_once(reading, chain)]
    for index in ranks:
        ties += [*_among(reading, index), *_behind(reading, index)]
    return more(reading, ties)


def _chains(reading: Reading, ranks: list[int]) -> list[list[int]]:
    """Places that follow each other closely, within a paragraph."""
    chains: list[list[int]] = []
    for index in ranks:
        gap = between(reading, chains[-1][-1], index) if chains else ""
        if chains and len(gap) < FAR and "\n" not in gap:
            chains[-1].append(index)
        else:
            chains.append([index])
    return chains


def _moved(reading: Reading, chain: list[int]) -> list[Tie]:
    """由第6位前移2位，居第4位: from one place to the other by so many."""
    for one, other in pairwise(chain):
        a, b = reading.quantities[one], reading.quantities[other]
        if a.sentence != b.sentence:
            continue
        lead, gap = reading.text[max(0, a.start - 24):a.start], between(reading, one, other)
        tail = behind(reading, other, 24)
        if _FROM.search(lead) or _LAST_YEAR.search(lead):
            before, place = one, other
        elif _FROM.search(gap) or _LAST_YEAR.match(tail):
            before, place = other, one
        else:
            continue
        said = re.split(r"[。；;]|\.\s", reading.text[max(0, a.start - 40):a.start])[-1] + gap + re.split(
            r"[。；;]|\.\s|\.$", tail)[0]
        way = "up" if _UP.search(said) else "down" if _DOWN.search(said) else ""
        steps = [i for i in range(one - 2, other + 3) if 0 <= i < len(reading.quantities) and i not in (one, other)
                 and (q := reading.quantities[i]).sentence == a.sentence and _are_steps(reading, q)]
        if way:
            by = [("by", steps[0])] if len(steps) == 1 else []
            return [Tie(Relation.MOVED, (("before", before), ("place", place), *by), label=way)]
    return []


def _are_steps(reading: Reading, quantity: Quantity) -> bool:
    following = reading.text[quantity.start + len(quantity.text.rstrip("位名次")):quantity.end + 12]
    return quantity.unit.dimension is Dimension.COUNT and bool(_STEPS.match(following))


def _valued(reading: Reading, chain: list[int]) -> list[Tie]:
    """Each place with the value beside it; the value of what is "the most" counts as the first place's."""
    pairs = _paired(reading, chain)
    if len(pairs) < 2 or len({value for _, value in pairs}) < len(pairs) or not _of_one_kind(reading, pairs):
        return []
    said = reading.text[max(0, reading.quantities[pairs[0][1]].start - FAR):reading.quantities[chain[-1]].end + 20]
    durations = reading.quantities[pairs[0][1]].unit.dimension is Dimension.DURATION
    if durations and len(pairs) < 3:
        return []
    way = "lowest" if _LOWEST.search(said) or durations else "highest"
    members = [member for place, value in pairs for member in (("place", place), ("value", value))]
    top = _top(reading, pairs)
    return [Tie(Relation.PLACES, (*members, *([("top", top)] if top is not None else [])), label=way)]


def _paired(reading: Reading, chain: list[int]) -> list[tuple[int, int]]:
    """(place, value): the values stand on one side of their places; the side that has more of them, and nearer."""
    sides = []
    for step in (-1, 1):
        pairs = [(place, value) for place in chain if (value := _value(reading, place, step)) is not None]
        far = sum(abs(reading.quantities[value].start - reading.quantities[place].start) for place, value in pairs)
        sides.append((-len({value for _, value in pairs}), far, pairs))
    return min(sides, key=lambda side: side[:2])[2]


def _value(reading: Reading, place: int, step: int) -> int | None:
    """The nearest number on one side of a place, with no other place and no end of a sentence between."""
    quantity, i = reading.quantities[place], place + step
    while 0 <= i < len(reading.quantities) and abs(i - place) < 3:
        other = reading.quantities[i]
        gap = reading.text[other.end:quantity.start] if step < 0 else reading.text[quantity.end:other.start]
        if other.unit.dimension is Dimension.RANK or len(gap) > FAR // 2 or re.search(r"[。；;\n]|\.\s", gap):
            return None
        if _ranked(other):
            return i
        i += step
    return None


def _ranked(quantity: Quantity) -> bool:
    return quantity.unit.dimension in _VALUES and quantity.role in (Role.LEVEL, Role.SHARE, Role.GROWTH, Role.RATE)


def _of_one_kind(reading: Reading, pairs: list[tuple[int, int]]) -> bool:
    first = reading.quantities[pairs[0][1]]
    return all(alike(first, q := reading.quantities[value]) and q.role is first.role and
               len({first.unit.noun, q.unit.noun} - {""}) < 2 for _, value in pairs)


def _top(reading: Reading, pairs: list[tuple[int, int]]) -> int | None:
    first = min(value for _, value in pairs)
    for i in range(first - 1, max(-1, first - 3), -1):
        quantity, like = reading.quantities[i], reading.quantities[first]
        lead = reading.text[max(0, quantity.start - 40):quantity.start]
        near = like.start - quantity.end < FAR
        tail = re.split(r"[。；;\n]|\.\s", reading.text[quantity.end:quantity.end + 40])[0]
        if near and _ranked(quantity) and alike(quantity, like) and _MOST.search(f"{lead} {tail}"):
            return i
    return None


def _once(reading: Reading, chain: list[int]) -> list[Tie]:
    """One place given twice in one ranking, to two that aren't said to share it."""
    ties = []
    for first, last in pairwise(chain):
        a, b = reading.quantities[first], reading.quantities[last]
        said = reading.text[max(0, a.start - 30):b.end + 40]
        these = _THESE.search(reading.text[b.end:b.end + 40]) or _THESE.search(between(reading, first, last))
        listed = len({reading.quantities[i].amount.value for i in chain}) > 1 and len(chain) > 2
        scopes = {m.group().lower() for m in _SCOPE.finditer(said)}
        if _ANEW.search(between(reading, first, last)):
            continue
        if a.amount.value == b.amount.value and (these or listed) and len(scopes) < 2 and not _JOINT.search(said):
            ties.append(Tie(Relation.PLACES, (("place", first), ("place", last)), label="once"))
    return ties


def _among(reading: Reading, place: int) -> list[Tie]:
    """在9座城市中排第11位, "11th of 9 cities": a place, and how many there are."""
    quantity = reading.quantities[place]
    for i in (place - 1, place + 1):
        if not 0 <= i < len(reading.quantities):
            continue
        other = reading.quantities[i]
        if other.unit.dimension is not Dimension.COUNT or other.sentence != quantity.sentence or (
                other.amount.value < 2 or other.amount.comparison is not Comparison.EQUAL):
            continue
        lead = reading.text[max(0, other.start - 24):other.start]
        gap = reading.text[other.end:quantity.start] if i < place else reading.text[quantity.end:other.start]
        if len(gap) > FAR:
            continue
        among = _AMONG_EN.search(lead) if other.text.isascii() and lead.isascii() else (
            i < place and _AMONG_ZH.match(gap) and _AMONG_ZH_LEAD.search(lead))
        if among and not _are_steps(reading, other):
            return [Tie(Relation.AMONG, (("place", place), ("count", i)))]
    return []


def _behind(reading: Reading, place: int) -> list[Tie]:
    """"third, behind A with 560 MW and B with 490 MW": they are above one's own, which is told elsewhere."""
    quantity = reading.quantities[place]
    tail = reading.text[quantity.end:quantity.end + 160]
    hit = _BEHIND.search(re.split(r"[。；;\n]|\.\s", tail)[0])
    if hit is None:
        return []
    stop = quantity.end + len(re.split(r"[。；;\n]|\.\s", tail)[0])
    above = [i for i in range(place + 1, min(place + 6, len(reading.quantities)))
             if quantity.end + hit.start() < reading.quantities[i].start < stop and _ranked(reading.quantities[i])]
    if not above or any(not alike(reading.quantities[above[0]], reading.quantities[i]) for i in above):
        return []
    like = reading.quantities[above[0]]
    before = reading.quantities[:above[0]]
    own = [i for i, q in enumerate(before) if i != place and _ranked(q) and alike(q, like) and not q.unit.per
           and _one_noun(q, like) and q.role is like.role and not _each(reading, q)]
    if not own:
        return []
    own = [i for i in own if reading.quantities[i].sentence == quantity.sentence] or _first(reading, own)
    least = min(reading.quantities[i].amount.value for i in above)
    fitting = [i for i in own if reading.quantities[i].amount.value <= least]
    members = [("place", place), ("own", (fitting or own)[-1]), *(("above", i) for i in above)]
    return [Tie(Relation.PLACES, tuple(members), label="behind")]


def _one_noun(a: Quantity, b: Quantity) -> bool:
    return not a.unit.noun or not b.unit.noun or a.unit.noun == b.unit.noun


def _first(reading: Reading, own: list[int]) -> list[int]:
    """The text's own figure is told first; what comes later may be a part of it, or last year's."""
    largest = max(own, key=lambda i: reading.quantities[i].amount.value, default=None)
    return [own[0]] if own and own[0] == largest else own


def _each(reading: Reading, quantity: Quantity) -> bool:
    return bool(re.match(r" (?:each|apiece|per)\b|/|每", reading.text[quantity.end:quantity.end + 8]))

"""So many things told one by one, and what they come to by a word that says how many they are.

甲行25亿元、乙行18亿元、丙公司12亿元，三家共给出57亿元; "the three together lent 57 million"; 两笔相加7800万元.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from banyan.model.figure import Dimension, Relation, Tie
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import is_plain, is_slip
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene

_NUMBERS = {word: n for n, words in enumerate(("", "", "两 二 two both", "三 three", "四 four", "五 five", "六 six"))
            for word in words.split()}
_TOGETHER_ZH = re.compile(
    r"([两二三四五六])(?![届年月天次期轮季])(?:者|家|笔|项|类|种|个|地|区|县|市|部分|方面|款|条|座|支|批|块|级"
    r"|段)?(?:[\u4e00-\u9fff]{2,4}?)?(?!共同)"
    r"(?:合计|共计|总计|共|相加|加起来|之和|加总|一共|总共|累计|合起来)[^，。；\d]{0,8}$")
_TOGETHER_EN = re.compile(
    r"\b(?:(?:all|the|these|those) )?(two|both|three|four|five|six)(?: [a-z]+){0,3}? (?:together|combined|jointly"
    r"|in all|between them|in total)\b[^;.\d]{0,40}$"
    r"|\b(?:together|combined|taken together|between them|in all),? (?:the|these|those|all) (two|three|four|five|six)\b"
    r"[^;.\d]{0,50}$"
    r"|\b(?:these|those|they) (?:are|were) (?:the |our |all )?(two|three|four|five|six)\b[^;.\d]{0,60}\b(?:between them"
    r"|together|in all|all told)\b[^;.\d]{0,24}$", re.IGNORECASE)
_ADDED = re.compile(
    r"(?:^|[.;] )(?:add(?:ing)? (?:them|these|those|it all) (?:all )?(?:up|together)|(?:all )?(?:taken )?together"
    r"|add(?:ed)? up|altogether|all told|in all|that makes|this makes|that adds up to|which makes)\b[^.;\d]{0,24}$"
    r"|(?:加起来|合起来|相加|加在一起|以上(?:合计|共计|相加)|合计|共计|总计)[^，。；\d]{0,6}$", re.IGNORECASE)
_EXPLICIT = re.compile(
    r"\badd(?:ing)? (?:them|these|those|it all)\b|\b(?:that|this|which) (?:makes|adds up)"
    r"|\badd(?:ed)? up\b|加起来|合起来|相加|加在一起", re.IGNORECASE)
_LIST = re.compile(
    r",? (?!of\b)[a-z' -]{0,40}(?:,|;| and)? ?[^\d.;]{0,24}|[^，。\d]{0,16}[、，；和及与][^，。\d]{0,16}",
    re.IGNORECASE)
_ITEM = re.compile(r"[（(](?:[一二三四五六七八九十]{1,2}|\d{1,2}|[a-i])[)）]|[①-⑨]|[二三四五六]是|\d[.、]")
_FEWEST = 3             # parts whose sum is told in a sentence of its own
_CLOSE = (0.78, 1.3)    # of the whole, what they make when one of the numbers is wrong
_MOST = 8               # numbers, among which the parts are looked for
_NEAR = 3.0             # times off, beyond which they are of different things


def search(scene: Scene, held: Held) -> Iterator[Claim]:
    sums = {whole for whole, _ in held.sums}
    for number, sentence in enumerate(scene.sentences):
        for whole in sentence:
            said = _TOGETHER_ZH.search(scene.before(whole, 30)) or _TOGETHER_EN.search(scene.before(whole, 90))
            if said is None or whole.at in sums or not is_plain(whole):
                continue
            count = _NUMBERS[next(group for group in said.groups() if group).lower()]
            near = _before(scene, number, whole, count)[-_MOST:]
            if any(fits.sums(whole, some) for some in combinations(near, count)):
                continue
            parts = near[-count:]
            made = sum(f.value for f in parts)
            if len(parts) == count and 1 / _NEAR < made / whole.value < _NEAR:
                members = (("whole", whole.at), *(("part", f.at) for f in parts))
                yield Claim(whole.at, Tie(Relation.BREAKDOWN, members), False)


def added(scene: Scene, held: Held) -> Iterator[Claim]:
    """"612 doctors, 1,934 nurses and 418 midwives. Add them up and there are 3,720": whatever each of them counts."""
    sums = {whole for whole, _ in held.sums}
    for number, sentence in enumerate(scene.sentences[1:], 1):
        whole = sentence[0] if sentence else None
        if whole is None or whole.at in sums or not is_plain(whole) or whole.key[0] != Dimension.COUNT:
            continue
        if not _ADDED.search(scene.before(whole, 60)):
            continue
        parts = _row(scene, scene.sentences[number - 1])
        made = sum(f.value for f in parts)
        if len(parts) < _FEWEST or fits.sums(whole, parts) or parts[0].paragraph != whole.paragraph:
            continue
        meant = _EXPLICIT.search(scene.before(whole, 60)) and _CLOSE[0] < made / whole.value < _CLOSE[1]
        if meant or is_slip(made, whole.value):
            members = (("whole", whole.at), *(("part", f.at) for f in parts))
            yield Claim(whole.at, Tie(Relation.BREAKDOWN, members), False)


def _row(scene: Scene, sentence: Sequence[Frame]) -> list[Frame]:
    """The counts with which the sentence ends, one behind the other."""
    row: list[Frame] = []
    for frame in reversed(sentence):
        if not is_plain(frame) or frame.key[0] != Dimension.COUNT or cues.is_each(frame) or cues.is_past(frame):
            break
        if row and not (frame.at == row[-1].at - 1 and _LIST.fullmatch(scene.between(frame, row[-1]))):
            break
        row.append(frame)
    return row[::-1]


def _is_item(scene: Scene, number: int) -> bool:
    """Does the sentence begin with its place in a list: （二）, 三是, (b)?"""
    return bool(_ITEM.match(scene.text, scene.starts[number]))


def _before(scene: Scene, number: int, whole: Frame, count: int) -> list[Frame]:
    """Those of its kind before it, in its sentence; where that has too few, in the one before or in a list's items."""
    near: list[Frame] = []
    for sentence in range(number, max(number - 1 - count, -1), -1):
        if len(near) < count and (number - sentence < 2 or _is_item(scene, sentence + 1)):
            near = [*(f for f in scene.sentences[sentence] if f.at < whole.at and f.key == whole.key and is_plain(f)
                      and f.paragraph == whole.paragraph
                      and not (cues.moves(f) or cues.is_past(f) or cues.is_each(f))), *near]
    return near

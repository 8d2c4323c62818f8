"""How many years a text speaks of around a number, and of which year a level is."""

import re

from banyan.packs.figures.relations.frames import Frame, Scene

YEAR = re.compile(r"(?<![\d.])(?<!\d,)((?:19|20)\d\d)(?![.,]\d|\d)")
_WORDS = {word: n for n, words in enumerate((
    "", "", "two 二 两", "three 三", "four 四", "five 五", "six 六", "seven 七", "eight 八", "nine 九", "ten 十 decade",
    "eleven 十一", "twelve 十二", "thirteen 十三", "fourteen 十四", "fifteen 十五")) for word in words.split()}
_EN = re.compile(
    r"\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|\d{1,2})[ -](?:[a-z]+ )?"
    r"years?\b(?!['’]? (?:old|ago))|\b(decade)\b", re.IGNORECASE)
_ZH = re.compile(
    r"(?<![\d第年一二三四五六七八九十])(十[一二三四五]|[二两三四五六七八九十]|\d{1,2})(?:个)?年(?!代|级|前|以上|期)")
_AGO = re.compile(r"(?<![\d第年一二三四五六七八九十])([二两三四五六七八九十]|\d{1,2})年前"
                  r"|\b(two|three|four|five|six|seven|eight|nine|ten) years (?:ago|earlier|before)\b", re.IGNORECASE)
_STOPS = re.compile(r"[。\n]|\. ")
_ENDS = re.compile(r"[,，;；。]|\band\b|\. ")
_REACH = 160            # characters before, in which the years are told


def told_years(scene: Scene, head: Frame) -> int:
    """"over the five years", 三年来: the nearest before it in its sentence, else right behind, else in the one before.

    0 where none is told.
    """
    before = scene.before(head, _REACH)
    start = scene.starts[head.sentence]
    earlier = scene.text[max(0, start - _REACH) : start]
    for said, nearest in ((before, -1), (_STOPS.split(scene.text[head.end : head.end + 60])[0], 0), (earlier, -1)):
        found = [years for hit in (*_ZH.finditer(said), *_EN.finditer(said)) if (years := _number(hit)) > 1]
        if found:
            return found[nearest]
    ago = list(_AGO.finditer(before))
    return _number(ago[-1]) if ago else 0


def _number(hit: re.Match[str]) -> int:
    word = next(group for group in hit.groups() if group)
    return int(word) if word.isdigit() else _WORDS.get(word.lower(), 0)


def year_of(scene: Scene, frame: Frame) -> int:
    """The year that the words right beside a level give, else the one of its sentence; 0 where there is none."""
    behind = YEAR.search(_ENDS.split(frame.tail)[0])
    ago = _AGO.match(frame.tail.lstrip())
    if ago and not behind:
        last = YEAR.findall(scene.before(frame, 200))
        return int(last[-1]) - _number(ago) if last else 0
    if behind:
        return int(behind[1])
    before = YEAR.findall(frame.lead)
    if before:
        return int(before[-1])
    whole = set(YEAR.findall(scene.before(frame, 200)))
    return int(next(iter(whole))) if len(whole) == 1 else 0

"""A count and the names that are counted, set beside it by commas: "two events, the 200 m butterfly and the relay".

Before it as well ("A, B and C, the three biggest towns"); and a number of years, seasons or times with the years.
"""

import re
from collections.abc import Iterator

from banyan.model.figure import Comparison, Dimension, Relation, Tie
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.relations import cues
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene

_NAME = r"[A-Z][\w.'’&-]*(?: (?:(?:of|the|de|la|le|van|von|al|on|upon|under|&) )?[A-Z][\w.'’&-]*){0,4}"
_THING = r"(?:the|an?) (?:[\w'’-]+ ){0,5}?[\w'’-]+"
_PAIR = re.compile(        # "two mines, Kesh and Old Tarn, will close"; "two events, the 200 m butterfly and the relay"
    r"^(?! (?:[a-z'’-]+ ){0,4}?(?:come|comes|came|from|to|at|by|for|with|than|and|is|are|was|were|will|have|has|had)\b)"
    rf" (?:[a-z][a-z'’-]* ){{0,4}}[a-z][a-z'’-]+, (?P<one>{_NAME}|{_THING}),? and (?P<two>{_NAME}|{_THING})"
    r"(?=\.|;|, (?!(?:among|included|including|foremost|in particular|to name|for example|of|[A-Z])\b)|$)")
_BEFORE = re.compile(      # "Halm, Orre and Westby, the three biggest towns"
    rf"(?P<items>{_NAME}(?:, {_NAME}){{0,8}},? and {_NAME}"
    r"|^[A-Z][a-z]+s(?:, [a-z]+s){1,8},? and (?:[a-z]+ )?[a-z]+s), "
    r"(?:all |the |its |their |these )?$")
_OPENERS = frozenset((
    "yesterday", "today", "tomorrow", "however", "meanwhile", "still", "besides", "moreover", "here", "there", "then",
    "now", "later", "also", "last", "this"))
_ALL_OF_THEM = re.compile(  # "the three biggest towns", "four cities in all"
    r"^ (?:[a-z]+est |most [a-z]+ |main |other |only |former |last |first |new )?[a-z]+s\b"
    r"(?: in all| altogether| in total)?"
    r"(?: of | in |,|\.|;| with )|^ (?:[a-z]+ )?[a-z]+s in all")
_NOT_BEFORE = re.compile(r"\b(?:including|such as|like|among|with|from|between|after|before|and other) [^.;]{0,160}$")
_LISTED_YEARS = re.compile(
    r"^[^.;。；\d]{0,30}?(?:\(|, | [–—-] |——?|，|（|: |：)(?:namely |in |that is,? |分别[在是为于]?|即"
    r"|依次[是为])?(?P<years>(?:19|20)\d\d年?(?:(?:, |,? and |、|和|及)(?:in )?(?:19|20)\d\d年?){1,12})"
    r"(?!\d|[-–—]|[^，。；、]{0,3}(?:至|到))")
_SO_OFTEN = re.compile(    # times, seasons, years that are each told with a year
    r"^ (?:[a-z]+ ){0,2}?(?:times|seasons|years|occasions|editions|titles|cups|championships|victories|wins|floods"
    r"|droughts"
    r"|elections|census\w*|harvests|summers|winters)\b|^[次度届年个]")
_RUN = re.compile(
    r"(?:自|从)?(?P<from>(?:19|20)\d\d)年?(?:至|到|—|-|–)(?P<to>(?:19|20)\d\d)年?，?[^，。；\d]{0,12}连续$"
    r"|\bfrom (?P<since>(?:19|20)\d\d) (?:to|until|through) (?P<until>(?:19|20)\d\d)(?: inclusive)?,? (?:for |in )?$")
_RUNNING = re.compile(r"^ (?:consecutive|successive|straight|running|in a row)")
_BEHIND = re.compile(
    r"^ (?:consecutive |successive |straight )(?:years|seasons)[^.;\d]{0,16},? (?:\()?from (?P<from>(?:19|20)\d\d)"
    r" (?:to|through) (?P<to>(?:19|20)\d\d)\b")
_MONTHS = {name: n for n, name in enumerate((
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december"), 1)}
_MONTH = rf"(?P<{{0}}>\d{{{{1,2}}}} )?(?P<{{1}}>{'|'.join(_MONTHS)})(?: (?P<{{2}}>\d{{{{1,2}}}}))?"
_FROM_TO = re.compile(
    rf"^[^.;\d]{{0,40}}?[,(–—]? ?(?:from|between) {_MONTH.format('d1', 'm1', 'e1')} (?:to|until|till|and|through)"
    rf" (?:the end of )?{_MONTH.format('d2', 'm2', 'e2')}\b(?!,? (?:19|20)\d\d)", re.IGNORECASE)
_DAYS = {name: n for n, name in enumerate((
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))}
_WEEK = re.compile(
    rf"^ a week[^.;\d]{{0,24}}?[,(–—:]? (?:from )?(?P<one>{'|'.join(_DAYS)})s? (?:to|through|until|[-–]) "
    rf"(?P<two>{'|'.join(_DAYS)})s?\b", re.IGNORECASE)
_A_WEEKDAY = re.compile(rf"(?:{'|'.join(_DAYS)})|(?:周|星期)[一二三四五六日天]", re.IGNORECASE)
_ONE = rf"(?:(?:{'|'.join(_DAYS)})s?|(?:周|星期)[一二三四五六日天])"
_WEEKDAYS = re.compile(
    rf"^(?: a week)?[^.;。；\d]{{0,12}}?(?:, |，|:|：|\(|（| [–-] )(?:on |namely |分别[是为]|即)?"
    rf"(?P<days>{_ONE}(?:(?:, |,? and |、|和|及){_ONE}){{1,6}})(?![a-z]|至|到| to )", re.IGNORECASE)
_MONTHS_ZH = re.compile(
    r"^[，（(](?:自|从|即)?(?P<m1>\d{1,2})月(?:起?至|起?到|—|-)(?:次年|翌年)?(?P<m2>\d{1,2})月(?:底|末)?(?!\d)")
_OF_ZH = re.compile(
    r"^[，（(][^，。；\d]{0,6}(?P<m1>\d{1,2})月(?P<d1>\d{1,2})日(?:至|到|—|-)(?:(?P<m2>\d{1,2})月)?(?P<d2>\d{1,2})日")
_COLON_ZH = re.compile(r"^[^，。；：:\d]{1,10}[：:][\u4e00-\u9fff“]{2,12}(?:[（(为达是有+-]|约)*$")
_ITEM_ZH = re.compile(r"^[^，。；、\d]{0,6}[，、和；][\u4e00-\u9fff“”]{2,12}(?:[（(为达是有+-]|约)*$")
_FIRST, _LAST_DAY = 1, 28   # of a month: from the first to the last it is counted whole
_FEW = 30                   # more are hardly written out
_OFF = 3                    # by which a count that is wrong is off, at most


def search(scene: Scene, _: Held) -> Iterator[Claim]:
    for count in scene.frames:
        if count.comparison is not Comparison.EQUAL or not 1 < count.value <= _FEW or count.value % 1:
            continue
        if count.key == (Dimension.COUNT, ""):
            yield from _listed(count, _pair(scene, count) or _named_before(scene, count))
            yield from _listed(count, _each_told(scene, count))
        yield from _listed(count, _years(scene, count))
        yield from _lasting(count, _length(scene, count))


def _listed(count: Frame, items: int) -> Iterator[Claim]:
    if items and items != int(count.value) and abs(items - count.value) <= _OFF:
        yield Claim(count.at, Tie(Relation.LIST, (("count", count.at),), years=items), False)


def _lasting(length: Frame, fitting: tuple[int, ...]) -> Iterator[Claim]:
    """`fitting`: the lengths that the two ends may be read as."""
    if fitting and int(length.value) not in fitting and abs(fitting[-1] - length.value) <= 2 * _OFF:
        yield Claim(length.at, Tie(Relation.LIST, (("count", length.at),), years=fitting[-1]), False)


def _pair(scene: Scene, count: Frame) -> int:
    """Two names behind the count; of things only where both have an article."""
    told = _PAIR.match(scene.text[count.end:count.end + 160].split("\n")[0])
    if told is None or re.search(r"\bof the $", count.lead):
        return 0
    named = [re.match(r"(?:the|an?) ", told[side]) is None for side in ("one", "two")]
    return 2 if named[0] == named[1] else 0


def _named_before(scene: Scene, count: Frame) -> int:
    """Names in a row that end right before the count."""
    before = scene.text[max(scene.starts[count.sentence], count.start - 160):count.start]
    told = _BEFORE.search(before)
    behind = scene.text[count.end:count.end + 60]
    if told is None or _NOT_BEFORE.search(before[:told.start()]) or not _ALL_OF_THEM.match(behind):
        return 0
    items = [name for name in re.split(r",? and |, ", told["items"]) if name]
    items = items[1:] if items[0].lower() in _OPENERS else items
    return len(items) if len(items) > 1 else 0


def _each_told(scene: Scene, count: Frame) -> int:
    """负增长的有三个：甲区下降2.1%，乙县下降3.4%，丙县下降0.8%；: one name and one number of one kind for each."""
    behind = [f for f in scene.sentences[count.sentence] if f.at > count.at]
    if not count.chinese or not behind or not _COLON_ZH.match(scene.between(count, behind[0])):
        return 0
    run = behind[:1]
    for item in behind[1:]:
        next_ = item.at == run[-1].at + 1 and item.key == run[0].key and not cues.TOTAL.search(item.lead)
        if not next_ or not _ITEM_ZH.match(scene.between(run[-1], item)):
            break
        run.append(item)
    same = run[0].key[0] == Dimension.COUNT and run[0].word == count.word
    ends = re.match(r"^[^，。；、\d]{0,8}(?:[。；]|$|，(?:合计|共计|总计|总共|一共|共))", run[-1].tail)
    return len(run) if ends and not same and len(run) > 1 else 0


def _years(scene: Scene, count: Frame) -> int:
    """三次夺冠，分别在2009年、2014年和2021年; "four seasons - 2020, 2021, 2022 and 2023"."""
    behind = scene.text[count.end:count.end + 110]
    if count.key[0] == Dimension.TIMES and (told := _LISTED_YEARS.match(behind)):
        return len(re.findall(r"(?:19|20)\d\d", told["years"]))
    timed = count.key[0] == Dimension.DURATION and count.key[1] == "year"
    if (timed or _SO_OFTEN.match(behind)) and (told := _LISTED_YEARS.match(behind)):
        return len(re.findall(r"(?:19|20)\d\d", told["years"]))
    run = _RUN.search(scene.text[max(0, count.start - 50):count.start])
    if run and (timed or _SO_OFTEN.match(behind)) and (run["from"] or _RUNNING.match(behind)):
        return int(run["to"] or run["until"]) - int(run["from"] or run["since"]) + 1
    told = _BEHIND.match(behind)
    return int(told["to"]) - int(told["from"]) + 1 if told else 0


def _length(scene: Scene, length: Frame) -> tuple[int, ...]:
    """Months from one to another, days of a week or of a month, both ends counted; two readings of open ends."""
    if length.key[0] != Dimension.DURATION:
        return ()
    behind = scene.text[length.end:length.end + 90]
    if length.key[1] == "month" and (told := _FROM_TO.match(behind)):
        apart = (_MONTHS[told["m2"].lower()] - _MONTHS[told["m1"].lower()]) % 12
        first, last = told["d1"] or told["e1"], told["d2"] or told["e2"]
        if first is None and last is None:
            return (apart, apart + 1)
        if int(first or _FIRST) == _FIRST and int(last or _LAST_DAY) >= _LAST_DAY:
            return (apart + 1,)
        return (apart, apart + 1)
    if length.key[1] == "month" and (told := _MONTHS_ZH.match(behind)):
        apart = (int(told["m2"]) - int(told["m1"])) % 12
        return (apart, apart + 1)
    if length.key[1] == "day" and (told := _WEEK.match(behind)):
        return ((_DAYS[told["two"].lower()] - _DAYS[told["one"].lower()]) % 7 + 1,)
    if length.key[1] == "day" and (told := _WEEKDAYS.match(behind)):
        return (len(_A_WEEKDAY.findall(told["days"])),)
    if length.key[1] == "day" and (told := _OF_ZH.match(behind)) and told["m2"] in (None, told["m1"]):
        return (int(told["d2"]) - int(told["d1"]), int(told["d2"]) - int(told["d1"]) + 1)
    return ()

"""Fractions in words by paradigm: so many of so many parts, in all the ways in which English says it."""

from collections.abc import Iterator

from banyan.packs.figures.pattern import Pattern

_COUNTS = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_PARTS = {3: "third", 4: "(?:quarter|fourth)", 5: "fifth", 6: "sixth", 7: "seventh", 8: "eighth", 9: "ninth",
          10: "tenth", 12: "twelfth", 20: "twentieth"}
_MANY = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine", 10: "ten",
         12: "twelve", 15: "fifteen", 20: "twenty", 25: "twenty-five", 30: "thirty", 40: "forty", 50: "fifty",
         100: "(?:a|one) hundred"}
_WHO = (r"person|pupil|student|child|household|family|patient|worker|employee|woman|man|adult|resident|tenant|voter"
        r"|visitor|passenger"
        r"|farm|firm|company|house|home|flat|building|school|car|bus|vehicle|case|call|tree|project|respondent"
        r"|customer|driver|job|applicant|inhabitant|citizen|member|user|guest|pensioner|motorist|shop|bridge")
_MOST = 9           # the largest numerator that is written in words
_PER_TEN = 10       # "seven loads in ten meet the grade": whatever is counted
_NO_STRETCH = r"(?<!first )(?<!last )(?<!past )(?<!next )(?<!previous )"     # the first three quarters of a year
_NO_ORDINAL = r"(?= of\b|[,.;)]|$| (?:more|less|higher|lower|fewer|up|down|were|are|was|is)\b)"


def fractions() -> Iterator[Pattern]:
    """"five sixths", "one seventh of", "two in five", "3 out of every 20"; the meaning is the percentage."""
    for parts, ordinal in _PARTS.items():
        for count in range(1, min(parts, _MOST + 1)):
            meaning = _percent(count, parts)
            if count == 1:
                yield Pattern(rf"\b(?:one|an?)[- ]{ordinal}\b{_NO_ORDINAL}", meaning,
                              f"«one {_plain(ordinal)}» of the firms")
            else:
                yield Pattern(rf"{_NO_STRETCH}\b{_COUNTS[count]}[- ]{ordinal}s\b(?! (?:of|in) (?:19|20)\d\d)", meaning,
                              f"«{_COUNTS[count]} {_plain(ordinal)}s» of the firms")
    for parts, ordinal in {2: "second", **_PARTS}.items():
        yield Pattern(rf"\bevery {ordinal} (?:{_WHO})\b", _percent(1, parts),
                      f"«every {_plain(ordinal)} patient» waits")
    for many, word in _MANY.items():
        yield Pattern(rf"\bone (?:{_WHO}) (?:in|out of) (?:every )?{word}\b(?! (?:days?|weeks?|months?|years?"
                      rf"|rounds?)\b)",
                      _percent(1, many), f"«one pupil in {_plain(word)}»")
        if many in _PARTS or many == 2:
            nth = "second" if many == 2 else "(?:quarter|fourth)" if many == 4 else _PARTS[many]
            yield Pattern(rf"\bevery {nth} (?:{_WHO})\b", _percent(1, many), f"«every {_plain(nth)} pupil» walks")
        if many == _PER_TEN:
            for count in range(2, _MOST + 1):
                yield Pattern(rf"\b{_COUNTS[count]} [a-z]{{3,14}} (?:in|out of) (?:every )?ten\b"
                              r"(?= (?:are|were|is|was|ha[sd]|have|meet|met|said|say|passed|failed|now|still)\b|[,.;])",
                              _percent(count, many), f"«{_COUNTS[count]} loads in ten» were good")
        for count in range(1, min(many, _MOST + 1)):
            said = f"{_COUNTS[count]} in {_plain(word)}"
            yield Pattern(rf"\b(?:{_COUNTS[count]}|{count}) (?:in|out of) (?:every )?(?:{word}|{many})\b"
                          r"(?! (?:19|20)\d\d|[-–,.]\d| (?:days?|weeks?|months?|years?|hours?|minutes?|million"
                          r"|billion|percent"
                          r"|areas?|cases?|places?|categories|rounds?|stages?|phases?|steps?|languages?)\b)",
                          _percent(count, many), f"«{said}» residents")


def _percent(count: int, parts: int) -> str:
    return f"{round(100 * count / parts, 2):g}"


def _plain(word: str) -> str:
    return {"(?:quarter|fourth)": "fourth", "(?:a|one) hundred": "a hundred"}.get(word, word)

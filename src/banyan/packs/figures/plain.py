"""Text as the patterns read it: one code point for one, so that every place in it is a place in the text."""

import re

_TABLE = {0xFF01 + n: 0x21 + n for n in range(94)}      # full-width forms of ASCII
for _mark in "，！？；：（）":
    _TABLE.pop(ord(_mark), None)                        # Chinese punctuation keeps its meaning
_TABLE |= {
    0xFFE5: ord("¥"), 0xFFE1: ord("£"), 0x3000: 32, 0xA0: 32, 0x2009: 32, 0x202F: 32, 0x2007: 32, 0x2019: ord("'"),
    0x2018: ord("'"), 0x2010: ord("-"), 0x2011: ord("-"), 0x2212: ord("-"), 0x3007: ord("零"), 0x2C6: 32,
        0xFF65: ord("·"),
}  # fmt: skip
_COMMA = re.compile(r"(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")
_WIDE = {",": "，", ";": "；", ":": "：", "(": "（", ")": "）"}
_MARKS = re.compile(r"[;()]|(?<!\d)[,:](?!/)|,(?!\d{3}(?!\d))|:(?![\d/])")     # no 1,286, 9:30 or https://
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]")


def plain(text: str) -> str:
    """Full-width digits, letters and signs as half-width ones; odd blanks as blanks. As long as `text`."""
    return _COMMA.sub(",", text).translate(_TABLE)


def widened(text: str) -> str:
    """Chinese lines that are typed with half-width marks (增长5%,其中...), with the marks that the patterns know."""
    lines = (_MARKS.sub(lambda mark: _WIDE[mark[0]], line) if language_of(line) == "zh" else line
             for line in text.split("\n"))
    return "\n".join(lines)


def language_of(text: str) -> str:
    """zh where Chinese characters carry the text: three Latin letters weigh as much as one of them."""
    return "zh" if len(_CHINESE.findall(text)) * 3 > len(_LATIN.findall(text)) else "en"

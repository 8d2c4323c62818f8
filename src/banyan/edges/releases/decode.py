"""Bytes to text: UTF-8, UTF-16, GB18030 or Windows-1252, whichever they are."""

import codecs
import re

from banyan.edges.releases.errors import ReleaseError

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
          (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))  # fmt: skip
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030", "iso-8859-1": "cp1252",
          "latin1": "cp1252", "us-ascii": "utf-8", "ascii": "utf-8"}  # fmt: skip
_ALONE = re.compile(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])")
_HIGH = re.compile(rb"[\x80-\xff]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffd]")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")   # no XML may hold them
EXPECTED = "text in UTF-8, UTF-16 or GB18030, an HTML page, or a Word document (.docx)"


def decode(data: bytes, name: str, declared: bool = False) -> str:
    """The text, with line feeds alone as line ends. `declared`: heed a charset that the bytes themselves name (HTML).

    Raises ReleaseError for what is no text.
    """
    text = _by_mark(data, name) or (_by_charset(data) if declared else None) or _by_look(data)
    if text is None or len(_CONTROLS.findall(text[:100_000])) > len(text[:100_000]) // 100:
        raise ReleaseError(name, "bytes that are no text", EXPECTED)
    return printable(text.replace("\r\n", "\n").replace("\r", "\n"))


def printable(text: str) -> str:
    """Control characters as spaces: as many characters as before, and fit to be written into a document."""
    return _UNPRINTABLE.sub(" ", text)


def _by_mark(data: bytes, name: str) -> str | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeError:
                raise ReleaseError(name, f"bytes that are not the {encoding.upper()} that they begin as",
                                   "a file that was saved whole") from None
    return None


def _by_charset(data: bytes) -> str | None:
    found = _CHARSET.search(data[:4096])
    if found is None:
        return None
    encoding = found[1].decode("ascii", "replace").lower()
    try:
        return data.decode(_WIDER.get(encoding, encoding))
    except (UnicodeError, LookupError):
        return None     # pages claim what they aren't: the bytes decide


def _by_look(data: bytes) -> str | None:
    """Strictly, in the order of certainty. Single high bytes between plain letters are Western quotes, not Chinese."""
    zeros = (data[0::2].count(0), data[1::2].count(0))
    if max(zeros) > len(data) // 8:
        order = ["utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"]
    else:
        alone = len(_ALONE.findall(data))
        western = alone > len(_HIGH.findall(data)) // 2
        order = ["utf-8", "cp1252", "gb18030"] if western else ["utf-8", "gb18030", "cp1252"]
    for encoding in order:
        try:
            return data.decode(encoding)
        except UnicodeError:
            continue
    return None

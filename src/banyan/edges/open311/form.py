"""The body of POST requests: form-encoded, or multi-part where photos come along; to fields, then to a report.

Everything wrong with it is told at once, as the standard's error list can hold several entries.
"""

import re
from collections.abc import Iterable
from email.message import Message
from urllib.parse import parse_qsl

from msgspec import Struct
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser

from banyan.edges.open311.nouns import Fault, Media, Origin, Report, Reporter
from banyan.edges.open311.writer import UNFIT

MOST_FIELDS = 500
LONGEST_TEXT = 4000            # characters of a description (GeoReport v2) and of any answer
LONGEST_LINE = 500             # characters of a name, code, address, link
MOST_MEDIA = 5
_ATTRIBUTE = re.compile(r"attribute\[([^\[\]]{1,100})\](\[\])?")
_DEGREES = re.compile(r"[+-]?[0-9]{1,3}(\.[0-9]{1,15})?")
_LINK = re.compile(r"https?://[^\s/?#]+[^\s]*")
_HAND = re.compile(r"[1-9][0-9]{0,3}")
_ORIGIN = ("origin_jurisdiction", "origin_request_id", "origin_hand")
_REPORTER = ("email", "phone", "first_name", "last_name", "account_id", "device_id")
_LINES = ("api_key", "jurisdiction_id", "service_code", "lat", "long", "address_string", "address_id", "media_url",
          *_REPORTER, *_ORIGIN)


class Unreadable(Exception):  # noqa: N818  said as operators say it
    """The body is no form; nothing of it can be used."""


class Posting(Struct, frozen=True):
    """A POST, taken apart. `report` is None where `faults` say what is wrong with it; `readable`: it is a form."""

    api_key: str | None
    jurisdiction_id: str | None
    report: Report | None
    faults: tuple[Fault, ...] = ()
    readable: bool = True


def read(body: bytes, content_type: str, query: Iterable[tuple[str, str]] = ()) -> Posting:
    """`query`: arguments in the address; clients send the key or the jurisdiction there. Never raises."""
    try:
        fields, media = _fields(body, content_type)
    except Unreadable as wrong:
        return Posting(None, None, None, (Fault(400, str(wrong)),), readable=False)
    given, faults = _gathered([*query, *fields])
    report = _report(given, media, faults)
    return Posting(given.lines.get("api_key"), given.lines.get("jurisdiction_id"), None if faults else report,
                   tuple(faults))


class _Given(Struct):
    lines: dict[str, str]
    attributes: dict[str, list[str]]


def _fields(body: bytes, content_type: str) -> tuple[list[tuple[str, str]], list[Media]]:
    """Pairs in the order they came, and files. Raises Unreadable."""
    header = Message()
    header["content-type"] = content_type or "application/x-www-form-urlencoded"
    kind = header.get_content_type()
    try:
        if kind == "multipart/form-data":
            boundary = header.get_boundary()
            if not boundary:
                raise Unreadable("The multi-part body names no boundary in its Content-Type.")
            return _parts(body, boundary.encode("latin-1", "replace"))
        if kind != "application/x-www-form-urlencoded":
            raise Unreadable(f"The body is {kind}; expected application/x-www-form-urlencoded or multipart/form-data.")
        return parse_qsl(body.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS), []
    except UnicodeDecodeError:
        raise Unreadable("The body is not UTF-8 text; expected a form encoded as UTF-8.") from None
    except ValueError:      # parse_qsl, for too many
        raise Unreadable(f"The body has more than {MOST_FIELDS} fields.") from None


class _Part:
    def __init__(self) -> None:
        self.headers = Message()
        self.field, self.value = bytearray(), bytearray()
        self.content = bytearray()


def _parts(body: bytes, boundary: bytes) -> tuple[list[tuple[str, str]], list[Media]]:
    parts: list[_Part] = []
    ended = []

    def header_end() -> None:
        part = parts[-1]
        part.headers[part.field.decode("latin-1")] = part.value.decode("utf-8", "replace")
        part.field, part.value = bytearray(), bytearray()

    def begin() -> None:
        if len(parts) >= MOST_FIELDS:
            raise Unreadable(f"The body has more than {MOST_FIELDS} fields.")
        parts.append(_Part())

    parser = MultipartParser(boundary, {
        "on_part_begin": begin,
        "on_header_field": lambda data, start, end: parts[-1].field.extend(data[start:end]),
        "on_header_value": lambda data, start, end: parts[-1].value.extend(data[start:end]),
        "on_header_end": header_end,
        "on_part_data": lambda data, start, end: parts[-1].content.extend(data[start:end]),
        "on_end": lambda: ended.append(True),
    })  # fmt: skip
    try:
        parser.write(body)
        parser.finalize()
    except FormParserError:
        raise Unreadable("The multi-part body can't be taken apart; is its boundary the one it names?") from None
    if not ended:
        raise Unreadable("The multi-part body ends before its last boundary: it was cut off.")
    return _sorted_out(parts)


def _sorted_out(parts: list[_Part]) -> tuple[list[tuple[str, str]], list[Media]]:
    fields, media = [], []
    for part in parts:
        name = part.headers.get_param("name", header="content-disposition")
        if not isinstance(name, str):
            raise Unreadable("A part of the body has no name in its Content-Disposition.")
        filename = part.headers.get_filename()
        if filename is None:
            fields.append((name, part.content.decode("utf-8")))
        elif part.content:      # a form sends an empty part for a file that nobody chose
            media.append(Media(filename, part.headers.get_content_type(), bytes(part.content)))
    return fields, media


def _gathered(pairs: list[tuple[str, str]]) -> tuple[_Given, list[Fault]]:
    given, faults = _Given({}, {}), []
    for name, raw in pairs:
        text = raw.replace("\r\n", "\n").replace("\r", "\n").strip()
        if UNFIT.search(text) or UNFIT.search(name):
            faults.append(Fault(400, f"{_short(name)} holds control characters; expected plain text."))
        elif name.startswith("attribute"):
            _take_attribute(given, name, text, faults)
        elif text and (name in _LINES or name == "description"):
            _take_line(given, name, text, faults)
    return given, faults


def _take_attribute(given: _Given, name: str, text: str, faults: list[Fault]) -> None:
    found = _ATTRIBUTE.fullmatch(name)
    if found is None:
        faults.append(Fault(400, f"{_short(name)} names no attribute; expected attribute[CODE] or attribute[CODE][]."))
    elif len(text) > LONGEST_TEXT:
        faults.append(Fault(400, f"{name} has {len(text)} characters; at most {LONGEST_TEXT} are taken."))
    elif text:
        given.attributes.setdefault(found[1], []).append(text)


def _take_line(given: _Given, name: str, text: str, faults: list[Fault]) -> None:
    most = LONGEST_TEXT if name == "description" else LONGEST_LINE
    if len(text) > most:
        faults.append(Fault(400, f"{name} has {len(text)} characters; at most {most} are taken."))
    elif given.lines.setdefault(name, text) != text:
        faults.append(Fault(400, f"{name} was given twice with different values; expected one."))


def _report(given: _Given, media: list[Media], faults: list[Fault]) -> Report | None:
    lines = given.lines
    lat, long = _position(lines, faults)
    if "service_code" not in lines:
        faults.append(Fault(400, "service_code was not provided."))
    link = lines.get("media_url")
    if link is not None and not _LINK.fullmatch(link):
        faults.append(Fault(400, "media_url is no link; expected one that begins with http:// or https://."))
    if len(media) > MOST_MEDIA:
        faults.append(Fault(400, f"{len(media)} files came; at most {MOST_MEDIA} are taken with one request."))
    origin = _origin(lines, faults)
    if faults:
        return None
    return Report(
        service_code=lines["service_code"], lat=lat, long=long, address_string=lines.get("address_string"),
        address_id=lines.get("address_id"), attributes=tuple((c, tuple(v)) for c, v in given.attributes.items()),
        description=lines.get("description"), media_url=link, media=tuple(media), origin=origin,
        reporter=Reporter(**{name: lines.get(name) for name in _REPORTER}),
    )  # fmt: skip


def _position(lines: dict[str, str], faults: list[Fault]) -> tuple[float | None, float | None]:
    sides = [_degrees(lines, "lat", 90, faults), _degrees(lines, "long", 180, faults)]
    if ("lat" in lines) != ("long" in lines):
        faults.append(Fault(400, "lat and long have to be sent together."))
    if not {"lat", "long", "address_string", "address_id"} & lines.keys():
        faults.append(Fault(400, "No location was provided; expected lat and long, address_string or address_id."))
    return sides[0], sides[1]


def _degrees(lines: dict[str, str], name: str, most: int, faults: list[Fault]) -> float | None:
    text = lines.get(name)
    if text is None:
        return None
    if _DEGREES.fullmatch(text) and abs(float(text)) <= most:
        return float(text) + 0.0      # -0.0 is 0
    faults.append(Fault(400, f"{name} is {_short(text)}; expected degrees (WGS 84) between -{most} and {most}."))
    return None


def _origin(lines: dict[str, str], faults: list[Fault]) -> Origin | None:
    given = [name for name in _ORIGIN if name in lines]
    if not given:
        return None
    if len(given) < len(_ORIGIN) or not _HAND.fullmatch(lines["origin_hand"]):
        faults.append(Fault(400, "A case handed over names origin_jurisdiction, origin_request_id and origin_hand, "
                                 "which counts from 1."))
        return None
    return Origin(lines["origin_jurisdiction"], lines["origin_request_id"], int(lines["origin_hand"]))


def _short(text: str) -> str:
    shown = UNFIT.sub("\ufffd", text)
    return repr(shown if len(shown) <= 40 else shown[:40] + "…")

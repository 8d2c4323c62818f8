"""Time and place of a photo, from its Exif (CIPA DC-008). Headers alone are read: no picture is ever unpacked."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from io import BytesIO
from typing import Any

from PIL import ExifTags, Image, UnidentifiedImageError

from banyan.command.forms.photo import Shot

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 120_000_000             # the largest phones take 108 million
_TIME = re.compile(r"([0-9]{4}):([0-9]{2}):([0-9]{2}) ([0-9]{2}):([0-9]{2}):([0-9]{2})")
_OFFSET = re.compile(r"([+-])([0-9]{2}):([0-9]{2})")


class PhotoError(ValueError):
    """The bytes are no photo that can be used; the sentence says why."""


def shot(content: bytes, zone: tzinfo = UTC) -> Shot:
    """What the photo says of itself. `zone`: of times without one, as most cameras write them. Raises PhotoError."""
    exif = exif_of(content)
    try:
        inner, gps = dict(exif.get_ifd(ExifTags.IFD.Exif)), dict(exif.get_ifd(ExifTags.IFD.GPSInfo))
        outer = dict(exif)
    except Exception as broken:  # noqa: BLE001  whatever Pillow says of a stranger's bytes
        raise PhotoError(f"the photo is damaged ({type(broken).__name__})") from None
    at, local = _time(inner, outer, zone)
    utc = _gps_time(gps)
    return Shot(at=utc or at, position=_position(gps), local=utc is None and local)


def exif_of(content: bytes) -> Image.Exif:
    """The photo's Exif, empty where it has none. Raises PhotoError for bytes that are no photo."""
    exif = Image.Exif()
    try:
        with Image.open(BytesIO(content), formats=FORMATS) as image:
            points = image.width * image.height
            found = image.info.get("exif")      # not getexif(), which unpacks the picture of a PNG
        if found:
            exif.load(found)
    except UnidentifiedImageError:
        raise PhotoError("the file can't be read as a JPEG, PNG or WebP photo") from None
    except Image.DecompressionBombError:
        points = MOST_PIXELS + 1
    except Exception as broken:  # noqa: BLE001  whatever Pillow says of a stranger's bytes
        raise PhotoError(f"the photo is damaged ({type(broken).__name__})") from None
    if points > MOST_PIXELS:
        raise PhotoError(f"the photo has more than {MOST_PIXELS} points")
    return exif


def _time(inner: dict[int, Any], outer: dict[int, Any], zone: tzinfo) -> tuple[datetime | None, bool]:
    """(when it was taken, whether its zone was assumed): DateTimeOriginal, else DateTime."""
    for found, offset in (
        (inner.get(ExifTags.Base.DateTimeOriginal), inner.get(ExifTags.Base.OffsetTimeOriginal)),
        (outer.get(ExifTags.Base.DateTime), inner.get(ExifTags.Base.OffsetTime)),
    ):
        parts = _TIME.match(str(found or ""))
        if parts is None:
            continue
        told = _OFFSET.fullmatch(str(offset or "").strip("\0 "))
        try:
            at = datetime(*(int(p) for p in parts.groups()), tzinfo=_zone(told) if told else zone)  # type: ignore[arg-type, misc]  # six numbers
            return at.astimezone(UTC), told is None
        except (ValueError, OverflowError):
            continue
    return None, False


def _zone(told: re.Match[str]) -> tzinfo:
    ahead = timedelta(hours=int(told[2]), minutes=int(told[3]))
    return timezone(-ahead if told[1] == "-" else ahead)


def _gps_time(gps: dict[int, Any]) -> datetime | None:
    """The satellites' own time, which is UTC and no phone's clock."""
    day = re.match(r"([0-9]{4})[:-]([0-9]{2})[:-]([0-9]{2})", str(gps.get(ExifTags.GPS.GPSDateStamp, "")))
    try:
        hour, minute, second = (float(x) for x in gps[ExifTags.GPS.GPSTimeStamp])
        if day is None:
            return None
        begin = datetime(int(day[1]), int(day[2]), int(day[3]), tzinfo=UTC)
        return begin + timedelta(hours=int(hour), minutes=int(minute), seconds=int(second))
    except (KeyError, TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None


def _position(gps: dict[int, Any]) -> tuple[float, float] | None:
    """(longitude, latitude). 0, 0 is what cameras write that have not found themselves."""
    lat = _degrees(gps.get(ExifTags.GPS.GPSLatitude), gps.get(ExifTags.GPS.GPSLatitudeRef), "S", 90)
    lon = _degrees(gps.get(ExifTags.GPS.GPSLongitude), gps.get(ExifTags.GPS.GPSLongitudeRef), "W", 180)
    if lat is None or lon is None or (lat == 0 and lon == 0):
        return None
    return lon, lat


def _degrees(parts: Any, side: Any, negative: str, most: int) -> float | None:
    try:
        degrees, minutes, seconds = (float(p) for p in parts)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    found = degrees + minutes / 60 + seconds / 3600
    if not 0 <= found <= most:        # NaN too: a rational over 0
        return None
    return round(-found if str(side).strip("\0 ").upper() == negative else found, 7)

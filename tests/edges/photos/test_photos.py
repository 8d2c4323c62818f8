"""Photos with and without what they say of themselves."""

from contextlib import suppress
from datetime import UTC, datetime
from fractions import Fraction
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ExifTags, Image
from PIL.PngImagePlugin import PngInfo

from banyan.edges.photos import PhotoError, shot, strip

KINDS = ["JPEG", "PNG", "WEBP"]


def photo(kind="JPEG", turned=1, offset=None, gps=True, time="2026:07:24 14:05:06", secret=True):
    image = Image.new("RGB", (24, 16))
    image.putdata([(x * 9 % 256, x * 5 % 256, x * 3 % 256) for x in range(24 * 16)])
    exif = Image.Exif()
    if turned != 1:
        exif[ExifTags.Base.Orientation] = turned
    if secret:
        exif[ExifTags.Base.Model] = "SecretPhone"
    if time:
        inner = exif.get_ifd(ExifTags.IFD.Exif)
        inner[ExifTags.Base.DateTimeOriginal] = time
        if offset:
            inner[ExifTags.Base.OffsetTimeOriginal] = offset
    if gps:
        where = exif.get_ifd(ExifTags.IFD.GPSInfo)
        where[ExifTags.GPS.GPSLatitudeRef], where[ExifTags.GPS.GPSLongitudeRef] = "S", "W"
        where[ExifTags.GPS.GPSLatitude] = (26, 3, Fraction(45))
        where[ExifTags.GPS.GPSLongitude] = (119, 18, Fraction(0))
    more = {"pnginfo": PngInfo(), "comment": b"SecretComment"}
    more["pnginfo"].add_text("Author", "SecretAuthor")
    made = BytesIO()
    image.save(made, kind, exif=exif, **({"pnginfo": more["pnginfo"]} if kind == "PNG" else
                                         {"comment": more["comment"]} if kind == "JPEG" else {"xmp": b"SecretXmp"}))
    return made.getvalue()


def points(content):
    with Image.open(BytesIO(content)) as image:
        return image.tobytes()


@pytest.mark.parametrize("kind", KINDS)
def test_a_photo_tells_when_and_where_it_was_taken(kind):
    found = shot(photo(kind, offset="+08:00"))
    assert found.at == datetime(2026, 7, 24, 6, 5, 6, tzinfo=UTC)
    assert (found.position, found.local) == ((-119.3, -26.0625), False)


def test_a_time_without_a_zone_is_the_citys_and_says_so():
    found = shot(photo(gps=False), ZoneInfo("Asia/Shanghai"))
    assert (found.at, found.local, found.position) == (datetime(2026, 7, 24, 6, 5, 6, tzinfo=UTC), True, None)


def test_the_satellites_time_is_believed_before_the_phones():
    image, exif = Image.new("RGB", (2, 2)), Image.Exif()
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2020:01:01 00:00:00"
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSDateStamp], gps[ExifTags.GPS.GPSTimeStamp] = "2026:07:24", (6, 5, 6)
    made = BytesIO()
    image.save(made, "JPEG", exif=exif)
    assert shot(made.getvalue()).at == datetime(2026, 7, 24, 6, 5, 6, tzinfo=UTC)


@pytest.mark.parametrize("time", ["0000:00:00 00:00:00", "    :  :     :  :  ", "2026:13:01 00:00:00", "x", ""])
def test_a_time_that_is_none_is_not_told(time):
    assert shot(photo(time=time)).at is None


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("turned", [1, 6])
def test_a_stripped_photo_is_the_same_picture_the_same_way_up_and_says_nothing(kind, turned):
    before = photo(kind, turned=turned)
    after = strip(before)
    assert points(after) == points(before)
    found = shot(after)
    assert (found.at, found.position) == (None, None)
    assert b"Secret" in before
    assert b"Secret" not in after
    with Image.open(BytesIO(after)) as image:
        assert image.getexif().get(ExifTags.Base.Orientation, 1) == turned
        assert len(image.getexif()) <= 1
    assert strip(after) == after


def test_what_follows_the_picture_goes_too():
    assert b"Hidden" not in strip(photo() + b"Hidden in the tail")
    assert b"Hidden" not in strip(photo("PNG") + b"Hidden in the tail")
    assert b"Hidden" not in strip(photo("WEBP") + b"Hidden in the tail")


def test_a_progressive_photo_keeps_all_its_scans():
    made = BytesIO()
    Image.effect_noise((64, 64), 50).save(made, "JPEG", progressive=True, restart_marker_blocks=1)
    assert points(strip(made.getvalue())) == points(made.getvalue())


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"\xff\xd8\xff", b"RIFF\0\0\0\0WEBP", b"\x89PNG\r\n\x1a\n"])
def test_bytes_that_are_no_photo_are_refused(content):
    with pytest.raises(PhotoError):
        shot(content)
    with pytest.raises(PhotoError):
        strip(content)


@pytest.mark.filterwarnings("ignore::UserWarning")      # Pillow's own, about each odd tag
@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_a_damaged_photo_is_stripped_or_refused_and_breaks_nothing(kind, data):
    content = bytearray(photo(kind))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(content[: data.draw(st.integers(0, len(content)))])
    for read in (shot, strip):
        with suppress(PhotoError):
            read(cut)

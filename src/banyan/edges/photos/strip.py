"""The same picture without what it says of its maker: no point of it is computed anew, so nothing is lost.

Only the way up is kept. Colours stay (ICC, APP14), everything else that a file may carry beside its picture goes: Exif,
XMP, IPTC, comments, thumbnails, makers' notes, and what follows the end of the picture.
"""

import struct
import zlib
from collections.abc import Iterator

from PIL import ExifTags

from banyan.edges.photos.shot import PhotoError, exif_of

_SOS, _EOI = 0xDA, 0xD9
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT",
                       b"pHYs", b"acTL", b"fcTL", b"fdAT"})  # fmt: skip
_WEBP_KEPT = frozenset({b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})


def strip(content: bytes) -> bytes:
    """A JPEG, PNG or WebP without its metadata. Raises PhotoError for one that can't be taken apart to its end."""
    try:
        if content.startswith(b"\xff\xd8"):
            return _jpeg(content)
        if content.startswith(_PNG):
            return _png(content)
        if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
            return _webp(content)
    except (struct.error, IndexError):
        raise PhotoError("the photo ends before its picture does") from None
    raise PhotoError("only JPEG, PNG and WebP can be freed of their metadata")


def _jpeg(content: bytes) -> bytes:
    """Segments of ITU-T T.81, annex B; application segments but JFIF, ICC and Adobe's colours go, comments too."""
    kept = bytearray(b"\xff\xd8")
    turned = _way_up(content)
    if turned != 1:
        kept += _segment(0xE1, b"Exif\0\0" + _exif(turned))
    place = 2
    while True:
        if content[place] != 0xFF:
            raise PhotoError("the photo's segments don't follow one another")
        marker = content[place + 1]
        if marker == 0xFF:            # fill bytes before a marker (B.1.1.2)
            place += 1
            continue
        if marker == _EOI:
            return bytes(kept) + b"\xff\xd9"
        if marker == 0x01 or 0xD0 <= marker <= 0xD7:
            place += 2
            continue
        size = struct.unpack_from(">H", content, place + 2)[0]
        end = place + 2 + size
        if size < 2 or end > len(content):
            raise PhotoError("the photo ends before its picture does")
        data = content[place + 4 : end]
        if _keep_segment(marker, data):
            kept += content[place:end]
        place = end
        if marker == _SOS:
            scan = _end_of_scan(content, place)
            kept += content[place:scan]
            place = scan


def _keep_segment(marker: int, data: bytes) -> bool:
    if marker == 0xE0:
        return data.startswith(b"JFIF\0")         # JFXX would be a thumbnail
    if marker == 0xE2:
        return data.startswith(b"ICC_PROFILE\0")  # MPF would be more pictures
    if marker == 0xEE:
        return data.startswith(b"Adobe")
    return not (0xE0 <= marker <= 0xEF or marker == 0xFE)


def _end_of_scan(content: bytes, place: int) -> int:
    """Where the entropy-coded data end: at the next marker that is neither stuffing nor a restart."""
    while True:
        place = content.find(b"\xff", place)
        if place < 0 or place + 1 >= len(content):
            raise PhotoError("the photo ends before its picture does")
        marker = content[place + 1]
        if marker == 0 or 0xD0 <= marker <= 0xD7:
            place += 2
        elif marker == 0xFF:
            place += 1
        else:
            return place


def _segment(marker: int, data: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(data) + 2) + data


def _exif(turned: int) -> bytes:
    """A TIFF directory with one entry, Orientation."""
    return b"MM\0\x2a" + struct.pack(">IHHHIHHI", 8, 1, ExifTags.Base.Orientation, 3, 1, turned, 0, 0)


def _way_up(content: bytes) -> int:
    """Orientation 1 to 8; 1 where nothing else is told."""
    found = exif_of(content).get(ExifTags.Base.Orientation, 1)
    return found if isinstance(found, int) and 1 <= found <= 8 else 1


def _png(content: bytes) -> bytes:
    """Chunks of PNG (third edition, section 5), those that make the picture; its way up as an eXIf chunk."""
    kept = bytearray(_PNG)
    turned = _way_up(content)
    for kind, whole in _png_chunks(content):
        if kind in _PNG_KEPT:
            kept += whole
        if kind == b"IHDR" and turned != 1:
            exif = _exif(turned)
            kept += struct.pack(">I", len(exif)) + b"eXIf" + exif + struct.pack(">I", zlib.crc32(b"eXIf" + exif))
        if kind == b"IEND":
            return bytes(kept)
    raise PhotoError("the photo ends before its picture does")


def _png_chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    place = len(_PNG)
    while place < len(content):
        size = struct.unpack_from(">I", content, place)[0]
        end = place + 12 + size
        if end > len(content):
            raise PhotoError("the photo ends before its picture does")
        yield content[place + 4 : place + 8], content[place:end]
        place = end


def _webp(content: bytes) -> bytes:
    """Chunks of the RIFF container (RFC 9649, section 2); VP8X no longer promises Exif and XMP."""
    turned = _way_up(content)
    total = struct.unpack_from("<I", content, 4)[0] + 8
    if total > len(content):
        raise PhotoError("the photo ends before its picture does")
    kept, place, extended = bytearray(), 12, False
    while place + 8 <= total:
        kind = content[place : place + 4]
        size = struct.unpack_from("<I", content, place + 4)[0]
        end = place + 8 + size + size % 2
        if place + 8 + size > total:
            raise PhotoError("the photo ends before its picture does")
        whole = content[place:end]
        if kind == b"VP8X":
            extended = True
            flags = whole[8] & ~0x0C | (0x08 if turned != 1 else 0)
            kept += whole[:8] + bytes((flags,)) + whole[9:]
        elif kind in _WEBP_KEPT:
            kept += whole
        place = end
    if turned != 1 and extended:
        exif = _exif(turned)
        kept += b"EXIF" + struct.pack("<I", len(exif)) + exif + b"\0" * (len(exif) % 2)
    return b"RIFF" + struct.pack("<I", len(kept) + 4) + b"WEBP" + bytes(kept)

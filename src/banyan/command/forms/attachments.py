"""What may be attached to a case: judged by its content, never by its name or by what its sender says it is."""

from enum import StrEnum

from msgspec import Struct

from banyan.model.text import Said

MB = 1024 * 1024


class Kind(StrEnum):
    """A file's type by its first bytes."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    HEIC = "image/heic"
    GIF = "image/gif"
    PDF = "application/pdf"
    MP4 = "video/mp4"


PHOTOS = (Kind.JPEG, Kind.PNG, Kind.WEBP)
"""Kinds whose metadata can be read and taken out (edges/photos)."""


class Metadata(StrEnum):
    """What becomes of a photo's time, place and device. They are read for the check in either case."""

    KEEP = "keep"
    STRIP = "strip"


class Policy(Struct, frozen=True, forbid_unknown_fields=True):
    """Of one case type. `metadata` is about photos alone; a kind that can't be cleaned isn't allowed with `strip`."""

    kinds: tuple[Kind, ...] = PHOTOS
    most_bytes: int = 10 * MB         # of one file
    most_files: int = 5
    metadata: Metadata = Metadata.STRIP


OPEN311 = Policy()


def sniff(content: bytes) -> Kind | None:
    """The kind of a file by its signature; None for any other."""
    if content.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return Kind.WEBP
    if content.startswith((b"GIF87a", b"GIF89a")):
        return Kind.GIF
    if content.startswith(b"%PDF-"):
        return Kind.PDF
    if content[4:8] == b"ftyp":       # ISO/IEC 14496-12; the brand says what is in the box
        brand = content[8:12]
        if brand in (b"heic", b"heix", b"mif1", b"msf1"):
            return Kind.HEIC
        if brand in (b"isom", b"iso2", b"mp41", b"mp42", b"avc1", b"M4V "):
            return Kind.MP4
    return None


def judged(content: bytes, policy: Policy) -> Said | None:
    """Why one file can't be attached; None where it can."""
    if not content:
        return Said("forms.file_empty")
    if len(content) > policy.most_bytes:
        return Said("forms.file_large", {"size": _mb(len(content)), "most": _mb(policy.most_bytes)})
    kind = sniff(content)
    allowed = ", ".join(policy.kinds)
    if kind is None:
        return Said("forms.file_unknown", {"allowed": allowed})
    if kind not in policy.kinds:
        return Said("forms.file_kind", {"kind": kind.value, "allowed": allowed})
    if policy.metadata is Metadata.STRIP and kind.value.startswith("image/") and kind not in PHOTOS:
        return Said("forms.file_uncleaned", {"kind": kind.value})
    return None


def too_many(count: int, policy: Policy) -> Said | None:
    if count <= policy.most_files:
        return None
    return Said("forms.files_many", {"count": str(count), "most": str(policy.most_files)})


def _mb(size: int) -> str:
    return f"{size / MB:.1f}"

"""Files by what is in them."""

import pytest

from banyan.command.forms.attachments import MB, OPEN311, Kind, Metadata, Policy, judged, sniff, too_many
from banyan.command.forms.texts import TEXTS
from banyan.model.text import Said, render

HEIC = b"\0\0\0\x18ftypheic"


@pytest.mark.parametrize(("content", "kind"), [
    (b"\xff\xd8\xff\xe0", Kind.JPEG), (b"\x89PNG\r\n\x1a\n", Kind.PNG), (b"RIFF1234WEBP", Kind.WEBP),
    (b"GIF89a", Kind.GIF), (b"%PDF-1.7", Kind.PDF), (HEIC, Kind.HEIC), (b"\0\0\0\x18ftypisom", Kind.MP4),
    (b"MZ\x90\0", None), (b"<svg onload=", None), (b"", None), (b"RIFF1234WAVE", None), (b"\0\0\0\x18ftypqt  ", None),
])  # fmt: skip
def test_a_kind_is_told_by_the_first_bytes(content, kind):
    assert sniff(content) is kind


def said(content, policy=OPEN311):
    found = judged(content, policy)
    return found and render(found, TEXTS, "en")


def test_a_photo_within_the_limits_may_be_attached():
    assert said(b"\xff\xd8\xff" + bytes(10 * MB - 3)) is None


@pytest.mark.parametrize(("content", "why"), [
    (b"", "the file is empty"),
    (b"\xff\xd8\xff" + bytes(10 * MB), "the file has 10.0 MB; at most 10.0 MB are taken"),
    (b"%PDF-1.7", "the file's content is application/pdf; expected image/jpeg, image/png, image/webp"),
    (b"MZ", "the file's content is of no kind known here; expected image/jpeg, image/png, image/webp"),
])  # fmt: skip
def test_any_other_is_refused_with_what_is_expected(content, why):
    assert said(content) == why


def test_a_picture_that_cannot_be_cleaned_is_taken_only_where_metadata_are_kept():
    kinds = (Kind.HEIC,)
    assert said(HEIC, Policy(kinds)) == "image/heic can't be freed of its metadata, so it isn't taken here"
    assert said(HEIC, Policy(kinds, metadata=Metadata.KEEP)) is None


def test_files_are_counted():
    assert too_many(5, OPEN311) is None
    assert too_many(6, OPEN311) == Said("forms.files_many", {"count": "6", "most": "5"})

"""Photos on the server: freed of their metadata, checked against their case, deleted where nobody names them."""

import os
import time
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import ExifTags, Image

from banyan.command.forms.attachments import Metadata, Policy
from banyan.edges.photos import shot
from banyan.model.casework import Evidence, Verb
from banyan.runtime.casework.photo_round import PhotoRound
from banyan.runtime.scenario import UsageError
from tests.server.fake_cases import DRAINAGE, Town, photo

DAY_S = 86_400


def taken(day: str = "2026:07:24 00:00:00", lat: tuple[float, float, float] = (26.0, 0.0, 0.0)) -> bytes:
    """A JPEG that says when (UTC) and where it was taken: 119.6° E, and `lat`."""
    exif, out = Image.Exif(), BytesIO()
    zone = {ExifTags.Base.OffsetTimeOriginal: "+00:00"}
    exif.get_ifd(ExifTags.IFD.Exif).update({ExifTags.Base.DateTimeOriginal: day, **zone})
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({
        ExifTags.GPS.GPSLatitudeRef: "N", ExifTags.GPS.GPSLatitude: lat,
        ExifTags.GPS.GPSLongitudeRef: "E", ExifTags.GPS.GPSLongitude: (119.0, 36.0, 0.0),
    })  # fmt: skip
    Image.new("RGB", (8, 8), (10, 20, 30)).save(out, "JPEG", exif=exif)
    return out.getvalue()


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path, seeded=False)


def look(town: Town) -> list[dict[str, object]]:
    PhotoRound(town.photos, town.desk).look()
    return list(town.store.current("attachment").values())


def aged(town: Town, folder: Path, ref: str, seconds: float) -> None:
    at = time.time() - seconds
    os.utime(folder / "photos" / "waiting" / f"{ref}.json", (at, at))


def test_a_photo_is_kept_without_its_metadata_unless_the_policy_keeps_them(town):
    bare = town.photos.read(town.photos.keep(taken()))[0]
    assert shot(taken()).position == (119.6, 26.0)
    assert (shot(bare).at, shot(bare).position) == (None, None)
    whole = town.photos.read(town.photos.keep(taken(), Policy(metadata=Metadata.KEEP)))[0]
    assert whole == taken()


def test_a_photo_of_the_place_and_the_day_raises_no_doubt_and_its_place_is_forgotten(town, tmp_path):
    ref = town.photos.keep(taken())
    town.report("drain-blocked", media=(ref,))
    [about] = look(town)
    assert (about["id"], about["metadata"], about["doubts"]) == (ref, "strip", [])
    assert not list((tmp_path / "photos" / "waiting").iterdir())
    assert town.photos.keep(taken()) == ref
    look(town)
    assert [rec.kind for rec in town.store.all].count("attachment") == 1, "sent again, it isn't told again"
    assert not list((tmp_path / "photos" / "waiting").iterdir())


def test_what_the_phone_says_beside_a_photo_counts_where_the_file_says_nothing(town):
    """As screens send it: drawn anew, so without a word of its own."""
    cid = town.report("drain-blocked")
    town.move(cid, Verb.FILE)
    town.move(cid, Verb.DISPATCH)
    near, far = town.photos.keep(photo(1, 2, 3)), town.photos.keep(taken("2026:07:24 00:00:00"))
    town.move(cid, Verb.FEED_BACK, DRAINAGE, evidence=(
        Evidence("photo-before", near, town.now - timedelta(hours=30), (119.6, 26.02)),
        Evidence("photo-after", far, town.now, (119.6, 26.02)),
    ))  # fmt: skip
    told = {one["id"]: [(d["said"]["key"], d["said"]["args"]) for d in one["doubts"]] for one in look(town)}
    assert told[near] == [("forms.photo_early", {"hours": "30.0"}),
                          ("forms.photo_far", {"metres": "2224", "most": "200"})]
    assert told[far] == [], "the file's own place is believed before the phone's"


def test_a_photo_from_elsewhere_and_from_last_month_is_doubted_for_both(town):
    ref = town.photos.keep(taken("2026:06:24 00:00:00", (26.0, 6.0, 0.0)))
    cid = town.report("drain-blocked")
    town.move(cid, Verb.FILE)
    unit = f"{town.move(cid, Verb.DISPATCH).holder}-1"
    assert unit == DRAINAGE
    town.move(cid, Verb.FEED_BACK, unit, evidence=(Evidence("photo-after", ref, town.now),))
    [about] = [one for one in look(town) if one["id"] == ref]
    assert [(d["said"]["key"], d["sure"]) for d in about["doubts"]] == [
        ("forms.photo_early", True), ("forms.photo_far", True)]


def test_what_nobody_names_within_a_day_is_deleted_and_what_is_named_stays(town, tmp_path):
    named, orphan, fresh = (town.photos.keep(photo(n, n, n)) for n in (1, 2, 3))
    town.report("drain-blocked", media=(named,))
    aged(town, tmp_path, named, 2 * DAY_S)
    aged(town, tmp_path, orphan, DAY_S + 1)
    aged(town, tmp_path, fresh, DAY_S - 60)
    look(town)
    assert [town.photos.has(ref) for ref in (named, orphan, fresh)] == [True, False, True]


def test_a_photo_that_is_sent_again_has_its_day_anew(town, tmp_path):
    ref = town.photos.keep(photo(1, 1, 1))
    aged(town, tmp_path, ref, 2 * DAY_S)
    assert town.photos.keep(photo(1, 1, 1)) == ref
    look(town)
    assert town.photos.has(ref)


def test_what_is_no_whole_photo_is_refused(town):
    with pytest.raises(UsageError, match="photo"):
        town.photos.keep(taken()[:-40])

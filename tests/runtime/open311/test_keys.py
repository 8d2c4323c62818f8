"""API keys: the city keeps digests, and a revoked or ended one is as good as none."""

from datetime import UTC, datetime, timedelta

from banyan.model.ids import PrincipalId
from banyan.runtime.open311.keys import ApiKey, digest, minted, valid

NOW = datetime(2026, 7, 24, tzinfo=UTC)


def key(**more):
    return ApiKey("app", digest("bk-1"), PrincipalId("app-1"), **more)


def test_a_minted_key_is_known_by_its_digest_alone():
    made, sha256 = minted()
    assert made.startswith("bk-")
    assert len(made) == 35
    assert digest(made) == sha256
    assert minted()[0] != made


def test_a_key_is_valid_until_it_is_revoked_or_ends():
    assert valid([key()], "bk-1", NOW) == key()
    assert valid([key()], "bk-2", NOW) is None
    assert valid([key(revoked=True)], "bk-1", NOW) is None
    assert valid([key(ends_at=NOW)], "bk-1", NOW) is None
    assert valid([key(ends_at=NOW + timedelta(seconds=1))], "bk-1", NOW) is not None
    assert valid([key()], "\ud800", NOW) is None


def test_a_key_covers_the_services_it_names():
    assert key().covers("any")
    assert not key(services=("drain",)).covers("cover")

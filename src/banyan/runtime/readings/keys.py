"""Keys of sources: the data folder holds their digests, never the keys. One opens one feed's door and nothing else."""

import hmac
from functools import lru_cache
from pathlib import Path

import msgspec

from banyan.model.ports import StoreError, StoreFull
from banyan.runtime import private
from banyan.runtime.open311.keys import digest, minted

FILE = "feed-keys.json"
_decode = msgspec.json.Decoder(dict[str, str]).decode


def make_key(data: Path, feed: str) -> str:
    """A new key for a feed, in the place of its old one. It is shown once. Raises StoreError, StoreFull."""
    key, sum_ = minted()
    known = {**_known(data), feed: sum_}
    try:
        private.put(data / FILE, msgspec.json.encode(known, order="sorted"))
    except OSError as e:
        raise StoreFull(f"{data / FILE} can't be written ({e.strerror}): the feed {feed} keeps the key it had") from e
    return key


def opens(data: Path, feed: str, given: str) -> bool:
    """Whether `given` is the feed's key. Compared in constant time. Raises StoreError."""
    wanted = _known(data).get(feed, "")
    return hmac.compare_digest(wanted.encode(), digest(given).encode())


def _known(data: Path) -> dict[str, str]:
    path = data / FILE
    try:
        there = path.stat()
        return _read(path, (there.st_ino, there.st_mtime_ns, there.st_size))
    except FileNotFoundError:
        return {}
    except (OSError, msgspec.MsgspecError) as e:
        raise StoreError(f"{path} can't be read ({e}): no feed's key is taken until it is mended or taken away") from e


@lru_cache(16)
def _read(path: Path, _written: tuple[int, int, int]) -> dict[str, str]:
    """`_written` tells what was written from what was before: each delivery is asked for its key."""
    return _decode(path.read_bytes())

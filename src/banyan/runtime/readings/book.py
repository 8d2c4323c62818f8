"""The feeds of a city while it runs: those of its folder as they were at the start, and what imports remember."""

import os
import threading
from pathlib import Path

from banyan.edges.feeds.mapping import Ready
from banyan.model.things import Wrong
from banyan.runtime.folder.decode import closest
from banyan.runtime.folder.errors import FolderErrors
from banyan.runtime.readings.folder import REMEMBERED, Feeds, load_feeds


class Book:
    """Thread-safe. A mapping in the data folder that was changed holds from the next delivery on."""

    def __init__(self, folder: Path | None, data: Path) -> None:
        """Raises FolderErrors."""
        self._data, self._remembered = data, data / REMEMBERED
        self._lock = threading.Lock()
        self._declared = load_feeds(folder)
        self._stamp: tuple[tuple[str, int], ...] = ()
        self._every = self._declared

    def feeds(self) -> Feeds:
        """Raises Wrong where a remembered mapping was changed and can't be read any more."""
        with self._lock:
            stamp = _stamp(self._remembered)
            if stamp != self._stamp:
                try:
                    remembered = load_feeds(None, self._data)
                except FolderErrors as e:
                    raise Wrong(503, f"a mapping in the data folder can't be read: {e.errors[0]}",
                                "it mended, or taken away: banyan feeds check tells every mistake") from e
                self._every, self._stamp = Feeds({**remembered, **self._declared}), stamp
            return self._every

    def feed(self, name: str) -> Ready:
        """Raises Wrong 404 for a name that is none."""
        feeds = self.feeds()
        if name not in feeds:
            raise Wrong(404, f"there is no feed {name[:60]!r}",
                        f"one of {', '.join(sorted(feeds)) or 'those in feeds.toml, which declares none'}"
                        f"{closest(name, feeds)}")
        return feeds[name]


def _stamp(folder: Path) -> tuple[tuple[str, int], ...]:
    try:
        with os.scandir(folder) as there:
            return tuple(sorted((one.name, one.stat().st_mtime_ns) for one in there if one.name.endswith(".toml")))
    except (FileNotFoundError, NotADirectoryError):
        return ()

"""The client id of a city's server: its own among all that serve a city of that name, the same after a restart."""

import secrets
from pathlib import Path

from banyan.model.ports import StoreError, StoreFull
from banyan.runtime import private

FILE = "mqtt-session"


def session_of(data: Path, city: str) -> str:
    """It belongs to the data folder, in which is kept what the broker's messages became. Raises StoreError, StoreFull.
    """
    path = data / FILE
    try:
        if path.exists():
            return path.read_text(encoding="ascii").strip()
        made = f"banyan-{city}-{secrets.token_hex(4)}"
        private.put(path, made.encode())
    except UnicodeError as e:
        raise StoreError(f"{path} can't be read ({e}): take it away, and the broker's messages come under a new name"
                         ) from e
    except OSError as e:
        raise StoreFull(f"{path} can't be written ({e.strerror}): without it the broker doesn't know us again") from e
    return made

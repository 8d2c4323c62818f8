"""The secrets that hooks are signed with: in the data folder, for its owner alone, never in the city's folder."""

import secrets
import stat
from pathlib import Path

import msgspec

from banyan.model.ports import StoreFull
from banyan.runtime import private
from banyan.runtime.scenario import UsageError

FILE = "hook-secrets.json"
_LEAST = 16          # characters: shorter ones can be tried out


def secrets_of(data: Path) -> dict[str, bytes]:
    """Hook → secret. Raises UsageError for a file that others may read, or that can't be understood."""
    path = data / FILE
    try:
        mode = path.stat().st_mode
        found = msgspec.json.decode(path.read_bytes(), type=dict[str, str])
    except FileNotFoundError:
        return {}
    except (OSError, msgspec.MsgspecError) as error:
        raise UsageError(f"{path} can't be understood ({error}); expected hook and secret by name: banyan hooks secret "
                         "writes it") from None
    if stat.S_IMODE(mode) & 0o077:
        raise UsageError(f"{path} may be read by others than its owner: chmod 600 it, and give every hook a new secret")
    return {name: secret.encode() for name, secret in found.items()}


def minted() -> str:
    return secrets.token_urlsafe(32)


def keep_secret(data: Path, name: str, secret: str) -> None:
    """Raises UsageError for one that is too short, StoreFull."""
    if len(secret) < _LEAST or not secret.isprintable():
        raise UsageError(f"the secret has {len(secret)} characters; at least {_LEAST} printable ones were expected")
    kept = {hook: one.decode() for hook, one in secrets_of(data).items()} | {name: secret}
    path = data / FILE
    try:
        private.put(path, msgspec.json.encode(kept, order="deterministic"))
    except OSError as error:
        raise StoreFull(f"{path} can't be written ({error.strerror}): give the data folder of a city") from error

"""Where the checkout keeps what it makes for itself (`.banyan/`), and what its set-up lets in from outside."""

import hashlib
import os
import platform
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".banyan"
PAGE = ROOT / "src" / "banyan" / "page"      # built by hatch_build.py, in no commit
SKIPPED_FOLDERS = {"__pycache__", "node_modules"}

# Of pip's settings only those that say how to reach packages and where to cache them are let through: a target, user,
# prefix or constraint setting meant for somebody else's work would put the packages elsewhere or change the lock.
PIP_SETTINGS = {
    "PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_NO_INDEX", "PIP_CERT", "PIP_CLIENT_CERT",
    "PIP_TRUSTED_HOST", "PIP_PROXY", "PIP_TIMEOUT", "PIP_DEFAULT_TIMEOUT", "PIP_RETRIES", "PIP_KEYRING_PROVIDER",
    "PIP_CACHE_DIR", "PIP_NO_CACHE_DIR", "PIP_CONFIG_FILE", "PIP_USE_FEATURE", "PIP_USE_DEPRECATED",
}
OTHER_PYTHONS = {"PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "PYTHONUSERBASE", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__"}
# Images of containers set it; then each of the thousands of processes of a test run compiles all that it imports again.
UNCOMPILED = {"PYTHONDONTWRITEBYTECODE"}


class SetupError(Exception):
    """The set-up can't go on; the message is one sentence for whoever started it."""


def environment() -> dict[str, str]:
    """The caller's variables without those that would lead Python or pip to other places than this checkout's own, or
    keep Python from keeping what it has compiled.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in OTHER_PYTHONS | UNCOMPILED and (not name.startswith("PIP_") or name in PIP_SETTINGS)
    }
    kept |= {"PYTHONNOUSERSITE": "1", "PYTHONSAFEPATH": "1"}
    kept |= {"PIP_USER": "0", "PIP_REQUIRE_VIRTUALENV": "0", "PIP_NO_INPUT": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    # Node.js trusts only its own list unless told to ask the machine's, which pip and git go by.
    return {"NODE_USE_SYSTEM_CA": "1"} | kept | caches(kept)


def caches(variables: dict[str, str]) -> dict[str, str]:
    """Cache folders under .banyan for pip and npm where the user's own can't be written (read-only or missing home)."""
    base = Path(variables.get("XDG_CACHE_HOME") or Path(variables.get("HOME") or "/dev/null", ".cache"))
    try:
        base.mkdir(parents=True, exist_ok=True)
        if os.access(base, os.W_OK):
            return {}
    except OSError:
        pass  # then it is ours that are used, as where it can be seen but not written
    places = {"PIP_CACHE_DIR": HOME / "cache" / "pip", "npm_config_cache": HOME / "cache" / "npm"}
    return {name: str(place) for name, place in places.items() if name not in variables}


def python_of(environment_folder: Path) -> Path:
    return environment_folder / "bin" / "python"


def interpreter() -> str:
    """What an environment made by this interpreter depends on, beside its lock."""
    return f"{sys.version}|{sys.base_prefix}|{platform.system()}|{platform.machine()}"


def files_under(*places: Path) -> Iterator[Path]:
    """Every file at or below `places`, in a fixed order, leaving out what is made rather than written."""
    for place in places:
        if place.is_file():
            yield place
        for folder, folders, names in os.walk(place):
            folders[:] = sorted(n for n in folders if n not in SKIPPED_FOLDERS and Path(folder, n) != PAGE)
            yield from (Path(folder, name) for name in sorted(names) if not name.endswith(".pyc"))


def digest(*parts: str | Path) -> str:
    """SHA-256 over texts and over the names and contents of files (folders: all below)."""
    total = hashlib.sha256()
    for part in parts:
        if isinstance(part, str):
            total.update(f"text {part}\0".encode())
            continue
        for path in files_under(part):
            content = path.read_bytes()
            total.update(f"file {path.relative_to(ROOT)} {len(content)}\0".encode() + content)
    return total.hexdigest()

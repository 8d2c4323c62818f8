"""The machine's own file of doors: which channel leaves how. It holds passwords, so only its owner may read it.

    [doors.duty-phone]
    urls = ["mailto://..."]      # whatever apprise knows

    [doors.gateway]
    file = "notices.ndjson"      # beside this file; or a FIFO

    [doors.reporters-sms]        # reaches reporters alone, each at their own number
    file = "sms.ndjson"
    contact = "phone"            # or email; an address of urls says it by {phone} or {email} in it
"""

import stat
import tomllib
from pathlib import Path

import msgspec
from msgspec import Struct

from banyan.runtime.notices.door import CONTACTS, AppriseDoor, Door, FileDoor
from banyan.runtime.scenario import UsageError

_EXPECTED = "expected [doors.CHANNEL] tables with urls or file (docs/notices.md)"
_LARGEST = 1_000_000     # bytes


class DoorShape(Struct, frozen=True, forbid_unknown_fields=True):
    urls: tuple[str, ...] = ()
    file: str | None = None
    contact: str = ""


class DoorsShape(Struct, frozen=True, forbid_unknown_fields=True):
    doors: dict[str, DoorShape] = {}


def open_doors(path: Path) -> dict[str, Door]:
    """Every door that the file declares. Raises UsageError, without a word of what is secret in it."""
    shapes = _read(path)
    opened: dict[str, Door] = {}
    for name, shape in sorted(shapes.doors.items()):
        if bool(shape.urls) == (shape.file is not None):
            what = "both urls and file" if shape.urls else "neither urls nor file"
            raise UsageError(f"{path}, doors.{name}: found {what}; expected one of them")
        if shape.contact and (shape.contact not in CONTACTS or shape.urls):
            raise UsageError(f"{path}, doors.{name}: contact goes with a file and is one of {', '.join(CONTACTS)}; an "
                             "address of urls has {phone} or {email} in it")
        try:
            opened[name] = (AppriseDoor(name, shape.urls) if shape.urls
                            else FileDoor(path.parent / (shape.file or ""), shape.contact))
        except ValueError as error:
            raise UsageError(f"{path}: {error}; {_EXPECTED}") from None
    return opened


def _read(path: Path) -> DoorsShape:
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode) or about.st_size > _LARGEST:
            raise UsageError(f"{path}: no file of less than {_LARGEST / 1e6:.0f} MB; {_EXPECTED}")
        if about.st_mode & (stat.S_IRGRP | stat.S_IROTH | stat.S_IWGRP | stat.S_IWOTH):
            raise UsageError(f"{path} may be read by others, and holds addresses with passwords: chmod 600 {path}")
        return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), DoorsShape)
    except OSError as error:
        raise UsageError(f"{path} can't be read ({error.strerror}); {_EXPECTED}") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError):
        raise UsageError(f"{path} is no TOML in UTF-8; {_EXPECTED}") from None
    except msgspec.ValidationError as error:
        raise UsageError(f"{path}: {error}; {_EXPECTED}") from None

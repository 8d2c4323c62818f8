"""What a user can cause, said in one sentence. Anything else is our defect and keeps its traceback."""

import errno

import click

from banyan.edges.ledger import LedgerError
from banyan.edges.releases import ReleaseError
from banyan.edges.sheets import SheetError
from banyan.edges.tables import TableError
from banyan.model.authority import Refused
from banyan.model.ports import StoreError, StoreFull
from banyan.runtime.folder.calendars import NoSuchCalendar
from banyan.runtime.folder.errors import FolderErrors
from banyan.runtime.folder.places import NoSuchCity
from banyan.runtime.scenario import UsageError
from banyan.server.serve import PortTaken
from banyan.twin.swmm.client import PlantDied, PlantRefused
from banyan.twin.swmm.engine import EngineError
from banyan.twin.swmm.faults import FaultError
from banyan.twin.swmm.network import NetworkError
from banyan.twin.swmm.spec import SpecError

KNOWN = (
    UsageError, StoreError, StoreFull, FolderErrors, NoSuchCity, NoSuchCalendar, TableError, NetworkError, FaultError,
    SpecError, EngineError, PlantDied, PlantRefused, PortTaken, Refused, LedgerError, ReleaseError, SheetError,
)  # fmt: skip


# What the machine refuses, whichever file it was: the operator can do something about it, a traceback can't.
MACHINE = frozenset({
    errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.EMFILE, errno.ENFILE,
    errno.ENOMEM, errno.EIO,
})  # fmt: skip


def of_machine(error: OSError) -> str:
    """One sentence for an error among MACHINE."""
    where = f"{error.filename}: " if error.filename else ""
    return f"{where}{error.strerror}: check free space, limits and rights on this machine, and start again"


def sentence(error: Exception) -> str:
    """One sentence; a broken folder's list of errors goes to stderr line by line before it."""
    if isinstance(error, FolderErrors):
        for line in error.errors:
            click.echo(f"  {line}", err=True)
        return f"{len(error.errors)} errors in the city folder: nothing was started"
    return str(error)

"""What a user can cause, said in one sentence. Anything else is our defect and keeps its traceback."""

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


def known(error: Exception) -> str | None:
    """One sentence for what a user can cause; None for a defect of ours."""
    return sentence(error) if isinstance(error, KNOWN) else None


def sentence(error: Exception) -> str:
    """One sentence; a broken folder's list of errors goes to stderr line by line before it."""
    if isinstance(error, FolderErrors):
        for line in error.errors:
            click.echo(f"  {line}", err=True)
        return f"{len(error.errors)} errors in the city folder: nothing was started"
    return str(error)

"""What a user can cause, said in one sentence. Anything else is our defect and keeps its traceback."""

import sys

import click

from banyan.model.things import Wrong
from banyan.runtime.folder.errors import FolderErrors

# Module -> its errors. By name: a part that wasn't loaded has raised nothing, and to load all of them takes a second.
KNOWN = {
    "banyan.edges.feeds.documents": ("FormatError",), "banyan.edges.ledger": ("LedgerError",),
    "banyan.edges.releases": ("ReleaseError",), "banyan.edges.sheets": ("SheetError",),
    "banyan.edges.tables": ("TableError",), "banyan.model.authority": ("Refused",),
    "banyan.model.ports": ("StoreError", "StoreFull"), "banyan.model.things": ("Wrong",),
    "banyan.runtime.desk": ("Busy",), "banyan.runtime.folder.calendars": ("NoSuchCalendar",),
    "banyan.runtime.folder.errors": ("FolderErrors",), "banyan.runtime.folder.places": ("NoSuchCity",),
    "banyan.runtime.scenario": ("UsageError",), "banyan.server.serve": ("PortTaken",),
    "banyan.twin.swmm.client": ("PlantDied", "PlantRefused"), "banyan.twin.swmm.engine": ("EngineError",),
    "banyan.twin.swmm.faults": ("FaultError",), "banyan.twin.swmm.network": ("NetworkError",),
    "banyan.twin.swmm.spec": ("SpecError",),
}  # fmt: skip


def known(error: Exception) -> str | None:
    """One sentence for what a user can cause; None for a defect of ours."""
    return sentence(error) if isinstance(error, loaded()) else None


def loaded() -> tuple[type[Exception], ...]:
    """Those of KNOWN whose module is there: no other can have been raised."""
    return tuple(getattr(sys.modules[module], name) for module, names in KNOWN.items() if module in sys.modules
                 for name in names)


def sentence(error: Exception) -> str:
    """One sentence; a broken folder's list of errors goes to stderr line by line before it."""
    if isinstance(error, FolderErrors):
        for line in error.errors:
            click.echo(f"  {line}", err=True)
        return f"{len(error.errors)} errors in the city folder: nothing was started"
    if isinstance(error, Wrong) and error.expected is not None:
        return f"{error}; expected {error.expected}"
    return str(error)

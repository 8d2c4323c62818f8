"""Commands that change a journal, carried out by whoever owns its folder: this process, or the city that is served."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, Protocol, TypeVar

from banyan.cli.teller import Near, Teller
from banyan.model.casework import Actor
from banyan.model.ids import PrincipalId
from banyan.runtime.imports.books import Book
from banyan.runtime.owner_key import is_served
from banyan.runtime.projects import office as offices
from banyan.runtime.projects.office import Office

if TYPE_CHECKING:      # of casework and of what keeps reporters, projects need nothing: it is 150 MiB
    from banyan.runtime.casework.office import CaseOffice
    from banyan.runtime.contacts import Contacts

A = TypeVar("A")

# Errand → the file that has it and its name there; imported when it is called, as commands are (main.py).
FILES = {
    "bulletin-release": ("bulletin", "RELEASE"), "cases-import": ("cases_import", "IMPORT"),
    "cases-undo-import": ("cases_import", "UNDO"), "projects-fix": ("projects_change", "FIX"),
    "projects-import": ("projects", "IMPORT"), "projects-merge": ("projects_change", "MERGE"),
    "projects-undo-import": ("projects_change", "UNDO"), "projects-unmerge": ("projects_change", "UNMERGE"),
}  # fmt: skip


class Casework(NamedTuple):
    """The case office with the one who acts there."""

    office: "CaseOffice"
    by: Actor
    contacts: "Contacts"


class Place(Protocol):
    """A data folder's offices, for one who acts there."""

    def reading(self) -> AbstractContextManager[Office]: ...
    def writing(self, begin: bool = False) -> AbstractContextManager[Office]:
        """Alone with the programme office. `begin`: also where there is no journal yet."""
        ...

    def cases(self) -> AbstractContextManager[Casework]:
        """Raises UsageError where the city has no casework."""
        ...


class Errand(NamedTuple, Generic[A]):
    """`ask`: what it is asked with; `do` gives the exit code."""

    name: str
    ask: type[A]
    do: Callable[[Place, A, Sequence[Book], Teller], int]


class Folder(NamedTuple):
    """A folder that no city is served from: this process takes its lock."""

    data: Path
    principal: str | None
    city: Path | None
    tell: Callable[[str], None]

    def reading(self) -> AbstractContextManager[Office]:
        return offices.reading(self.data, self.principal)

    def writing(self, begin: bool = False) -> AbstractContextManager[Office]:
        return offices.writing(self.data, self.principal, self.city if begin else None, self.tell, begin)

    @contextmanager
    def cases(self) -> Iterator[Casework]:
        from banyan.runtime.casework.begun import offline
        from banyan.runtime.contacts import Contacts
        from banyan.runtime.declarations import owner

        with offline(self.data, self.city, self.tell) as opened:
            office = opened.desk.office
            who = PrincipalId(self.principal) if self.principal else owner(opened.city)
            yield Casework(office, office.actor(who), Contacts(self.data))


def errand(name: str) -> Errand[Any]:
    """Raises KeyError."""
    file, constant = FILES[name]
    found: Errand[Any] = getattr(import_module(f"banyan.cli.{file}"), constant)
    return found


def carry_out(
    wanted: Errand[A], ask: A, data: Path, principal: str | None, city: Path | None = None,
    books: Sequence[Book] = (), json_file: Path | None = None,
) -> None:  # fmt: skip
    """Do it, here or by the city that is served from the folder, and leave with its exit code.

    Raises what the errand raises; of a city that is served UsageError with the same sentence.
    """
    near = Near(json_file)
    if is_served(data):
        from banyan.cli.errands_far import send  # what sends is only loaded where there is somebody to send to

        code = send(wanted.name, ask, data, principal, city, books, near)
    else:
        code = wanted.do(Folder(data, principal, city, near.tell), ask, books, near)
    if code:
        sys.exit(code)

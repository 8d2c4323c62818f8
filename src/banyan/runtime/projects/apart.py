"""Two that look like one and are two: somebody has said so, and they are not shown as a pair again."""

from msgspec import Struct, convert

from banyan.model.ids import ProjectId
from banyan.model.ports import Store
from banyan.packs.projects.merged import by_number
from banyan.runtime.projects import state
from banyan.runtime.projects.office import Office
from banyan.runtime.projects.records import told
from banyan.runtime.scenario import UsageError

KIND = "project-apart"


class Apart(Struct, frozen=True):
    """`id`: both ids, the smaller first."""

    id: str
    a: ProjectId
    b: ProjectId


def pair(a: str, b: str) -> tuple[str, str]:
    first, second = sorted((a, b), key=by_number)
    return first, second


def kept_apart(store: Store) -> list[Apart]:
    """In the order in which they were decided."""
    return [convert(body, Apart) for body in store.current(KIND).values()]


def keep_apart(office: Office, a: str, b: str) -> None:
    """Raises Refused; UsageError where one of them doesn't stand, or they are one already."""
    office.may("projects.merge")
    standing = {p.id for p in state.standing(office.store)}
    for pid in (a, b):
        if pid not in standing:
            raise UsageError(f"{pid}: no project stands under that id; it was merged, withdrawn or undone meanwhile")
    if a == b:
        raise UsageError(f"{a} is one project; two were expected")
    first, second = pair(a, b)
    body = Apart(f"{first}+{second}", ProjectId(first), ProjectId(second))
    now, n = office.now(), office.store.position() + 1
    office.append([told(KIND, body, now, str(office.who), n, ("of", first), ("of", second))])

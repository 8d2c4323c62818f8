"""Leave to print: which figures of an edition's bulletin are released, by whom, each for the value it had then.

One record a decision, with all that is released from then on, so that the last one tells it whole. A figure whose value
has changed since is not released: a correction has to be released again.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct, convert

from banyan.model.ids import RecordId
from banyan.model.ports import Store
from banyan.model.record import record
from banyan.packs.projects.bulletin_figures import Number
from banyan.runtime.projects.office import Office

KIND, ACTION = "figure-release", "figures.release"


class Release(Struct, frozen=True):
    """`id`: the edition. `figures`: name → the value that may be printed. `changed`: names that this record changed."""

    id: str
    figures: dict[str, str]
    changed: tuple[str, ...] = ()


def released(store: Store, edition: str) -> Mapping[str, str]:
    """What may be printed now."""
    body = store.current(KIND).get(edition)
    return {} if body is None else convert(body, Release).figures


def release(office: Office, edition: str, numbers: Sequence[Number], withdraw: bool = False) -> tuple[str, ...]:
    """Release figures with the values they have, or take their release back; the names that changed.

    Raises Refused where the one who acts may not.
    """
    office.may(ACTION)
    before = dict(released(office.store, edition))
    after = dict(before)
    for number in numbers:
        if withdraw:
            after.pop(number.id, None)
        else:
            after[number.id] = number.value
    changed = tuple(sorted(name for name in {*before, *after} if before.get(name) != after.get(name)))
    if changed:
        n = office.store.position() + 1
        body = Release(edition, dict(sorted(after.items())), changed)
        rid = RecordId(f"{KIND}/{edition}@{n}")
        office.append([record(KIND, rid, office.now(), str(office.who), body)])
    return changed

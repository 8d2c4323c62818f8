"""After photos came: those that a case names are checked against it, those that nobody names are deleted."""

from msgspec import Struct

from banyan.command.forms.attachments import Metadata
from banyan.command.forms.photo import Doubt, Shot, doubts
from banyan.model.casework import Case
from banyan.model.ids import CaseId
from banyan.model.record import record
from banyan.model.time import Instant
from banyan.runtime.casework.looking import CaseDesk
from banyan.runtime.casework.photos import Photos, Waiting
from banyan.runtime.casework.register import evidence_of

DAY_S = 86_400.0
KIND = "attachment"


class Attachment(Struct, frozen=True):
    """The record of one photo. Its time and place aren't in it: they are the photographer's, where policy strips."""

    id: str                           # its name (photos.py)
    kind: str
    bytes: int
    metadata: Metadata
    doubts: tuple[Doubt, ...] = ()


class PhotoRound:
    """Called again and again (CaseTimer). A stop at any moment leaves a photo checked, or waiting to be."""

    def __init__(self, photos: Photos, desk: CaseDesk) -> None:
        self._photos, self._office, self._store = photos, desk.office, desk.store

    def look(self) -> None:
        """Raises StoreError, StoreFull: the record comes first, so nothing is forgotten before it was checked."""
        for one in self._photos.waiting():
            cid = self._office.register.of_photo(one.ref)
            if cid is not None:
                self._check(one, cid)
            elif one.age_s >= DAY_S:
                self._photos.drop(one.ref, DAY_S)

    def _check(self, one: Waiting, cid: CaseId) -> None:
        case = self._office.register.get(cid)
        checked = bool(self._store.bodies(KIND, [one.ref]))      # sent again, or stopped before it was told here
        if case is not None and not checked and self._photos.has(one.ref):
            now = self._office.now()
            found = doubts(completed(one.shot, case, one.ref), came_at(case, one.ref, now), case.place.position)
            content, kind = self._photos.read(one.ref)
            about = Attachment(one.ref, kind, len(content), one.metadata, found)
            self._office.note([record(KIND, f"{KIND}/{one.ref}", now, "system", about, ("about", cid))])
        self._photos.named(one.ref)


def completed(shot: Shot, case: Case, ref: str) -> Shot:
    """With what the phone said beside it, where the file says nothing: screens draw photos anew before they go."""
    shown = next((e for e in evidence_of(case) if e.ref == ref), None)
    if shown is None:
        return shot
    return Shot(shot.at or shown.at, shot.position or shown.position, shot.local)


def came_at(case: Case, ref: str, now: Instant) -> Instant:
    """With its report; evidence by the round that finds it, just after its move."""
    return next((report.at for report in case.reports if ref in report.media), now)

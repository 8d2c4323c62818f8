"""What people ask of a served city that doesn't run: one tick of the same loop, under the folder's lock."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from banyan.model.authority import Refused
from banyan.model.city import City
from banyan.model.ids import PrincipalId
from banyan.model.intent import Action, Intent
from banyan.model.messages import DESK
from banyan.model.observation import Message
from banyan.model.ports import StoreError
from banyan.model.time import EPOCH, floor
from banyan.runtime import mode
from banyan.runtime.data_folder import DataFolder, has_begun, has_journal, open_reader
from banyan.runtime.declarations import owner
from banyan.runtime.inbox import intent_line
from banyan.runtime.remembered import remember
from banyan.runtime.scenario import UsageError
from banyan.stores.lock import FolderLock

DECIDED_LIVE = (Action.APPROVE, Action.REFUSE, Action.PROPOSE)    # a proposal expires by city time, which stands still


def runs(data: Path) -> bool:
    """Whether a process owns the data folder now."""
    if not has_journal(data):
        return False
    try:
        FolderLock(data).release()
    except StoreError:
        return True
    return False


def folder_of(data: Path) -> Path:
    """The city's folder as the journal remembers it. Raises UsageError where it can't be known, StoreError."""
    if not has_begun(data):
        raise UsageError(f"no city runs on {data}: start it with banyan serve or demo, or name its --data")
    with open_reader(data) as store:
        folder = mode.folder_of(store)
        if mode.DEMO in store.current("declaration"):
            raise UsageError(f"the demo on {data} doesn't run, and its storm stands still: go on with banyan demo "
                             f"--resume --data {data}, and ask then")
    if folder is None:
        raise UsageError(f"no city runs on {data}, and its journal doesn't say where its folder is: give --city")
    return folder


def act(
    data: Path, city: City, principal: PrincipalId | None, rid: str, action: Action, target: str, args: dict[str, str]
) -> tuple[PrincipalId, dict[str, Any]]:
    """Let the city hear an intent in the tick after its last one; returns who asked and the record's body.

    The next start goes on from there, so what was asked is obeyed before anything else happens. Raises Refused,
    UsageError, StoreError.
    """
    if action in DECIDED_LIVE:
        raise Refused(f"the city doesn't run, and {target} was about water of then: start it, and decide on what it "
                      "proposes now")
    who = principal or owner(city)
    intent = Intent(rid, who, action, target, args)
    folder = DataFolder(data, city.id)
    try:
        brain = remember(city, folder.store, EPOCH, _refuse)     # it has begun: EPOCH is not used
        told = brain.tick(floor(brain.now, city.tick) + city.tick, [Message(DESK, intent_line(intent))], awaited=True)
        brain.rest()
        if why := told.step.answers.get(intent.id, ""):
            raise Refused(why)
        return who, next(r.body for r in told.step.records if r.kind == "intent")
    finally:
        folder.close()


_refuse: Callable[[list[str]], bool] = lambda _changed: False  # noqa: E731  a change is accepted at a start, by --yes

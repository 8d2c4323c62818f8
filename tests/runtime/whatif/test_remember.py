"""The city's memory at a moment is what it was then, from a snapshot or from the beginning, and nothing is written."""

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from banyan.runtime import mode
from banyan.runtime.brain import Brain
from banyan.runtime.data_folder import DataFolder, open_reader
from banyan.runtime.declarations import declaration, declarations
from banyan.runtime.folder.digest import digest
from banyan.runtime.loop import State
from banyan.runtime.prepared import prepare
from banyan.runtime.scenario import UsageError
from banyan.runtime.whatif.remember import moment_of, remember
from banyan.runtime.whatif.subject import subject
from tests.runtime.conftest import T0, at, line
from tests.runtime.whatif.conftest import Lived


def plain(state: State) -> object:
    """What a snapshot of it holds."""
    return msgspec.msgpack.decode(msgspec.msgpack.encode(state))


def test_now_is_what_the_running_brain_remembered(lived: Lived) -> None:
    with open_reader(lived.data) as store:
        of = subject(lived.data, store, None)
        found = remember(of.ready(), store, moment_of(store, "live"))
    assert (found.at, plain(found.state)) == (lived.now, msgspec.msgpack.decode(lived.memory))
    assert found.city.advisory is False


@pytest.mark.parametrize("minute", [1, 29, 31, 44])
def test_earlier_moments_are_gone_through_again_tick_by_tick(lived: Lived, minute: int) -> None:
    """A second brain, fed with the same journal up to there, is the reference."""
    then = lived.scenario.spec.start + timedelta(minutes=minute)
    with open_reader(lived.data) as store:
        of = subject(lived.data, store, None)
        reference = Brain(of.ready(), _Until(store, then), lived.scenario.spec.start)  # type: ignore[arg-type]  # a view
        reference.resume()
        found = remember(of.ready(), store, then)
    assert (found.at, plain(found.state)) == (reference.now, plain(reference.state))


class _Until:
    """A journal that ends at a moment and has no snapshot."""

    def __init__(self, store, then):  # type: ignore[no-untyped-def]  # of the test alone
        self.store, self.then = store, then

    def snapshot(self) -> None:
        return None

    def units(self, after: int = 0):  # type: ignore[no-untyped-def]  # as above
        return (unit for unit in self.store.units(after) if unit.last_tick <= self.then)

    def records_of_units(self, after: int):  # type: ignore[no-untyped-def]  # as above
        return self.store.records_of_units(after)


def test_a_record_is_a_moment_by_its_id_or_by_its_entitys(lived: Lived) -> None:
    with open_reader(lived.data) as store:
        alert = next(rec for _, rec in store.records(kind="alert"))
        assert moment_of(store, str(alert.id)) == alert.at
        newest = store.of_entity(str(alert.body["id"]))[-1]
        assert moment_of(store, str(alert.body["id"])) == newest.at
        with pytest.raises(UsageError, match="--from P-9999: no record of the journal has that id; live, or an id"):
            moment_of(store, "P-9999")


def test_before_the_first_tick_there_is_nothing_to_remember(lived: Lived) -> None:
    with open_reader(lived.data) as store:
        ready = subject(lived.data, store, None).ready()
        with pytest.raises(UsageError, match="lies before the journal's first tick: choose a later record"):
            remember(ready, store, lived.scenario.spec.start - timedelta(seconds=1))


def test_the_mode_of_then_is_told_and_a_changed_folder_is_no_past_to_go_through(bay, tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "d", bay.id)
    brain = Brain(prepare(bay), folder.store, T0)
    brain.declare(declarations(bay, digest(bay), T0))
    mode.switch(brain, True, "no-actuators")
    for n in (1, 2):
        brain.tick(at(60 * n), [line("east-lake.level", n, at(60 * n), 1.2)])
    mode.switch(brain, False, "actuators")
    brain.tick(at(180), [line("east-lake.level", 3, at(180), 1.3)])
    brain.rest()
    whole = plain(brain.state)
    assert remember(prepare(bay), folder.store, at(60)).city.advisory is True
    now = remember(prepare(bay), folder.store, at(180))
    assert (now.city.advisory, plain(now.state)) == (False, whole)
    told = declaration("rule", "new-rule", {"id": "new-rule"}, at(180))
    brain.change([told], brain.state)
    brain.tick(at(240), [line("east-lake.level", 4, at(240), 1.3)])
    assert plain(remember(prepare(bay), folder.store, at(240)).state) == plain(brain.state)     # from its snapshot
    brain.rest()
    with pytest.raises(UsageError, match=r"the city's folder was changed at .* choose a moment after that"):
        remember(prepare(bay), _WithoutSnapshot(folder.store), at(240))  # type: ignore[arg-type]  # a view of it
    folder.close()


class _WithoutSnapshot:
    def __init__(self, store):  # type: ignore[no-untyped-def]  # of the test alone
        self.store = store

    def snapshot(self) -> None:
        return None

    def __getattr__(self, name: str):  # type: ignore[no-untyped-def]  # as above
        return getattr(self.store, name)

"""serve: a changed folder is shown and accepted or refused, never merged; a recorded feed has its own time."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from banyan.model.city import City
from banyan.model.ports import StoreError
from banyan.model.time import floor
from banyan.runtime.replay import Replay
from banyan.runtime.scenario import UsageError
from banyan.runtime.serving import Serving
from tests.runtime.conftest import T0, at, line


class Asked:
    """Whether a change may be; keeps what was shown."""

    def __init__(self, yes: bool) -> None:
        self.yes, self.shown = yes, [""]

    def __call__(self, changed: list[str]) -> bool:
        self.shown = changed
        return self.yes


def feed(path: Path, first: int, last: int) -> Path:
    path.write_bytes(b"\n".join(line("sea.tide", n, at(60 * n), 1 + 0.01 * n).data for n in range(first, last)))
    return path


def serve(city: City, data: Path, replay: Path, accept: Any = None, crash: bool = False) -> int:
    """Go through a feed; returns the number of records. `crash`: without the snapshot of a proper stop."""
    with Serving(city, {}, data, replay, accept or Asked(False)) as serving:
        if crash:
            serving.running.brain.rest = lambda: None  # type: ignore[method-assign]  # as if killed before it
        serving.running.run()
        return serving.folder.store.sequence()


def changed(city: City) -> City:
    """One rule with another limit."""
    first, *others = city.rules
    limits = (replace(first.limits[0], raise_at=first.limits[0].raise_at + 0.01), *first.limits[1:])
    return replace(city, rules=(replace(first, limits=limits), *others))


def test_a_changed_folder_is_shown_and_refused_without_leave(bay: City, tmp_path: Path) -> None:
    serve(bay, tmp_path / "d", feed(tmp_path / "a", 0, 5))
    asked = Asked(False)
    with pytest.raises(UsageError, match="differs from what the journal declares; accept it with --yes"):
        serve(changed(bay), tmp_path / "d", feed(tmp_path / "b", 5, 9), asked)
    assert asked.shown == ["city/banyan-bay", f"rule/{bay.rules[0].id}"]
    assert serve(bay, tmp_path / "d", feed(tmp_path / "b", 5, 9), asked) > 0      # as it was: still good


def test_an_accepted_change_is_declared_and_asked_about_once(bay: City, tmp_path: Path) -> None:
    before = serve(bay, tmp_path / "d", feed(tmp_path / "a", 0, 5))
    assert serve(changed(bay), tmp_path / "d", feed(tmp_path / "b", 5, 9), Asked(True)) == before + 2
    never = Asked(False)
    serve(changed(bay), tmp_path / "d", feed(tmp_path / "c", 9, 12), never)
    assert never.shown == [""]


def test_after_a_crash_a_changed_folder_is_refused_whoever_says_yes(bay: City, tmp_path: Path) -> None:
    serve(bay, tmp_path / "d", feed(tmp_path / "a", 0, 30), crash=True)
    with pytest.raises(StoreError, match="the city folder was changed after a crash"):
        serve(changed(bay), tmp_path / "d", feed(tmp_path / "b", 30, 34), Asked(True))
    serve(bay, tmp_path / "d", feed(tmp_path / "b", 30, 34))
    assert serve(changed(bay), tmp_path / "d", feed(tmp_path / "c", 34, 37), Asked(True)) > 0


def test_a_stream_that_is_gone_from_the_folder_is_refused(bay: City, tmp_path: Path) -> None:
    serve(bay, tmp_path / "d", feed(tmp_path / "a", 0, 5))
    less = replace(bay, streams=tuple(s for s in bay.streams if s.id != "rain-1.rain"))
    with pytest.raises(UsageError, match=r"no longer declares the stream rain-1\.rain"):
        serve(less, tmp_path / "d", feed(tmp_path / "b", 5, 9), Asked(True))


def test_streams_in_another_order_are_counted_as_the_journal_counts_them(bay: City, tmp_path: Path) -> None:
    serve(bay, tmp_path / "d", feed(tmp_path / "a", 0, 5))
    turned = replace(bay, streams=tuple(reversed(bay.streams)))
    with Serving(turned, {}, tmp_path / "d", feed(tmp_path / "b", 5, 9), Asked(True)) as serving:
        serving.running.run()
        found = serving.running.series("sea.tide", T0, at(539), 9)
    assert found.low == [round(1 + 0.01 * n, 2) for n in range(9)]


def test_lines_come_at_their_own_time_and_those_without_come_with_the_line_before(tmp_path: Path) -> None:
    lines = [
        line("sea.tide", 1, at(60), 1).data, b"nonsense", line("sea.tide", 0, at(0), 1).data, b"",
        json.dumps({"forecast": "F", "issued_at": at(120).isoformat()}).encode(),
    ]  # fmt: skip
    (tmp_path / "feed").write_bytes(b"before any time\n" + b"\n".join(lines))
    replay = Replay(tmp_path / "feed")
    assert (replay.begin, replay.end) == (at(60), at(120))
    assert replay.advance(at(59), ()) == []
    assert replay.advance(at(60), ()) == lines[:3]       # an older time is late: it comes when it came
    assert replay.advance(at(60), ()) == []
    replay.skip(at(119))
    assert replay.advance(at(500), ()) == [lines[4]]


def test_ticks_stand_on_a_fixed_grid() -> None:
    assert floor(at(17.5), timedelta(seconds=10)) == at(10)
    assert floor(at(20), timedelta(seconds=10)) == at(20)

"""Results on disk: the cache is bounded and may vanish at any time, names are one's own."""

import os
from pathlib import Path

import msgspec
import pytest

from banyan.model.effect import Flooding, Run
from banyan.model.time import minutes
from banyan.runtime.scenario import UsageError
from banyan.runtime.whatif import kept
from banyan.runtime.whatif.planfile import Row
from banyan.runtime.whatif.result import Asked, Result, compared
from banyan.runtime.whatif.targets import targets_of
from tests.runtime.conftest import T0


def result(key: str = "a" * 32, flooded: float = 5.0, later: float = 0, plan: tuple[Row, ...] = ()) -> Result:
    run = Run(Flooding(flooded, flooded, 0.0, {}), {"lane": flooded}, {}, {}, {"pump-1": 2})
    return Result(id=key, city="town", moment="live", at=T0 + minutes(later), hours=1.0, asked=Asked(plan=list(plan)),
                  runs={"passive": run, "banyan": run}, times=[], curves={}, measured={}, differences=[], events=[],
                  refusals=[], notes=[], version="1")


def test_what_is_cached_is_found_by_its_key_and_only_whole(tmp_path: Path) -> None:
    told = result()
    assert kept.cached(tmp_path, told.id) is None
    kept.remember(tmp_path, told)
    assert kept.cached(tmp_path, told.id) == told
    file = tmp_path / "whatif" / ".cache" / f"{told.id}.json"
    file.write_bytes(file.read_bytes()[:-10])
    assert kept.cached(tmp_path, told.id) is None
    file.write_bytes(msgspec.json.encode(result("b" * 32)))       # somebody else's
    assert kept.cached(tmp_path, told.id) is None
    file.unlink()
    assert kept.listed(tmp_path) == []


def test_the_cache_keeps_what_was_looked_at_last(tmp_path: Path) -> None:
    keys = [f"{n:032d}" for n in range(kept.CACHED + 3)]
    for n, key in enumerate(keys):
        kept.remember(tmp_path, result(key))
        os.utime(tmp_path / "whatif" / ".cache" / f"{key}.json", (n, n))
        if n == kept.CACHED - 1:
            assert kept.cached(tmp_path, keys[0]) is not None     # a second look
    there = {row.id for row in kept.listed(tmp_path)}
    assert len(there) == kept.CACHED
    assert keys[0] in there
    assert keys[1] not in there


def test_a_name_is_kept_beside_the_cache_and_never_overwritten(tmp_path: Path) -> None:
    one, other = result("1" * 32), result("2" * 32, later=5)
    kept.remember(tmp_path, one)
    assert kept.keep(tmp_path, "calm", one) == kept.keep(tmp_path, "calm", one) == tmp_path / "whatif" / "calm.json"
    kept.keep(tmp_path, "storm", other)
    assert kept.kept(tmp_path, "calm") == one
    assert kept.by_id(tmp_path, other.id) == other
    assert [(row.name, row.id) for row in kept.listed(tmp_path)] == [("storm", other.id), ("calm", one.id)]
    with pytest.raises(UsageError, match="--keep calm: there is another what-if of that name"):
        kept.keep(tmp_path, "calm", other)
    with pytest.raises(UsageError, match=r"no what-if is kept as wind in .*; there is calm, storm"):
        kept.kept(tmp_path, "wind")


@pytest.mark.parametrize("name", ["", "A", "a b", "../up", ".cache", "-a", "a" * 41, "雨"])
def test_a_name_is_letters_digits_and_hyphens(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="is no name for a what-if"):
        kept.keep(tmp_path, name, result())


def test_a_full_folder_and_a_damaged_file_are_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_KEPT", 1)
    kept.keep(tmp_path, "one", result())
    with pytest.raises(UsageError, match=r"1 what-ifs are kept in .* already; remove some of them"):
        kept.keep(tmp_path, "two", result())
    (tmp_path / "whatif" / "one.json").write_text("{", encoding="utf-8")
    with pytest.raises(UsageError, match=r"can't be read .*: ask the question again"):
        kept.kept(tmp_path, "one")
    assert kept.listed(tmp_path) == []


def test_two_are_compared_run_by_run() -> None:
    found = compared("a", result(flooded=5.0), "b", result("b" * 32, flooded=7.5))
    assert [(d.run, d.against, d.flooding_m3, d.ponding_hours, d.pump_starts) for d in found.differences] == [
        ("passive", "passive", -2.5, -2.5, 0), ("banyan", "banyan", -2.5, -2.5, 0)]


def test_proposed_is_what_the_plan_wants_at_minute_0() -> None:
    rows = (Row(0, "gate-east", 62.5), Row(0, "pump-1", 100), Row(10, "gate-west", 5))  # type: ignore[arg-type]  # ids
    assert targets_of(result(plan=rows)) == {"gate-east": "62.5", "pump-1": "100"}
    with pytest.raises(UsageError, match="no plan was tried in this what-if"):
        targets_of(result())
    with pytest.raises(UsageError, match="nothing at minute 0, its first row is of minute 10"):
        targets_of(result(plan=rows[2:]))

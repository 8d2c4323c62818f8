"""Segments are read as they were written, and of their footers no more is kept read than so many row groups."""

from pathlib import Path

import numpy as np
import pytest

from banyan.model.columns import NO_TIME
from banyan.stores.things import segments as module
from banyan.stores.things.kept import KEPT, Kept
from banyan.stores.things.segments import Segments


def rows(count: int, first: float) -> Kept:
    said = {"stream": 1, "place": np.arange(count), "time": np.arange(count), "value": first + np.arange(count),
            "whole": False, "result_time": NO_TIME, "feature": 1, "quality": 0}
    return Kept(*(np.broadcast_to(np.asarray(said[name], dtype), (count,)).copy() for name, dtype in KEPT))


def test_footers_are_kept_read_up_to_so_many_row_groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FOOTERS", 3)
    monkeypatch.setattr(module, "GROUP", 4)
    segments = Segments(tmp_path)
    for number in (1, 2, 3):
        written = segments.write(number, iter([rows(8, 10.0 * number)]))
        assert written is not None
        assert len(written.groups) == 2
    for number in (1, 2, 3, 1, 2, 3):
        assert segments.rows(number, [1]).value.tolist() == [10.0 * number + n for n in range(4, 8)]
        assert sum(footer.num_row_groups for footer in segments._footers.values()) <= 3

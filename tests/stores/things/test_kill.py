"""Killed while eight threads append, rows are folded and segments written and merged, or readings rolled up: what was
promised is there, and once, and rollups say what the readings say.
"""

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import func, select

from banyan.model.things import DATASTREAM, Draft
from banyan.runtime.things.open import things_of
from banyan.stores.postgres.rollup_tables import rollup
from banyan.stores.postgres.things import PostgresThings
from banyan.stores.things.store import ThingsStore
from tests.servers import STORES, own_schema
from tests.stores.things.killed import NOW, THREADS, opened
from tests.stores.things.test_append import streams

ROOT = Path(__file__).parents[3]
FOREVER = 2**62


def killed(where: str, life: int, after_s: float) -> list[list[int]]:
    """What it was promised: first number, how many, stream, first place."""
    command = [sys.executable, "-m", "tests.stores.things.killed", where, str(life)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True,
                               env={"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "PATH": "/usr/bin:/bin"})
    assert process.stdout is not None
    lines = [process.stdout.readline()]          # it works
    time.sleep(after_s)
    process.kill()
    lines += process.communicate()[0].split("\n")[:-1]        # behind the last line's end: what was cut off
    return [[int(word) for word in line.split()] for line in lines if line.strip()]


def prove(where: str, moments: list[float]) -> None:
    store = opened(where)
    with closing(store), closing(things_of(store)) as things:
        assert streams(things, THREADS) == list(range(1, THREADS + 1))
        keep = Draft(DATASTREAM, {"properties": {"keep_days": 36_500}})
        things.change(lambda w: w.update(DATASTREAM, 2, keep, whole=False), NOW).result(30)
    promised, tidied = list[list[int]](), 0
    for life, after_s in enumerate(moments):
        promised += killed(where, life, after_s)
        store = opened(where)
        with closing(store), closing(things_of(store)) as things:
            parts = list(things.history.export(range(1, THREADS + 1), 0, FOREVER))
            tidied = max(tidied, in_order(things, where))
            charted = [things.history.chart(n, 0, FOREVER, 3).readings for n in range(1, THREADS + 1)]
        ids = np.concatenate([part.column("id").to_numpy() for part in parts])
        numbers = np.concatenate([part.column("value").to_numpy() for part in parts]).astype(np.int64)
        assert len(np.unique(ids)) == len(ids)                 # no id twice
        assert len(np.unique(numbers)) == len(numbers)         # nothing that was sent once is there twice
        assert charted == np.bincount(ids >> 32, minlength=THREADS + 1)[1:].tolist()
        there = dict(zip(numbers.tolist(), ids.tolist(), strict=True))
        for first, count, stream, place in promised:
            for n in (0, 1, count - 1):
                assert there.get(first + n) == stream << 32 | (place + n), (first + n, life)
    assert len(promised) > 5 * len(moments)
    assert tidied > 0                                          # it was killed with something compacted, or rolled up


def in_order(things: ThingsStore | PostgresThings, where: str) -> int:
    if isinstance(things, ThingsStore):
        return len(list((Path(where) / "observations").glob("*.parquet")))
    with things._browsing.connect() as c:
        return int(c.scalar(select(func.count()).select_from(rollup)) or 0)


@pytest.fixture(params=STORES)
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "embedded":
        yield str(tmp_path)
        return
    with own_schema() as url:
        yield url


def test_what_was_promised_survives_three_kills_amid_compaction(where: str) -> None:
    prove(where, [0.4, 0.8, 0.6])


@pytest.mark.long(minutes=5)
@pytest.mark.timeout(900)
def test_what_was_promised_survives_fifty_kills_amid_compaction(where: str) -> None:
    draws = random.Random(6)  # noqa: S311  moments, not secrets
    prove(where, [draws.uniform(0.02, 1.0) for _ in range(50)])

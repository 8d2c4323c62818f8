"""A process that appends from eight threads, and from one of them row by row, that folds, compacts and merges, or rolls
up and lets go, all the time, says what was promised, and is killed.

A line for each promise: the first number of some, how many, and their ids' stream and first place. Every number is sent
once.
"""

import sys
import threading
from pathlib import Path

import numpy as np

from banyan.model.columns import columns
from banyan.model.things import OBSERVATION, Draft, Reference, Span
from banyan.runtime.things.open import things_of
from banyan.stores.embedded import EmbeddedStore
from banyan.stores.journal import Journal
from banyan.stores.postgres import rolling
from banyan.stores.postgres.address import address
from banyan.stores.postgres.store import PostgresStore
from banyan.stores.postgres.things import PostgresThings
from banyan.stores.things import compacting
from banyan.stores.things.store import ThingsStore

THREADS, ROWS, SINGLY = 8, 200, 20
NOW = 1_785_000_000_000_000


def send(things: ThingsStore | PostgresThings, stream: int, first: int) -> None:
    for number in range(first, first + 10**9, ROWS):
        numbers = np.arange(number, number + ROWS)
        answer = things.append(columns([stream] * ROWS, numbers, numbers, whole=True), NOW).result(60)
        say(number, ROWS, stream, int(answer.ids[0]))


def send_rows(things: ThingsStore | PostgresThings, stream: int, first: int) -> None:
    """As a folder of schema 1 has them: what folding finds."""
    for number in range(first, first + 10**9, SINGLY):
        drafts = [Draft(OBSERVATION, {"result": n, "phenomenonTime": Span(n, n)}, {"Datastream": [Reference(stream)]})
                  for n in range(number, number + SINGLY)]
        ids = things.change(lambda w, drafts=drafts: w.observe(drafts), NOW).result(60)
        say(number, SINGLY, stream, ids[0])


def say(number: int, count: int, stream: int, eid: int) -> None:
    sys.stdout.write(f"{number} {count} {stream} {eid & (2**32 - 1)}\n")
    sys.stdout.flush()


def opened(where: str) -> Journal:
    """Of a folder, or of a server's address."""
    return PostgresStore(address(where), "town") if "://" in where else EmbeddedStore(Path(where), "town")


def tidy(things: ThingsStore | PostgresThings) -> None:
    if isinstance(things, ThingsStore):
        things.folding.step()
        things.compaction.compact()
        while things.compaction.merge():
            pass
    else:
        things.rolling.step()
        things.rolling.mend()
        things.retention.retain(NOW)


def main(where: str, life: int) -> None:
    things = things_of(opened(where))
    compacting.TOGETHER = 2          # a merge for every two compactions
    rolling.MANY = 300
    for n in range(THREADS):
        work = send_rows if n == 0 else send
        threading.Thread(target=work, args=(things, n + 1, (life * THREADS + n) * 10**9), daemon=True).start()
    while True:
        tidy(things)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))

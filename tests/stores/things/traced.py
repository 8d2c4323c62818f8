"""A process to trace: it appends, compacts twice and merges, and says on its output when each is promised."""

import os
import sys
from pathlib import Path

from banyan.model.columns import columns
from banyan.stores.embedded import EmbeddedStore
from banyan.stores.things import compacting
from banyan.stores.things.store import ThingsStore

NOW = 1_785_000_000_000_000


def say(what: str) -> None:
    os.write(1, f"<{what}>\n".encode())


def main(folder: Path) -> None:
    compacting.TOGETHER = 2
    store = EmbeddedStore(folder, "town")
    things = ThingsStore(store)
    for n in range(2):
        say("begin")
        things.append(columns([1], [n], [n]), NOW).result(60)
        say("appended")
        things.compaction.compact()
        say("compacted")
    things.compaction.merge()
    say("merged")
    things.close()
    store.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""Ten thousand open cases on one machine: what opening, moving, listing and telling in time cost.

    PYTHONPATH=src:. python -m benchmarks.cases [--cases N]
"""

import argparse
import random
import statistics
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from banyan.model.casework import Intake, Move, Place, Report, Verb
from banyan.model.ids import PrincipalId
from banyan.runtime.casework.casebook import load_casebook
from banyan.runtime.casework.looking import CaseDesk
from banyan.runtime.casework.office import CaseOffice
from banyan.runtime.casework.views import CaseAsked
from banyan.runtime.data_folder import DataFolder
from banyan.runtime.folder import find_city, load
from banyan.runtime.remembered import remember

SCENARIO = "Banyan Bay's 47 types, places at random in its grid, a report a second, embedded store, synchronous FULL"
EXCLUDED = {
    "HTTP and sign-in": "a few ms more a request",
    "the loop beside it": "its ticks take turns with the office's writes, some 20 ms each in the demo's storm",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    n = parser.parse_args().cases
    folder = find_city("banyan-bay")
    city = load(folder)
    book = load_casebook(folder, city)
    assert book is not None
    draw, now = random.Random(1), [datetime(2026, 3, 2, 1, tzinfo=UTC)]  # noqa: S311  a seed, not a secret
    with tempfile.TemporaryDirectory() as data:
        opened = DataFolder(Path(data), city.id)
        brain = remember(city, opened.store, now[0], lambda _changed: True)
        office = CaseOffice(book, opened.store, brain.note, city.authority, lambda: now[0])
        who = office.actor(PrincipalId("duty-officer-1"))
        types = [d.id for d in office.reported_types() if not any(a.required for a in d.attributes)]
        print(SCENARIO)
        opening = []
        for i in range(n):
            place = Place((119.56 + draw.random() * 0.08, 25.965 + draw.random() * 0.065))
            told = Report(f"R{i}", now[0], place, text="something", source=f"s{i}")
            begin = time.perf_counter()
            office.report(Intake(draw.choice(types), told, who))
            opening.append(time.perf_counter() - begin)
            now[0] += timedelta(seconds=1)
        tell("opening a case, or joining one", opening)
        moving = []
        for case in list(office.register.open())[:500]:
            for verb in (Verb.FILE, Verb.DISPATCH):
                begin = time.perf_counter()
                office.move(case.id, Move(verb, who))
                moving.append(time.perf_counter() - begin)
        tell("a move", moving)
        desk = CaseDesk(office, opened.store, city)
        tell(f"the list of {desk.page(CaseAsked(open=True)).count} open cases, by what is due",
             [once(lambda: desk.page(CaseAsked(open=True), 0, 100)) for _ in range(5)])
        tell("the board's rates, 21 formulas over all cases", rates(desk, now))
        tell("a start: all cases from the journal",
             [once(lambda: CaseOffice(book, opened.store, brain.note, city.authority, lambda: now[0]))])
        now[0] += timedelta(hours=1)
        begin, cpu = time.perf_counter(), time.process_time()
        spoke = office.tick()
        spent = time.perf_counter() - begin
        print(f"{spoke} cases overdue at once, told and recorded: {spent:.2f} s, {time.process_time() - cpu:.2f} s CPU")
        tell("an idle second", [once(office.tick) for _ in range(100)])
        opened.close()


def rates(desk: CaseDesk, now: list[datetime]) -> list[float]:
    """As boards ask: some seconds after one another. The first reads every case."""
    found = []
    for _ in range(6):
        now[0] += timedelta(seconds=30)
        found.append(once(lambda: desk.indicators.every(None, None, ())))
    print(f"the board's first answer after a start reads every case: {found[0]:.2f} s")
    return found[1:]


def once(what: object) -> float:
    begin = time.perf_counter()
    what()  # type: ignore[operator]  # functions of no arguments
    return time.perf_counter() - begin


def tell(what: str, spent: list[float]) -> None:
    spent = sorted(spent)
    middle, most, worst = (1000 * x for x in (statistics.median(spent), spent[int(len(spent) * 0.99)], spent[-1]))
    print(f"{what}: median {middle:.2f} ms, 99 % within {most:.2f} ms, worst {worst:.1f} ms")


if __name__ == "__main__":
    main()

"""`[units]` of a calendar: how it reads the units of a limit, told by name as in "5 working days"."""

from banyan.command.calendar import USUAL
from banyan.model.calendar import First, Runs
from banyan.runtime.folder.decode import closest
from banyan.runtime.folder.errors import Findings, shown
from banyan.runtime.folder.shapes import ReadingShape

_LONGEST_MIN = 31 * 24 * 60
_OF_DAYS = ("first", "cutoff", "moment", "clip", "carry_over")


def singular(name: str) -> str:
    """`working days` → `working day`; what names no unit stays as it is."""
    return name.removesuffix("s") if name.removesuffix("s") in USUAL else name


def check_units(units: dict[str, ReadingShape], found: Findings, file: str) -> None:
    """Known units, each once, and no key that has no effect on what the unit runs by."""
    known = [f"{unit}s" for unit in USUAL]
    seen: list[str] = []
    for name, told in units.items():
        key, unit = f"units.{name}", singular(name)
        if unit not in USUAL:
            found.add(file, key, shown(name), f"one of {', '.join(known)}{closest(name, known)}")
            continue
        if unit in seen:
            found.add(file, key, shown(name), "each unit once")
        seen.append(unit)
        _reading(told, unit, key, found, file)


def _reading(told: ReadingShape, unit: str, key: str, found: Findings, file: str) -> None:
    usual = USUAL[unit].runs
    runs = told.runs or usual
    if runs is Runs.DAYS:
        if told.length_min is not None:
            found.add(file, f"{key}.length_min", shown(told.length_min), 'nothing: what runs by "days" has no length')
    else:
        for name in _OF_DAYS:
            if getattr(told, name) is not None:
                found.add(file, f"{key}.{name}", "a key of units that run by days", f'nothing, or runs = "{Runs.DAYS}"')
        if told.length_min is None and usual is Runs.DAYS:
            found.add(file, f"{key}.length_min", "nothing", f"minutes, as it runs by {runs}")
    if told.length_min is not None and not 1 <= told.length_min <= _LONGEST_MIN:
        found.add(file, f"{key}.length_min", shown(told.length_min), f"minutes, from 1 to {_LONGEST_MIN}")
    if told.cutoff is not None and told.first is not First.START:
        found.add(file, f"{key}.cutoff", str(told.cutoff), 'first = "start" beside it')

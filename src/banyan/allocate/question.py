"""The question that a plan answers: which tasks ask for whom, who there is, and how long each way takes."""

from collections.abc import Mapping
from datetime import timedelta

from banyan.allocate.nearest import can, stands
from banyan.allocate.path import along
from banyan.allocate.shifts import left_min
from banyan.allocate.ways import Ways
from banyan.model.case import Crew, CrewState, Task, TaskStatus
from banyan.model.city import City
from banyan.model.demand import Demand, Hand, Point, Question
from banyan.model.ids import CrewId, PlaceId, TaskId
from banyan.model.time import Instant

MINUTE = timedelta(minutes=1)
DECIMALS = 3         # of minutes and km: a journal keeps the same figures that were reckoned with


def hands(
    city: City, states: Mapping[CrewId, CrewState], tasks: Mapping[TaskId, Task], now: Instant
) -> tuple[Hand, ...]:
    """The crews a plan may count on, sorted by id: not the silent ones, nor those that are off duty and free."""
    found = []
    for crew in sorted(city.crews, key=lambda c: c.id):
        state = states.get(crew.id)
        task = tasks.get(state.task) if state is not None and state.task is not None else None
        left = left_min(crew, now, city.timezone)
        held = state is not None and state.task is not None
        silent = held and (task is None or task.crew != crew.id)
        if silent or crew.speed_kmh <= 0 or (left == 0 and not held):
            continue
        at = _where(crew, state, task, now)
        found.append(Hand(crew.id, crew.skills, crew.equipment, at, left, task.id if task is not None else None))
    return tuple(found)


def question(
    city: City, demands: tuple[Demand, ...], there: tuple[Hand, ...], tasks: Mapping[TaskId, Task], ways: Ways,
    closed: tuple[PlaceId, ...], now: Instant,
) -> Question:  # fmt: skip
    """Demands and ways side by side. A crew's own task takes it what is left of its way, and no new kilometre."""
    demands = tuple(sorted(demands, key=lambda d: d.task))
    crews = {crew.id: crew for crew in city.crews}
    rows = [[_cell(d, hand, crews[hand.crew], tasks, ways, now) for hand in there] for d in demands]
    minutes = tuple(tuple(None if cell is None else round(cell[0], DECIMALS) for cell in row) for row in rows)
    km = tuple(tuple(None if cell is None else round(cell[1], DECIMALS) for cell in row) for row in rows)
    return Question(now, demands, there, minutes, km, closed)


def _cell(
    demand: Demand, hand: Hand, crew: Crew, tasks: Mapping[TaskId, Task], ways: Ways, now: Instant
) -> tuple[float, float] | None:
    """(minutes, km), or None where the crew can't do it."""
    if demand.crew == hand.crew:
        expected = tasks[demand.task].expected_at
        under_way = demand.status is TaskStatus.TRAVELLING and expected is not None and expected > now
        return ((expected - now) / MINUTE if under_way and expected is not None else 0.0), 0.0
    if demand.looked or not can(crew, demand) or hand.left_min == 0:
        return None
    way = ways.length(crew, hand.at, demand)
    if way is None or (hand.left_min is not None and way.minutes >= hand.left_min):
        return None
    return way.minutes, way.km


def _where(crew: Crew, state: CrewState | None, task: Task | None, now: Instant) -> Point:
    """Where it is reckoned to be: on its way as far as the time says, else where it last said it was."""
    under_way = task is not None and task.status is TaskStatus.TRAVELLING
    if task is None or not under_way or task.sent_at is None or task.expected_at is None or not task.path:
        return stands(crew, state)
    whole = task.expected_at - task.sent_at
    lon, lat = along(task.path, (now - task.sent_at) / whole if whole > timedelta(0) else 1.0)
    return round(lon, 5), round(lat, 5)

"""A fixed run whose levels are kept on the way: what would have been seen had nobody acted."""

from collections.abc import Callable, Mapping

from msgspec import Struct

from banyan.model.stream import Measures
from banyan.twin.swmm.scenario import prepare
from banyan.twin.swmm.simulation import Course
from banyan.twin.swmm.spec import PlantSpec, RunReport

EVERY_MIN = 10


class Followed(Struct, frozen=True):
    """A run's report, and its levels at `minutes` from the start by level stream (m, or m of water on a street)."""

    report: RunReport
    minutes: list[int]
    levels: dict[str, list[float]]


def follow(
    spec: PlantSpec, settings: Mapping[str, float], progress: Callable[[float], None] | None = None
) -> Followed:
    """The spec's storm with gates fixed at `settings` (%), pumps on their floats, crews at home; in this process.

    `progress` is told the share done. Raises SpecError, NetworkError, TableError, FaultError, EngineError.
    """
    scenario = prepare(spec)
    course = Course(scenario, spec.city, settings)
    street = {str(s.id): s.measures is Measures.DEPTH for s in spec.city.streams}
    nodes = {sid: node for sid, node in scenario.hydraulics.levels.items() if sid in street}
    minutes: list[int] = []
    levels: dict[str, list[float]] = {sid: [] for sid in nodes}
    try:
        while course.second < scenario.seconds:
            if course.second % (60 * EVERY_MIN) == 0:
                minutes.append(course.second // 60)
                for sid, node in nodes.items():
                    engine = course.engine
                    value = engine.street_depth(node) if street[sid] else engine.level(node)
                    levels[sid].append(round(value, 4))
                if progress is not None:
                    progress(course.second / scenario.seconds)
            course.step()
    except BaseException:
        course.engine.close()
        raise
    return Followed(course.close(), minutes, levels)

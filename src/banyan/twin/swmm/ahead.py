"""A branch: the model twin from a held state on, with one course of weather and whatever is done to its machines."""

from msgspec import Struct

from banyan.model.time import Instant
from banyan.twin.swmm.follow import STEP_S, Held, ModelNetwork
from banyan.twin.swmm.scenario import prepare
from banyan.twin.swmm.simulation import Course
from banyan.twin.swmm.tables import Table


class Weather(Struct, frozen=True):
    """What comes in a branch; minutes from its start. Rain in steps of mm/h, tide in m, inflow in m³/s."""

    rain: Table
    tide: Table
    inflow: Table


def branch(model: ModelNetwork, state: Held, start: Instant, hours: float, weather: Weather) -> Course:
    """The course, not yet begun: its caller steps it, and closes it. Raises SpecError, EngineError."""
    spec = model.spec(start, hours, weather.rain, weather.tide, weather.inflow)
    course = Course(prepare(spec, STEP_S), model.city, state.gates, hotstart=state.hotstart)
    for name, wanted in state.pumps.items():
        course.machines.order(name, 100.0 if wanted else 0.0)
    for name, on in state.mobile.items():
        course.machines.work(name, on)
    return course

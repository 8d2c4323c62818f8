"""The interlocks, proven again from the record alone. Each function yields the faults of one passed actuation.

Every figure an interlock compares comes from the declarations, from the copies of readings in the actuation and from
the device's earlier actuations, never from what the enforcing side says it found.
"""

from collections.abc import Callable, Generator, Iterator
from statistics import median

from banyan_check.city import City
from banyan_check.machine import Machine
from banyan_check.report import Fault, fault
from banyan_check.shapes import Actuation, Device, Estimate, clock, minutes, real

TOLERANCE = 1e-6 + 1e-9      # figures are recorded with 6 decimals; a difference of two is off by up to 1e-6
AHEAD_MIN = 1.0              # a gauge's clock may be this far ahead (Stream.future_s, 60 s)
LAG_MIN = 1.0                # a gate may lag behind its orders by one step ...
GAUGE_NOISE = 3.0            # ... and its read-back may be off by so many %
MODEL_LASTS_MIN = 60.0       # so long the level of an estimate may stand in for a gauge that has no neighbour heard
RAMP_STEP_MIN = 1.0          # a set-point that moves more than this many minutes' ramp is worth a warning


def limits(order: Actuation, setting: float, device: Device, machine: Machine) -> Iterator[Fault]:
    """Range, ramp, minimum on and off, starts per hour: true in every mode."""
    yield from _range(device, setting)
    if device.pump:
        yield from _switching(order, setting, device, machine)
    else:
        yield from _ramp(order, setting, device, machine)


def exclusion(order: Actuation, setting: float, city: City, machines: dict[str, Machine]) -> Iterator[Fault]:
    """Devices that exclude one another are not open or running together."""
    device = city.devices[order.device]
    if setting <= 0 or setting <= machines[order.device].setting:
        return
    for other in city.exclusive(device):
        if other in machines and machines[other].setting > 0:
            figure = machines[other].setting
            yield fault("exclusion",
                        f"{device.id} set to {setting:g} % while {other}, which excludes it, is at {figure:g} %",
                        setting=setting, other=other, other_setting=figure)


def waters(
    order: Actuation, setting: float, device: Device, machine: Machine, estimate: Estimate | None
) -> Generator[Fault, None, None]:
    """Fresh levels, level band, head difference: a normal order is steered by readings, and where a gauge isn't
    believed by the more cautious of its reading and what stands in for it.
    """
    level = yield from _level(order, device, device.level, estimate, min)
    if not device.pump:
        yield from _position(order, setting, device)
    if device.pump or setting <= machine.setting + TOLERANCE:
        return
    if device.band_foot is not None and level is not None and level < device.band_foot:
        yield fault("level-band", f"{device.id} opened from {machine.setting:g} to {setting:g} % with {device.level} "
                    f"at {level:g} m, below the foot of its band {device.band_foot:g} m",
                    setting=setting, level=level, band_foot=device.band_foot)
    if device.downstream is None:
        return
    below = yield from _level(order, device, device.downstream, estimate, max)
    if level is not None and below is not None and not level > below + device.head_margin:
        yield fault("head-difference", f"{device.id} opened from {machine.setting:g} to {setting:g} % with {level:g} m "
                    f"upstream and {below:g} m downstream, {device.head_margin:g} m more was needed",
                    setting=setting, upstream=level, downstream=below, head_margin=device.head_margin)


def _position(order: Actuation, setting: float, device: Device) -> Generator[Fault, None, None]:
    """A gate is ordered from where it is, not from where it was told to be."""
    seen = yield from _reading(order, device, device.read_back)
    age = _age(order, device.read_back)
    if seen is None or age is None:
        return
    away, allowed = abs(setting - seen), device.ramp * (max(age, 0.0) + LAG_MIN) + GAUGE_NOISE
    if away > allowed + TOLERANCE:
        yield fault("position", f"{device.id} was set to {setting:g} % while it stood at {seen:g} %, at most "
                    f"{allowed:.1f} % apart is allowed", setting=setting, seen=seen, allowed=allowed)


def safe_state(
    order: Actuation, setting: float, device: Device, machine: Machine, estimate: Estimate | None
) -> Iterator[Fault]:
    """The way to the declared safe setting (or holding), and only when signals are lost, or not believed with nothing
    to stand in for them.
    """
    goal = machine.setting if device.safe is None else device.safe
    low, high = sorted((machine.setting, goal))
    if not low - TOLERANCE <= setting <= high + TOLERANCE:
        yield fault("safe-state-target", f"{device.id} set to {setting:g} %, its safe state is {goal:g} % and it was "
                    f"at {machine.setting:g} %", setting=setting, safe=goal, previous=machine.setting)
    levels = [s for s in (device.level, device.downstream) if s is not None and _doubted(estimate, s)]
    if any(_instead(order, device, stream, estimate) is None for stream in levels):
        return
    ages = {s: _age(order, s) for s in (device.level, device.read_back)}
    if all(age is not None and age <= device.stale_min for age in ages.values()):
        told = ", ".join(f"{stream} {age:.1f} min old" for stream, age in ages.items())
        yield fault("safe-state-signal", f"{device.id} driven to its safe state with its signals there: {told}, "
                    f"lost means older than {device.stale_min:g} min",
                    level_age_min=ages[device.level], read_back_age_min=ages[device.read_back],
                    stale_min=device.stale_min)


def previous(order: Actuation, machine: Machine, begin_min: float) -> Iterator[Fault]:
    """What the order says came before is what the journal says came before.

    `begin_min` is how long before the order the journal began, in minutes: a device at its initial setting can't have
    been there for longer than anybody knows.
    """
    if order.previous is None or abs(order.previous - machine.setting) > TOLERANCE:
        claimed = "nothing" if order.previous is None else f"{order.previous:g} %"
        yield fault("previous", f"{order.device} says it was at {claimed} before, it was at {machine.setting:g} %",
                    claimed=order.previous, known=machine.setting)
    age = minutes(order.at, order.previous_at)
    if age < 0:
        yield fault("previous", f"{order.device} says it was set {-age:.1f} min after this order", age_min=age)
    elif order.previous_at == machine.halted_at:
        return
    elif machine.at is None and age > begin_min + TOLERANCE:
        yield fault("previous", f"{order.device} says it was set {age:.1f} min ago, the journal began {begin_min:.1f} "
                    "min ago", age_min=age, journal_min=begin_min)
    elif machine.at is not None and order.previous_at != machine.at:
        yield fault("previous", f"{order.device} says it was set at {clock(order.previous_at)}, it was set at "
                    f"{clock(machine.at)}", claimed=clock(order.previous_at), known=clock(machine.at))


def rested(order: Actuation, setting: float, device: Device, machine: Machine) -> Iterator[Fault]:
    """A warning: a gate that rested jumps, since a set-point is carried out at once and the ramp saved up is long."""
    moved, step = abs(setting - machine.setting), device.ramp * RAMP_STEP_MIN
    if not device.pump and moved > step + TOLERANCE and not any(_ramp(order, setting, device, machine)):
        yield fault("ramp-rest", f"{device.id} moved {moved:.1f} % in one set-point after a rest, its ramp is "
                    f"{device.ramp:g} %/min", moved=moved, ramp=device.ramp)


def _range(device: Device, setting: float) -> Iterator[Fault]:
    if not device.low <= setting <= device.high:
        yield fault("range", f"{device.id} set to {setting:g} %, allowed is {device.low:g} to {device.high:g} %",
                    setting=setting, low=device.low, high=device.high)
    elif device.pump and setting not in (0.0, 100.0):
        yield fault("range", f"{device.id} is a pump and set to {setting:g} %, allowed is 0 or 100 %", setting=setting)


def _ramp(order: Actuation, setting: float, device: Device, machine: Machine) -> Iterator[Fault]:
    elapsed = max(minutes(order.at, machine.at or order.previous_at), 0.0)
    moved, allowed = abs(setting - machine.setting), device.ramp * elapsed
    if moved > allowed + TOLERANCE:
        yield fault("ramp", f"{device.id} moved {moved:.2f} % in {elapsed:.2f} min, at most {allowed:.2f} % is allowed "
                    f"({device.ramp:g} %/min)", moved=moved, minutes=elapsed, allowed=allowed, ramp=device.ramp)


def _switching(order: Actuation, setting: float, device: Device, machine: Machine) -> Iterator[Fault]:
    """A pump's limits. How long it ran or stood before the journal is not known and counts as long enough."""
    if setting <= 0 < machine.setting and machine.running_since is not None:
        ran = minutes(order.at, machine.running_since)
        if ran < device.min_on_min - TOLERANCE:
            yield fault("min-on", f"{device.id} stopped after {ran:.1f} min, it must run {device.min_on_min:g} min",
                        ran_min=ran, min_on_min=device.min_on_min)
    if machine.setting <= 0 < setting:
        if machine.stopped_since is not None:
            stood = minutes(order.at, machine.stopped_since)
            if stood < device.min_off_min - TOLERANCE:
                yield fault("min-off", f"{device.id} started after {stood:.1f} min, it must stand "
                            f"{device.min_off_min:g} min", stood_min=stood, min_off_min=device.min_off_min)
        starts = machine.starts_before(order.at) + 1
        if starts > device.max_starts_per_h:
            yield fault("starts-per-hour", f"{device.id} started {starts} times within an hour, at most "
                        f"{device.max_starts_per_h} are allowed", starts=starts, max=device.max_starts_per_h)


def _level(
    order: Actuation, device: Device, stream: str, estimate: Estimate | None, cautious: Callable[..., float]
) -> Generator[Fault, None, float | None]:
    """The level an interlock reckons with: the reading, or the more cautious of it and what stands in for it."""
    reading = yield from _reading(order, device, stream)
    if not _doubted(estimate, stream):
        return reading
    instead = _instead(order, device, stream, estimate)
    if instead is None:
        yield fault("doubted", f"{device.id} was moved on {stream}, which isn't believed, with nothing in its place",
                    stream=stream)
        return reading
    return instead if reading is None else cautious(reading, instead)


def _doubted(estimate: Estimate | None, stream: str) -> bool:
    return estimate is not None and stream in estimate.distrusted


def _instead(order: Actuation, device: Device, stream: str, estimate: Estimate | None) -> float | None:
    """By the neighbours' readings among the order's inputs, else by the estimate's own level while it is new."""
    if estimate is None:
        return None
    heard = [
        r.value + over for r in order.inputs for name, over in estimate.beside.get(stream, {}).items()
        if r.stream == name and not _doubted(estimate, name) and r.value is not None and real(r.value)
        and minutes(order.at, r.time) <= device.stale_min + TOLERANCE
    ]  # fmt: skip
    if heard:
        return median(heard)
    return estimate.instead.get(stream) if minutes(order.at, estimate.at) <= MODEL_LASTS_MIN + TOLERANCE else None


def _reading(order: Actuation, device: Device, stream: str) -> Generator[Fault, None, float | None]:
    """Yields the faults of the reading an interlock needs; returns its value, or None without a usable one."""
    found = [r for r in order.inputs if r.stream == stream]
    if len(found) != 1 or not real(found[0].value):
        told = f"{len(found)} readings" if len(found) != 1 else "a reading without a value"
        yield fault("inputs", f"{device.id} was moved on {told} of {stream}, one is needed", readings=len(found))
        return None
    age = minutes(order.at, found[0].time)
    if age > device.stale_min + TOLERANCE or age < -AHEAD_MIN:
        yield fault("staleness", f"{device.id} was moved on a reading of {stream} {age:.1f} min old, at most "
                    f"{device.stale_min:g} min is allowed", age_min=age, stale_min=device.stale_min)
    return found[0].value


def _age(order: Actuation, stream: str) -> float | None:
    """Minutes since the newest reading of a stream that the order looked at, or None without one."""
    ages = [minutes(order.at, r.time) for r in order.inputs if r.stream == stream and real(r.value)]
    return min(ages, default=None)

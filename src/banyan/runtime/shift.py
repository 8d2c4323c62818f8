"""What a shift's note may tell of: the rooms' memories after a tick, put side by side for command.handover."""

from collections.abc import Mapping

from banyan.command.handover import Known
from banyan.command.memory import Memory as CommandMemory
from banyan.control.memory import Memory as ControlMemory
from banyan.judge.alarms import Memory as AlarmMemory
from banyan.model.decision import Estimate
from banyan.model.forecast import Forecast
from banyan.model.ids import StreamId
from banyan.model.observation import Latest
from banyan.model.stream import Stream
from banyan.model.time import Instant, seconds
from banyan.runtime.prepared import Prepared


def known(
    city: Prepared,
    now: Instant,
    alarms: AlarmMemory,
    command: CommandMemory,
    control: ControlMemory,
    latest: Mapping[StreamId, Latest],
    forecast: Forecast | None,
    estimate: Estimate | None,
    out_of_service: Mapping[str, str],
) -> Known:
    """`forecast` and `estimate` are those that still hold; None where there is none."""
    stop = control.stop
    return Known(
        alerts={aid: standing.alert for aid, standing in alarms.open.items()},
        incidents=command.incidents.values(),
        cases=command.cases.values(),
        tasks=command.tasks.values(),
        crews=command.crews.values(),
        proposals=control.open.values(),
        devices=control.devices.values(),
        distrusted={} if estimate is None else estimate.distrusted,
        silent=[s.id for s in city.order if silent(s, latest.get(s.id), now)],
        forecast=forecast,
        out_of_service=out_of_service,
        control="off" if city.controller is None else "advisory" if city.advisory else "on",
        stopped=(stop.by, stop.at) if stop is not None and stop.pulled else None,
    )


def silent(stream: Stream, latest: Latest | None, now: Instant) -> bool:
    """Older than three of its periods, or never there."""
    return latest is None or now - latest.time > seconds(3 * stream.period_s)

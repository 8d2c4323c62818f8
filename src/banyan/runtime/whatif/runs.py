"""A question answered: the ground, the worlds, and what is told of them."""

from datetime import timedelta
from pathlib import Path

import msgspec

from banyan.model.device import Kind
from banyan.model.record import plain
from banyan.model.text import Said
from banyan.runtime.data_folder import open_reader
from banyan.runtime.whatif.ground import Begun, Ground, begin
from banyan.runtime.whatif.result import Asked, Result, denied, differences, events
from banyan.runtime.whatif.version import version
from banyan.runtime.whatif.worlds import Gone, Progress, Worlds
from banyan.twin.swmm.follow import Followed

GATHERED, FOLLOWED = 0.02, 0.10  # of the whole: progress when the journal is read, when the model has followed
NOTABLE_M = 0.05                 # a model that far from a gauge is told of ...
MOST_AWAY = 3                    # ... of at most so many gauges


def answer(data: Path, asked: Ground, progress: Progress = lambda _: None) -> Result:
    """Simulate. Raises UsageError, StoreError; ChildDied, ChildRefused where a simulation fails."""
    with open_reader(data) as store:
        begun = begin(store, asked)
        progress(GATHERED)
        with Worlds(store, begun) as worlds:
            followed = worlds.follow()
            progress(FOLLOWED)
            return _told(begun, followed, worlds.all(followed, lambda part: progress(FOLLOWED + part * (1 - FOLLOWED))))


def _told(begun: Begun, followed: Followed, found: dict[str, Gone]) -> Result:
    question, at = begun.ground.question, begun.ground.at
    runs = {name: gone.lived.run for name, gone in found.items()}
    curves = {name: gone.lived.curves for name, gone in found.items()}
    tables = [name for name in ("rain", "tide", "inflow", "forecast") if getattr(question, name) is not None]
    asked = Asked(storm=question.storm, storm_at=question.storm_at, tables=tables, faults=list(question.faults),
                  plan=list(question.plan), approve=question.approve, look_ahead=question.look_ahead)
    told = Result(
        id=begun.ground.key, city=begun.ground.subject.city.id, moment=question.moment, at=at,
        hours=round((begun.end - at) / timedelta(hours=1), 4), asked=asked, runs=runs,
        times=[at + timedelta(minutes=minute) for minute in found["passive"].lived.minutes], curves=curves,
        measured={stream: value for stream, value in begun.past.measured.items() if stream in curves["passive"]},
        differences=differences(runs),
        events=[event for name, gone in found.items() for event in events(name, gone.records)],
        refusals=[refusal for name, gone in found.items() for refusal in denied(name, gone.records)],
        notes=[*begun.notes, *_assumed(begun), *_away(begun, followed)], version=version(),
    )  # fmt: skip
    return msgspec.convert(plain(told), Result)


def _assumed(begun: Begun) -> list[Said]:
    """What these worlds take for granted."""
    keys = ["whatif.crews", "whatif.model"]
    control, question, of = begun.moment.state.control, begun.ground.question, begun.ground.subject
    if control.stop is not None and control.stop.pulled:
        keys.append("whatif.stop_pulled")
    if of.looks and not question.look_ahead:
        keys.append("whatif.rule_alone")
    if question.approve:
        keys.append("whatif.approved")
    elif begun.moment.city.advisory:
        keys.append("whatif.advisory")
    elif not of.known.authority.standing:
        keys.append("whatif.nobody_approves")
    return [Said(key) for key in keys]


def _away(begun: Begun, followed: Followed) -> list[Said]:
    """Where the model stood furthest from its gauges, if that is worth telling. Sumps rise and fall anyway."""
    sumps = [d.level for d in begun.ground.subject.city.devices if d.kind is Kind.PUMP]
    levels = {str(stream): level for stream, level in followed.levels.items() if stream not in sumps}
    away = {stream: value - levels[stream] for stream, value in begun.past.measured.items() if stream in levels}
    worst = sorted((s for s in away if abs(away[s]) >= NOTABLE_M), key=lambda s: -abs(away[s]))[:MOST_AWAY]
    return [Said("whatif.model_away", {"stream": stream, "metres": f"{away[stream]:+.2f}"}) for stream in worst]

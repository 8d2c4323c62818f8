"""banyan demo: a city lives through a storm."""

import signal
import socket
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import click
import msgspec
from click.core import ParameterSource
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from banyan.cli.after_action import show
from banyan.cli.place import data_option
from banyan.cli.terminal import Terminal, language
from banyan.model.text import Name
from banyan.model.time import Instant
from banyan.runtime.after_action import AfterAction
from banyan.runtime.declarations import owner
from banyan.runtime.demo import Demo, saved
from banyan.runtime.folder.places import find_city
from banyan.runtime.scenario import NEAREST, PLANNED, Options, Scenario, UsageError, build

WATCHABLE = 120.0      # city seconds a wall second: a day in twelve minutes
PLAYABLE = 20.0        # where a person decides: a question of a quarter of an hour stands for 45 s
MOST_HOURS = 24 * 14
FILE = click.Path(path_type=Path, dir_okay=False)
TEXTS = {
    "moved": Name("上次运行的数据已保留在 {folder}。", "The last run's folder is kept as {folder}."),
    "begins": Name("{folder} 中没有可继续的运行，从头开始。",
                   "{folder} holds no run that has begun: this one starts at the beginning."),
    "stopped": Name("已停在 {at} UTC。继续运行：{command}", "Stopped at {at} UTC. Go on with: {command}"),
    "open": Name("\n{city}指挥中心已打开：\n", "\nThe command centre of {city} is open:\n"),
    "once": Name("\n每个地址只能在本机使用一次。按 Ctrl-C 结束演示。\n",
                 "\nEach address works once, on this machine. Ctrl-C ends the demo.\n"),
    "stays": Name("页面保持打开，按 Ctrl-C 结束。", "The page stays open until Ctrl-C."),
}  # fmt: skip


class Speed(click.ParamType[float | str]):
    """`max`, or how many city seconds pass in one of ours."""

    name = "max|N"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float | str:
        if value == "max":
            return "max"
        try:
            speed = float(value)
        except ValueError:
            speed = -1.0
        if not 0 < speed <= 1e6:
            self.fail(f"{value!r}: max, or a number above 0 (city seconds a second) was expected", param, ctx)
        return speed


class Hours(click.ParamType[float]):
    """Simulated hours: some, and at most two weeks."""

    name = "hours"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        try:
            hours = float(value)
        except ValueError:
            hours = -1.0
        if not 0 < hours <= MOST_HOURS:
            self.fail(f"{value!r}: a number of hours above 0 and at most {MOST_HOURS} was expected", param, ctx)
        return hours


@click.command()
@click.option("--headless", is_flag=True, help="No page and no server: run, print the table, exit.")
@click.option("--speed", type=Speed(), default=WATCHABLE, show_default=f"{WATCHABLE:g}, with --play {PLAYABLE:g}",
              help="City seconds a second, or max.")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=1, show_default=True,
              help="Draws noise, forecast error and the model's errors.")
@click.option("--hours", type=Hours(), default=24.0, show_default=True, help="Simulated hours.")
@click.option("--storm", help="A storm of the city.  [default: the city's own]")
@click.option("--city", default="banyan-bay", show_default=True, help="A ready city, or a city's folder.")
@click.option("--rain", type=FILE, help="CSV minutes,mm_per_h: the true rain.")
@click.option("--forecast", type=FILE, help="CSV minutes,mm_per_h: what is forecast instead.")
@click.option("--tide", type=FILE, help="CSV minutes,level_m.")
@click.option("--inflow", type=FILE, help="CSV minutes,m3_per_s: the river from upstream.")
@click.option("--network", type=FILE, help="Run on this SWMM network instead of a city's own.")
@click.option("--network-map", type=FILE, help="TOML: names, bands, limits of that network.")
@click.option("--fault", "faults", multiple=True, metavar="KIND@FROM[-TO][:TARGET]",
              help="In minutes; may be given again. An unknown kind lists all.")
@click.option("--play", is_flag=True, help="You are the duty officer: nothing is approved unless you approve it.")
@click.option("--no-control", is_flag=True, help="Nobody proposes anything; crews still work.")
@click.option("--no-look-ahead", is_flag=True, help="The rule decides alone; nothing is simulated ahead.")
@click.option("--crews", type=click.Choice([PLANNED, NEAREST]), default=PLANNED, show_default=True,
              help="Who goes where: planned together, or each place in turn gets the nearest crew.")
@data_option("Data folder; an old one is moved aside.", default=Path(".banyan/demo"))
@click.option("--resume", is_flag=True, help="Go on with the run in the data folder, after a stop or a crash.")
@click.option("--json", "json_file", type=FILE, help="Write the after-action data here.")
@click.option("--port", type=click.IntRange(0, 65535), default=8420, show_default=True, help="0: any free one.")
def demo(
    headless: bool, speed: float | str, seed: int, hours: float, storm: str | None, city: str, rain: Path | None,
    forecast: Path | None, tide: Path | None, inflow: Path | None, network: Path | None, network_map: Path | None,
    faults: tuple[str, ...], play: bool, no_control: bool, no_look_ahead: bool, crews: str, data: Path, resume: bool,
    json_file: Path | None, port: int,
) -> int:  # fmt: skip
    """A city lives through a storm, on real hydraulics.

    \b
    Example:  banyan demo --headless --speed max --hours 6
              banyan demo --storm low-tide-storm --fault gate-stuck@300-420:gate-east
    """
    if network_map is not None and network is None:
        raise UsageError("--network-map describes the network of --network, which is missing")
    options = Options(
        city=city, storm=storm, seed=seed, hours=hours, rain=rain, forecast=forecast, tide=tide, inflow=inflow,
        network=network, network_map=network_map, faults=faults, play=play, control=not no_control, crews=crews,
        look_ahead=not no_look_ahead,
    )  # fmt: skip
    before = saved(data) if resume else None
    scenario = build(options) if before is None else _unchanged(before, options, data)
    _writable(json_file)
    if not headless:
        _free(port)
    chosen = click.get_current_context().get_parameter_source("speed") is ParameterSource.COMMANDLINE
    pace = None if speed == "max" else float(speed) if chosen or headless or not scenario.play else PLAYABLE
    console = Terminal(stderr=True)
    home = find_city(city) if network is None else None
    with Demo(scenario, data, resume, pace, home) as run:
        _stop_on_signals(run)
        if resume and before is None:
            _tell(console, "begins", folder=str(data))
        if run.moved is not None:
            _tell(console, "moved", folder=run.moved)
        result = _watch(run, console, json_file) if headless else _with_page(run, console, port, json_file)
        if result is None:
            command = "banyan demo --resume" + ("" if data == Path(".banyan/demo") else f" --data {data}")
            _tell(console, "stopped", at=f"{run.running.brain.now:%Y-%m-%d %H:%M}", command=command)
            return 1 if json_file is not None else 0      # what was asked for in the file isn't there
    return 1 if result.report.violations else 0


OF_SCENARIO = (
    "seed", "hours", "storm", "city", "rain", "forecast", "tide", "inflow", "network", "network_map", "faults", "play",
    "no_control", "no_look_ahead", "crews",
)  # fmt: skip


def _unchanged(before: Scenario, options: Options, data: Path) -> Scenario:
    """A resumed run keeps its own options; other ones given beside --resume are a mistake, not a wish."""
    context = click.get_current_context()
    given = [name for name in OF_SCENARIO if context.get_parameter_source(name) is ParameterSource.COMMANDLINE]
    if given and build(options) != before:
        flags = ", ".join(f"--{name.replace('_', '-').replace('faults', 'fault')}" for name in given)
        raise UsageError(f"--resume: the run in {data} was started with other options than {flags}; leave them out, or "
                         "start anew without --resume")
    return before


def _tell(console: Terminal, key: str, **values: str) -> None:
    console.print(TEXTS[key].said(language()).format(**values), highlight=False, markup=False, soft_wrap=True)


def _watch(run: Demo, console: Terminal, json_file: Path | None) -> AfterAction | None:
    with _Bar(run, console) as progress:
        result = run.run(progress)
    if result is not None:
        data = msgspec.json.format(msgspec.json.encode(result.data), indent=2) + b"\n"
        failed = _write(json_file, data) if json_file is not None else None   # first: the table's reader may leave
        show(Terminal(), result, run.scenario)
        if failed is not None:
            raise failed
    return result


def _with_page(run: Demo, console: Terminal, port: int, json_file: Path | None) -> AfterAction | None:
    # The server and the programme office are only loaded where a page is wanted.
    from banyan.cli.errands_served import ServedErrands
    from banyan.runtime.contacts import Contacts
    from banyan.runtime.projects.served import Served
    from banyan.server.centre import CommandCentre

    city, brain = run.scenario.known, run.running.brain
    office = Served(brain.store, brain.note)
    data = run.folder.path
    errands = ServedErrands(office, run.cases, Contacts(data) if run.cases is not None else None)
    with CommandCentre(run.running, city, port, data, owner(city), office=office, cases=run.cases,
                       errands=errands) as centre:
        _tell(console, "open", city=run.scenario.city.name.said(language()))
        for role, address in centre.addresses():
            console.print(f"  {role:<18} {address}", highlight=False, markup=False, soft_wrap=True)
        _tell(console, "once")
        result = _watch(run, console, json_file)
        if result is not None and not run.running.halt.is_set():
            _tell(console, "stays")
            run.running.halt.wait()
    return result


class _Bar:
    """Progress in city time; quiet where nobody watches."""

    def __init__(self, run: Demo, console: Terminal) -> None:
        columns = (TextColumn("{task.fields[clock]}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"),
                   TimeElapsedColumn())
        self._progress = Progress(*columns, console=console, disable=not console.is_terminal)
        self._start, self._end = run.scenario.spec.start, run.scenario.end
        self._shown: Instant = self._start

    def __enter__(self) -> Callable[[Instant], None]:
        self._progress.start()
        total = (self._end - self._start).total_seconds()
        self._task = self._progress.add_task("storm", total=total, clock="")
        return self._moved

    def _moved(self, now: Instant) -> None:
        if (now - self._shown).total_seconds() >= 60:
            self._shown = now
            done = (now - self._start).total_seconds()
            self._progress.update(self._task, completed=done, clock=f"{now:%d %b %H:%M} UTC")

    def __exit__(self, *_: object) -> None:
        self._progress.stop()


def _stop_on_signals(run: Demo) -> None:
    def halt(_signal: int, _frame: FrameType | None) -> None:
        if run.running.halt.is_set():
            raise KeyboardInterrupt      # asked twice: now
        run.running.halt.set()

    signal.signal(signal.SIGINT, halt)
    signal.signal(signal.SIGTERM, halt)


def _writable(file: Path | None) -> None:
    if file is not None and (file.is_dir() or not file.absolute().parent.is_dir()):
        raise UsageError(f"--json {file}: can't be written there; a file in an existing folder was expected")


def _write(file: Path, data: bytes) -> UsageError | None:
    try:
        file.write_bytes(data)
    except OSError as e:
        return UsageError(f"--json {file}: can't be written ({e.strerror}); the run is whole, and --resume with "
                          "another --json gives its data again")
    return None


def _free(port: int) -> None:
    """Before an old run is moved aside for one that could not be shown. Raises PortTaken."""
    from banyan.server.serve import PortTaken  # as the command centre: only where a page is wanted

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as e:
            raise PortTaken(port, forbidden=isinstance(e, PermissionError)) from e

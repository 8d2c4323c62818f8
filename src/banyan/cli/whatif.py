"""banyan whatif: from any moment of a city's journal, what would come of this storm, that fault, this plan."""

from collections.abc import Callable
from pathlib import Path

import click
import msgspec
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from banyan.cli.paper_options import FILE
from banyan.cli.place import data_option
from banyan.cli.remote import do
from banyan.cli.terminal import Terminal, language
from banyan.cli.whatif_table import show, show_comparison, show_list
from banyan.model.intent import Action
from banyan.runtime.folder.places import find_city
from banyan.runtime.scenario import UsageError
from banyan.runtime.whatif import kept
from banyan.runtime.whatif.asking import Answer, ask
from banyan.runtime.whatif.planfile import read_plan
from banyan.runtime.whatif.question import Files, Question, sane, with_files
from banyan.runtime.whatif.result import compared
from banyan.runtime.whatif.targets import targets_of
from banyan.runtime.whatif.texts import TEXTS

DATA = data_option("The city's data folder; its city may be running.")
JSON = click.option("--json", "json_file", type=FILE, help="Write the result here (docs/schemas/whatif.schema.json).")
AS = click.option("--as", "principal", help="Propose as this principal.  [default: the folder's owner]")


@click.group(invoke_without_command=True)
@click.option("--city", type=click.Path(path_type=Path), help="The city's folder.  [default: as the journal says]")
@DATA
@click.option("--from", "moment", default="live", show_default=True, metavar="live|RECORD",
              help="The newest tick, or the moment of a record (banyan records lists them).")
@click.option("--hours", type=float, help="How far, at most 72.  [default: to the forecast's end, at most 24]")
@click.option("--storm", help="A storm of the city's folder, instead of what is forecast.")
@click.option("--storm-at", type=float, default=0.0, show_default=True, metavar="MINUTES", help="When it begins.")
@click.option("--rain", type=FILE, help="CSV minutes,mm_per_h: the rain to come.")
@click.option("--tide", type=FILE, help="CSV minutes,level_m.")
@click.option("--inflow", type=FILE, help="CSV minutes,m3_per_s: the river from upstream.")
@click.option("--forecast", type=FILE, help="CSV minutes,mm_per_h: what the city is told instead.")
@click.option("--fault", "faults", multiple=True, metavar="KIND@FROM[-TO][:TARGET]",
              help="In minutes; may be given again. An unknown kind lists all.")
@click.option("--plan", type=FILE, help="minutes,device,setting in % (CSV, JSON or TOML): a fourth run follows it.")
@click.option("--approve", is_flag=True, help="Assume that whatever the brain proposes is approved and obeyed.")
@click.option("--look-ahead", is_flag=True, help="Let the brain look ahead in its run; takes minutes.")
@JSON
@click.option("--keep", metavar="NAME", help="Keep the result under a name.")
@click.option("--propose", is_flag=True, help="What the plan wants at minute 0 becomes a proposal in the running city.")
@AS
@click.pass_context
def whatif(
    context: click.Context, city: Path | None, data: Path, moment: str, hours: float | None, storm: str | None,
    storm_at: float, rain: Path | None, tide: Path | None, inflow: Path | None, forecast: Path | None,
    faults: tuple[str, ...], plan: Path | None, approve: bool, look_ahead: bool, json_file: Path | None,
    keep: str | None, propose: bool, principal: str | None,
) -> None:  # fmt: skip
    """What if: from a moment of the journal the model goes on, with nobody acting any more, with standing settings,
    with the city brain, and with a plan of yours. The real city isn't touched.

    All minutes, of tables, faults and plans, count from that moment. Without --storm and --rain it rains as forecast.

    \b
    Example:  banyan whatif --data .banyan/demo --from live --hours 12
              banyan whatif --data .banyan/demo --storm great-storm --fault gate-stuck@30:gate-east --plan plan.csv
              banyan whatif list --data .banyan/demo
    """
    if context.invoked_subcommand is not None:
        return
    if propose and plan is None:
        raise UsageError("--propose makes what a --plan wants at minute 0 a proposal, but no --plan is given")
    _writable(json_file)
    if keep is not None:
        kept.check_name(keep)
    question = sane(with_files(
        Question(moment=moment, hours=hours, storm=storm, storm_at=storm_at, faults=faults, approve=approve,
                 look_ahead=look_ahead, plan=read_plan(plan) if plan is not None else ()),
        Files(rain=rain, tide=tide, inflow=inflow, forecast=forecast),
    ))  # fmt: skip
    console = Terminal(stderr=True)
    answer = _asked(data, find_city(city) if city is not None else None, question, console)
    if json_file is not None:
        _write(json_file, answer.result)
    show(Terminal(), answer.result, answer.city, answer.fresh)
    if keep is not None:
        file = kept.keep(data, keep, answer.result)
        console.print(TEXTS["whatif.kept"].said(language()).format(name=keep, file=file), highlight=False, markup=False,
                      soft_wrap=True)
    if propose:
        args = {str(device): setting for device, setting in targets_of(answer.result).items()}
        do(data, Action.PROPOSE, answer.result.id, args, principal)


@whatif.command("list")
@DATA
def list_(data: Path) -> None:
    """The what-ifs that are kept, and those still in the cache.   Example: banyan whatif list --data .banyan/demo"""
    show_list(Terminal(), kept.listed(_there(data)))


@whatif.command()
@click.argument("a")
@click.argument("b")
@DATA
@JSON
def compare(a: str, b: str, data: Path, json_file: Path | None) -> None:
    """Two kept what-ifs side by side.   Example: banyan whatif compare calm storm --data .banyan/demo"""
    _writable(json_file)
    one, other = kept.kept(_there(data), a), kept.kept(data, b)
    if json_file is not None:
        _write(json_file, compared(a, one, b, other))
    show_comparison(Terminal(), {a: one, b: other})


@whatif.command()
@click.argument("name")
@DATA
@AS
def propose(name: str, data: Path, principal: str | None) -> None:
    """What a kept what-if's plan wants at minute 0 becomes a proposal.   Example: banyan whatif propose early-drain"""
    found = kept.kept(_there(data), name)
    args = {str(device): setting for device, setting in targets_of(found).items()}
    do(data, Action.PROPOSE, found.id, args, principal)


def _asked(data: Path, folder: Path | None, question: Question, console: Terminal) -> Answer:
    columns = (TextColumn(TEXTS["whatif.busy"].said(language())), BarColumn(), TextColumn("{task.percentage:>3.0f} %"),
               TimeElapsedColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
        task = bar.add_task("whatif", total=1.0)
        moved: Callable[[float], None] = lambda part: bar.update(task, completed=part)  # noqa: E731  one line
        return ask(data, folder, question, moved)


def _there(data: Path) -> Path:
    if not data.is_dir():
        raise UsageError(f"{data} is no folder: give the --data folder of a city (the demo's is .banyan/demo)")
    return data


def _writable(file: Path | None) -> None:
    if file is not None and (file.is_dir() or not file.absolute().parent.is_dir()):
        raise UsageError(f"--json {file}: can't be written there; a file in an existing folder was expected")


def _write(file: Path, told: msgspec.Struct) -> None:
    try:
        file.write_bytes(msgspec.json.format(msgspec.json.encode(told), indent=2) + b"\n")
    except OSError as e:
        raise UsageError(f"--json {file}: can't be written ({e.strerror}); a file in an existing folder with room was "
                         "expected") from e



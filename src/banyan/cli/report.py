"""banyan report: what happened, what was spared, who did what, and what to do better, for people to read on paper."""

import os
from pathlib import Path

import click
import msgspec
from rich.progress import BarColumn, Progress, TextColumn

from banyan.cli.options import DATA
from banyan.cli.terminal import Terminal
from banyan.runtime.report.comparison import four, unattended
from banyan.runtime.report.facts import gather
from banyan.runtime.report.figures import figures
from banyan.runtime.report.write import FORMATS, LANGUAGES, files
from banyan.runtime.scenario import UsageError

NAME = "report"


class _Several(click.ParamType[tuple[str, ...]]):
    """A list with commas of known words."""

    name = "list"

    def __init__(self, known: tuple[str, ...]) -> None:
        self._known = known

    def convert(
        self, value: str | tuple[str, ...], param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        if isinstance(value, tuple):
            return value
        words = [word.strip() for word in value.split(",")]
        wrong = [word for word in words if word not in self._known]
        if wrong:
            self.fail(f"{wrong[0]!r} is none of {', '.join(self._known)}", param, ctx)
        return tuple(dict.fromkeys(words))


@click.command()
@DATA
@click.option("--out", type=click.Path(path_type=Path),
              help="Folder for the files (made where it is missing), or one file where one is asked for.  "
                   "[default: report in the data folder]")
@click.option("--format", "formats", type=_Several(FORMATS), default=",".join(FORMATS), show_default=True)
@click.option("--language", "languages", type=_Several(LANGUAGES), default=",".join(LANGUAGES), show_default=True)
@click.option("--effects", is_flag=True,
              help="Run the same storm again under every combination of control and crews, and split the effect. Kept "
                   "in the data folder, so a second time is quick.")
@click.option("--json", "json_file", type=click.Path(path_type=Path, dir_okay=False),
              help="Write the figures for programs here (docs/schemas/report.schema.json).")
def report(
    data: Path, out: Path | None, formats: tuple[str, ...], languages: tuple[str, ...], effects: bool,
    json_file: Path | None,
) -> None:  # fmt: skip
    """The after-action report of a run, as HTML and Word, in Chinese and English.

    \b
    Example:  banyan report --data .banyan/demo --out report --effects
    """
    wanted = _names(data, out, formats, languages)
    _check(wanted, json_file)
    facts = gather(data)
    if effects and facts.scenario is None:
        raise UsageError(f"--effects: {data} holds no demo, so there is no storm to run again; leave it out")
    if effects and not facts.ended:
        raise UsageError(f"--effects: the run in {data} has not ended; go on with banyan demo --resume --data {data}, "
                         "or leave it out for a report so far")
    console = Terminal(stderr=True)
    with _Bar(console) as bar:
        without = unattended(facts, data, bar.moved)
        split = four(facts.scenario, data, bar.moved if effects else None) if facts.scenario else None
    for path, content in files(facts, without, split, wanted):
        _write(path, content)
    if json_file is not None:
        told = msgspec.json.encode(figures(facts, without, split))
        _write(json_file, msgspec.json.format(told, indent=2) + b"\n")
    for path in [*wanted.values(), *([json_file] if json_file is not None else [])]:
        click.echo(str(path))


def _names(
    data: Path, out: Path | None, formats: tuple[str, ...], languages: tuple[str, ...]
) -> dict[tuple[str, str], Path]:
    """(format, language) → file. Raises UsageError where one file can't hold what is asked for."""
    pairs = [(form, language) for language in languages for form in formats]
    if out is not None and not out.is_dir() and out.suffix.lstrip(".") in FORMATS:
        if len(pairs) != 1 or out.suffix != f".{pairs[0][0]}":
            form = out.suffix.lstrip(".")
            raise UsageError(f"--out {out}: one file holds one format and one language; give --format {form} and "
                             f"--language {languages[0]}, or a folder")
        return {pairs[0]: out}
    folder = out if out is not None else data / NAME
    return {(form, language): folder / f"{NAME}-{language}.{form}" for form, language in pairs}


def _check(wanted: dict[tuple[str, str], Path], json_file: Path | None) -> None:
    """Before anything is simulated: can it be written? A missing folder of our own is made only when it is needed."""
    for path in [*wanted.values(), *([json_file] if json_file is not None else [])]:
        folder = path.absolute().parent
        while path is not json_file and not folder.exists():
            folder = folder.parent
        if path.is_dir() or not folder.is_dir() or not os.access(folder, os.W_OK):
            raise UsageError(f"{path}: can't be written there; a file in a folder that you may write to was expected")


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as e:
        raise UsageError(f"{path}: can't be written ({e.strerror}); give another --out or --json") from e


class _Bar:
    """One line a simulation; quiet where nobody watches."""

    def __init__(self, console: Terminal) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"))
        self._progress = Progress(*columns, console=console, disable=not console.is_terminal, transient=True)
        self._tasks: dict[str, object] = {}

    def __enter__(self) -> "_Bar":
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def moved(self, what: str, share: float) -> None:
        if what not in self._tasks:
            self._tasks[what] = self._progress.add_task(what, total=1.0)
        self._progress.update(self._tasks[what], completed=share)  # type: ignore[arg-type]  # rich's own task ids



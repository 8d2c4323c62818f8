"""banyan figures: releases checked against themselves and the ledger; the ledger checked and exported."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from banyan.cli.figures_table import show, show_checks, show_rejected
from banyan.cli.options import DATA
from banyan.cli.terminal import Terminal
from banyan.cli.terminal import language as terminal_language
from banyan.edges.ledger import Ledger, read, read_waivers
from banyan.edges.ledger.table import LARGEST
from banyan.edges.releases import LARGEST as LARGEST_RELEASE
from banyan.measure.figures.checks import CHECKS
from banyan.measure.figures.claims import Totals
from banyan.model.figure import Figure
from banyan.runtime.figures.checking import Checked, Known, check
from banyan.runtime.figures.marked import WRITERS, marked
from banyan.runtime.figures.result import result
from banyan.runtime.scenario import UsageError

if TYPE_CHECKING:
    from banyan.edges.ledger.sdmx import Sdmx

FILE = click.Path(path_type=Path, dir_okay=False)
LEDGER = click.option("--ledger", "ledgers", type=FILE, multiple=True,
                      help="Figures to check against (CSV); may be given several times.")
LANGUAGE = click.option("--language", type=click.Choice(["zh", "en"]),
                        help="Of the findings. [default: the terminal's]")


@click.group()
def figures() -> None:
    """Published figures: which of them contradict each other, or the ledger."""


@figures.command("check")
@click.argument("files", nargs=-1, required=True, type=FILE)
@LEDGER
@click.option("--waivers", type=FILE, help="Findings that somebody has accepted (CSV or TOML), each with an end.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]),
              help="The day to check for: later vintages aren't known, waivers that have ended don't count. "
                   "[default: today, every vintage known]")
@DATA
@click.option("--edition", help="Hold the text against what the projects of this edition in the data folder add up to.")
@LANGUAGE
@click.option("--json", "json_file", type=FILE, help="Write the result here (docs/schemas/figures-check.schema.json).")
@click.option("--marked", "marked_file", type=FILE,
              help="Write one release back with its numbers marked (.html, .docx).")
def check_files(
    files: Sequence[Path], ledgers: Sequence[Path], waivers: Path | None, as_of: datetime | None, data: Path,
    edition: str | None, language: str | None, json_file: Path | None, marked_file: Path | None,
) -> None:  # fmt: skip
    """Check the numbers of releases (txt, docx, html) against each other and against ledgers.

    Exit code 1 when something contradicts.

    \b
    Example:  banyan figures check release.docx --ledger figures.csv --marked marked.html
    """
    _writable(json_file, marked_file, len(files))
    language = language or terminal_language()
    known = _known(ledgers, waivers, as_of.date() if as_of is not None else None)
    if edition is not None:
        known = msgspec.structs.replace(known, projects=_totals(data, edition, known.day))
    contents = [_content(path, LARGEST_RELEASE) for path in files]
    checked = [check(content, path.name, known, language) for path, content in zip(files, contents, strict=True)]
    if json_file is not None:
        _write(json_file, msgspec.json.format(msgspec.json.encode(result(_named(checked, files))), indent=2) + b"\n")
    if marked_file is not None:
        by_id = {figure.id: figure for figure in known.figures}
        _write(marked_file, marked(contents[0], checked[0], by_id, marked_file.suffix.lower(), language))
    show(Terminal(), checked, language)
    raise click.exceptions.Exit(1 if any(each.contradicts for each in checked) else 0)


def _totals(data: Path, edition: str, as_of: date) -> Totals:
    from banyan.runtime.bulletin.served import totals  # papers take a while, which no other check should wait
    from banyan.runtime.projects.office import reading

    with reading(data) as office:
        office.may("projects.read")
        return totals(office.store, edition, as_of)


def _named(checked: Sequence[Checked], files: Sequence[Path]) -> list[Checked]:
    """By the paths as they were given, so that two files of one name can be told apart."""
    return [msgspec.structs.replace(each, file=str(path)) for each, path in zip(checked, files, strict=True)]


def _known(ledgers: Sequence[Path], waivers: Path | None, day: date | None) -> Known:
    found: dict[str, Figure] = {}
    for path in ledgers:
        ledger = read(_content(path, LARGEST), str(path))
        click.echo(f"{path}: {len(ledger.figures)} figures, {len(ledger.rejected)} rows rejected", err=True)
        for figure in ledger.figures:
            if figure.id in found:
                raise UsageError(f"{path}: the id {figure.id} is in another ledger too; each id once was expected")
            found[figure.id] = figure
    accepted = read_waivers(_content(waivers, LARGEST), str(waivers), frozenset(CHECKS)) if waivers is not None else ()
    return Known(tuple(found.values()), accepted, day or date.today(), day)  # noqa: DTZ011  the user's own day


@figures.group("ledger")
def ledger_group() -> None:
    """The ledger of figures: a CSV file."""


@ledger_group.command("check")
@click.argument("file", type=FILE)
def ledger_check(file: Path) -> None:
    """What can be read of a ledger, and each row that can't, with its reason. Exit code 1 when a row can't.

    \b
    Example:  banyan figures ledger check figures.csv
    """
    ledger = _ledger(file)
    show_rejected(Terminal(), ledger, terminal_language())
    raise click.exceptions.Exit(1 if ledger.rejected else 0)


@figures.command()
@click.argument("check_id", metavar="[CHECK]", required=False)
@LANGUAGE
def explain(check_id: str | None, language: str | None) -> None:
    """What each check asks, and how wide a number is read.

    \b
    Example:  banyan figures explain breakdown
    """
    if check_id is not None and check_id not in CHECKS:
        raise UsageError(f"{check_id}: no such check; one of {', '.join(CHECKS)} was expected")
    show_checks(Terminal(), check_id, language or terminal_language())


@figures.command()
@click.option("--ledger", "file", type=FILE, required=True, help="The figures (CSV).")
@click.option("--sdmx-csv", "csv_file", type=FILE, help="Write them as SDMX-CSV 2.0 here.")
@click.option("--sdmx-ml", "ml_file", type=FILE, help="Write them as SDMX-ML 2.1 (generic data) here.")
@click.option("--structure", "structure_file", type=FILE, help="Write the SDMX data structure definition here.")
def export(file: Path, csv_file: Path | None, ml_file: Path | None, structure_file: Path | None) -> None:
    """A ledger as SDMX. Figures whose period is no stretch of days are left out and named.

    \b
    Example:  banyan figures export --ledger figures.csv --sdmx-csv figures.sdmx.csv
    """
    from banyan.edges.ledger import sdmx  # pysdmx takes half a second, which no other command should wait
    from banyan.edges.ledger.structure import structure

    if csv_file is None and ml_file is None and structure_file is None:
        raise UsageError("figures export: nothing to write; --sdmx-csv, --sdmx-ml or --structure was expected")
    ledger = _ledger(file)
    if csv_file is not None:
        _exported(csv_file, sdmx.write_csv(ledger.figures))
    if ml_file is not None:
        _exported(ml_file, sdmx.write_ml(ledger.figures, datetime.now(UTC).replace(microsecond=0)))
    if structure_file is not None:
        _write(structure_file, structure().encode())
        click.echo(str(structure_file))


def _exported(path: Path, message: "Sdmx") -> None:
    _write(path, message.content)
    click.echo(str(path))
    if message.left_out:
        click.echo(f"{len(message.left_out)} left out, without days in their period: {', '.join(message.left_out)}",
                   err=True)


def _ledger(file: Path) -> Ledger:
    return read(_content(file, LARGEST), str(file))


def _content(path: Path, largest: int) -> bytes:
    try:
        if not path.is_file():
            raise UsageError(f"{path}: no such file; a file that can be read was expected")
        if path.stat().st_size > largest:
            raise UsageError(f"{path}: {path.stat().st_size / 1e6:.0f} MB; at most {largest / 1e6:.0f} MB was expected")
        return path.read_bytes()
    except OSError as e:
        raise UsageError(f"{path}: can't be read ({e.strerror}); a file that you may read was expected") from e


def _writable(json_file: Path | None, marked_file: Path | None, files: int) -> None:
    """Before anything is read: can the answer be written as it is asked for?"""
    if marked_file is not None:
        if marked_file.suffix.lower() not in WRITERS:
            raise UsageError(f"--marked {marked_file}: a name that ends in {', '.join(WRITERS)} was expected")
        if files > 1:
            raise UsageError(f"--marked {marked_file}: one release was expected, {files} were given; check them one by "
                             "one")
    for path in filter(None, (json_file, marked_file)):
        if not path.absolute().parent.is_dir():
            raise UsageError(f"{path}: its folder doesn't exist; a file in a folder that exists was expected")


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as e:
        raise UsageError(f"{path}: can't be written ({e.strerror}); give another file") from e

"""banyan bulletin: what an edition signed, as Word, HTML and JSON, and the leave to print its figures."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click
import msgspec
from msgspec import Struct
from msgspec.structs import replace

from banyan.cli.errands import Errand, Place, carry_out
from banyan.cli.options import AS, DATA, LANGUAGE
from banyan.cli.paper_options import AS_OF, FILE, KNOWN_AT, Moment, check_writable, write_file
from banyan.cli.teller import Teller
from banyan.cli.terminal import language as of_terminal
from banyan.model.ports import Store
from banyan.packs.projects.bulletin_bands import BANDS
from banyan.packs.projects.bulletin_figures import FigureError, chosen, is_released, numbers
from banyan.runtime.bulletin.make import FORMATS, Made, Wanted, bands_of, for_programs, make, printed
from banyan.runtime.bulletin.releases import release as give
from banyan.runtime.bulletin.word import shipped
from banyan.runtime.imports.books import Book
from banyan.runtime.projects.office import reading
from banyan.runtime.scenario import UsageError

EDITION = click.option("--edition", help='The edition, as "2021 expo".')
PREVIOUS = click.option("--previous", help="The edition to compare with.  [default: the one before]")
BANDS_FILE = click.option("--bands", "bands_file", type=click.Path(path_type=Path, dir_okay=False),
                          help="TOML file with the size bands.  [default: from 500 million, above 1 and 5 bn]")


@click.group(invoke_without_command=True)
@DATA
@EDITION
@AS_OF
@KNOWN_AT
@PREVIOUS
@BANDS_FILE
@click.option("--out", type=FILE, help="The file to write: bulletin.docx or bulletin.html.")
@click.option("--json", "json_file", type=FILE,
              help="Write the tables for programs (docs/schemas/bulletin.schema.json).")
@LANGUAGE
@click.option("--template", type=FILE, help="A Word template of yours (banyan bulletin template).")
@click.option("--draft", is_flag=True, help="Show figures that are not released too, each with a mark.")
@AS
@click.pass_context
def bulletin(
    ctx: click.Context, data: Path, edition: str | None, as_of: date | None, known_at: Moment | None,
    previous: str | None, bands_file: Path | None, out: Path | None, json_file: Path | None, language: str | None,
    template: Path | None, draft: bool, principal: str | None,
) -> None:  # fmt: skip
    """What one edition signed: totals, breakdowns, change, key projects, what became of them.

    Only released figures are printed (banyan bulletin release). As long as none is, the bulletin is a draft, and says
    so on every page.

    \b
    Example:  banyan bulletin --edition "2021 expo" --as-of 2021-08-23 --out bulletin.docx
    """
    if ctx.invoked_subcommand is not None:
        return
    wanted = _wanted(edition, as_of, previous, bands_file)
    _check(out, json_file, template)
    with reading(data, principal) as office:
        office.may("projects.read")
        made = make(office.store, _known(wanted, known_at, office.store))
    nothing = not any(is_released(number, made.released) for number in numbers(made.told))
    if out is not None:
        own = (_read(template), template.name) if template is not None else None
        write_file(out, printed(made, out.suffix.lower(), language or of_terminal(), draft or nothing, own))
        click.echo(str(out))
    if json_file is not None:
        write_file(json_file, msgspec.json.format(msgspec.json.encode(for_programs(made)), indent=2) + b"\n")
        click.echo(str(json_file))
    _say(made, out, draft, nothing)


@bulletin.command()
@DATA
@EDITION
@AS_OF
@KNOWN_AT
@PREVIOUS
@BANDS_FILE
@click.option("--figure", "names", multiple=True,
              help='A figure, or all that begin so: "channel", "total/total/count" (see banyan bulletin figures).')
@click.option("--all", "everything", is_flag=True, help="All figures of the bulletin.")
@click.option("--withdraw", is_flag=True, help="Take the release back.")
@AS
def release(
    data: Path, edition: str | None, as_of: date | None, known_at: Moment | None, previous: str | None,
    bands_file: Path | None, names: tuple[str, ...], everything: bool, withdraw: bool, principal: str | None,
) -> None:  # fmt: skip
    """Give leave to print figures, with the values they have now. A value that changes has to be released again.

    \b
    Example:  banyan bulletin release --edition "2021 expo" --as-of 2021-08-23 --figure total --figure channel
    """
    wanted = _wanted(edition, as_of, previous, bands_file)
    if everything == bool(names):
        raise UsageError("banyan bulletin release: either --figure NAME, once or several times, or --all was expected")
    carry_out(RELEASE, ReleaseAsk(wanted, known_at, names, everything, withdraw), data, principal)


class ReleaseAsk(Struct, frozen=True):
    """`names` of figures, or of all that begin so; or `everything`. `withdraw`: the release is taken back."""

    wanted: Wanted
    known_at: Moment | None
    names: tuple[str, ...]
    everything: bool
    withdraw: bool


def _release(place: Place, ask: ReleaseAsk, _books: Sequence[Book], teller: Teller) -> int:
    with place.writing() as office:
        made = make(office.store, _known(ask.wanted, ask.known_at, office.store))
        every = numbers(made.told)
        try:
            picked = list(every) if ask.everything else chosen(every, ask.names)
        except FigureError as error:
            raise UsageError(str(error)) from error
        changed = give(office, made.told.edition, picked, ask.withdraw)
    done = "withdrawn" if ask.withdraw else "released"
    teller.say(f"{len(changed)} figures {done}, {len(picked) - len(changed)} were so already" if len(changed) != 1
               else f"1 figure {done}: {changed[0]}")
    return 0


RELEASE = Errand("bulletin-release", ReleaseAsk, _release)


@bulletin.command()
@DATA
@EDITION
@AS_OF
@KNOWN_AT
@PREVIOUS
@BANDS_FILE
@AS
def figures(
    data: Path, edition: str | None, as_of: date | None, known_at: Moment | None, previous: str | None,
    bands_file: Path | None, principal: str | None,
) -> None:  # fmt: skip
    """The names of all figures of a bulletin with their values, and which of them are released.

    \b
    Example:  banyan bulletin figures --edition "2021 expo" --as-of 2021-08-23
    """
    wanted = _wanted(edition, as_of, previous, bands_file)
    with reading(data, principal) as office:
        office.may("projects.read")
        made = make(office.store, _known(wanted, known_at, office.store))
    for number in numbers(made.told):
        state = "released" if is_released(number, made.released) else "-"
        click.echo(f"{state:<9} {number.value:>16}  {number.id}")


@bulletin.command()
@click.option("--out", type=FILE, required=True, help="Where the copy goes.")
@LANGUAGE
def template(out: Path, language: str | None) -> None:
    """A copy of the Word template, to edit in Word and to give back with --template.

    \b
    Example:  banyan bulletin template --out our-bulletin.docx
    """
    if out.suffix.lower() != ".docx":
        raise UsageError(f"{out}: the template is a Word file; a name that ends with .docx was expected")
    _check(out, None, None)
    write_file(out, shipped(language or of_terminal()))
    click.echo(str(out))


def _wanted(edition: str | None, as_of: date | None, previous: str | None, bands_file: Path | None) -> Wanted:
    if not edition:
        raise UsageError('--edition is missing: the edition that the bulletin is about, as --edition "2021 expo"')
    if as_of is None:
        raise UsageError("--as-of is missing: the last day that counts, as --as-of 2021-08-23")
    bands = BANDS if bands_file is None else bands_of(bands_file)
    return Wanted(edition, as_of, previous, None, bands)


def _known(wanted: Wanted, known_at: Moment | None, store: Store) -> Wanted:
    return wanted if known_at is None else replace(wanted, known_at=known_at.at(store))


def _check(out: Path | None, json_file: Path | None, own: Path | None) -> None:
    """Before anything is read: is there something to write, and can it be written?"""
    if out is None and json_file is None:
        raise UsageError("nothing to write: --out bulletin.docx, --out bulletin.html or --json FILE was expected")
    if out is not None and out.suffix.lower() not in FORMATS:
        raise UsageError(f"{out}: a name that ends with {' or '.join(FORMATS)} was expected")
    if own is not None and (out is None or out.suffix.lower() != ".docx"):
        raise UsageError("--template is for Word: a name that ends with .docx was expected after --out")
    check_writable(out, json_file)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as e:
        raise UsageError(f"{path}: can't be read ({e.strerror}); a Word template was expected") from e


def _say(made: Made, out: Path | None, draft: bool, nothing: bool) -> None:
    """What a person should know beside the file."""
    total = made.told.total
    if not total.count and not total.amount:
        edition, day = made.told.edition, made.told.as_of
        click.echo(f'no project of "{edition}" was signed by {day}: all tables are empty', err=True)
    elif out is not None and nothing and not draft:
        click.echo(f"{out} is a draft, because none of its figures is released: banyan bulletin release gives leave to "
                   "print them", err=True)

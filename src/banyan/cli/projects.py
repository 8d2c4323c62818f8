"""banyan projects: workbooks in, cleaned rows out, and what people decide in between."""

import gc
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import click
import msgspec
from msgspec import Struct

from banyan.cli import projects_change, projects_export, projects_look
from banyan.cli.errands import Errand, Place, carry_out
from banyan.cli.options import DATA, LANGUAGE
from banyan.cli.paper_options import FILE
from banyan.cli.projects_table import show_import
from banyan.cli.projects_words import say
from banyan.cli.teller import Teller
from banyan.cli.terminal import language as of_terminal
from banyan.packs.projects.fields import ALL
from banyan.packs.projects.mapping import IGNORED
from banyan.packs.projects.money import UNSAID, Said, unit_in, unit_of
from banyan.runtime.imports.books import Book, load
from banyan.runtime.projects import importing, shown
from banyan.runtime.projects.importing import Wanted
from banyan.runtime.scenario import UsageError

AS = click.option("--as", "principal", metavar="PRINCIPAL",
                  help="Act as this principal.  [default: the folder's owner]")
YES = click.option("--yes", is_flag=True, help="Accept what is proposed.")


@click.group()
def projects() -> None:
    """Districts' workbooks to a checked list of projects.

    \b
    Example:  banyan projects import district-a.xlsx district-b.xlsx --edition "2021 expo" --yes
              banyan projects rejects
              banyan projects merge --at-least 0.9 --edition "2021 expo"
              banyan projects list --edition "2021 expo" --json projects.json
    """


@projects.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--edition", required=True, help='The signing that they tell of, like "2021 expo".')
@click.option("--sender", help="Who sent them.  [default: what each file's name begins with]")
@click.option("--cohort", default="", help="The group that the projects are followed with.")
@click.option("--hidden", is_flag=True, help="Read hidden sheets too.")
@click.option("--unit", help="The unit of amounts where the workbook says none, like 亿元.")
@click.option("--rate", "rates", multiple=True, metavar="USD=6.48", help="CNY for one of a currency; may be repeated.")
@click.option("--map", "columns", multiple=True, metavar="HEADER=FIELD",
              help="What a column holds; may be repeated, and is remembered for its sender. HEADER=- leaves it out.")
@click.option("--as-of", "told_on", metavar="DATE", help="The day that the workbooks tell of.")
@click.option("--city", type=click.Path(path_type=Path), help="City folder that a new data folder begins with.")
@YES
@click.option("--json", "json_file", type=FILE, help="Write the result here (docs/schemas/import.schema.json).")
@DATA
@AS
@LANGUAGE
def import_(
    files: tuple[Path, ...], edition: str, sender: str | None, cohort: str, hidden: bool, unit: str | None,
    rates: tuple[str, ...], columns: tuple[str, ...], told_on: str | None, city: Path | None, yes: bool,
    json_file: Path | None, data: Path, principal: str | None, language: str | None,
) -> None:  # fmt: skip
    """Read workbooks (xlsx, xls, ods, csv), show what they change, and write it: all of it or nothing.

    What can't be read goes to the red list with its cell and reason. The same file again changes nothing. Without a
    terminal nothing waits for an answer: --yes accepts.

    \b
    Example:  banyan projects import district-a.xlsx --edition "2021 expo" --yes --json import.json
    """
    gc.freeze()        # what the program itself is made of stays: looking through it took a tenth of a large import
    wanted = Wanted(edition, sender, cohort, hidden, _rates(rates), _unit(unit), _columns(columns),
                    day(told_on, "--as-of"))
    ask = ImportAsk(wanted, yes, language or of_terminal())
    carry_out(IMPORT, ask, data, principal, city, load(files), json_file)


class ImportAsk(Struct, frozen=True):
    """`yes`: what is proposed is accepted, whatever it is."""

    wanted: Wanted
    yes: bool
    language: str


def _import(place: Place, ask: ImportAsk, books: Sequence[Book], teller: Teller) -> int:
    lang = ask.language
    with place.writing(begin=True) as office:
        office.may("projects.import")          # before anything is read: who may not import waits for nothing
    with place.reading() as office, teller.progress(say("comparing", lang)) as progress:
        ahead = importing.preview(office.store, books, ask.wanted, office.now(), progress)
    show_import(ahead, lang, teller)
    if ahead.nothing:
        teller.say(say("unchanged", lang))
    elif not (ask.yes or teller.ask(say("ask", lang))):
        teller.result(_json(shown.of_import(ahead, None, False)))
        teller.tell(say("refused", lang))
        return 0 if teller.prompts else 2
    written = None
    if not ahead.nothing:
        with place.writing() as office:
            written, ahead = importing.commit(office, ahead, books)
        teller.say(say("written", lang, id=written) if written else say("nothing", lang))
    teller.result(_json(shown.of_import(ahead, written, written is not None)))
    return 0


IMPORT = Errand("projects-import", ImportAsk, _import)


def _json(value: Mapping[str, Any]) -> bytes:
    return msgspec.json.encode(value) + b"\n"


def _rates(given: tuple[str, ...]) -> dict[str, Decimal]:
    found = {}
    for text in given:
        currency, _, rate = text.partition("=")
        try:
            found[currency.strip().upper()] = Decimal(rate)
        except InvalidOperation:
            raise UsageError(f"--rate {text}: CURRENCY=CNY for one of it was expected, like USD=6.48") from None
        if not found[currency.strip().upper()] > 0 or len(currency.strip()) != 3:
            raise UsageError(f"--rate {text}: a currency of three letters (ISO 4217) and a rate above zero were "
                             f"expected")
    return found


def _unit(text: str | None) -> Said:
    if text is None:
        return UNSAID
    said = unit_of(text).over(unit_in(text))
    if said.scale is None:
        raise UsageError(f"--unit {text}: a unit of money was expected, like 亿元, 万元 or CNY million")
    return said


def _columns(given: tuple[str, ...]) -> dict[str, str]:
    names = [f.name for f in ALL]
    found = {}
    for text in given:
        header, _, field = text.rpartition("=")
        if not header or field not in (*names, IGNORED, "extra"):
            raise UsageError(f"--map {text}: HEADER=FIELD was expected, with one of {', '.join(names)}, extra or -")
        found[header] = IGNORED if field == "extra" else field
    return found


def day(text: str | None, option: str) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option} {text}: a day like 2021-08-23 was expected") from None


for _command in (*projects_look.COMMANDS, *projects_change.COMMANDS, projects_export.export):
    projects.add_command(_command)

__all__ = ["Book", "projects"]

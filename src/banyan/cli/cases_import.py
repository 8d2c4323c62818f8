"""banyan cases import, imports, rejects, undo-import: cases of before, from the tables of another system."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
import msgspec
from msgspec import Struct

from banyan.cli.cases_options import AS, CITY, JSON, may_read, write
from banyan.cli.cases_words import say
from banyan.cli.errands import Errand, Place, carry_out
from banyan.cli.options import DATA, LANGUAGE
from banyan.cli.teller import Teller
from banyan.cli.terminal import language as of_terminal
from banyan.model.casework import Status
from banyan.model.plain import key
from banyan.model.project import Mapped
from banyan.runtime.casework.begun import looking
from banyan.runtime.casework.tables import importing, state
from banyan.runtime.casework.tables.fields import BY_NAME, IGNORED
from banyan.runtime.casework.tables.shown import FileRead, Preview, Wanted
from banyan.runtime.casework.tables.undo import undo
from banyan.runtime.imports.books import Book, load
from banyan.runtime.scenario import UsageError

SCHEMA = "banyan.cases-import/1"
VALUED = ("type", "holder", "outcome")
MOST = 20                    # lines of one kind on a terminal; --json has all


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--map", "name", metavar="NAME", help="Whose tables they are: how these were taken is remembered under "
                                                    "it.  [default: what the first file's name begins with]")
@click.option("--column", "columns", multiple=True, metavar="HEADER=FIELD",
              help="What a column holds; may be repeated, and is remembered. HEADER=- leaves it out.")
@click.option("--value", "values", multiple=True, metavar="FIELD:TEXT=ID",
              help="What a text stands for: type, holder or outcome; an empty TEXT for a cell with nothing in it.")
@click.option("--hidden", is_flag=True, help="Read hidden sheets too.")
@click.option("--yes", is_flag=True, help="Accept what is proposed.")
@JSON
@DATA
@CITY
@AS
@LANGUAGE
def import_command(
    files: tuple[Path, ...], name: str | None, columns: tuple[str, ...], values: tuple[str, ...], hidden: bool,
    yes: bool, json_file: Path | None, data: Path, city: Path | None, principal: str | None, language: str | None,
) -> None:
    """Cases of before from tables (xlsx, xls, ods, csv): shown first, then written, all of it or nothing.

    A closed one is history; an open one goes on with the clock of its own first intake. The same file again changes
    nothing. What can't be read waits on a list with its cell and reason.

    \b
    Example:  banyan cases import hotline-2025.xlsx --map hotline --yes --data .banyan/data
    """
    ask = ImportAsk(Wanted(name, _columns(columns), _values(values), hidden), yes, language or of_terminal())
    carry_out(IMPORT, ask, data, principal, city, load(files), json_file)


class ImportAsk(Struct, frozen=True):
    """`yes`: what is proposed is accepted, whatever it is."""

    wanted: Wanted
    yes: bool
    language: str


def _import(place: Place, ask: ImportAsk, books: Sequence[Book], teller: Teller) -> int:
    lang = ask.language
    with place.cases() as here:
        with teller.progress("") as progress:
            ahead = importing.preview(here.office, here.by, here.contacts, books, ask.wanted, progress)
        for text in _shown(ahead, lang):
            teller.say(text)
        if ahead.nothing:
            teller.say(say("import.same", lang))
        agreed = not ahead.nothing and (ask.yes or teller.ask(say("import.ask", lang)))
        written = importing.commit(here.office, here.by, ahead, here.contacts, books) if agreed else None
    if written is not None:
        teller.say(say("import.written", lang, id=written))
    teller.result(_json(result(ahead, written)))
    if written is None and not ahead.nothing:
        teller.tell(say("import.refused", lang))
        return 0 if teller.prompts else 2
    return 0


IMPORT = Errand("cases-import", ImportAsk, _import)


@click.command("imports")
@JSON
@DATA
@CITY
@AS
@LANGUAGE
def imports_command(
    json_file: Path | None, data: Path, city: Path | None, principal: str | None, language: str | None
) -> None:
    """What was imported, and what was taken back.   Example: banyan cases imports --data .banyan/data"""
    lang = language or of_terminal()
    with looking(data, city) as opened:
        may_read(opened, principal)
        found = list(state.imports(opened.desk.store).values())
    if json_file is not None:
        write(json_file, found)
    for one in found:
        click.echo(say("import.line", lang, id=one.id, mapping=one.mapping, files=", ".join(f for f, _ in one.files),
                       new=one.new, changed=one.changed, rejected=one.rejected, by=one.by,
                       undone=say("import.undone", lang, by=one.undone) if one.undone else ""))
    if not found:
        click.echo(say("import.none", lang))


@click.command("rejects")
@JSON
@DATA
@CITY
@AS
@LANGUAGE
def rejects_command(
    json_file: Path | None, data: Path, city: Path | None, principal: str | None, language: str | None
) -> None:
    """Cells of imported tables that could not be read and still wait, with the reason. Mend the table, import it again.

    \b
    Example:  banyan cases rejects --json rejects.json --data .banyan/data
    """
    lang = language or of_terminal()
    with looking(data, city) as opened:
        may_read(opened, principal)
        found = state.rejects(opened.desk.store)
    if json_file is not None:
        write(json_file, found)
    for one in found[:MOST]:
        click.echo(_reject(one, lang))
    _more(len(found), lang)
    if not found:
        click.echo(say("import.none", lang))


@click.command("undo-import")
@click.argument("id")
@DATA
@CITY
@AS
@LANGUAGE
def undo_command(id: str, data: Path, city: Path | None, principal: str | None, language: str | None) -> None:
    """Take a whole import of cases back: what it brought goes, what it changed is as before.

    \b
    Example:  banyan cases undo-import CI-0001 --data .banyan/data
    """
    carry_out(UNDO, UndoAsk(id, language or of_terminal()), data, principal, city)


class UndoAsk(Struct, frozen=True):
    id: str
    language: str


def _undo(place: Place, ask: UndoAsk, _books: Sequence[Book], teller: Teller) -> int:
    with place.cases() as here:
        n = undo(here.office, here.by, ask.id)
    teller.say(say("import.back", ask.language, id=ask.id, n=n))
    return 0


UNDO = Errand("cases-undo-import", UndoAsk, _undo)


def _columns(given: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for text in given:
        header, _, field = text.rpartition("=")
        if not key(header) or field not in (*BY_NAME, IGNORED):
            raise UsageError(f"--column {text[:60]}: HEADER=FIELD was expected, with one of {', '.join(BY_NAME)}, or -")
        found[key(header)] = field
    return found


def _values(given: tuple[str, ...]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for text in given:
        field, colon, rest = text.partition(":")
        said, equals, meant = rest.rpartition("=")
        if field not in VALUED or not colon or not equals or not meant:
            raise UsageError(f"--value {text[:60]}: FIELD:TEXT=ID was expected, with one of {', '.join(VALUED)}, like "
                             "type:道路坑洼=pothole")
        found.setdefault(field, {})[key(said)] = meant
    return found


def _shown(ahead: Preview, lang: str) -> list[str]:
    lines = [text for read in ahead.reads for text in _file(read, lang)]
    written = ahead.new + ahead.changed
    open_ = sum(done.case.status is not Status.CLOSED for done in written)
    lines.append(say("import.changes", lang, new=len(ahead.new), changed=len(ahead.changed), unchanged=ahead.unchanged,
                     open=open_, closed=len(written) - open_, rejected=len(ahead.rejects), mended=len(ahead.mended),
                     mapping=ahead.mapping))
    return lines


def _file(read: FileRead, lang: str) -> list[str]:
    lines = [say("import.file", lang, file=read.file, rows=read.rows, accepted=read.accepted,
                 rejected=len(read.rejects))]
    lines += [say("import.left", lang, sheet=sheet, why=say(f"import.{why}", lang)) for sheet, why in read.left_out]
    seen: dict[Mapped, None] = {m: None for _, m in read.mapping}
    lines += [say("import.column", lang, column=m.column, header=m.header, field=m.field or "-", reason=m.reason)
              for m in seen]
    lines += [_reject(one, lang) for one in read.rejects[:MOST]]
    if len(read.rejects) > MOST:
        lines.append(say("import.more", lang, n=len(read.rejects) - MOST))
    return lines


def _reject(one: state.Reject, lang: str) -> str:
    kind = "import.reject" if one.whole else "import.value"
    return say(kind, lang, file=one.file, sheet=one.sheet, cell=one.cell.ref, field=one.field, number=one.number or "-",
               reason=one.reason.said(lang))


def _more(n: int, lang: str) -> None:
    if n > MOST:
        click.echo(say("import.more", lang, n=n - MOST))


def _json(found: Any) -> bytes:
    return msgspec.json.format(msgspec.json.encode(found), indent=2) + b"\n"


def result(ahead: Preview, written: str | None) -> dict[str, Any]:
    """banyan.cases-import/1 (docs/schemas/cases-import.schema.json)."""
    return {
        "schema": SCHEMA, "import": written, "mapping": ahead.mapping,
        "files": [{
            "file": read.file, "sha256": read.sha256, "rows": read.rows, "accepted": read.accepted,
            "mapping": [{"sheet": sheet, "column": m.column, "header": m.header, "field": m.field, "reason": m.reason}
                        for sheet, m in read.mapping],
            "left_out": [{"sheet": sheet, "why": why} for sheet, why in read.left_out],
            "rejected": [{"sheet": one.sheet, "cell": one.cell.ref, "field": one.field, "text": one.cell.text,
                          "number": one.number, "whole": one.whole, "reason": msgspec.to_builtins(one.reason)}
                         for one in read.rejects],
        } for read in ahead.reads],
        "changes": {"new": [done.case.id for done in ahead.new], "changed": [done.case.id for done in ahead.changed],
                    "unchanged": ahead.unchanged, "mended": [one.id for one in ahead.mended]},
    }  # fmt: skip


COMMANDS = (import_command, imports_command, rejects_command, undo_command)

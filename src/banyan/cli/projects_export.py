"""banyan projects export: the cleaned list for others, as a workbook and as an OC4IDS package."""

from datetime import date
from pathlib import Path

import click

from banyan.cli.options import DATA, LANGUAGE
from banyan.cli.paper_options import AS_OF, FILE, KNOWN_AT, Moment, check_writable, write_file
from banyan.cli.projects_look import AS, EDITION
from banyan.cli.terminal import language as of_terminal
from banyan.edges.oc4ids import PREFIX, Publication, PublicationError, package
from banyan.model.text import Name
from banyan.runtime.exports.cleaned import workbook
from banyan.runtime.projects import lists, state
from banyan.runtime.projects.office import reading
from banyan.runtime.scenario import UsageError

PUBLISHER = Name(zh="项目办公室", en="Programme office")


@click.command("export")
@EDITION
@AS_OF
@KNOWN_AT
@click.option("--xlsx", type=FILE, help="The cleaned list, with the cell that every value was read from.")
@click.option("--oc4ids", type=FILE, help="An OC4IDS 0.9 project package.")
@click.option("--contacts", is_flag=True, help="Contacts unmasked in the workbook; a right of its own.")
@click.option("--publisher", help="Who publishes the package.  [default: Programme office]")
@click.option("--prefix", default=PREFIX, show_default=True, help="The publisher's registered OC4IDS prefix.")
@click.option("--uri", default="", help="The package's address.  [default: one made from its content]")
@DATA
@AS
@LANGUAGE
def export(
    edition: str | None, as_of: date | None, known_at: Moment | None, xlsx: Path | None, oc4ids: Path | None,
    contacts: bool, publisher: str | None, prefix: str, uri: str, data: Path, principal: str | None,
    language: str | None,
) -> None:  # fmt: skip
    """The projects as they count, merged ones as one.

    \b
    Example:  banyan projects export --edition "2021 expo" --xlsx projects.xlsx --oc4ids projects.json
    """
    if xlsx is None and oc4ids is None:
        raise UsageError("nothing to write: --xlsx FILE or --oc4ids FILE was expected")
    check_writable(xlsx, oc4ids)
    lang = language or of_terminal()
    with reading(data, principal) as office:
        office.may("projects.read")
        if contacts:
            office.may("projects.contacts")
        moment = known_at.at(office.store) if known_at is not None else None
        found = [p for p in state.standing(office.store, moment, edition) if p.standing == "current"]
        if edition is not None and not found:
            raise UsageError(f'no project of the edition "{edition}" is known here')
        known, now = lists.of(office.store), office.now()
    if xlsx is not None:
        names = {s.id: s.name for s in known.sectors} | {s.id: s.name for s in known.stages}
        write_file(xlsx, workbook(found, edition, as_of, now, lang, names, contacts))
        click.echo(str(xlsx))
    if oc4ids is not None:
        changed = max((p.known_at for p in found), default=now)
        about = Publication(publisher or PUBLISHER.said(lang), changed, prefix, uri, as_of)
        try:
            write_file(oc4ids, package(found, about))
        except PublicationError as error:
            raise UsageError(f"{oc4ids}: {error}; nothing was written") from error
        click.echo(str(oc4ids))

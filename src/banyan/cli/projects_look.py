"""banyan projects list, show, history, rejects, duplicates, imports, mappings: what the office knows."""

from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import click
import msgspec

from banyan.cli.options import DATA, LANGUAGE, output
from banyan.cli.paper_options import FILE
from banyan.cli.projects_table import projects_table, table, yi
from banyan.cli.projects_words import say
from banyan.cli.terminal import language as of_terminal
from banyan.measure.contribution import contribution
from banyan.model.ports import Store
from banyan.model.project import Project, Standing
from banyan.model.time import Instant, iso
from banyan.runtime.projects import mending, shown, state
from banyan.runtime.projects.office import reading
from banyan.runtime.scenario import UsageError

AS = click.option("--as", "principal", metavar="PRINCIPAL",
                  help="Act as this principal.  [default: the folder's owner]")
EDITION = click.option("--edition", help='Only this one, like "2021 expo".  [default: all]')
JSON = click.option("--json", "json_file", type=FILE, help="Write the result for programs.")


@click.command("list")
@EDITION
@click.option("--as-of", metavar="DATE", help="What was true on that day.")
@click.option("--known-at", metavar="TIME",
              help="What was known then: a day (its end), or a moment like 2021-08-23T18:00.")
@click.option("--contacts", is_flag=True, help="Show contacts unmasked; a right of its own.")
@JSON
@DATA
@AS
@LANGUAGE
def list_(
    edition: str | None, as_of: str | None, known_at: str | None, contacts: bool, json_file: Path | None, data: Path,
    principal: str | None, language: str | None,
) -> None:
    """The cleaned rows with their sources (docs/schemas/projects.schema.json).

    \b
    Example:  banyan projects list --edition "2021 expo" --as-of 2021-08-23 --json projects.json
    """
    day = _day(as_of)
    with reading(data, principal) as office:
        office.may("projects.read")
        if contacts:
            office.may("projects.contacts")
        moment = _moment(known_at, office.store)
        found = state.standing(office.store, moment, edition)
    if json_file is not None:
        _write(json_file, shown.rows(found, edition, day, moment, contacts))
        return
    lang = language or of_terminal()
    adds = [contribution(p, edition, day) for p in found]
    projects_table(found, lang, [f"{a.amount:f}" for a in adds])
    click.echo(say("total", lang, n=sum(a.count for a in adds), amount=yi(f"{sum(a.amount for a in adds):f}")))


@click.command()
@click.argument("id")
@click.option("--contacts", is_flag=True, help="Show contacts unmasked; a right of its own.")
@JSON
@DATA
@AS
@LANGUAGE
def show(
    id: str, contacts: bool, json_file: Path | None, data: Path, principal: str | None, language: str | None
) -> None:
    """One project, with the cell that every value was read from.

    \b
    Example:  banyan projects show PR-0001
    """
    lang = language or of_terminal()
    with reading(data, principal) as office:
        office.may("projects.read")
        if contacts:
            office.may("projects.contacts")
        found = _one(office.store, id)
    if json_file is not None:
        _write(json_file, shown.row(found, None, None, contacts))
        return
    row = shown.row(found, None, None, contacts)
    click.echo(f"{found.id}  {found.name}  {yi(row['amount'])} 亿元  {found.edition}")
    if found.merged:
        click.echo(say("merged_from", lang, ids=", ".join(found.merged)))
    for s in row["sources"]:
        click.echo(say("source", lang, file=s["file"], sheet=s["sheet"], row=s["row"], sender=s["sender"],
                       imported=s["imported"]))
        for field, cell in s.get("cells", {}).items():
            mended = say("mended_by", lang, who=cell["mended_by"]) if cell.get("mended_by") else ""
            click.echo(say("from", lang, field=field, ref=cell["ref"], text=cell["text"]) + mended)


@click.command()
@click.argument("id")
@JSON
@DATA
@AS
@LANGUAGE
def history(id: str, json_file: Path | None, data: Path, principal: str | None, language: str | None) -> None:
    """Every version of a project: when it was known, who told it, what it was worth.

    \b
    Example:  banyan projects history PR-0001
    """
    lang = language or of_terminal()
    with reading(data, principal) as office:
        office.may("projects.read")
        records = list(state.versions(office.store, id))
        links = [r for r in office.store.of_entity(id) if r.kind == state.MERGE]
    if not records:
        raise UsageError(f"{id}: no project has that id; banyan projects list has them")
    versions = [(r, msgspec.convert(r.body, Project)) for r in records]
    if json_file is not None:
        _write(json_file, {"id": id, "versions": [
            {"known_at": iso(r.at), "by": r.by, "record": r.id, **shown.row(p, None, None)} for r, p in versions],
            "merges": [{"at": iso(r.at), "by": r.by, "into": r.body["into"]} for r in links]})
        return
    table(("state", "by", "amount", "stage", "name"), [
        (f"{iso(r.at)[:19]} {p.standing}", r.by, yi(_worth(p)), p.stage, p.name) for r, p in versions], lang)


def _worth(p: Project) -> str:
    standing = msgspec.structs.replace(p, standing=Standing.CURRENT)
    return f"{contribution(standing, None).amount:f}"


@click.command()
@EDITION
@click.option("--all", "every", is_flag=True, help="Those that were mended too.")
@JSON
@DATA
@AS
@LANGUAGE
def rejects(
    edition: str | None, every: bool, json_file: Path | None, data: Path, principal: str | None, language: str | None
) -> None:
    """The red list: every cell that couldn't be read, and why.

    \b
    Example:  banyan projects rejects --edition "2021 expo"
              banyan projects fix R-0001 --value "12.5亿元"
    """
    lang = language or of_terminal()
    with reading(data, principal) as office:
        office.may("projects.read")
        found = [u for u in state.in_order(state.red(office.store)) if u.standing is Standing.CURRENT
                 and (every or not u.mended) and edition in (None, u.edition)]
    if json_file is not None:
        _write(json_file, {"schema": "banyan.rejects/1", "rejected": shown.red(found)})
        return
    table(("id", "file_", "cell", "field", "text", "reason", "project"), [
        (u.id, u.source.file, f"{u.source.sheet} {u.cell.ref}", u.field, u.cell.text, u.reason.said(lang),
         u.project or "") for u in found], lang)


@click.command()
@EDITION
@click.option("--at-least", type=click.FloatRange(0, 1), default=0.7, show_default=True, help="The lowest score shown.")
@JSON
@DATA
@AS
@LANGUAGE
def duplicates(
    edition: str | None, at_least: float, json_file: Path | None, data: Path, principal: str | None,
    language: str | None,
) -> None:
    """Pairs of projects that look like one, with a score of 0-1 and its reasons. Nothing is merged.

    \b
    Example:  banyan projects duplicates --edition "2021 expo" --at-least 0.9
    """
    lang = language or of_terminal()
    with reading(data, principal) as office:
        found = mending.alike(office, edition, at_least)
        names = {p.id: p.name for p in state.standing(office.store, None, edition)}
    if json_file is not None:
        _write(json_file, {"schema": "banyan.duplicates/1", "duplicates": [
            {"a": d.a, "b": d.b, "score": float(d.score), "reasons": [r.en for r in d.reasons],
             "reasons_zh": [r.zh for r in d.reasons]} for d in found]})
        return
    table(("score", "id", "name", "reason"), [
        (f"{d.score}", f"{d.a} {d.b}", f"{names[d.a]} | {names[d.b]}", "; ".join(r.said(lang) for r in d.reasons))
        for d in found], lang)


@click.command()
@JSON
@DATA
@AS
@LANGUAGE
def imports(json_file: Path | None, data: Path, principal: str | None, language: str | None) -> None:
    """Every import, with what it changed, and whether it still stands.

    \b
    Example:  banyan projects imports
    """
    lang = language or of_terminal()
    with reading(data, principal) as office:
        office.may("projects.read")
        found = state.in_order(state.imports(office.store))
    if json_file is not None:
        _write(json_file, {"schema": "banyan.imports/1", "imports": msgspec.to_builtins(found)})
        return
    table(("id", "edition", "file_", "by", "new", "changed", "withdrawn", "rejected", "state"), [
        (i.id, i.edition, ", ".join(f for f, _ in i.files), i.by, str(i.new), str(i.changed), str(i.withdrawn),
         str(i.rejected), say("taken_back" if i.undone else "stands", lang)) for i in found], lang)


@click.command()
@JSON
@DATA
@AS
@LANGUAGE
def mappings(json_file: Path | None, data: Path, principal: str | None, language: str | None) -> None:
    """How each sender's columns were taken; remembered for their next workbook.

    \b
    Example:  banyan projects mappings
    """
    lang = language or of_terminal()
    with reading(data, principal) as office:
        office.may("projects.read")
        found = {s: b["fields"] for s, b in sorted(office.store.current(state.MAPPING).items())}
    if json_file is not None:
        _write(json_file, {"schema": "banyan.mappings/1", "mappings": found})
        return
    table(("by", "header", "field"), [(s, h, f or say("extra", lang)) for s, fields in found.items()
                                      for h, f in fields.items()], lang)


def _one(store: Store, pid: str) -> Project:
    found = next((p for p in state.standing(store) if pid in (p.id, *p.merged)), None)
    if found is None:
        raise UsageError(f"{pid}: no project stands under that id; banyan projects list has them")
    return found


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--as-of {text}: a day like 2021-08-23 was expected") from None


def _moment(text: str | None, store: Store) -> Instant | None:
    """A day is its end in the city's time."""
    if text is None:
        return None
    cities = (b["value"]["timezone"] for b in store.current("declaration").values() if b["of"] == "city")
    zone = ZoneInfo(next(cities, "UTC"))
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--known-at {text}: a day or a moment like 2021-08-23T18:00 was expected") from None
    if len(text) == 10:
        moment = datetime.combine(moment.date() + timedelta(days=1), time()) - timedelta(microseconds=1)
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)


def _write(json_file: Path, value: object) -> None:
    with output(json_file, "--json") as stream:
        stream.write(msgspec.json.encode(value) + b"\n")


COMMANDS = (list_, show, history, rejects, duplicates, imports, mappings)

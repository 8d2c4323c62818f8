"""banyan routes: which unit gets a case and why; what the routes leave to chance."""

import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec

from banyan.cli.cases_options import JSON
from banyan.cli.cases_words import say
from banyan.cli.casetypes import write
from banyan.cli.moments import moment
from banyan.cli.options import DATA, LANGUAGE
from banyan.cli.terminal import language as of_terminal
from banyan.command.casework.coverage import coverage
from banyan.command.casework.routing import areas_of, located, route
from banyan.command.worktime import zone_of
from banyan.model.casetype import Casebook, Definition, in_force
from banyan.model.casework import Case, Place
from banyan.model.time import Instant
from banyan.runtime.casework.begun import NONE_HERE
from banyan.runtime.casework.casebook import load_casebook
from banyan.runtime.casework.records import CASE
from banyan.runtime.data_folder import has_journal, open_reader
from banyan.runtime.folder import find_city, load
from banyan.runtime.scenario import UsageError

CITY = click.option("--city", required=True, help="A city's folder, or the name of a ready city.")
WHEN = click.option("--when", metavar="TIME", help="Like 2026-07-24T23:10:00+08:00.  [default: now]")


@click.group()
def routes() -> None:
    """Class, place, owner and time to a unit."""


@routes.command("explain")
@CITY
@click.argument("type")
@click.option("--at", "position", type=(float, float), metavar="LON LAT", help="Where, in degrees (WGS 84).")
@click.option("--thing", help="The id of the thing.")
@WHEN
@JSON
@LANGUAGE
def explain(
    city: str, type: str, position: tuple[float, float] | None, thing: str | None, when: str | None,
    json_file: Path | None, language: str | None,
) -> None:  # fmt: skip
    """Where a case would go, with every row that was tried.

    \b
    Example:  banyan routes explain --city banyan-bay noise --at 119.601 25.991 --when 2026-07-24T23:10:00+08:00
    """
    lang, now = language or of_terminal(), _when(when)
    book = _book(city)
    definition = _type(book, type, now)
    place = Place(position, thing=thing)
    found = route(book.routes, definition, place, now, book.timezone)
    if json_file is not None:
        write(json_file, msgspec.to_builtins(found))
    names = {u.id: u.name.said(lang) for u in book.routes.units}
    by = found.route or say("fallback", lang)
    click.echo(say("route", lang, to=found.to, unit=names.get(found.to, found.to), route=by))
    if found.instead_of is not None:
        click.echo(say("instead", lang, unit=found.instead_of))
    if found.also:
        click.echo(say("also", lang, units=", ".join(found.also)))
    inside = areas_of(book.routes, _cell(book, place, now), found.area)
    click.echo(say("where", lang, areas=", ".join(inside) or "-", owner=found.owner or "-"))
    priorities = {row.id: row.priority for row in book.routes.routes}
    for row in found.tried:
        key = "row.fails" if row.failed else "row.holds"
        click.echo(say(key, lang, route=row.route, failed=", ".join(row.failed), priority=priorities[row.route]))


@routes.command("report")
@CITY
@DATA
@WHEN
@JSON
@LANGUAGE
@click.pass_context
def report(
    ctx: click.Context, city: str, data: Path, when: str | None, json_file: Path | None, language: str | None
) -> None:
    """Types that only the fallback takes, rows that no case went by, units without a row.

    \b
    Example:  banyan routes report --city banyan-bay --data .banyan/data
    Exit code 0: nothing left to chance; 1: something is.
    """
    lang, now = language or of_terminal(), _when(when)
    book = _book(city)
    day = now.astimezone(zone_of(book.timezone)).date()
    types = [d for d in (in_force(book.definitions, tid, day) for tid in dict.fromkeys(d.id for d in book.definitions))
             if d is not None]
    found = coverage(book.routes, types, _used(data), now, book.timezone)
    if json_file is not None:
        write(json_file, msgspec.to_builtins(found))
    if found.orphans:
        click.echo(say("orphans", lang))
        for orphan in found.orphans:
            click.echo(say("orphan", lang, type=orphan.type, area=orphan.area))
    for key, names in (("never", found.never), ("idle", found.idle), ("circles", found.circles)):
        if names:
            listed = ", ".join(str(n) for n in names)
            click.echo(say(key, lang, routes=listed, units=listed, areas=listed))
    if found.orphans or found.never or found.idle or found.circles:
        ctx.exit(1)
    click.echo(say("covered", lang))


def _book(city: str) -> Casebook:
    folder = find_city(city)
    book = load_casebook(folder, load(folder))
    if book is None:
        raise UsageError(NONE_HERE)
    return book


def _type(book: Casebook, tid: str, now: Instant) -> Definition:
    found = in_force(book.definitions, tid, now.astimezone(zone_of(book.timezone)).date())
    if found is None:
        known = ", ".join(sorted({d.id for d in book.definitions}))
        raise UsageError(f"there is no case type {tid[:40]} on that day; expected one of {known}")
    return found


def _cell(book: Casebook, place: Place, now: Instant) -> str | None:
    return located(book.routes, place, now.astimezone(zone_of(book.timezone)).date())[0]


def _used(data: Path) -> dict[str, int]:
    """Row → cases that stand dispatched by it."""
    if not has_journal(data):
        return {}
    with open_reader(data) as store:
        cases = [msgspec.convert(body, Case) for body in store.current(CASE).values()]
    return Counter(c.route.route for c in cases if c.route is not None and c.route.route is not None and not c.undone)


def _when(text: str | None) -> Instant:
    return moment(text, "--when") or datetime.fromtimestamp(time.time(), UTC)

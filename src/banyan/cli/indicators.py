"""banyan indicators: what is counted over what, and the value with everything behind it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
import msgspec

from banyan.cli.indicators_table import show_explained, show_list, show_rows
from banyan.cli.options import DATA
from banyan.cli.terminal import language as of_terminal
from banyan.command.worktime import zone_of
from banyan.measure.indicators.catalogue import CATALOGUE
from banyan.measure.indicators.formula import Indicator, Registry
from banyan.measure.indicators.predicates import Neighbours
from banyan.measure.indicators.reckon import Dimension, Period
from banyan.measure.indicators.row import CaseRow
from banyan.model.time import Instant
from banyan.runtime import mode
from banyan.runtime.clock import BadStart, started
from banyan.runtime.data_folder import open_reader
from banyan.runtime.folder import find_city, load_calendars
from banyan.runtime.indicators import casework
from banyan.runtime.indicators.asking import (
    Answer,
    Asked,
    Skipped,
    Table,
    answers,
    bytes_of,
    newest,
    over_cases,
    read_table,
)
from banyan.runtime.indicators.case_table import BadRow, CaseTable
from banyan.runtime.indicators.formulas import with_formulas
from banyan.runtime.indicators.journal import of_bodies
from banyan.runtime.indicators.periods import between, days, spanning
from banyan.runtime.indicators.result import SCHEMA, described, result
from banyan.runtime.indicators.texts import say, wrong
from banyan.runtime.scenario import UsageError

FILE = click.Path(path_type=Path, dir_okay=False)
FORMULAS = click.option("--formulas", type=FILE, help="A city's own formulas (TOML), beside the ready ones.")
JSON = click.option("--json", "json_file", type=FILE, help="Write the result (docs/schemas/indicators.schema.json).")
LANGUAGE = click.option("--language", type=click.Choice(["zh", "en"]), help="Default: the terminal's.")


@click.group()
def indicators() -> None:
    """Shares and numbers of cases, each with its formula and the rows behind it."""


@indicators.command("list")
@FORMULAS
@JSON
@LANGUAGE
def list_command(formulas: Path | None, json_file: Path | None, language: str | None) -> None:
    """Every formula there is.

    \b
    Example:  banyan indicators list
    """
    registry = _registry(formulas)
    _write(json_file, {"schema": SCHEMA, "indicators": [described(i) for i in registry.indicators]})
    show_list(registry.indicators, language or of_terminal())


@indicators.command("explain")
@click.argument("name")
@FORMULAS
@JSON
@LANGUAGE
def explain_command(name: str, formulas: Path | None, json_file: Path | None, language: str | None) -> None:
    """What a formula counts: NAME for all its versions, NAME@VERSION for one.

    \b
    Example:  banyan indicators explain closed-in-time
    """
    found = _named(_registry(formulas), name)
    _write(json_file, {"schema": SCHEMA, "indicators": [described(i) for i in found]})
    for indicator in found:
        show_explained(indicator, language or of_terminal())


@indicators.command("show")
@click.argument("name")
@click.option("--rows", type=FILE, help="A CSV table of cases, or of counts, instead of the journal's cases.")
@DATA
@click.option("--city", type=click.Path(path_type=Path, file_okay=False),
              help="The folder of the journal's city, where it has moved.")
@click.option("--from", "first", help="First day, month, quarter or year: 2026-06-15, 2026-06, 2026-Q2, 2026.")
@click.option("--to", "last", help="Last one, included. [default: no bound]")
@click.option("--as-of", help="What happened later isn't known. [default: the end of the period, or the newest row]")
@click.option("--by", type=click.Choice([d.value for d in Dimension]), multiple=True,
              help="Also for each of these; may be given several times.")
@click.option("--timezone", default="Asia/Shanghai", show_default=True, help="Of days, and of times without an offset.")
@FORMULAS
@JSON
@LANGUAGE
def show_command(
    name: str, rows: Path | None, data: Path, city: Path | None, first: str | None, last: str | None, as_of: str | None,
    by: tuple[str, ...], timezone: str, formulas: Path | None, json_file: Path | None, language: str | None,
) -> None:  # fmt: skip
    """Value, numerator, denominator, formula, base period and the rows behind: NAME for all versions side by side.

    \b
    Example:  banyan indicators show closed-in-time --rows june.csv --from 2026-06 --to 2026-06 --by region
    Exit code 0: done; 2: bad input; of a table's rows the bad ones are told, and aren't in the figures.
    """
    lang = language or of_terminal()
    found, zone = _named(_registry(formulas), name), _zone(timezone)
    period = spanning(first, last, zone, ("--from", "--to"))
    dimensions = tuple(dict.fromkeys(Dimension(d) for d in by))
    if rows is None:
        made, skipped, asked, source, bad = _from_journal(found, (data, city), period, as_of, zone, dimensions)
    else:
        made, skipped, asked, source, bad = _from_table(found, rows, period, as_of, zone, dimensions)
    _write(json_file, result(made, asked, source, bad, skipped))
    for answer in made:
        show_rows(answer, asked, lang)
    for formula, lacks in skipped:
        click.echo(say("skipped", lang, id=formula, columns=", ".join(lacks)))
    for row in bad[:200]:
        click.echo(_bad(row, str(source["name"]), lang), err=True)
    if bad:
        raise click.exceptions.Exit(2)


Made = tuple[tuple[Answer, ...], tuple[Skipped, ...], Asked, dict[str, object], tuple[BadRow, ...]]


def _from_table(
    found: tuple[Indicator, ...], file: Path, period: Period, as_of: str | None, zone: ZoneInfo,
    by: tuple[Dimension, ...],
) -> Made:  # fmt: skip
    expected = "a CSV table of cases or of counts"
    table: Table = read_table(bytes_of(file, expected), str(file), zone)
    of_cases = isinstance(table, CaseTable)
    if as_of is not None and not of_cases:
        raise UsageError(f"--as-of: {file} is a table of counts, which were made when they were made; leave it out")
    at = _as_of(as_of, period, table.rows, zone) if isinstance(table, CaseTable) else None
    asked = Asked(period=period, as_of=at, zone=zone, by=by)
    source: dict[str, object] = {"kind": "cases" if of_cases else "counts", "name": str(file), "rows": len(table.rows)}
    made, skipped = answers(found, table, asked, str(file))
    return made, skipped, asked, source, table.bad


def _from_journal(
    found: tuple[Indicator, ...], where: tuple[Path, Path | None], period: Period, as_of: str | None, zone: ZoneInfo,
    by: tuple[Dimension, ...],
) -> Made:  # fmt: skip
    data, folder = where
    with open_reader(data) as store:
        cases = store.current(casework.KIND)
        rows = of_bodies(store.current("case").values()) if not cases else ()
        tick = next((unit.last_tick for unit in store.units(max(store.position() - 1, 0))), None)
        folder = folder if folder is not None else mode.folder_of(store)
    if cases:
        if folder is None:
            raise UsageError(f"{data} doesn't say where its city's folder is, with the calendars of its cases: "
                             "give --city")
        city = load_calendars(find_city(folder))
        rows = casework.of_casework(cases.values(), city.named, city.timezone, datetime.now(UTC))
    asked = Asked(period=period, as_of=_as_of(as_of, period, rows, zone, tick), zone=zone, by=by)
    everyone = Neighbours(rows)
    made = tuple(over_cases(indicator, rows, asked, everyone) for indicator in found)
    return made, (), asked, {"kind": "journal", "name": str(data), "rows": len(rows)}, ()


def _as_of(
    text: str | None, period: Period, rows: tuple[CaseRow, ...], zone: ZoneInfo, tick: Instant | None = None
) -> Instant | None:
    """As given; else the latest of the last thing that the rows know, the period's end, and the journal's last tick,
    but nothing that is still to come.
    """
    if text is not None:
        day = days(text)
        if day is not None:
            return between(None, day[1], zone).end
        try:
            return started(text, zone)
        except BadStart:
            raise UsageError(f'--as-of "{text[:40]}" is no day and no time; expected one like 2026-07-31') from None
    known = [at for at in (newest(rows), period.end, tick) if at is not None]
    return min(max(known), datetime.now(UTC)) if known else None


def _registry(formulas: Path | None) -> Registry:
    return CATALOGUE if formulas is None else with_formulas(CATALOGUE, formulas)


def _named(registry: Registry, text: str) -> tuple[Indicator, ...]:
    found = registry.named(text)
    if not found:
        raise UsageError(f'there is no indicator "{text[:60]}"; expected one of '
                         f"{', '.join(i.id for i in registry.indicators)}")
    return found


def _zone(name: str) -> ZoneInfo:
    try:
        return zone_of(name)
    except ValueError as error:
        raise UsageError(f"--timezone: {error}") from None


def _bad(row: BadRow, file: str, language: str) -> str:
    return say("row", language, file=file, row=str(row.row), why=wrong(row.why, language))


def _write(file: Path | None, told: dict[str, Any]) -> None:
    if file is None:
        return
    try:
        file.write_bytes(msgspec.json.format(msgspec.json.encode(told), indent=2) + b"\n")
    except (OSError, ValueError) as error:
        raise UsageError(f"--json {file} can't be written ({error}); give the path of a file in a folder that exists"
                         ) from None

"""banyan cases: what people asked the city for: report, list, show, move."""

from pathlib import Path
from typing import Any

import click
import msgspec

from banyan.cli.cases_import import COMMANDS
from banyan.cli.cases_options import AS, CITY, FILE, JSON, may_read, write
from banyan.cli.cases_rounds import rounds_command
from banyan.cli.cases_show import page, view
from banyan.cli.cases_words import say
from banyan.cli.forms import table
from banyan.cli.moments import moment
from banyan.cli.options import DATA, LANGUAGE
from banyan.cli.remote import post
from banyan.cli.terminal import language as of_terminal
from banyan.command.casework.texts import STATUSES
from banyan.command.worktime import zone_of
from banyan.model.casework import OF_TABLES, OF_TIME, Verb
from banyan.model.ids import PrincipalId
from banyan.runtime import offline as city_offline
from banyan.runtime.casework.asks import EvidenceAsk, MoveAsk, PartAsk, ReportAsk, intake, move
from banyan.runtime.casework.begun import Opened, looking, offline
from banyan.runtime.casework.office import Declined
from banyan.runtime.casework.views import CaseAsked, CaseView
from banyan.runtime.declarations import owner
from banyan.runtime.scenario import UsageError

VERBS = [str(v) for v in Verb if v not in (*OF_TIME, *OF_TABLES, Verb.REPORT)]


@click.group()
def cases() -> None:
    """What people asked the city for, and where it stands."""


@cases.command("report")
@click.argument("type")
@click.option("--text", default="", help="What was told.")
@click.option("--at", "position", type=(float, float), metavar="LON LAT", help="Where, in degrees (WGS 84).")
@click.option("--address", default="", help="Where, in words.")
@click.option("--thing", help="The id of the thing it is about.")
@click.option("--state", help="Which state the site is in.")
@click.option("--attribute", "attributes", type=(str, str), multiple=True, metavar="CODE VALUE", help="Repeatable.")
@click.option("--heard", metavar="TIME", help="When the city first heard of it, like 2026-09-30T17:50:00+08:00.")
@click.option("--source", help="The sender's own key: the same report twice is one.")
@click.option("--channel", default="desk", show_default=True, help="How it came.")
@click.option("--unit", help="Handled on the spot by this unit of yours.")
@click.option("--alone", is_flag=True, help="A case of its own, whatever is near.")
@click.option("--answers", type=FILE, help="JSON: answers to the type's form (docs/forms.md).")
@JSON
@DATA
@CITY
@AS
@LANGUAGE
def report_command(
    type: str, text: str, position: tuple[float, float] | None, address: str, thing: str | None, state: str | None,
    attributes: tuple[tuple[str, str], ...], heard: str | None, source: str | None, channel: str, unit: str | None,
    alone: bool, answers: Path | None, json_file: Path | None,
    data: Path, city: Path | None, principal: str | None, language: str | None,
) -> None:  # fmt: skip
    """Report something: it opens a case, or joins the one that is about it.

    \b
    Example:  banyan cases report pothole --at 119.601 25.9901 --text "a deep hole" --as duty-officer-1
    """
    first = moment(heard, "--heard")
    ask = ReportAsk(type, text, position, address, thing, _attributes(attributes), (), state, first, source, channel,
                    None, unit, alone, table(answers) if answers is not None else {})
    found = _done(data, city, principal, language, "api/cases", ask, _report)
    lang = language or of_terminal()
    if json_file is not None:
        write(json_file, found)
    line, n = found.line, len(found.case.reports)
    key = "reported" if n == 1 else "joined"
    click.echo(say(key, lang, id=line.id, name=line.name.said(lang), n=n, status=STATUSES[line.status].said(lang),
                   due=_due(found)))


@cases.command("move")
@click.argument("case")
@click.argument("verb", type=click.Choice(VERBS), metavar="VERB")
@click.option("--reason", default="", help="Why; what was said.")
@click.option("--ground", help="return, dispute, suspend: a ground of the type.")
@click.option("--to", "holder", help="dispatch, reassign, re-class: the unit; without it the routes are asked.")
@click.option("--type", "kind", help="re-class: the type that it should have had.")
@click.option("--helper", "helpers", multiple=True, help="dispatch, assist: may be repeated.")
@click.option("--evidence", type=(str, str), multiple=True, metavar="KIND REF", help="What is shown; may be repeated.")
@click.option("--outcome", help="close: one of the type's outcomes.")
@click.option("--state", help="file, re-class: the state of the site.")
@click.option("--yes/--no", "yes", default=None, help="rule, verify, judge, prioritise.")
@click.option("--limit", help="suspend: its cap; extend: the new promised limit.")
@click.option("--other", help="join: the case that was first.")
@click.option("--report", "report", help="answer, judge: which report.")
@click.option("--into", type=(str, str), multiple=True, metavar="UNIT TYPE", help="split, part: may be repeated.")
@click.option("--score", type=int, help="evaluate: 0 to 100.")
@click.option("--key", help="Your own key: the same move twice is done once.")
@JSON
@DATA
@CITY
@AS
@LANGUAGE
def move_command(
    case: str, verb: str, reason: str, ground: str | None, holder: str | None, kind: str | None,
    helpers: tuple[str, ...],
    evidence: tuple[tuple[str, str], ...], outcome: str | None, state: str | None, yes: bool | None,
    limit: str | None, other: str | None, report: str | None, into: tuple[tuple[str, str], ...], score: int | None,
    key: str | None, json_file: Path | None, data: Path, city: Path | None, principal: str | None,
    language: str | None,
) -> None:  # fmt: skip
    """Do something to a case: VERB is file, dispatch, handle, feed-back, verify, close, return, rule, ...

    \b
    Example:  banyan cases move K20260302-0001 dispatch --as duty-officer-1
              banyan cases move K20260302-0001 return --ground not-our-area --reason "the other bank" --as roads-1
    """
    ask = MoveAsk(
        case=case, verb=Verb(verb), key=key, reason=reason, ground=ground, holder=holder, helpers=helpers,
        evidence=tuple(EvidenceAsk(shown, ref) for shown, ref in evidence), outcome=outcome, state=state, yes=yes,
        limit=limit, other=other, report=report, into=tuple(PartAsk(unit, part) for unit, part in into), score=score,
        type=kind,
    )  # fmt: skip
    found = _done(data, city, principal, language, "api/cases/move", ask, _move)
    lang = language or of_terminal()
    if json_file is not None:
        write(json_file, found)
    click.echo(say("moved", lang, id=found.line.id, status=STATUSES[found.line.status].said(lang),
                   holder=found.line.holder))


@cases.command("list")
@click.option("--open/--closed", "open_", default=None, help="Only these.  [default: both]")
@click.option("--status", type=click.Choice(list(STATUSES)))
@click.option("--type", "kind", help="Only of this case type.")
@click.option("--holder", help="Only with this unit.")
@click.option("--area", help="Only in this area or cell.")
@click.option("--channel", help="Only those that came so: alert, desk, resident, open311, ...")
@click.option("--late", is_flag=True, help="Only those past their promised limit.")
@click.option("--limit", type=click.IntRange(1, 100_000), default=50, show_default=True)
@JSON
@DATA
@CITY
@AS
@LANGUAGE
def list_command(
    open_: bool | None, status: str | None, kind: str | None, holder: str | None, area: str | None, channel: str | None,
    late: bool, limit: int, json_file: Path | None, data: Path, city: Path | None, principal: str | None,
    language: str | None,
) -> None:  # fmt: skip
    """Every case of the city, what is due first.

    \b
    Example:  banyan cases list --open --late --data .banyan/data
    """
    asked = CaseAsked(open_, status or "", kind or "", holder or "", area or "", "", channel or "", late or None)
    with looking(data, city) as opened:
        may_read(opened, principal)
        found = opened.desk.page(asked, 0, limit)
        zone = zone_of(opened.city.timezone)
    if json_file is not None:
        write(json_file, found)
    for text in page(found, language or of_terminal(), zone):
        click.echo(text)


@cases.command("show")
@click.argument("case")
@JSON
@DATA
@CITY
@AS
@LANGUAGE
def show_command(
    case: str, json_file: Path | None, data: Path, city: Path | None, principal: str | None, language: str | None
) -> None:
    """One case: its clocks, who held it how long, its log.

    \b
    Example:  banyan cases show K20260302-0001 --data .banyan/data
    """
    with looking(data, city) as opened:
        who = may_read(opened, principal)
        try:
            found = opened.desk.show(case, who)
        except KeyError:
            raise UsageError(f"{case}: no such case in {data}; banyan cases list has those there are") from None
        zone = zone_of(opened.city.timezone)
    if json_file is not None:
        write(json_file, found)
    for text in view(found, language or of_terminal(), zone):
        click.echo(text)


def _due(found: CaseView) -> str:
    at = found.case.due.astimezone()
    return f"{at:%Y-%m-%d %H:%M %Z}"


def _report(opened: Opened, ask: ReportAsk, who: PrincipalId) -> str:
    office = opened.desk.office
    return office.report(intake(ask, office.actor(who), office.now())).id


def _move(opened: Opened, ask: MoveAsk, who: PrincipalId) -> str:
    office = opened.desk.office
    return office.move(ask.case, move(ask, office.actor(who))).id


def _done(
    data: Path, city: Path | None, principal: str | None, language: str | None, path: str, ask: Any, do: Any
) -> CaseView:
    """Through the city's local API while it runs, else straight into its journal."""
    if city_offline.runs(data):
        return msgspec.json.decode(post(data, path, ask, principal), type=CaseView)
    try:
        with offline(data, city) as opened:
            who = PrincipalId(principal) if principal else owner(opened.city)
            found = opened.desk.show(do(opened, ask, who), who)
    except Declined as no:
        raise UsageError(no.text(language or of_terminal())) from None
    except KeyError as missing:
        raise UsageError(f"there is no {missing.args[0]} in {data}; banyan cases list has those there are") from None
    return found


def _attributes(given: tuple[tuple[str, str], ...]) -> dict[str, str | tuple[str, ...]]:
    """A code that is given several times has several values."""
    several: dict[str, tuple[str, ...]] = {}
    for code, value in given:
        several[code] = (*several.get(code, ()), value)
    return {code: values[0] if len(values) == 1 else values for code, values in several.items()}


for _command in (rounds_command, *COMMANDS):
    cases.add_command(_command)

"""banyan cases rounds: who visits which open case in which order, and what that gains."""

from collections.abc import Iterator
from datetime import tzinfo
from pathlib import Path

import click

from banyan.cli.cases_options import AS, CITY, JSON, may_read, write
from banyan.cli.cases_words import say
from banyan.cli.options import DATA, LANGUAGE
from banyan.cli.terminal import language as of_terminal
from banyan.command.worktime import zone_of
from banyan.runtime.casework.begun import looking
from banyan.runtime.casework.rounds import CaseRounds, Proposed


@click.command("rounds")
@click.option("--unit", required=True, help="Whose open cases are visited.")
@JSON
@DATA
@CITY
@AS
@LANGUAGE
def rounds_command(
    unit: str, json_file: Path | None, data: Path, city: Path | None, principal: str | None, language: str | None
) -> None:
    """Who visits which open case in which order, and what that gains over first come, nearest. Nothing is dispatched.

    \b
    Example:  banyan cases rounds --unit drainage --data .banyan/data
    """
    with looking(data, city) as opened:
        may_read(opened, principal)
        found = CaseRounds(opened.desk).propose(unit)
        zone = zone_of(opened.city.timezone)
    if json_file is not None:
        write(json_file, found)
    for text in lines(found, language or of_terminal(), zone):
        click.echo(text)


def lines(found: Proposed, lang: str, zone: tzinfo) -> Iterator[str]:
    if not found.rounds and not found.unmade:
        yield say("rounds.none", lang)
        return
    for one in found.rounds:
        km = sum(stop.metres for stop in one.stops) / 1000
        yield say("rounds.crew", lang, name=one.name.said(lang), crew=one.crew, km=f"{km:.1f}")
        for stop in one.stops:
            late = say("rounds.late", lang, n=stop.late_min) if stop.late_min else ""
            yield say("rounds.stop", lang, at=f"{stop.arrives.astimezone(zone):%H:%M}", id=stop.case,
                      name=stop.name.said(lang), address=stop.address,
                      due=f"{stop.due.astimezone(zone):%Y-%m-%d %H:%M}", late=late)
    for left in found.unmade:
        yield say("rounds.unmade", lang, id=left.case, why=left.zh if lang == "zh" else left.en)
    ours, theirs = found.planned, found.first_come_nearest
    yield say("rounds.gain", lang, late=ours.late, nearest=theirs.late, avoided=found.late_avoided,
              km=f"{ours.metres / 1000:.1f}", other=f"{theirs.metres / 1000:.1f}", gain=found.gain_min)
    if found.later:
        yield say("rounds.later", lang, n=found.later)

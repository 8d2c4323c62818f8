"""banyan events: what happened in a city, newest first, for the terminal or a spreadsheet."""

from pathlib import Path

import click

from banyan.cli.options import DATA, LANGUAGE, output
from banyan.cli.terminal import language as of_terminal
from banyan.model.level import Level
from banyan.runtime.data_folder import open_reader
from banyan.runtime.events import log
from banyan.runtime.events.shape import GROUPS, Asked, LogLine
from banyan.runtime.events.texts import WORDS


@click.command()
@DATA
@click.option("--kind", "kinds", type=click.Choice(list(GROUPS)), multiple=True, help="Only this; may be repeated.")
@click.option("--level", type=click.Choice([level.value for level in Level]), help="Only this level and graver.")
@click.option("--incident", help="Only of this incident, by its id.")
@click.option("--text", default="", help="Only events that hold these words, in either language.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write a CSV file for a spreadsheet.")
@LANGUAGE
def events(
    data: Path, kinds: tuple[str, ...], level: str | None, incident: str | None, text: str, out: Path | None,
    language: str | None,
) -> None:  # fmt: skip
    """What happened, newest first: alerts, crews, proposals, orders, refusals and who decided.

    \b
    Example:  banyan events --data .banyan/demo --out events.csv
              banyan events --kind alert --kind crew --level II
    """
    asked = Asked(None, kinds, Level(level) if level else None, incident, text, 500)
    with open_reader(data) as store:
        names, zone = log.whose(store)
        speaker, spoken = log.Speaker(names, zone), language or of_terminal()
        found = log.everything(store, asked, names, zone)
        if out is None:
            for line in found:
                click.echo(_line(line, speaker, spoken))
            return
        with output(out) as stream:
            count = -1         # the head is no event
            for row in log.rows(found, speaker, spoken):
                stream.write(row.encode())
                count += 1
    click.echo(f"{count} events written to {out}")


def _line(e: LogLine, speaker: log.Speaker, spoken: str) -> str:
    level = f" {e.level}" if e.level is not None else ""
    times = f" ×{e.count}" if e.count > 1 else ""
    why = speaker.say(e.detail, e.at, spoken)
    said = speaker.say(e.said, e.at, spoken) + times + (f" ({why})" if why else "")
    return f"{speaker.local(e.at):%Y-%m-%d %H:%M}  {WORDS[f'events.group.{e.group}'].said(spoken)}{level}  {said}"



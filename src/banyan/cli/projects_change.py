"""banyan projects fix, merge, unmerge, undo-import: what people decide; each is recorded, and can be taken back."""

from decimal import Decimal
from pathlib import Path

import click

from banyan.cli.after_action import language as of_terminal
from banyan.cli.events import LANGUAGE
from banyan.cli.journal import DATA
from banyan.cli.projects_look import AS, EDITION
from banyan.cli.projects_words import say
from banyan.runtime.projects import mending
from banyan.runtime.projects.office import writing
from banyan.runtime.projects.undo import undo
from banyan.runtime.scenario import UsageError


def _tell(text: str) -> None:
    click.echo(text, err=True)


@click.command()
@click.argument("id")
@click.option("--value", required=True, help='What the cell should say, like "12.5亿元".')
@click.option("--rate", type=Decimal, help="CNY for one of the currency, where the value is in another.")
@DATA
@AS
@LANGUAGE
def fix(id: str, value: str, rate: Decimal | None, data: Path, principal: str | None, language: str | None) -> None:
    """Give a cell of the red list its value; its row counts from then on.

    \b
    Example:  banyan projects fix R-0001 --value "12.5亿元"
    """
    lang = language or of_terminal()
    rates = dict.fromkeys(("USD", "HKD", "EUR", "JPY", "GBP", "TWD"), rate) if rate is not None else {}
    with writing(data, principal, None, _tell) as office:
        done = mending.fix(office, id, value, {k: v for k, v in rates.items() if v is not None})
    click.echo(say("fixed", lang, id=id, value=value, project=done.id) if done else say("waits", lang, id=id))


@click.command()
@click.argument("a", required=False)
@click.argument("b", required=False)
@click.option("--keep", metavar="A", help="The id that stays.  [default: the first]")
@click.option("--at-least", type=click.FloatRange(0, 1), metavar="SCORE",
              help="All pairs of an edition at or above it.")
@EDITION
@DATA
@AS
@LANGUAGE
def merge(
    a: str | None, b: str | None, keep: str | None, at_least: float | None, edition: str | None, data: Path,
    principal: str | None, language: str | None,
) -> None:
    """Make one project of two; both sources stay, and unmerge parts them again.

    \b
    Example:  banyan projects merge PR-0003 PR-0041 --keep PR-0041
              banyan projects merge --at-least 0.9 --edition "2021 expo"
    """
    lang = language or of_terminal()
    if (at_least is None) == (a is None or b is None):
        raise UsageError("merge: either two ids or --at-least SCORE was expected; nothing was changed")
    with writing(data, principal, None, _tell) as office:
        if at_least is not None:
            pairs = mending.merge_all(office, at_least, edition)
            click.echo(say("merged_all", lang, n=len(pairs), score=at_least))
        elif a is not None and b is not None:
            kept = mending.merge(office, a, b, keep)
            click.echo(say("merged", lang, away=b if kept == a else a, kept=kept))


@click.command()
@click.argument("id")
@DATA
@AS
@LANGUAGE
def unmerge(id: str, data: Path, principal: str | None, language: str | None) -> None:
    """Part projects that were merged: one that went, or all that a kept one took.

    \b
    Example:  banyan projects unmerge PR-0041
    """
    with writing(data, principal, None, _tell) as office:
        parted = mending.unmerge(office, id)
    click.echo(say("parted", language or of_terminal(), ids=", ".join(parted)))


@click.command("undo-import")
@click.argument("id")
@DATA
@AS
@LANGUAGE
def undo_import(id: str, data: Path, principal: str | None, language: str | None) -> None:
    """Take a whole import back: everything is again what it was before it.

    \b
    Example:  banyan projects undo-import I-0002
    """
    with writing(data, principal, None, _tell) as office:
        n = undo(office, id)
    click.echo(say("undone", language or of_terminal(), id=id, n=n))


COMMANDS = (fix, merge, unmerge, undo_import)

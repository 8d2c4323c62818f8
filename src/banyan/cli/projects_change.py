"""banyan projects fix, merge, unmerge, undo-import: what people decide; each is recorded, and can be taken back."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import click
from msgspec import Struct

from banyan.cli.errands import Errand, Place, carry_out
from banyan.cli.options import DATA, LANGUAGE
from banyan.cli.projects_look import AS, EDITION
from banyan.cli.projects_words import say
from banyan.cli.teller import Teller
from banyan.cli.terminal import language as of_terminal
from banyan.runtime.imports.books import Book
from banyan.runtime.projects import mending
from banyan.runtime.projects.undo import undo
from banyan.runtime.scenario import UsageError


class FixAsk(Struct, frozen=True):
    """`rates`: currency → CNY for one of it."""

    id: str
    value: str
    rates: dict[str, Decimal]
    language: str


class MergeAsk(Struct, frozen=True):
    """Two ids, or all pairs of an edition at or above a score."""

    a: str | None
    b: str | None
    keep: str | None
    at_least: float | None
    edition: str | None
    language: str


class IdAsk(Struct, frozen=True):
    id: str
    language: str


def _fix(place: Place, ask: FixAsk, _books: Sequence[Book], teller: Teller) -> int:
    with place.writing() as office:
        done = mending.fix(office, ask.id, ask.value, ask.rates)
    teller.say(say("fixed", ask.language, id=ask.id, value=ask.value, project=done.id) if done
               else say("waits", ask.language, id=ask.id))
    return 0


def _merge(place: Place, ask: MergeAsk, _books: Sequence[Book], teller: Teller) -> int:
    with place.writing() as office:
        if ask.at_least is not None:
            pairs = mending.merge_all(office, ask.at_least, ask.edition)
            teller.say(say("merged_all", ask.language, n=len(pairs), score=ask.at_least))
        elif ask.a is not None and ask.b is not None:
            kept = mending.merge(office, ask.a, ask.b, ask.keep)
            teller.say(say("merged", ask.language, away=ask.b if kept == ask.a else ask.a, kept=kept))
    return 0


def _unmerge(place: Place, ask: IdAsk, _books: Sequence[Book], teller: Teller) -> int:
    with place.writing() as office:
        parted = mending.unmerge(office, ask.id)
    teller.say(say("parted", ask.language, ids=", ".join(parted)))
    return 0


def _undo(place: Place, ask: IdAsk, _books: Sequence[Book], teller: Teller) -> int:
    with place.writing() as office:
        n = undo(office, ask.id)
    teller.say(say("undone", ask.language, id=ask.id, n=n))
    return 0


FIX, MERGE = Errand("projects-fix", FixAsk, _fix), Errand("projects-merge", MergeAsk, _merge)
UNMERGE, UNDO = Errand("projects-unmerge", IdAsk, _unmerge), Errand("projects-undo-import", IdAsk, _undo)


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
    rates = dict.fromkeys(("USD", "HKD", "EUR", "JPY", "GBP", "TWD"), rate) if rate is not None else {}
    known = {currency: one for currency, one in rates.items() if one is not None}
    carry_out(FIX, FixAsk(id, value, known, language or of_terminal()), data, principal)


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
    if (at_least is None) == (a is None or b is None):
        raise UsageError("merge: either two ids or --at-least SCORE was expected; nothing was changed")
    carry_out(MERGE, MergeAsk(a, b, keep, at_least, edition, language or of_terminal()), data, principal)


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
    carry_out(UNMERGE, IdAsk(id, language or of_terminal()), data, principal)


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
    carry_out(UNDO, IdAsk(id, language or of_terminal()), data, principal)


COMMANDS = (fix, merge, unmerge, undo_import)

"""banyan check-pack: whether a pack keeps the rules of the house."""

from pathlib import Path
from typing import Any

import click

from banyan.cli.cases_options import JSON
from banyan.cli.casetypes import write
from banyan.cli.options import LANGUAGE
from banyan.cli.terminal import language as of_terminal
from banyan.model.text import Said, render
from banyan.runtime.packs.check import check, find_pack
from banyan.runtime.packs.texts import TEXTS
from banyan.runtime.packs.verdict import Judged, Verdict

_MOST_SHOWN = 20      # of one rule's faults; --json has them all


@click.command("check-pack")
@click.argument("name")
@JSON
@LANGUAGE
@click.pass_context
def check_pack(ctx: click.Context, name: str, json_file: Path | None, language: str | None) -> None:
    """Whether a pack keeps the rules: NAME is a pack of the program, or a folder with one.

    A pack is code, and is run to be checked: check what you would run.

    \b
    Example:  banyan check-pack frontline
    Exit code 0: it keeps them; 1: it doesn't, and what to do; 2: there is no such pack.
    """
    lang = language or of_terminal()
    folder = find_pack(name)
    found = check(folder)
    failed = [one for one in found if one.verdict is Verdict.FAIL]
    if json_file is not None:
        write(json_file, {"pack": folder.name, "ok": not failed, "rules": [_plain(one) for one in found]})
    for one in found:
        click.echo(f"{_say(f'verdict.{one.verdict}', lang)}  {one.rule}: {_say(f'rule.{one.rule}', lang)} "
                   f"({render(one.about, TEXTS, lang)})")
        for wrong in one.wrong[:_MOST_SHOWN]:
            click.echo(f"    {render(wrong, TEXTS, lang)}")
        if len(one.wrong) > _MOST_SHOWN:
            click.echo(f"    … {len(one.wrong) - _MOST_SHOWN}")
        if one.wrong:
            click.echo(f"    → {_say(f'todo.{one.rule}', lang)}")
    if failed:
        click.echo(_say("broken", lang, name=folder.name, n=len(failed)))
        ctx.exit(1)
    passed = sum(one.verdict is Verdict.PASS for one in found)
    click.echo(_say("kept", lang, name=folder.name, n=passed, none=len(found) - passed))


def _plain(one: Judged) -> dict[str, Any]:
    todo = _both(Said(f"todo.{one.rule}")) if one.wrong else None
    return {"rule": one.rule, "verdict": one.verdict, "about": _both(one.about),
            "wrong": [_both(wrong) for wrong in one.wrong], "todo": todo}


def _both(said: Said) -> dict[str, str]:
    return {language: render(said, TEXTS, language) for language in ("zh", "en")}


def _say(key: str, lang: str, **args: object) -> str:
    return render(Said(key, {k: str(v) for k, v in args.items()}), TEXTS, lang)

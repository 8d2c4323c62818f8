"""banyan casetypes: are they right, what does one say, what changed between two folders."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click
import msgspec

from banyan.cli.cases_options import JSON
from banyan.cli.cases_words import say
from banyan.cli.options import LANGUAGE
from banyan.cli.terminal import language as of_terminal
from banyan.command.casework.powers import USUAL
from banyan.command.casework.texts import VERBS
from banyan.model.casetype import Definition
from banyan.model.casework import Verb
from banyan.runtime.casework.casebook import load_casebook, of_folder, pack_types, packs
from banyan.runtime.casework.definitions import plain
from banyan.runtime.folder import FolderErrors, find_city, load
from banyan.runtime.scenario import UsageError

_MOST_SHOWN = 200
WHERE = click.argument("where", metavar="WHERE")


@click.group()
def casetypes() -> None:
    """Case types as data: WHERE is a city, a folder with casetypes/, or a pack."""


@casetypes.command("check")
@WHERE
@JSON
@LANGUAGE
@click.pass_context
def check(ctx: click.Context, where: str, json_file: Path | None, language: str | None) -> None:
    """Read case types (and a city's routes) strictly and tell every mistake.

    \b
    Example:  banyan casetypes check banyan-bay
    Exit code 0: all right; 1: mistakes, listed; 2: nothing there.
    """
    lang = language or of_terminal()
    try:
        found = _types(where)
    except FolderErrors as wrong:
        if json_file is not None:
            write(json_file, {"ok": False, "errors": wrong.errors})
        click.echo(say("types.bad", lang, n=len(wrong.errors)))
        for e in wrong.errors[:_MOST_SHOWN]:
            place = f"{e.file}, {e.key}" if e.key else e.file
            click.echo(say("line", lang, where=place, found=e.found, expected=e.expected))
        ctx.exit(1)
    if json_file is not None:
        write(json_file, {"ok": True, "errors": [], "types": [f"{d.id}@{d.version}" for d in found]})
    click.echo(say("types.good", lang, n=len(found)))


@casetypes.command("explain")
@WHERE
@click.argument("type")
@click.option("--version", type=int, help="Which version.  [default: the newest]")
@JSON
@LANGUAGE
def explain(where: str, type: str, version: int | None, json_file: Path | None, language: str | None) -> None:
    """What one case type owes, needs and allows.

    \b
    Example:  banyan casetypes explain banyan-bay pothole
    """
    lang = language or of_terminal()
    every = _types(where)
    found = [d for d in every if d.id == type and version in (None, d.version)]
    if not found:
        raise UsageError(f"{where} has no case type {type[:40]}; it has: {', '.join(sorted({d.id for d in every}))}")
    definition = max(found, key=lambda d: (d.first, d.version))
    if json_file is not None:
        write(json_file, plain(definition))
    for text in _explained(definition, lang):
        click.echo(text)


@casetypes.command("diff")
@click.argument("old")
@click.argument("new")
@JSON
@LANGUAGE
@click.pass_context
def diff(ctx: click.Context, old: str, new: str, json_file: Path | None, language: str | None) -> None:
    """What differs between the case types of two places, field by field.

    \b
    Example:  banyan casetypes diff frontline banyan-bay
    Exit code 0: the same; 1: they differ.
    """
    lang = language or of_terminal()
    was, now = ({f"{d.id}@{d.version}": plain(d) for d in _types(where)} for where in (old, new))
    added, gone = [i for i in now if i not in was], [i for i in was if i not in now]
    changed = {i: _changes(was[i], now[i]) for i in now if i in was and was[i] != now[i]}
    if json_file is not None:
        told = {i: [{"key": k, "was": a, "now": b} for k, a, b in rows] for i, rows in changed.items()}
        write(json_file, {"added": added, "gone": gone, "changed": told})
    for ident in added:
        click.echo(say("added", lang, id=ident))
    for ident in gone:
        click.echo(say("gone", lang, id=ident))
    for ident, rows in changed.items():
        for key, a, b in rows:
            click.echo(say("changed", lang, id=ident, field=key, was=_short(a), now=_short(b)))
        click.echo(say("silent", lang, version=ident.rpartition("@")[2]))
    if added or gone or changed:
        ctx.exit(1)
    click.echo(say("same", lang))


def _types(where: str) -> tuple[Definition, ...]:
    """Raises FolderErrors, UsageError, NoSuchCity."""
    if where in packs():
        return pack_types(where)
    folder = Path(where)
    if folder.is_dir() and not (folder / "city.toml").is_file():
        return of_folder(folder)
    city = find_city(where)
    book = load_casebook(city, load(city))
    if book is None:
        raise UsageError(f"{where} has no casework.toml, so it has no case types; docs/cases.md says how to begin")
    return book.definitions


def _changes(was: Any, now: Any, key: str = "") -> list[tuple[str, Any, Any]]:
    """(path, was, now) of every leaf that differs."""
    if isinstance(was, dict) and isinstance(now, dict):
        keys = list(dict.fromkeys([*was, *now]))
        return [c for k in keys for c in _changes(was.get(k), now.get(k), f"{key}.{k}" if key else str(k))]
    if isinstance(was, list | tuple) and isinstance(now, list | tuple) and len(was) == len(now):
        pairs = zip(was, now, strict=True)
        return [c for i, (a, b) in enumerate(pairs) for c in _changes(a, b, f"{key}[{i}]")]
    return [] if was == now else [(key, was, now)]


def _short(value: Any) -> str:
    text = msgspec.json.encode(value).decode() if not isinstance(value, str) else value
    return text if len(text) <= 80 else text[:80] + "…"


def _explained(d: Definition, lang: str) -> Iterator[str]:
    yield f"{d.id}  {d.name.said(lang)}  {d.class_code}.{d.subclass}"
    yield "  " + say("holds", lang, version=d.version, first=d.first, last=d.last or date.max)
    yield "  " + say("promised", lang, limit=d.promised.limit)
    if d.statutory is not None:
        yield "  " + say("statutory", lang, limit=d.statutory.limit)
    for step, term in d.steps.items():
        yield "  " + say("step", lang, step=step, limit=term.limit)
    for state in d.states:
        limit = (state.promised or d.promised).limit
        yield "  " + say("state", lang, id=state.id, name=state.name.said(lang), limit=limit)
    for attribute in d.attributes:
        yield "  " + say("attribute", lang, code=attribute.code, name=attribute.name.said(lang),
                         datatype=attribute.datatype, required=say("required", lang) if attribute.required else "")
    yield "  " + say("evidence", lang, kinds=", ".join(d.evidence) or "-")
    for o in d.outcomes:
        yield "  " + say("outcome", lang, id=o.id, name=o.name.said(lang),
                         solved=say("outcome.solved", lang) if o.solved else "",
                         counts="" if o.counts else say("outcome.outside", lang),
                         early=say("outcome.early", lang) if o.early else "")
    for verb in Verb:
        words = d.powers.get(verb, USUAL.get(verb, ()))
        if words:
            named = [d.desk if word == "desk" else word for word in words]
            yield "  " + say("power", lang, verb=VERBS[verb].said(lang), words=", ".join(named))


def write(file: Path, value: Any) -> None:
    try:
        file.write_bytes(msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n")
    except OSError as e:
        raise UsageError(f"--json {file}: can't be written ({e.strerror})") from e



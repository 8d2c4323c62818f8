"""banyan hooks: programs that report by signed calls, those that are told of cases, and what could not be taken."""

import sys
from pathlib import Path
from typing import Any

import click
import msgspec

from banyan.cli.cases_options import CITY, JSON, write
from banyan.cli.options import DATA, LANGUAGE
from banyan.cli.terminal import language as of_terminal
from banyan.command.notices.delivery import OPEN, Phase
from banyan.command.outlets import receiver
from banyan.model.text import Name
from banyan.runtime import offline
from banyan.runtime.casework.casebook import load_casebook
from banyan.runtime.data_folder import has_begun, open_reader
from banyan.runtime.folder import find_city, load
from banyan.runtime.hooks import rejected
from banyan.runtime.hooks.declared import FILE, Declared, load_hooks
from banyan.runtime.hooks.incoming import LARGEST
from banyan.runtime.hooks.mapping import Mapped, Unmapped, key_of, mapped
from banyan.runtime.hooks.secrets import FILE as SECRETS
from banyan.runtime.hooks.secrets import keep_secret, minted, secrets_of
from banyan.runtime.notices.postman import deliveries
from banyan.runtime.scenario import UsageError

SAID: dict[str, Name] = {
    "in": Name("收 {name}：POST /api/hooks/{name}，以 {who} 的权限；{secret}；未能受理 {n} 条",
               "in  {name}: POST /api/hooks/{name}, on the authority of {who}; {secret}; {n} could not be taken"),
    "out": Name("发 {name}：{url}；{secret}；待发 {waiting} 条，未送达 {unreached} 条",
                "out {name}: {url}; {secret}; {waiting} wait, {unreached} were not taken"),
    "secret": Name("密钥已设", "has its secret"),
    "no-secret": Name("没有密钥（banyan hooks secret {name}）", "has no secret (banyan hooks secret {name})"),
    "none": Name("没有声明任何钩子（hooks.toml）。", "No hook is declared (hooks.toml)."),
    "good": Name("可以受理，编号 {message}：", "It would be taken, as message {message}:"),
    "bad": Name("不能受理，编号 {message}：{reason}", "It could not be taken, as message {message}: {reason}"),
    "reporter": Name("  反映人：{fields}（不显示）", "  reporter: {fields} (not shown)"),
    "reject": Name("{id}  {hook}  {at}  {reason}  原文：{raw}", "{id}  {hook}  {at}  {reason}  as it came: {raw}"),
    "no-rejects": Name("没有。", "None."),
    "made": Name("钩子 {name} 的密钥，只显示这一次：", "The secret of hook {name}, shown this once:"),
    "kept": Name("钩子 {name} 的密钥保存在 {file}，下次启动起生效。",
                 "The secret of hook {name} is kept in {file}; it holds from the next start."),
}


def say(key: str, lang: str, **args: object) -> str:
    return SAID[key].said(lang).format(**args)


@click.group()
def hooks() -> None:
    """Webhooks: signed calls in, events of cases out (hooks.toml, docs/hooks.md)."""


@hooks.command("list")
@JSON
@DATA
@CITY
@LANGUAGE
def list_command(json_file: Path | None, data: Path, city: Path | None, language: str | None) -> None:
    """Who may call and who is told, whether their secrets are here, and what waits.

    \b
    Example:  banyan hooks list --city my-city --data .banyan/data
    """
    lang, declared, secrets = language or of_terminal(), _declared(data, city), secrets_of(data)
    rejects: list[rejected.HookReject] = []
    ways = []
    if has_begun(data):
        with open_reader(data) as store:
            rejects, ways = rejected.waiting(store), list(deliveries(store).values())
    rows: list[dict[str, Any]] = []
    for one in declared.incoming:
        n = sum(r.hook == one.name for r in rejects)
        rows.append({"direction": "in", "name": one.name, "secret": one.name in secrets, "rejects": n,
                     "principal": one.principal})
        click.echo(say("in", lang, name=one.name, who=one.principal, secret=_secret(one.name, secrets, lang), n=n))
    for out in declared.outgoing:
        name, mine = out.outlet.name, [w for w in ways if w.letter.to == receiver(out.outlet.name)]
        waiting = sum(w.phase in OPEN for w in mine)
        unreached = sum(w.phase is Phase.UNREACHED for w in mine)
        rows.append({"direction": "out", "name": name, "secret": name in secrets, "url": out.url, "waiting": waiting,
                     "unreached": unreached})
        click.echo(say("out", lang, name=name, url=out.url, secret=_secret(name, secrets, lang), waiting=waiting,
                       unreached=unreached))
    if not rows:
        click.echo(say("none", lang))
    if json_file is not None:
        write(json_file, {"schema": "banyan.hooks/1", "hooks": rows})


@hooks.command("try")
@click.argument("name")
@click.option("--body", type=click.Path(path_type=Path, dir_okay=False), required=True,
              help="A document as they send it.")
@JSON
@DATA
@CITY
@LANGUAGE
def try_command(
    name: str, body: Path, json_file: Path | None, data: Path, city: Path | None, language: str | None
) -> None:
    """What a document would become by a hook's mapping. Nothing is written and nobody is told.

    \b
    Example:  banyan hooks try street-app --body sample.json --city my-city
    Exit code 0: a report; 1: it could not be taken, with the reason.
    """
    lang = language or of_terminal()
    declared = _declared(data, city)
    hook = next((one for one in declared.incoming if one.name == name), None)
    if hook is None:
        known = ", ".join(one.name for one in declared.incoming) or "none"
        raise UsageError(f"{name[:40]}: no hook of {FILE} that takes calls; expected one of {known}")
    raw = _read(body)
    try:
        document = msgspec.json.decode(raw)
    except (msgspec.MsgspecError, RecursionError) as why:
        raise UsageError(f"{body} is no JSON document ({why}); one as the sender posts it was expected") from None
    key = key_of(hook, document, "", raw)
    try:
        found = mapped(hook, document, f"hook:{name}/{key}")
    except Unmapped as why:
        _result(json_file, key, why.reason, None)
        click.echo(say("bad", lang, message=key, reason=why.reason.said(lang)))
        sys.exit(1)
    _result(json_file, key, None, found)
    click.echo(say("good", lang, message=key))
    for field, value in msgspec.json.decode(msgspec.json.encode(found.ask)).items():
        if value not in (None, "", {}, [], False):
            click.echo(f"  {field}: {value}")
    told = [field for field in found.contact.__struct_fields__ if getattr(found.contact, field)]
    if told:
        click.echo(say("reporter", lang, fields=", ".join(told)))


@hooks.command("rejects")
@JSON
@DATA
@LANGUAGE
def rejects_command(json_file: Path | None, data: Path, language: str | None) -> None:
    """Signed calls that could not be taken, with the reason and where the document lies as it came.

    \b
    Example:  banyan hooks rejects --data .banyan/data
    """
    lang = language or of_terminal()
    with open_reader(data) as store:
        found = rejected.waiting(store)
    if json_file is not None:
        write(json_file, found)
    for one in found:
        click.echo(say("reject", lang, id=one.id, hook=one.hook, at=one.at.isoformat(), reason=one.reason.said(lang),
                       raw=data / rejected.FOLDER / f"{one.id}.raw"))
    if not found:
        click.echo(say("no-rejects", lang))


@hooks.command("secret")
@click.argument("name")
@click.option("--stdin", "given", is_flag=True, help="Read one that exists from standard input, one line.")
@DATA
@CITY
@LANGUAGE
def secret_command(name: str, given: bool, data: Path, city: Path | None, language: str | None) -> None:
    """Give a hook its secret, kept in the data folder; it holds from the next start.

    \b
    Example:  banyan hooks secret street-app --city my-city --data .banyan/data
    """
    lang, declared = language or of_terminal(), _declared(data, city)
    known = [*(one.name for one in declared.incoming), *(one.outlet.name for one in declared.outgoing)]
    if name not in known:
        raise UsageError(f"{name[:40]}: no hook of {FILE}; expected one of {', '.join(known) or 'none'}")
    secret = sys.stdin.readline(1000).strip() if given else minted()
    data.mkdir(parents=True, exist_ok=True)
    keep_secret(data, name, secret)
    click.echo(say("kept", lang, name=name, file=data / SECRETS), err=True)
    if not given:
        click.echo(say("made", lang, name=name), err=True)
        click.echo(secret)


def _declared(data: Path, city: Path | None) -> Declared:
    folder = find_city(city if city is not None else _known(data))
    declared = load(folder)
    return load_hooks(folder, declared, load_casebook(folder, declared))


def _known(data: Path) -> Path:
    try:
        return offline.folder_of(data)
    except UsageError as why:
        raise UsageError(f"{why}; or name the city's folder with --city") from None


def _secret(name: str, secrets: dict[str, bytes], lang: str) -> str:
    return say("secret", lang) if name in secrets else say("no-secret", lang, name=name)


def _read(body: Path) -> bytes:
    try:
        raw = body.read_bytes()
    except OSError as why:
        raise UsageError(f"--body {body}: can't be read ({why.strerror}); a file was expected") from None
    if len(raw) > LARGEST:
        raise UsageError(f"--body {body}: {len(raw)} bytes, at most {LARGEST} are taken in one call")
    return raw


def _result(json_file: Path | None, key: str, reason: Name | None, found: Mapped | None) -> None:
    if json_file is not None:
        report = msgspec.to_builtins(found.ask) if found is not None else None
        write(json_file, {"schema": "banyan.hooks-try/1", "key": key, "report": report,
                          "reason": msgspec.to_builtins(reason)})

"""banyan check and banyan init: is this folder a city, and how to begin one."""

import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
import msgspec

from banyan.model.city import City
from banyan.runtime.casework.casebook import load_casebook
from banyan.runtime.folder import FolderErrors, NoSuchCity, digest, find_city, load_with_layers
from banyan.runtime.folder.places import TEMPLATE
from banyan.runtime.hooks.declared import load_hooks
from banyan.runtime.notices.folder import load_policy
from banyan.runtime.open311.declared import load_declared
from banyan.runtime.scenario import UsageError

_MOST_SHOWN = 200  # lines on a terminal; --json has all
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_TEXTS: Mapping[str, tuple[str, str]] = {
    "good": ("{name}是一座完整的城市：{counts}。", "{name} is a city: {counts}."),
    "bad": ("{dir} 有 {n} 处错误：", "{dir} has {n} mistakes:"),
    "bad-one": ("{dir} 有 1 处错误：", "{dir} has 1 mistake:"),
    "line": ("  {where}：发现 {found}；应为 {expected}", "  {where}: found {found}; expected {expected}"),
    "more": ("  …… 另有 {n} 处，--json FILE 可得全部", "  ... and {n} more; --json FILE has all of them"),
    "made": ("{dir} 已建成一座可运行的小城市。", "{dir} is a small working city now."),
    "next": (
        "接下来：修改 {dir}/city.toml，然后\n  banyan check {dir}\n  banyan demo --city {dir}",
        "Next: change {dir}/city.toml, then\n  banyan check {dir}\n  banyan demo --city {dir}",
    ),
    "streams": ("数据流", "streams"), "rules": ("规则", "rules"), "devices": ("设备", "devices"),
    "lakes": ("湖泊", "lakes"), "places": ("地点", "places"), "crews": ("队伍", "crews"),
    "case_types": ("案件类型", "case types"), "storms": ("暴雨情景", "storms"), "layers": ("图层", "layers"),
    "daily_types": ("日常案件类别", "types of daily cases"), "units": ("承办单位", "units"),
    "routes": ("派遣规则", "routes"),
}  # fmt: skip


def _language(given: str | None) -> str:
    return given or ("zh" if os.environ.get("LANG", "").lower().startswith("zh") else "en")


def _say(key: str, language: str, **values: object) -> str:
    return _TEXTS[key][0 if language == "zh" else 1].format(**values)


lang_option = click.option("--lang", type=click.Choice(["en", "zh"]), help="Language of what is printed.")


@click.command()
@click.argument("directory", metavar="DIR")
@click.option("--json", "json_file", metavar="FILE", help="Write the result for programs.")
@lang_option
@click.pass_context
def check(ctx: click.Context, directory: str, json_file: str | None, lang: str | None) -> None:
    """Read a city folder and tell every mistake in it.   Example: banyan check cities/banyan-bay

    Exit code 0: a whole city; 1: mistakes, listed; 2: no such folder.
    """
    language = _language(lang)
    folder = find_city(directory)
    try:
        city, layers = load_with_layers(folder)
        book = load_casebook(folder, city)
        load_policy(folder, city)
        load_declared(folder, city, book)
        load_hooks(folder, city, book)
    except FolderErrors as wrong:
        _write(json_file, {"ok": False, "errors": wrong.errors})
        _tell(directory, wrong, language)
        ctx.exit(1)
    counts = _counts(city, len(layers))
    if book is not None:
        counts |= {"daily_types": len(book.definitions), "units": len(book.routes.units),
                   "routes": len(book.routes.routes)}
    _write(json_file, {"ok": True, "errors": [], "city": city.id, "digest": digest(city), "counts": counts})
    told = ", ".join(f"{n} {_say(what, language)}" for what, n in counts.items())
    click.echo(_say("good", language, name=city.name.said(language), counts=told))


def _counts(city: City, layers: int) -> dict[str, int]:
    parts = ("streams", "rules", "devices", "lakes", "places", "crews", "case_types", "storms")
    return {part: len(getattr(city, part)) for part in parts} | {"layers": layers}


def _tell(directory: str, wrong: FolderErrors, language: str) -> None:
    n = len(wrong.errors)
    click.echo(_say("bad-one" if n == 1 else "bad", language, dir=directory, n=n))
    for error in wrong.errors[:_MOST_SHOWN]:
        where = f"{error.file}, {error.key}" if error.key else error.file
        click.echo(_say("line", language, where=where, found=error.found, expected=error.expected))
    if n > _MOST_SHOWN:
        click.echo(_say("more", language, n=n - _MOST_SHOWN))


def _write(file: str | None, result: dict[str, Any]) -> None:
    if file is None:
        return
    data = msgspec.json.format(msgspec.json.encode({"schema": "banyan.check/1", **result}), indent=2) + b"\n"
    try:
        Path(file).write_bytes(data)
    except (OSError, ValueError) as error:
        why = f"--json {file} can't be written ({error}); give the path of a file in a folder that exists"
        raise UsageError(why) from None


@click.command()
@click.argument("directory", metavar="DIR")
@lang_option
def init(directory: str, lang: str | None) -> None:
    """Make a small working city in a new folder.   Example: banyan init my-city"""
    language, target = _language(lang), Path(directory)
    try:
        template = find_city(TEMPLATE)
    except NoSuchCity:
        raise UsageError("the template city is missing from this installation; install banyan again") from None
    try:
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise UsageError(f"{directory} is there already and not an empty folder; name a new one, or empty it first")
        target.mkdir(parents=True, exist_ok=True)
        shutil.copytree(template, target, dirs_exist_ok=True, copy_function=shutil.copyfile)
        _rename(target)
    except (OSError, ValueError) as error:
        why = f"{directory} can't be made ({error}); name a folder that can be written, with room for 30 kB"
        raise UsageError(why) from None
    click.echo(_say("made", language, dir=directory))
    click.echo(_say("next", language, dir=directory))


def _rename(folder: Path) -> None:
    """The city's id is the folder's name, where that can be one and names nothing else in the template."""
    name = folder.resolve().name.lower()
    text = (folder / "city.toml").read_text(encoding="utf-8")
    if _ID.fullmatch(name) and f'"{name}"' not in text:
        (folder / "city.toml").write_text(text.replace('id = "my-city"', f'id = "{name}"', 1), encoding="utf-8")



"""banyan forms: whether a form makes sense, and what answers come to in it."""

import tomllib
from pathlib import Path
from typing import Any

import click
import msgspec

from banyan.cli.terminal import language as of_terminal
from banyan.command.forms.check import check
from banyan.command.forms.fill import fill
from banyan.command.forms.form import Form, FormError, decode
from banyan.command.forms.texts import TEXTS
from banyan.model.text import render
from banyan.runtime.scenario import UsageError

_LARGEST = 5_000_000      # bytes of a form or of answers
FILE = click.Path(path_type=Path)
LANGUAGE = click.option("--language", type=click.Choice(["zh", "en"]), help="Default: the terminal's.")


@click.group()
def forms() -> None:
    """Forms as data: a JSON Schema with rules that show, require and compute."""


@forms.command("check")
@click.argument("file", type=FILE)
@LANGUAGE
def check_command(file: Path, language: str | None) -> None:
    """Whether a form (JSON or TOML) makes sense.

    \b
    Example:  banyan forms check pit.toml
    Exit code 0: it does; 1: it has mistakes, each told with its place; 2: no form.
    """
    form = _form(file)
    lang = language or of_terminal()
    mistakes = check(form)
    for mistake in mistakes:
        click.echo(f"{file}, {mistake.where}: {render(mistake.said, TEXTS, lang)}", err=True)
    if mistakes:
        raise click.exceptions.Exit(1)
    counts = {"fields": str(len(form.fields)), "rules": str(len(form.rules)), "form": f"{form.id}@{form.version}"}
    click.echo(TEXTS["forms.sound"].said(lang).format(**counts))


@forms.command("fill")
@click.argument("file", type=FILE)
@click.option("--answers", required=True, type=FILE, help="JSON: field → answer; null is none.")
@click.option("--json", "json_file", type=FILE, help="Write the result for programs.")
@LANGUAGE
def fill_command(file: Path, answers: Path, json_file: Path | None, language: str | None) -> None:
    """What answers come to in a form: the values without skipped fields, and what is missing or wrong.

    \b
    Example:  banyan forms fill pit.toml --answers answers.json
    Exit code 0: complete; 1: something is missing or wrong; 2: no form, or no answers.
    """
    form, lang = _form(file), language or of_terminal()
    if check(form):
        raise UsageError(f"{file} has mistakes: mend what banyan forms check {file} tells")
    given = table(answers)
    filled = fill(form, given)
    said = [{"field": w.field, "at": w.at, "zh": render(w.said, TEXTS, "zh"), "en": render(w.said, TEXTS, "en")}
            for w in filled.wrong]
    told = {"schema": "banyan.form-filled/1", "form": form.id, "version": form.version, "values": filled.values,
            "shown": filled.shown, "required": filled.required, "computed": filled.computed, "wrong": said}
    if json_file is not None:
        _write(json_file, msgspec.json.format(msgspec.json.encode(told), indent=2) + b"\n")
    for field, found in filled.values.items():
        click.echo(f"  {form.called(field, lang)}: {_shown(found)}")
    for wrong in filled.wrong:
        at = f"/{wrong.at}" if wrong.at else ""
        click.echo(f"{form.called(wrong.field, lang)}{at}: {render(wrong.said, TEXTS, lang)}", err=True)
    if filled.wrong:
        raise click.exceptions.Exit(1)


def _form(file: Path) -> Form:
    try:
        return decode(table(file))
    except FormError as wrong:
        expected = "id, version, schema and rules (docs/forms.md)"
        raise UsageError(f"{file} is no form: {wrong}; expected {expected}") from None


def table(file: Path) -> dict[str, Any]:
    """The table of a TOML or JSON file. Raises UsageError."""
    try:
        if not file.is_file():
            raise UsageError(f"{file} is no file; expected a JSON or TOML file")
        if file.stat().st_size > _LARGEST:
            raise UsageError(f"{file} has {file.stat().st_size / 1e6:.0f} MB; at most {_LARGEST / 1e6:.0f} MB are read")
        text = file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{file} is not UTF-8 text: save it as UTF-8") from None
    except (OSError, ValueError) as error:
        raise UsageError(f"{file} can't be read ({error})") from None
    try:
        found = tomllib.loads(text) if file.suffix == ".toml" else msgspec.json.decode(text)
    except RecursionError:
        raise UsageError(f"{file} is nested too deeply; expected a few levels") from None
    except (ValueError, msgspec.MsgspecError) as wrong:
        raise UsageError(f"{file} is no {'TOML' if file.suffix == '.toml' else 'JSON'}: {str(wrong)[:200]}") from None
    if not isinstance(found, dict):
        raise UsageError(f"{file} holds no table of names and values")
    return found


def _shown(found: Any) -> str:
    return found if isinstance(found, str) else msgspec.json.encode(found).decode()


def _write(file: Path, data: bytes) -> None:
    try:
        file.write_bytes(data)
    except (OSError, ValueError) as error:
        raise UsageError(f"--json {file} can't be written ({error}); give the path of a file") from None

"""The command line knows its commands without loading them."""

import subprocess
import sys
from collections.abc import Iterator

import click
import pytest

from banyan.cli.main import FILES, cli


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_command_is_found_in_the_file_that_is_told(name: str) -> None:
    found = cli.get_command(click.Context(cli), name)
    assert found is not None
    assert found.name == name


def commands(found: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    """Those that do something: a group's own, each by its whole name."""
    if not isinstance(found, click.Group):
        yield name, found
        return
    context = click.Context(found)
    for part in found.list_commands(context):
        inner = found.get_command(context, part)
        assert inner is not None
        yield from commands(inner, f"{name} {part}")


def test_the_help_of_every_command_has_an_example_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    for name, found in commands(cli, ""):
        if found.add_help_option:
            text = found.get_help(click.Context(found))
        else:      # its own program's
            with pytest.raises(SystemExit):
                found.main(["--help"], prog_name="banyan")
            text = capsys.readouterr().out
        assert f"banyan{name}" in " ".join(text.split()).partition("xample")[2], name


def test_a_command_that_does_not_exist_is_none() -> None:
    assert cli.get_command(click.Context(cli), "projcets") is None


def test_reading_the_journal_loads_no_word_no_workbooks_and_no_solver() -> None:
    told = "import sys; import banyan.cli.main as m; import click; m.cli.get_command(click.Context(m.cli), 'records'); "
    told += "print([n for n in ('docx', 'openpyxl', 'pypinyin', 'ortools', 'litestar') if n in sys.modules])"
    said = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True).stdout
    assert said.strip() == "[]"

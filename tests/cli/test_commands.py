"""The command line knows its commands without loading them."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

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


ENDING = """
import atexit, os, sys, threading, time
from banyan.cli.main import main
atexit.register(lambda: os.write(2, b"taken down"))
if sys.argv.pop(1) == "busy":
    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
main()
"""


@pytest.mark.parametrize(("thread", "told"), [("busy", ""), ("idle", "taken down")])
def test_a_thread_that_still_computes_at_the_end_is_not_taken_down_under_its_work(thread: str, told: str) -> None:
    # Taken down, one that compiled ended the process with SIGABRT or SIGSEGV, after everything was written.
    ended = subprocess.run([sys.executable, "-c", ENDING, thread, "records", "--help"],
                           capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, ended.stderr, "banyan records" in ended.stdout) == (0, told, True)
    wrong = subprocess.run([sys.executable, "-c", ENDING, thread, "nothing"],
                           capture_output=True, text=True, timeout=60, check=False)
    assert (wrong.returncode, wrong.stderr.endswith(told), "banyan: " in wrong.stderr) == (2, True, True)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_what_could_not_be_written_is_told_though_a_thread_computes() -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        ended = subprocess.run([sys.executable, "-c", ENDING, "busy", "records", "--help"], stdout=full,
                               stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    assert (ended.returncode, ended.stderr.count("\n")) == (2, 1), ended.stderr

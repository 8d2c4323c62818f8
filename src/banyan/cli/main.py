"""The banyan command line: one group, one file per part of it. Errors are one sentence on stderr and exit code 2."""

import io
import logging
import os
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from keyword import iskeyword
from pathlib import Path
from typing import Any

import click

from banyan import __version__
from banyan.cli.machine import MACHINE, of_machine

# Command → the file that has it. A command's file is imported when the command is called: what Word, workbooks and
# solvers need takes seconds to load, and `banyan records` needs none of it.
FILES = {
    "acknowledge": "acting", "approve": "acting", "backup": "backup", "bulletin": "bulletin", "cases": "cases",
    "casetypes": "casetypes", "check": "city", "check-pack": "packs", "checkjournal": "journal", "clock": "clock",
    "demo": "demo", "events": "events", "feeds": "feeds", "figures": "figures", "forms": "forms",
    "handover": "handover", "hooks": "hooks", "import": "readings_import", "indicators": "indicators",
    "init": "city", "notices": "notices", "open311": "open311", "projects": "projects", "rebuild": "journal",
    "records": "journal", "refuse": "acting", "rejects": "rejects", "report": "report", "restore": "backup",
    "routes": "routes", "rules": "rules", "serve": "serve", "status": "status", "stop": "acting", "trace": "journal",
    "whatif": "whatif",
}  # fmt: skip


class _ReaderGone(Exception):  # noqa: N818  what happened, not a failure
    """Whoever read our output has left, as `head` does."""


class _Banyan(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click gives it
        return sorted(FILES)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:  # noqa: ARG002  the same
        if name not in FILES:
            return None
        function = f"{name}_" if iskeyword(name) else name.replace("-", "_")
        found = getattr(import_module(f"banyan.cli.{FILES[name]}"), function)
        return found if isinstance(found, click.Command) else None

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError as e:     # click's own answer is exit code 1, which here means: found something
            raise _ReaderGone from e


@click.group(cls=_Banyan, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="banyan")
@click.option("--log", type=click.Choice(["text", "json"]), default="text", show_default=True,
              help="What goes wrong unexpectedly is logged to stderr: lines for people, or JSON for programs.")
def cli(log: str) -> None:
    """An open city brain: feel, judge, allocate, command, control, measure.

    \b
    First steps:  banyan demo                 a city in a storm, with its command centre
                  banyan demo --headless      the same, without a page
    """
    import_module("banyan.runtime.logs").speak(log)


def main(argv: Sequence[str] | None = None) -> None:
    """Run and exit: 0 done, 1 found what it was asked to find, 2 bad input or usage."""
    _speak_in_any_locale()
    try:
        if argv is None and any(word.startswith("--store") for word in sys.argv):
            import_module("banyan.cli.place").hide_password()
        code = cli.main(args=list(argv) if argv is not None else None, prog_name="banyan", standalone_mode=False)
    except click.exceptions.Exit as e:
        code = e.exit_code
    except click.exceptions.NoArgsIsHelpError as e:
        click.echo(e.format_message())
        code = 0
    except click.exceptions.Abort:
        code = _say("interrupted")
    except click.ClickException as e:
        hint = e.ctx.command_path if isinstance(e, click.UsageError) and e.ctx is not None else "banyan"
        code = _say(f"{e.format_message()} (try: {hint} --help)")
    except KeyboardInterrupt:
        code = 130
    except SystemExit as e:
        if argv is not None or isinstance(e.code, str):
            raise
        code = e.code
    except _ReaderGone:
        _stop_talking()
        code = 0
    except Exception as e:
        said = _meaning(e)
        if said is None:
            raise
        code = _say(said)
    code = code if isinstance(code, int) else 0
    if argv is None:
        _leave_threads(code)
    sys.exit(code)


def _leave_threads(code: int) -> None:
    """End here and now where a thread still computes that nobody waits for, such as the first start's compiler.

    The interpreter would take itself down under it, and the process end with a signal though all of its work was done.
    """
    if any(one.daemon for one in threading.enumerate()):
        logging.shutdown()
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except (BrokenPipeError, ValueError):      # whoever read it has left, or it is closed
                continue
            except OSError as e:      # a full disk: what was said isn't there
                with suppress(OSError, ValueError):
                    code = code or _say(of_machine(e))
                    sys.stderr.flush()
        os._exit(code)


def _meaning(error: Exception) -> str | None:
    """One sentence for what a user or the machine can cause; None for a defect of ours."""
    if isinstance(error, OSError) and error.errno in MACHINE:
        return of_machine(error)
    known: str | None = import_module("banyan.cli.errors").known(error)     # knows every part, so it loads them all
    return known


def _speak_in_any_locale() -> None:
    """A terminal that can't show m³ or Chinese shows a question mark there; it is no reason to fail."""
    if sys.stdout is None or sys.stderr is None:      # started with a closed one (`>&-`)
        nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115  as long as the process lives
        sys.stdout, sys.stderr = sys.stdout or nowhere, sys.stderr or nowhere
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _stop_talking() -> None:
    """What is still buffered goes nowhere, so that the interpreter doesn't complain about it at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())


def _say(text: str) -> int:
    click.echo(f"banyan: {' '.join(text.split())}", err=True)
    return 2

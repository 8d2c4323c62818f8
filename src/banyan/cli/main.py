"""The banyan command line: one group, one file per part of it. Errors are one sentence on stderr and exit code 2."""

import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from banyan import __version__
from banyan.cli.bulletin import bulletin
from banyan.cli.city import COMMANDS as CITY
from banyan.cli.clock import COMMANDS as CLOCK
from banyan.cli.demo import demo
from banyan.cli.errors import KNOWN, MACHINE, of_machine, sentence
from banyan.cli.events import COMMANDS as EVENTS
from banyan.cli.figures import figures
from banyan.cli.handover import COMMANDS as HANDOVER
from banyan.cli.journal import COMMANDS as JOURNAL
from banyan.cli.projects import COMMANDS as PROJECTS
from banyan.cli.report import report
from banyan.cli.serve import COMMANDS as SERVE
from banyan.cli.whatif import COMMANDS as WHATIF


class _ReaderGone(Exception):  # noqa: N818  what happened, not a failure
    """Whoever read our output has left, as `head` does."""


class _Banyan(click.Group):
    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError as e:     # click's own answer is exit code 1, which here means: found something
            raise _ReaderGone from e


@click.group(cls=_Banyan, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="banyan")
def cli() -> None:
    """An open city brain: feel, judge, allocate, command, control, measure.

    \b
    First steps:  banyan demo                 a city in a storm, with its command centre
                  banyan demo --headless      the same, without a page
    """


for command in (
    demo, *CITY, *CLOCK, *JOURNAL, *EVENTS, *HANDOVER, report, bulletin, figures, *SERVE, *WHATIF, *PROJECTS,
):  # fmt: skip
    cli.add_command(command)


def main(argv: Sequence[str] | None = None) -> None:
    """Run and exit: 0 done, 1 found what it was asked to find, 2 bad input or usage."""
    _speak_in_any_locale()
    try:
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
    except KNOWN as e:
        code = _say(sentence(e))
    except _ReaderGone:
        _stop_talking()
        code = 0
    except OSError as e:
        if e.errno not in MACHINE:
            raise
        code = _say(of_machine(e))
    sys.exit(code if isinstance(code, int) else 0)


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

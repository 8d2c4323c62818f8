"""The banyan command line: one group, one file per part of it. Errors are one sentence on stderr and exit code 2."""

import sys
from collections.abc import Sequence

import click

from banyan import __version__
from banyan.cli.city import COMMANDS as CITY
from banyan.cli.demo import demo
from banyan.cli.errors import KNOWN, sentence
from banyan.cli.journal import COMMANDS as JOURNAL
from banyan.cli.serve import COMMANDS as SERVE


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="banyan")
def cli() -> None:
    """An open city brain: feel, judge, allocate, command, control, measure.

    \b
    First steps:  banyan demo                 a city in a storm, with its command centre
                  banyan demo --headless      the same, without a page
    """


for command in (demo, *CITY, *JOURNAL, *SERVE):
    cli.add_command(command)


def main(argv: Sequence[str] | None = None) -> None:
    """Run and exit: 0 done, 1 found what it was asked to find, 2 bad input or usage."""
    try:
        code = cli.main(args=list(argv) if argv is not None else None, prog_name="banyan", standalone_mode=False)
    except click.exceptions.Exit as e:
        code = e.exit_code
    except click.exceptions.Abort:
        code = _say("interrupted")
    except click.ClickException as e:
        hint = e.ctx.command_path if isinstance(e, click.UsageError) and e.ctx is not None else "banyan"
        code = _say(f"{e.format_message()} (try: {hint} --help)")
    except KeyboardInterrupt:
        code = 130
    except KNOWN as e:
        code = _say(sentence(e))
    except BrokenPipeError:
        sys.stderr.close()       # whoever read our output has gone; that is not an error
        code = 0
    sys.exit(code if isinstance(code, int) else 0)


def _say(text: str) -> int:
    click.echo(f"banyan: {' '.join(text.split())}", err=True)
    return 2

"""banyan rules: what rules would have said of recorded readings."""

from datetime import datetime
from pathlib import Path

import click

from banyan.edges.tables import TableError
from banyan.model.rule import RuleError
from banyan.model.time import Instant
from banyan.runtime.scenario import UsageError
from banyan.runtime.watch.replay import read_readings, read_rules, replay, summary

FILE = click.Path(path_type=Path, dir_okay=False)
MOST_SHOWN = 10


@click.group()
def rules() -> None:
    """Rules tried on recorded readings."""


@rules.command("replay")
@click.option("--rules", "rules_file", type=FILE, required=True, help="TOML with [[rules]], as a city's rules.toml.")
@click.option("--readings", type=FILE, required=True, help="NDJSON or CSV: stream, time, result and, if need be, seq.")
@click.option("--until", required=True, help="Time goes on until then, like 2026-07-24T18:00:00+08:00.")
@click.option("--out", type=FILE, required=True, help="NDJSON: a transition a line.")
@click.option("--plain", is_flag=True, help="By the trunk's engine alone; the answer is the same.")
def replay_command(rules_file: Path, readings: Path, until: str, out: Path, plain: bool) -> None:
    """What rules say of recorded readings, with ticks that follow the readings' own time.

    \b
    Example:  banyan rules replay --rules rules.toml --readings day.ndjson \\
                  --until 2026-07-25T00:00:00Z --out said.ndjson
    Exit code 0: done; 2: bad input. Lines that can't be read are left out and told.
    """
    end = _instant(until)
    declared = read_rules(rules_file)
    try:
        feed = read_readings(readings)
        count = 0
        with out.open("wb") as file:
            for said in replay(declared, feed, end, plain):
                file.write(said.line())
                count += 1
    except OSError as e:
        raise UsageError(f"{e.filename}: can't be used ({e.strerror}): give files that can be read and written") from e
    except TableError as e:
        raise UsageError(str(e)) from e
    except RuleError as e:
        raise UsageError(f"{rules_file}: {e}") from e
    for line in feed.wrong[:MOST_SHOWN]:
        click.echo(f"banyan: {line}; it was left out", err=True)
    click.echo(summary(declared, feed, count, end))


def _instant(text: str) -> Instant:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise UsageError(f'--until "{text[:60]}" is no time with an offset: one like 2026-07-24T18:00:00+08:00 was '
                         "expected, and nothing was replayed")
    return found

"""What many commands share: where the data is, who asks, in which language, and where to write."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import click

from banyan.cli.place import data_option
from banyan.runtime.scenario import UsageError

DATA = data_option("Data folder.")
LANGUAGE = click.option("--language", type=click.Choice(["zh", "en"]), help="Default: the terminal's.")
AS = click.option("--as", "principal", help="Act as this principal.  [default: the folder's owner]")


@contextmanager
def output(out: Path | None, option: str = "--out") -> Iterator[BinaryIO]:
    if out is None:
        yield sys.stdout.buffer
        return
    try:
        with out.open("wb") as stream:
            yield stream
    except OSError as e:
        raise UsageError(f"{option} {out}: can't be written ({e.strerror}); a file in an existing folder with room was "
                         "expected") from e

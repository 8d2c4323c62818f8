"""Where a command says what it does: the terminal that it was typed at, near or far."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import click
from rich.console import Console

from banyan.cli.options import output
from banyan.cli.progress import progress_on
from banyan.cli.terminal import Terminal
from banyan.runtime.imports.books import Progress


class Teller(Protocol):
    """`prompts`: stdin is a terminal; `tables`: where rich writes its tables on stdout."""

    prompts: bool
    tables: Console

    def say(self, text: str) -> None:
        """A line on stdout."""
        ...

    def tell(self, text: str) -> None:
        """A line on stderr."""
        ...

    def ask(self, question: str) -> bool:
        """No where nobody can be asked."""
        ...

    @contextmanager
    def progress(self, comparing: str) -> Iterator[Progress]:
        """How far an import is; `comparing`: what the search for duplicates is called."""
        ...

    def result(self, content: bytes) -> None:
        """What --json asked for, if anything."""
        ...


class Near:
    """This process's own terminal."""

    def __init__(self, json_file: Path | None = None) -> None:
        self.prompts = sys.stdin.isatty()
        self.tables: Console = Terminal(highlight=False, markup=False)
        self._json = json_file

    def say(self, text: str) -> None:
        click.echo(text)

    def tell(self, text: str) -> None:
        click.echo(text, err=True)

    def ask(self, question: str) -> bool:
        return self.prompts and sys.stdout.isatty() and click.confirm(question)

    @contextmanager
    def progress(self, comparing: str) -> Iterator[Progress]:
        with progress_on(Console(stderr=True), comparing) as progress:
            yield progress

    def result(self, content: bytes) -> None:
        if self._json is not None:
            with output(self._json, "--json") as stream:
                stream.write(content)

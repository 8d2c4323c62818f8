"""How far an import is, on a terminal that somebody looks at."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from banyan.runtime.imports import books


@contextmanager
def progress_on(console: Console, comparing: str) -> Iterator[books.Progress]:
    """Rows as they are read, a line a file; only where somebody looks. `comparing`: what the search for duplicates is
    called.
    """
    if not console.is_terminal:
        yield lambda _what, _n: None
        return
    with Progress(SpinnerColumn(), TextColumn("{task.description}"), TextColumn("{task.completed}"),
                  TimeElapsedColumn(), console=console, transient=True) as bar:
        tasks: dict[str, Any] = {}

        def tell(what: str, n: int) -> None:
            name = comparing if what == "duplicates" else what
            if name not in tasks:
                tasks[name] = bar.add_task(name, total=None)
            bar.update(tasks[name], completed=n)

        yield tell

"""Where a run's data is: --data, a folder, and --store, a PostgreSQL server for its journal."""

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from banyan.runtime.data_folder import STORE
from banyan.stores.postgres.address import address

F = TypeVar("F", bound=Callable[..., Any])


def data_option(help_: str, default: Path | None = Path(".banyan/data")) -> Callable[[F], F]:
    """--data, and --store beside it. `default` None: it has to be given."""
    of_default: dict[str, Any] = {"required": True} if default is None else {"default": default, "show_default": True}
    folder = click.option("--data", type=click.Path(path_type=Path, file_okay=False), help=help_, **of_default)
    server = click.option("--store", metavar="URL", expose_value=False, callback=_use, is_eager=True,
                          help="The journal is on PostgreSQL: postgresql://USER@HOST/DATABASE; the folder remembers "
                               f"it.  [env: {STORE}]")
    return lambda command: folder(server(command))


def _use(context: click.Context, _: click.Parameter, url: str | None) -> None:
    """For this command, and for the processes that it starts."""
    if url is None:
        return
    before, place = os.environ.get(STORE), address(url)
    if before and not place.secret and place.same_place(address(before)):
        return                          # the same, and the environment knows the password
    os.environ[STORE] = url

    def as_before() -> None:
        if before is None:
            os.environ.pop(STORE, None)
        else:
            os.environ[STORE] = before

    context.call_on_close(as_before)


def without_password(argv: Sequence[str]) -> tuple[list[str], str] | None:
    """A command line as everybody may read it, and the whole --store for the environment; None where it holds no
    password. Raises StoreError.
    """
    words = list(argv)
    for n, word in enumerate(words):
        option, equals, url = word.partition("=")
        if option != "--store" or (not equals and n + 1 == len(words)):
            continue
        url = url if equals else words[n + 1]
        place = address(url)
        if place.secret:
            words[n if equals else n + 1] = f"--store={place}" if equals else str(place)
            return words, url
    return None


def hide_password() -> None:
    """Whoever lists this machine's processes sees their command lines: one with a password starts again without it, the
    same process under the same number. Raises StoreError.
    """
    found = without_password(sys.orig_argv)
    if found is not None:
        words, url = found
        os.environ[STORE] = url
        sys.stdout.flush()
        sys.stderr.flush()
        os.execv(sys.executable, [sys.executable, *words[1:]])  # noqa: S606  this program, with its own arguments

"""The terminal that a command writes to: whose reader may leave, and which language it speaks."""

import os

from rich.console import Console


class Terminal(Console):
    """A console whose reader may leave before the end."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def language() -> str:
    """zh where the terminal's locale says so, else en."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"

"""Does a figure come from the text under check? Then it is no evidence for it."""

import re

from banyan.model.figure import Figure

_PARTS = re.compile(r"[^\w]+|_")


def comes_from(figure: Figure, name: str) -> bool:
    """`name`: of the text's file. Its source is that file, with or without its ending, or the number it starts with."""
    source = figure.source.strip().casefold()
    if not source:
        return False
    file = re.split(r"[\\/]", name)[-1].casefold()
    stem = file.rsplit(".", 1)[0]
    return source in (file, stem, name.casefold(), _PARTS.split(stem)[0])

"""Every wanted file's content, made from one gathering of facts."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from banyan.measure.split import Cell
from banyan.model.effect import Run
from banyan.runtime.report.comparison import Unattended
from banyan.runtime.report.facts import Facts
from banyan.runtime.report.html import html
from banyan.runtime.report.tell import tell
from banyan.runtime.report.teller import LANGUAGES as SPOKEN

FORMATS = ("html", "docx")
LANGUAGES = SPOKEN


def files(
    facts: Facts, without: Unattended | None, effects: Mapping[Cell, Run] | None,
    wanted: Mapping[tuple[str, str], Path],
) -> Iterator[tuple[Path, bytes]]:  # fmt: skip
    """`wanted`: (format, language) → file."""
    for language in dict.fromkeys(language for _, language in wanted):
        told = tell(facts, without, effects, language)
        for (form, spoken), path in wanted.items():
            if spoken == language and form == "html":
                yield path, html(told.report, told.sources, told.teller).encode()
            elif spoken == language:
                from banyan.runtime.report.word import docx  # its XML library is only loaded where Word is wanted

                yield path, docx(told.report, told.sources, told.teller)

"""One release or several, read and checked. Files come as bytes; nothing is opened here."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from banyan.edges.releases import read as read_release
from banyan.measure.figures.checks import run
from banyan.measure.figures.claims import Claims, Totals
from banyan.measure.figures.verdicts import Waiver, findings, verdict
from banyan.model.figure import Figure, Finding, Reading, Verdict
from banyan.packs.figures import further
from banyan.packs.figures import read as read_text
from banyan.packs.figures.matching import LedgerEvidence
from banyan.packs.figures.plain import widened


class Known(Struct, frozen=True):
    """What releases are checked against. `as_of`: vintages after that day aren't known yet; None: all are.

    `day`: waivers that have ended by then don't count. `projects`: totals of the edition that the releases are about.
    """

    figures: tuple[Figure, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    day: date = date.min
    as_of: date | None = None
    projects: Totals | None = None


class Checked(Struct, frozen=True):
    """A release with what was found in it. `verdicts`: of each quantity, with the id of the finding that gave it."""

    file: str
    reading: Reading
    findings: tuple[Finding, ...]
    verdicts: tuple[tuple[Verdict, str | None], ...]

    @property
    def contradicts(self) -> bool:
        return any(given is Verdict.CONTRADICTS for given, _ in self.verdicts)


def check(data: bytes, file: str, known: Known, language: str) -> Checked:
    """Raises ReleaseError where the file can't be read. `language`: zh | en, of the findings."""
    return check_text(read_release(data, file).text, file, known, language)


def check_text(text: str, file: str, known: Known, language: str) -> Checked:
    """The same for a text that has been read; `file` is its name, by which the ledger knows its own source."""
    reading = further.read(read_text(widened(text)))
    claims = Claims(reading, LedgerEvidence(known.figures, file, known.as_of), known.projects)
    found = findings(run(claims), reading.quantities, known.waivers, known.day, language)
    return Checked(file, _as_written(reading, text), found, _verdicts(reading, found))


def _as_written(reading: Reading, text: str) -> Reading:
    """The same places of the text as its writer typed it."""
    if reading.text == text:
        return reading
    quantities = []
    for quantity in reading.quantities:
        length = len(quantity.sentence)
        start = reading.text.rfind(quantity.sentence, 0, quantity.start + length)
        sentence = text[start:start + length] if start >= 0 else quantity.sentence
        quantities.append(replace(quantity, text=text[quantity.start:quantity.end], sentence=sentence))
    return Reading(text, reading.language, tuple(quantities), reading.ties, reading.covered)


def _verdicts(reading: Reading, found: Sequence[Finding]) -> tuple[tuple[Verdict, str | None], ...]:
    of: dict[int, list[Finding]] = {}
    for finding in found:
        for index in finding.quantities:
            of.setdefault(index, []).append(finding)
    return tuple(verdict(index, of.get(index, ())) for index in range(len(reading.quantities)))

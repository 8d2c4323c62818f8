"""From a data folder to a bulletin: its projects as they were known, its lists, and what is released."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from msgspec import Struct

from banyan.model.ports import Store
from banyan.model.text import Name
from banyan.model.time import iso
from banyan.packs.projects.bulletin import Ask, Bulletin, bulletin
from banyan.packs.projects.bulletin_bands import BANDS, Band, BandError, read_bands
from banyan.packs.projects.bulletin_json import as_json
from banyan.packs.projects.bulletin_telling import Telling, tell
from banyan.runtime.bulletin.html import html
from banyan.runtime.bulletin.releases import released
from banyan.runtime.bulletin.word import shipped, word
from banyan.runtime.folder.errors import Findings
from banyan.runtime.folder.files import Files
from banyan.runtime.projects import lists, state
from banyan.runtime.scenario import UsageError

FORMATS = (".html", ".docx")
LANGUAGES = ("zh", "en")


class Wanted(Struct, frozen=True):
    """What a bulletin is asked for. `known_at` None: now."""

    edition: str
    as_of: date
    previous: str | None = None
    known_at: datetime | None = None
    bands: tuple[Band, ...] = BANDS


class Made(Struct, frozen=True):
    """A bulletin with all that printing it needs."""

    told: Bulletin
    ask: Ask
    released: Mapping[str, str]
    names: Mapping[str, Name]
    known_at: datetime | None


def make(store: Store, wanted: Wanted) -> Made:
    """Raises UsageError for an edition that the folder doesn't know, saying which it has."""
    known = lists.of(store)
    ask = Ask(wanted.edition, wanted.as_of, wanted.previous, wanted.bands, known.stages)
    told = bulletin(state.standing(store, wanted.known_at), ask)
    for edition in (wanted.edition, *([wanted.previous] if wanted.previous else [])):
        if edition not in told.editions:
            held = ", ".join(f'"{e}"' for e in told.editions) or "none"
            raise UsageError(f'no project of the edition "{edition}" is known here; the editions are: {held}')
    names = {sector.id: sector.name for sector in known.sectors}
    return Made(told, ask, released(store, wanted.edition), names, wanted.known_at)


def printed(made: Made, form: str, language: str, draft: bool, template: tuple[bytes, str] | None = None) -> bytes:
    """The file's bytes. `form`: .html or .docx; `template`: a Word template and its name. Raises UsageError."""
    paper = tell(made.told, made.ask, Telling(language, made.released, draft, made.names, made.known_at))
    if form == ".html":
        return html(paper).encode()
    data, name = template if template is not None else (shipped(language), f"bulletin-{language}.docx")
    return word(paper, data, name)


def for_programs(made: Made) -> dict[str, object]:
    """banyan.bulletin/1."""
    known_at = iso(made.known_at) if made.known_at is not None else None
    return as_json(made.told, made.released, made.ask.bands, known_at)


def bands_of(path: Path) -> tuple[Band, ...]:
    """The city's own bands: a TOML file with [[bands]] (docs/bulletin.md). Raises UsageError, FolderErrors."""
    if not path.is_file():
        raise UsageError(f"{path}: no such file; a TOML file with [[bands]] was expected")
    found = Findings()
    table = Files(path.absolute().parent, found).toml(path.name)
    found.raise_any()
    rows = (table or {}).get("bands", [])
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise UsageError(f"{path}: no [[bands]] in it; each with one or two of above, at_least, below, at_most in CNY "
                         "was expected")
    try:
        return read_bands(rows)
    except BandError as error:
        raise UsageError(f"{path}: {error}") from error

"""A bulletin in Word, from a template that the office edits in Word (docxtpl; docs/bulletin.md lists its fields)."""

import zipfile
from html import escape
from importlib import resources
from io import BytesIO
from typing import Any

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import TemplateError, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment
from lxml import etree

from banyan.edges.releases import ReleaseError
from banyan.edges.releases.container import open_word
from banyan.packs.projects.bulletin_paper import Bit, GridRow, Group, Origin, Paper, Section, Sentence, Shown, spans
from banyan.packs.projects.bulletin_speaker import MARK
from banyan.runtime.scenario import UsageError

FIRST_BOOKMARK = 100_000      # of our own: far above what a template has


def shipped(language: str) -> bytes:
    """The template that comes with the program."""
    return (resources.files("banyan.runtime.bulletin") / "templates" / f"bulletin-{language}.docx").read_bytes()


def word(paper: Paper, template: bytes, name: str) -> bytes:
    """The template filled. `name`: of the template's file, for errors. Raises UsageError where it can't be filled.

    A template is a program of the office's own: it runs in jinja's sandbox, which reaches only what is handed to it.
    """
    try:
        open_word(template, name)
        document = DocxTemplate(BytesIO(template))
        document.render(_context(paper), SandboxedEnvironment(autoescape=True), autoescape=True)
        out = BytesIO()
        document.save(out)
    except ReleaseError as error:
        raise UsageError(str(error)) from error
    except TemplateSyntaxError as error:
        raise UsageError(f"{name}: {_short(error.message)} in a field of the template; mend it in Word, or start again "
                         "from banyan bulletin template") from error
    except (TemplateError, TypeError, ValueError, KeyError, AttributeError, ArithmeticError, IndexError) as error:
        raise UsageError(f"{name}: a field of the template can't be filled ({_short(error)}); docs/bulletin.md lists "
                         "the fields") from error
    except (PackageNotFoundError, zipfile.BadZipFile, etree.XMLSyntaxError) as error:
        raise UsageError(f"{name}: found a file that Word would not open once filled ({_short(error)}); is a field cut "
                         "in two by other formatting? Expected a copy from banyan bulletin template") from error
    return out.getvalue()


class Runs:
    """Text with references, as the XML of its runs: in a template {{r field }}."""

    def __init__(self, xml: str) -> None:
        self._xml = xml

    def __html__(self) -> str:
        return self._xml

    def __str__(self) -> str:
        return self._xml

    def __bool__(self) -> bool:
        return bool(self._xml)


class Figures(dict[str, str]):
    """Figures by name; one that the bulletin doesn't have is the template's mistake, and is named."""

    def __missing__(self, name: str) -> str:
        raise ValueError(f'no figure is called "{name}"')


def _context(paper: Paper) -> dict[str, Any]:
    context: dict[str, Any] = {
        "title": paper.title, "subtitle": paper.subtitle, "draft": paper.draft, "notes": paper.notes,
        "sign": paper.sign,
        "figures": Figures(paper.figures),
        "references": {name: Runs(_reference(ref)) for name, ref in paper.refs.items()},
        **{section.name: _section(section) for section in paper.sections},
    }  # fmt: skip
    if paper.groups:
        context["refs"] = {"title": paper.refs_title, "how": paper.refs_how, "heads": paper.refs_heads,
                           "rows": [_group(group, paper.none) for group in paper.groups]}  # fmt: skip
        context["origins"] = {"title": paper.rows_title, "how": paper.rows_how, "heads": paper.rows_heads,
                              "rows": [_origin(origin) for origin in paper.origins]}  # fmt: skip
    return context


def _section(section: Section) -> dict[str, Any]:
    grid = section.grid
    rows = [_row(grid.columns, row) for row in grid.rows if not row.strong] if grid is not None else []
    total = [_row(grid.columns, row) for row in grid.rows if row.strong] if grid is not None else []
    return {
        "title": section.title, "text": [Runs(_sentence(s)) for s in section.sentences],
        "plain": ["".join(_text(bit) for bit in s) for s in section.sentences], "note": section.note,
        "rows": rows, "total": total[0] if total else None,
    }  # fmt: skip


def _row(columns: tuple[str, ...], row: GridRow) -> dict[str, Any]:
    cells: dict[str, Any] = {column: _text(cell) for column, cell in zip(columns, row.cells, strict=True)}
    return cells | {"ref": Runs(_reference(row.ref) if row.ref else _run(""))}


def _text(bit: Bit | None) -> str:
    if bit is None:
        return ""
    if isinstance(bit, Shown):
        return f"{bit.text}\u00a0{MARK}" if bit.draft else bit.text
    return bit


def _sentence(sentence: Sentence) -> str:
    numbers = [bit for bit in sentence if isinstance(bit, Shown)]
    parts, seen = [], 0
    for bit in sentence:
        parts.append(_run(_text(bit)))
        if isinstance(bit, Shown):
            seen += 1
            if seen == len(numbers) or numbers[seen].ref != bit.ref:
                parts.append(_reference(bit.ref, raised=True))
    return "".join(parts)


def _group(group: Group, none: str) -> dict[str, Any]:
    parts = []
    for first, last in spans(group.rows):
        shown = _link(f"r{first}", f"{first}") + (_run("–") + _link(f"r{last}", f"{last}") if last != first else "")
        parts.append(shown)
    rows = _run(", ").join(parts) or _run(none)
    return {"number": Runs(_bookmark(f"g{group.number}", group.number, f"[{group.number}]")), "words": group.words,
            "rows": Runs(rows)}  # fmt: skip


def _origin(origin: Origin) -> dict[str, Any]:
    lines = [_run(f"{where}: {cells}" if cells else where) for where, cells in origin.places]
    number = FIRST_BOOKMARK // 2 + origin.number
    return {"number": Runs(_bookmark(f"r{origin.number}", number, str(origin.number))), "name": origin.name,
            "project": origin.project, "places": Runs("<w:r><w:br/></w:r>".join(lines))}  # fmt: skip


def _run(text: str, look: str = "") -> str:
    """A run with the look of its paragraph."""
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(_printable(text))}</w:t></w:r>'


def _reference(ref: int, raised: bool = False) -> str:
    look = '<w:sz w:val="16"/>' + ('<w:vertAlign w:val="superscript"/>' if raised else "")
    return _link(f"g{ref}", f"[{ref}]", look if not raised else '<w:vertAlign w:val="superscript"/>')


def _link(anchor: str, text: str, look: str = "") -> str:
    return f'<w:hyperlink w:anchor="{anchor}" w:history="1">{_run(text, look)}</w:hyperlink>'


def _bookmark(name: str, number: int, text: str) -> str:
    mark = FIRST_BOOKMARK + number
    return f'<w:bookmarkStart w:id="{mark}" w:name="{name}"/>{_run(text)}<w:bookmarkEnd w:id="{mark}"/>'


def _printable(text: str) -> str:
    """XML holds no control characters, and a workbook's cell may."""
    return "".join(c if c >= " " and c not in "\ufffe\uffff" else " " for c in text)


def _short(error: object) -> str:
    return " ".join(str(error).split())[:160]

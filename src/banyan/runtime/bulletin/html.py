"""A bulletin as one HTML file: every number is a link to the rows behind it; nothing is asked of any machine."""

from html import escape

from banyan.packs.projects.bulletin_paper import Bit, Grid, GridRow, Group, Paper, Section, Sentence, Shown, spans
from banyan.packs.projects.bulletin_speaker import MARK
from banyan.runtime.bulletin.style import STYLE

POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def html(paper: Paper) -> str:
    spoken = "zh-CN" if paper.language == "zh" else "en"
    title, draft = escape(paper.title), escape(paper.draft)
    banner = f'<p class="draft">{draft}</p>\n' if paper.draft else ""
    sections = "".join(_section(section) for section in paper.sections)
    notes = "".join(f'<p class="note">{escape(note)}</p>\n' for note in paper.notes)
    sign = "".join(f"<div>{escape(words)}</div>" for words in paper.sign)
    style = STYLE + (f'@page{{@top-right{{content:"{paper.draft}"}}}}\n' if paper.draft else "")
    appendices = _refs(paper) + _rows(paper) if paper.groups else ""
    return (
        f'<!doctype html>\n<html lang="{spoken}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f'<header><h1>{title}</h1>\n<p class="sub">{escape(paper.subtitle)}</p>\n{banner}</header>\n'
        f'<main>\n{sections}<div class="end">{notes}<div class="sign">{sign}</div></div>\n{appendices}</main>\n'
        "</body>\n</html>\n"
    )


def _section(section: Section) -> str:
    said = "".join(f"<p>{_sentence(sentence)}</p>\n" for sentence in section.sentences)
    grid = _grid(section.grid) if section.grid is not None else ""
    note = f'<p class="note">{escape(section.note)}</p>\n' if section.note else ""
    head = f"<h2>{escape(section.title)}</h2>\n"
    return f'<section id="{escape(section.name)}" class="part">{head}{said}{grid}{note}</section>\n'


def _sentence(sentence: Sentence) -> str:
    """A number links to its rows; the reference that paper needs stands after the last number of each row."""
    parts = []
    numbers = [bit for bit in sentence if isinstance(bit, Shown)]
    seen = 0
    for bit in sentence:
        parts.append(_bit(bit))
        if isinstance(bit, Shown):
            seen += 1
            if seen == len(numbers) or numbers[seen].ref != bit.ref:
                parts.append(f"<sup>{_reference(bit.ref)}</sup>")
    return "".join(parts)


def _bit(bit: Bit | None) -> str:
    if bit is None:
        return ""
    if isinstance(bit, str):
        return escape(bit)
    mark = f"\u00a0{MARK}" if bit.draft else ""
    return f'<a class="n" href="#g{bit.ref}">{escape(bit.text)}{mark}</a>'


def _reference(ref: int) -> str:
    return f'<a href="#g{ref}">[{ref}]</a>'


def _grid(grid: Grid) -> str:
    numeric = [column in grid.numeric for column in grid.columns]
    heads = "".join(f'<th{_look(n)} scope="col">{escape(h)}</th>' for h, n in zip(grid.heads, numeric, strict=True))
    rows = "".join(_row(row, numeric) for row in grid.rows)
    return (f'<div class="wide"><table><thead><tr>{heads}<th class="n" scope="col"></th></tr></thead>'
            f"<tbody>\n{rows}</tbody></table></div>\n")


def _row(row: GridRow, numeric: list[bool]) -> str:
    cells = "".join(f"<td{_look(n)}>{_bit(cell)}</td>" for cell, n in zip(row.cells, numeric, strict=True))
    look = ' class="all"' if row.strong else ""
    return f'<tr{look}>{cells}<td class="n ref">{_reference(row.ref) if row.ref else ""}</td></tr>\n'


def _look(numeric: bool) -> str:
    return ' class="n"' if numeric else ""


def _refs(paper: Paper) -> str:
    rows = "".join(
        f'<tr id="g{group.number}"><td>[{group.number}]</td><td>{escape(group.words)}</td>'
        f"<td>{_spans(group) or escape(paper.none)}</td></tr>\n" for group in paper.groups)
    return _appendix("refs", paper.refs_title, paper.refs_how, paper.refs_heads, rows)


def _spans(group: Group) -> str:
    shown = []
    for first, last in spans(group.rows):
        link = f'<a href="#r{first}">{first}</a>'
        shown.append(link if first == last else f'{link}–<a href="#r{last}">{last}</a>')
    return ", ".join(shown)


def _rows(paper: Paper) -> str:
    rows = []
    for origin in paper.origins:
        places = "<br>".join(f"{escape(where)}: {escape(cells)}" if cells else escape(where)
                             for where, cells in origin.places)
        named = f"{escape(origin.name)}<br><small>{escape(origin.project)}</small>"
        rows.append(f'<tr id="r{origin.number}"><td>{origin.number}</td><td>{named}</td><td>{places}</td></tr>\n')
    return _appendix("rows", paper.rows_title, paper.rows_how, paper.rows_heads, "".join(rows))


def _appendix(name: str, title: str, how: str, heads: tuple[str, str, str], rows: str) -> str:
    shown = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    head = f'<h2 class="fresh">{escape(title)}</h2>\n<p class="note">{escape(how)}</p>\n'
    table = f"<table><thead><tr>{shown}</tr></thead><tbody>\n{rows}</tbody></table>"
    return f'<section id="{name}">{head}<div class="wide">{table}</div></section>\n'

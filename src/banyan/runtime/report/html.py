"""A report as one HTML file: nothing from elsewhere, made for paper as for the screen."""

from collections.abc import Iterator
from html import escape

from banyan.runtime.report import svg
from banyan.runtime.report.pages import (
    Block,
    Cell,
    Chart,
    Entry,
    Grid,
    Heading,
    Items,
    Map,
    Report,
    Tile,
    Tiles,
    Words,
)
from banyan.runtime.report.sources import Sources, spans
from banyan.runtime.report.teller import Teller

APPENDIX = (0.06, 0.11, 0.35, 0.13, 0.13, 0.22)
SHOWN = 60        # ids of a row that stands for several
STYLE = """
@page { size: A4; margin: 16mm 15mm 18mm; @bottom-right { content: counter(page) " / " counter(pages);
  font: 9px sans-serif; color: #6b7785; } }
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 860px; padding: 24px 20px 60px; background: #fff; color: #1f2933;
  font: 14px/1.5 system-ui, "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif;
  font-variant-numeric: tabular-nums; }
h1 { font-size: 26px; line-height: 1.25; margin: 0 0 2px; }
h2 { font-size: 20px; margin: 36px 0 8px; padding-top: 6px; border-top: 2px solid #1f2933; }
h3 { font-size: 15px; margin: 20px 0 6px; }
h2, h3 { break-after: avoid; }
.sub { margin: 0 0 10px; color: #55606c; font-size: 16px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 1px 14px; margin: 8px 0 14px; color: #55606c;
  font-size: 12px; }
dd { margin: 0; }
nav { font-size: 13px; margin: 0 0 8px; } nav a { margin-right: 14px; white-space: nowrap; }
a { color: #1f5fa8; }
p { margin: 6px 0; } p.lead { font-size: 15px; } p.note { color: #55606c; font-size: 12px; }
p.alarm { border: 2px solid #1f2933; border-left-width: 8px; padding: 8px 12px; font-weight: 600; }
ul { margin: 6px 0; padding-left: 20px; } li { margin: 3px 0; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 8px; margin: 14px 0; }
.tile { border: 1px solid #c6ccd3; padding: 8px 10px; break-inside: avoid; }
.tile b { display: block; font-size: 19px; line-height: 1.3; } .tile span { font-size: 12px; color: #55606c; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: 8px 0 12px; font-size: 12.5px; line-height: 1.4; }
thead { display: table-header-group; } tr { break-inside: avoid; }
th { text-align: left; vertical-align: bottom; border-bottom: 1.5px solid #1f2933; padding: 4px 8px 4px 0;
  font-weight: 600; }
td { vertical-align: top; border-bottom: 1px solid #e3e6ea; padding: 4px 8px 4px 0; overflow-wrap: anywhere; }
th.n, td.n { text-align: right; }
figure { margin: 14px 0; break-inside: avoid; } figcaption { font-weight: 600; }
figure p { margin: 2px 0 0; } svg { display: block; width: 100%; height: auto; }
.src { font-size: 10px; color: #55606c; white-space: nowrap; text-decoration: none; } .src:hover { text-decoration:
  underline; }
#appendix table { font-size: 11px; table-layout: fixed; } #appendix summary { cursor: pointer; }
tr:target { outline: 2px solid #1f5fa8; }
@media print { body { padding: 0; max-width: none; font-size: 10pt; line-height: 1.4; } table { font-size: 9pt; }
  nav { display: none; }
  h2.fresh { break-before: page; } h2 { margin-top: 22px; } .wide { overflow: visible; } a { color: inherit;
  text-decoration: none; }
  .tiles { grid-template-columns: repeat(4, 1fr); gap: 5px; margin: 8px 0; }
  .tile { padding: 4px 8px; } .tile b { font-size: 13pt; } .tile span { font-size: 8pt; } h1 { font-size: 20pt; }
  h2 { font-size: 15pt; } h3 { font-size: 11pt; margin: 12px 0 3px; } p.lead { font-size: 10.5pt; }
  .sub { font-size: 12pt; }
  dl { margin: 4px 0 8px; } td, th { padding-top: 2px; padding-bottom: 2px; } }
@media (max-width: 480px) { body { padding: 14px 12px 40px; } }
"""


def html(report: Report, sources: Sources, t: Teller) -> str:
    page = _Page(sources, t)
    heads = [b.text for b in report.blocks if isinstance(b, Heading) and b.level == 1]
    links = " ".join(f'<a href="#s{i}">{escape(head)}</a>' for i, head in enumerate(heads, 1))
    links += f' <a href="#appendix">{escape(report.appendix_title)}</a>'
    facts = "".join(f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in report.facts)
    body = "".join(page.block(block) for block in report.blocks)
    language = "zh-CN" if report.language == "zh" else "en"
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(report.title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<header>"
        f'<h1>{escape(report.title)}</h1><p class="sub">{escape(report.subtitle)}</p><dl>{facts}</dl></header>\n'
        f'<nav aria-label="{escape(report.contents)}">{links}</nav>\n<main>{body}{_appendix(report)}</main>\n'
        "</body>\n</html>\n"
    )


class _Page:
    def __init__(self, sources: Sources, t: Teller) -> None:
        self._sources = sources
        self._t = t
        self._section = 0

    def block(self, block: Block) -> str:
        match block:
            case Heading():
                return self._heading(block)
            case Words():
                return f'<p class="{block.style}">{self._cell(block.cell)}</p>\n'
            case Items():
                return f"<ul>{''.join(f'<li>{self._cell(cell)}</li>' for cell in block.cells)}</ul>\n"
            case Tiles():
                return f'<div class="tiles">{"".join(self._tile(tile) for tile in block.tiles)}</div>\n'
            case Grid():
                return f'<div class="wide">{self._grid(block)}</div>\n'
            case Chart():
                return self._figure(block.title, svg.chart(block, self._t), block.note, block.records)
            case Map():
                note = "; ".join(block.legend) + ". " + block.note
                return self._figure(block.title, svg.ground(block), note, block.records)

    def _heading(self, block: Heading) -> str:
        if block.level > 1:
            return f"<h3>{escape(block.text)}</h3>\n"
        self._section += 1
        fresh = ' class="fresh"' if block.fresh else ""
        return f'<h2 id="s{self._section}"{fresh}>{escape(block.text)}</h2>\n'

    def _cell(self, cell: Cell) -> str:
        return escape(cell.text) + self._numbers(cell.records)

    def _numbers(self, records: tuple[str, ...]) -> str:
        if not records:
            return ""
        links = (f'<a class="src" href="#r{a}">{a if a == b else f"{a}–{b}"}</a>'
                 for a, b in spans(self._sources.numbers(records)))
        return ' <span class="src">[' + ", ".join(links) + "]</span>"

    def _tile(self, tile: Tile) -> str:
        note = f"<span>{escape(tile.note)}</span>" if tile.note else ""
        return (f'<div class="tile"><span>{escape(tile.label)}</span><b>{escape(tile.value)}</b>{note}'
                f"{self._numbers(tile.records)}</div>")

    def _grid(self, grid: Grid) -> str:
        kinds = [' class="n"' if i in grid.numeric else "" for i in range(len(grid.head))]
        widths = "".join(f'<col style="width:{100 * w:.0f}%">' for w in grid.widths)
        head = "".join(f"<th{kind}>{escape(text)}</th>" for text, kind in zip(grid.head, kinds, strict=True))
        rows = "".join(
            f"<tr>{''.join(f'<td{kind}>{self._cell(cell)}</td>' for cell, kind in zip(row, kinds, strict=True))}</tr>"
            for row in grid.rows
        )  # fmt: skip
        return f"<table><colgroup>{widths}</colgroup><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"

    def _figure(self, title: str, picture: str, note: str, records: tuple[str, ...]) -> str:
        said = f'<p class="note">{escape(note)}{self._numbers(records)}</p>'
        return f"<figure><figcaption>{escape(title)}</figcaption>{picture}{said}</figure>\n"


def _appendix(report: Report) -> str:
    head = "".join(f'<th style="width:{100 * wide:.0f}%">{escape(text)}</th>'
                   for text, wide in zip(report.appendix_head, APPENDIX, strict=True))
    rows = "".join(_entry(entry, report.more) for entry in report.appendix)
    return (f'<section id="appendix"><h2 class="fresh">{escape(report.appendix_title)}</h2>'
            f'<p class="note">{escape(report.appendix_note)}</p><div class="wide"><table><thead><tr>{head}</tr></thead>'
            f"<tbody>{rows}</tbody></table></div></section>")


def _entry(entry: Entry, more: str) -> str:
    texts = "".join(f"<td>{text}</td>" for text in _texts(entry, more))
    return f'<tr id="r{entry.number}"><td>{entry.number}</td>{texts}</tr>'


def _texts(entry: Entry, more: str) -> Iterator[str]:
    yield escape(entry.kind)
    if entry.others:
        shown = ", ".join(escape(rid) for rid in entry.others[:SHOWN])
        left = len(entry.others) - SHOWN
        rest = f", {escape(more.format(n=left))}" if left > 0 else ""
        yield f"<details><summary>{escape(entry.id)} …</summary>{shown}{rest}</details>"
    else:
        yield escape(entry.id)
    yield from (escape(text) for text in (entry.at, entry.by, entry.gist))

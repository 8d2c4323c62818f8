"""Writes the releases as an office would send them: text, a few as HTML and Word, ledgers, and answers beside them.

    python -m tests.releases.build FOLDER

For NAME: NAME.txt, for some also NAME.html or NAME.docx, where there is one NAME.ledger.csv, and NAME.answer.json:

    {"name", "language", "text", "ledger": "NAME.ledger.csv" or null,
     "quantities": [{"text", "start", "end", "is_date", "in_ledger"}],
     "not_figures": [{"text", "start", "end"}],
     "statements": [{"kind", "expected": "pass" | "fail" | "cannot_tell" | "flag", "quantities": [0], "at_fault": [0],
                     "expression", "reason"}]}
"""

import argparse
import csv
import io
import json
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Any

from docx import Document

from tests.releases.marked import Release, load_all

AS_HTML = ("e01_expo", "e04_communique", "c01_expo", "c02_communique")
AS_WORD = ("e03_health", "e07_energy", "c05_education", "c08_digital")


def answer(release: Release) -> dict[str, Any]:
    """The answer of one release as JSON; spans are Unicode code points into `text`."""
    index = {quantity.name: at for at, quantity in enumerate(release.quantities) if quantity.name}
    covered = {row["covers"] for row in release.ledger}
    return {
        "name": release.name, "language": release.language, "text": release.text,
        "ledger": f"{release.name}.ledger.csv" if release.ledger else None,
        "quantities": [{"text": q.text, "start": q.start, "end": q.end, "is_date": q.is_date,
                        "in_ledger": q.name in covered
                        and bool(q.name)} for q in release.quantities],
        "not_figures": [{"text": release.text[start:end], "start": start, "end": end} for start,
                        end in release.not_figures],
        "statements": [{"kind": s.kind, "expected": s.expected, "quantities": [index[name] for name in s.names],
                        "at_fault": [index[name] for name in s.fault], "expression": s.expression, "reason": s.reason}
                       for s in release.statements]}


def ledger_csv(release: Release) -> str:
    """The ledger as a file, without the column that only the answer needs."""
    held = io.StringIO()
    columns = [column for column in release.ledger[0] if column != "covers"]
    out = csv.DictWriter(held, columns, extrasaction="ignore", lineterminator="\n")
    out.writeheader()
    out.writerows(release.ledger)
    return held.getvalue()


def html(text: str) -> str:
    """The text as a page: a heading, paragraphs, and around it the navigation and script that pages have."""
    first, *paragraphs = [line for line in text.split("\n") if line.strip()]
    body = "\n".join(f"<p>{escape(line)}</p>" for line in paragraphs)
    head = "<meta charset='utf-8'><style>p{margin:1em}</style><script>var n = 42;</script>"
    return (f"<!DOCTYPE html>\n<html><head>{head}</head>\n<body>\n<h1>{escape(first)}</h1>\n{body}\n</body></html>\n")


def word(text: str, path: Path) -> None:
    """The text as a Word document whose runs break where Word likes to break them."""
    document = Document()
    for line in text.split("\n"):
        if line.strip():
            paragraph = document.add_paragraph()
            for start in range(0, len(line), 23):
                paragraph.add_run(line[start:start + 23])
    document.save(str(path))


def write_all(folder: Path, releases: Iterable[Release] | None = None) -> list[dict[str, Any]]:
    """Write releases (all that are written, or those given) into `folder`; their answers in order."""
    folder.mkdir(parents=True, exist_ok=True)
    answers = []
    for release in load_all() if releases is None else releases:
        (folder / f"{release.name}.txt").write_text(release.text, encoding="utf-8")
        if release.name in AS_HTML:
            (folder / f"{release.name}.html").write_text(html(release.text), encoding="utf-8")
        if release.name in AS_WORD:
            word(release.text, folder / f"{release.name}.docx")
        if release.ledger:
            (folder / f"{release.name}.ledger.csv").write_text(ledger_csv(release), encoding="utf-8")
        made = answer(release)
        (folder / f"{release.name}.answer.json").write_text(json.dumps(made, ensure_ascii=False, indent=1),
                                                            encoding="utf-8")
        answers.append(made)
    return answers


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Write the releases, their ledgers and their answers.")
    parser.add_argument("folder", type=Path)
    write_all(parser.parse_args().folder)

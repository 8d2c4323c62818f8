"""The command: `python -m banyan_check --records FILE | --data DIR [--store URL] [--json FILE]`."""

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NoReturn, TextIO

import msgspec

from banyan_check.checker import WARNINGS, Checker, report
from banyan_check.folder import from_folder
from banyan_check.lines import from_file
from banyan_check.report import BadInput, Finding, Report, printable
from banyan_check.server import from_server, store_of

DONE, FOUND, BAD_INPUT = 0, 1, 2
DEFAULT_DATA = ".banyan/data"


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One sentence, as for all bad input, instead of a page of usage."""
        raise BadInput(f"{message}: expected --records FILE or --data DIR (or --store URL), and --json FILE if wanted")


def main(argv: Sequence[str] | None = None) -> int:
    """0: every actuation proven; 1: violations, a line each; 2: bad input, one sentence on standard error."""
    try:
        asked = _arguments(argv)
        answer = _run(Path(asked.records) if asked.records is not None else None, Path(asked.data), asked.store)
        if asked.json is not None:
            _write(Path(asked.json), answer)
    except BadInput as error:
        _say(f"banyan checkjournal: {error}", sys.stderr)
        return BAD_INPUT
    except SystemExit as end:  # argparse has printed its help
        return int(end.code or DONE)
    _say(_summary(answer), sys.stdout)
    return FOUND if answer.violations else DONE


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = _Parser(
        prog="banyan checkjournal",
        description="Prove that every actuation was within its interlocks, approved by someone who may, not by its "
        "proposer, and not expired.",
        epilog="Example: banyan checkjournal --data .banyan/demo",
        allow_abbrev=False,
    )
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--records", metavar="FILE", help="records as NDJSON, as `banyan records --out FILE` writes it")
    source.add_argument("--data", metavar="DIR", default=DEFAULT_DATA, help=f"a data folder (default: {DEFAULT_DATA})")
    parser.add_argument("--store", metavar="URL", help="the PostgreSQL server that holds the data folder's journal")
    parser.add_argument("--json", metavar="FILE", help="write the result for programs")
    return parser.parse_args(argv)


def _run(file: Path | None, folder: Path, said: str | None) -> Report:
    """Check record by record; a finding is said at once, so that a long journal needn't be waited for."""
    checker = Checker()
    findings: list[Finding] = []
    store = store_of(folder, said) if file is None else None
    for record in from_file(file) if file is not None else from_server(store) if store else from_folder(folder):
        _take(checker.see(record), findings)
    if checker.records == 0:
        raise BadInput(f"{folder if file is None else file} has no records: a journal begins with declarations")
    _take(checker.finish(), findings)
    return report(checker, findings)


def _take(found: Iterable[Finding], findings: list[Finding]) -> None:
    for finding in found:
        findings.append(finding)
        _say(("warning: " if finding.rule in WARNINGS else "violation: ") + finding.line(), sys.stdout)


def _summary(answer: Report) -> str:
    return (f"{answer.records} records, {answer.actuations} actuations, {len(answer.violations)} violations, "
            f"{len(answer.warnings)} warnings")


def _write(path: Path, answer: Report) -> None:
    """The answer as `banyan.journal-check/1`. ASCII, because a hostile id may hold text that UTF-8 can't."""
    result = {"schema": "banyan.journal-check/1", **msgspec.to_builtins(answer)}
    try:
        path.write_text(json.dumps(result, indent=1, allow_nan=False, sort_keys=True) + "\n", encoding="ascii")
    except OSError as error:
        raise BadInput(f"{path} can't be written ({error.strerror}): name a file in a folder that exists") from None


def _say(text: str, stream: TextIO) -> None:
    """One line, in whatever encoding the terminal has."""
    encoding = stream.encoding or "utf-8"
    stream.write(printable(text).encode(encoding, "backslashreplace").decode(encoding) + "\n")

"""Records from a file of NDJSON: one JSON object a line, told apart from what only looks like it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from banyan_check.report import BadInput, printable

LONGEST = 16 * 1024 * 1024    # bytes; the longest honest record is a few kB, a line without end must not fill memory


def from_file(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a file, empty lines left out. Raises BadInput with the line's number."""
    try:
        with path.open("rb") as file:
            number = 0
            while line := file.readline(LONGEST + 1):
                number += 1
                if len(line) > LONGEST:
                    raise BadInput(f"{path}, line {number} is longer than {LONGEST} bytes: expected one record a line")
                if line.strip():
                    yield decode(line, f"{path}, line {number}")
    except OSError as error:
        said = error.strerror or "no such file"
        raise BadInput(f"{path} can't be read ({said}): expected a file of records, one JSON object a line") from None


def decode(line: bytes, where: str) -> dict[str, Any]:
    """One record's line. NaN and Infinity pass, so that a rule can name the record that holds them."""
    try:
        record = json.loads(line, object_pairs_hook=_once)
    except RecursionError:
        raise BadInput(f"{where} is nested too deeply: expected a record") from None
    except ValueError as error:
        raise BadInput(f"{where} is not JSON ({printable(str(error))}): expected one record a line (NDJSON)") from None
    if not isinstance(record, dict):
        raise BadInput(f"{where} is not a JSON object: expected one record a line")
    return record


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Two readers may take different ones of two equal keys: such a line proves nothing."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is there twice")
    return found

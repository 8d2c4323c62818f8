"""The program is built for texts that nobody has seen: it holds no name and no number of the texts it started from."""

import csv
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LEDGER = ROOT.parent / "shared" / "seed_figures.csv"
# Administrative divisions may stand in a code table; these words of the subjects are names of nothing in particular.
DIVISIONS = frozenset({"Fuzhou", "Jiangxi", "Nanchang", "China", "Fujian"})
ORDINARY = frozenset({
    "Digital", "Summit", "Summits", "conference", "signing", "promotion", "province", "new", "infrastructure", "gap",
    "summits", "summit", "lost", "subject", "packages", "DE", "one-matter", "7th", "4th", "1-6", "1-3", "2021",
})  # fmt: skip
COMMON = 3          # digits under which a number stands everywhere for other reasons: 0.5, 1.6
pytestmark = pytest.mark.skipif(not LEDGER.exists(), reason="../shared with the seed ledger is not here")


def rows() -> list[dict[str, str]]:
    with LEDGER.open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def files() -> list[Path]:
    return [
        path for folder in ("src", "ui/src") for path in sorted((ROOT / folder).rglob("*"))
        if path.is_file() and path.suffix in {".py", ".ts", ".svelte", ".js", ".html", ".css", ".toml", ".json", ".csv"}
        and "node_modules" not in path.parts
    ]  # fmt: skip


def found(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}" for path in files()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1) if pattern.search(line)
    ]  # fmt: skip


def test_no_proper_name_of_a_subject_stands_in_the_program() -> None:
    words = {word.strip("(),") for row in rows() for word in row["subject"].replace("/", " ").split()}
    names = {word for word in words - ORDINARY - DIVISIONS if word}
    assert names == {"NetDragon", "SCE"}
    assert found(re.compile("|".join(rf"\b{re.escape(name)}\b" for name in sorted(names)))) == []
    divisions = re.compile("|".join(rf"\b{name}\b" for name in sorted(DIVISIONS - {"China"})))
    assert [line for line in found(divisions) if "/codes" not in line and "divisions" not in line] == []


def test_no_seed_value_with_a_decimal_point_stands_in_the_program() -> None:
    values = {row["value"] for row in rows() if re.fullmatch(r"\d+\.\d+", row["value"])}
    telling = sorted(value for value in values if len(value.replace(".", "").lstrip("0")) >= COMMON)
    assert len(telling) > 15
    assert found(re.compile("|".join(rf"(?<![\d.]){re.escape(value)}(?![\d])" for value in telling))) == []

"""A SWMM input file as text: read by section, patched by section, never interpreted further than needed.

The format is line based (SWMM 5.2 User's Manual, appendix D): sections in any order and case, `;` starts a comment,
words are split by blanks or tabs, quotes keep blanks together, names are matched without regard to case.
"""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from banyan.model.time import Instant


class NetworkError(ValueError):
    """The input file can't be used; one sentence that says which file, which section, what was expected."""


Row = list[str]

# The engine recognises a section by the beginning of its name ("[JUNC" is enough), so we do too.
_SECTIONS = {
    "OPTION": "OPTIONS", "TITLE": "TITLE", "FILE": "FILES", "RAINGAGE": "RAINGAGES", "SUBCATCHMENT": "SUBCATCHMENTS",
    "SUBAREA": "SUBAREAS", "INFIL": "INFILTRATION", "JUNC": "JUNCTIONS", "OUTFALL": "OUTFALLS", "STORAGE": "STORAGE",
    "DIVIDER": "DIVIDERS", "CONDUIT": "CONDUITS", "PUMP": "PUMPS", "ORIFICE": "ORIFICES", "WEIR": "WEIRS",
    "OUTLET": "OUTLETS", "XSECT": "XSECTIONS", "CONTROL": "CONTROLS", "INFLOW": "INFLOWS", "CURVE": "CURVES",
    "TIMESERIES": "TIMESERIES", "REPORT": "REPORT", "COORDINATE": "COORDINATES", "MAP": "MAP",
}
_WORD = re.compile(r'"([^"]*)"|([^\s"]+)')
_NODES = ("JUNCTIONS", "OUTFALLS", "STORAGE", "DIVIDERS")
_LINKS = ("CONDUITS", "PUMPS", "ORIFICES", "WEIRS", "OUTLETS")
# m³/s in one flow unit of the file; lengths are metres and rain is mm/h with all three.
_FLOW_UNITS = {"CMS": 1.0, "LPS": 0.001, "MLD": 1000 / 86400}

_MAX_HOURS = 1_000_000.0


@dataclass(frozen=True)
class Section:
    """`name` in capitals as SWMM spells it in full; `lines` as they stand in the file, without the head line."""

    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Node:
    """Elevations and depths in m. `ponded_m2` is the area on which water stands above the rim (0: it is lost)."""

    id: str
    kind: str
    invert: float
    depth: float
    initial: float
    ponded_m2: float

    @property
    def rim(self) -> float:
        return self.invert + self.depth


@dataclass(frozen=True)
class Link:
    """Anything that joins two nodes. `kind` is the name of its section; `row` its words after the two nodes."""

    id: str
    kind: str
    start: str
    end: str
    row: tuple[str, ...]


@dataclass(frozen=True)
class Network:
    """An input file. `source` is how errors call it; `folder` is where the files it names are looked for."""

    source: str
    sections: tuple[Section, ...]
    folder: Path | None = None

    def rows(self, name: str) -> list[Row]:
        """The words of every line of a section, comments and empty lines left out."""
        found = (words(line) for section in self.sections if section.name == name for line in section.lines)
        return [row for row in found if row]

    def with_rows(self, name: str, rows: Iterable[Iterable[str]]) -> "Network":
        """The same file with one section's content replaced (or added)."""
        return self.with_lines(name, [" ".join(_quoted(word) for word in row) for row in rows])

    def with_lines(self, name: str, lines: Iterable[str]) -> "Network":
        """As `with_rows`, for sections whose lines aren't plain words (control rules)."""
        new = Section(name, tuple(lines))
        first = next((i for i, section in enumerate(self.sections) if section.name == name), len(self.sections))
        before, after = self.sections[:first], self.sections[first:]
        # In the old one's place: the engine reads [XSECTIONS] into links it must have met before.
        return replace(self, sections=(*before, new, *(section for section in after if section.name != name)))

    def text(self) -> str:
        return "\n".join(f"[{s.name}]\n" + "".join(f"{line}\n" for line in s.lines) for s in self.sections)

    def option(self, name: str, default: str = "") -> str:
        """One of [OPTIONS], as written; the last one counts, as in the engine."""
        values = [row[1] for row in self.rows("OPTIONS") if len(row) > 1 and row[0].upper() == name]
        return values[-1] if values else default

    def with_options(self, options: Mapping[str, str]) -> "Network":
        kept = [row for row in self.rows("OPTIONS") if row[0].upper() not in options]
        return self.with_rows("OPTIONS", [*kept, *([name, value] for name, value in options.items())])

    @property
    def flow_factor(self) -> float:
        """m³/s in one flow unit of this file."""
        return _FLOW_UNITS[self.option("FLOW_UNITS", "CFS").upper()]

    @property
    def start(self) -> Instant:
        """START_DATE and START_TIME. A SWMM file knows no time zone: read as UTC."""
        day = self.option("START_DATE", "01/01/2004")  # the engine's default
        clock = self.option("START_TIME", "0:00:00")
        return date_of(day, self.source) + hours_of(clock, self.source, "OPTIONS")

    @property
    def hours(self) -> float:
        """From start to END_DATE and END_TIME; 0 where the file doesn't say or ends before it starts."""
        day = self.option("END_DATE")
        if not day:
            return 0.0
        end = date_of(day, self.source) + hours_of(self.option("END_TIME", "0:00:00"), self.source, "OPTIONS")
        return max(0.0, (end - self.start).total_seconds() / 3600)

    def nodes(self) -> dict[str, Node]:
        """Nodes by id in capitals (names are matched without regard to case), in the file's order."""
        ponds = self.option("ALLOW_PONDING", "NO").upper() == "YES"
        return {row[0].upper(): self._node(kind, row, ponds) for kind in _NODES for row in self.rows(kind)}

    def links(self) -> dict[str, Link]:
        """Links by id in capitals, in the file's order."""
        rows = [(kind, row) for kind in _LINKS for row in self.rows(kind)]
        for kind, row in rows:
            if len(row) < 4:
                raise NetworkError(f"{self.source}: [{kind}] {row[0]}: a link needs a name and two nodes")
        return {row[0].upper(): Link(row[0], kind, row[1], row[2], tuple(row[3:])) for kind, row in rows}

    def curve(self, name: str) -> list[tuple[float, float]]:
        """Points of a curve; its type stands only on its first line. Empty where there is no such curve."""
        points: list[tuple[float, float]] = []
        for row in self.rows("CURVES"):
            if row[0].upper() == name.upper():
                begin = 1 if len(row) > 1 and _finite(row[1]) is not None else 2
                numbers = [self.number([name, word], 1, "CURVES") for word in row[begin:]]
                points += zip(numbers[::2], numbers[1::2], strict=False)
        return points

    def number(self, row: Row, index: int, section: str, default: float = 0.0) -> float:
        """A number of a row. Raises NetworkError where a word stands there."""
        if index >= len(row):
            return default
        found = _finite(row[index])
        if found is None:
            raise NetworkError(f"{self.source}: [{section}] {row[0]}: a number was expected, {row[index]!r} found")
        return found

    def _node(self, kind: str, row: Row, ponds: bool) -> Node:
        at = {"JUNCTIONS": (2, 3, 5), "STORAGE": (2, 3, 99), "DIVIDERS": (99, 99, 99), "OUTFALLS": (99, 99, 99)}[kind]
        depth, initial, ponded = (self.number(row, i, kind) for i in at)
        return Node(row[0], kind, self.number(row, 1, kind), depth, initial, ponded if ponds else 0.0)


def words(line: str) -> Row:
    """The words of a line without its comment."""
    return [quoted or plain for quoted, plain in _WORD.findall(line.split(";", 1)[0])]


def load(path: Path) -> Network:
    """Read an input file. Raises NetworkError with one sentence."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise NetworkError(f"{path}: there is no such file; give the path of a SWMM 5 input file (.inp)") from None
    except OSError as error:
        raise NetworkError(f"{path}: can't be read ({error.strerror}); give the path of a SWMM 5 input file") from None
    return replace(parse(_decoded(data, str(path)), str(path)), folder=path.parent)


def parse(text: str, source: str = "the network") -> Network:
    """Sections of an input file's text, with units checked. Raises NetworkError with one sentence."""
    if not text.strip():
        raise NetworkError(f"{source}: the file is empty; a SWMM 5 input file (.inp) was expected")
    sections: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        bare = line.strip()
        if bare.startswith("["):
            sections.append((_section_name(bare), []))
        elif sections:
            sections[-1][1].append(_readable(line, sections[-1][0]))
        elif bare and not bare.startswith(";"):
            raise NetworkError(f"{source}: no SWMM input file: text before the first [SECTION]: {bare[:40]!r}")
    network = Network(source, tuple(Section(name, tuple(lines)) for name, lines in sections))
    _check(network)
    return network


def date_of(text: str, source: str) -> Instant:
    """MM/DD/YYYY (or with hyphens, or the month's English abbreviation), as the engine reads dates; UTC."""
    for form in ("%m/%d/%Y", "%m-%d-%Y", "%b-%d-%Y", "%b/%d/%Y"):
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    raise NetworkError(f"{source}: a date as MM/DD/YYYY was expected, {text!r} found")


def hours_of(text: str, source: str, section: str) -> timedelta:
    """H:MM, H:MM:SS or decimal hours; hours may exceed 24."""
    parts = [_finite(part) for part in text.split(":")]
    sure = [part for part in parts if part is not None]
    if len(sure) != len(parts) or len(parts) > 3 or sum(sure) > _MAX_HOURS:
        raise NetworkError(f"{source}: [{section}] a time as H:MM was expected, {text!r} found")
    return timedelta(seconds=sum(part * unit for part, unit in zip(sure, (3600, 60, 1), strict=False)))


def _finite(text: str) -> float | None:
    """The number a word says; None where it says none, or one that nothing can be computed with."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _section_name(head: str) -> str:
    given = head.strip("[]").split("]")[0].strip().upper()
    # Exact names first: [INFLOWS] must not be taken for [INFIL...], nor [MAP] for a longer name.
    return next((full for short, full in _SECTIONS.items() if given.startswith(short)), given)


def _decoded(data: bytes, source: str) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in data[:4096]:
        raise NetworkError(f"{source}: this is no UTF-8 text (UTF-16 or binary); save the input file as UTF-8")
    return data.decode("utf-8-sig", errors="surrogateescape")


def _readable(line: str, section: str) -> str:
    """Old editors leave Latin-1 or GBK in comments and titles; the engine reads neither, so they need not stop us."""
    text, mark, comment = ("", "", line) if section == "TITLE" else line.partition(";")
    return text + mark + comment.encode("utf-8", "replace").decode("utf-8")


def _check(network: Network) -> None:
    if not any(network.rows(kind) for kind in _NODES):
        raise NetworkError(f"{network.source}: no SWMM input file: no node in [JUNCTIONS], [STORAGE] or [OUTFALLS]")
    for section in network.sections:
        for line in section.lines:
            if any("\udc80" <= mark <= "\udcff" for mark in line):
                raise NetworkError(f"{network.source}: [{section.name}] {words(line)[0]!a}: this line is no UTF-8")
    for row in network.rows("CURVES"):
        if len(row) < 3:     # the engine doesn't refuse such a line, it crashes on it
            raise NetworkError(f"{network.source}: [CURVES] {row[0]}: a name, a type and points were expected")
    units = network.option("FLOW_UNITS", "CFS").upper()
    if units not in _FLOW_UNITS:
        raise NetworkError(
            f"{network.source}: [OPTIONS] FLOW_UNITS {units} is not metric; convert the file to CMS, LPS or MLD"
        )


def _quoted(word: str) -> str:
    return f'"{word}"' if not word or any(c.isspace() for c in word) else word

"""What can be said of a pack without running it: imports, clocks and chance, size, data files, documents."""

import ast
import csv
import re
import tomllib
from pathlib import Path

import msgspec

from banyan.model.text import Said
from banyan.runtime.packs.verdict import Judged, Rule, judged, none

MOST_LINES = 700          # of Python without its data: past it a pack is more than what is particular to one domain
LARGEST = 20_000_000      # bytes of one data file
_DATA = frozenset({"examples.py", "texts.py"})     # answers and sentences: data that happens to be Python
_ROOMS = ("model", "perceive", "judge", "allocate", "command", "control", "measure")
# As for the rooms (DESIGN 4.3): nothing that waits, asks the hour, draws, or reaches outside.
_BARRED = frozenset({
    "asyncio", "concurrent", "http", "logging", "multiprocessing", "os", "queue", "random", "secrets", "select",
    "selectors", "shutil", "signal", "socket", "sqlite3", "ssl", "subprocess", "tempfile", "threading", "time",
    "urllib", "uuid",
})  # fmt: skip
_HOUR = frozenset({"now", "utcnow", "today"})
_LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
_WORDS = 20               # of a README: less says nothing


class Source:
    """A pack's folder, read once. `trees`: module's path → its syntax; `broken`: files that aren't Python."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.name = folder, folder.name
        self.trees: dict[str, ast.Module] = {}
        self.lines: dict[str, int] = {}
        self.broken: list[Said] = []
        self.data: list[Path] = []
        for path in sorted(p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts):
            if path.suffix == ".py":
                self._module(path)
            elif path.name != "README.md":
                self.data.append(path)

    def _module(self, path: Path) -> None:
        where = self.where(path)
        try:
            text = path.read_text(encoding="utf-8")
            self.trees[where] = ast.parse(text)
        except (OSError, SyntaxError, ValueError, RecursionError) as e:
            self.broken.append(Said("wrong.python", {"where": where, "why": str(e)[:200]}))
            return
        self.lines[where] = sum(bool(line.strip()) for line in text.splitlines())

    def where(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix()


def imports(source: Source) -> Judged:
    """A pack imports rooms, model and itself."""
    wrong = []
    for where, line, module in _imported(source):
        first, *rest = module.split(".")
        inside = rest[:1] == ["packs"] and rest[1:2] == [source.name]
        if first == "banyan" and not (inside or (rest and rest[0] in _ROOMS)):
            wrong.append(Said("wrong.import", {"where": f"{where}:{line}", "module": module}))
        if first == "banyan_check":
            wrong.append(Said("wrong.import", {"where": f"{where}:{line}", "module": module}))
    return judged(Rule.IMPORTS, wrong, Said("about.modules", {"n": str(len(source.trees))}))


def pure(source: Source) -> Judged:
    """Nothing that asks the hour, draws, or reaches outside: else a replay can't give the same."""
    wrong = [Said("wrong.pure", {"where": f"{where}:{line}", "what": module})
             for where, line, module in _imported(source) if module.split(".")[0] in _BARRED]
    for where, tree in source.trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _HOUR:
                wrong.append(Said("wrong.pure", {"where": f"{where}:{node.lineno}", "what": ast.unparse(node.func)}))
    return judged(Rule.PURE, wrong, Said("about.modules", {"n": str(len(source.trees))}))


def size(source: Source, allowed: int | None, why: Said | None) -> Judged:
    """Lines of Python that aren't blank, without texts and examples; `allowed` is what the pack claims for itself."""
    lines = sum(n for where, n in source.lines.items() if where not in _DATA)
    most = allowed or MOST_LINES
    args = {"n": str(lines), "most": str(most), "usual": str(MOST_LINES)}
    wrong = [Said("wrong.size", args)] if lines > most else []
    about = Said("about.size", args) if why is None else Said("about.size.claimed", {**args, **why.args})
    return judged(Rule.SIZE, wrong, about)


def data(source: Source) -> Judged:
    if not source.data:
        return none(Rule.DATA, "data")
    wrong = []
    for path in source.data:
        why = _unread(path)
        if why is not None:
            wrong.append(Said("wrong.data", {"where": source.where(path), "why": why}))
    return judged(Rule.DATA, wrong, Said("about.data", {"n": str(len(source.data))}))


def docs(source: Source) -> Judged:
    """A README.md that says something, whose links lead somewhere; in each module a first line that says what it is."""
    wrong = [Said("wrong.docstring", {"where": where}) for where, tree in source.trees.items()
             if ast.get_docstring(tree) is None]
    readme = source.folder / "README.md"
    try:
        text = readme.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return judged(Rule.DOCS, [Said("wrong.readme"), *wrong], Said("about.docs"))
    if not text.startswith("# ") or len(text.split()) < _WORDS:
        wrong.append(Said("wrong.readme"))
    for target in _LINK.findall(text):
        # Where only the program is installed there are no docs/ to look into.
        if "://" not in target and not target.startswith("../") and not (source.folder / target).exists():
            wrong.append(Said("wrong.link", {"target": target}))
    return judged(Rule.DOCS, wrong, Said("about.docs"))


def _imported(source: Source) -> list[tuple[str, int, str]]:
    found = []
    for where, tree in source.trees.items():
        inside = ["banyan", "packs", source.name, *where.split("/")[:-1]]
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                found += [(where, node.lineno, name.name) for name in node.names]
            elif isinstance(node, ast.ImportFrom):
                base = inside[: len(inside) - node.level + 1] if node.level else []
                module = ".".join([*base, *(node.module or "").split(".")]).strip(".")
                # `from banyan import runtime` names the part in what is imported
                named = [f"{module}.{n.name}" for n in node.names] if module in ("banyan", "banyan.packs") else [module]
                found += [(where, node.lineno, one) for one in named]
    return found


def _unread(path: Path) -> str | None:
    """Why a data file can't be read; None where it can."""
    try:
        if path.stat().st_size > LARGEST:
            return f"larger than {LARGEST // 1_000_000} MB"
        text = path.read_bytes().decode("utf-8")
        if path.suffix == ".toml":
            tomllib.loads(text)
        elif path.suffix == ".json":
            msgspec.json.decode(text)
        elif path.suffix == ".csv":
            widths = {len(row) for row in csv.reader(text.splitlines(), strict=True) if row}
            return None if len(widths) == 1 else "rows of different widths"
        else:
            return "expected .toml, .json or .csv"
    except (OSError, ValueError, RecursionError, csv.Error, msgspec.MsgspecError) as e:
        return str(e)[:200]
    return None

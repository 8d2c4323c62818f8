"""Says where an imported result differs from its answer; an empty list means that they are equal.

Shapes are those of the contract: tables as in banyan.bulletin/1, rejects as in banyan.import/1. Labels are compared as
given, so the caller translates its own labels first (`rename`).
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any


def tables(answer: Mapping[str, Any], got: Mapping[str, Any], names: Iterable[str] = (),
           rename: Mapping[str, str] | None = None) -> list[str]:
    """Differences of tables (name -> rows {label, count, amount}); `names` defaults to all that the answer fixes.

    `got` may also be a whole banyan.bulletin/1: {"tables": [{"name", "rows"}]}.
    """
    found = {table["name"]: table["rows"] for table in got["tables"]} if "tables" in got else got
    said: list[str] = []
    for name in names or answer:
        if name not in found:
            said.append(f"{name}: no such table")
            continue
        said += _rows(name, answer[name], found[name], rename or {})
    return said


def _rows(name: str, answer: list[dict[str, Any]], got: list[dict[str, Any]], rename: Mapping[str, str]) -> list[str]:
    wanted = {row["label"]: row for row in answer}
    mine = {rename.get(row["label"], row["label"]): row for row in got}
    said = [f"{name}, {label}: missing" for label in wanted if label not in mine]
    said += [f"{name}, {label}: not in the answer, {row.get('count')} / {row.get('amount')}"
             for label, row in mine.items() if label not in wanted and (row.get("count") or row.get("amount"))]
    for label in wanted.keys() & mine.keys():
        for field in ("count", "amount"):
            if field in wanted[label] and not same(wanted[label][field], mine[label].get(field)):
                said.append(f"{name}, {label}: {field} {mine[label].get(field)}, expected {wanted[label][field]}")
    return sorted(said)


def same(a: Any, b: Any) -> bool:
    """Equal as exact numbers; None equals None alone."""
    if a is None or b is None:
        return a is b
    return Decimal(str(a)) == Decimal(str(b))


def rejects(answer: list[dict[str, str]], got: list[dict[str, Any]], file: str) -> list[str]:
    """Differences between the red list of one file and its answer, by sheet, cell and text; a csv has no sheet."""
    wanted = {_place(reject): reject["text"] for reject in answer if reject["file"] == file}
    mine = {_place(reject): str(reject["text"]) for reject in got}
    if all(not sheet for sheet, _ in wanted):
        mine = {("", cell): text for (_, cell), text in mine.items()}
    said = [f"{file} {place}: {text!r} isn't on the red list" for place, text in wanted.items() if place not in mine]
    said += [f"{file} {place}: {text!r} is on the red list, but can be read"
             for place, text in mine.items() if place not in wanted]
    said += [f"{file} {place}: text {mine[place]!r}, expected {text!r}"
             for place, text in wanted.items() if place in mine and mine[place].strip() != text.strip()]
    return said


def _place(reject: Mapping[str, Any]) -> tuple[str, str]:
    return str(reject.get("sheet") or ""), str(reject["cell"]).replace("$", "")


def projects(answer: list[dict[str, Any]], got: list[dict[str, Any]],
             fields: Iterable[str] = ("amount", "channel", "sector", "investor_kind")) -> list[str]:
    """Differences of clean rows, matched by name; amounts as exact numbers, other fields as text.

    A field that the answer doesn't give, or gives as None, isn't compared.
    """
    wanted = {_name(project["name"]): project for project in answer}
    mine = {_name(project["name"]): project for project in got}
    said = [f"{name}: missing" for name in wanted if name not in mine]
    said += [f"{name}: not in the answer" for name in mine if name not in wanted]
    for name in wanted.keys() & mine.keys():
        for field in fields:
            right, found = wanted[name].get(field), mine[name].get(field)
            if right is not None and not (same(right, found) if field == "amount" else str(right) == str(found)):
                said.append(f"{name}: {field} {found!r}, expected {right!r}")
    return sorted(said)


def _name(text: str) -> str:
    return "".join(text.split())


def pairs(answer: Mapping[str, Any], scored: Iterable[Mapping[str, Any]], at_least: float = 0.9) -> list[str]:
    """Duplicates below the threshold, look-alikes at or above it, and pairs that are neither.

    `scored` holds {"a", "b", "score"} with the names as written; reports of one project are one group, so a pair is
    found too when a chain of pairs at or above the threshold joins them.
    """
    joined = _Groups()
    strong = [(pair["a"], pair["b"]) for pair in scored if pair["score"] >= at_least]
    for a, b in strong:
        joined.join(_name(a), _name(b))
    said = [f"{d['a']['name']} = {d['b']['name']}: not found ({d['reason']})" for d in answer["duplicates"]
            if joined.top(_name(d["a"]["name"])) != joined.top(_name(d["b"]["name"]))]
    said += [f"{d['a']['name']} is not {d['b']['name']}: joined ({d['reason']})" for d in answer["lookalikes"]
             if joined.top(_name(d["a"]["name"])) == joined.top(_name(d["b"]["name"]))
             and _name(d["a"]["name"]) != _name(d["b"]["name"])]
    right = _Groups()
    for d in answer["duplicates"]:
        right.join(_name(d["a"]["name"]), _name(d["b"]["name"]))
    said += [f"{a} is not {b}: joined" for a, b in strong if right.top(_name(a)) != right.top(_name(b))]
    return said


class _Groups:
    """Names that belong together."""

    def __init__(self) -> None:
        self.above: dict[str, str] = {}

    def top(self, name: str) -> str:
        while self.above.get(name, name) != name:
            name = self.above[name]
        return name

    def join(self, a: str, b: str) -> None:
        self.above[self.top(a)] = self.top(b)

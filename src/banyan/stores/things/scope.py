"""Where a path leads in SQL: aliases for the tables it goes through, joined once each."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, func

from banyan.model.query import Path
from banyan.model.things import TIMES, Kind, Link, Type, Wrong, target
from banyan.stores.things.tables import ASSOCIATIONS, TABLES, column
from banyan.stores.things.values import Value

MOST_JOINS = 16
Joined = tuple[FromClause, ColumnElement[bool]]


def joins(kind: Kind, alias: FromClause, link: Link) -> tuple[list[Joined], FromClause]:
    """The tables between an alias and what its link leads to, each with its ON clause; the last is the target's."""
    to = target(link)
    there = TABLES[to.name].alias()
    if link.table is not None:
        between = ASSOCIATIONS[link.table].alias()
        return [(between, between.c[kind.name] == alias.c.id), (there, there.c.id == between.c[to.name])], there
    if link.inverse is not None:
        return [(there, there.c[f"{link.inverse}_id"] == alias.c.id)], there
    return [(there, there.c.id == alias.c[column(link)])], there


class Scope:
    """One root entity, under a lambda's variable or none, and the tables that its paths have joined so far.

    Two paths that begin alike share what they have in common: Datastreams/a eq 1 and Datastreams/b eq 2 is about one
    Datastream, as in the example of 18-088, 9.3.3.5.
    """

    def __init__(self, kind: Kind, alias: FromClause, variable: str = "", outer: "Scope | None" = None) -> None:
        self.kind, self.alias, self.variable, self.outer = kind, alias, variable, outer
        self.joined: list[Joined] = []
        self._reached: dict[tuple[str, ...], FromClause] = {}

    def of(self, variable: str) -> "Scope":
        scope: Scope | None = self
        while scope is not None:
            if scope.variable == variable:
                return scope
            scope = scope.outer
        raise Wrong(400, f"{variable!r} is no variable here", "the variable of the any() or all() around it")

    def follow(self, steps: tuple[str | int, ...]) -> tuple[Kind, FromClause, tuple[str | int, ...]]:
        """Over as many links as the path begins with: where that is, and the steps that are left."""
        kind, alias, reached = self.kind, self.alias, tuple[str, ...]()
        for n, step in enumerate(steps):
            link = kind.link(str(step))
            if link is None:
                return kind, alias, steps[n:]
            if not link.many and steps[n + 1:] == ("id",):
                return kind, alias, (f"{link.name}/id",)       # the column is here: no join for an id
            reached = (*reached, link.name)
            alias, kind = self._reach(kind, alias, link, reached), target(link)
        return kind, alias, ()

    def _reach(self, kind: Kind, alias: FromClause, link: Link, reached: tuple[str, ...]) -> FromClause:
        found = self._reached.get(reached)
        if found is None:
            between, found = joins(kind, alias, link)
            self.joined += between
            self._reached[reached] = found
            if len(self.joined) > MOST_JOINS:
                raise Wrong(400, "the question goes over too many links", f"at most {MOST_JOINS} tables")
        return found

    def value(self, path: Path) -> Value:
        """Raises Wrong where the path leads to no property."""
        kind, alias, left = self.of(path.variable).follow(path.steps)
        if not left:
            raise Wrong(400, f"{_shown(path)} leads to {kind.plural}", "a property, as .../id")
        name, inside = str(left[0]), left[1:]
        if name.endswith("/id"):
            return Value("id", alias.c[f"{name[:-3]}_id"])
        if name == "id" and not inside:
            return Value("id", alias.c.id)
        known = kind.property(name)
        if known is None:
            raise Wrong(400, f"a {kind.name} has no {name[:60]!r}", f"one of {', '.join(_names(kind))}")
        if known.type in TIMES:
            found = Value("span", alias.c[f"{name}_start"], alias.c[f"{name}_end"], known.type is not Type.INSTANT)
        elif known.type is Type.TEXT:
            found = Value("text", alias.c[name])
        else:
            return _inside(alias.c[name], inside)
        if inside:
            raise Wrong(400, f"{name} has nothing inside", name)
        return found

    def source(self) -> Any:
        """FROM clause: the root with everything joined, also where nothing is there."""
        found: Any = self.alias
        for alias, on in self.joined:
            found = found.outerjoin(alias, on)
        return found


def _inside(raw: ColumnElement[Any], steps: tuple[str | int, ...]) -> Value:
    path = "$" + "".join(f"[{step}]" if isinstance(step, int) else f'."{step}"' for step in steps)
    return Value("json", func.json_extract(raw, path), func.json_type(raw, path))


def _names(kind: Kind) -> list[str]:
    return ["id", *(p.name for p in kind.properties), *(link.name for link in kind.links)]


def _shown(path: Path) -> str:
    return repr("/".join(map(str, path.steps))[:60])

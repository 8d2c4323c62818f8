"""System query options (18-088, 9.3) to a Query, nested ones of $expand too."""

import base64
import binascii
from collections.abc import Sequence
from urllib.parse import unquote_plus

import msgspec
from msgspec.structs import replace

from banyan.edges.sensorthings.filter import read_filter
from banyan.model.query import Expand, Order, Query
from banyan.model.things import TIMES, Kind, Scalar, Type, Wrong, target

LONGEST = 16_000          # characters of all options together
DEEPEST = 10              # $expand within $expand
MOST = 40                 # links expanded by one request
MOST_ORDERS = 10
KNOWN = ("$filter", "$expand", "$select", "$orderby", "$top", "$skip", "$count", "$resultFormat", "$skiptoken")
ABROAD = ("$format", "$search", "$apply", "$compute", "$id", "$levels", "$deltatoken", "$schemaversion")
LARGEST = 2**53
LARGEST_KEY = 2**63


def read_query(kind: Kind, text: str) -> Query:
    """The options of a request's query string. Raises Wrong: 400, or 501 for an option of OData that isn't served."""
    if len(text) > LONGEST:
        raise Wrong(400, f"the query has {len(text)} characters", f"at most {LONGEST}")
    pairs = []
    for part in filter(None, text.split("&")):
        name, _, value = part.partition("=")
        pairs.append((_decoded(name), _decoded(value)))
    return _query(kind, pairs, _Budget(), 0)


def _decoded(text: str) -> str:
    try:
        return unquote_plus(text, errors="strict")
    except UnicodeDecodeError:
        raise Wrong(400, "the query isn't UTF-8", "percent-encoded UTF-8") from None


class _Budget:
    def __init__(self) -> None:
        self.expands = 0

    def one_more(self, depth: int) -> None:
        self.expands += 1
        if self.expands > MOST or depth >= DEEPEST:
            raise Wrong(400, "$expand asks for too much", f"at most {MOST} links, {DEEPEST} levels deep")


def _query(kind: Kind, pairs: list[tuple[str, str]], budget: _Budget, depth: int) -> Query:
    said: dict[str, str] = {}
    for name, value in pairs:
        if not name.startswith("$"):
            continue                      # 18-088, 9.3.1: custom options are nobody's business here
        if name in ABROAD:
            raise Wrong(501, f"{name} isn't served here", f"one of {', '.join(KNOWN[:8])}")
        if name not in KNOWN:
            raise Wrong(400, f"{name[:40]!r} is no query option", f"one of {', '.join(KNOWN[:8])}")
        if name in said:
            raise Wrong(400, f"{name} is there twice", "each option once")
        said[name] = value
    return Query(
        filter=read_filter(said["$filter"]) if "$filter" in said else None,
        expand=_expands(kind, said["$expand"], budget, depth) if "$expand" in said else (),
        select=_select(kind, said["$select"]) if "$select" in said else (),
        order=_orders(said["$orderby"]) if "$orderby" in said else (),
        top=_whole(said, "$top"), skip=_whole(said, "$skip") or 0, count=_flag(said, "$count"),
        data_array=_format(kind, said), said=said,
        after=read_token(said["$skiptoken"]) if "$skiptoken" in said else None,
    )


def _whole(said: dict[str, str], name: str) -> int | None:
    text = said.get(name)
    if text is None:
        return None
    if not text.isascii() or not text.isdecimal() or len(text) > 16 or int(text) > LARGEST:
        raise Wrong(400, f"{name} is {text[:30]!r}", "a whole number from 0")
    return int(text)


def _flag(said: dict[str, str], name: str) -> bool:
    text = said.get(name, "false")
    if text not in ("true", "false"):
        raise Wrong(400, f"{name} is {text[:30]!r}", "true or false")
    return text == "true"


def _format(kind: Kind, said: dict[str, str]) -> bool:
    text = said.get("$resultFormat")
    if text is None:
        return False
    if text != "dataArray" or kind.name != "Observation":
        raise Wrong(400, f"$resultFormat {text[:30]!r} isn't served for {kind.plural}", "dataArray, for Observations")
    return True


def _select(kind: Kind, text: str) -> tuple[str, ...]:
    known = {"id", "@iot.id", "@iot.selfLink", "selfLink", *(p.name for p in kind.properties),
             *(link.name for link in kind.links)}
    names = [name.strip() for name in text.split(",")]
    if "*" in names:
        return ()
    open_ = {p.name for p in kind.properties if p.type not in (*TIMES, Type.TEXT)}
    for name in names:
        inside = "/" in name and name.partition("/")[0] in open_ and all(name.split("/"))
        if name not in known and not inside:
            raise Wrong(400, f"$select names {name[:40]!r}, which a {kind.name} hasn't",
                        f"some of {', '.join(sorted(known))}")
    return tuple("id" if name == "@iot.id" else name for name in names)


def _orders(text: str) -> tuple[Order, ...]:
    found = []
    for part in split(text, ","):
        by, _, direction = part.strip().rpartition(" ")
        if direction not in ("asc", "desc"):
            by, direction = part.strip(), "asc"
        if not by:
            raise Wrong(400, "$orderby names no property", "properties with commas between, as result desc,id")
        found.append(Order(read_filter(by, "$orderby"), direction == "desc"))
    if len(found) > MOST_ORDERS:
        raise Wrong(400, "$orderby is too long", f"at most {MOST_ORDERS} properties")
    return tuple(found)


def _expands(kind: Kind, text: str, budget: _Budget, depth: int) -> tuple[Expand, ...]:
    found: dict[str, Expand] = {}
    for item in split(text, ","):
        budget.one_more(depth)
        new = _expand(kind, item.strip(), budget, depth)
        before = found.get(new.link.name)
        found[new.link.name] = new if before is None else _merged(before, new)
    return tuple(found.values())


def _expand(kind: Kind, item: str, budget: _Budget, depth: int) -> Expand:
    """`Link`, `Link(options)` or `Link/Link...`; a slash is the short form of a nested $expand (18-088, 9.3.2.1)."""
    head, bracket, options = item.partition("(")
    name, slash, rest = head.partition("/")
    link = kind.link(name)
    if link is None:
        raise Wrong(400, f"$expand names {name[:40]!r}, which a {kind.name} has no link to",
                    f"some of {', '.join(link.name for link in kind.links)}")
    if slash:
        budget.one_more(depth + 1)
        inner = _expand(target(link), rest + bracket + options, budget, depth + 1)
        return Expand(link, Query(expand=(inner,)))
    if not bracket:
        return Expand(link, Query())
    if not options.endswith(")"):
        raise Wrong(400, f"$expand has no closing bracket at {item[-30:]!r}", "Link($option=value;$option=value)")
    pairs = []
    for part in split(options[:-1], ";"):
        option, _, value = part.strip().partition("=")
        pairs.append((option, value))
    return Expand(link, _query(target(link), pairs, budget, depth + 1))


def _merged(a: Expand, b: Expand) -> Expand:
    """The same link twice, as in Datastreams/Sensor,Datastreams/Thing."""
    bare, other = (a, b) if not a.query.said else (b, a)
    if bare.query.said:
        raise Wrong(400, f"$expand gives options for {a.link.name} twice", "each link's options once")
    expands = {e.link.name: e for e in a.query.expand}
    for e in b.query.expand:
        expands[e.link.name] = _merged(expands[e.link.name], e) if e.link.name in expands else e
    return Expand(a.link, replace(other.query, expand=tuple(expands.values())))


def split(text: str, at: str) -> list[str]:
    """Cut at a sign outside brackets and 'texts'. Raises Wrong for brackets that don't match."""
    parts, depth, quoted, begin = [], 0, False, 0
    for n, sign in enumerate(text):
        if sign == "'":
            quoted = not quoted
        elif quoted:
            continue
        elif sign == "(":
            depth += 1
        elif sign == ")":
            depth -= 1
            if depth < 0:
                break
        elif sign == at and depth == 0:
            parts.append(text[begin:n])
            begin = n + 1
    if depth or quoted:
        raise Wrong(400, f"brackets or quotation marks don't match in {text[:60]!r}",
                    "each opened once and closed once")
    return [*parts, text[begin:]]


def write_token(keys: Sequence[Scalar]) -> str:
    """Where the next page begins, for $skiptoken."""
    return base64.urlsafe_b64encode(msgspec.json.encode(keys)).decode().rstrip("=")


def read_token(text: str) -> tuple[Scalar, ...]:
    """The keys of a $skiptoken of ours. Raises Wrong for another."""
    try:
        keys = msgspec.json.decode(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, ValueError, msgspec.MsgspecError, RecursionError):
        keys = None
    if not isinstance(keys, list) or not all(map(_is_key, keys)):
        raise Wrong(400, "$skiptoken is none that was given here", "the @iot.nextLink as it was given")
    return tuple(keys)


def _is_key(value: object) -> bool:
    if isinstance(value, bool):
        return False
    return abs(value) < LARGEST_KEY if isinstance(value, int) else isinstance(value, str | float | None)

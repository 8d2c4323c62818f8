"""JSON Patch (RFC 6902) on an entity's JSON (18-088, 10.3.2)."""

from copy import deepcopy
from typing import Any

from banyan.model.things import Wrong

MOST = 200            # operations of one patch


def apply(document: Any, operations: Any) -> Any:
    """A changed copy. Raises Wrong: 400 for what is no patch, 409 for one that doesn't fit."""
    if not isinstance(operations, list) or not all(isinstance(o, dict) for o in operations):
        raise Wrong(400, "the body is no JSON Patch", "an array of operations, each with op and path (RFC 6902)")
    if len(operations) > MOST:
        raise Wrong(400, f"the patch has {len(operations)} operations", f"at most {MOST}")
    whole = {"": deepcopy(document)}
    for operation in operations:
        _do(whole, operation)
    return whole[""]


def _do(whole: dict[str, Any], operation: dict[str, Any]) -> None:
    op, path = operation.get("op"), _pointer(operation.get("path"))
    match op:
        case "add" | "replace" | "test":
            if "value" not in operation:
                raise Wrong(400, f"the operation {op} has no value", "op, path and value")
            value = deepcopy(operation["value"])
            if op == "test":
                if not _same(_get(whole, path), value):
                    raise Wrong(409, f"the test of {operation['path'][:60]!r} failed: nothing was changed")
            else:
                _put(whole, path, value, replace=op == "replace")
        case "remove":
            _remove(whole, path)
        case "move" | "copy":
            begin = _pointer(operation.get("from"))
            if op == "move" and path[: len(begin)] == begin and path != begin:
                raise Wrong(400, "a value can't be moved into itself", "a path outside it")
            value = deepcopy(_get(whole, begin))
            if op == "move":
                _remove(whole, begin)
            _put(whole, path, value, replace=False)
        case _:
            raise Wrong(400, f"{str(op)[:30]!r} is no operation", "add, remove, replace, move, copy or test")


def _same(a: Any, b: Any) -> bool:
    """Equal as JSON: true is not 1."""
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(_same(a[k], b[k]) for k in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(_same, a, b))
    return bool(a == b)


def _pointer(text: Any) -> list[str]:
    """RFC 6901. The whole document stands under the key ""."""
    if not isinstance(text, str) or (text and not text.startswith("/")):
        raise Wrong(400, f"{str(text)[:60]!r} is no JSON Pointer", "a path, as /properties/key")
    return [part.replace("~1", "/").replace("~0", "~") for part in ["", *text.split("/")[1:]]]


def _get(whole: Any, path: list[str]) -> Any:
    at = whole
    for key in path:
        at = at[_key(at, key, path)]
    return at


def _key(at: Any, key: str, path: list[str]) -> Any:
    if isinstance(at, dict) and key in at:
        return key
    if isinstance(at, list) and key.isascii() and key.isdecimal() and len(key) < 10 and int(key) < len(at):
        return int(key)
    raise Wrong(409, f"there is nothing at {'/'.join(path)[:60]!r}", "a path to what is there")


def _put(whole: Any, path: list[str], value: Any, replace: bool) -> None:
    at, last = _get(whole, path[:-1]), path[-1]
    if replace:
        at[_key(at, last, path)] = value
    elif isinstance(at, dict):
        at[last] = value
    elif (isinstance(at, list) and last == "-") or (isinstance(at, list) and last == str(len(at))):
        at.append(value)
    elif isinstance(at, list):
        at.insert(_key(at, last, path), value)
    else:
        raise Wrong(409, f"nothing can be added at {'/'.join(path)[:60]!r}", "a path into an object or array")


def _remove(whole: Any, path: list[str]) -> None:
    at = _get(whole, path[:-1])
    if len(path) == 1:
        raise Wrong(400, "the whole entity can't be removed by a patch", "DELETE")
    del at[_key(at, path[-1], path)]

"""Answers of other cities' servers: bytes to structs. They are strangers' bytes: bounded, and never run."""

from typing import Any, TypeVar

import msgspec
from lxml import etree
from msgspec import Struct

from banyan.edges.open311 import times
from banyan.edges.open311.nouns import (
    Extended,
    Fault,
    Filed,
    Format,
    Note,
    Service,
    ServiceDefinition,
    ServiceRequest,
    Status,
)
from banyan.edges.open311.tree import MEMBER

_DEEPEST = 20

T = TypeVar("T", bound=Struct)


class AnswerError(ValueError):
    """A server's answer that is not GeoReport v2; the sentence says what was found."""


def tree_of(body: bytes, form: Format) -> Any:
    """The plain tree of an answer, the same for both formats but that XML has texts alone. Raises AnswerError."""
    if form is Format.JSON:
        try:
            return _stripped(msgspec.json.decode(body))
        except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
            raise AnswerError("the answer is no JSON") from None
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise AnswerError("the answer is no XML") from None
    if root.getroottree().docinfo.doctype:
        raise AnswerError("the answer declares a document type; GeoReport v2 has none")
    return _tree(root, 0)


def _stripped(tree: Any) -> Any:
    """Texts as XML has them: nothing around them, and an empty one is none."""
    match tree:
        case str():
            return tree.strip() or None
        case dict():
            return {name: _stripped(value) for name, value in tree.items()}
        case list():
            return [_stripped(value) for value in tree]
        case _:
            return tree


def _tree(element: Any, depth: int) -> Any:
    if depth > _DEEPEST:
        raise AnswerError("the answer is nested more deeply than GeoReport v2 ever is")
    children = [child for child in element if isinstance(child.tag, str)]
    if _name(element) in MEMBER:
        return [_tree(child, depth + 1) for child in children]
    if children:
        return {_name(child): _tree(child, depth + 1) for child in children}
    return (element.text or "").strip() or None


def _name(element: Any) -> str:
    name: str = etree.QName(element).localname      # a default namespace may be there ("XML Support")
    return name


def services(body: bytes, form: Format) -> tuple[Service, ...]:
    return tuple(_made(_plain(item) | {"keywords": _words(item)}, Service) for item in _list(tree_of(body, form)))


def definition(body: bytes, form: Format) -> ServiceDefinition:
    tree = tree_of(body, form)
    if not isinstance(tree, dict):
        raise AnswerError("the answer is no service definition")
    attributes = []
    for item in _list(tree.get("attributes")):
        kept = {k: v for k, v in item.items() if k != "values"}
        values = [{"key": str(v.get("key")), "name": str(v.get("name") or v.get("key"))}
                  for v in _list(item.get("values"))]
        attributes.append(_plain(kept) | {"description": str(item.get("description") or ""), "values": values})
    return _made({"service_code": tree.get("service_code"), "attributes": attributes}, ServiceDefinition)


def filed(body: bytes, form: Format) -> Filed:
    """The answer to a POST or to a token."""
    found = _list(tree_of(body, form))
    if not found:
        raise AnswerError("the answer to a request has no request in it")
    return _made(found[0], Filed)


def requests(body: bytes, form: Format) -> tuple[ServiceRequest, ...]:
    return tuple(_request(item) for item in _list(tree_of(body, form)))


def errors(body: bytes, form: Format) -> tuple[Fault, ...]:
    """The error list of a refusal; one entry that says so where there is none."""
    try:
        found = _list(tree_of(body, form))
        return tuple(Fault(int(e.get("code") or 400), str(e.get("description") or "")) for e in found)
    except (AnswerError, ValueError, TypeError):
        return (Fault(400, "the other side refused, without the standard's list of errors"),)


def _request(item: dict[str, Any]) -> ServiceRequest:
    plain = {k: v for k, v in item.items() if k not in ("notes", "extended_attributes", "attributes")}
    for name in ("requested_datetime", "updated_datetime", "expected_datetime"):
        if plain.get(name):
            plain[name] = _at(plain[name])
    for name in ("lat", "long"):
        if plain.get(name) is not None:
            plain[name] = _number(name, plain[name])
    plain["status"] = Status.CLOSED if str(item.get("status")).strip().lower() == "closed" else Status.OPEN
    extended = item.get("extended_attributes")
    ours = isinstance(extended, dict) and extended.get("origin_request_id") is not None
    plain["extended"] = _made(extended, Extended) if ours and isinstance(extended, dict) else None
    plain["notes"] = [Note(_at(n.get("datetime")), str(n.get("description") or ""), str(n.get("type") or ""))
                      for n in _list(item.get("notes"))]
    return _made(plain, ServiceRequest)


def _list(tree: Any) -> list[dict[str, Any]]:
    if tree is None:
        return []
    if isinstance(tree, list) and all(isinstance(item, dict) for item in tree):
        return tree
    raise AnswerError("the answer is no list of what was asked for")


def _words(item: dict[str, Any]) -> list[str]:
    return [word.strip() for word in str(item.get("keywords") or "").split(",") if word.strip()]


def _plain(item: dict[str, Any]) -> dict[str, Any]:
    return {k: ("" if v is None and k in ("service_name", "description") else v) for k, v in item.items()}


def _made(tree: dict[str, Any], kind: type[T]) -> T:
    """A struct of a tree in which numbers may be texts (XML) and ids may be numbers (many servers' JSON)."""
    given = {k: v for k, v in tree.items() if v is not None and k in kind.__struct_fields__}
    try:
        return msgspec.convert(_texts(given, kind), kind, strict=False)
    except (msgspec.ValidationError, TypeError) as wrong:
        raise AnswerError(f"the answer is not as GeoReport v2 has it: {wrong}") from None


def _texts(given: dict[str, Any], kind: type[Struct]) -> dict[str, Any]:
    """Numbers where a text belongs: ids and codes that a server sends unquoted."""
    texts = {f.name for f in msgspec.structs.fields(kind) if f.type in (str, str | None)}
    return {k: (str(v) if k in texts and isinstance(v, int | float) else v) for k, v in given.items()}


def _at(text: Any) -> Any:
    try:
        return times.read(str(text))
    except ValueError:
        raise AnswerError(f"{str(text)[:40]!r} is no W3C date and time") from None


def _number(name: str, value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        raise AnswerError(f"{name} is {str(value)[:40]!r}, a number was expected") from None

"""A tree as XML or JSON, both in UTF-8. What XML can't hold is replaced in both, so that they go on agreeing."""

import re
from typing import Any

import msgspec
from lxml import etree

from banyan.edges.open311.nouns import Format
from banyan.edges.open311.tree import MEMBER, Document

# Everything outside the Char production of XML 1.0 (section 2.2).
UNFIT = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
REPLACEMENT = "\ufffd"


def write(document: Document, form: Format) -> bytes:
    tree = _fit(document.tree)
    return _xml(document.root, tree) if form is Format.XML else msgspec.json.encode(tree)


def _fit(tree: Any) -> Any:
    match tree:
        case str():
            return UNFIT.sub(REPLACEMENT, tree) or None
        case dict():
            return {name: _fit(value) for name, value in tree.items()}
        case list():
            return [_fit(value) for value in tree]
        case _:
            return tree


def _xml(root: str, tree: Any) -> bytes:
    element = etree.Element(root)
    _fill(element, tree)
    body: bytes = etree.tostring(element, encoding="utf-8", xml_declaration=False)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + body


def _fill(element: Any, tree: Any) -> None:
    if isinstance(tree, dict):
        for name, value in tree.items():
            _fill(etree.SubElement(element, name), value)
    elif isinstance(tree, list):
        for value in tree:
            _fill(etree.SubElement(element, MEMBER[element.tag]), value)
    elif isinstance(tree, str):
        element.text = tree
    elif tree is not None:      # numbers and truth values to the same letter as in JSON
        element.text = msgspec.json.encode(tree).decode()

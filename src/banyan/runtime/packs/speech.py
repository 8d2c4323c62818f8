"""The texts of a pack: in both languages, each in its own letters, with the same arguments, and none missing."""

import ast
import re
import string
from collections.abc import Iterable, Sequence

from banyan.model.text import Said
from banyan.runtime.packs.answers import Told
from banyan.runtime.packs.source import Source
from banyan.runtime.packs.verdict import Judged, Rule, judged, none

_LATIN = re.compile(r"[A-Za-z]{2,}")
_OPTION = re.compile(r"--[a-z-]+")      # what one types is the same in every language
_CJK = re.compile(r"[\u3400-\u9fff]")
_MOST = 60      # characters of a text that is shown


def texts(told: Sequence[Told]) -> Judged:
    if not told:
        return none(Rule.TEXTS, "texts")
    wrong = [Said(key, {"where": one.where, "text": text[:_MOST]}) for one in told for key, text in _wrong(one)]
    return judged(Rule.TEXTS, wrong, Said("about.texts", {"n": str(len(told))}))


def _wrong(one: Told) -> Iterable[tuple[str, str]]:
    zh, en = _parsed(one.zh), _parsed(one.en)
    if not one.zh.strip() or not one.en.strip():
        yield "wrong.text.empty", one.zh + one.en
    elif zh is None or en is None:
        yield "wrong.text.braces", one.zh if zh is None else one.en
    else:
        if _LATIN.search(_OPTION.sub("", zh[0])):
            yield "wrong.text.zh", one.zh
        if _CJK.search(en[0]):
            yield "wrong.text.en", one.en
        if not zh[1] <= en[1]:      # English may take more: a plural has a word of its own
            yield "wrong.text.arguments", ", ".join(sorted(zh[1] - en[1]))


def _parsed(text: str) -> tuple[str, set[str]] | None:
    """A text without its arguments, and their names; None where its braces don't close."""
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError:
        return None
    return "".join(bare for bare, *_ in parts), {field for _, field, *_ in parts if field}


def keys(source: Source, known: Sequence[str]) -> Judged:
    """Every key that the code says has a text. A key made of pieces needs one that has its fixed pieces in order."""
    said = [(where, key) for where, tree in source.trees.items() for key in _said(tree)]
    if not said:
        return none(Rule.KEYS, "keys")
    wrong = [Said("wrong.key", {"where": f"{where}:{line}", "key": key})
             for where, (line, key, pattern) in said if not any(re.fullmatch(pattern, one) for one in known)]
    return judged(Rule.KEYS, wrong, Said("about.keys", {"n": str(len(said)), "texts": str(len(known))}))


def _said(tree: ast.Module) -> Iterable[tuple[int, str, str]]:
    """(line, key as it is written, pattern) of each Said("key", ...)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Said" and node.args:
            for one in _either(node.args[0]):
                if isinstance(one, ast.Constant) and isinstance(one.value, str):
                    yield one.lineno, one.value, re.escape(one.value)
                elif isinstance(one, ast.JoinedStr):
                    yield one.lineno, ast.unparse(one), "".join(_piece(part) for part in one.values)


def _either(node: ast.expr) -> list[ast.expr]:
    return [*_either(node.body), *_either(node.orelse)] if isinstance(node, ast.IfExp) else [node]


def _piece(part: ast.expr) -> str:
    return re.escape(str(part.value)) if isinstance(part, ast.Constant) else ".*"

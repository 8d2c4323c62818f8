"""Which rows of a list are compared: those that share a code, a company, or what is rare in their names.

Comparing all with all would be five thousand million pairs in a list of a hundred thousand rows.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence

from banyan.packs.projects import names
from banyan.packs.projects.faces import Face

_BLOCK = 40                # rows that share a key and are all compared; of more, only neighbours by amount
_NEIGHBOURS = 3
_FAR = 0.9                 # of the larger amount
_RAREST = 3                # pairs of signs of a name that it is looked up by
Keys = Callable[[Face], Iterable[str]]


def pairs(faces: Sequence[Face], fresh: frozenset[str] | None) -> Iterator[tuple[int, int]]:
    """Indexes of two rows; a pair may come more than once. `fresh`: ids, one of which is in each pair.

    Amounts that are far apart are no sign of two projects: only where name or code say that they are one, such rows
    are compared.
    """
    news = None if fresh is None else [f.id in fresh for f in faces]
    if news is not None and all(news):
        news = None
    for i, j in _worth_a_look(faces):
        if news is None or news[i] or news[j]:
            yield i, j


def _worth_a_look(faces: Sequence[Face]) -> Iterator[tuple[int, int]]:
    crowded: set[int] = set()              # rows whose name or code so many have that not all of them are compared
    for keys in (lambda f: f.codes, lambda f: f.cores):
        for block in _blocks(faces, keys):
            if len(block) <= _BLOCK:
                yield from _all(block)
            else:
                crowded.update(block)
                yield from _neighbours(faces, block)
    for keys in _further(faces):
        for block in _blocks(faces, keys):
            if len(block) <= _BLOCK:
                yield from _near(faces, block)
                alike = [i for i in block if i in crowded] if crowded else ()
                yield from ((i, j) for i, j in _all(alike) if _one_by_name(faces[i], faces[j]))
            else:
                yield from ((i, j) for i, j in _neighbours(faces, block)
                            if faces[i].value >= faces[j].value * _FAR or _one_by_name(faces[i], faces[j]))


def _further(faces: Sequence[Face]) -> Iterator[Keys]:
    yield lambda f: f.credit
    yield lambda f: dict.fromkeys(c.text for c in f.companies if c.text)
    often = _often(faces)
    yield lambda f: dict.fromkeys(p for core in f.cores for p in _rarest(core, often))
    words = frozenset(w for f in faces for n in (*f.names, *f.companies) if not n.chinese for w in names.latin(n.text))
    yield lambda f: dict.fromkeys(_words(f, words))


def _blocks(faces: Sequence[Face], keys: Keys) -> Iterable[list[int]]:
    """The rows that share a key."""
    first: dict[str, int] = {}                # most keys are one row's alone: no list for those
    several: dict[str, list[int]] = {}
    for i, f in enumerate(faces):
        for k in keys(f):
            if (there := first.setdefault(k, i)) != i:
                several.setdefault(k, [there]).append(i)
    return several.values()


def _all(block: Sequence[int]) -> Iterator[tuple[int, int]]:
    for n, i in enumerate(block):
        for j in block[n + 1 :]:
            yield i, j


def _near(faces: Sequence[Face], block: list[int]) -> Iterator[tuple[int, int]]:
    """Those of a block whose amounts aren't far apart."""
    by_amount = sorted((faces[i].value, i) for i in block)
    for n, (low, i) in enumerate(by_amount):
        for high, j in by_amount[n + 1 :]:
            if low < high * _FAR:
                break
            yield i, j


def _neighbours(faces: Sequence[Face], block: list[int]) -> Iterator[tuple[int, int]]:
    """Of a large block those next to each other by amount; the smaller amount first."""
    by_amount = sorted(block, key=lambda i: (faces[i].value, faces[i].id))
    for n, i in enumerate(by_amount):
        for j in by_amount[n + 1 : n + 1 + _NEIGHBOURS]:
            yield i, j


def _one_by_name(a: Face, b: Face) -> bool:
    return any(core in b.cores for core in a.cores) or any(code in b.codes for code in a.codes)


def _often(faces: Sequence[Face]) -> dict[str, int]:
    found: dict[str, int] = {}
    for f in faces:
        for core in f.cores:
            for pair in _bigrams(core):
                found[pair] = found.get(pair, 0) + 1
    return found


def _rarest(core: str, often: dict[str, int]) -> Iterator[str]:
    ordered = sorted((often[p], p) for p in _bigrams(core))
    return (p for _, p in ordered[:_RAREST])


def _bigrams(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)}


def _words(f: Face, words: frozenset[str]) -> Iterator[str]:
    """Words in Latin letters, and those that Chinese names are spelled by."""
    for said in (*f.names, *f.companies):
        yield from names.latin(said.text)
        if words and said.chinese:
            yield from sorted(names.spelled(said.text) & words)

"""What a pack answers when it is run, in a process of its own: python -m banyan.runtime.packs.answers FOLDER.

It is run twice, with another order of hashes each time. What leans on the order of a set, on chance or on what ran
before shows itself as another answer.
"""

import sys
from collections.abc import Iterator, Mapping
from contextlib import redirect_stdout
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from banyan.command.forms.form import Form
from banyan.model.casetype import Definition
from banyan.model.pack import Example, Pack
from banyan.model.text import Name
from banyan.runtime.casework.casebook import FOLDER as TYPES
from banyan.runtime.casework.casebook import forms_of, of_folder
from banyan.runtime.casework.forms import FOLDER as FORMS
from banyan.runtime.folder.errors import Findings, FolderErrors
from banyan.runtime.packs.town import Played, check_examples, play, read_examples


class Told(Struct, frozen=True):
    """A text of the pack, and where it stands."""

    where: str
    zh: str
    en: str


class Answered(Struct, frozen=True):
    rule: str
    given: str
    expected: str
    got: str


class Answers(Struct, frozen=True):
    """`failed`: why the pack can't be loaded. `mistakes`: of its case types; `unread`: of its examples."""

    failed: str | None = None
    roles: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    controllers: int = 0
    lines: int | None = None
    why: Name | None = None
    texts: tuple[Told, ...] = ()
    examples: tuple[Answered, ...] = ()
    types: tuple[tuple[str, tuple[str, ...]], ...] = ()      # (type, states with limits of their own)
    mistakes: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    played: tuple[Played, ...] = ()


def answers(folder: Path) -> Answers:
    """Never raises for anything that is in the folder."""
    try:
        pack, modules = _loaded(folder)
    except Exception as e:  # noqa: BLE001  a stranger's module may raise anything; it is told as the rule's failure
        return Answers(failed=f"{type(e).__name__}: {e}"[:300])
    roles = pack.roles
    texts = [Told(f"texts[{key}]", name.zh, name.en) for key, name in pack.texts.items()]
    texts += [Told(f"{module}.{path}", name.zh, name.en) for module, path, name in _names(modules)]
    types, forms, mistakes = _types(folder, roles)
    texts += [Told(f"{tid}.{path}", n.zh, n.en) for tid, d in types for path, n in _walk(d, "", 0)]
    definitions = tuple(d for _, d in types)
    texts += [Told(f"form {form.id}.{path}", n.zh, n.en) for form in forms.values() for path, n in _walk(form, "", 0)]
    read, unread = _examples(folder, definitions) if not mistakes else ([], ())
    once = {(t.zh, t.en): t for t in reversed(texts)}      # the first place of each
    played = tuple(play(where, one, definitions, roles, forms) for where, one in read) if not unread else ()
    own = {d.id: tuple(s.id for s in d.states if s.promised or s.statutory or s.steps) for _, d in types}
    return Answers(
        roles=roles, rules=pack.rules, keys=tuple(pack.texts), controllers=len(pack.controllers),
        lines=pack.size.lines if pack.size else None, why=pack.size.why if pack.size else None,
        texts=tuple(reversed(list(once.values()))), examples=tuple(_answered(modules)), types=tuple(own.items()),
        mistakes=mistakes, unread=unread, played=played,
    )


def _loaded(folder: Path) -> tuple[Pack, dict[str, Any]]:
    """The pack of this folder and its modules by their short names, whatever pack of that name the program has."""
    packages = import_module("banyan.packs")
    packages.__path__.insert(0, str(folder.parent))
    name = f"banyan.packs.{folder.name}"
    for known in [m for m in sys.modules if m == name or m.startswith(f"{name}.")]:
        del sys.modules[known]
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder).with_suffix("").parts
        import_module(".".join([name, *(p for p in parts if p != "__init__")]))
    pack = sys.modules[name].__dict__.get("PACK")
    if not isinstance(pack, Pack):
        raise TypeError(f"__init__.py has no PACK = Pack(name={folder.name!r}, ...)")
    if pack.name != folder.name:
        raise ValueError(f"PACK is named {pack.name!r}, and its folder {folder.name!r}")
    return pack, {m.removeprefix(name).lstrip("."): sys.modules[m] for m in sorted(sys.modules)
                  if m == name or m.startswith(f"{name}.")}


def _types(
    folder: Path, roles: tuple[str, ...]
) -> tuple[list[tuple[str, Definition]], dict[str, Form], tuple[str, ...]]:
    """Case types by their ids, their forms, and what is wrong with either."""
    if not (folder / TYPES).is_dir():
        return [], {}, ()
    try:
        types, forms = of_folder(folder, roles), forms_of(folder)
    except FolderErrors as wrong:
        return [], {}, tuple(str(e) for e in wrong.errors)
    lost = [f'{TYPES}/: {d.id} names the form "{d.form}"; expected one of {FORMS}/: {", ".join(forms) or "none there"}'
            for d in types if d.form is not None and d.form not in forms]
    return [(d.id, d) for d in types], forms, tuple(lost)


def _examples(folder: Path, types: tuple[Any, ...]) -> tuple[list[tuple[str, Any]], tuple[str, ...]]:
    found = Findings()
    read = read_examples(folder, found)
    check_examples(read, types, found)
    return read, tuple(str(e) for e in found.errors)


def _answered(modules: Mapping[str, Any]) -> Iterator[Answered]:
    for one in getattr(modules.get("examples"), "EXAMPLES", ()):
        if isinstance(one, Example):
            try:
                got = one.answer()
            except Exception as e:  # noqa: BLE001  an example that raises has answered wrongly
                got = f"{type(e).__name__}: {e}"[:300]
            yield Answered(one.rule, one.given, one.expected, got)


def _names(modules: Mapping[str, Any]) -> Iterator[tuple[str, str, Name]]:
    """Every text in both languages that a module holds at its top."""
    for module, held in modules.items():
        if module == "examples":
            continue
        for key, value in vars(held).items():
            if not key.startswith("__") and key != "PACK":
                for path, name in _walk(value, key, 0):
                    yield module or "__init__", path, name


def _walk(value: Any, path: str, deep: int) -> Iterator[tuple[str, Name]]:
    if isinstance(value, Name):
        yield path, value
    elif deep > 6:
        return
    elif isinstance(value, Mapping):
        for key, inside in value.items():
            yield from _walk(inside, f"{path}[{key}]", deep + 1)
    elif isinstance(value, list | tuple):
        for i, inside in enumerate(value):
            yield from _walk(inside, f"{path}[{i}]", deep + 1)
    elif isinstance(value, Struct) and not isinstance(value, Pack):
        for field in value.__struct_fields__:
            yield from _walk(getattr(value, field), f"{path}.{field}".lstrip("."), deep + 1)


if __name__ == "__main__":
    out = sys.stdout.buffer
    with redirect_stdout(sys.stderr):      # what a pack prints is no answer
        given = msgspec.json.encode(answers(Path(sys.argv[1])))
    out.write(given)

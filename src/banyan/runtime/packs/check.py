"""Whether a pack keeps the rules: what can be read is read, what has to be run is run twice in processes of its own."""

import keyword
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec

import banyan
from banyan.model.text import Said
from banyan.runtime.folder.decode import closest
from banyan.runtime.folder.errors import shown
from banyan.runtime.packs import source as looking
from banyan.runtime.packs.answers import Answers
from banyan.runtime.packs.source import Source
from banyan.runtime.packs.speech import keys, texts
from banyan.runtime.packs.verdict import Judged, Rule, Verdict, judged, none, waits
from banyan.runtime.scenario import UsageError

PACKS = Path(banyan.__file__).parent / "packs"
LONGEST = 60      # seconds that a pack may take to answer: its examples are small
_HASHES = ("1", "2")


def names() -> list[str]:
    """The packs of this program."""
    return sorted(p.parent.name for p in PACKS.glob("*/__init__.py"))


def find_pack(name: str) -> Path:
    """A pack of the program, or a folder with one. Raises UsageError."""
    if name in names():
        return PACKS / name
    folder = Path(name)
    try:
        there = (folder / "__init__.py").is_file()
    except (OSError, ValueError):
        there = False
    if not there:
        known = f"{', '.join(names())}{closest(name, names())}"
        raise UsageError(f"{shown(name)} is no pack; expected one of {known}, or a folder with an __init__.py, as "
                         "docs/packs.md shows")
    folder = folder.resolve()
    if not folder.name.isidentifier() or keyword.iskeyword(folder.name):
        raise UsageError(f"{shown(folder.name)} can't be a pack's name; expected letters, digits and underscores, "
                         "beginning with a letter, since Python imports it by its folder's name")
    return folder


def check(folder: Path) -> list[Judged]:
    """One verdict a rule, in the order of `Rule`. Raises UsageError where the folder can't be read."""
    try:
        source = Source(folder)
    except OSError as e:
        raise UsageError(f"{folder}: {e.strerror}") from e
    whole = looking.data(source)
    first, second = _asked(folder) if not source.broken else (Answers("-"), Answers("-"))
    failed = [Said("wrong.loads", {"why": first.failed})] if first.failed and not source.broken else source.broken
    found = [judged(Rule.LOADS, failed, Said("about.loads", {"name": source.name})), looking.imports(source),
             looking.pure(source)]
    if failed:
        found += [_unclaimed(looking.size(source, None, None)), whole]
        found += [waits(rule, Rule.LOADS) for rule in (Rule.TEXTS, Rule.KEYS, Rule.TYPES, Rule.EXAMPLES, Rule.REPLAY)]
        return [*found, looking.docs(source)]
    why = Said("", {"zh": first.why.zh, "en": first.why.en}) if first.why is not None else None
    # Case types have texts, too: they are judged once there are any.
    unread = Rule.DATA if whole.verdict is Verdict.FAIL else Rule.TYPES
    spoken = waits(Rule.TEXTS, unread) if first.mistakes else texts(first.texts)
    found += [looking.size(source, first.lines, why), whole, spoken, keys(source, first.keys)]
    found += _run(first, second, whole.verdict is not Verdict.FAIL)
    return [*found, looking.docs(source)]


def _unclaimed(size: Judged) -> Judged:
    """What a pack claims for itself isn't known before it loads."""
    return size if size.verdict is Verdict.PASS else waits(Rule.SIZE, Rule.LOADS)


def _run(first: Answers, second: Answers, readable: bool) -> list[Judged]:
    """Case types, examples, replay: each needs the one before it."""
    if not readable:
        return [waits(rule, Rule.DATA) for rule in (Rule.TYPES, Rule.EXAMPLES, Rule.REPLAY)]
    types = _types(first)
    if types.verdict is Verdict.FAIL:
        return [types, waits(Rule.EXAMPLES, Rule.TYPES), waits(Rule.REPLAY, Rule.TYPES)]
    return [types, _examples(first, second), _replay(first, second)]


def _types(told: Answers) -> Judged:
    if not told.types and not told.mistakes:
        return none(Rule.TYPES, "types")
    wrong = [Said("wrong.type", {"why": one}) for one in told.mistakes]
    return judged(Rule.TYPES, wrong, Said("about.types", {"n": str(len(told.types))}))


def _examples(first: Answers, second: Answers) -> Judged:
    """Each rule, each case type and each state with limits of its own has one, and the answer is right."""
    if not first.types and not first.rules and not first.controllers:
        return none(Rule.EXAMPLES, "examples")
    wrong = [Said("wrong.example.read", {"why": one}) for one in first.unread]
    if not wrong:
        wrong = _missing(first)
    for one, again in zip(first.examples, second.examples, strict=False):
        if one.got != one.expected and one.got == again.got:
            wrong.append(Said("wrong.example", {"what": f"{one.rule}: {one.given}"[:160], "got": one.got,
                                                "expected": one.expected}))
    for case, more in zip(first.played, second.played, strict=False):
        if case.got != case.expected and case.got == more.got:
            wrong.append(Said("wrong.example", {"what": f"{case.where} ({case.type})", "got": case.got,
                                                "expected": case.expected}))
    args = {"n": str(len(first.examples) + len(first.played)), "rules": str(len(first.rules)),
            "types": str(len(first.types))}
    return judged(Rule.EXAMPLES, wrong, Said("about.examples", args))


def _missing(told: Answers) -> list[Said]:
    shown_rules = {one.rule for one in told.examples}
    wrong = [Said("wrong.rule.without", {"rule": rule}) for rule in told.rules if rule not in shown_rules]
    wrong += [Said("wrong.rule.unknown", {"rule": r}) for r in sorted(shown_rules) if r not in told.rules]
    if told.controllers and not told.rules:
        wrong.append(Said("wrong.rule.none", {"n": str(told.controllers)}))
    shown_types = {(one.type, state) for one in told.played for state in (one.state, None)}
    for tid, states in told.types:
        wrong += [Said("wrong.type.without", {"type": tid if state is None else f"{tid} ({state})"})
                  for state in (None, *states) if (tid, state) not in shown_types]
    return wrong


def _replay(first: Answers, second: Answers) -> Judged:
    records = sum(len(one.records) for one in first.played)
    if not first.examples and not first.played:
        return none(Rule.REPLAY, "replay")
    wrong = [Said("wrong.replay", {"what": f"{a.rule}: {a.given}"[:160], "was": a.got[:160], "now": b.got[:160]})
             for a, b in zip(first.examples, second.examples, strict=False) if a.got != b.got]
    wrong += [Said("wrong.replay", {"what": a.where, "was": a.got, "now": b.got})
              for a, b in zip(first.played, second.played, strict=False) if (a.got, a.records) != (b.got, b.records)]
    if len(first.examples) != len(second.examples) or len(first.played) != len(second.played):
        wrong.append(Said("wrong.replay.number", {"was": str(len(first.examples)), "now": str(len(second.examples))}))
    args = {"n": str(len(first.examples)), "cases": str(len(first.played)), "records": str(records)}
    return judged(Rule.REPLAY, wrong, Said("about.replay", args))


def _asked(folder: Path) -> list[Answers]:
    """Side by side, since they know nothing of one another."""
    running = [_started(folder, hashes) for hashes in _HASHES]
    return [_heard(one) for one in running]


def _started(folder: Path, hashes: str) -> "subprocess.Popen[bytes]":
    path = os.pathsep.join([str(PACKS.parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])])
    variables = {**os.environ, "PYTHONHASHSEED": hashes, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}
    command: Sequence[str] = [sys.executable, "-P", "-m", "banyan.runtime.packs.answers", str(folder)]
    return subprocess.Popen(command, env=variables, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE)


def _heard(running: "subprocess.Popen[bytes]") -> Answers:
    try:
        out, err = running.communicate(timeout=LONGEST)
    except subprocess.TimeoutExpired:
        running.kill()
        running.communicate()
        return Answers(failed=f"no answer within {LONGEST} s")
    try:
        return msgspec.json.decode(out, type=Answers)
    except msgspec.MsgspecError:
        said = err.decode("utf-8", "replace").strip().splitlines()
        return Answers(failed=(said[-1] if said else f"it ended with code {running.returncode}")[:300])

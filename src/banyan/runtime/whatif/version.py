"""Which program answers, and a question's digest: asked again of the same program it is answered from the cache."""

import hashlib
from functools import cache
from pathlib import Path

import msgspec

import banyan
from banyan.model.time import Instant, iso
from banyan.runtime.folder.digest import digest
from banyan.runtime.whatif.question import Question
from banyan.runtime.whatif.subject import Subject

_ROOT = Path(banyan.__file__).parent


@cache
def version() -> str:
    """The release, and a digest of the program's own sources: a changed program answers anew."""
    found = hashlib.sha256()
    for file in sorted(_ROOT.rglob("*.py")):
        found.update(file.relative_to(_ROOT).as_posix().encode() + b"\0" + file.read_bytes())
    return f"{banyan.__version__}+{found.hexdigest()[:12]}"


def key_of(question: Question, of: Subject, at: Instant) -> str:
    """32 characters over everything that an answer depends on. A journal up to `at` never changes."""
    found = hashlib.sha256(msgspec.json.encode(question, order="deterministic"))
    storm = next((s for s in of.storms if s.id == question.storm), None)
    parts = (iso(at), digest(of.known), of.spec.network, str(of.seed), f"{of.control} {of.plans} {of.looks}", version())
    for part in (*parts, msgspec.json.encode(storm, order="deterministic").decode()):
        found.update(b"\0" + part.encode())
    return found.hexdigest()[:32]

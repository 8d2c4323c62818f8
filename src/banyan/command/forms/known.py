"""What the city knows already, and what somebody has begun to fill in: asked once."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from banyan.command.forms.check import order
from banyan.command.forms.form import Form
from banyan.model.text import Said
from banyan.model.time import Instant


class Fact(Struct, frozen=True):
    """A value the city has, where it has it from and since when."""

    value: Any
    source: str                       # "case C-17", "register of persons"
    at: Instant


class Draft(Struct, frozen=True):
    """A form half filled. `known`: answers that were filled in for the person and that they haven't touched."""

    form: str
    version: int
    answers: dict[str, Any]
    known: dict[str, Fact]
    saved_at: Instant
    revision: int = 1


class Conflict(Exception):  # noqa: N818  said as operators say it
    """Somebody saved the draft in between; `said` tells what to do."""

    def __init__(self, said: Said) -> None:
        super().__init__(said.key)
        self.said = said


def begin(form: Form, facts: Mapping[str, Fact], at: Instant) -> Draft:
    """A draft in which everything that is known is filled in, with its source."""
    computed = {r.compute for r in form.rules}
    known = {f: facts[wanted] for f, wanted in form.prefill.items() if wanted in facts and f not in computed}
    return Draft(form.id, form.version, {f: k.value for f, k in known.items()}, known, at)


def save(draft: Draft, answers: Mapping[str, Any], at: Instant, revision: int) -> Draft:
    """Put answers in; None takes one out. `revision`: the one that was looked at. Raises Conflict.

    An answer that the person changes is theirs: its source is no longer the city's.
    """
    if revision != draft.revision:
        raise Conflict(Said("forms.draft_changed", {"revision": str(draft.revision)}))
    merged = {f: v for f, v in (draft.answers | dict(answers)).items() if v is not None}
    known = {f: fact for f, fact in draft.known.items() if f in merged and merged[f] == fact.value}
    return replace(draft, answers=merged, known=known, saved_at=at, revision=revision + 1)


def carry_over(draft: Draft, form: Form, at: Instant) -> tuple[Draft, tuple[str, ...]]:
    """The draft on a later version of its form, and the fields whose answers have no place there any more."""
    fields = set(order(form))
    kept = {f: v for f, v in draft.answers.items() if f in fields}
    lost = tuple(f for f in draft.answers if f not in fields)
    known = {f: k for f, k in draft.known.items() if f in kept}
    return replace(draft, version=form.version, answers=kept, known=known, saved_at=at,
                   revision=draft.revision + 1), lost

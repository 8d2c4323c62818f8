"""What a check of a pack says: one line a rule."""

from enum import StrEnum

from msgspec import Struct

from banyan.model.text import Said


class Rule(StrEnum):
    """In the order in which they are told."""

    LOADS = "loads"
    IMPORTS = "imports"
    PURE = "pure"
    SIZE = "size"
    DATA = "data"
    TEXTS = "texts"
    KEYS = "keys"
    TYPES = "types"
    EXAMPLES = "examples"
    REPLAY = "replay"
    DOCS = "docs"


class Verdict(StrEnum):
    """`waits`: another rule has to hold before this one can be judged. `none`: nothing is there for it to hold of."""

    PASS = "pass"  # noqa: S105  a verdict, no password
    FAIL = "fail"
    NONE = "not-applicable"
    WAITS = "waits"


class Judged(Struct, frozen=True):
    """One rule's verdict. `about` says what was looked at, or why there was nothing; `wrong` each thing that is."""

    rule: Rule
    verdict: Verdict
    about: Said
    wrong: tuple[Said, ...] = ()


def judged(rule: Rule, wrong: list[Said], about: Said) -> Judged:
    return Judged(rule, Verdict.FAIL if wrong else Verdict.PASS, about, tuple(wrong))


def none(rule: Rule, why: str) -> Judged:
    return Judged(rule, Verdict.NONE, Said(f"none.{why}"))


def waits(rule: Rule, for_: Rule) -> Judged:
    return Judged(rule, Verdict.WAITS, Said("waits", {"rule": for_.value}))

"""What stands around a number of a sentence, and each language's tables of the words that tell what a number does."""

from msgspec import Struct

from banyan.packs.figures.en import roles as en_roles
from banyan.packs.figures.mention import Mention
from banyan.packs.figures.pattern import Found, Table
from banyan.packs.figures.split import Sentence
from banyan.packs.figures.zh import roles as zh_roles

REACH = 60      # characters before a number, in which a word is of it


class Words(Struct, frozen=True):
    """One language's tables that tell roles."""

    moves: Table
    reaches: Table
    afterwards: Table
    yearly: Table
    shares: Table
    rates: Table
    gaps: Table
    each: Table
    totals: Table
    rests: Table
    bases: Table
    per: Table
    sources: Table


def _tables(module: object) -> Words:
    return Words(**{name: getattr(module, name.upper()) for name in Words.__struct_fields__})


WORDS = {"en": _tables(en_roles), "zh": _tables(zh_roles)}


class Around(Struct, frozen=True):
    """A number's neighbourhood: the sentence, its clause, and where the numbers beside it end and begin."""

    plain: str
    sentence: Sentence
    low: int        # of the clause
    high: int
    back: int       # where the number before it ends, or the clause's start
    on: int         # where the number after it begins, or the clause's end


def beside(table: Table, around: Around, mention: Mention) -> Found | None:
    """In the clause: before the number and after the number before it, or right after it."""
    return table.last(around.plain, max(around.back, mention.left - REACH), mention.left) or table.first(
        around.plain, mention.right, min(around.on, mention.right + 14))

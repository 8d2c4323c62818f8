"""Formulas in words and signs: why a case is left out, and what is asked of it, for whoever wants to check."""

from banyan.measure.indicators.predicates import (
    AllOf,
    AnyOf,
    AtLeast,
    CameBefore,
    ComesAgain,
    Done,
    Given,
    InTime,
    Not,
    OneOf,
    Opinion,
    Predicate,
)
from banyan.measure.indicators.row import CaseRow, Moment, Word
from banyan.model.text import Said


def of_leaf(opinion: Opinion, row: CaseRow) -> Said | None:
    """The part of a formula that decided about a row, as a sentence by key."""
    held = {True: "yes", False: "no", None: "open"}[opinion.held]
    match opinion.leaf:
        case None:
            return None
        case Done(moment):
            return Said(f"indicators.leaf.done.{held}", {"moment": moment})
        case InTime(moment, due):
            key = held if opinion.held is not None or row.when(due) is not None else "no_due"
            return Said(f"indicators.leaf.in_time.{key}", {"moment": moment, "due": due})
        case OneOf(word, values):
            return Said(f"indicators.leaf.one_of.{held}", {"word": word, "value": row.word(word) or ", ".join(values)})
        case Given(word, _):
            return Said(f"indicators.leaf.given.{held}", {"word": word})
        case AtLeast(number, n, _):
            return Said(f"indicators.leaf.at_least.{held}", {"number": number, "n": str(n)})
        case ComesAgain(days):
            return Said(f"indicators.leaf.comes_again.{held}", {"days": str(days)})
        case CameBefore(days):
            return Said(f"indicators.leaf.came_before.{held}", {"days": str(days)})


def written(predicate: Predicate) -> str:
    """One line in the names of the columns: all(not duplicate_of, closed_at <= first_due)."""
    match predicate:
        case AllOf(of) | AnyOf(of):
            if not of:
                return "every case" if isinstance(predicate, AllOf) else "no case"
            sign = "all" if isinstance(predicate, AllOf) else "any"
            return f"{sign}({', '.join(written(part) for part in of)})"
        case Not(of):
            return f"not {written(of)}"
        case Done(moment):
            return f"{moment}"
        case InTime(moment, due):
            return f"{moment} <= {due}"
        case OneOf(word, values):
            return f"{word} in ({', '.join(values)})"
        case Given(word, until):
            return f"{word}{_until(until)}"
        case AtLeast(number, n, until):
            return f"{number} >= {n}{_until(until)}"
        case ComesAgain(days):
            return f"same class and place reported within {days} days after closed_at"
        case CameBefore(days):
            return f"same class and place closed within {days} days before reported_at"


def columns(predicate: Predicate) -> tuple[str, ...]:
    """The columns that a table of cases needs for it, each once."""
    found: dict[str, None] = {}
    match predicate:
        case AllOf(of) | AnyOf(of):
            for part in of:
                found |= dict.fromkeys(columns(part))
        case Not(of):
            found |= dict.fromkeys(columns(of))
        case Done(moment):
            found[moment] = None
        case InTime(moment, due):
            found |= dict.fromkeys((moment.value, due.value))
        case OneOf(word, _):
            found[word] = None
        case Given(word, until):
            found |= dict.fromkeys([word.value, *([until.value] if until else [])])
        case AtLeast(number, _, until):
            found |= dict.fromkeys([number.value, *([until.value] if until else [])])
        case ComesAgain(_) | CameBefore(_):
            found |= dict.fromkeys((Word.CLASS.value, Word.PLACE.value, Moment.REPORTED.value, Moment.CLOSED.value))
    return tuple(str(name) for name in found)


def _until(until: Moment | None) -> str:
    return f" (open until {until})" if until is not None else ""

"""Counts by name: what a month's table that has no cases, only numbers of them, may hold, and what each of them means.

Each count has its own reading over cases, so a table of counts and the cases behind it can be held side by side.
"""

from msgspec import Struct

from banyan.measure.indicators.catalogue import (
    BY_FIRST_DUE,
    DEFERRED,
    DROPPED,
    DUPLICATE,
    NOT_FOUND,
    NOT_OURS,
    SERVED,
    SINGLE,
)
from banyan.measure.indicators.catalogue import owed as owed_step
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
    Predicate,
)
from banyan.measure.indicators.row import Moment, Number, Word
from banyan.model.text import Name


class Count(Struct, frozen=True):
    """How many cases whose `base` lies in the period are such. `title` is also a header that a table may have."""

    name: str
    title: Name
    base: Moment
    of: Predicate


def _steps() -> tuple[Count, ...]:
    steps = (("filed", Moment.FILED, Moment.FILING_DUE, "立案"),
             ("dispatched", Moment.DISPATCHED, Moment.DISPATCH_DUE, "派遣"),
             ("handled", Moment.HANDLED, Moment.HANDLING_DUE, "处置"),
             ("verified", Moment.VERIFIED, Moment.VERIFICATION_DUE, "核查"))
    made = []
    for name, step, due, zh in steps:
        asked = owed_step(step, due)
        made.append(Count(f"{name}_due", Name(f"应{zh}件数", f"to be {name}"), due, asked))
        made.append(Count(f"{name}_in_time", Name(f"按时{zh}件数", f"{name} in time"), due,
                          AllOf((asked, InTime(step, due)))))
    return tuple(made)


def _count(name: str, zh: str, en: str, base: Moment, *of: Predicate) -> Count:
    return Count(name, Name(zh, en), base, AllOf(of))


CLOSED, FIRST, REPORTED = Moment.CLOSED, Moment.FIRST_DUE, Moment.REPORTED
RETURNED = AtLeast(Number.RETURNS, 1)
WITH_PLACE = AllOf((SINGLE, Given(Word.PLACE)))
COUNTS: tuple[Count, ...] = (
    *_steps(),
    _count("due", "应结案件数", "due to be closed", FIRST, SINGLE),
    _count("deferred", "延期件数", "deferred", FIRST, SINGLE, DEFERRED),
    _count("closed_in_time", "按期结案件数", "closed in time, not deferred", FIRST, SINGLE, Not(DEFERRED),
           BY_FIRST_DUE),
    _count("due_as_extended", "现行时限内应结案件数", "due to be closed, as extended", Moment.DUE, SINGLE),
    _count("closed_by_extended_due", "按现行时限结案件数", "closed by the due time as extended", Moment.DUE,
           SINGLE, InTime(CLOSED, Moment.DUE)),
    _count("filed", "立案件数", "filed", Moment.FILED, SINGLE),
    _count("filed_and_closed", "立案且已结案件数", "filed and closed", Moment.FILED, SINGLE, Done(CLOSED)),
    _count("dispatched", "派遣件数", "dispatched", Moment.DISPATCHED, SINGLE),
    _count("dispatched_returned", "派遣后被退回件数", "dispatched and returned", Moment.DISPATCHED, SINGLE, RETURNED),
    _count("closed", "结案件数", "closed", CLOSED, SINGLE),
    _count("closed_returned", "结案中被退回件数", "closed, returned before", CLOSED, SINGLE, RETURNED),
    _count("first_closed", "首次结案件数", "closed for the first time", Moment.FIRST_CLOSED, SINGLE),
    _count("first_closed_reopened", "首次结案后重开件数", "re-opened", Moment.FIRST_CLOSED, SINGLE,
           AtLeast(Number.REOPENED, 1)),
    _count("reported", "受理件数", "reported", REPORTED),
    _count("duplicates", "并入其他案件件数", "duplicates", REPORTED, DUPLICATE),
    _count("closed_not_our_duty", "非职责范围结案件数", "closed as not our duty", CLOSED, SINGLE, NOT_OURS),
    _count("closed_not_found", "未发现问题结案件数", "closed as not found", CLOSED, SINGLE, NOT_FOUND),
    _count("closed_dropped", "撤回或重复结案件数", "closed as withdrawn or duplicate", CLOSED, SINGLE, DROPPED),
    _count("closed_solved", "已解决结案件数", "closed as solved", CLOSED, SERVED, OneOf(Word.OUTCOME, ("solved",))),
    _count("verdict_given", "已评价件数", "verdict given", CLOSED, SERVED, Given(Word.VERDICT)),
    _count("verdict_solved", "评价为已解决件数", "verdict solved", CLOSED, SERVED, OneOf(Word.VERDICT, ("solved",))),
    _count("closed_and_watched", "结案且满三十日或已再发件数", "closed 30 days ago or repeated", CLOSED, WITH_PLACE,
           AnyOf((ComesAgain(30), Not(ComesAgain(30))))),
    _count("closed_and_repeated", "三十日内再发件数", "repeated within 30 days", CLOSED, WITH_PLACE, ComesAgain(30)),
    _count("reported_with_place", "有地点的受理件数", "reported with a place", REPORTED, WITH_PLACE),
    _count("reported_again", "三十日内重复上报件数", "reported again within 30 days", REPORTED, WITH_PLACE,
           CameBefore(30)),
)  # fmt: skip
BY_NAME = {count.name: count for count in COUNTS}

"""The ready indicators. Each is a value: what is counted stands here, and nowhere else.

Steps and what is evaluated are those of GB/T 30428: filed, dispatched, handled, closed in time; returned; re-worked.
Where readings of one name differ between cities, they stand here side by side as versions.
"""

from banyan.measure.indicators.formula import Indicator, Registry, Sum, Undecided, Unit
from banyan.measure.indicators.predicates import (
    AllOf,
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

DUPLICATE = Given(Word.DUPLICATE_OF)
SINGLE = Not(DUPLICATE)
DEFERRED = AtLeast(Number.DEFERRED, 1)
NOT_OURS = OneOf(Word.OUTCOME, ("not-our-duty",))
NOT_FOUND = OneOf(Word.OUTCOME, ("not-found",))
DROPPED = OneOf(Word.OUTCOME, ("withdrawn", "duplicate"))
SERVED = AllOf((SINGLE, Not(NOT_OURS), Not(NOT_FOUND), Not(DROPPED)))
_OUTSIDE = ("closed_not_our_duty", "closed_not_found", "closed_dropped")
BY_FIRST_DUE = InTime(Moment.CLOSED, Moment.FIRST_DUE)


def owed(step: Moment, due: Moment) -> Predicate:
    """A single case, whose step was still owed when it was due: it hadn't ended before without it."""
    return AllOf((SINGLE, Not(AllOf((Not(Done(step)), InTime(Moment.CLOSED, due))))))


def _step(name: str, step: Moment, due: Moment, done_zh: str, done_en: str) -> Indicator:
    return Indicator(
        name=f"{name}-in-time",
        version=1,
        title=Name(f"按时{done_zh}率", f"{done_en.capitalize()} in time"),
        formula=Name(
            f"期内到时限的{done_zh}中，按时完成的件数 ÷ 应{done_zh}件数；并入其他案件的不计，"
            f"到时限前已结案而未{done_zh}的不计",
            f"cases {done_en} by the time due / cases to be {done_en} by a time within the period; without those "
            f"joined with another, and without those that were closed before that time and needed no such step",
        ),
        base=due, met=InTime(step, due), counted=owed(step, due),
        numerator=Sum((f"{name}_in_time",)), denominator=Sum((f"{name}_due",)),
    )  # fmt: skip


STEPS = (
    _step("filed", Moment.FILED, Moment.FILING_DUE, "立案", "filed"),
    _step("dispatched", Moment.DISPATCHED, Moment.DISPATCH_DUE, "派遣", "dispatched"),
    _step("handled", Moment.HANDLED, Moment.HANDLING_DUE, "处置", "handled"),
    _step("verified", Moment.VERIFIED, Moment.VERIFICATION_DUE, "核查", "verified"),
)

CLOSING = (
    Indicator(
        name="closed-in-time", version=1, title=Name("按期结案率（含延期）", "Closed in time, deferred cases counted"),
        formula=Name(
            "按原时限结案且未延期的件数 ÷ 期内应结案件数（含延期案件）；并入其他案件的不计",
            "cases closed by their first due time without a deferral / all cases with a first due time within the "
            "period, deferred ones included; without those joined with another",
        ),
        base=Moment.FIRST_DUE, met=AllOf((Not(DEFERRED), BY_FIRST_DUE)), counted=SINGLE,
        numerator=Sum(("closed_in_time",)), denominator=Sum(("due",)),
    ),
    Indicator(
        name="closed-in-time", version=2,
        title=Name("按期结案率（不含延期）", "Closed in time, without deferred cases"),
        formula=Name(
            "按原时限结案且未延期的件数 ÷ 期内应结案件数减去延期案件数；并入其他案件的不计",
            "cases closed by their first due time without a deferral / cases with a first due time within the period "
            "less the deferred ones; without those joined with another",
        ),
        base=Moment.FIRST_DUE, met=BY_FIRST_DUE, counted=AllOf((SINGLE, Not(DEFERRED))),
        numerator=Sum(("closed_in_time",)), denominator=Sum(("due",), ("deferred",)),
    ),
    Indicator(
        name="closed-in-time", version=3, title=Name("按期结案率（以延期后时限计）", "Closed in time as extended"),
        formula=Name(
            "按现行时限（延期后的时限）结案的件数 ÷ 现行时限在期内的件数；并入其他案件的不计",
            "cases closed by their due time, as extended / cases with their due time, as extended, within the period; "
            "without those joined with another",
        ),
        base=Moment.DUE, met=InTime(Moment.CLOSED, Moment.DUE), counted=SINGLE,
        numerator=Sum(("closed_by_extended_due",)), denominator=Sum(("due_as_extended",)),
    ),
    Indicator(
        name="closed", version=1, title=Name("结案率", "Closed"),
        formula=Name(
            "期内立案的案件中，截至计算日已结案的件数 ÷ 期内立案件数；未结案的计入分母；并入其他案件的不计",
            "cases filed within the period and closed by the day of the reckoning / cases filed within the period; "
            "what is still open stays in the denominator; without those joined with another",
        ),
        base=Moment.FILED, met=Done(Moment.CLOSED), counted=SINGLE,
        numerator=Sum(("filed_and_closed",)), denominator=Sum(("filed",)),
    ),
)  # fmt: skip

WAYS = (
    Indicator(
        name="returned", version=1, title=Name("退回率", "Returned"),
        formula=Name(
            "被退回过的件数 ÷ 期内结案件数；并入其他案件的不计",
            "cases that were returned at least once / cases closed within the period; without those joined with "
            "another",
        ),
        base=Moment.CLOSED, met=AtLeast(Number.RETURNS, 1), counted=SINGLE,
        numerator=Sum(("closed_returned",)), denominator=Sum(("closed",)),
    ),
    Indicator(
        name="returned", version=2, title=Name("退回率（按派遣计）", "Returned, of those dispatched"),
        formula=Name(
            "被退回过的件数 ÷ 期内派遣件数；未结案且尚未退回的计为未退回；并入其他案件的不计",
            "cases that were returned at least once / cases dispatched within the period; what is open and not "
            "returned so far counts as not returned; without those joined with another",
        ),
        base=Moment.DISPATCHED, met=AtLeast(Number.RETURNS, 1, Moment.CLOSED), counted=SINGLE,
        undecided=Undecided.NOT_MET, numerator=Sum(("dispatched_returned",)), denominator=Sum(("dispatched",)),
    ),
    Indicator(
        name="re-opened", version=1, title=Name("重开率", "Re-opened"),
        formula=Name(
            "截至计算日重新开启过的件数 ÷ 期内首次结案件数；并入其他案件的不计",
            "cases re-opened by the day of the reckoning / cases first closed within the period; without those joined "
            "with another",
        ),
        base=Moment.FIRST_CLOSED, met=AtLeast(Number.REOPENED, 1), counted=SINGLE,
        numerator=Sum(("first_closed_reopened",)), denominator=Sum(("first_closed",)),
    ),
    Indicator(
        name="duplicates", version=1, title=Name("重复案件占比", "Duplicates"),
        formula=Name("并入其他案件的件数 ÷ 期内受理件数", "reports joined with another case / reports of the period"),
        base=Moment.REPORTED, met=DUPLICATE, numerator=Sum(("duplicates",)), denominator=Sum(("reported",)),
    ),
    Indicator(
        name="not-our-duty", version=1, title=Name("非职责范围占比", "Not our duty"),
        formula=Name(
            "以非本市职责范围结案的件数 ÷ 期内结案件数；并入其他案件的不计",
            "cases closed as not our duty / cases closed within the period; without those joined with another",
        ),
        base=Moment.CLOSED, met=NOT_OURS, counted=SINGLE,
        numerator=Sum(("closed_not_our_duty",)), denominator=Sum(("closed",)),
    ),
    Indicator(
        name="not-found", version=1, title=Name("未发现问题占比", "Not found"),
        formula=Name(
            "以现场未发现问题结案的件数 ÷ 期内结案件数；并入其他案件的不计",
            "cases closed as not found at the place / cases closed within the period; without those joined with "
            "another",
        ),
        base=Moment.CLOSED, met=NOT_FOUND, counted=SINGLE,
        numerator=Sum(("closed_not_found",)), denominator=Sum(("closed",)),
    ),
)  # fmt: skip

SOLVED = (
    Indicator(
        name="solved", version=1, title=Name("解决率（按处置结果）", "Solved, by outcome"),
        formula=Name(
            "处置结果为已解决的件数 ÷ 期内结案件数减去非职责范围、未发现问题、撤回和重复的件数；并入其他案件的不计",
            "cases with the outcome solved / cases closed within the period less those closed as not our duty, not "
            "found, withdrawn or duplicate; without those joined with another",
        ),
        base=Moment.CLOSED, met=OneOf(Word.OUTCOME, ("solved",)), counted=SERVED,
        numerator=Sum(("closed_solved",)), denominator=Sum(("closed",), _OUTSIDE),
    ),
    Indicator(
        name="solved-by-verdict", version=1, title=Name("诉求人认可解决率", "Solved, by the reporter's verdict"),
        formula=Name(
            "诉求人评价为已解决的件数 ÷ 期内结案且诉求人已评价的件数；非职责范围、未发现问题、撤回、"
            "重复和并入其他案件的不计",
            "cases whose reporter says solved / cases closed within the period whose reporter has answered; without "
            "not our duty, not found, withdrawn, duplicate, and those joined with another",
        ),
        base=Moment.CLOSED, met=OneOf(Word.VERDICT, ("solved",)), counted=AllOf((SERVED, Given(Word.VERDICT))),
        numerator=Sum(("verdict_solved",)), denominator=Sum(("verdict_given",)),
    ),
    Indicator(
        name="solved-by-verdict", version=2,
        title=Name("诉求人认可解决率（未评价计为未解决）", "Solved, by the reporter's verdict; silence is not solved"),
        formula=Name(
            "诉求人评价为已解决的件数 ÷ 期内结案件数，未评价的计入分母；非职责范围、未发现问题、撤回、"
            "重复和并入其他案件的不计",
            "cases whose reporter says solved / cases closed within the period, answered or not; without not our duty, "
            "not found, withdrawn, duplicate, and those joined with another",
        ),
        base=Moment.CLOSED, met=OneOf(Word.VERDICT, ("solved",)), counted=SERVED,
        numerator=Sum(("verdict_solved",)),
        denominator=Sum(("closed",), _OUTSIDE),
    ),
    Indicator(
        name="repeated", version=1,
        title=Name("三十日内同地重复发生率", "The same at the same place within 30 days after"),
        formula=Name(
            "结案后三十日内同一地点同类问题再次上报的件数 ÷ 期内结案件数；未满三十日且尚未再发的、没有地点的、"
            "并入其他案件的不计",
            "closed cases of whose class another was reported at the same place within 30 days / cases closed within "
            "the period; without those closed less than 30 days ago and not repeated so far, those without a place, "
            "and those joined with another",
        ),
        base=Moment.CLOSED, met=ComesAgain(30), counted=AllOf((SINGLE, Given(Word.PLACE))),
        numerator=Sum(("closed_and_repeated",)), denominator=Sum(("closed_and_watched",)),
    ),
    Indicator(
        name="repeated", version=2,
        title=Name("三十日内同地重复上报占比", "The same at the same place within 30 days before"),
        formula=Name(
            "上报前三十日内同一地点同类案件曾结案的件数 ÷ 期内受理件数；没有地点的、并入其他案件的不计",
            "reports at whose place a case of the same class was closed within the 30 days before / reports of the "
            "period; without those without a place, and those joined with another",
        ),
        base=Moment.REPORTED, met=CameBefore(30), counted=AllOf((SINGLE, Given(Word.PLACE))),
        numerator=Sum(("reported_again",)), denominator=Sum(("reported_with_place",)),
    ),
)  # fmt: skip

VOLUMES = (
    Indicator(
        name="reported", version=1, title=Name("受理件数", "Reports"), unit=Unit.CASES,
        formula=Name("期内受理的件数，含并入其他案件的", "reports of the period, with those joined with another"),
        base=Moment.REPORTED, met=Done(Moment.REPORTED), numerator=Sum(("reported",)),
    ),
    Indicator(
        name="closed-cases", version=1, title=Name("结案件数", "Cases closed"), unit=Unit.CASES,
        formula=Name(
            "期内结案的件数；并入其他案件的不计", "cases closed within the period; without those joined with another"
        ),
        base=Moment.CLOSED, met=Done(Moment.CLOSED), counted=SINGLE, numerator=Sum(("closed",)),
    ),
)  # fmt: skip

CATALOGUE = Registry(()).with_more((*STEPS, *CLOSING, *WAYS, *SOLVED, *VOLUMES))

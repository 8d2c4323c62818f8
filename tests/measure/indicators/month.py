"""A month of cases for the tests: times are hours after its first midnight."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from banyan.measure.indicators.reckon import Period
from banyan.measure.indicators.row import CaseRow
from banyan.model.time import Instant

ZONE = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 5, 31, 16, tzinfo=UTC)       # midnight of 1 June in Fuzhou
MONTH = 30 * 24
JUNE = Period(START, START + timedelta(hours=MONTH), date(2026, 6, 1), date(2026, 6, 30))
TIMES = ("reported_at", "filed_at", "dispatched_at", "handled_at", "verified_at", "first_closed_at", "closed_at",
         "filing_due", "dispatch_due", "handling_due", "verification_due", "first_due", "due")  # fmt: skip


def hour(n: int) -> Instant:
    return START + timedelta(hours=n)


def case(id: str, **facts: Any) -> CaseRow:
    """A case whose times are hours: case("A", closed_at=5, due=7)."""
    named = {"class_" if name == "class" else name: hour(value) if name in TIMES else value
             for name, value in facts.items() if value is not None}
    return CaseRow(id=id, **named)


def rows_of_hours() -> st.SearchStrategy[list[dict[str, Any]]]:
    """Cases whose facts are drawn near each other, so that equal times, edges of the period and repeats happen."""
    times = st.integers(-2, 40).map(lambda n: n * 24 - 1 + n % 3)
    facts = st.fixed_dictionaries({}, optional={
        **dict.fromkeys(TIMES, times),
        "class": st.sampled_from(["hole", "lamp"]), "place": st.sampled_from(["", "p", "q"]),
        "region": st.sampled_from(["gulou", "taijiang"]),
        "outcome": st.sampled_from(["", "solved", "not-solved", "not-our-duty", "not-found", "withdrawn", "duplicate"]),
        "verdict": st.sampled_from(["", "solved", "not-solved"]), "duplicate_of": st.sampled_from(["", "", "", "c0"]),
        "returns": st.integers(0, 2), "reopened": st.integers(0, 1), "deferred": st.integers(0, 1),
    })  # fmt: skip
    return st.lists(facts, max_size=12).map(
        lambda made: [{**row, "id": f"c{n}"} for n, row in enumerate(made)]
    )

"""Every ready indicator once more, by loops over plain dictionaries: nothing of the program is used.

A row is a dictionary of the fields that are there; times are whole hours. `met` and `all` are the numerator's and the
denominator's ids; what isn't in `all` is left out.
"""

from typing import Any

Row = dict[str, Any]
Answer = tuple[list[str], list[str]]


def when(row: Row, name: str) -> int | None:
    if name == "first_due" and row.get("first_due") is None:
        name = "due"
    if name == "first_closed_at" and row.get("first_closed_at") is None:
        name = "closed_at"
    return row.get(name)


def known(row: Row, name: str, as_of: int) -> int | None:
    at = when(row, name)
    if at is not None and name.endswith("_at") and at > as_of:
        return None
    return at


def of_period(rows: list[Row], name: str, begin: int, end: int, as_of: int) -> list[Row]:
    found = []
    for row in rows:
        at = known(row, name, as_of)
        if at is not None and begin <= at < end:
            found.append(row)
    return found


def punctual(row: Row, step: str, due_name: str, as_of: int) -> str:
    due, done = when(row, due_name), known(row, step, as_of)
    if due is None:
        return "open"
    if done is not None and done <= due:
        return "yes"
    if done is not None or as_of > due:
        return "no"
    return "open"


def step(rows: list[Row], done: str, due: str, begin: int, end: int, as_of: int) -> Answer:
    met, every = [], []
    for row in of_period(rows, due, begin, end, as_of):
        if row.get("duplicate_of"):
            continue
        if known(row, done, as_of) is None and punctual(row, "closed_at", due, as_of) != "no":
            continue                       # closed before it was due and without it; or nobody knows yet
        verdict = punctual(row, done, due, as_of)
        if verdict == "open":
            continue
        every.append(row["id"])
        if verdict == "yes":
            met.append(row["id"])
    return met, every


def closed_in_time(rows: list[Row], version: int, begin: int, end: int, as_of: int) -> Answer:
    due = "due" if version == 3 else "first_due"
    met, every = [], []
    for row in of_period(rows, due, begin, end, as_of):
        if row.get("duplicate_of"):
            continue
        deferred = row.get("deferred", 0) > 0
        if version == 2 and deferred:
            continue
        verdict = "no" if version == 1 and deferred else punctual(row, "closed_at", due, as_of)
        if verdict == "open":
            continue
        every.append(row["id"])
        if verdict == "yes":
            met.append(row["id"])
    return met, every


def plain(rows: list[Row], base: str, begin: int, end: int, as_of: int, counted: Any, met: Any) -> Answer:
    every = [row for row in of_period(rows, base, begin, end, as_of) if counted(row)]
    return [row["id"] for row in every if met(row)], [row["id"] for row in every]


def everything(row: Row) -> bool:
    return bool(row["id"])


def single(row: Row) -> bool:
    return not row.get("duplicate_of")


def served(row: Row) -> bool:
    return single(row) and row.get("outcome") not in ("not-our-duty", "not-found", "withdrawn", "duplicate")


def same_place(a: Row, b: Row) -> bool:
    return a["id"] != b["id"] and a.get("class", "") == b.get("class", "") and a.get("place") == b.get("place")


def repeated_after(rows: list[Row], begin: int, end: int, as_of: int) -> Answer:
    met, every = [], []
    for row in of_period(rows, "closed_at", begin, end, as_of):
        if not single(row) or not row.get("place"):
            continue
        closed = row["closed_at"]
        again = False
        for other in rows:
            at = other.get("reported_at")
            if same_place(row, other) and single(other) and at is not None:
                again = again or (closed < at <= closed + 720 and at <= as_of)
        if again:
            met.append(row["id"])
        if again or as_of > closed + 720:
            every.append(row["id"])
    return met, every


def repeated_before(rows: list[Row], begin: int, end: int, as_of: int) -> Answer:
    met, every = [], []
    for row in of_period(rows, "reported_at", begin, end, as_of):
        if not single(row) or not row.get("place"):
            continue
        every.append(row["id"])
        for other in rows:
            at = other.get("closed_at")
            if same_place(row, other) and single(other) and at is not None and row["reported_at"] - 720 <= at < row[
                    "reported_at"]:
                met.append(row["id"])
                break
    return met, every


def answer(name: str, rows: list[Row], begin: int, end: int, as_of: int) -> Answer:
    span = begin, end, as_of
    steps = {"filed": "filing", "dispatched": "dispatch", "handled": "handling", "verified": "verification"}
    for done, due in steps.items():
        if name == f"{done}-in-time@1":
            return step(rows, f"{done}_at", f"{due}_due", *span)
    if name.startswith("closed-in-time@"):
        return closed_in_time(rows, int(name[-1]), *span)
    if name == "closed@1":
        return plain(rows, "filed_at", *span, single, lambda row: known(row, "closed_at", as_of) is not None)
    if name == "returned@1":
        return plain(rows, "closed_at", *span, single, lambda row: row.get("returns", 0) >= 1)
    if name == "returned@2":
        return plain(rows, "dispatched_at", *span, single, lambda row: row.get("returns", 0) >= 1)
    if name == "re-opened@1":
        return plain(rows, "first_closed_at", *span, single, lambda row: row.get("reopened", 0) >= 1)
    if name == "duplicates@1":
        return plain(rows, "reported_at", *span, everything, lambda row: bool(row.get("duplicate_of")))
    if name in ("not-our-duty@1", "not-found@1"):
        return plain(rows, "closed_at", *span, single, lambda row: row.get("outcome") == name[:-2])
    if name == "solved@1":
        return plain(rows, "closed_at", *span, served, lambda row: row.get("outcome") == "solved")
    if name == "solved-by-verdict@1":
        return plain(rows, "closed_at", *span, lambda row: served(row) and bool(row.get("verdict")),
                     lambda row: row.get("verdict") == "solved")
    if name == "solved-by-verdict@2":
        return plain(rows, "closed_at", *span, served, lambda row: row.get("verdict") == "solved")
    if name == "repeated@1":
        return repeated_after(rows, *span)
    if name == "repeated@2":
        return repeated_before(rows, *span)
    if name == "reported@1":
        return plain(rows, "reported_at", *span, everything, everything)
    if name == "closed-cases@1":
        return plain(rows, "closed_at", *span, single, everything)
    raise AssertionError(f"{name} has no slow reading")

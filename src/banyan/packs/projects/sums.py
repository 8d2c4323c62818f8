"""Subtotals and totals against the rows above them."""

from decimal import Decimal

from banyan.model.figure import Amount
from banyan.model.project import SumCheck

NOTHING = Decimal(0)
WHOLE = -1                    # the level of a total that stands above the rows of its table


class Sums:
    """What the rows of a sheet add up to so far: since the last section or subtotal, in the table, in the sheet."""

    def __init__(self) -> None:
        self.amounts: list[Decimal] = []
        self.finest = Decimal("Infinity")      # step of the most exact amount
        self.since = 0                # first row after the last section or subtotal
        self.marks: list[int] = [0]   # where sections and subtotals began
        self.table = 0
        self.announced: list[tuple[int, int, str, str, Amount | None, int | None]] = []

    def since_table(self) -> int:
        """Rows of this table so far."""
        return len(self.amounts) - self.table

    def add(self, amount: Amount | None) -> None:
        """One row; None where its amount is on the red list: it counts, and adds nothing."""
        self.amounts.append(amount.value if amount is not None else NOTHING)
        if amount is not None:
            self.finest = min(self.finest, amount.step)

    def mark(self) -> None:
        self.since = len(self.amounts)
        if self.marks[-1] != self.since:
            self.marks.append(self.since)

    def begin_table(self) -> None:
        self.table = self.since = len(self.amounts)
        self.marks = [self.table]

    def announce(
        self, sheet: str, cell: str, label: str, said: Amount | None, count: int | None, level: int
    ) -> list[SumCheck]:
        """A section begins, and may say its own sum beforehand; the sections that end with it are checked."""
        found = self.finish(sheet, level)
        if level != WHOLE:
            self.mark()
        if said is not None or count is not None:
            self.announced.append((level, len(self.amounts), cell, label, said, count))
        return found

    def finish(self, sheet: str, level: int = 0, whole: bool = False) -> list[SumCheck]:
        """The sections of this level and below are over; level 0: all are. `whole`: the table is."""
        ending = [a for a in self.announced if (whole if a[0] == WHOLE else level == 0 or a[0] >= level or a[0] == 0)]
        self.announced = [a for a in self.announced if a not in ending]
        found = []
        for _, start, cell, label, said, count in ending:
            rows = self.amounts[start:]
            if said is not None:
                near = sum(rows, NOTHING)
                fits = self._fits(near, said)
                found.append(SumCheck(sheet, cell, label, said.value, near, fits))
            if count is not None:
                found.append(SumCheck(sheet, cell, label, Decimal(count), Decimal(len(rows)), count == len(rows),
                                      "count"))
        return found

    def check(
        self, sheet: str, cell: str, label: str, said: Amount | None, grand: bool, count: int | None
    ) -> list[SumCheck]:
        """A line that says a sum: against the rows it can be of, the likeliest first, taking the first that agrees."""
        spans = self._spans(grand)
        found = []
        if said is not None:
            sums = [sum(self.amounts[a:b], NOTHING) for a, b in spans]
            near = next((s for s in sums if self._fits(s, said)), sums[0])
            found.append(SumCheck(sheet, cell, label, said.value, near, self._fits(near, said)))
        if count is not None:
            counts = [b - a for a, b in spans]
            fits = count if count in counts else counts[0]
            found.append(SumCheck(sheet, cell, label, Decimal(count), Decimal(fits), fits == count, "count"))
        return found

    def equals(self, amount: Amount) -> bool:
        """Whether an amount without a name is the sum of the rows above it: of two and more."""
        return any(b - a > 1 and self._fits(sum(self.amounts[a:b], NOTHING), amount) for a, b in self._spans(False))

    def _fits(self, found: Decimal, said: Amount) -> bool:
        """Whether a sum is what was said, as exactly as the rows are. A sum with decimals may be rounded to them; one
        without may have lost its zeros ("16" for 16.0), as spreadsheets lose them.
        """
        decimals = "." in said.text or "．" in said.text
        step = said.step if decimals else min(said.step, self.finest)
        return abs(found - said.value) * 2 < step or found == said.value

    def _spans(self, grand: bool) -> list[tuple[int, int]]:
        n = len(self.amounts)
        near = [(start, n) for start in reversed(self.marks) if start < n] or [(self.since, n)]
        whole = [(self.table, n), (0, n)]
        return list(dict.fromkeys([*whole, *near] if grand else [*near, *whole]))

"""The amounts of one row: what was signed, what it was revised to, what was added."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

from banyan.model.figure import Amount
from banyan.model.grid import written
from banyan.model.plain import plain
from banyan.model.project import Cell, Investment, InvestmentKind
from banyan.model.sheet import Value
from banyan.packs.projects import money
from banyan.packs.projects.money import CNY, Unit, Unread
from banyan.packs.projects.row_cells import Columns, RowCells

SIGNED, REVISED, INCREMENT = InvestmentKind.SIGNED, InvestmentKind.REVISED, InvestmentKind.INCREMENT


class RowAmounts(RowCells):
    """A row whose amounts are read. `summed`: that of the column which lines of sums add up, in its own currency."""

    def __init__(
        self, columns: Columns, r: int, values: Sequence[Value], carried: Mapping[str, tuple[str, str]],
        errors: Mapping[int, str], forms: Mapping[int, str],
    ) -> None:
        super().__init__(columns, r, values, carried, errors, forms)
        self.summed: Amount | None = None

    def amount(self, field: str) -> Amount | None:
        """None where it is empty; a fault where it can't be read."""
        for c in self.columns.at.get(field, ()):
            value, error = self.values[c], self.errors.get(c, "")
            if value == "" and not error:
                continue
            self.cells[field] = Cell(self.ref(c), error or written(value))
            unit = self._unit(self.columns.units[c])
            form = self.forms.get(c, "")
            read = money.read(value, unit, self._rates(unit), error, form)
            if c == self.columns.summed and unit is not None and unit.currency != CNY:
                as_it_is = money.read(value, unit, money.AS_IT_IS, error, form)
                self.summed = as_it_is if isinstance(as_it_is, Amount) else None
            if isinstance(read, Unread):
                self.fault(field, read.reason, whole=True)
                return None
            if c == self.columns.summed and self.summed is None:
                self.summed = read
            return read
        return None

    def _rates(self, unit: Unit | None) -> Mapping[str, Decimal]:
        """A column of rates holds for the currency of its row."""
        rates = self.columns.asked.rates
        if unit is None or unit.currency == CNY or "rate" not in self.columns.of:
            return rates
        try:
            rate = Decimal(plain(self.text("rate")))
        except InvalidOperation:
            return rates
        return {**rates, unit.currency: rate} if rate > 0 else rates

    def _unit(self, unit: Unit | None) -> Unit | None:
        """The row's own columns of unit and currency stand nearer than the header."""
        said = money.unit_of(self.text("unit")) if "unit" in self.columns.of else money.UNSAID
        if "currency" in self.columns.of:
            said = said.over(money.unit_of(self.text("currency")))
        if said is money.UNSAID or said == money.UNSAID:
            return unit
        base = unit or Unit(Decimal(1))
        return Unit(said.scale if said.scale is not None else base.factor, said.currency or base.currency or CNY,
                    f"row {self.r + 1}")

    def investments(self, increase: bool) -> tuple[Amount | None, tuple[Investment, ...]]:
        """The amount that the row's column says, and what it is worth. `increase`: it adds to another project."""
        main = self.amount("investment")
        if increase:
            added = self.amount("increment") or self._difference(main) or main
            if added is None:
                return main, ()
            self.faults = [f for f in self.faults if f.field != "investment"]
            field = "increment" if "increment" in self.cells else "investment"
            return main or added, (self._investment(INCREMENT, added, field),)
        found = [] if main is None else [self._investment(SIGNED, main, "investment")]
        if (revised := self.amount("revised")) is not None and (main is None or revised.value != main.value):
            found.append(self._investment(REVISED if main is not None else SIGNED, revised, "revised"))
        if (added := self.amount("increment")) is not None and main is not None:
            found.append(self._investment(INCREMENT, added, "increment"))
        self.faults = [f._replace(whole=f.field == "investment" and main is None) for f in self.faults]
        return main, tuple(found)

    def _difference(self, main: Amount | None) -> Amount | None:
        """What came to an amount before, where a row says both."""
        before, after = self.amount("before"), self.amount("after") or main
        if before is None or after is None or after.value <= before.value:
            return None
        step = min(before.step, after.step)
        return Amount(f"{after.text} - {before.text}", after.value - before.value, step)

    def _investment(self, kind: InvestmentKind, amount: Amount, field: str) -> Investment:
        asked = self.columns.asked
        on = asked.told_on if kind is REVISED else None
        return Investment(kind, amount, asked.edition, on, self.columns.unit_said(field), self.cells.get(field))

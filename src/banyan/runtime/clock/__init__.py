"""Due times for anyone who wants to check: one, a table of them, and a month of a calendar."""

from banyan.runtime.clock.month import Day, Month, month
from banyan.runtime.clock.started import BadStart, started
from banyan.runtime.clock.table import BadRow, Filled, fill
from banyan.runtime.clock.texts import TEXTS

__all__ = ["TEXTS", "BadRow", "BadStart", "Day", "Filled", "Month", "fill", "month", "started"]

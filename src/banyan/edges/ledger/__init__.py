"""A ledger of figures: CSV in, and the waivers that people wrote about findings; `sdmx` writes it as SDMX."""

from banyan.edges.ledger.reader import Ledger, LedgerError, Rejected, read
from banyan.edges.ledger.waivers import read as read_waivers

__all__ = ["Ledger", "LedgerError", "Rejected", "read", "read_waivers"]

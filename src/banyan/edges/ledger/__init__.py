"""A ledger of figures: CSV in, SDMX-CSV and SDMX-ML out, and the waivers that people wrote about findings."""

from banyan.edges.ledger.reader import Ledger, LedgerError, Rejected, read
from banyan.edges.ledger.waivers import read as read_waivers

__all__ = ["Ledger", "LedgerError", "Rejected", "read", "read_waivers"]

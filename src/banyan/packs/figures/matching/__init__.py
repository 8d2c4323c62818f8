"""From a number in a text to the ledger's figures about the same thing: by names, periods, places and breakdowns."""

from banyan.packs.figures.matching.evidence import LedgerEvidence

__all__ = ["LedgerEvidence"]

"""Checking releases: files to text, text to quantities, quantities against each other, the ledger and the projects."""

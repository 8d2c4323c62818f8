"""Releases checked against themselves, ledgers and projects."""

"""Banyan: an open city brain. See docs/ for the tour; runtime/loop.py shows the whole of it on one page."""

__version__ = "0.1.0"

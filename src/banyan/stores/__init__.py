"""Where the journal lives. Every store passes tests/stores/conformance.py, which says what it promises."""

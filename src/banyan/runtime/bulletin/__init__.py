"""The bulletin on paper: HTML, Word from the office's template, and what may be printed."""

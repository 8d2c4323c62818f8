"""A release as an office sends it (txt, HTML, Word): read as text, and written back with its numbers marked."""

from banyan.edges.releases.errors import ReleaseError
from banyan.edges.releases.marks import Mark
from banyan.edges.releases.page import mark_html
from banyan.edges.releases.reader import read
from banyan.edges.releases.release import LARGEST, Line, Release
from banyan.edges.releases.word import mark_docx

__all__ = ["LARGEST", "Line", "Mark", "Release", "ReleaseError", "mark_docx", "mark_html", "read"]

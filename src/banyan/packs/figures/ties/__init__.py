"""The relations that a text claims among its numbers."""

from banyan.model.figure import Tie
from banyan.packs.figures.page import Page


def claimed(page: Page) -> tuple[Tie, ...]:
    return ()

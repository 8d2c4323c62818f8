"""Perceive: no message is lost. It is an accepted observation, or a reject with a reason."""

from banyan.perceive.accept import Memory, Seen, Table, accept, prepare, start
from banyan.perceive.journal import again

__all__ = ["Memory", "Seen", "Table", "accept", "again", "prepare", "start"]

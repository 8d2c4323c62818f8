"""The case engine: pure. A case, a move and a moment in; the case after it with its moves, or why not, out."""

from banyan.command.casework.engine import apply
from banyan.command.casework.intake import again, near, report
from banyan.command.casework.telling import call, reckon, tell

__all__ = ["again", "apply", "call", "near", "reckon", "report", "tell"]

"""The case engine: pure. A case, a move and a moment in; the case after it with its moves, or why not, out."""

from banyan.command.casework.engine import apply
from banyan.command.casework.intake import near, report
from banyan.command.casework.telling import reckon, tell

__all__ = ["apply", "near", "reckon", "report", "tell"]

"""CP-SAT as every job here uses it: one worker, a fixed seed and a deterministic limit (DESIGN 5, rule 4)."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpSolver

_SEED = 1


def deterministic(limit: float) -> "CpSolver":
    """The same model is answered the same again. `limit`: CP-SAT's deterministic time, about seconds of one core."""
    from ortools.sat.python import cp_model  # half a second: only where something is solved

    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = _SEED
    solver.parameters.max_deterministic_time = limit
    return solver

"""What a tried plan asks of the live city: its settings at minute 0."""

from banyan.model.ids import DeviceId
from banyan.runtime.scenario import UsageError
from banyan.runtime.whatif.result import Result


def targets_of(told: Result) -> dict[DeviceId, str]:
    """Device → setting in %, as an intent's arguments. Raises UsageError where there is nothing to propose."""
    if not told.asked.plan:
        raise UsageError("no plan was tried in this what-if: there is nothing to propose; give one with --plan")
    found = {row.device: f"{row.setting:g}" for row in told.asked.plan if row.minutes == 0}
    if not found:
        first = told.asked.plan[0].minutes
        raise UsageError(f"the plan asks for nothing at minute 0, its first row is of minute {first:g}: only what it "
                         "wants now can be proposed")
    return found

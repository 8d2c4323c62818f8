"""All texts that rooms, twins and packs can say, for the screens."""

from banyan.allocate.texts import TEXTS as ALLOCATE
from banyan.command.casework.texts import TEXTS as CASEWORK
from banyan.command.texts import TEXTS as COMMAND
from banyan.control.texts import TEXTS as CONTROL
from banyan.judge.texts import TEXTS as JUDGE
from banyan.measure.texts import TEXTS as MEASURE
from banyan.packs.water import PACK as WATER
from banyan.runtime.events.texts import TEXTS as EVENTS
from banyan.runtime.whatif.texts import TEXTS as WHATIF
from banyan.twin.texts import TEXTS as TWIN

CATALOGUE = {
    **JUDGE, **CONTROL, **ALLOCATE, **COMMAND, **CASEWORK, **MEASURE, **TWIN, **WATER.texts, **EVENTS, **WHATIF,
}  # fmt: skip


def for_screens() -> dict[str, dict[str, str]]:
    """{"zh": {key: template}, "en": {key: template}}."""
    said = sorted(CATALOGUE.items())
    return {language: {key: name.said(language) for key, name in said} for language in ("zh", "en")}

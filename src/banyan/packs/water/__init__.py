"""The water pack: what is particular to lakes, gates and pumps."""

from banyan.model.city import City
from banyan.model.pack import Pack
from banyan.packs.water.reasons import Motive
from banyan.packs.water.storm_rule import StormRule
from banyan.packs.water.texts import TEXTS


def _storm_rule(_: City) -> StormRule:
    """One rule for every city: its numbers come with each situation."""
    return StormRule()


PACK = Pack(name="water", controllers=(_storm_rule,), texts=TEXTS, rules=(*map(str, Motive), "pumps"),
            roles=("desk", "engineer", "supervisor"))

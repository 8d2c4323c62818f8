"""SensorThings of a served city: its tables, its declared streams, its readings."""

from banyan.model.city import City
from banyan.model.thing_ports import Changing
from banyan.runtime.running import Running
from banyan.runtime.things.city import CityStreams, Declaration
from banyan.runtime.things.service import Service, wall
from banyan.stores.embedded import EmbeddedStore
from banyan.stores.things.readings import Readings
from banyan.stores.things.store import ThingsStore


class CityThings:
    """Close it before the store."""

    def __init__(self, store: EmbeddedStore, running: Running) -> None:
        """Catches up with the journal. Raises StoreError."""
        city = running.brain.city.city
        self._things = ThingsStore(store)
        try:
            streams, features = self._things.change(lambda w: _declared(w, city), wall()).result()
            order = [str(stream.id) for stream in running.brain.city.order]
            Readings(store, [streams[stream] for stream in order], [features[stream] for stream in order])
        except BaseException:
            self._things.close()
            raise
        self.service = Service(self._things, CityStreams(running, streams))

    def close(self) -> None:
        self._things.close()


def _declared(w: Changing, city: City) -> tuple[dict[str, int], dict[str, int]]:
    declaration = Declaration(w, city)
    return declaration.datastreams(), declaration.features()

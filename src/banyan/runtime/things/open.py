"""SensorThings of a served city: its tables, its declared streams, its readings."""

from pathlib import Path

from banyan.model.city import City
from banyan.model.ports import StoreError
from banyan.model.thing_ports import Changing
from banyan.model.time import micros
from banyan.runtime.readings.intake import Intake, Standing
from banyan.runtime.running import Running
from banyan.runtime.things.browsing import StreamBrowser
from banyan.runtime.things.catalogue import Limits
from banyan.runtime.things.city import CityStreams, Declaration
from banyan.runtime.things.looking import Looking
from banyan.runtime.things.service import Service, wall
from banyan.runtime.things.upkeep import REJECTS_DAYS, Upkeep
from banyan.runtime.vitals import of_things
from banyan.runtime.watch.upkeep import Upkeep as WatchUpkeep
from banyan.runtime.watch.warm import Warming
from banyan.runtime.watch.watch import Watch
from banyan.stores.embedded import EmbeddedStore
from banyan.stores.journal import Journal
from banyan.stores.postgres.store import PostgresStore
from banyan.stores.postgres.things import PostgresThings
from banyan.stores.things.readings import Readings
from banyan.stores.things.store import ThingsStore


def things_of(store: Journal) -> ThingsStore | PostgresThings:
    """The entities beside a journal, by its kind."""
    if isinstance(store, PostgresStore):
        return PostgresThings(store)
    if isinstance(store, EmbeddedStore):
        return ThingsStore(store)
    raise StoreError(f"{store.where} keeps no SensorThings")


class CityThings:
    """Close it before the store."""

    def __init__(self, store: Journal, running: Running, folder: Path, rejects_days: int = REJECTS_DAYS) -> None:
        """Catches up with the journal. `folder` of the data, where the watch keeps its snapshot; `rejects_days`: how
        long readings that were not taken are kept. Raises StoreError.
        """
        city = running.brain.city.city

        def nudge() -> None:
            store.expect()
            running.nudge()

        self._things = self.things = things_of(store)
        try:
            streams, features = self._things.change(lambda w: _declared(w, city), wall()).result()
            order = [str(stream.id) for stream in running.brain.city.order]
            Readings(store, self._things.columns, [streams[stream] for stream in order],
                     [features[stream] for stream in order])
            self.watch = Watch(city.templates, self._things, store, folder, wall(), nudge)
        except BaseException:
            self._things.close()
            raise
        running.brain.jobs = (*running.brain.jobs, self.watch.found)
        warming = Warming()
        self.streams = _browser(self._things, city, running)
        self.service = Service(self._things, CityStreams(running, streams), watch=self.watch, ready=warming.ready,
                               streams=self.streams)
        self._watching = WatchUpkeep(self.watch, wall)
        running.vitals.append(lambda: of_things(self.things, self.watch.memory_bytes, self._watching.trouble))
        running.troubles.append(lambda: self._watching.trouble)
        self._upkeep = Upkeep(self._things, wall, rejects_days=rejects_days)
        self._looking = Looking(self.streams)
        ranges = {str(stream.id): (stream.low, stream.high) for stream in city.streams}
        self.intake = Intake(self._things, Standing(streams, features, running, ranges), wall, self.watch.judge,
                             warming.ready)

    def close(self) -> None:
        self._looking.close()
        self._upkeep.close()
        self._watching.close()
        self._things.close()


def _browser(things: ThingsStore | PostgresThings, city: City, running: Running) -> StreamBrowser:
    limits = {str(stream.id): Limits(stream.period_s, stream.low, stream.high) for stream in city.streams}
    return StreamBrowser(things, limits, wall, lambda: micros(running.brain.now))


def _declared(w: Changing, city: City) -> tuple[dict[str, int], dict[str, int]]:
    declaration = Declaration(w, city)
    return declaration.datastreams(), declaration.features()

"""The door of a running city: its desk for other programs, and the thread that speaks with other cities."""

import logging
import threading
from pathlib import Path
from types import TracebackType

import msgspec

from banyan.model.city import City
from banyan.model.ports import Store, StoreError, StoreFull
from banyan.runtime import private
from banyan.runtime.casework.looking import CaseDesk
from banyan.runtime.casework.office import Note
from banyan.runtime.casework.photos import Photos
from banyan.runtime.contacts import Contacts
from banyan.runtime.open311.at_desk import CaseDoors
from banyan.runtime.open311.book import OfficeBook
from banyan.runtime.open311.casework import CaseRequests
from banyan.runtime.open311.client import Client, Peer
from banyan.runtime.open311.declared import load_declared
from banyan.runtime.open311.exchange import Exchange
from banyan.runtime.scenario import UsageError

PEER_KEYS = "peer-keys.json"          # of the data folder: jurisdiction → our key there
SEND_S = 5.0                          # between two tries to send what is on its way
LOOK_S = 60.0                         # between two looks at how cases stand elsewhere
_log = logging.getLogger("banyan.open311")


class Door311:
    """Use as a context manager: it sends and asks inside. `requests` and `cases` are what the routes ask."""

    def __init__(
        self, requests: CaseRequests, exchange: Exchange, book: OfficeBook, cases: CaseDoors, contacts: Contacts,
        photos: Photos,
    ) -> None:  # fmt: skip
        self.requests, self.exchange, self.cases, self._book = requests, exchange, cases, book
        self.contacts, self.photos = contacts, photos
        self._halt = threading.Event()
        self._thread = threading.Thread(target=self._run, name="open311-exchange", daemon=True)

    def __enter__(self) -> "Door311":
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._halt.set()
        self._thread.join(1.0)        # it may wait for a city that doesn't answer; nothing is lost with it

    def _run(self) -> None:
        waited = LOOK_S
        while not self._halt.wait(SEND_S):
            waited += SEND_S
            try:
                self.send()
                if waited >= LOOK_S:
                    self.exchange.look()
                    waited = 0.0
            except (StoreError, StoreFull) as e:      # tried again at the next turn
                _log.warning("what other cities said could not be recorded: %s", e)

    def send(self) -> None:
        """Try once to send each case that is on its way."""
        for shared in self._book.everywhere():
            if shared.leaving is not None and not self._halt.is_set():
                self.exchange.deliver(shared.case)


def door_of(folder: Path, city: City, desk: CaseDesk, store: Store, note: Note, data: Path) -> Door311 | None:
    """None where the city declares none (open311.toml). Raises FolderErrors, UsageError, StoreError."""
    declared = load_declared(folder, city, desk.office.book)
    if declared is None:
        return None
    keys = peer_keys(data)
    clients = {p.jurisdiction: Client(Peer(p.jurisdiction, p.url, keys.get(p.jurisdiction, ""), p.services))
               for p in declared.peers}
    book = OfficeBook(desk.office, store, note, declared)
    exchange = Exchange(declared.jurisdiction, book, clients)
    contacts, photos = Contacts(data), Photos(data)
    requests = CaseRequests(desk, declared, store, photos, contacts, exchange, book)
    return Door311(requests, exchange, book, CaseDoors(desk.office, contacts, note, exchange), contacts,
                   photos)


def keep_peer_key(data: Path, jurisdiction: str, key: str) -> None:
    """Raises UsageError, StoreFull."""
    kept = peer_keys(data) | {jurisdiction: key}
    path = data / PEER_KEYS
    try:
        private.put(path, msgspec.json.encode(kept, order="deterministic"))
    except OSError as error:
        raise StoreFull(f"{path} can't be written ({error.strerror}): give the data folder of a city") from error


def peer_keys(data: Path) -> dict[str, str]:
    """Raises UsageError for a file that can't be understood."""
    try:
        return msgspec.json.decode((data / PEER_KEYS).read_bytes(), type=dict[str, str])
    except FileNotFoundError:
        return {}
    except (OSError, msgspec.MsgspecError) as error:
        raise UsageError(f"{data / PEER_KEYS} can't be understood ({error}); expected jurisdiction and key by name: "
                         'banyan open311 peer-key writes it') from None

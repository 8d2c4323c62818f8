"""What GeoReport v2 speaks of, under its own field names. One struct each; XML and JSON are written from the same.

An empty text and an absent one are the same (GeoReport v2, "Optional Arguments"), so absent is None throughout.
"""

from enum import StrEnum

from msgspec import Struct

from banyan.model.casetype import Datatype
from banyan.model.time import Instant

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"


class Format(StrEnum):
    """How an answer is written; the resource's suffix asks for it."""

    XML = "xml"
    JSON = "json"

    @property
    def media_type(self) -> str:
        """As in "Format Support": text/xml, not application/xml."""
        return "text/xml" if self is Format.XML else "application/json"


class Delivery(StrEnum):
    """What a POST is answered with: the request's id at once, a token for it, or nothing."""

    REALTIME = "realtime"
    BATCH = "batch"
    BLACKBOX = "blackbox"


class Status(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class Fault(Struct, frozen=True):
    """One entry of the error list. `code`: 400, 403 or 404 ("Errors")."""

    code: int
    description: str


class Endpoint(Struct, frozen=True):
    url: str
    changeset: Instant                # last change of the services or their definitions
    type: str = "production"          # production | test
    specification: str = SPECIFICATION
    formats: tuple[str, ...] = (Format.XML.media_type, Format.JSON.media_type)


class Discovery(Struct, frozen=True):
    """Where the endpoints of a jurisdiction are (wiki.open311.org/Service_Discovery)."""

    changeset: Instant
    contact: str
    key_service: str
    endpoints: tuple[Endpoint, ...]


class Service(Struct, frozen=True):
    """A kind of thing that may be reported. `metadata`: it has attributes of its own to ask for."""

    service_code: str
    service_name: str
    description: str
    metadata: bool
    type: Delivery = Delivery.REALTIME
    keywords: tuple[str, ...] = ()
    group: str | None = None


class Value(Struct, frozen=True):
    key: str
    name: str


class Attribute(Struct, frozen=True):
    """A question of a service. `variable` false: it only tells something, nothing is answered."""

    code: str
    datatype: Datatype
    description: str
    order: int
    required: bool = False
    variable: bool = True
    datatype_description: str | None = None
    values: tuple[Value, ...] = ()


class ServiceDefinition(Struct, frozen=True):
    service_code: str
    attributes: tuple[Attribute, ...]


class Note(Struct, frozen=True):
    """One step of a request's history (extension "Update History")."""

    datetime: Instant
    description: str
    type: str


class Extended(Struct, frozen=True):
    """What GeoReport v2 has no field for; told only where `extensions=true` was asked.

    `origin_*`: where the case began, the same in every city that has had it; `hand`: how often it changed hands.
    `outcome` and `verdict` say what the status can't: closed is not solved.
    """

    origin_jurisdiction: str
    origin_request_id: str
    hand: int = 0
    holder: str | None = None         # jurisdiction that has it in hand now
    outcome: str | None = None
    verdict: str | None = None        # what the reporter says of the outcome


class ServiceRequest(Struct, frozen=True, kw_only=True):
    """A reported thing as the public sees it: nothing in it is about the reporter."""

    service_request_id: str
    status: Status
    service_code: str
    requested_datetime: Instant
    status_notes: str | None = None
    service_name: str | None = None
    description: str | None = None
    agency_responsible: str | None = None
    service_notice: str | None = None
    updated_datetime: Instant | None = None
    expected_datetime: Instant | None = None
    address: str | None = None
    address_id: str | None = None
    zipcode: str | None = None
    lat: float | None = None
    long: float | None = None
    media_url: str | None = None
    extended: Extended | None = None
    notes: tuple[Note, ...] = ()


class Filed(Struct, frozen=True):
    """The answer to a POST, and to a token. Never both ids in answer to a POST (GeoReport v2)."""

    service_request_id: str | None = None
    token: str | None = None
    service_notice: str | None = None
    account_id: str | None = None


class Reporter(Struct, frozen=True):
    """Who reports, as far as they say. It goes to the reporters' part of the journal and is in no answer."""

    email: str | None = None
    phone: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    account_id: str | None = None
    device_id: str | None = None


class Media(Struct, frozen=True):
    """A file that came with a report; its name and its declared type are the sender's words."""

    name: str
    declared: str
    content: bytes


class Origin(Struct, frozen=True):
    """Which case of which city is handed over (an extension; others ignore its arguments)."""

    jurisdiction: str
    request: str
    hand: int                         # counts from 1: the first time it leaves the city where it began


class Report(Struct, frozen=True, kw_only=True):
    """What a POST asks for. At least one of lat and long, address_string, address_id is there."""

    service_code: str
    lat: float | None = None
    long: float | None = None
    address_string: str | None = None
    address_id: str | None = None
    attributes: tuple[tuple[str, tuple[str, ...]], ...] = ()   # code → values, in the order they came
    description: str | None = None
    media_url: str | None = None
    reporter: Reporter = Reporter()
    media: tuple[Media, ...] = ()
    origin: Origin | None = None


class Query(Struct, frozen=True, kw_only=True):
    """Which requests are asked for. Ids override everything else; `begin` and `end` are inclusive."""

    ids: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    statuses: tuple[Status, ...] = ()
    begin: Instant
    end: Instant
    updated_after: Instant | None = None
    updated_before: Instant | None = None
    page: int = 1
    page_size: int = 1000
    extensions: bool = False

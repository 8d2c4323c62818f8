"""What the Open311 routes ask of a city. One desk is one jurisdiction; the case engine stands behind it."""

from datetime import tzinfo
from typing import Protocol

from msgspec import Struct

from banyan.edges.open311.nouns import Fault, Filed, Query, Report, Service, ServiceDefinition, ServiceRequest
from banyan.model.time import Instant
from banyan.runtime.open311.keys import ApiKey


class About(Struct, frozen=True):
    """How the city presents itself in the discovery. `changeset`: last change of services or definitions."""

    jurisdiction: str
    contact: str
    key_service: str
    changeset: Instant
    type: str = "production"          # production | test
    timezone: tzinfo | None = None    # of dates without a time; None: UTC


class Turned(Exception):  # noqa: N818  said as operators say it
    """The report can't be taken, for a reason that its sender can understand."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(f.description for f in faults))
        self.faults = faults


class Requests311(Protocol):
    """Thread-safe. `language`: zh or en, for names and descriptions."""

    def about(self) -> About: ...

    def now(self) -> Instant: ...

    def services(self, language: str) -> tuple[Service, ...]: ...

    def definition(self, code: str, language: str) -> ServiceDefinition | None:
        """The questions of a service, none where it asks nothing; None: there is no such service."""

    def file(self, report: Report, key: ApiKey, language: str) -> Filed:
        """Take a report that answers its service's questions, on the authority of the key's principal. Raises Turned.

        A case that another city hands over
        (`report.origin`) is taken once, however often it comes: the same origin and hand give the same answer.
        """

    def find(self, query: Query, language: str) -> tuple[ServiceRequest, ...]:
        """As `edges.open311.query.choose` picks; only what the public may see."""

    def token(self, token: str) -> Filed | None:
        """The request that a token stands for, its id None as long as there is none; None: no such token."""

    def key(self, given: str) -> ApiKey | None:
        """The valid key that this text is, if any."""

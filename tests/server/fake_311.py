"""A jurisdiction with three services, in memory: as runtime.open311.desk.Requests311."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from banyan.edges.open311.nouns import (
    Attribute,
    Delivery,
    Extended,
    Fault,
    Filed,
    Note,
    Query,
    Report,
    Service,
    ServiceDefinition,
    ServiceRequest,
    Status,
    Value,
)
from banyan.edges.open311.query import choose
from banyan.model.authority import Principal, Role
from banyan.model.casetype import Datatype
from banyan.model.ids import PrincipalId, RoleId
from banyan.model.text import Name
from banyan.model.time import Instant
from banyan.runtime.open311.desk import About, Turned
from banyan.runtime.open311.intake import ACTION
from banyan.runtime.open311.keys import ApiKey, digest, valid
from tests.server.fake_city import AUTHORITY, START

WITH_APPS = replace(
    AUTHORITY,
    roles=(*AUTHORITY.roles, Role(RoleId("apps"), Name("外部应用", "Apps"), (ACTION,))),
    principals=(*AUTHORITY.principals, Principal(PrincipalId("app-1"), Name("应用一", "App one"), (RoleId("apps"),))),
)

KEY, ONLY_DRAINS, REVOKED, STRANGERS = "bk-all", "bk-drains", "bk-revoked", "bk-watcher"
KEYS = (
    ApiKey("app", digest(KEY), PrincipalId("app-1")),
    ApiKey("drains", digest(ONLY_DRAINS), PrincipalId("app-1"), ("drain",)),
    ApiKey("old", digest(REVOKED), PrincipalId("app-1"), revoked=True),
    ApiKey("watch", digest(STRANGERS), PrincipalId("watcher-1")),
)
NOW = START + timedelta(days=1)

NAMES = {"cover": ("井盖", "Manhole cover"), "drain": ("雨水口", "Storm drain"), "noise": ("噪声", "Noise")}
COVER = (
    Attribute("STATE", Datatype.ONE, "What is wrong with it?", 1, required=True,
              values=(Value("gone", "Gone"), Value("loose", "Loose"))),
    Attribute("AROUND", Datatype.SEVERAL, "What is around it?", 2,
              values=(Value("school", "School"), Value("bus", "Bus"))),
    Attribute("DEPTH", Datatype.NUMBER, "How deep, in cm?", 3),
    Attribute("SINCE", Datatype.DATETIME, "Since when?", 4),
    Attribute("HINT", Datatype.TEXT, "Keep away from an open shaft.", 5, variable=False),
)


class Fake311:
    def __init__(self, requests: int = 3) -> None:
        self.reports: list[tuple[Report, PrincipalId, str]] = []
        self.tokens: dict[str, Filed] = {}
        self.fail = False
        self.requests = [made(i) for i in range(requests)]

    def about(self) -> About:
        return About("banyanbay.gov", "city data bureau", "ask the city data bureau", START, "test",
                     ZoneInfo("Asia/Shanghai"))

    def now(self) -> Instant:
        return NOW

    def services(self, language: str) -> tuple[Service, ...]:
        said = {code: names[language == "en"] for code, names in NAMES.items()}
        return (
            Service("cover", said["cover"], "", True, keywords=("road", "shaft"), group="roads"),
            Service("drain", said["drain"], "Blocked or broken", False, group="water"),
            Service("noise", said["noise"], "", False, Delivery.BATCH),
        )

    def definition(self, code: str, language: str) -> ServiceDefinition | None:
        if code not in NAMES:
            return None
        return ServiceDefinition(code, COVER if code == "cover" else ())

    def file(self, report: Report, key: ApiKey, language: str) -> Filed:
        if self.fail:
            raise RuntimeError("the engine broke")
        if report.lat == 0 and report.long == 0:
            raise Turned(Fault(400, "lat and long are outside the city."))
        self.reports.append((report, key.principal, key.id))
        number = f"R-{len(self.reports)}"
        if report.service_code == "noise":
            self.tokens[f"T-{len(self.reports)}"] = Filed(None, f"T-{len(self.reports)}")
            return Filed(None, f"T-{len(self.reports)}")
        self.requests.append(ServiceRequest(
            service_request_id=number, status=Status.OPEN, service_code=report.service_code, requested_datetime=NOW,
            description=report.description, lat=report.lat, long=report.long, address=report.address_string,
        ))  # fmt: skip
        return Filed(number, None, "Somebody goes there today.")

    def find(self, query: Query, language: str) -> tuple[ServiceRequest, ...]:
        return choose(self.requests, query)

    def token(self, token: str) -> Filed | None:
        return self.tokens.get(token)

    def key(self, given: str) -> ApiKey | None:
        return valid(KEYS, given, NOW)


def made(i: int) -> ServiceRequest:
    """Open and closed ones in turn, an hour apart, back from now."""
    closed = i % 2 == 1
    return ServiceRequest(
        service_request_id=f"C/{i}#a", status=Status.CLOSED if closed else Status.OPEN, service_code="drain",
        service_name=NAMES["drain"][0], requested_datetime=NOW - timedelta(hours=i), updated_datetime=NOW,
        description="a < b & \x01 ]]> “堵” \r\n 2", lat=26.0625, long=119.3 + i / 1_000_000, address="塔楼路 1 号",
        extended=Extended("banyanbay.gov", f"C/{i}#a", outcome="solved" if closed else None),
        notes=(Note(NOW, "filed", "filed"),),
    )  # fmt: skip

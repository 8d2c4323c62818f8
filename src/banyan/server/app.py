"""The application: routes over a Desk, behind the door, every answer through `authorize`."""

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from litestar import Litestar
from litestar.config.app import AppConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig

from banyan.model.authority import Authority
from banyan.model.ids import PrincipalId
from banyan.runtime.casework.looking import CaseDesk
from banyan.runtime.casework.photos import Photos
from banyan.runtime.casework.residents import Residents
from banyan.runtime.casework.tables.desk import CaseImports
from banyan.runtime.desk import Desk
from banyan.runtime.errands import Errands
from banyan.runtime.figures.desk import FigureDesk
from banyan.runtime.hooks.incoming import Hooks
from banyan.runtime.logs import Troubles
from banyan.runtime.notices.desk import NoticeDesk
from banyan.runtime.open311.at_desk import CaseDoors
from banyan.runtime.open311.desk import Requests311
from banyan.runtime.projects.desk import ProjectDesk
from banyan.runtime.readings.desk import ReadingsDesk
from banyan.runtime.things.service import Service
from banyan.runtime.vitals import Vital
from banyan.runtime.whatif.queue import WhatIfs
from banyan.server.access import Access, guard
from banyan.server.arrays import Arrays
from banyan.server.bodies import Bodies
from banyan.server.bulletin import ROUTES as BULLETIN_ROUTES
from banyan.server.case_doors import ROUTES as CASE_DOOR_ROUTES
from banyan.server.case_imports import ROUTES as CASE_IMPORT_ROUTES
from banyan.server.cases import ROUTES as CASE_ROUTES
from banyan.server.cases_screens import ROUTES as CASE_SCREEN_ROUTES
from banyan.server.columns import Columns
from banyan.server.door import LOOPBACK, Door
from banyan.server.errands import ROUTES as ERRAND_ROUTES
from banyan.server.errors import HANDLERS
from banyan.server.figures import ROUTES as FIGURE_ROUTES
from banyan.server.hooks import ROUTES as HOOK_ROUTES
from banyan.server.hooks import HookDoor
from banyan.server.imports import ROUTES as IMPORT_ROUTES
from banyan.server.indicators import ROUTES as INDICATOR_ROUTES
from banyan.server.live import Live
from banyan.server.metrics import ROUTES as METRIC_ROUTES
from banyan.server.metrics import Counted, Metrics
from banyan.server.notices import ROUTES as NOTICE_ROUTES
from banyan.server.open311 import ROUTES as OPEN311_ROUTES
from banyan.server.open311 import in_its_words
from banyan.server.pace import Pace
from banyan.server.page import Page
from banyan.server.page import routes as page_routes
from banyan.server.projects import ROUTES as PROJECT_ROUTES
from banyan.server.readings import ROUTES as READING_ROUTES
from banyan.server.readings import Deliveries
from banyan.server.reads import Reads
from banyan.server.residents import ROUTES as RESIDENT_ROUTES
from banyan.server.routes import ROUTES
from banyan.server.shares import Shares
from banyan.server.status import ROUTES as STATUS_ROUTES
from banyan.server.status import Watch
from banyan.server.streams import ROUTES as STREAM_ROUTES
from banyan.server.things import ROUTES as THING_ROUTES
from banyan.server.things import Doors
from banyan.server.whatif import ROUTES as WHATIF_ROUTES

Vitals = Callable[[], Sequence[Vital]]

PAGE_DIR = Path(__file__).parent.parent / "page"
"""Where the build hook puts the page, in the wheel and in a checkout."""


def nothing() -> tuple[Vital, ...]:
    """The numbers of a desk that has none."""
    return ()


def create_app(
    desk: Desk,
    tokens: Mapping[str, PrincipalId],
    authority: Authority,
    page_dir: Path | None = PAGE_DIR,
    allowed_hosts: Iterable[str] = LOOPBACK,
    keys: Mapping[str, PrincipalId] | None = None,
    open_to: PrincipalId | None = None,
    whatifs: WhatIfs | None = None,
    projects: ProjectDesk | None = None,
    figures: FigureDesk | None = None,
    cases: CaseDesk | None = None,
    requests311: Requests311 | None = None,
    case_doors: CaseDoors | None = None,
    things: Service | None = None,
    residents: Residents | None = None,
    photos: Photos | None = None,
    notices: NoticeDesk | None = None,
    hooks: Hooks | None = None,
    vitals: Vitals = nothing,
    readings: ReadingsDesk | None = None,
    errands: Errands | None = None,
    case_tables: CaseImports | None = None,
) -> Litestar:
    """An ASGI application. `tokens` are one-time; `app.state.access.invite(principal)` makes more.

    Without a built page it starts all the same and says at / how to build it (`app.state.page.built`).
    """
    app = build(desk, Access(authority, tokens, keys=keys, open_to=open_to), page_dir, None, whatifs,
                projects, figures, cases, requests311, case_doors, things, residents, photos, notices, hooks, vitals,
                readings, errands, case_tables)
    inner = Columns(Arrays(app.asgi_handler, app.state.things, app.state.access), app.state.deliveries)
    app.asgi_handler = Door(Counted(Bodies(Shares(inner)), app.state.metrics), allowed_hosts)
    return app


def build(
    desk: Desk, access: Access, page_dir: Path | None, description: OpenAPIConfig | None,
    whatifs: WhatIfs | None = None, projects: ProjectDesk | None = None, figures: FigureDesk | None = None,
    cases: CaseDesk | None = None, requests311: Requests311 | None = None, case_doors: CaseDoors | None = None,
    things: Service | None = None, residents: Residents | None = None, photos: Photos | None = None,
    notices: NoticeDesk | None = None, hooks: Hooks | None = None,
    vitals: Vitals = nothing,
    readings: ReadingsDesk | None = None, errands: Errands | None = None,
    case_tables: CaseImports | None = None,
) -> Litestar:  # fmt: skip
    page, feed, troubles = Page(page_dir), Live(desk, secrets.token_hex(8)), Troubles()
    metrics, doors, deliveries = Metrics(vitals, feed, troubles), Doors(things), Deliveries(readings)

    def started(config: AppConfig) -> AppConfig:
        config.on_startup.append(troubles.__enter__)
        config.on_shutdown += [feed.close, troubles.__exit__]
        return config

    def given(value: Any) -> Provide:
        return Provide(lambda: value, sync_to_thread=False)

    return Litestar(
        route_handlers=[*ROUTES, *WHATIF_ROUTES, *PROJECT_ROUTES, *IMPORT_ROUTES, *BULLETIN_ROUTES, *FIGURE_ROUTES,
                        *CASE_ROUTES, *CASE_SCREEN_ROUTES, *RESIDENT_ROUTES, *CASE_DOOR_ROUTES, *OPEN311_ROUTES,
                        *INDICATOR_ROUTES, *THING_ROUTES, *STREAM_ROUTES, *READING_ROUTES, *NOTICE_ROUTES, *HOOK_ROUTES,
                        *METRIC_ROUTES, *STATUS_ROUTES, *ERRAND_ROUTES, *CASE_IMPORT_ROUTES,
                        *page_routes(page)],
        guards=[guard],
        dependencies={"desk": given(desk), "access": given(access), "feed": given(feed), "reads": given(Reads()),
                      "whatifs": given(whatifs), "projects": given(projects), "figures": given(figures),
                      "cases": given(cases), "door311": given(requests311), "case_doors": given(case_doors),
                      "things": given(doors), "residents": given(residents), "photos": given(photos),
                      "pace": given(Pace()), "notices": given(notices), "hooks": given(HookDoor(hooks)),
                      "numbers": given(metrics), "watch": given(Watch(vitals, troubles)),
                      "deliveries": given(deliveries), "errands": given(errands),
                      "case_tables": given(case_tables)},
        exception_handlers=in_its_words(HANDLERS),
        on_app_init=[started],
        state=State({"access": access, "page": page, "feed": feed, "metrics": metrics, "readings": readings,
                     "things": doors, "deliveries": deliveries}),
        openapi_config=description,
        request_max_body_size=1024 * 1024,
        debug=False,
        logging_config=None,  # logging belongs to the runtime
    )

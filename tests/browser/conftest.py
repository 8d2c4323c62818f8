"""A real browser on a real server over the toy city. Chromium: BANYAN_CHROMIUM, else Debian's usual places."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from banyan.model.authority import Authority
from banyan.model.ids import PrincipalId
from banyan.server.app import PAGE_DIR, create_app
from banyan.server.serve import Served, serve
from tests.server.fake_cases import Town
from tests.server.fake_city import AUTHORITY
from tests.server.fake_desk import FakeDesk
from tests.server.fake_whatif import FakeWhatIfs

INSTALL = "apt-get install chromium fonts-noto-cjk"
ROOT = Path(__file__).parents[2]
SHOTS = ROOT / "test-output" / "screenshots"
PLACES = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
# Software WebGL, and nothing that would call home.
FLAGS = [
    "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--hide-scrollbars",
]  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def chromium() -> str | None:
    named = os.environ.get("BANYAN_CHROMIUM")
    found = [named] if named else [*PLACES, shutil.which("chromium") or ""]
    return next((path for path in found if path and Path(path).is_file()), None)


# Not for the session: while Playwright runs, its event loop is this thread's, and no other test could start one.
@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    path = chromium()
    if path is None:
        pytest.skip(f"no Chromium here: {INSTALL} (or name one in BANYAN_CHROMIUM)")
    if not (PAGE_DIR / "index.html").is_file():
        pytest.skip("the page isn't built: cd ui && npm ci && npm run build")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=45_000)        # what holds is seen at once; what comes may come late on a busy machine
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield opened
        opened.close()


class Screen:
    """One browser page on one served toy city, with everything it complained about and asked elsewhere."""

    def __init__(self, page: Any, desk: FakeDesk, served: Served) -> None:
        self.page, self.desk, self.served = page, desk, served
        self.errors: list[str] = []
        self.foreign: list[str] = []
        page.on("pageerror", lambda e: self.errors.append(str(e)))
        page.on("console", lambda m: self.errors.append(m.text) if m.type == "error" else None)
        page.on("request", lambda r: self._watch(r.url))

    def _watch(self, url: str) -> None:
        if not url.startswith((self.served.url, "blob:", "data:")):
            self.foreign.append(url)

    def ready(self) -> "Screen":
        """The city is on the screen and its markers are placed."""
        self.page.locator(".desk").wait_for()
        if self.page.locator(".map").is_visible():
            self.page.locator(".map button.gate").first.wait_for()
        return self

    def shot(self, name: str) -> None:
        SHOTS.mkdir(parents=True, exist_ok=True)
        self.page.evaluate("document.fonts.ready")
        self.page.wait_for_timeout(600)  # the map draws on the next frames; nothing is asserted on this
        self.page.screenshot(path=str(SHOTS / f"{name}.png"))


Open = Callable[..., Screen]


@pytest.fixture
def open_screen(browser: Any, tmp_path: Path) -> Iterator[Open]:
    """open_screen(desk, size, language, scheme, token): signed in and showing the city. `whatif`: it answers some.

    `town`: whose cases are served, with its own authority.
    """
    ends: list[Callable[[], object]] = []

    def open_one(
        desk: FakeDesk,
        size: tuple[int, int] = (1440, 900),
        language: str = "en-GB",
        scheme: str = "light",
        principal: str = "officer-lin",
        authority: Authority = AUTHORITY,
        whatif: bool = False,
        office: Any = None,
        figures: Any = None,
        town: Town | None = None,
        readings: Any = None,
        things: Any = None,
        at: str = "",
    ) -> Screen:
        if town is not None:
            authority = town.city.authority
        answers = FakeWhatIfs(tmp_path, desk) if whatif else None
        # It keeps the queue's promises; the type is the real one's.
        served = serve(create_app(desk, {"once": PrincipalId(principal)}, authority, whatifs=cast("Any", answers),
                                  projects=office, figures=figures, cases=town and town.desk,
                                  residents=town and town.residents, photos=town and town.photos, readings=readings,
                                  things=things, case_tables=town and town.tables))
        ends.append(served.stop)
        phone = size[0] < 500
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale=language, color_scheme=scheme,
            has_touch=phone, is_mobile=phone, reduced_motion="reduce",
        )  # fmt: skip
        context.set_default_timeout(45_000)
        ends.append(context.close)
        screen = Screen(context.new_page(), desk, served)
        screen.page.goto(f"{served.url}#{at}&token=once" if at else served.sign_in_url("once"))
        return screen

    yield open_one
    for end in reversed(ends):
        end()

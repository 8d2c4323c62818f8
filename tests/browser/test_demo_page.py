"""The real demo in a real browser: Banyan Bay in its storm, as a newcomer sees it. Makes the README's screenshot."""

import re
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import SHOTS
from tests.runtime.demos import start

LINK = re.compile(r"^\s+duty-officer-1\s+(http\S+#token=\S+)", re.MULTILINE)


@pytest.fixture
def demo(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A demo at a watchable speed, and its duty officer's sign-in link."""
    run = start("demo", "--speed", "1200", "--hours", "6", "--port", "0", "--data", tmp_path / "demo")
    assert run.stderr is not None
    said = ""
    while not LINK.search(said):
        line = run.stderr.readline()
        assert line, f"the demo ended without an address:\n{said}"
        said += line
    yield run, LINK.findall(said)[0]
    run.terminate()
    run.communicate(timeout=60)


def test_the_demo_serves_its_page(demo: tuple[subprocess.Popen[str], str]) -> None:
    """Fails, and doesn't skip, where the page isn't built: a demo without its page is broken."""
    _, link = demo
    address = link.partition("#")[0]
    with urllib.request.urlopen(address) as answer:  # noqa: S310  the demo's own address on loopback
        page = answer.read().decode()
    scripts = re.findall(r'src="(?:\./|/)?(assets/[^"]+\.js)"', page)
    assert scripts, "no built page at /: cd ui && npm ci && npm run build"
    with urllib.request.urlopen(address + scripts[0]) as answer:  # noqa: S310  as above: our own server
        assert answer.status == 200


def test_a_newcomer_sees_where_the_water_is_too_high_and_what_is_done(browser, demo) -> None:
    run, link = demo
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB")
    context.set_default_timeout(120_000)       # the demo beside it takes what the machine has
    page = context.new_page()
    page.goto(link)
    page.locator(".desk").wait_for()
    page.get_by_text(re.compile("is pumping|on the way|on site")).first.wait_for(timeout=200_000)
    shot(page, "demo-en")
    page.get_by_role("button", name="中文").click()
    page.get_by_text("塔前路").first.wait_for()
    shot(page, "demo-zh")
    assert run.poll() is None
    context.close()


def shot(page, name: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.wait_for_timeout(600)     # the map draws on the next frames; nothing is asserted on this
    page.screenshot(path=str(SHOTS / f"{name}.png"))

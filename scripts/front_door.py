"""`./banyan ARGS`: make the environment and the wheel when they are missing or old, then run them.

Standard library only: this runs before anything is installed. `banyan` (the shell script) has already chosen an
interpreter that has venv and ensurepip.
"""

import os
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import checks
from home import HOME, PAGE, ROOT, SetupError, digest, environment, interpreter, python_of
from steps import Console, Step, bring_up

BUILD, RUN, DEV = HOME / "build", HOME / "env", HOME / "dev"
WHEELS = HOME / "wheels"
PAGE_STAMP = HOME / "page.stamp"
PACKAGE_SOURCES = [ROOT / "src", ROOT / "cities", ROOT / "pyproject.toml", ROOT / "hatch_build.py", ROOT / "README.md"]
PAGE_SOURCES = [ROOT / "ui", ROOT / "hatch_build.py", ROOT / "requirements-build.lock"]
STAMP = "banyan-stamp"
# -c, not the `banyan` script beside it: scripts carry the checkout's path in their first line, so a moved checkout or
# one in a folder with a space in its name would lose them.
ENTRY = "import sys; sys.argv[0] = 'banyan'; from banyan.cli.main import main; sys.exit(main())"


def lock_key(lock: str) -> str:
    return digest("1", interpreter(), ROOT / lock)


def page_key() -> str:
    """Of the page as it lies there: made from these sources, and every file of it unharmed."""
    return digest(*PAGE_SOURCES) + digest(PAGE)


def wheel_key() -> str:
    return digest(lock_key("requirements-build.lock"), str(skips_page()), *PACKAGE_SOURCES) + page_key()


def skips_page() -> bool:
    return os.environ.get("BANYAN_SKIP_UI") == "1" or not (ROOT / "hatch_build.py").exists()


def wheel() -> Path:
    """The one wheel of this checkout that was built last; a path that doesn't exist when there is none."""
    return next(iter(sorted(WHEELS.glob("banyan_city-*.whl"))), WHEELS / "none.whl")


def make_environment(folder: Path, lock: str) -> Callable[[Console], None]:
    """An action: a new virtual environment with exactly what `lock` names, every file checked against its hash."""

    def action(console: Console) -> None:
        if folder.exists():
            shutil.rmtree(folder)
        console.run([sys.executable, "-m", "venv", folder], "making a virtual environment")
        pip = [str(python_of(folder)), "-m", "pip", "install", "--progress-bar", "off"]
        made = sorted(str(path) for path in (WHEELS / "source").glob("*.whl"))
        if source_block(lock):
            console.run([*pip, "--no-index", "--no-deps", *made], "installing what is published as source only")
        console.run([*pip, "--require-hashes", "--only-binary", ":all:", "-r", str(ROOT / lock)], f"installing {lock}")

    return action


def source_block(lock: str) -> str:
    """The requirements of `lock` that come as source only, with their hashes (its `--no-binary` lines name them)."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    names = re.findall(r"^--no-binary (\S+)$", text, flags=re.MULTILINE)
    blocks = [re.search(rf"^{re.escape(name)}==(?:.*\\\n)*.*\n", text, flags=re.MULTILINE) for name in names]
    return "".join(block[0] for block in blocks if block)


def pack_sources(console: Console) -> None:
    """Wheels from hash-checked sources, packed by the hash-checked setuptools of the build environment."""
    target = WHEELS / "source"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    if not source_block("requirements.lock"):
        return
    wanted = target / "requirements.txt"
    wanted.write_text(source_block("requirements.lock"), encoding="utf-8")
    pip = [str(python_of(BUILD)), "-m", "pip", "wheel", "--progress-bar", "off", "--require-hashes"]
    pip += ["--no-deps", "--no-build-isolation", "-r", str(wanted), "-w", str(target)]
    console.run(pip, "packing what is published as source only")


def build_wheel(console: Console) -> None:
    """The wheel, with the page inside. The page is built only when its own sources changed or it is not whole."""
    page_is_fresh = PAGE_STAMP.exists() and PAGE_STAMP.read_text(encoding="utf-8") == page_key()
    for old in WHEELS.glob("banyan_city-*.whl"):
        old.unlink()
    build = [str(python_of(BUILD)), "-m", "hatchling", "build", "-t", "wheel", "-d", str(WHEELS)]
    if skips_page() or page_is_fresh:
        console.run(build, "building the wheel", {"BANYAN_SKIP_UI": "1"})
        return
    PAGE_STAMP.unlink(missing_ok=True)
    console.run(build, "building the wheel and its page")
    if not (PAGE / "index.html").exists():
        raise SetupError(f"the page's build ended well but left no {PAGE / 'index.html'}")
    PAGE_STAMP.write_text(page_key(), encoding="utf-8")


def install_wheel(console: Console) -> None:
    for leftover in RUN.glob("lib/python*/site-packages/~*"):  # pip sets old files aside under ~ and may be killed then
        shutil.rmtree(leftover, ignore_errors=True)
    pip = [str(python_of(RUN)), "-m", "pip", "install", "--no-index", "--no-deps", "--force-reinstall"]
    console.run([*pip, str(wheel())], "installing the wheel")


def install_checkout(console: Console) -> None:
    """The checkout itself into the test environment, so that tests and coverage see the sources."""
    pip = [str(python_of(DEV)), "-m", "pip", "install", "--no-index", "--no-deps", "--no-build-isolation"]
    console.run([*pip, "--editable", str(ROOT)], "installing the checkout for the tests", {"BANYAN_SKIP_UI": "1"})


def environment_step(title: str, folder: Path, lock: str) -> Step:
    return Step(title, folder / STAMP, lambda: lock_key(lock), make_environment(folder, lock), python_of(folder))


def build_steps() -> list[Step]:
    sources = WHEELS / "source"

    def key() -> str:
        return digest(lock_key("requirements-build.lock"), source_block("requirements.lock"))

    return [
        environment_step("build tools (hatchling, Node.js)", BUILD, "requirements-build.lock"),
        Step("packages published as source", sources / STAMP, key, pack_sources, sources),
    ]


def wheel_step() -> Step:
    return Step("the wheel, with the page", WHEELS / STAMP, wheel_key, build_wheel, wheel())


def run_steps() -> list[Step]:
    def key() -> str:
        return digest(lock_key("requirements.lock"), wheel_key())

    return [
        *build_steps(),
        environment_step("libraries", RUN, "requirements.lock"),
        wheel_step(),
        Step("banyan", RUN / f"{STAMP}-app", key, install_wheel, RUN),
    ]


def test_steps() -> list[Step]:
    def key() -> str:
        return digest(lock_key("requirements-dev.lock"), str(ROOT), ROOT / "pyproject.toml")

    return [
        *build_steps(),
        environment_step("libraries and checks", DEV, "requirements-dev.lock"),
        Step("the checkout, for the tests", DEV / f"{STAMP}-app", key, install_checkout, DEV),
    ]


def main(arguments: list[str]) -> int:
    """Set up and run. Doesn't return when it comes to running the program: that takes this process's place."""
    try:
        if arguments[:1] == ["test"]:
            bring_up(test_steps())
            return checks.main(arguments[1:], python_of(DEV), lambda: bring_up([wheel_step()]))
        bring_up(run_steps())
    except SetupError as error:
        print(f"banyan: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nbanyan: interrupted; start it again and it goes on from here", file=sys.stderr)
        return 130
    sys.stdout.flush()
    python = str(python_of(RUN))
    return os.execve(python, [python, "-c", ENTRY, *arguments], environment())  # noqa: S606  no shell is meant


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

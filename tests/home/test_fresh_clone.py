"""The front door for real: a fresh clone, an empty home, the machine's own package index."""

import os
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# What a machine needs to reach its package index, by way of variables; everything else is left behind.
REACH = ("PIP_", "SSL_", "NODE_EXTRA_CA", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    place = tmp_path / "a fresh clone"
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", ROOT, place], check=True)
    return place


def variables(home: Path) -> dict[str, str]:
    reach = {name: value for name, value in os.environ.items() if name.upper().startswith(REACH)}
    return reach | {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": str(home), "LANG": "C.UTF-8"}


@pytest.mark.long(minutes=4)
def test_a_fresh_clone_killed_at_any_moment_of_its_set_up_comes_up(clone: Path, tmp_path: Path) -> None:
    environment = variables(tmp_path / "home")
    for seconds in (1, 4, 9, 15, 22):
        start = subprocess.Popen(
            [clone / "banyan", "--version"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(seconds)
        if start.poll() is None:
            os.killpg(start.pid, signal.SIGKILL)     # the tool it runs too, as when a machine loses power
        start.wait()
    result = subprocess.run(
        [clone / "banyan", "--version"], env=environment, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith("banyan")
    again = subprocess.run([clone / "banyan", "--version"], env=environment, capture_output=True, text=True, check=True)
    assert again.stderr == ""

    python = clone / ".banyan" / "env" / "bin" / "python"
    subprocess.run([python, "-m", "pip", "check"], check=True, env=environment)
    code = "import banyan, pathlib; print(pathlib.Path(banyan.__file__).parent)"
    said = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True, cwd="/").stdout
    installed = Path(said.strip())
    assert installed.is_relative_to(clone / ".banyan")
    assert (installed / "page" / "index.html").is_file()
    assert (installed / "cities" / "banyan-bay" / "city.toml").is_file()
    size = sum(path.lstat().st_blocks * 512 for path in (clone / ".banyan" / "env").rglob("*")) / 2**20
    told = re.search(r"installed program is (\d+) MB", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert told is not None
    assert size < 700                                # the limit of DESIGN 8
    assert size == pytest.approx(float(told[1]), rel=0.15)


@pytest.mark.long(minutes=2)
@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13"])
def test_the_lock_resolves_from_wheels_for_every_supported_python(version: str, tmp_path: Path) -> None:
    command = ["python3", "-m", "pip", "download", "--quiet", "--require-hashes", "--only-binary", ":all:"]
    command += ["--python-version", version, "-r", str(ROOT / "requirements.lock"), "-d", str(tmp_path)]
    subprocess.run(command, check=True)
    assert list(tmp_path.glob(f"numpy-*-cp{version.replace('.', '')}-*.whl"))

"""A disk that is really full: one sentence, what was committed is there, and the run goes on when there is room."""

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.runtime.demos import after_action, banyan, demo, environment, progress, records


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, burst: Path) -> Path:
    data = tmp_path_factory.mktemp("undisturbed") / "demo"
    assert banyan(*demo(data, "--rain", burst, "--json", data.with_suffix(".json"), hours=0.6)).returncode == 0
    return data


def same_when_resumed(data: Path, undisturbed: Path, burst: Path, to: Path) -> None:
    again = banyan(*demo(data, "--rain", burst, "--resume", "--json", to, hours=0.6))
    assert again.returncode == 0, again.stderr
    assert records(data) == records(undisturbed)
    assert after_action(to)["journal"] == after_action(undisturbed.with_suffix(".json"))["journal"]


@pytest.mark.parametrize("kib", [40, 200, 640])      # when the tables are made, before the first tick, and on the way
def test_a_limit_on_the_size_of_files_loses_nothing(kib: int, tmp_path: Path, undisturbed: Path, burst: Path) -> None:
    data = tmp_path / "demo"

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (kib * 1024, resource.RLIM_INFINITY))

    run = subprocess.run(
        [sys.executable, "-m", "banyan", *map(str, demo(data, "--rain", burst, hours=0.6))], env=environment(),
        capture_output=True, text=True, check=False, preexec_fn=limit,
    )  # fmt: skip
    assert (run.returncode, run.stdout, run.stderr.count("\n")) == (2, "", 1), run.stderr
    assert run.stderr.startswith(f"banyan: the disk under {data} takes no more")
    if kib == 640:
        assert progress(data) > 10
        kept = records(data)
        assert kept == records(undisturbed)[: len(kept)] != []
    same_when_resumed(data, undisturbed, burst, tmp_path / "a.json")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own with 1.2 MB, where this account may mount one."""
    at = tmp_path / "disk"
    at.mkdir()
    mount = shutil.which("mount")
    if os.geteuid() != 0 or mount is None:
        pytest.skip("only root may mount a tmpfs; the test with a limit on file sizes stands for it")
    made = subprocess.run([mount, "-t", "tmpfs", "-o", "size=1200k", "tmpfs", at], capture_output=True, check=False)
    if made.returncode != 0:
        pytest.skip(f"mounting a tmpfs is not allowed here: {made.stderr.decode().strip()}")
    yield at
    subprocess.run(["umount", at], capture_output=True, check=True)


def test_a_full_file_system_loses_nothing(small_disk: Path, tmp_path: Path, undisturbed: Path, burst: Path) -> None:
    data = small_disk / "demo"
    run = banyan(*demo(data, "--rain", burst, hours=0.6))
    assert (run.returncode, run.stdout, run.stderr.count("\n")) == (2, "", 1), run.stderr
    assert run.stderr.startswith(f"banyan: the disk under {data} takes no more")
    still = banyan(*demo(data, "--rain", burst, "--resume", hours=0.6))
    assert (still.returncode, still.stderr.count("\n")) == (2, 1), still.stderr      # no room yet
    subprocess.run(["mount", "-o", "remount,size=20m", small_disk], check=True)
    same_when_resumed(data, undisturbed, burst, tmp_path / "a.json")

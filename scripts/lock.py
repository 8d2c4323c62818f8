"""Make the three lock files anew from pyproject.toml. Needs uv on PATH (or UV=/path/to/uv).

requirements.lock         what the installed program needs (the base, no extras)
requirements-build.lock   what building the wheel needs: hatchling, and Node.js for the page
requirements-dev.lock     both of them and the checks of ./banyan test

A lock holds names, versions, markers and hashes, and nothing about where a file comes from: that is the business of
each machine's own pip configuration. It is resolved once for every platform and for Python 3.11, 3.12 and 3.13.
"""

import os
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOWEST_PYTHON = "3.11"
# Published as source only, and asked for by pyswmm (which never imports it). The locks lift --only-binary for this name
# alone; its source is hash-checked like every file, and so is the setuptools that packs it (docs/decisions/0002).
SOURCE_ONLY = "julian"
SOURCE_BUILDER = "setuptools>=77"
HEADER = "# Made by scripts/lock.py from pyproject.toml: change that, then run `just lock`.\n"


def compile_lock(out: str, requirements: list[str], constraints: list[str]) -> None:
    """Resolve `requirements` (PEP 508 lines), never against versions other than those in the `constraints` locks."""
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder, "requirements.in")
        wanted.write_text("\n".join(requirements) + "\n", encoding="utf-8")
        command = [os.environ.get("UV", "uv"), "pip", "compile", str(wanted), "--quiet", "--universal", "--upgrade"]
        command += ["--python-version", LOWEST_PYTHON, "--generate-hashes"]
        # pip in hash mode takes the newest release for a `name[extra]` that isn't pinned as such, and then refuses it.
        command += ["--no-strip-extras"]
        command += ["--no-config", "--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"]
        for lock in constraints:
            command += ["--constraint", str(ROOT / lock)]
        lines = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    lifted = f"--no-binary {SOURCE_ONLY}\n" if f"\n{SOURCE_ONLY}==" in lines else ""
    (ROOT / out).write_text(HEADER + lifted + lines, encoding="utf-8")
    print(f"{out}: {sum('==' in line for line in lines.splitlines())} pinned")


def main() -> int:
    """Write all three; 2 where uv is missing or finds no solution (uv has said why)."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    base, build = project["project"]["dependencies"], [*project["build-system"]["requires"], SOURCE_BUILDER]
    dev = project["project"]["optional-dependencies"]["dev"]
    try:
        compile_lock("requirements.lock", base, [])
        compile_lock("requirements-build.lock", build, ["requirements.lock"])
        compile_lock("requirements-dev.lock", [*base, *build, *dev], ["requirements.lock", "requirements-build.lock"])
    except FileNotFoundError:
        print("lock: uv was not found; install it (pip install uv) or say where it is with UV=...", file=sys.stderr)
        return 2
    except subprocess.CalledProcessError as failed:
        print(f"lock: uv ended with {failed.returncode}; this lock and the next were left as they are", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The commands in the documents are run, so that a document that no longer holds fails.

Every fenced block that calls banyan is a ```sh block. It is run line by line in an empty folder, where `./banyan` is
the program under test; each line must end with 0, or with N where it ends in `# exit N`. What can't be run here (it
waits for Ctrl-C, needs a second machine) has the line `<!-- not run: REASON -->` above its fence; slow blocks have
`<!-- run by the long proofs -->`.
"""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
FENCE = re.compile(r"(?P<above>[^\n]*)\n+```(?P<kind>\w*)[^\n]*\n(?P<body>.*?)^```", re.MULTILINE | re.DOTALL)
PROGRAM = "import sys; sys.argv[0] = 'banyan'; from banyan.cli.main import main; sys.exit(main())"
CALL = re.compile(r"^\s*(\./)?banyan\s", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    where: str
    kind: str
    above: str
    body: str

    def commands(self) -> list[tuple[str, int]]:
        """(command, exit code) of each line; a backslash at the end goes on in the next."""
        lines = self.body.replace("\\\n", " ").splitlines()
        found = []
        for line in filter(None, (line.strip() for line in lines)):
            exit_code = re.search(r"# exit (\d+)$", line)
            if not line.startswith("#"):
                found.append((line, int(exit_code[1]) if exit_code else 0))
        return found


def blocks() -> list[Block]:
    found = []
    for document in DOCUMENTS:
        text = "\n" + document.read_text(encoding="utf-8")
        for match in FENCE.finditer(text):
            line = text[: match.start("body")].count("\n")
            where = f"{document.relative_to(ROOT)}:{line}"
            found.append(Block(where, match["kind"], match["above"].strip(), match["body"]))
    return found


def runnable(slow: bool) -> list[Block]:
    return [
        block for block in blocks()
        if block.kind == "sh" and "<!-- not run: " not in block.above and ("long proofs" in block.above) is slow
    ]


def run(block: Block, folder: Path) -> None:
    program = folder / "banyan"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{PROGRAM}" "$@"\n')
    program.chmod(0o755)
    for name in ("cities", "examples"):
        if (ROOT / name).exists():
            (folder / name).symlink_to(ROOT / name)
    variables = os.environ | {
        "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT / "src"), "PYTHONSAFEPATH": "1",
    }
    for command, expected in block.commands():
        result = subprocess.run(
            ["sh", "-c", command], cwd=folder, env=variables, stdin=subprocess.DEVNULL, capture_output=True, text=True,
            check=False,
        )
        said = f"{block.where}: {command}\n{result.stdout[-2000:]}{result.stderr[-2000:]}"
        assert result.returncode == expected, said
        assert "Traceback" not in result.stderr, said


def test_every_block_that_calls_banyan_is_run_or_says_why_not() -> None:
    silent = [
        block.where for block in blocks()
        if CALL.search(block.body) and block.kind != "sh" and "<!-- not run: " not in block.above
    ]
    assert silent == []
    reasons = [block for block in blocks() if "<!-- not run: " in block.above]
    assert all(re.search(r"<!-- not run: \S.{7,} -->", block.above) for block in reasons)


@pytest.mark.parametrize("block", runnable(slow=False), ids=lambda block: block.where)
def test_commands_in_a_document_work(block: Block, tmp_path: Path) -> None:
    run(block, tmp_path)


@pytest.mark.long(minutes=3)
@pytest.mark.parametrize("block", runnable(slow=True), ids=lambda block: block.where)
def test_slow_commands_in_a_document_work(block: Block, tmp_path: Path) -> None:
    run(block, tmp_path)


def test_every_file_a_document_links_to_is_there() -> None:
    broken = []
    for document in DOCUMENTS:
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", document.read_text(encoding="utf-8")):
            if "://" not in target and not (document.parent / target).exists():
                broken.append(f"{document.relative_to(ROOT)}: {target}")
    assert broken == []


def test_the_readme_tells_every_option_of_the_demo() -> None:
    from banyan.cli.demo import demo

    told = set(re.findall(r"`(--[a-z-]+)", (ROOT / "README.md").read_text(encoding="utf-8")))
    has = {option for parameter in demo.params for option in parameter.opts if option.startswith("--")}
    assert has == told - {"--help"}

"""The tutorial's commands print what the tutorial shows."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "tutorial.md"
_BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)


def steps() -> list[tuple[str, str]]:
    """Each command of the page with the output shown under it."""
    found: list[tuple[list[str], list[str]]] = []
    for block in _BLOCK.findall(PAGE.read_text("utf-8")):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append(([line[2:]], []))
            elif line.startswith("> "):
                found[-1][0].append(line[2:])
            else:
                found[-1][1].append(line)
    return [("\n".join(command), "\n".join(output)) for command, output in found]


def as_pattern(shown: str) -> re.Pattern[str]:
    """The output as a pattern: … is any words; a line of its own, any lines or none."""
    pieces = []
    for line in shown.splitlines():
        if line == "…":
            pieces.append("(?:.*\n)*?")
        else:
            pieces.append(".*?".join(re.escape(piece) for piece in line.split("…")) + "\n")
    return re.compile("".join(pieces))


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("first-hour")
    shutil.copytree(ROOT / "annotations" / "samples", folder / "articles")
    return folder


def test_the_tutorial_has_commands() -> None:
    assert len(steps()) > 15


def test_every_command_prints_what_is_shown(workplace: Path) -> None:
    environment = {
        "HOME": str(workplace / "home"),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "LANG": "C.UTF-8",
        "COLUMNS": "100",
    }
    for command, shown in steps():  # in one test: each step stands on those before it
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=workplace,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
            check=False,
        )
        printed = (
            done.stdout if done.stdout.endswith("\n") or not done.stdout else done.stdout + "\n"
        )
        assert as_pattern(shown).fullmatch(printed), f"$ {command}\n{printed}\nshould be\n{shown}"

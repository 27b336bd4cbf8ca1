"""What the tutorial's commands print is what the tutorial shows."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
_BLOCK = re.compile(r"(?:^<!-- needs: (.*?) -->\n)?^```console\n(.*?)^```", re.M | re.S)
WAIT_MS = 60_000
SUBMIT = "submit the first document"
BACKGROUND = "in the background"


class Step(NamedTuple):
    """A command with the output shown under it, and what it needs ('' for nothing)."""

    command: str
    shown: str
    needs: str


def steps(page: str) -> list[Step]:
    found: list[tuple[list[str], list[str], str]] = []
    for needs, block in _BLOCK.findall((DOCS / page).read_text("utf-8")):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append(([line[2:]], [], needs))
            elif line.startswith("> "):
                found[-1][0].append(line[2:])
            else:
                found[-1][1].append(line)
    return [Step("\n".join(command), "\n".join(output), needs) for command, output, needs in found]


def as_pattern(shown: str) -> re.Pattern[str]:
    """The output as a pattern: … is any words; a line of its own, any lines or none."""
    pieces = []
    for line in shown.splitlines():
        if line == "…":
            pieces.append("(?:.*\n)*?")
        else:
            pieces.append(".*?".join(re.escape(piece) for piece in line.split("…")) + "\n")
    return re.compile("".join(pieces))


class Shell:
    """Runs one command after the other as a terminal would: variables and folder last."""

    def __init__(self, folder: Path, notes: Path, **environment: str) -> None:
        self.notes = notes
        self.environment = {
            "HOME": str(notes / "home"),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "LANG": "C.UTF-8",
            "COLUMNS": "100",
        } | environment
        notes.mkdir()
        (notes / "state").write_text(f"cd {str(folder)!r}\n")

    def script(self, command: str) -> list[str]:
        state = str(self.notes / "state")
        after = f"{{ export -p; echo \"cd '$PWD'\"; }} >'{state}'"
        return ["bash", "-c", f"set -a; . '{state}'\n{command}\ncode=$?; {after}; exit $code"]

    def run(self, command: str) -> str:
        done = subprocess.run(
            self.script(command), env=self.environment, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, timeout=900, check=False,
        )  # fmt: skip
        return done.stdout if done.stdout.endswith("\n") or not done.stdout else done.stdout + "\n"

    def start(self, command: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self.script(f"exec {command}"), env=self.environment, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, start_new_session=True,
        )  # fmt: skip


def check(step: Step, printed: str) -> None:
    assert as_pattern(step.shown).fullmatch(printed), (
        f"$ {step.command}\n{printed}\nshould be\n{step.shown}"
    )


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    """In a folder of a checkout, with the articles copied."""
    checkout = tmp_path / "checkout"
    folder = checkout / "first-hour"
    shutil.copytree(ROOT / "annotations" / "samples", folder / "articles")
    (checkout / "docs").symlink_to(DOCS)
    return Shell(folder, tmp_path / "notes", PYTHONPATH=str(ROOT / "src"))


@pytest.mark.parametrize("page", ["tutorial.md", "add-a-language.md"])
def test_every_command_prints_what_is_shown(shell: Shell, page: str) -> None:
    here = [step for step in steps(page) if not step.needs]
    assert len(here) > 2
    for step in here:  # in one test: each step stands on those before it
        check(step, shell.run(step.command))


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What a clone would have."""
    files = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    for name in filter(None, files.split("\0")):
        if (ROOT / name).exists():
            (tmp_path / "checkout" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, tmp_path / "checkout" / name)
    return tmp_path / "checkout"


@pytest.fixture
def browser(need: Callable[..., str]) -> Iterator[Any]:
    program = need("chromium", "chromium-browser", "google-chrome")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, headless=True,
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
        )  # fmt: skip
        yield browser
        browser.close()


@pytest.mark.server
@pytest.mark.browser
@pytest.mark.timeout(
    1800
)  # it installs, starts and stops much; a quarter of that on an idle machine
def test_the_whole_hour_from_an_empty_machine(checkout: Path, tmp_path: Path, browser: Any) -> None:
    """With the install, a real Label Studio and a reviewer before a real browser."""
    installed = os.environ.get("LABEL_STUDIO_VENV", str(ROOT / ".venv-label-studio"))
    shell = Shell(
        checkout, tmp_path / "notes", PATH=os.environ["PATH"], LABEL_STUDIO_VENV=installed,
        PIP_DISABLE_PIP_VERSION_CHECK="1", PIP_ROOT_USER_ACTION="ignore",
    )  # fmt: skip
    printed = ""
    try:
        for step in steps("tutorial.md"):
            if SUBMIT in step.needs and step.command == "quotetrack pull":
                submit_the_first_document(browser, printed)
            if BACKGROUND in step.needs:
                served = look_at_the_pages(shell, step, browser)
                check(step, served)
                continue
            out = shell.run(step.command)
            check(step, out)
            printed += out
    finally:
        shell.run(f"{checkout}/scripts/label-studio --stop")


def submit_the_first_document(browser: Any, printed: str) -> None:
    """What the page tells the reader to do, with what the commands have printed."""
    user, password = re.findall(r"log in as (\S+) with the password (\S+)", printed)[-1]
    address = re.findall(r"http://\S+/data", printed)[-1]
    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    page.set_default_timeout(WAIT_MS)
    page.goto(address)
    page.fill("input[name=email]", user)
    page.fill("input[name=password]", password)
    page.click("button[type=submit]")
    page.wait_for_url(lambda url: "login" not in url)
    page.goto(address)
    page.locator("[data-testid^='table-row'], .lsf-table__row, .dm-table__row").first.click()
    page.wait_for_selector(".htx-highlight")
    with page.expect_response(lambda answer: _is_submission(answer.request)) as submitted:
        page.get_by_role("button", name="Submit").click()
    assert submitted.value.ok
    page.close()


def _is_submission(request: Any) -> bool:
    return request.method == "POST" and "/annotations" in request.url


def look_at_the_pages(shell: Shell, step: Step, browser: Any) -> str:
    process = shell.start(step.command)
    assert process.stdout is not None
    first = process.stdout.readline()
    try:
        page = browser.new_page()
        found = re.search(r"http://\S+", first)
        assert found, first
        page.goto(found[0])
        page.get_by_role("searchbox").fill("rumour")
        page.keyboard.press("Enter")
        page.wait_for_selector("mark")
        assert page.locator("mark").first.inner_text() == "rumour"
        page.close()
    finally:
        os.killpg(process.pid, signal.SIGINT)
        rest, _ = process.communicate(timeout=60)
    return first + rest

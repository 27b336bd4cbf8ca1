"""Pictures of the web pages and of a review, taken from the samples by a headless Chromium."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
PROGRAM = ROOT / ".venv" / "bin" / "quotetrack"
STARTING_SECONDS = 60
DESK = {"width": 1200, "height": 800}
REVIEWED_ON = "2025-05-14"  # of the article in the picture of a review
PHONE = {"width": 390, "height": 800}
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
]  # fmt: skip


def main() -> int:
    target = Path(sys.argv[1])
    target.mkdir(parents=True, exist_ok=True)
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    if chromium is None:
        print("Chromium is missing (on Debian: apt-get install chromium fonts-noto-cjk).")
        return 1
    with (
        tempfile.TemporaryDirectory(prefix="quotetrack-pictures-") as folder,
        served(Path(folder) / "quotes.db") as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, headless=True, args=FLAGS)
        take(browser, address, target)
        with label_studio(Path(folder) / "quotes.db", Path(folder) / "label-studio") as given:
            take_review(browser, given, target)
        browser.close()
    return 0


@contextmanager
def served(database: Path) -> Iterator[str]:
    """The sample articles on a free port of loopback."""
    samples = sorted((ROOT / "annotations" / "samples").glob("*.*.txt"))
    subprocess.run([PROGRAM, "ingest", "--db", database, *samples], check=True, capture_output=True)
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([PROGRAM, "serve", "--db", database, "--port", str(port)])
    try:
        deadline = time.monotonic() + STARTING_SECONDS
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise SystemExit("quotetrack serve does not start") from None
                time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


@contextmanager
def label_studio(database: Path, data: Path) -> Iterator[dict[str, str]]:
    """A Label Studio with one article, and what is needed to see it: address, user, password."""
    script = [sys.executable, ROOT / "scripts" / "label-studio", "--data", data]
    started = subprocess.run(script, check=True, capture_output=True, text=True)
    try:
        variables = dict(re.findall(r"export (\w+)=(\S+)", started.stdout))
        pushed = subprocess.run(
            [PROGRAM, "push", "--db", database, "--since", REVIEWED_ON, "--until", REVIEWED_ON],
            check=True, capture_output=True, text=True, env={**os.environ, **variables},
        )  # fmt: skip
        account = json.loads((data / "account.json").read_text())
        yield {**account, "address": pushed.stdout.splitlines()[-1]}
    finally:
        subprocess.run([*script, "--stop"], check=True, capture_output=True)


def take_review(browser: Browser, given: dict[str, str], target: Path) -> None:
    """A document as a reviewer sees it, one quotation chosen."""
    page = browser.new_page(viewport=DESK, device_scale_factor=1, reduced_motion="reduce")
    page.goto(given["address"])
    page.fill("input[name=email]", given["user"])
    page.fill("input[name=password]", given["password"])
    page.click("button[type=submit]")
    page.wait_for_url(lambda url: "login" not in url)
    page.goto(given["address"])
    page.locator("[data-testid^='table-row'], .lsf-table__row, .dm-table__row").first.click()
    page.wait_for_selector(".htx-highlight")
    page.wait_for_selector("text=spoken_by")
    page.wait_for_timeout(1000)
    page.screenshot(path=target / "review.png")
    print(target / "review.png")
    page.close()


def take(browser: Browser, address: str, target: Path) -> None:
    """Search, document, expert, claim; the document also on a phone in the dark."""

    def shot(name: str, path: str, click: str | None = None, phone: bool = False) -> None:
        page = browser.new_page(
            viewport=PHONE if phone else DESK,
            color_scheme="dark" if phone else "light",
            device_scale_factor=1,
            reduced_motion="reduce",
        )
        page.goto(address + path)
        if click:
            page.locator(click).first.click()
            page.wait_for_load_state()
            page.wait_for_timeout(300)
        page.screenshot(path=target / f"{name}.png")
        print(target / f"{name}.png")
        page.close()

    shot("search", "/?q=港口+OR+走廊")
    shot("document", "/?q=走廊&expert=ozkizilcik", click="a.document")
    shot("expert", "/experts/ozkizilcik")
    shot("claim", "/claims", click=".claims a")
    shot("phone", "/?q=走廊&expert=ozkizilcik", click="a.document", phone=True)


if __name__ == "__main__":
    sys.exit(main())

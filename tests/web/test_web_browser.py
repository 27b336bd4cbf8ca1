"""The pages in a real browser: the way of a reader, by mouse, by keyboard, on a phone, in the dark."""

from __future__ import annotations

import csv
import io
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from .conftest import FIRST, FIRST_AZIZ, HOSTILE, LATER_AZIZ, PERSIAN

pytestmark = pytest.mark.browser

WAIT_MS = 30_000
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
)  # fmt: skip


@pytest.fixture(scope="module")
def address(database: Path) -> Iterator[str]:
    """`quotetrack serve` on a free port; it ends when it is told to."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = "from quotetrack.cli import main; main()"
    command = [sys.executable, "-c", program, "serve", "--db", str(database), "--port", str(port)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            break
        except OSError:
            assert process.poll() is None
            assert time.monotonic() < deadline, "the server does not start"
            time.sleep(0.1)
    yield f"http://127.0.0.1:{port}"
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 0
    assert errors.count("\n") == 1, errors  # where it was to be found, and nothing else


@pytest.fixture(scope="module")
def browser(need: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A headless Chromium."""
    program = need("chromium", "chromium-browser", "google-chrome")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=program, headless=True, args=list(FLAGS)
        )
        yield started
        started.close()


@pytest.fixture
def visit(browser: Any, address: str) -> Iterator[Callable[..., Any]]:
    """`visit("/")`: a page that was opened; at the end no error, and no request to elsewhere."""
    contexts = []
    wrong: list[str] = []
    asked: list[str] = []

    def open_(path: str, **options: Any) -> Any:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(WAIT_MS)
        page.on("console", lambda message: wrong.append(message.text))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("dialog", lambda dialog: wrong.append(dialog.message))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(address + path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert not wrong
    assert asked
    assert [url for url in asked if not url.startswith(f"{address}/")] == []


def test_a_reader_searches_opens_document_and_claim_and_takes_the_table(
    visit: Callable[..., Any],
) -> None:
    page = visit("/")
    page.get_by_label("Words", exact=True).fill("制裁")
    page.get_by_role("combobox", name="Expert").fill("Aziz")
    page.get_by_role("button", name="Search").click()
    page.wait_for_url("**q=%E5%88%B6%E8%A3%81**")
    assert page.locator("h2#number").inner_text() == "2 quotes"
    assert page.locator("mark").all_inner_texts() == ["制裁", "制裁"]
    page.get_by_role("link", name="制裁之后").click()
    page.wait_for_selector(".quote.on")
    assert page.url.endswith(f"/documents/{FIRST.id}#quote-{FIRST_AZIZ.id}")
    assert page.locator(".q.on").all_inner_texts() == [
        "哈米德雷扎·阿齐兹", "表示", FIRST_AZIZ.text,
    ]  # fmt: skip
    assert "test.rule" in page.locator(".quote.on").inner_text()
    page.locator(".quote.on a.claim").click()
    page.wait_for_selector(".timeline")
    assert page.locator(".mention blockquote").count() == 2
    assert page.locator(".mention.drifts").count() == 1
    page.go_back()
    page.go_back()
    with page.expect_download() as download:
        page.locator("#csv").click()
    assert download.value.suggested_filename == "quotes.csv"
    text = Path(download.value.path()).read_text("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert {row["id"] for row in rows} == {FIRST_AZIZ.id, LATER_AZIZ.id}


def test_a_click_on_words_tells_about_their_quote(visit: Callable[..., Any]) -> None:
    page = visit(f"/documents/{FIRST.id}")
    assert page.locator(".quote[open]").count() == 0
    page.locator(".text .q.direct").click()
    assert page.locator(".quote[open]").count() == 1
    panel = page.locator(".quote.on").inner_text()
    for words in ("test.rule", "90%", "accepted by ann", "1 other mention"):
        assert words in panel
    page.keyboard.press("Escape")
    assert page.locator(".quote.on").count() == 0


def test_the_keyboard_is_enough(visit: Callable[..., Any]) -> None:
    page = visit("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("/")
    page.keyboard.type("制裁")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=**")
    assert page.locator("h2#number").inner_text() == "3 quotes"
    page.goto(page.url.split("?")[0] + f"documents/{FIRST.id}")
    page.locator(".text a.number").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    assert page.locator(".quote[open]").count() == 1
    focus = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert focus == "solid"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_can_be_read_in_light_and_dark(visit: Callable[..., Any], scheme: str) -> None:
    """Contrast of at least 4.5 to 1 (WCAG AA) wherever there is text."""
    for path in ("/?q=制裁", f"/documents/{FIRST.id}", "/experts/aziz", "/claims"):
        page = visit(path, color_scheme=scheme)
        worst = page.evaluate(CONTRAST)
        assert worst["ratio"] >= 4.5, (path, worst)


def test_a_phone_shows_everything_without_scrolling_sideways(visit: Callable[..., Any]) -> None:
    for path in ("/?q=制裁", f"/documents/{FIRST.id}", f"/documents/{HOSTILE.id}", "/experts/aziz",
                 "/experts", "/claims", "/claims/eve"):  # fmt: skip
        page = visit(path, viewport={"width": 360, "height": 740}, has_touch=True)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= 360, path
    page = visit(f"/documents/{FIRST.id}", viewport={"width": 360, "height": 740}, has_touch=True)
    page.locator(".text .q.direct").tap()
    box = page.locator(".quote.on").bounding_box()
    assert box["y"] + box["height"] == pytest.approx(740, abs=1)  # it came up from below


def test_right_to_left_is_where_the_text_is(visit: Callable[..., Any]) -> None:
    direction = "e => getComputedStyle(e).direction"
    page = visit(f"/documents/{PERSIAN.id}")
    assert page.locator(".text p").first.evaluate(direction) == "rtl"
    assert page.locator("body").evaluate(direction) == "ltr"
    page = visit("/?lang=fa")
    assert page.locator(".context").evaluate(direction) == "rtl"
    assert page.locator(".context").get_attribute("lang") == "fa"


def test_every_control_has_a_name_and_headings_come_in_order(visit: Callable[..., Any]) -> None:
    for path in ("/?q=制裁", f"/documents/{FIRST.id}", "/experts/aziz", "/claims"):
        page = visit(path)
        assert page.evaluate(NAMELESS) == [], path
        levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3')].map(e => +e.tagName[1])")
        assert levels[0] == 1
        assert all(b - a <= 1 for a, b in pairwise(levels)), levels
        assert page.locator("main").count() == 1
        assert page.evaluate("document.documentElement.lang") == "en"


def test_hostile_text_does_nothing(visit: Callable[..., Any]) -> None:
    for path in (f"/documents/{HOSTILE.id}", "/experts/evil", "/claims/eve", "/?q=alert",
                 f"/?q={quote('<script>alert(1)</script>')}", "/data/claims_database",
                 "/data/documents", "/data/claims_database?_search=%22%3E%3Cimg%20src=x%3E"):  # fmt: skip
        page = visit(path)
        assert page.locator("img").count() == 0


NAMELESS = """[...document.querySelectorAll('a,button,input:not([type=hidden]),select,summary')]
    .filter(e => !(e.textContent.trim() || e.labels?.length || e.getAttribute('aria-label')))
    .map(e => e.outerHTML)"""

CONTRAST = """() => {
    const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
    const rgb = (css, under) => {
        canvas.fillStyle = under; canvas.fillRect(0, 0, 1, 1);
        canvas.fillStyle = css; canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
    };
    const light = colour => {
        const [r, g, b] = colour.map(v => v / 255)
            .map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
        return .2126 * r + .7152 * g + .0722 * b;
    };
    let worst = {ratio: 99};
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const element = node.parentElement;
        if (!node.data.trim() || element.closest('.unseen,.skip,script,datalist,svg')) continue;
        if (!element.getClientRects().length) continue;
        const chain = [];
        for (let e = element; e; e = e.parentElement) chain.unshift(getComputedStyle(e));
        let under = 'white';
        for (const style of chain) under = `rgb(${rgb(style.backgroundColor, under)})`;
        const [a, b] = [rgb(chain.at(-1).color, under), rgb(under, 'white')].map(light);
        const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
        if (ratio < worst.ratio) worst = {ratio, words: node.data.trim(), of: element.outerHTML};
    }
    return worst;
}"""

"""A reviewer before a real browser: what the page shows, and what a mouse and Submit bring back."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from quotetrack import Store
from quotetrack.review.client import Server
from quotetrack.review.pulling import pull
from quotetrack.review.pushing import push
from quotetrack.review.selecting import Selection

pytestmark = [pytest.mark.server, pytest.mark.browser]

WAIT_MS = 60_000
# The place on the screen of some characters of the text, as (left, top, right, bottom).
RECTANGLE = """([words, last]) => {
    const root = document.querySelector(".qt-text");
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const at = node.data.indexOf(words);
        if (at < 0) continue;
        const range = document.createRange();
        const begin = last ? at + words.length - 1 : at;
        range.setStart(node, begin);
        range.setEnd(node, begin + 1);
        const box = range.getBoundingClientRect();
        return [box.left, box.top, box.right, box.bottom];
    }
    return null;
}"""


@pytest.fixture
def page(need: Any, label_studio: Any, tmp_path: Path) -> Iterator[Any]:
    """A page of a headless Chromium, logged in."""
    program = need("chromium", "chromium-browser", "google-chrome")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            tmp_path / "profile", executable_path=program, headless=True,
            args=["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
            viewport={"width": 1400, "height": 1000},
        )  # fmt: skip
        page = context.pages[0]
        page.set_default_timeout(WAIT_MS)
        page.goto(f"{label_studio.credentials.url}/user/login/")
        page.fill("input[name=email]", label_studio.account["user"])
        page.fill("input[name=password]", label_studio.account["password"])
        page.click("button[type=submit]")
        page.wait_for_url(lambda url: "login" not in url)
        yield page
        context.close()


def open_task(page: Any, server: Server, project: int) -> dict[str, Any]:
    (task,) = server.tasks(project)
    page.goto(f"{server.url}/projects/{project}/data?task={task['id']}")
    page.wait_for_selector(".htx-highlight")
    return task


def submit(page: Any, server: Server, project: int) -> None:
    """One click, and the server has the annotation."""
    page.get_by_role("button", name="Submit").click()
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        (task,) = server.tasks(project)
        if task["annotations"]:
            return
        time.sleep(0.2)
    raise AssertionError("the annotation did not arrive")


def draw(page: Any, label_key: str, words: str, right_to_left: bool = False) -> None:
    """Marks words with a label by dragging the mouse over them."""
    page.keyboard.press("Escape")
    page.keyboard.press(label_key)
    first = page.evaluate(RECTANGLE, [words, False])
    last = page.evaluate(RECTANGLE, [words, True])
    assert first, words
    middle = (first[1] + first[3]) / 2
    begin, end = (first[0] + 0.5, last[2] - 0.5)
    if right_to_left:
        begin, end = (first[2] - 0.5, last[0] + 0.5)
    page.mouse.move(begin, middle)
    page.mouse.down()
    page.mouse.move((begin + end) / 2, middle, steps=4)
    page.mouse.move(end, (last[1] + last[3]) / 2, steps=4)
    before = page.locator(".htx-highlight").count()
    page.mouse.up()
    page.wait_for_function(f"document.querySelectorAll('.htx-highlight').length > {before}")


def test_one_click_accepts_a_page_with_spans_and_arrows(
    store: Store, server: Server, page: Any, article: Any
) -> None:
    document, quotes = article(7)
    quotes[0] = quotes[0].model_copy(update={"expert": "aziz", "who": "张伟"})
    store.ingest([(document, quotes)])
    project = push(store, server, Selection(), "one click").project_id
    assert project is not None
    open_task(page, server, project)
    shown = page.eval_on_selector_all(
        ".htx-highlight", "all => all.map(e => [e.innerText, getComputedStyle(e).backgroundColor])"
    )
    expected = {quote.text: "rgba(31, 119, 180" for quote in quotes}
    expected |= {quote.speaker.text: "rgba(44, 160, 44" for quote in quotes}
    expected |= {quote.cue.text: "rgba(255, 127, 14" for quote in quotes}
    assert {words: colour.rsplit(",", 1)[0] for words, colour in shown} == expected
    page.wait_for_selector("text=spoken_by")
    assert page.locator("svg text", has_text="spoken_by").count() == len(quotes)
    assert page.locator("svg text", has_text="cued_by").count() == len(quotes)
    assert page.locator("b").count() == 0  # the title's <b> is text
    submit(page, server, project)
    pull(store, server, "one click")
    reviews = {review.quote_id: review for review in store.reviews()}
    assert {review.verdict for review in reviews.values()} == {"accepted"}
    for quote in quotes:
        review = reviews[quote.id]
        assert (review.content, review.text) == (quote.content, quote.text)
        assert (review.speaker, review.cue) == (quote.speaker, quote.cue)
        assert (review.who, review.expert) == (quote.who, quote.expert)
        assert review.seconds is not None
        assert review.seconds > 0


# Words to draw, all behind an emoji and CRLF line ends.
DRAWN = [
    ("在北京", False),
    ("talks would", False),
    ("صبر", True),
]


@pytest.mark.parametrize(("words", "right_to_left"), DRAWN, ids=["chinese", "english", "persian"])
def test_a_mouse_drawn_region_comes_back_in_its_place(
    store: Store, server: Server, page: Any, article: Any, words: str, right_to_left: bool
) -> None:
    document, quotes = article(8)
    shown = [quote for quote in quotes if words not in quote.text]
    store.ingest([(document, shown)])
    title = f"drawn {words}"
    project = push(store, server, Selection(), title).project_id
    assert project is not None
    open_task(page, server, project)
    draw(page, "3", words, right_to_left)
    submit(page, server, project)
    pull(store, server, title)
    (added,) = [review for review in store.reviews() if review.verdict == "added"]
    start = document.text.index(words)
    assert (added.text, added.content) == (words, ((start, start + len(words)),))
    assert added.kind == "indirect"
    others = [review.verdict for review in store.reviews() if review.verdict != "added"]
    assert others == ["accepted"] * len(shown)

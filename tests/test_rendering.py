"""What goes to a terminal and into a page: harmless, whole, and readable without colours."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotetrack.rendering import Piece, Shown, order, pieces
from quotetrack.rendering.ansi import coloured, listed
from quotetrack.rendering.page import page
from quotetrack.terminal import one_line, printable, shortened


def shown(*content: tuple[int, int], kind: str = "direct", **more: object) -> Shown:
    values: dict[str, object] = {
        "id": "q",
        "kind": kind,
        "text": "words",
        "content": content,
        "verbatim": content if kind == "direct" else (),
        "cue": None,
        "speaker": None,
        "who": "李明",
        "expert": None,
        "description": None,
        "stance": "asserts",
        "rule": "zh.rule",
        "confidence": 0.97,
    }
    return Shown(**{**values, **more})  # type: ignore[arg-type]


CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e\u2028\u2029\ud800-\udfff]")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("plain 制裁 naïve 👍🏽 می‌رود", "plain 制裁 naïve 👍🏽 می‌رود"),
        ("\x1b]0;title\x07", "␛]0;title␇"),
        ("a\rb", "a␍b"),
        ("a\r\nb\tc", "a\nb\tc"),
        ("\x7f\x00\x9b2J", "␡␀<U+009B>2J"),
        ("\u202egnp.exe", "<U+202E>gnp.exe"),
        ("\u2067עברית", "\u2068\u2067עברית\u2069\u2069"),
        ("x\u2069\u202cy", "\u2068xy\u2069"),
        ("\u202bא\nb", "\u2068\u202bא\u202c\u2069\nb"),
        ("half \ud83d", "half �"),
    ],
)
def test_printable(text: str, wanted: str) -> None:
    assert printable(text) == wanted


@given(st.text(st.characters()))
def test_nothing_printable_is_obeyed(text: str) -> None:
    for line in printable(text).split("\n"):
        assert not CONTROLS.search(line)
        depth = 0
        for character in line:
            depth += character in "\u202a\u202b\u2066\u2067\u2068"
            depth -= character in "\u202c\u2069"
            assert depth >= 0
        assert depth == 0


def test_one_line_and_shortened() -> None:
    assert one_line(" a\n\tb  c ") == "a b c"
    assert shortened("abcdef", 4) == "abc…"
    assert shortened("abcd", 4) == "abcd"


def test_pieces_say_what_each_stretch_is() -> None:
    #       0    5    10   15
    quotes = [
        shown((4, 10), speaker=(0, 2), cue=(2, 3)),
        shown((6, 14), kind="mixed", verbatim=((8, 9),)),
    ]
    found = list(pieces(15, quotes))
    assert found == [
        Piece(0, 2, frozenset({"speaker"}), (0,), ()),
        Piece(2, 3, frozenset({"cue"}), (0,), ()),
        Piece(3, 4, frozenset(), (), ()),
        Piece(4, 6, frozenset({"direct", "verbatim"}), (0,), (0,)),
        Piece(6, 8, frozenset({"direct", "verbatim", "mixed"}), (0, 1), (1,)),
        Piece(8, 9, frozenset({"direct", "verbatim", "mixed"}), (0, 1), ()),
        Piece(9, 10, frozenset({"direct", "verbatim", "mixed"}), (0, 1), ()),
        Piece(10, 14, frozenset({"mixed"}), (1,), ()),
        Piece(14, 15, frozenset(), (), ()),
    ]


PLACES = st.tuples(st.integers(-5, 60), st.integers(-5, 60))


@given(
    st.text(st.sampled_from("ab\n制<&\"'\x1b\u202e👍 "), max_size=50),
    st.lists(st.lists(PLACES, min_size=1, max_size=3), max_size=5),
)
def test_pieces_are_the_whole_text_whatever_the_places(
    text: str, contents: list[list[tuple[int, int]]]
) -> None:
    quotes = order(shown(*content, speaker=content[0], cue=content[-1]) for content in contents)
    assert "".join(text[p.start : p.end] for p in pieces(len(text), quotes)) == text
    plain = click.unstyle("".join(coloured(text, quotes)))
    assert re.sub(r"\[\d+\]", "", plain) == re.sub(
        r"\[\d+\]", "", "".join(printable(text[p.start : p.end]) for p in pieces(len(text), quotes))
    )


class Reader(HTMLParser):
    """What a browser sees: the words of <main>, all elements and attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "link", "br"):
            self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._inside.pop() == tag

    def handle_data(self, data: str) -> None:
        if "main" in self._inside and "a" not in self._inside:
            self.words += data


HOSTILE = "他说：“<script>alert(1)</script>\n\n</main></style>&amp; \x1b[31m\x00”\nمرحبا بالعالم"


def read(text: str, quotes: list[Shown], **about: str) -> Reader:
    reader = Reader()
    reader.feed("".join(page(text, quotes, about)))
    reader.close()
    return reader


def test_a_page_is_whole_and_runs_nothing() -> None:
    quotes = [shown((4, 60), speaker=(0, 1), cue=(1, 2), who='"><img src=x onerror=alert(1)>')]
    reader = read(HOSTILE, quotes, title="<b>", url="javascript:alert(1)", outlet="</header>")
    names = {tag for tag, _ in reader.tags}
    assert names <= {
        "html", "head", "meta", "title", "style", "body", "div", "header", "h1", "p", "span", "bdi",
        "main", "a", "aside", "h2", "ol", "li", "blockquote",
    }  # fmt: skip
    for tag, attributes in reader.tags:
        assert not [name for name in attributes if name.startswith("on") or name == "src"]
        if tag == "a":
            assert (attributes["href"] or "").startswith("#")
    # Every word is there, as text; blank lines are not paragraphs.
    wanted = HOSTILE.replace("\x1b", "␛").replace("\x00", "␀").replace("\n", "")
    assert reader.words.replace("\n", "") == wanted
    policies = [a["content"] for tag, a in reader.tags if tag == "meta" and "http-equiv" in a]
    assert policies
    assert "default-src 'none'" in str(policies[0])


def test_a_page_reads_from_the_right_where_the_text_does() -> None:
    reader = read("مرحبا\nhello", [shown((0, 5))], title="عنوان", lang="ar")
    assert all(a.get("dir") == "auto" for tag, a in reader.tags if tag in ("h1", "blockquote"))
    paragraphs = [a for tag, a in reader.tags if tag == "p" and "class" not in a]
    assert [a.get("dir") for a in paragraphs] == ["auto", "auto"]


def test_a_page_links_quotes_and_list_both_ways() -> None:
    reader = read(
        "“好。”他说。“走。”", [shown((1, 3)), shown((8, 10))], url="https://example.org/?a=1&b=2"
    )
    ids = [a["id"] for _, a in reader.tags if "id" in a]
    assert sorted(str(name) for name in ids) == ["l1", "l2", "q1", "q2"]
    links = {a["href"] for tag, a in reader.tags if tag == "a"}
    assert links == {"#q1", "#q2", "#l1", "#l2", "https://example.org/?a=1&b=2"}


def test_a_page_follows_the_readers_light_and_dark() -> None:
    text = "".join(page("x", [], {}))
    assert "prefers-color-scheme: dark" in text
    assert "http" not in re.sub(r"http-equiv", "", text)


def test_a_listed_quote_says_what_matters() -> None:
    line = listed(3, shown((0, 1), expert="Li Ming", stance="denies", status="corrected"))
    assert click.unstyle(line) == "[3] 李明 (Li Ming)  direct, denies, corrected, zh.rule 0.97"
    assert "\x1b[31m" not in listed(1, shown((0, 1), who="\x1b[31mred"))


def test_quotes_keep_apart_without_colours() -> None:
    out = click.unstyle("".join(coloured("他说：“好。”", [shown((4, 6), speaker=(0, 1))])))
    assert out == "他说：“[1]好。”"

"""Pages, feeds, archives and printed copies of one story written for these tests."""

from __future__ import annotations

import base64
import gzip
import io
import re
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from quotetrack import extract
from quotetrack.models import Document
from quotetrack.readers import Options, read, read_many
from quotetrack.readers.pdf import fold_radicals

PARAGRAPHS = (
    "港口管理局发言人罗维民周二在记者会上表示，新码头的第一期工程已经完工。“我们用了三年时间，"
    "人民看到了长期努力的结果，”罗维民说，“货轮明年春天就能靠岸。”",
    "土耳其研究员伊希尔·厄于特（Işıl Özkızılcık Öğüt）告诉《海港晨报》：“这条铁路的意义不在速度，"
    "而在于它把三个省的工厂连在了一起，西部的企业从此可以用一半的时间把货物运到海边。”",
    "The port’s spokesman said on Tuesday that “the first phase of the quay is finished”, and that "
    "freighters would be able to dock there in spring.",
    "不过，当地居民对噪音表示担心。环境部门答应在六个月内公布测量结果，并邀请大学的专家参加。",
    "“测量必须由独立的机构来做，”居民代表方晓梅强调。",
)
HEADLINE = "新码头明年启用"
HEAD = """<title>新码头明年启用 - 海港晨报</title><meta name="author" content="林晓">
<meta property="og:site_name" content="海港晨报">
<meta property="article:published_time" content="2024-05-03T08:00:00+08:00">"""


def page(encoding: str = "utf-8", paragraphs: tuple[str, ...] = PARAGRAPHS) -> str:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"""<!DOCTYPE html><html><head><meta charset="{encoding}">{HEAD}
<script>var s = "“不是话，”他说。";</script><style>p {{ color: red }}</style></head><body>
<nav><ul><li><a href="/">首页</a></li><li><a href="/b">财经</a></li></ul></nav>
<article><h1>{HEADLINE}</h1>{body}</article><footer>版权所有</footer></body></html>"""


def words(text: str) -> str:
    return re.sub(r"\s+", "", text)


def errors_of(*sources: Path, **options: object) -> tuple[list[Document], list[str]]:
    errors: list[str] = []
    documents = list(
        read_many(sources, lambda error: errors.append(str(error)), Options(**options))  # type: ignore[arg-type]
    )
    assert all("\n" not in error for error in errors)
    return documents, errors


@pytest.mark.parametrize("fast", [False, True])
@pytest.mark.parametrize("encoding", ["gb18030", "gb2312", "utf-8", "utf-16"])
def test_a_saved_page(tmp_path: Path, encoding: str, fast: bool) -> None:
    path = tmp_path / "page.html"
    codec = "gb18030" if encoding == "gb2312" else encoding
    path.write_bytes(page(encoding).encode(codec))
    (document,) = read(path, fast=fast)
    lines = document.text.split("\n")
    assert [line for line in lines if line in PARAGRAPHS] == list(PARAGRAPHS)
    assert "不是话" not in document.text
    assert "财经" not in document.text
    assert document.title is not None
    assert HEADLINE in document.title
    assert (document.outlet, document.author) == ("海港晨报", "林晓")
    assert str(document.published).startswith("2024-05-03")


@pytest.mark.parametrize(
    ("content", "charset"),
    [
        ("Представитель порта заявил: «Первая очередь причала готова»." * 9, "windows-1251"),
        ("Представитель порта заявил, что первая очередь причала готова." * 9, "koi8-r"),
        ("Liman sözcüsü “İskelenin ilk bölümü bitti” dedi, ışıklar yandı." * 9, "iso-8859-9"),
        ("港務局發言人表示：「新碼頭的第一期工程已經完工。」居民鼓掌。" * 9, "big5"),
        ("قال المتحدث باسم الميناء: «لقد اكتملت المرحلة الأولى»." * 9, "windows-1256"),
    ],
)
def test_the_charset_of_a_page(tmp_path: Path, content: str, charset: str) -> None:
    wide = {"iso-8859-9": "cp1254"}.get(charset, charset)
    for claim in (charset, "utf-8", None):  # right, wrong, none
        meta = f'<meta http-equiv=Content-Type content="text/html; charset={claim}">' * bool(claim)
        source = f"<html><head>{meta}</head><body><p>{content}</p></body></html>"
        path = tmp_path / "page.html"
        path.write_bytes(source.encode(wide))
        (document,) = read(path)
        assert document.text == content


def test_marks_that_a_browser_draws_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(
        page(paragraphs=("<q>货轮<b>明年</b>靠岸，</q>罗维民说。", *PARAGRAPHS)), "utf-8"
    )
    for fast in (False, True):
        (document,) = read(path, fast=fast)
        assert "“货轮明年靠岸，”罗维民说。" in document.text.split("\n")


@pytest.mark.parametrize("fast", [False, True])
@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("<p>a" * 400_000, "more than 300,000 tags"),
        ("<p>word " * 60_000, None),
        ("<div>" * 30_000 + "word", None),
        ("<div><span>" * 20_000 + "word" + "</span></div>" * 20_000, None),
        ("<title>" * 90_000 + "word", None),
        ("<meta name=" * 90_000 + "word", "no text in this page"),
        ("<!--a-->" * 90_000 + "<p>word", None),
    ],
)
@pytest.mark.timeout(60)
def test_a_page_made_to_stall(tmp_path: Path, source: str, says: str | None, fast: bool) -> None:
    path = tmp_path / "page.html"
    path.write_text(f"<html><body>{source}")
    documents, errors = errors_of(path, fast=fast)
    if says is None:
        assert errors == []
        assert "word" in documents[0].text
    else:
        assert documents == []
        assert says in errors[0]


def test_a_damaged_page_keeps_what_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(page().encode() + b"<p>\xff\xfe</p>")
    (document,) = read(path)
    assert PARAGRAPHS[0] in document.text


def test_a_page_saved_as_one_mhtml_file(tmp_path: Path) -> None:
    body = base64.encodebytes(page("gb18030").encode("gb18030")).decode()
    path = tmp_path / "page.mhtml"
    path.write_text(
        "From: <Saved>\nSubject: x\nMIME-Version: 1.0\n"
        'Content-Type: multipart/related;\n\ttype="text/html";\n\tboundary="----b"\n\n'
        "------b\nContent-Type: text/html\nContent-Transfer-Encoding: base64\n"
        f"Content-Location: https://news.example/1\n\n{body}\n------b--\n"
    )
    (document,) = read(path)
    assert set(PARAGRAPHS) <= set(document.text.split("\n"))
    assert document.url == "https://news.example/1"


@pytest.mark.parametrize("encoding", ["utf-8", "gb2312"])
def test_a_feed(tmp_path: Path, encoding: str) -> None:
    items = "".join(
        f"<item><title>第{n}条</title><link>https://news.example/{n}</link>"
        f"<description>&lt;p&gt;{text}&lt;/p&gt;&lt;p&gt;完&lt;/p&gt;</description>"
        "<pubDate>Fri, 03 May 2024 08:00:00 +0800</pubDate></item>"
        for n, text in enumerate((PARAGRAPHS[0], PARAGRAPHS[3]))
    )
    source = (
        f'<?xml version="1.0" encoding="{encoding}"?><rss version="2.0"><channel>'
        f"<title>海港晨报</title>{items}<item><title>只有标题</title></item></channel></rss>"
    )
    path = tmp_path / "feed.xml"
    path.write_bytes(source.encode(encoding))
    first, second = read(path)
    assert first.text == f"{PARAGRAPHS[0]}\n完"
    assert (second.title, second.url, second.outlet) == (
        "第1条",
        "https://news.example/1",
        "海港晨报",
    )
    assert second.published == "2024-05-03T00:00:00Z"


def test_an_atom_feed_gives_its_content(tmp_path: Path) -> None:
    path = tmp_path / "feed.atom"
    path.write_text(
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><title>A</title>'
        '<link href="javascript:alert(1)"/><summary>short</summary>'
        '<content type="html">&lt;p&gt;the whole text&lt;/p&gt;</content></entry></feed>'
    )
    (document,) = read(path)
    assert (document.text, document.url) == ("the whole text", None)


def test_a_feed_cannot_blow_up_or_read_files(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("hidden words")
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 20))
    path = tmp_path / "feed.xml"
    path.write_text(
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a0 "ha">{entities}'
        f'<!ENTITY f SYSTEM "file://{secret}">]>'
        "<rss><channel><item><description>one &a19; &f; two</description></item></channel></rss>"
    )
    documents, _ = errors_of(path)
    assert all(len(document.text) < 200 for document in documents)
    assert all("hidden" not in document.text for document in documents)


def record(url: str, body: bytes, headers: str = "", kind: str = "response") -> bytes:
    http = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{headers}\r\n".encode() + body
    mime = "application/http; msgtype=response"
    return (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:0>\r\n"
        f"WARC-Target-URI: {url}\r\nContent-Type: {mime}\r\nContent-Length: {len(http)}\r\n\r\n"
    ).encode() + (http + b"\r\n\r\n")


def records() -> list[bytes]:
    body = page("gb2312").encode("gb18030")
    chunked = b"".join(b"%x\r\n%b\r\n" % (len(c), c) for c in (body[:99], body[99:])) + b"0\r\n\r\n"
    return [
        record("https://news.example/1", body),
        record("https://news.example/2", gzip.compress(body), "Content-Encoding: gzip\r\n"),
        record("https://news.example/3", chunked, "Transfer-Encoding: chunked\r\n"),
        record("https://news.example/logo", b"\x89PNG").replace(b"text/html", b"image/png"),
        record("https://news.example/gone", body).replace(b"200 OK", b"404 No"),
        record("https://news.example/4", body, "Content-Encoding: gzip\r\n"),  # unpacked already
    ]


def gz(parts: list[bytes]) -> bytes:
    return b"".join(map(gzip.compress, parts))


@pytest.mark.parametrize("pack", [b"".join, gz])
def test_a_web_archive(tmp_path: Path, pack: Callable[[list[bytes]], bytes]) -> None:
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(pack(records()))
    documents, errors = errors_of(path)
    assert errors == []
    assert [str(document.url)[-1] for document in documents] == ["1", "2", "3", "4"]
    for document in documents:
        assert set(PARAGRAPHS) <= set(document.text.split("\n"))


@pytest.mark.parametrize("pack", [b"".join, gz])
@pytest.mark.parametrize("cut", [5, 300, 1000])
def test_an_archive_cut_in_the_middle(
    tmp_path: Path, pack: Callable[[list[bytes]], bytes], cut: int
) -> None:
    path = tmp_path / "crawl.warc"
    whole, last = pack(records()[:2]), pack(records()[:1])
    path.write_bytes(whole + last[:-cut])
    documents, errors = errors_of(path)
    # Five bytes of a packed one are its checksum: the record itself is whole.
    assert len(documents) == (3 if pack is gz and cut == 5 else 2)
    assert len(errors) == 1
    assert "cut off or damaged" in errors[0]


def test_a_bad_page_in_an_archive_is_named(tmp_path: Path) -> None:
    path = tmp_path / "crawl.warc"
    empty = record("https://news.example/\x1b[31m", b"<html><body></body></html>")
    bomb = record(
        "https://news.example/b", gzip.compress(b"x" * 10**7), "Content-Encoding: gzip\r\n"
    )
    path.write_bytes(b"".join([empty, bomb, *records()[:1], b"garbage" * 99]))
    documents, errors = errors_of(path, max_document_bytes=4_000_000)
    assert len(documents) == 1
    assert "no text in this page" in errors[0]
    assert "\x1b" not in errors[0]
    assert "news.example/b: the unpacked page is larger than 1.907 MiB" in errors[1]
    assert "cut off or damaged" in errors[2]


def write_docx(path: Path) -> None:
    document = docx.Document()
    document.core_properties.title = HEADLINE
    document.core_properties.author = "Administrator"
    document.add_heading(HEADLINE, 1)
    for paragraph in PARAGRAPHS[:3]:
        written = document.add_paragraph()
        for piece in re.findall(".{1,7}", paragraph):  # Word splits runs anywhere
            written.add_run(piece)
    document.add_table(1, 1).cell(0, 0).text = PARAGRAPHS[3]
    document.add_paragraph(PARAGRAPHS[4])
    document.save(str(path))


def test_a_word_document(tmp_path: Path) -> None:
    path = tmp_path / "story.docx"
    write_docx(path)
    (document,) = read(path)
    assert document.text.split("\n") == [HEADLINE, *PARAGRAPHS]
    assert (document.title, document.author) == (HEADLINE, None)


def test_tracked_changes_are_read_as_accepted(tmp_path: Path) -> None:
    path = tmp_path / "story.docx"
    write_docx(path)
    changed = tmp_path / "changed.docx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                data = data.replace(
                    b"<w:r>",
                    "<w:ins><w:r><w:t>新</w:t></w:r></w:ins><w:del><w:r><w:delText>旧</w:delText>"
                    "<w:t>旧</w:t></w:r></w:del><w:r>".encode(),
                    1,
                )
            new.writestr(name, data)
    (document,) = read(changed)
    assert document.text.startswith(f"新{HEADLINE}\n")


def zip_of(name: str, data: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return buffer.getvalue()


def test_bad_archives_and_documents(tmp_path: Path) -> None:
    write_docx(tmp_path / "story.docx")
    whole = (tmp_path / "story.docx").read_bytes()
    honest = zip_of("word/document.xml", b"x" * 20_000_000)
    lying = honest.replace((20_000_000).to_bytes(4, "little"), (5000).to_bytes(4, "little"))
    beside = zip_of("word/media/a.png", b"x" * 70_000_000)
    with zipfile.ZipFile(io.BytesIO(beside)) as archive:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as both:
            both.writestr("word/media/a.png", archive.read("word/media/a.png"))
            both.writestr("word/document.xml", "<x/>")
    encrypted = bytearray(zip_of("word/document.xml", b"x" * 99))
    for signature, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        encrypted[encrypted.find(signature) + flag] |= 1
    cases = {
        "cut.docx": (whole[:-300], "a damaged or cut off ZIP or DOCX file"),
        "bomb.docx": (honest, "its text, unpacked, is larger than 16 MiB"),
        "lie.docx": (lying, "damaged"),
        "media.docx": (buffer.getvalue(), "a zip bomb?"),
        "table.xlsx": (zip_of("xl/workbook.xml", b"<x/>"), "no Word document"),
        "nothing.docx": (zip_of("word/document.xml", b""), "a damaged Word document"),
        "secret.docx": (bytes(encrypted), "encrypted"),
        "cut.pdf": (b"%PDF-1.7\n1 0 obj\n<<", "a damaged or cut off PDF"),
        "empty.html": (b"<html><body></body></html>", "no text in this page"),
        "empty.rss": (b"<rss><channel><title>x</title></channel></rss>", "no entry of this feed"),
        "empty.warc": (b"WARC/1.0\r\n", "cut off or damaged"),
        "no.mhtml": (
            b"Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/css\n\nx\n",
            "no page in it",
        ),
    }
    for name, (content, _) in cases.items():
        (tmp_path / name).write_bytes(content)
    documents, errors = errors_of(*(tmp_path / name for name in cases), tmp_path / "story.docx")
    assert len(documents) == 1
    assert len(errors) == len(cases)
    for error, (name, (_, says)) in zip(errors, cases.items(), strict=True):
        assert error.startswith(f"{tmp_path / name}: ")
        assert says in error


def test_radicals_become_characters() -> None:
    assert fold_radicals("⽰⼈⺠⻓⻄⻅⻢⻰⾸⻚⼀") == "示人民长西见马龙首页一"
    everything = "".join(map(chr, [*range(0x2E80, 0x2EF4), *range(0x2F00, 0x2FD6)]))
    folded = fold_radicals(everything)
    assert len(folded) == len(everything)
    # One is no character's radical (U+2E80, "repeat"), one is not assigned.
    assert {c for c in folded if "\u2e80" <= c <= "\u2fdf"} == {"\u2e80", "\u2e9a"}


def print_pdf(chromium: str, folder: Path, name: str, source: str) -> Path:
    (folder / f"{name}.html").write_text(source, "utf-8")
    path = folder / f"{name}.pdf"
    subprocess.run(
        [
            chromium,
            *("--headless", "--no-sandbox", "--disable-gpu", f"--print-to-pdf={path}"),
            *(f"--user-data-dir={folder / 'profile'}", (folder / f"{name}.html").as_uri()),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return path


@pytest.mark.browser
def test_page_print_and_word_copy_give_the_same_text_and_quotes(
    tmp_path: Path, need: Callable[..., str]
) -> None:
    chromium = need("chromium", "chromium-browser", "google-chrome")
    saved = tmp_path / "saved.html"
    saved.write_bytes(page("gb18030").encode("gb18030"))
    write_docx(tmp_path / "copy.docx")
    wanted = [words(paragraph) for paragraph in PARAGRAPHS]
    sources = {
        "plain": page(),
        "indented": page().replace("<p>", '<p style="text-indent:2em;margin:0;width:20em">'),
        "long": page(paragraphs=PARAGRAPHS * 12),
    }
    for path in (saved, tmp_path / "copy.docx"):
        (document,) = read(path)
        lines = [words(line) for line in document.text.split("\n")]
        assert [line for line in lines if line in wanted] == wanted
    quoted = [
        [(quote.kind, quote.who, words(quote.text)) for quote in extract(document)]
        for path in (saved, tmp_path / "copy.docx", print_pdf(chromium, tmp_path, "one", page()))
        for document in read(path)
    ]
    assert len(quoted[0]) > 2
    assert quoted[0] == quoted[1] == quoted[2]
    for name, source in sources.items():
        (document,) = read(print_pdf(chromium, tmp_path, name, source))
        lines = [words(line) for line in document.text.split("\n")]
        repeats = 12 if name == "long" else 1
        assert [line for line in lines if line in wanted] == wanted * repeats
        assert not re.search(r"file:|\d\d:\d\d|[⺀-⿟]", document.text)

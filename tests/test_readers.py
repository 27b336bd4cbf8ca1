"""Files, folders, patterns and streams to documents; bad input in one clear line each."""

from __future__ import annotations

import gzip
import io
import json
import os
import sys
from pathlib import Path

import pytest

from quotetrack.errors import InputError
from quotetrack.models import Document
from quotetrack.readers import Options, read, read_many

SENTENCE = "她说：“我们明天就开始。”"


def write(path: Path, content: bytes | str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def errors_of(*sources: object, **options: object) -> tuple[list[Document], list[str]]:
    """What can be read of some sources, and the lines that are told about the rest."""
    errors: list[str] = []
    documents = list(
        read_many(
            [str(source) for source in sources],
            lambda error: errors.append(str(error)),
            Options(**options),  # type: ignore[arg-type]
        )
    )
    assert all("\n" not in error for error in errors)
    return documents, errors


def test_a_text_file_is_one_document_as_it_is(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", b"\xef\xbb\xbf" + f"{SENTENCE}\r\n\r\n  x \t\n".encode())
    (document,) = read(path)
    assert document == Document(text=f"{SENTENCE}\r\n\r\n  x \t\n")


def test_jsonl_gives_back_ids_and_metadata(tmp_path: Path) -> None:
    full = {
        "id": "a-1",
        "text": SENTENCE,
        "lang": "zh-Hans",
        "title": "题",
        "url": "https://example.org/1",
        "outlet": "晨报",
        "author": "王小明",
        "published": "2024-05-01",
    }
    lines = [full, {"text": SENTENCE, "quotes": [], "title": None}, {"id": 7, "text": "x"}]
    body = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    documents = list(read(write(tmp_path / "a.jsonl", body)))
    assert documents == [Document(**full), Document(text=SENTENCE), Document(id="7", text="x")]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "no JSON"),
        ("[1]", "must be a JSON object"),
        ('"text"', "must be a JSON object"),
        ('{"body": "x"}', "no 'text' in it"),
        ('{"text": null}', "no 'text' in it"),
        ('{"text": 5}', "'text' must be a string, not int"),
        ('{"text": "x", "title": ["y"]}', "'title' must be a string, not list"),
        ("[" * 100_000, "no JSON"),
        ('{"text": "x", "n": ' + "9" * 6000 + "}", "no JSON"),
        (b'{"text": "\xff"}', "not utf-8"),
        ('{"text": "' + "x" * 3000 + '"}', "larger than 2,000 bytes"),
    ],
)
def test_a_bad_line_is_named_and_the_others_are_read(
    tmp_path: Path, line: str | bytes, says: str
) -> None:
    bad = line.encode() if isinstance(line, str) else line
    good = '{"text": "他好"}'.encode()
    path = write(tmp_path / "a.jsonl", good + b"\n\r\n" + bad + b"\n" + good)
    limit = 2000 if "larger" in says else 1_000_000
    documents, errors = errors_of(path, max_document_bytes=limit)
    assert [document.text for document in documents] == ["他好", "他好"]
    assert len(errors) == 1
    assert errors[0].startswith(f"{path}: line 3: ")
    assert says in errors[0]


def test_thousands_of_bad_lines_are_counted_not_listed(tmp_path: Path) -> None:
    _, errors = errors_of(write(tmp_path / "a.jsonl", '{"a": 1}\n' * 5000))
    assert len(errors) == 21
    assert errors[-1].endswith("4,980 more bad lines, not listed")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32", "gb18030"])
def test_jsonl_in_other_encodings(tmp_path: Path, encoding: str) -> None:
    body = f'{{"text": "{SENTENCE}"}}\n{{"text": "城市里的人们说，这个月下了很多雨。"}}\n' * 300
    documents, errors = errors_of(write(tmp_path / "a.jsonl", body.encode(encoding)))
    assert (len(documents), errors) == (600, [])
    assert documents[0].text == SENTENCE


def test_escapes_cannot_smuggle_in_surrogates(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", r'{"text": "a\ud800b\u0000c\ud83d\ude00"}')
    assert [document.text for document in read(path)] == ["abc😀"]


def test_keys_can_be_mapped(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", '{"body": "x", "headline": "t", "text": 5}')
    (document,) = read(path, columns={"text": "body", "title": "headline"})
    assert (document.text, document.title) == ("x", "t")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_columns(tmp_path: Path, separator: str) -> None:
    rows = [["id", "body", "url"], ["1", '"two\nlines, ""here"""', ""], ["2", "x", "https://e.org"]]
    body = "\r\n".join(separator.join(row) for row in rows)
    path = write(tmp_path / "a.csv", "\ufeff" + body)
    assert list(read(path, columns={"text": "body"})) == [
        Document(id="1", text='two\nlines, "here"'),
        Document(id="2", text="x", url="https://e.org"),
    ]
    with pytest.raises(InputError, match=r"no column 'text'.*id, body, url.*--column"):
        list(read(path))


def test_csv_in_gb18030(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", f"text,title\n{SENTENCE},题目\n".encode("gb18030"))
    assert [document.text for document in read(path)] == [SENTENCE]


def test_json_objects_and_lists(tmp_path: Path) -> None:
    one = write(tmp_path / "a.json", json.dumps({"text": "x"}, indent=2))
    many = write(tmp_path / "b.json", json.dumps([{"text": "y"}, {"text": 1}, {"text": "z"}]))
    documents, errors = errors_of(one, many)
    assert [document.text for document in documents] == ["x", "y", "z"]
    assert errors == [f"{many}: item 2: 'text' must be a string, not int"]


def test_folders_patterns_and_repeated_names(tmp_path: Path) -> None:
    write(tmp_path / "b" / "2.txt", "two")
    write(tmp_path / "b" / "deep" / "3.txt", "three")
    write(tmp_path / "b" / ".hidden.txt", "no")
    write(tmp_path / "b" / ".git" / "x.txt", "no")
    write(tmp_path / "b" / "picture.png", b"\x89PNG")
    write(tmp_path / "1.txt", "one")
    documents, errors = errors_of(
        tmp_path / "1.txt", tmp_path / "b", tmp_path / "*.txt", tmp_path / "b/**/*.txt"
    )
    assert [document.text for document in documents] == ["one", "two", "three"]
    assert errors == []


def test_standard_input_is_told_by_its_content(monkeypatch: pytest.MonkeyPatch) -> None:
    for content, texts in [
        (SENTENCE.encode("utf-16"), [SENTENCE]),
        (b'{"text": "one"}\n{"text": "two"}\n', ["one", "two"]),
        (gzip.compress(b'{"text": "one"}\n'), ["one"]),
    ]:
        stream = io.TextIOWrapper(io.BufferedReader(Unseekable(content)))
        monkeypatch.setattr(sys, "stdin", stream)
        documents, errors = errors_of("-")
        assert ([document.text for document in documents], errors) == (texts, [])


class Unseekable(io.BytesIO):
    def seekable(self) -> bool:
        return False


def test_sidecars_and_options(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", "a")
    write(tmp_path / "a.json", '{"title": "A", "outlet": "晨报", "id": "doc-a", "pages": 3}')
    write(tmp_path / "b.txt", "b")
    write(tmp_path / "b.txt.toml", 'title = "B"\npublished = 2024-05-01')
    write(tmp_path / "c.json", '{"text": "c"}')
    documents, errors = errors_of(tmp_path, metadata={"outlet": "晚报"})
    assert errors == []
    assert documents == [
        Document(id="doc-a", text="a", title="A", outlet="晚报"),
        Document(text="b", title="B", published="2024-05-01", outlet="晚报"),
        Document(text="c", outlet="晚报"),
    ]


@pytest.mark.parametrize("content", ["[1]", "{", '{"title": 3}', "\x00"])
def test_a_broken_sidecar_is_told(tmp_path: Path, content: str) -> None:
    path = write(tmp_path / "a.txt", "a")
    write(tmp_path / "a.json", content)
    documents, errors = errors_of(path)
    assert documents == []
    assert len(errors) == 1
    assert "its metadata in a.json" in errors[0]


def bad_files(folder: Path) -> dict[str, tuple[bytes, str]]:
    return {
        "empty.txt": (b"", "the file is empty"),
        "blank.txt": (b" \n\t\n", "there is no text in it"),
        "noise.txt": (bytes(range(1, 256)) * 7, "not text"),
        "picture.txt": (b"\x89PNG\r\n\x1a\n" + b"\x00" * 50, "a PNG image, not text"),
        "base.txt": (b"SQLite format 3\x00" + b"\x00" * 50, "a SQLite database"),
        "text.pdf": (b"no pdf at all", "its name says pdf"),
        "old.docx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "save it as .docx"),
        "data.xml": (b"<?xml version='1.0'?><data/>", "neither a feed nor a page"),
        "cut.jsonl.gz": (gzip.compress(b'{"text": "one"}\n' * 999)[:-20], "cut off or damaged"),
        "twice.txt.gz": (gzip.compress(gzip.compress(b"x")), "compressed twice"),
        "huge.txt": (b"x" * 3000, "larger than 2,000 bytes; raise --max-size"),
        "bomb.txt.gz": (gzip.compress(b"x" * 3_000_000), "larger than 2,000 bytes"),
    }


def test_bad_files_are_told_and_the_rest_is_read(tmp_path: Path) -> None:
    cases = bad_files(tmp_path)
    for name, (content, _) in cases.items():
        write(tmp_path / name, content)
    good = write(tmp_path / "zz.txt", SENTENCE)
    documents, errors = errors_of(
        tmp_path / "missing.txt",
        tmp_path / "*.nothing",
        *(tmp_path / name for name in cases),
        good,
        max_document_bytes=2000,
    )
    assert SENTENCE in [document.text for document in documents]
    wanted = ["there is no such file", "no file matches", *(says for _, says in cases.values())]
    assert len(errors) == len(wanted)
    for error, says in zip(errors, wanted, strict=True):
        assert error.startswith(str(tmp_path))
        assert says in error


def test_a_folder_without_readable_files(tmp_path: Path) -> None:
    write(tmp_path / "a.png", b"\x89PNG")
    documents, errors = errors_of(tmp_path)
    assert documents == []
    assert len(errors) == 1
    assert "no readable files in this folder" in errors[0]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", "x")
    path.chmod(0)
    assert "cannot be opened (Permission denied)" in errors_of(path)[1][0]


def test_names_cannot_steer_the_terminal(tmp_path: Path) -> None:
    _, errors = errors_of(tmp_path / "a\x1b]0;\n\u202e.txt", "bad\0name")
    assert "a\\x1b]0;\\n\\u202e.txt: there is no such file" in errors[0]
    assert errors[1].startswith("bad\\x00name: cannot be opened")


def test_read_raises_after_the_good_ones(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", '{"text": "x"}\n{\n{\n{"text": "y"}\n')
    documents = read(path)
    assert [next(documents).text, next(documents).text] == ["x", "y"]
    with pytest.raises(InputError, match=r"line 2: no JSON.*\(and 1 more errors\)"):
        next(documents)
    with pytest.raises(InputError, match="no format is called 'docm'"):
        list(read(path, "docm"))


def test_a_stream_can_be_read() -> None:
    assert [document.text for document in read(io.BytesIO(b"plain"))] == ["plain"]
    assert [d.text for d in read(io.BytesIO(b'{"text":"x"}'), format="jsonl")] == ["x"]

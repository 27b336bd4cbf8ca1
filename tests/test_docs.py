"""What the documents say can be done, can be done; what they point at is there."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from quotetrack.cli import cli
from quotetrack.evaluation import parse_lines
from quotetrack.extraction import extract, packs, vocabulary
from quotetrack.models import Document

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("annotations/*.md")])
SCRIPTS = sorted(file for file in [*ROOT.glob("scripts/*"), ROOT / ".ci" / "run"] if file.is_file())
_BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\((?!https?://|#|mailto:)([^)#\s]+)")


def shell_lines(page: Path) -> list[str]:
    blocks = _BLOCK.findall(page.read_text("utf-8"))
    return [line for block in blocks for line in block.splitlines() if line.strip()]


QUOTETRACK_LINES = [
    pytest.param(line, id=f"{page.name}: {line[:60]}")
    for page in PAGES
    for line in shell_lines(page)
    if re.match(r"(\S+=\S+ )*quotetrack ", line)
]


def test_the_pages_are_there() -> None:
    assert {"README.md", "CHANGELOG.md", "GUIDELINES.md", "performance.md"} <= {
        page.name for page in PAGES
    }
    assert QUOTETRACK_LINES


@pytest.mark.parametrize("line", QUOTETRACK_LINES)
def test_every_command_line_in_the_documents_can_be_parsed(line: str) -> None:
    words = shlex.split(line.split("|")[0], comments=True)
    arguments = words[words.index("quotetrack") + 1 :]
    if ">" in arguments:
        arguments = arguments[: arguments.index(">")]
    command: click.Command = cli
    context = click.Context(cli, info_name="quotetrack")
    while isinstance(command, click.Group) and arguments and not arguments[0].startswith("-"):
        found = command.get_command(context, arguments[0])
        assert found is not None, f"no command {arguments[0]!r}"
        command, arguments = found, arguments[1:]
        context = click.Context(command, parent=context)
    known = {name for parameter in command.params for name in (*parameter.opts, "-h", "--help")}
    used = {word.split("=")[0] for word in arguments if re.match(r"--?[a-z]", word)}
    assert used <= known | set(cli.params[0].opts), f"no option {used - known}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_and_named_files_are_there(page: Path) -> None:
    text = page.read_text("utf-8")
    for target in _LINK.findall(text):
        assert (page.parent / target).exists(), target
    for named in re.findall(r"`((?:annotations|docs|scripts|tests|src)/[\w./-]+)`", text):
        assert (ROOT / named).exists(), named


@pytest.mark.parametrize("file", SCRIPTS, ids=lambda file: file.name)
def test_scripts_can_be_run_and_parsed(file: Path) -> None:
    first = file.read_text("utf-8").split("\n", 1)[0]
    if file.name != "environment":  # sourced by the others
        assert first.startswith("#!"), file
        assert os.access(file, os.X_OK), file
    if "bash" in first:
        assert "set -euo pipefail" in file.read_text("utf-8")
        subprocess.run(["bash", "-n", file], check=True)
    elif "python" in first:
        compile(file.read_text("utf-8"), str(file), "exec")


def test_the_example_in_the_guidelines_is_gold() -> None:
    text = (ROOT / "annotations" / "GUIDELINES.md").read_text("utf-8")
    (example,) = re.findall(r"^```json\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    (document,) = parse_lines([example.replace("\n", " ")], "guidelines")
    assert document.quotes[0].full
    assert document.quotes[0].sources == ("王芳",)


def test_every_benchmark_has_its_place() -> None:
    page = (ROOT / "docs" / "performance.md").read_text("utf-8")
    main = (ROOT / "scripts" / "benchmarks" / "__main__.py").read_text("utf-8")
    names = re.findall(r'"(\w+)": \w+\.run', main)
    assert names
    for name in names:
        assert page.index(f"<!-- benchmark {name} -->") < page.index(f"<!-- end {name} -->")


def test_the_python_in_the_readme_runs(capsys: pytest.CaptureFixture[str]) -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    (example,) = re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    exec(compile(example, "README.md", "exec"), {})
    assert "王芳 水会退的。" in capsys.readouterr().out


def test_the_command_reference_is_what_the_commands_say() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/cli-reference", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_the_page_on_packs_names_all_that_a_pack_can_say() -> None:
    page = (ROOT / "docs" / "packs.md").read_text("utf-8")
    for frame in vocabulary.FRAMES:
        assert f"| {frame} |" in page, f"the frame {frame} is not explained"
    for side in vocabulary.SIDES:
        assert f"`{side}`" in page, f"the side {side} is not explained"


@pytest.fixture
def dutch(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The worked example's pack, in the place of a user's own."""
    caches = (packs.load, packs.available, packs.own_folder)
    monkeypatch.setenv("QUOTETRACK_PACKS", str(ROOT / "docs" / "examples"))
    for cache in caches:
        cache.cache_clear()
    yield (ROOT / "docs" / "examples" / "nl.toml").read_text("utf-8")
    for cache in caches:
        cache.cache_clear()


def test_the_worked_example_of_a_language_does_what_the_page_says(dutch: str) -> None:
    page = (ROOT / "docs" / "add-a-language.md").read_text("utf-8")
    blocks = re.findall(r"^```toml\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert len(blocks) == 5
    for block in blocks:
        assert block in dutch
    pack = packs.load("nl")
    for rule in pack.rules:
        for example in rule.examples:
            found = extract(Document(text=example["text"], lang="nl"))
            assert any(
                (quote.rule, quote.kind, quote.text)
                == (rule.id, example["kind"], example["content"])
                and (quote.speaker.text if quote.speaker else "") == example["source"]
                for quote in found
            ), example["text"]
        for text in rule.counter_examples:
            fired = [quote.rule for quote in extract(Document(text=text, lang="nl"))]
            assert rule.id not in fired, text

"""Articles, a database made of them, and a way to run commands."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from quotetrack.cli import cli

ARTICLES = {
    "zh.txt": "经济学家李明表示：“制裁不会改变任何事情，我们必须马上行动起来。”\n"
    "哈米德雷扎·阿齐兹对记者说：“核问题只能通过谈判来解决。”\n",
    "en.txt": "“The sanctions will change nothing,” said Hamidreza Azizi, a fellow in Berlin. "
    "“We have to talk.”\n",
}

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """`run("search", "制裁", code=0)`: a command in an empty folder, its exit code held."""
    monkeypatch.chdir(tmp_path)

    def invoke(*arguments: object, code: int = 0, **options: object) -> Result:
        result = CliRunner().invoke(cli, [str(argument) for argument in arguments], **options)  # type: ignore[arg-type]
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == code, result.output
        assert "Traceback" not in result.output
        return result

    return invoke


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.fixture
def news(run: Run, articles: Path) -> Run:
    """The same with the articles ingested into the database of the folder."""
    run("ingest", articles)
    return run

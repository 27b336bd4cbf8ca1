"""The command line as a whole: help, exit codes, errors, speed of the start."""

from __future__ import annotations

import errno
import importlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from quotetrack import cli as package
from quotetrack.cli import COMMANDS, MAP, cli
from quotetrack.cli.options import json_line
from quotetrack.errors import StoreError

Run = Callable[..., Result]
PROGRAM = (sys.executable, "-c", "from quotetrack.cli import main; main()")


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        yield (*path, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


ALL = list(commands(cli))


@pytest.mark.parametrize("name", COMMANDS)
def test_the_table_of_commands_is_true(name: str) -> None:
    entry = COMMANDS[name]
    module = importlib.import_module(f"quotetrack.cli.{entry.module}")
    command = getattr(module, entry.attribute)
    assert isinstance(command, click.Command)
    assert command.name == name
    assert command.get_short_help_str(limit=200) == entry.help


def test_no_command_is_missing_from_the_table() -> None:
    folder = Path(package.__file__).parent
    listed = {(entry.module, entry.attribute) for entry in COMMANDS.values()}
    for file in folder.glob("*.py"):
        if file.stem == "__init__":
            continue
        module = importlib.import_module(f"quotetrack.cli.{file.stem}")
        for attribute, value in vars(module).items():
            top = isinstance(value, click.Command) and "." not in str(value.name)
            if top and value.callback and value.callback.__module__ == module.__name__:
                inside_a_group = any(
                    isinstance(group, click.Group) and value in group.commands.values()
                    for group in vars(module).values()
                )
                assert inside_a_group or (file.stem, attribute) in listed, attribute


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_every_command_has_help_with_an_example(path: tuple[str, ...]) -> None:
    result = CliRunner().invoke(cli, [*path, "--help"], prog_name="quotetrack")
    assert result.exit_code == 0
    assert result.output.startswith(f"Usage: quotetrack {' '.join(path)} ")
    assert f"  quotetrack {path[0]}" in result.output or "| quotetrack" in result.output


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_every_command_that_lists_takes_json_and_limit(path: tuple[str, ...]) -> None:
    if path[-1] not in ("list", "search", "discover"):
        return
    help_ = CliRunner().invoke(cli, [*path, "--help"]).output
    assert "--json" in help_
    assert "--limit" in help_


def test_help_names_all_commands(run: Run) -> None:
    output = run("--help").output
    assert all(f"  {name} " in output for name in COMMANDS)
    assert run("--version").output.startswith("quotetrack ")


@pytest.mark.parametrize(
    "arguments",
    [
        ("serach",),
        ("search", "--limt", "3"),
        ("search", "--limit", "-1"),
        ("ingest",),
        ("extract", "--set", "colour=red"),
        ("documents", "edit", "x"),
        ("experts", "add", "li", "Li", "--name", "李明"),
        ("export", "x.csv", "--format", "doc"),
    ],
)
def test_wrong_usage_is_two(run: Run, arguments: tuple[str, ...]) -> None:
    Path("quotetrack.db").unlink(missing_ok=True)
    assert "Usage:" in run(*arguments, code=2).stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("search", "制裁"),
        ("show", "0123abcd"),
        ("documents", "list"),
        ("documents", "delete", "0123abcd", "--yes"),
        ("experts", "list"),
        ("export", "x.csv"),
        ("reextract",),
        ("doctor",),
        ("backup", "copy.db"),
    ],
)
def test_without_a_database_one_line_says_so(run: Run, arguments: tuple[str, ...]) -> None:
    result = run(*arguments, code=1)
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    assert "quotetrack ingest" in result.stderr
    assert not Path("quotetrack.db").exists()


def test_a_file_that_is_no_database_is_one_line(run: Run) -> None:
    Path("x.db").write_text("no database at all, but long enough to look like something" * 20)
    for arguments in (("search", "制裁"), ("ingest", "x.txt"), ("export", "y.csv"), ("doctor",)):
        result = run(*arguments, "--db", "x.db", code=1)
        assert result.stderr.count("\n") == 1
        assert "is not a database" in result.stderr


def test_the_database_can_come_from_the_environment(
    run: Run, articles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUOTETRACK_DB", "other.db")
    run("ingest", articles)
    assert Path("other.db").exists()
    assert not Path("quotetrack.db").exists()


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Callable[[BaseException], Result]:
    """Runs a command that ends in an exception."""

    def run_failing(error: BaseException) -> Result:
        @click.command("doctor")
        def doctor() -> None:
            raise error

        monkeypatch.setattr(package.LazyGroup, "get_command", lambda *_: doctor)
        return CliRunner().invoke(cli, ["doctor"])

    return run_failing


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        (StoreError("the file\nis \x1b[31mred\x07"), 1, "Error: the file is ␛[31mred␇\n"),
        (KeyboardInterrupt(), 130, "Interrupted.\n"),
        (click.Abort(), 130, "Interrupted.\n"),
        (click.UsageError("so not"), 2, "so not"),
        (OSError(errno.ENOSPC, "full", "x.db"), 1, "Error: x.db: no space left on the disk\n"),
    ],
)
def test_errors_become_a_line_and_a_code(
    failing: Callable[[BaseException], Result], error: BaseException, code: int, says: str
) -> None:
    result = failing(error)
    assert result.exit_code == code
    assert result.stdout == ""
    assert result.stderr.endswith(says) or says in result.stderr


def test_a_bug_is_not_hidden(failing: Callable[[BaseException], Result]) -> None:
    assert isinstance(failing(ZeroDivisionError()).exception, ZeroDivisionError)


def program(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *map(str, arguments)],
        capture_output=True, encoding="utf-8", timeout=60, **options,  # type: ignore[call-overload]
    )  # fmt: skip


def test_a_pipe_that_closes_early_is_no_trouble(news: Run) -> None:
    many = "李明说：“好，我们走。”\n" * 4000
    Path("many.txt").write_text(many, "utf-8")
    process = subprocess.Popen(
        [*PROGRAM, "extract", "many.txt"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    assert process.stdout.readline().startswith(b"{")
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()
    assert process.wait(timeout=60) == 141
    assert errors == b""


def test_control_c_ends_an_ingest_with_what_is_stored_kept(run: Run, tmp_path: Path) -> None:
    os.mkfifo("endless")
    process = subprocess.Popen(
        [*PROGRAM, "ingest", "endless", "--input-format", "jsonl", "--workers", "2"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path, encoding="utf-8",
        start_new_session=True,
    )  # fmt: skip
    line = '{"text": "李明说：“好，我们走 %d。”", "lang": "zh"}\n'
    with open("endless", "w", encoding="utf-8") as pipe:
        pipe.writelines(line % at for at in range(2_000))
        pipe.flush()
        deadline = time.monotonic() + 50
        while time.monotonic() < deadline:
            found = program("doctor", "--json", cwd=tmp_path)
            if '"documents": ' in found.stdout and '"documents": 0' not in found.stdout:
                break
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: the workers hear it as well
        out, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors
    assert errors == "Interrupted.\n"
    assert "new document" in out
    assert "Nothing is wrong." in run("doctor").output


def test_a_start_imports_only_what_it_needs(news: Run) -> None:
    """The start is measured by scripts/benchmark; here is what makes it slow."""
    heavy = "pydantic rich sqlite_utils regex trafilatura label_studio_sdk pandas numpy opencc"
    for arguments in (["--help"], ["search", "核", "--expert", "Aziz"]):
        code = (
            "import sys; from quotetrack.cli import cli\n"
            f"cli({arguments!r}, standalone_mode=False)\n"
            f"print(*[name for name in {heavy.split()!r} if name in sys.modules], file=sys.stderr)"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True
        )
        assert done.stdout
        assert done.stderr == "\n"


def test_output_that_the_terminal_cannot_show_is_escaped(news: Run) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}
    done = program("search", "制裁", "--limit", "1", env=environment)
    assert done.returncode == 0
    assert "\\u5236\\u88c1" in done.stdout
    done = program("search", "制裁", "--json", env=environment)
    assert "\\u5236" in done.stdout


@pytest.mark.parametrize("no_color", ["", "1"])
def test_colours_are_for_terminals_that_want_them(news: Run, no_color: str) -> None:
    ours, theirs = os.openpty()
    with open(theirs, "wb") as terminal:
        subprocess.run(
            [*PROGRAM, "search", "制裁"],
            stdout=terminal, env={**os.environ, "NO_COLOR": no_color}, check=True, timeout=60,
        )  # fmt: skip
    output = os.read(ours, 10_000).decode()
    os.close(ours)
    assert ("\x1b[" in output) == (not no_color)
    assert ("[制裁]" in output) == bool(no_color)


def test_json_lines_hold_any_text() -> None:
    assert json_line({"text": "好 \ud83d"}) == '{"text": "\\u597d \\ud83d"}'
    assert json_line({"text": "好"}) == '{"text": "好"}'


COMPLETIONS = {
    "quotetrack ex": ["extract", "experts", "export"],
    "quotetrack experts d": ["discover"],
    "quotetrack search --ver": ["--verified"],
    "quotetrack search --kind d": ["direct"],
    "quotetrack search --status accepted,c": ["accepted,corrected", "accepted,conflict"],
    "quotetrack search --expert A": ["aziz"],
    "quotetrack export --format x": ["xlsx"],
}


@pytest.mark.parametrize("typed", COMPLETIONS)
def test_tab_completes(typed: str) -> None:
    assert completed("bash_complete", typed) == [f"plain,{word}" for word in COMPLETIONS[typed]]


@pytest.mark.parametrize("command", ["ingest", "extract", "show", "export", "import", "evaluate"])
def test_tab_completes_files(command: str) -> None:
    assert completed("bash_complete", f"quotetrack {command} art") == ["file,art"]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_its_script(shell: str) -> None:
    done = program(env={**os.environ, "_QUOTETRACK_COMPLETE": f"{shell}_source"})
    assert done.returncode == 0
    assert "_quotetrack_completion" in done.stdout
    assert f"{shell}_complete" in done.stdout


def completed(how: str, typed: str) -> list[str]:
    number = str(len(typed.split(" ")) - 1)
    environment = {"_QUOTETRACK_COMPLETE": how, "COMP_WORDS": typed, "COMP_CWORD": number}
    return program(env={**os.environ, **environment}).stdout.split()


def test_the_map_has_every_command_once() -> None:
    named = " ".join(MAP.values()).split()
    assert sorted(named) == sorted(COMMANDS)


@pytest.mark.parametrize("code", [0, 1])
def test_the_console_script_hands_on_the_exit_code(run: Run, code: int) -> None:
    assert program(*(["--help"], ["doctor", "--db", "none.db"])[code]).returncode == code

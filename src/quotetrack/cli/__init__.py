"""The command line. Each command parses, calls one library function, prints.

A command's module is imported when the command is run: `--help` and a search have to start fast.
Exit codes: 0 done, also with no hits; 1 an input, database or server was bad, the rest done; 2
wrong usage; 130 interrupted; 141 the reader of a pipe went away, as the shell's own tools have it.
"""

from __future__ import annotations

import errno
import os
import sys
from importlib import import_module
from typing import NamedTuple

import click
from click.shell_completion import CompletionItem

from quotetrack.errors import QuotetrackError

EXIT_BAD_INPUT = 1
EXIT_INTERRUPTED = 130  # 128 + SIGINT
EXIT_BROKEN_PIPE = 141  # 128 + SIGPIPE


class Entry(NamedTuple):
    """Where a command lives, and its line in `quotetrack --help`, known without importing it."""

    module: str
    attribute: str
    help: str


# tests/test_cli.py holds these lines against the commands themselves.
COMMANDS: dict[str, Entry] = {
    "extract": Entry("reading", "extract", "Print the quotes of documents as JSON lines."),
    "ingest": Entry("reading", "ingest", "Read documents and store their quotes in a database."),
    "reextract": Entry("reading", "reextract", "Extract the stored documents again."),
    "search": Entry("finding", "search", "Find quotes by their words, expert and more."),
    "show": Entry("finding", "show", "Show one document with its quotes coloured."),
    "documents": Entry("documents", "documents", "List, show, edit or delete documents."),
    "experts": Entry("experts", "experts", "Keep the registry of people to look for."),
    "claims": Entry("claims", "claims", "See the same words in many articles as one claim."),
    "serve": Entry("web", "serve", "Show the database as web pages."),
    "push": Entry("review", "push", "Send documents to Label Studio for review."),
    "pull": Entry("review", "pull", "Fetch reviews from Label Studio."),
    "status": Entry("review", "status", "Say where the review stands on both sides."),
    "review": Entry("judging", "review", "Accept, reject or correct one quote."),
    "evaluate": Entry("evaluation", "evaluate", "Compare what is found with gold or reviews."),
    "export": Entry("exporting", "export", "Write the claims database to a file."),
    "import": Entry("exporting", "import_", "Read an export back, with its reviews."),
    "doctor": Entry("keeping", "doctor", "Check the database, and repair what can be."),
    "backup": Entry("keeping", "backup", "Copy the database while others write."),
}
# How `quotetrack --help` has them: in the order in which they are needed.
MAP = {
    "Read articles": "ingest extract reextract",
    "Find who said what": "search show documents experts claims serve",
    "Have it verified": "push pull status review evaluate",
    "Hand it on": "export import",
    "Keep it well": "doctor backup",
}


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports one when it is run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        command = getattr(import_module(f"{__name__}.{entry.module}"), entry.attribute)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        width = max(map(len, COMMANDS))
        for heading, names in MAP.items():
            with formatter.section(heading):
                formatter.write_dl(
                    [(name.ljust(width), COMMANDS[name].help) for name in names.split()]
                )

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        found = [
            CompletionItem(name, help=entry.help)
            for name, entry in COMMANDS.items()
            if name.startswith(incomplete)
        ]
        return found + click.Command.shell_complete(self, ctx, incomplete)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args[0] not in COMMANDS and not ctx.resilient_parsing:
            from difflib import get_close_matches

            if near := get_close_matches(args[0], COMMANDS, n=1):
                ctx.fail(f"No such command {args[0]!r}. Did you mean {near[0]!r}?")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        """Runs the command; the one place where an error becomes a line and an exit code."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except QuotetrackError as error:
            report(str(error))
            ctx.exit(EXIT_BAD_INPUT)
        except (KeyboardInterrupt, click.Abort):
            click.echo("Interrupted.", err=True)
            ctx.exit(EXIT_INTERRUPTED)
        except BrokenPipeError:
            _leave_pipe()
            ctx.exit(EXIT_BROKEN_PIPE)
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            report(f"{error.filename or 'output'}: no space left on the disk")
            ctx.exit(EXIT_BAD_INPUT)
        return result


def report(message: str) -> None:
    """One line about something that went wrong, on standard error."""
    from quotetrack.terminal import one_line

    click.echo(f"{click.style('Error:', fg='red')} {one_line(message)}", err=True)


def _leave_pipe() -> None:
    """Nothing more can be printed: what is still buffered must not raise again at the end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="quotetrack", message="quotetrack %(version)s")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Find who said what in the news, have people verify it, search it, export it.

    \b
    quotetrack ingest articles/            read articles, find the quotes, store them
    quotetrack search 制裁 --expert Aziz    what Aziz said about sanctions
    quotetrack push                        to Label Studio, for people to verify; then: pull
    quotetrack export claims.csv           everything as a table

    The database is quotetrack.db in the working directory, unless --db or QUOTETRACK_DB names
    another. Every command has --help with examples. Tab completion:

    \b
    eval "$(_QUOTETRACK_COMPLETE=bash_source quotetrack)"    in ~/.bashrc; zsh_source in ~/.zshrc
    _QUOTETRACK_COMPLETE=fish_source quotetrack | source     in ~/.config/fish/config.fish
    """
    if os.environ.get("NO_COLOR"):
        ctx.color = False


def main() -> None:
    """The console script: the group, with what can go wrong before and after it runs."""
    for stream in (sys.stdout, sys.stderr):
        # What a terminal cannot show (another encoding, a lone surrogate) comes out escaped.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        cli(prog_name="quotetrack")
    except KeyboardInterrupt:
        sys.exit(EXIT_INTERRUPTED)
    except OSError as error:  # --help into a full disk
        if error.errno != errno.ENOSPC:
            raise
        report("output: no space left on the disk")
        _leave_pipe()
        sys.exit(EXIT_BAD_INPUT)

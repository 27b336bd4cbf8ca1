"""`review`: one quote accepted, rejected or corrected without Label Studio."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quotetrack.cli.options import database_option, together
from quotetrack.cli.reviewing import end
from quotetrack.errors import QuotetrackError
from quotetrack.terminal import one_line, shortened

if TYPE_CHECKING:
    from quotetrack.models import Review


@click.group(short_help="Accept, reject or correct one quote.")
def review() -> None:
    """Accept, reject or correct single quotes without Label Studio.

    \b
    quotetrack review accept 3f2a91c4
    quotetrack review correct 3f2a91c4 --speaker 他 --expert aziz
    """


judging_options = together(
    click.option("--by", "reviewer", metavar="NAME", help="Who says so (default: your login)."),
    click.option("--note", metavar="TEXT", help="Why."),
    database_option,
)


@review.command()
@click.argument("quotes", nargs=-1, required=True, metavar="QUOTE...")
@judging_options
def accept(quotes: tuple[str, ...], **said: Any) -> None:
    """Say that quotes are right as they are.

    \b
    quotetrack review accept 3f2a91c4 77b0e2aa --by ana
    """
    _judge(quotes, "accepted", **said)


@review.command()
@click.argument("quotes", nargs=-1, required=True, metavar="QUOTE...")
@judging_options
def reject(quotes: tuple[str, ...], **said: Any) -> None:
    """Say that something is no quote.

    \b
    quotetrack review reject 3f2a91c4 --note "the title of a book"
    """
    _judge(quotes, "rejected", **said)


@review.command()
@click.argument("quote")
@click.option("--words", "words_said", metavar="TEXT", help="The right words, from the document.")
@click.option("--kind", type=click.Choice(["direct", "mixed", "indirect"]), help="The right kind.")
@click.option("--speaker", metavar="TEXT", help="The words for the speaker, from the document.")
@click.option("--who", metavar="NAME", help="The source's full name.")
@click.option("--expert", metavar="NAME", help="The expert; '' for nobody in the registry.")
@judging_options
def correct(quote: str, expert: str | None, database: Path, **said: Any) -> None:
    """Say what is right about a quote instead.

    \b
    quotetrack review correct 3f2a91c4 --words "我们必须马上行动" --expert "Hamidreza Aziz"
    """
    if expert is None and not any(said[name] for name in ("words_said", "kind", "speaker", "who")):
        raise click.UsageError("say what is right: --words, --kind, --speaker, --who or --expert")
    if expert:
        from quotetrack.cli.people import registry
        from quotetrack.store import Store

        with Store(database, readonly=True) as store:
            expert = registry(store.connection).resolve_one(expert).id
    _judge((quote,), "corrected", database=database, expert=expert, **said)


def _judge(quotes: tuple[str, ...], verdict: Any, *, database: Path, **said: Any) -> None:
    from quotetrack.review.judging import judge
    from quotetrack.store import Store

    failures = []
    with Store(database, create=False) as store:
        for quote in quotes:
            try:
                _print_review(judge(store, quote, verdict, **said))
            except QuotetrackError as error:
                failures.append(str(error))
    end(failures)


def _print_review(said: Review) -> None:
    who = f"{one_line(said.who)}: " if said.who else ""
    click.echo(f"{said.verdict}  {who}{shortened(said.text or '', 60)}")

"""`push`, `pull`, `status`: people check in Label Studio what the machine found."""

from __future__ import annotations

import time
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quotetrack.cli import completing, report
from quotetrack.cli.options import counted, json_line
from quotetrack.cli.reviewing import connected, end, noted, say, server_options, shown_progress
from quotetrack.cli.values import Number, Seconds, Share
from quotetrack.errors import QuotetrackError
from quotetrack.terminal import one_line, shortened

if TYPE_CHECKING:
    from quotetrack.review.client import Server
    from quotetrack.review.listening import Wait
    from quotetrack.review.pulling import PullResult
    from quotetrack.store import Store

SHOWN_DOCUMENTS = 10
PATIENCE_SECONDS = 300  # the longest pause of `pull --watch` while the server is away


@click.command(short_help="Send documents to Label Studio for review.")
@click.option(
    "--expert",
    metavar="NAME",
    shell_complete=completing.experts,
    help="Documents with quotes of this expert.",
)
@click.option(
    "--status",
    "statuses",
    multiple=True,
    type=click.Choice(["unreviewed", "accepted", "corrected", "rejected", "added", "conflict"]),
    help="Documents with quotes of this status (default: unreviewed).",
)
@click.option("--below", type=Share(), help="Documents with a quote less certain.")
@click.option("--above", type=Share(), help="Documents with a quote so certain.")
@click.option("--since", metavar="DATE", help="Published then or later.")
@click.option("--until", metavar="DATE", help="Published then or earlier, the day included.")
@click.option("--lang", metavar="TAG", help="Documents in this language.")
@click.option("--without-quotes", is_flag=True, help="Also documents in which nothing was found.")
@click.option("--limit", type=Number(0), default=0, help="At most so many; 0 for all.")
@click.option("--batch", type=click.IntRange(1, 5000), default=250, show_default=True, hidden=True)
@click.option("--dry-run", is_flag=True, help="Say what would be sent, and send nothing.")
@click.option("--restore-labels", is_flag=True, help="Put back labels that somebody took away.")
@server_options
def push(
    project: str,
    seconds: float,
    credentials: Path | None,
    as_json: bool,
    database: Path,
    expert: str | None,
    statuses: tuple[str, ...],
    batch: int,
    dry_run: bool,
    restore_labels: bool,
    **chosen: Any,
) -> None:
    """Send documents to a Label Studio project, each once, the least certain first.

    Quotes that have changed since are renewed in documents that nobody has reviewed. The address
    and the key come from LABEL_STUDIO_URL and LABEL_STUDIO_API_KEY.

    \b
    eval "$(scripts/label-studio)"
    quotetrack push --expert Aziz --since 2024-05
    quotetrack push --project 7 --below 0.8 --dry-run
    """
    from quotetrack import __version__
    from quotetrack.cli.people import registry
    from quotetrack.review.ledger import one_at_a_time
    from quotetrack.review.pushing import push as send
    from quotetrack.review.selecting import Selection
    from quotetrack.store import Store

    with Store(database, create=False) as store, one_at_a_time(database, say):
        people = registry(store.connection)
        selection = Selection(
            expert=people.resolve_one(expert).id if expert else None,
            statuses=statuses or ("unreviewed",),
            **chosen,
        )
        with connected(credentials, seconds) as server, noted(store, "push", __version__) as counts:
            with shown_progress() as progress:
                result = send(
                    store, server, selection, project, people=people, batch=batch,
                    dry_run=dry_run, restore_labels=restore_labels, progress=progress, say=say,
                )  # fmt: skip
            counts.update(
                sent=result.sent, updated=result.updated, adopted=result.adopted,
                failed=len(result.failures),
            )  # fmt: skip
        if as_json:
            click.echo(json_line(asdict(result)))
        elif dry_run:
            _print_plan(store, result.planned, result.title)
        else:
            line = f"{counted(result.sent, 'document')} sent to '{one_line(result.title)}'"
            parts = [f"{result.unchanged:,} there already"] if result.unchanged else []
            if result.adopted:
                parts.append(f"{result.adopted:,} of an earlier push taken up")
            if result.updated:
                parts.append(f"{result.updated:,} with new quotes")
            click.echo("; ".join([line, *parts]))
            click.echo(f"{server.url}/projects/{result.project_id}/data")
    end([f"document {name}: {why}" for name, why in result.failures])


@click.command(short_help="Fetch reviews from Label Studio.")
@click.option("--all", "everything", is_flag=True, help="Everything, not only what has changed.")
@click.option("--watch", is_flag=True, help="Go on until stopped, and look again and again.")
@click.option(
    "--every",
    type=Seconds(1),
    default=10.0,
    show_default=True,
    metavar="SECONDS",
    help="How often --watch looks.",
)
@server_options
def pull(
    project: str,
    seconds: float,
    credentials: Path | None,
    as_json: bool,
    database: Path,
    everything: bool,
    watch: bool,
    every: float,
) -> None:
    """Fetch what reviewers have said since the last pull.

    \b
    quotetrack pull
    quotetrack pull --project "May interviews" --watch

    A Label Studio on this machine is asked to say at once when something changes; most refuse that,
    and are looked at every so many seconds alone.
    """
    from quotetrack.store import Store

    pause = every
    with (
        Store(database, create=False) as store,
        connected(credentials, seconds) as server,
        ExitStack() as listened,
    ):
        wait: Wait | None = None
        asked = False
        while True:
            try:
                result = _pull_once(store, server, project, everything)
            except QuotetrackError as error:
                if not watch:
                    raise
                report(str(error))
                pause = min(pause * 2, PATIENCE_SECONDS)
            else:
                pause = every
                if not watch or result.changed or result.withdrawn or result.failures:
                    _print_pull(result, as_json)
                failures = [f"document {name}: {why}" for name, why in result.failures]
                if not watch:
                    return end(failures)
                for failure in failures:
                    report(failure)
                if not asked:
                    from quotetrack.review.listening import listening

                    asked, wait = True, listened.enter_context(listening(server, result.project_id))
                    if wait:
                        say(f"{server.url} says when something changes")
            everything = False
            (wait or time.sleep)(pause)


def _pull_once(store: Store, server: Server, project: str, everything: bool) -> PullResult:
    from quotetrack import __version__
    from quotetrack.cli.people import registry
    from quotetrack.review.ledger import one_at_a_time
    from quotetrack.review.pulling import pull as fetch

    with one_at_a_time(store.path, say), noted(store, "pull", __version__) as counts:
        with shown_progress() as progress:
            result = fetch(
                store, server, project, people=registry(store.connection),
                everything=everything, progress=progress,
            )  # fmt: skip
        counts.update(result.reviews)
        counts.update(changed=result.changed, withdrawn=result.withdrawn)
    return result


@click.command(short_help="Say where the review stands on both sides.")
@server_options
def status(
    project: str, seconds: float, credentials: Path | None, as_json: bool, database: Path
) -> None:
    """Say what is here, what is in Label Studio, and what push and pull would do.

    \b
    quotetrack status
    quotetrack status --project 7 --json
    """
    from quotetrack.review.credentials import NoAddressError
    from quotetrack.review.status import status_here, status_there
    from quotetrack.store import Store

    failures = []
    there = None
    nowhere = ""
    with Store(database, readonly=True) as store:
        here = status_here(store)
        try:
            with connected(credentials, seconds) as server:
                there = status_there(store, server, project)
                if there is None:
                    failures.append(
                        f"no project '{project}' at {server.url}: `quotetrack push` makes it"
                    )
        except NoAddressError as error:
            nowhere = str(error)
        except QuotetrackError as error:
            failures.append(str(error))
    if as_json:
        click.echo(json_line({"here": asdict(here), "there": there and asdict(there)}))
        return end(failures)
    click.echo(f"here   {counted(here.documents, 'document')}, {here.with_quotes:,} with quotes")
    for name, number in here.statuses.items():
        click.echo(f"       {number:7,} {name}")
    for name, number in here.reviewers.items():
        click.echo(f"       {counted(number, 'review')} by {one_line(name)}")
    if nowhere:
        click.echo(f"there  {one_line(nowhere)}")
    if there is not None:
        title = one_line(there.title)
        click.echo(f"there  project {there.project_id} '{title}', {counted(there.tasks, 'task')}")
        for number, what in (
            (there.annotated, "annotated"),
            (there.skipped, "skipped"),
            (there.to_push, "documents to push"),
            (there.to_update, "with new quotes to push"),
            (there.to_pull, "changed since the last pull"),
            (there.deleted, "deleted there"),
        ):
            click.echo(f"       {number:7,} {what}")
        if there.lacks:
            failures.append(
                f"the labelling interface lacks {', '.join(there.lacks)}: run `quotetrack push "
                "--restore-labels`"
            )
    return end(failures)


def _print_plan(store: Store, planned: list[str], title: str) -> None:
    click.echo(f"{counted(len(planned), 'document')} would be sent to '{one_line(title)}'")
    for name in planned[:SHOWN_DOCUMENTS]:
        document = store.document(name)
        label = (document.title or document.text) if document else ""
        click.echo(f"  {name}  {shortened(label, 60)}")
    if len(planned) > SHOWN_DOCUMENTS:
        click.echo(f"  and {len(planned) - SHOWN_DOCUMENTS:,} more")


def _print_pull(result: PullResult, as_json: bool) -> None:
    if as_json:
        click.echo(json_line(asdict(result)))
        return
    found = ", ".join(f"{number:,} {verdict}" for verdict, number in result.reviews.items())
    line = f"{counted(result.changed, 'review')} new or changed"
    parts = [f"{result.withdrawn:,} taken back"] if result.withdrawn else []
    if result.gone:
        parts.append(f"{result.gone:,} tasks deleted on the server, their reviews kept")
    if found:
        parts.append(f"in {counted(result.tasks, 'task')}: {found}")
    click.echo("; ".join([line, *parts]))
